//! Errors of the store. Each names the file or table, and says what to do where there is a remedy.

use std::io;
use std::path::{Path, PathBuf};

use plumb_codes::Release;
use plumb_tables::TableError;

/// Why the store could not do what was asked. Reads after "failed to".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The operating system refused.
    #[error("{action} {path}: {source}")]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// No space is left, or a quota is used up. Nothing half-written remains.
    #[error("{action} {path}: the disk is full (hint: free some space and run the command again)")]
    DiskFull {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The user may not write or read there.
    #[error("{action} {path}: permission denied (hint: choose another folder or change its owner)")]
    PermissionDenied {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file system is mounted read-only.
    #[error("{action} {path}: the file system is read-only (hint: choose another folder)")]
    ReadOnly {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder holds other things than a store.
    #[error("open the store {path}: {reason} (hint: name an empty or new folder, or an existing store)")]
    NotAStore {
        /// The folder.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// The store was written by a newer version.
    #[error(
        "open the store {path}: its format is {found}, this version reads up to {supported} (hint: update Plumbline)"
    )]
    NewerFormat {
        /// The folder.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format this version knows.
        supported: u32,
    },
    /// Another process writes to the store.
    #[error("lock the store {path}: {holder} is writing to it (hint: wait until it has finished)")]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Owner, process, host and start of the one who holds the lock.
        holder: String,
    },
    /// A manifest that cannot be read.
    #[error("read {path}: {reason} (hint: remove the release's folder and ingest the release again)")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// No such release is at hand.
    #[error("find the release {release}; at hand: {held}")]
    UnknownRelease {
        /// The release asked for.
        release: Release,
        /// The releases of that source at hand.
        held: String,
    },
    /// The release has no such table.
    #[error("find the table `{table}` in {release}; it holds {held}")]
    UnknownTable {
        /// The release.
        release: Release,
        /// The table asked for.
        table: String,
        /// The tables of the release.
        held: String,
    },
    /// A name that could lead out of its folder, or that no table has.
    #[error("use the name `{name}`: {reason}")]
    Name {
        /// The name.
        name: String,
        /// The rule it breaks.
        reason: &'static str,
    },
    /// A file is not what its manifest says.
    #[error(
        "read {path}: {reason} (hint: `plumb verify` lists all damage; ingest the release again to repair it)"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How it differs.
        reason: String,
    },
    /// A table that contradicts its own columns, or holds what cannot be stored.
    #[error("store table `{table}`: {reason}")]
    Unstorable {
        /// The table.
        table: String,
        /// What is wrong, with column and row.
        reason: String,
    },
    /// Bytes that are no table, or one of another layout.
    #[error("read table `{table}`: {reason}")]
    Format {
        /// The table.
        table: String,
        /// What is wrong.
        reason: String,
    },
    /// A table whose columns or cells are not those of the row type.
    #[error(transparent)]
    Rows(#[from] TableError),
    /// An output folder that holds files of someone else.
    #[error(
        "write to {path}: it holds `{file}`, which an earlier run did not write (hint: name a new folder, or move that file away)"
    )]
    ForeignFile {
        /// The output folder.
        path: PathBuf,
        /// The file in the way.
        file: String,
    },
}

impl StoreError {
    /// Sorts an operating system's error into the cases that have a remedy of their own.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { action, path, source }
            }
            io::ErrorKind::PermissionDenied => Self::PermissionDenied { action, path, source },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { action, path, source },
            _ => Self::Io { action, path, source },
        }
    }
}

/// The result of this crate's functions.
pub type Result<T> = std::result::Result<T, StoreError>;
