//! Unfinished downloads: the bytes so far and the validator that says which file they belong to.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cache::{ArtifactCache, hex};
use crate::error::FetchError;
use crate::fsio;

/// The two files of an unfinished download.
#[derive(Debug, Clone)]
pub(super) struct Partial {
    pub(super) body: PathBuf,
    note: PathBuf,
}

/// Which file the bytes belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartialNote {
    pub(super) url: String,
    /// A strong `ETag` or a `Last-Modified`, as `If-Range` takes it.
    pub(super) validator: String,
}

impl Partial {
    pub(super) fn of(cache: &ArtifactCache, key: &str) -> Result<Self, FetchError> {
        let folder = cache.root().join("partial");
        fsio::make_folder(&folder)?;
        let name = &hex(&Sha256::digest(key))[..32];
        Ok(Self { body: folder.join(format!("{name}.part")), note: folder.join(format!("{name}.json")) })
    }

    /// The validator and the size of what is there, if it belongs to this URL.
    pub(super) fn resumable(&self, url: &str) -> Option<(String, u64)> {
        let note: PartialNote = fsio::read_json(&self.note).ok()??;
        let bytes = std::fs::metadata(&self.body).ok()?.len();
        (note.url == url && bytes > 0).then_some((note.validator, bytes))
    }

    pub(super) fn write_note(&self, note: &PartialNote) -> Result<(), FetchError> {
        fsio::write_json(&self.note, note)
    }

    pub(super) fn forget_note(&self) -> Result<(), FetchError> {
        fsio::remove(&self.note)
    }

    pub(super) fn remove(&self) -> Result<(), FetchError> {
        fsio::remove(&self.note)?;
        fsio::remove(&self.body)
    }

    pub(super) fn path(&self) -> &Path {
        &self.body
    }
}
