//! Small files written whole or not at all. Everything that the cache keeps goes through here or through
//! a rename of a synced file.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use crate::error::FetchError;

/// How the names of files begin that are not finished.
pub(crate) const TEMPORARY_PREFIX: &str = ".tmp-";

/// Writes bytes so that a crash leaves the old file or the new one.
pub(crate) fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    write_with(path, bytes, |_| Ok(()))
}

/// [`write_atomic`] for a file that other programs of the machine read: temporary files are private.
pub(crate) fn write_atomic_for_all(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    write_with(path, bytes, |file| {
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
        #[cfg(not(unix))]
        let _ = file;
        Ok(())
    })
}

fn write_with(
    path: &Path,
    bytes: &[u8],
    finish: impl Fn(&File) -> std::io::Result<()>,
) -> Result<(), FetchError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(folder)?;
    let write = || -> std::io::Result<()> {
        let mut file = NamedTempFile::with_prefix_in(TEMPORARY_PREFIX, folder)?;
        file.write_all(bytes)?;
        finish(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_folder(folder)
    };
    write().map_err(|error| FetchError::io("write", path, error))
}

/// Writes a value as readable JSON.
pub(crate) fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), FetchError> {
    let mut text = serde_json::to_vec_pretty(value)
        .map_err(|error| FetchError::CacheDamaged { path: path.to_owned(), cause: error.to_string() })?;
    text.push(b'\n');
    write_atomic(path, &text)
}

/// Reads a JSON file; `None` if it is not there.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, FetchError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FetchError::io("read", path, error)),
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| FetchError::CacheDamaged { path: path.to_owned(), cause: error.to_string() })
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), FetchError> {
    fs::create_dir_all(folder).map_err(|error| FetchError::io("make folder", folder, error))
}

/// Makes a rename in the folder durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes a file; a missing one is fine.
pub(crate) fn remove(path: &Path) -> Result<(), FetchError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(FetchError::io("remove", path, error))
        }
        _ => Ok(()),
    }
}
