//! Pruning: older releases go, the newest of each source stay.

use plumb_codes::{Release, Source};

use crate::disk::names_in;
use crate::error::Result;
use crate::folder::release_folder;
use crate::manifest::MANIFEST;
use crate::store::Writer;

/// A release that was removed, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// The release.
    pub release: Release,
    /// The bytes of its files.
    pub bytes: u64,
}

impl Writer {
    /// Removes all but the newest `keep` releases of each source; with `dry_run` only says which.
    /// Artifacts stay.
    ///
    /// # Errors
    /// When the disk refuses. A release whose removal was interrupted is gone for readers.
    pub fn prune(&self, keep: usize, dry_run: bool) -> Result<Vec<Pruned>> {
        let releases = self.store.releases()?;
        let mut pruned = Vec::new();
        for source in Source::ALL {
            let of_source: Vec<Release> =
                releases.iter().copied().filter(|release| release.source() == source).collect();
            for &release in &of_source[..of_source.len().saturating_sub(keep)] {
                pruned.push(self.remove(release, dry_run)?);
            }
        }
        Ok(pruned)
    }

    fn remove(&self, release: Release, dry_run: bool) -> Result<Pruned> {
        let folder = release_folder(&self.store.releases_folder(), release);
        let sizes = names_in(&folder)?;
        let bytes =
            sizes.iter().filter_map(|name| folder.join(name).metadata().ok()).map(|file| file.len()).sum();
        if !dry_run {
            // Without its manifest it is no release: it disappears in one step.
            let disk = self.store.disk();
            disk.remove_file(&folder.join(MANIFEST))?;
            disk.sync_folder(&folder)?;
            disk.remove_folder(&folder)?;
            tracing::info!(%release, bytes, "pruned");
        }
        Ok(Pruned { release, bytes })
    }
}
