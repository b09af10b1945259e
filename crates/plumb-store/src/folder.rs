//! A folder of releases, as a store and a compiled set have it: `<source>/<version>/manifest.json`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plumb_codes::{Release, Source};

use crate::disk::names_in;
use crate::error::{Result, StoreError};
use crate::hash::sha256_hex;
use crate::manifest::{MANIFEST, Manifest, TableEntry};

/// The folder of a release; both parts of its name are typed, so that it cannot lead elsewhere.
pub(crate) fn release_folder(releases: &Path, release: Release) -> PathBuf {
    releases.join(release.source().as_str()).join(release.version().to_string())
}

/// The releases of a folder: those that have a manifest, sorted.
pub(crate) fn list_releases(releases: &Path) -> Result<Vec<Release>> {
    let mut found = Vec::new();
    for source in Source::ALL {
        for version in names_in(&releases.join(source.as_str()))? {
            // Other names are not releases: a file browser's, or the work of a writer that died.
            let Ok(release) = format!("{source}/{version}").parse::<Release>() else { continue };
            if release_folder(releases, release).join(MANIFEST).is_file() {
                found.push(release);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Reads a manifest; returns `None` where the release is not there.
pub(crate) fn read_manifest(releases: &Path, release: Release) -> Result<Option<Manifest>> {
    let path = release_folder(releases, release).join(MANIFEST);
    match fs::read(&path) {
        Ok(bytes) => Manifest::parse(&path, &bytes, release).map(Some),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

/// Reads a table's file and checks it against its manifest entry.
pub(crate) fn read_table_file(releases: &Path, release: Release, entry: &TableEntry) -> Result<Vec<u8>> {
    let path = release_folder(releases, release).join(&entry.file);
    let damaged = |reason: String| StoreError::Damaged { path: path.clone(), reason };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(damaged("it is missing".to_owned()));
        }
        Err(error) => return Err(StoreError::io("read", &path, error)),
    };
    if bytes.len() as u64 != entry.size_bytes {
        return Err(damaged(format!("it has {} bytes, its manifest says {}", bytes.len(), entry.size_bytes)));
    }
    let found = sha256_hex(&bytes);
    if found != entry.sha256 {
        return Err(damaged(format!("its SHA-256 is {found}, its manifest says {}", entry.sha256)));
    }
    Ok(bytes)
}
