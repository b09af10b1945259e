//! Publishing a release: files first, then the one rename that makes it appear.

use std::collections::BTreeSet;

use plumb_tables::IngestedRelease;

use crate::disk::{is_unfinished, names_in};
use crate::error::Result;
use crate::folder::{read_table_file, release_folder};
use crate::manifest::{MANIFEST, Manifest, Stamp};
use crate::parquet::Packing;
use crate::release_file::encode;
use crate::store::Writer;

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The release is new to the store.
    New,
    /// The release was there; its manifest now lists the new tables as well.
    Updated,
    /// The store already held exactly this; nothing was written.
    Unchanged,
}

impl Writer {
    /// Publishes a release or a part of one; tables that the store's release has and this part has
    /// not stay.
    ///
    /// Until the last step readers see the old state, and from then on the new one. Tables that
    /// are damaged on disk are written again.
    ///
    /// # Errors
    /// When a table cannot be stored or the disk refuses; the old state remains.
    pub fn publish(&self, ingested: &IngestedRelease, stamp: Stamp<'_>) -> Result<Published> {
        let (newer, files) = encode(ingested, stamp, Packing::Standard)?;
        let releases = self.store.releases_folder();
        let folder = release_folder(&releases, ingested.release);
        let held = self.store.manifest(ingested.release)?;
        let merged = match held.clone() {
            None => newer,
            Some(mut merged) => {
                merged.merge(newer);
                merged
            }
        };
        let sound = |manifest: &Manifest, name: &str| {
            let mut entries = manifest.parts.iter().flat_map(|part| &part.tables);
            entries
                .find(|entry| entry.file == name)
                .is_some_and(|entry| read_table_file(&releases, ingested.release, entry).is_ok())
        };
        let missing: Vec<_> = files.iter().filter(|file| !sound(&merged, &file.name)).collect();
        let same =
            held.as_ref().is_some_and(|held| held.clone().without_times() == merged.clone().without_times());
        if same && missing.is_empty() {
            return Ok(Published::Unchanged);
        }

        let disk = self.store.disk();
        disk.create_folder(&folder)?;
        for file in missing {
            disk.place(&folder.join(&file.name), &file.bytes)?;
        }
        disk.sync_folder(&folder)?;
        let path = folder.join(MANIFEST);
        disk.replace(&path, &merged.to_bytes(&path)?)?;
        tracing::info!(release = %ingested.release, tables = merged.tables().len(), "published");

        self.remove_unlisted(&folder, [held.as_ref(), Some(&merged)].into_iter().flatten());
        Ok(if held.is_some() { Published::Updated } else { Published::New })
    }

    /// Removes files that neither the new manifest nor the one before it lists: a reader that began
    /// before this publication still has its files.
    fn remove_unlisted<'a>(&self, folder: &std::path::Path, manifests: impl Iterator<Item = &'a Manifest>) {
        let listed: BTreeSet<&str> =
            manifests.flat_map(Manifest::tables).map(|table| table.file.as_str()).collect();
        for name in names_in(folder).unwrap_or_default() {
            let table =
                std::path::Path::new(&name).extension().is_some_and(|extension| extension == "parquet");
            if (table && !listed.contains(name.as_str())) || is_unfinished(&name) {
                self.store.disk().discard(&folder.join(&name));
            }
        }
    }
}
