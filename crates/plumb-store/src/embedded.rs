//! The release set that the program carries, listed by the build script from `fixtures/releases`.

use std::path::{Path, PathBuf};

use plumb_codes::Release;

use crate::error::{Result, StoreError};
use crate::manifest::{MANIFEST, Manifest, TableEntry};

// `FILES: &[(&str, &[u8])]`, sorted: the path below `fixtures/releases` with `/`, and the content.
include!(concat!(env!("OUT_DIR"), "/embedded_files.rs"));

/// The embedded manifests.
pub(crate) fn manifests() -> Result<Vec<(Release, Manifest)>> {
    let mut manifests = Vec::new();
    for (path, bytes) in FILES {
        let Some((folder, MANIFEST)) = path.rsplit_once('/') else { continue };
        let label = label(path);
        let release = folder
            .parse::<Release>()
            .map_err(|error| StoreError::Manifest { path: label.clone(), reason: error.to_string() })?;
        manifests.push((release, Manifest::parse(&label, bytes, release)?));
    }
    Ok(manifests)
}

/// The bytes of an embedded table. They are in the program itself, and are not hashed again.
pub(crate) fn table_file(release: Release, entry: &TableEntry) -> Result<&'static [u8]> {
    let path = format!("{release}/{}", entry.file);
    let found = FILES.binary_search_by(|(name, _)| (*name).cmp(path.as_str()));
    found
        .map(|position| FILES[position].1)
        .map_err(|_| StoreError::Damaged { path: label(&path), reason: "it is missing".to_owned() })
}

fn label(path: &str) -> PathBuf {
    Path::new("the embedded release set").join(path)
}
