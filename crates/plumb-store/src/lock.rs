//! The writers' lock: one writer a store, and its name for the others.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process;

use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

/// Who asks for the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOwner<'a> {
    /// The command, such as `plumb ingest`.
    pub name: &'a str,
    /// The time, as the caller says; `None` leaves it out.
    pub started_at: Option<&'a str>,
}

/// What stands in the lock file while it is held.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    owner: String,
    pid: u32,
    host: String,
    started_at: Option<String>,
}

/// A held lock.
///
/// The lock is the operating system's lock on the file `<store>/lock`, which ends with its
/// process however that ends; the text inside is for people. A text without a lock is what a
/// process that died left behind, and the next writer takes over.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    pub(crate) fn take(store: &Path, owner: LockOwner<'_>) -> Result<Self> {
        let path = store.join("lock");
        let failed = |error| StoreError::io("lock", &path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { path: store.to_path_buf(), holder: describe(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut left = String::new();
        file.read_to_string(&mut left).map_err(failed)?;
        if !left.trim().is_empty() {
            tracing::warn!(store = %store.display(), holder = left.trim(), "the last writer died; its lock is taken over");
        }
        let holder = Holder {
            owner: owner.name.to_owned(),
            pid: process::id(),
            host: host_name(),
            started_at: owner.started_at.map(str::to_owned),
        };
        let text = serde_json::to_string(&holder).map_err(|error| failed(error.into()))?;
        file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).map_err(failed)?;
        writeln!(file, "{text}").map_err(failed)?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file stays: removing it would let two writers lock two files of the same name.
        if let Err(error) = self.file.set_len(0).and_then(|()| self.file.unlock()) {
            tracing::warn!(%error, "the lock of the store could not be cleared");
        }
    }
}

fn describe(file: &mut File) -> String {
    let mut text = String::new();
    let holder = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str::<Holder>(&text).ok());
    holder.map_or_else(
        || "another process".to_owned(),
        |Holder { owner, pid, host, started_at }| {
            let since = started_at.map(|time| format!(" since {time}")).unwrap_or_default();
            format!("`{owner}` (process {pid} on {host}{since})")
        },
    )
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "this host".to_owned() } else { name.to_owned() }
}
