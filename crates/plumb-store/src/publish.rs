//! Publishing a release: files first, then the one rename that makes it appear.

use std::collections::BTreeSet;
use std::path::Path;

use plumb_codes::Release;
use plumb_tables::IngestedRelease;

use crate::disk::{is_unfinished, names_in};
use crate::error::Result;
use crate::folder::{read_table_file, release_folder};
use crate::join::Joining;
use crate::manifest::{MANIFEST, Manifest, Stamp};
use crate::parquet::Packing;
use crate::release_file::{TableContent, TableFile, encode};
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

/// What publishing did, with what became of stored rows in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// What publishing did.
    pub outcome: Published,
    /// Tables that were joined, kept or replaced in ways that the caller did not ask for.
    pub notes: Vec<String>,
}

impl Writer {
    /// [`Writer::publish_with_notes`] without the notes.
    ///
    /// # Errors
    /// As [`Writer::publish_with_notes`].
    pub fn publish(&self, ingested: &IngestedRelease, stamp: Stamp<'_>) -> Result<Published> {
        self.publish_with_notes(ingested, stamp).map(|publication| publication.outcome)
    }

    /// Publishes a release or a part of one. Tables that the store's release has and this part has
    /// not stay. A table that both have is joined row by row where it comes from other files: new rows
    /// win, stored rows with other keys stay. Where the same files came anew, it replaces the stored one;
    /// rows that go with it are in the notes.
    ///
    /// Until the last step readers see the old state, and from then on the new one. Tables that
    /// are damaged on disk are written again.
    ///
    /// # Errors
    /// When a table cannot be stored or the disk refuses; the old state remains.
    pub fn publish_with_notes(&self, ingested: &IngestedRelease, stamp: Stamp<'_>) -> Result<Publication> {
        let (mut newer, mut files) = encode(ingested, stamp, Packing::Standard)?;
        let releases = self.store.releases_folder();
        let folder = release_folder(&releases, ingested.release);
        let held = self.store.manifest(ingested.release)?;
        let mut notes = Vec::new();
        if let Some(held) = &held {
            let joining = Joining {
                releases: &releases,
                release: ingested.release,
                root: self.store.root(),
                disk: self.store.disk(),
                held,
            };
            notes = joining.settle(&mut newer, &mut files)?;
        }
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
            return Ok(Publication { outcome: Published::Unchanged, notes });
        }

        self.store.disk().create_folder(&folder)?;
        self.place(&folder, &missing, &merged).inspect_err(|_| {
            self.take_back(ingested.release, &folder, &missing);
        })?;
        tracing::info!(release = %ingested.release, tables = merged.tables().len(), "published");

        self.remove_unlisted(&folder, [held.as_ref(), Some(&merged)].into_iter().flatten());
        let outcome = if held.is_some() { Published::Updated } else { Published::New };
        Ok(Publication { outcome, notes })
    }

    /// Writes the tables, then the manifest that makes them part of the release.
    fn place(&self, folder: &Path, tables: &[&TableFile], manifest: &Manifest) -> Result<()> {
        let disk = self.store.disk();
        for table in tables {
            let path = folder.join(&table.name);
            match &table.content {
                TableContent::Bytes(bytes) => disk.place(&path, bytes)?,
                TableContent::Spooled(unfinished) => disk.rename(unfinished, &path)?,
            }
        }
        disk.sync_folder(folder)?;
        let path = folder.join(MANIFEST);
        disk.replace(&path, &manifest.to_bytes(&path)?)
    }

    /// Gives back the space of tables that did not become part of a release, on a full disk above
    /// all. What the manifest on disk lists stays, whichever manifest that is.
    fn take_back(&self, release: Release, folder: &Path, tables: &[&TableFile]) {
        let Ok(manifest) = self.store.manifest(release) else { return };
        let listed = |name: &str| manifest.iter().flat_map(Manifest::tables).any(|table| table.file == name);
        for table in tables {
            let path = folder.join(&table.name);
            if !listed(&table.name) && path.exists() {
                self.store.disk().discard(&path);
            }
        }
    }

    /// Removes files that neither the new manifest nor the one before it lists: a reader that began
    /// before this publication still has its files.
    fn remove_unlisted<'a>(&self, folder: &std::path::Path, manifests: impl Iterator<Item = &'a Manifest>) {
        let listed: BTreeSet<&str> =
            manifests.flat_map(Manifest::tables).map(|table| table.file.as_str()).collect();
        for name in names_in(folder).unwrap_or_default() {
            let table = Path::new(&name).extension().is_some_and(|extension| extension == "parquet");
            if (table && !listed.contains(name.as_str())) || is_unfinished(&name) {
                self.store.disk().discard(&folder.join(&name));
            }
        }
    }
}
