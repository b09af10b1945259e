//! Re-hashes everything that the cache keeps, and says what is damaged. Changes nothing.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::provenance::Provenance;
use super::slot::Slot;
use super::store::{ArtifactCache, files_below, hex, sidecar};
use crate::error::FetchError;
use crate::fsio;

/// What a check of the cache found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheReport {
    /// Raw files read.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong, sorted by path.
    pub damage: Vec<Damage>,
    /// Unfinished downloads.
    pub partial_files: usize,
    /// Files in quarantine.
    pub quarantined_files: usize,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

impl ArtifactCache {
    /// Reads every raw file again and compares it with its name; checks that every slot has its file.
    ///
    /// # Errors
    /// [`FetchError::Io`] if a folder cannot be listed; damaged or unreadable files are in the report.
    pub fn verify(&self) -> Result<CacheReport, FetchError> {
        let mut report = CacheReport::default();
        let mut damage =
            |path: &Path, problem: String| report.damage.push(Damage { path: path.to_owned(), problem });
        for path in files_below(&self.root().join("raw"))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "json") {
                if let Err(error) = fsio::read_json::<Provenance>(&path) {
                    damage(&path, error.to_string());
                }
                continue;
            }
            match hash_file(&path) {
                Ok((sha256, bytes)) => {
                    report.files += 1;
                    report.bytes += bytes;
                    if sha256 != name {
                        damage(&path, format!("its sha256 is {sha256}"));
                    }
                }
                Err(error) => damage(&path, error.to_string()),
            }
            if !sidecar(&path).exists() {
                damage(&path, "its provenance file is missing".to_owned());
            }
        }
        for path in files_below(&self.root().join("slots"))? {
            match fsio::read_json::<Slot>(&path) {
                Ok(slot) => {
                    for provenance in [slot.unwrap_or_default().accepted].into_iter().flatten() {
                        if !self.holds(&provenance) {
                            damage(
                                &path,
                                format!("the accepted file {} is missing or cut", provenance.sha256),
                            );
                        }
                    }
                }
                Err(error) => damage(&path, error.to_string()),
            }
        }
        report.partial_files = count(&files_below(&self.root().join("partial"))?, "part");
        report.quarantined_files = count(&files_below(&self.root().join("quarantine"))?, "bin");
        report.damage.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(report)
    }
}

fn count(files: &[PathBuf], extension: &str) -> usize {
    files.iter().filter(|path| path.extension().is_some_and(|found| found == extension)).count()
}

/// The sha256 and size of a file.
pub(crate) fn hash_file(path: &Path) -> Result<(String, u64), FetchError> {
    let mut file = File::open(path).map_err(|error| FetchError::io("open", path, error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer).map_err(|error| FetchError::io("read", path, error))?;
        if count == 0 {
            return Ok((hex(&hasher.finalize()), bytes));
        }
        hasher.update(&buffer[..count]);
        bytes += u64::try_from(count).unwrap_or(u64::MAX);
    }
}
