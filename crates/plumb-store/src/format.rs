//! The format version of a store, and the way from older ones.

use std::fs;
use std::io;
use std::path::Path;

use crate::disk::Disk;
use crate::error::{Result, StoreError};

/// The file that makes a folder a store.
pub(crate) const FORMAT_FILE: &str = "format";

/// The format that this version writes.
pub(crate) const CURRENT: u32 = 1;

/// The first word of the format file.
const SIGNATURE: &str = "plumb-store";

/// One step from a format to the next. A step must be able to run again after a crash half-way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) from: u32,
    pub(crate) run: fn(&Path, &Disk) -> Result<()>,
}

/// The steps from every older format; none yet, as the first format is the current one.
pub(crate) const MIGRATIONS: &[Migration] = &[];

/// Reads the format; returns `None` where the folder has no format file.
pub(crate) fn read(root: &Path) -> Result<Option<u32>> {
    let path = root.join(FORMAT_FILE);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(StoreError::io("read", &path, error)),
    };
    let version = text.trim_end().strip_prefix(SIGNATURE).and_then(|rest| rest.trim().parse().ok());
    version.map(Some).ok_or_else(|| StoreError::NotAStore {
        path: root.to_path_buf(),
        reason: format!("its file `{FORMAT_FILE}` does not read `{SIGNATURE}` and a number"),
    })
}

pub(crate) fn write(root: &Path, version: u32, disk: &Disk) -> Result<()> {
    disk.replace(&root.join(FORMAT_FILE), format!("{SIGNATURE} {version}\n").as_bytes())
}

/// Refuses a format that is newer than `supported`.
pub(crate) fn check(root: &Path, found: u32, supported: u32) -> Result<()> {
    if found > supported {
        return Err(StoreError::NewerFormat { path: root.to_path_buf(), found, supported });
    }
    Ok(())
}

/// Takes a store step by step to `target`, recording each step, so that a crash resumes there.
/// The caller holds the lock.
pub(crate) fn upgrade(root: &Path, target: u32, migrations: &[Migration], disk: &Disk) -> Result<()> {
    loop {
        let found = read(root)?.unwrap_or(target);
        check(root, found, target)?;
        if found == target {
            return Ok(());
        }
        let step =
            migrations.iter().find(|step| step.from == found).ok_or_else(|| StoreError::NotAStore {
                path: root.to_path_buf(),
                reason: format!("its format {found} is unknown"),
            })?;
        tracing::info!(store = %root.display(), from = found, to = found + 1, "upgrading the store");
        (step.run)(root, disk)?;
        write(root, found + 1, disk)?;
    }
}
