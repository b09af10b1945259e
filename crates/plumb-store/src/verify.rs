//! Verification: every file hashed again, and what is wrong with each.

use std::fs;
use std::path::{Path, PathBuf};

use plumb_codes::Release;

use crate::disk::{is_unfinished, names_in};
use crate::error::{Result, StoreError};
use crate::folder::{list_releases, read_manifest, read_table_file, release_folder};
use crate::hash::sha256_hex;
use crate::manifest::{MANIFEST, TableEntry};
use crate::parquet::read_slice;
use crate::store::Store;

/// Rows that are looked at together.
const SLICE_ROWS: usize = 65_536;

/// One damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub reason: String,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// The number of releases.
    pub releases: usize,
    /// The number of tables read in full.
    pub tables: usize,
    /// The number of artifacts.
    pub artifacts: usize,
    /// The bytes hashed.
    pub bytes: u64,
    /// The damaged files, in the order of their paths.
    pub damages: Vec<Damage>,
    /// Files that no manifest lists: earlier generations and what dead writers left. Harmless.
    pub leftovers: Vec<PathBuf>,
}

impl Verification {
    /// Whether nothing is damaged.
    pub fn is_clean(&self) -> bool {
        self.damages.is_empty()
    }

    fn note(&mut self, path: &Path, error: &StoreError) {
        self.damages.push(Damage { path: path.to_path_buf(), reason: error.to_string() });
    }
}

impl Store {
    /// Reads and hashes everything in the store. Takes no lock, changes nothing.
    ///
    /// # Errors
    /// When a folder cannot be listed; damage is a finding, not an error.
    pub fn verify(&self) -> Result<Verification> {
        let mut found = Verification::default();
        let releases = self.releases_folder();
        for release in list_releases(&releases)? {
            found.releases += 1;
            verify_release(&releases, release, &mut found)?;
        }
        self.verify_artifacts(&mut found)?;
        found.damages.sort_by(|left, right| left.path.cmp(&right.path));
        found.leftovers.sort();
        Ok(found)
    }

    fn verify_artifacts(&self, found: &mut Verification) -> Result<()> {
        let root = self.artifacts_folder();
        for start in names_in(&root)? {
            let folder = root.join(&start);
            for rest in names_in(&folder)? {
                let path = folder.join(&rest);
                if is_unfinished(&rest) {
                    found.leftovers.push(path);
                    continue;
                }
                found.artifacts += 1;
                match fs::read(&path) {
                    Ok(bytes) => {
                        found.bytes += bytes.len() as u64;
                        let hash = sha256_hex(&bytes);
                        if hash != format!("{start}{rest}") {
                            found.damages.push(Damage { path, reason: format!("its SHA-256 is {hash}") });
                        }
                    }
                    Err(error) => found.note(&path, &StoreError::io("read", &path, error)),
                }
            }
        }
        Ok(())
    }
}

fn verify_release(releases: &Path, release: Release, found: &mut Verification) -> Result<()> {
    let folder = release_folder(releases, release);
    let manifest = match read_manifest(releases, release) {
        Ok(Some(manifest)) => manifest,
        Ok(None) => return Ok(()),
        Err(error) => {
            found.note(&folder.join(MANIFEST), &error);
            return Ok(());
        }
    };
    for entry in manifest.tables() {
        match verify_table(releases, release, entry) {
            Ok(()) => {
                found.tables += 1;
                found.bytes += entry.size_bytes;
            }
            Err(error) => found.note(&folder.join(&entry.file), &error),
        }
    }
    let listed = |name: &str| manifest.tables().iter().any(|entry| entry.file == name);
    let names = names_in(&folder)?.into_iter().filter(|name| name != MANIFEST && !listed(name));
    found.leftovers.extend(names.map(|name| folder.join(name)));
    Ok(())
}

/// Reads a table some rows at a time: a large one does not fit into memory.
fn verify_table(releases: &Path, release: Release, entry: &TableEntry) -> Result<()> {
    let bytes = read_table_file(releases, release, entry)?;
    let mut rows = 0;
    loop {
        let slice = read_slice(&entry.name, &bytes, Some((rows, SLICE_ROWS)))?;
        crate::releases::check_columns(&slice, entry)?;
        rows += slice.row_count();
        if slice.row_count() < SLICE_ROWS {
            break;
        }
    }
    crate::releases::check_rows(rows, entry)
}
