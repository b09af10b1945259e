//! The folder of artifacts. Files appear by one rename after they were synced, and are never changed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::provenance::{Artifact, Provenance};
use super::slot::Slot;
use super::verify::hash_file;
use crate::discover::AtHand;
use crate::error::FetchError;
use crate::fsio;

/// So many refused files are kept for people to look at.
const MOST_QUARANTINED: usize = 32;

/// The artifact cache.
///
/// Layout, version 1, under the folder that is given:
///
/// ```text
/// artifacts-v1/raw/ab/abcdef....        bytes as they came, read only, named by their sha256
/// artifacts-v1/raw/ab/abcdef.....json   provenance of the first time they came
/// artifacts-v1/slots/SOURCE/VERSION[/PART].json   last good, waiting and refused file of one key
/// artifacts-v1/partial/SHA.part, .json  unfinished downloads, to be resumed
/// artifacts-v1/quarantine/SHA.bin, .json          what was refused, and why
/// artifacts-v1/bls-api/quota.json       queries counted today
/// artifacts-v1/bls-api/answers/SHA.json the newest answer to each query
/// ```
#[derive(Debug, Clone)]
pub struct ArtifactCache {
    root: PathBuf,
}

/// Why a file is in quarantine.
#[derive(Debug, Serialize)]
struct QuarantineNote<'a> {
    key: &'a str,
    url: &'a str,
    kind: &'a str,
    reason: String,
    at: String,
    bytes: u64,
}

impl ArtifactCache {
    /// The cache in a folder; nothing is made until something is kept.
    pub fn new(folder: &Path) -> Self {
        Self { root: folder.join("artifacts-v1") }
    }

    /// The versioned folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The raw file of a hash, whether or not it is there.
    pub fn raw_path(&self, sha256: &str) -> PathBuf {
        self.root.join("raw").join(sha256.get(..2).unwrap_or("__")).join(sha256)
    }

    /// The last good file of a key (see [`crate::Request::key`]); `None` if there is none.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn accepted(&self, key: &str) -> Result<Option<Artifact>, FetchError> {
        Ok(self.slot(key)?.accepted.map(|provenance| self.artifact(provenance)))
    }

    /// Every accepted file, sorted by key.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn all_accepted(&self) -> Result<Vec<Artifact>, FetchError> {
        let mut all = Vec::new();
        for path in files_below(&self.root.join("slots"))? {
            let slot: Slot = fsio::read_json(&path)?.unwrap_or_default();
            all.extend(slot.accepted.map(|provenance| self.artifact(provenance)));
        }
        all.sort_by_cached_key(|artifact| artifact.provenance.key());
        Ok(all)
    }

    /// The releases of which at least one file was accepted, by id of the source.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn at_hand(&self) -> Result<AtHand, FetchError> {
        let mut at_hand = AtHand::new();
        for artifact in self.all_accepted()? {
            if let Some(release) = artifact.provenance.release {
                at_hand.entry(artifact.provenance.source).or_default().insert(release);
            }
        }
        Ok(at_hand)
    }

    pub(crate) fn artifact(&self, provenance: Provenance) -> Artifact {
        Artifact { path: self.raw_path(&provenance.sha256), provenance }
    }

    pub(crate) fn slot(&self, key: &str) -> Result<Slot, FetchError> {
        Ok(fsio::read_json(&self.slot_path(key))?.unwrap_or_default())
    }

    pub(crate) fn write_slot(&self, key: &str, slot: &Slot) -> Result<(), FetchError> {
        fsio::write_json(&self.slot_path(key), slot)
    }

    /// The newest accepted file of a source and part, to compare a new one with: the same release if it
    /// is there, else the newest other.
    pub(crate) fn baseline(
        &self,
        key: &str,
        source: &str,
        part: Option<&str>,
    ) -> Result<Option<Provenance>, FetchError> {
        if let Some(same) = self.slot(key)?.accepted {
            return Ok(Some(same));
        }
        let mut newest: Option<Provenance> = None;
        for path in files_below(&self.root.join("slots").join(source))? {
            let slot: Slot = fsio::read_json(&path)?.unwrap_or_default();
            if let Some(provenance) = slot.accepted
                && provenance.part.as_deref() == part
                && newest.as_ref().is_none_or(|newest| provenance.release > newest.release)
            {
                newest = Some(provenance);
            }
        }
        Ok(newest)
    }

    /// Whether the raw file of a provenance is there in full length.
    pub(crate) fn holds(&self, provenance: &Provenance) -> bool {
        fs::metadata(self.raw_path(&provenance.sha256))
            .is_ok_and(|metadata| metadata.len() == provenance.bytes)
    }

    /// Moves a complete, synced file of the partial folder into place.
    pub(crate) fn keep(&self, from: &Path, provenance: &Provenance) -> Result<(), FetchError> {
        let to = self.raw_path(&provenance.sha256);
        // One of the same name whose bytes have rotted is replaced.
        if self.holds(provenance) && hash_file(&to)?.0 == provenance.sha256 {
            return fsio::remove(from);
        }
        let folder = to.parent().unwrap_or(&self.root);
        fsio::make_folder(folder)?;
        // The provenance goes first: a crash in between leaves one without a file, which nobody misses.
        fsio::write_json(&sidecar(&to), provenance)?;
        let place = || -> std::io::Result<()> {
            let file = File::open(from)?;
            let mut permissions = file.metadata()?.permissions();
            permissions.set_readonly(true);
            file.set_permissions(permissions)?;
            file.sync_all()?;
            fs::rename(from, &to)?;
            fsio::sync_folder(folder)
        };
        place().map_err(|error| FetchError::io("keep", &to, error))
    }

    /// Removes what a killed process left half-written (not unfinished downloads, which are resumed) and all
    /// but the newest files in quarantine; returns how many. For callers that hold the lock of the store.
    ///
    /// # Errors
    /// [`FetchError::Io`].
    pub fn sweep(&self) -> Result<usize, FetchError> {
        let mut stale = walk(&self.root, is_temporary)?;
        let mut aside = Vec::new();
        for path in
            walk(&self.root.join("quarantine"), |path| path.extension().is_some_and(|end| end == "bin"))?
        {
            let changed = fs::metadata(&path).and_then(|metadata| metadata.modified());
            aside.push((changed.map_err(|error| FetchError::io("read", &path, error))?, path));
        }
        aside.sort();
        let surplus = aside.len().saturating_sub(MOST_QUARANTINED);
        for (_, path) in aside.drain(..surplus) {
            stale.push(path.with_extension("json"));
            stale.push(path);
        }
        for path in &stale {
            fsio::remove(path)?;
        }
        Ok(stale.len())
    }

    /// Raw files that no key refers to and whose sha256 is not in `keep`: what was replaced by a newer file and
    /// what was never accepted. Sorted.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn unreferenced(&self, keep: &BTreeSet<String>) -> Result<Vec<PathBuf>, FetchError> {
        let mut referenced = keep.clone();
        for path in files_below(&self.root.join("slots"))? {
            let slot: Slot = fsio::read_json(&path)?.unwrap_or_default();
            let refused = slot.refused.map(|refused| refused.provenance);
            let all = [slot.accepted, slot.candidate, refused].into_iter().flatten();
            referenced.extend(all.map(|provenance| provenance.sha256));
        }
        let is_referenced = |path: &Path| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| referenced.contains(name))
        };
        walk(&self.root.join("raw"), |path| {
            path.extension().is_none() && !is_temporary(path) && !is_referenced(path)
        })
    }

    /// Removes raw files and their provenance, for pruning. For callers that hold the lock of the store.
    ///
    /// # Errors
    /// [`FetchError::Io`].
    pub fn remove(&self, raw_files: &[PathBuf]) -> Result<(), FetchError> {
        for path in raw_files {
            fsio::remove(path)?;
            fsio::remove(&sidecar(path))?;
        }
        Ok(())
    }

    /// Forgets what is known about a key (see [`crate::Request::key`]), so that its release is not at hand any
    /// more. Its raw files stay until they are removed.
    ///
    /// # Errors
    /// [`FetchError::Io`].
    pub fn forget(&self, key: &str) -> Result<(), FetchError> {
        fsio::remove(&self.slot_path(key))
    }

    /// Puts a refused file aside, with the reason. The file is gone from where it was.
    pub(crate) fn quarantine(
        &self,
        file: &Path,
        sha256: &str,
        key: &str,
        url: &str,
        error: &FetchError,
        at: jiff::Timestamp,
    ) -> Result<PathBuf, FetchError> {
        let folder = self.root.join("quarantine");
        fsio::make_folder(&folder)?;
        let to = folder.join(format!("{sha256}.bin"));
        let bytes = fs::metadata(file).map_err(|error| FetchError::io("read", file, error))?.len();
        fs::rename(file, &to).map_err(|error| FetchError::io("quarantine", &to, error))?;
        let note = QuarantineNote {
            key,
            url,
            kind: error.kind(),
            reason: error.to_string(),
            at: at.to_string(),
            bytes,
        };
        fsio::write_json(&folder.join(format!("{sha256}.json")), &note)?;
        Ok(to)
    }

    /// Notes a refused file that stays where it is.
    pub(crate) fn note_refusal(
        &self,
        provenance: &Provenance,
        reason: &str,
        at: jiff::Timestamp,
    ) -> Result<(), FetchError> {
        let note = QuarantineNote {
            key: &provenance.key(),
            url: &provenance.url,
            kind: "refused",
            reason: reason.to_owned(),
            at: at.to_string(),
            bytes: provenance.bytes,
        };
        fsio::write_json(&self.root.join("quarantine").join(format!("{}.json", provenance.sha256)), &note)
    }

    fn slot_path(&self, key: &str) -> PathBuf {
        let mut path = self.root.join("slots");
        path.extend(key.split('/').filter(|piece| !piece.is_empty() && *piece != ".." && *piece != "."));
        path.as_mut_os_string().push(".json");
        path
    }
}

/// The provenance file beside a raw file.
pub(super) fn sidecar(raw: &Path) -> PathBuf {
    let mut path = raw.to_owned();
    path.as_mut_os_string().push(".json");
    path
}

/// Every file below a folder, sorted; none if the folder is not there.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, FetchError> {
    walk(folder, |path| !is_temporary(path))
}

fn is_temporary(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(fsio::TEMPORARY_PREFIX.as_bytes()))
}

fn walk(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, FetchError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(FetchError::io("list", &folder, error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| FetchError::io("list", &folder, error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
