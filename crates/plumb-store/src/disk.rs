//! Every write of this crate, step by step: synced, and able to fail at each step in tests.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Result, StoreError};

/// Marks files and folders that are not finished; a writer removes those of a dead one.
const UNFINISHED: &str = ".plumb-unfinished-";

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// The disk, or in tests a disk that fails.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    #[cfg(test)]
    pub(crate) fault: Option<std::sync::Arc<crate::fault::Fault>>,
}

/// Writes a file whole or not at all: into a temporary sibling, synced, then renamed over `path`.
///
/// A crash at any moment leaves the old file or the new one. The folder must exist.
///
/// # Errors
/// When `fill` fails or the disk refuses; the temporary file is removed.
pub fn write_atomically(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let disk = Disk::default();
    let unfinished = unfinished_sibling(path)?;
    let written = File::create_new(&unfinished).and_then(|file| {
        let mut buffered = io::BufWriter::new(file);
        fill(&mut buffered)?;
        buffered.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    });
    if let Err(error) = written {
        disk.discard(&unfinished);
        return Err(StoreError::io("write", path, error));
    }
    disk.rename(&unfinished, path).inspect_err(|_| disk.discard(&unfinished))?;
    disk.sync_folder(parent(path))
}

/// [`write_atomically`] for bytes at hand.
///
/// # Errors
/// When the disk refuses.
pub fn write_bytes_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    Disk::default().replace(path, bytes)
}

impl Disk {
    /// Asks whether the next step may happen; only tests say no.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests inject faults here"))]
    #[cfg_attr(not(test), expect(clippy::unnecessary_wraps, reason = "tests inject faults here"))]
    fn step(&self, action: &'static str, path: &Path) -> Result<()> {
        #[cfg(test)]
        if let Some(fault) = &self.fault {
            fault.step().map_err(|error| StoreError::io(action, path, error))?;
        }
        tracing::trace!(action, path = %path.display(), "disk step");
        Ok(())
    }

    /// Creates a folder with its parents, and makes sure that it is still there after a crash.
    pub(crate) fn create_folder(&self, path: &Path) -> Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        if let Some(outer) = path.parent().filter(|outer| !outer.as_os_str().is_empty()) {
            self.create_folder(outer)?;
        }
        self.step("create the folder", path)?;
        match fs::create_dir(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            Err(error) => return Err(StoreError::io("create the folder", path, error)),
        }
        self.sync_folder(parent(path))
    }

    /// Writes a file that no one else looks at yet, and syncs it.
    pub(crate) fn write_unfinished(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let failed = |error| StoreError::io("write", path, error);
        self.step("create", path)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
        let (first, second) = bytes.split_at(bytes.len() / 2);
        file.write_all(first).map_err(failed)?;
        self.step("write", path)?;
        file.write_all(second).map_err(failed)?;
        self.step("sync", path)?;
        file.sync_all().map_err(failed)
    }

    /// Replaces a file whole: temporary sibling, sync, rename. The folder is not synced yet.
    pub(crate) fn place(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let unfinished = unfinished_sibling(path)?;
        self.write_unfinished(&unfinished, bytes)
            .and_then(|()| self.rename(&unfinished, path))
            .inspect_err(|_| self.discard(&unfinished))
    }

    /// [`Disk::place`], and the folder synced.
    pub(crate) fn replace(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.place(path, bytes)?;
        self.sync_folder(parent(path))
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.step("rename", to)?;
        fs::rename(from, to).map_err(|error| StoreError::io("write", to, error))
    }

    /// The step of an exchange of two folders, which the caller does.
    #[cfg(target_os = "linux")]
    pub(crate) fn swap_step(&self, path: &Path) -> Result<()> {
        self.step("swap", path)
    }

    /// Makes renames in a folder durable.
    pub(crate) fn sync_folder(&self, path: &Path) -> Result<()> {
        self.step("sync the folder", path)?;
        // Other systems than Unix cannot open a folder as a file; there a rename is durable by itself.
        if cfg!(unix) {
            File::open(path)
                .and_then(|folder| folder.sync_all())
                .map_err(|error| StoreError::io("sync the folder", path, error))?;
        }
        Ok(())
    }

    pub(crate) fn remove_file(&self, path: &Path) -> Result<()> {
        self.step("remove", path)?;
        fs::remove_file(path).map_err(|error| StoreError::io("remove", path, error))
    }

    pub(crate) fn remove_folder(&self, path: &Path) -> Result<()> {
        self.step("remove", path)?;
        fs::remove_dir_all(path).map_err(|error| StoreError::io("remove", path, error))
    }

    /// Removes what a failed write left, as far as possible: the error to report is the first one.
    pub(crate) fn discard(&self, path: &Path) {
        let removed = if path.is_dir() { self.remove_folder(path) } else { self.remove_file(path) };
        if let Err(error) = removed
            && path.exists()
        {
            tracing::warn!(path = %path.display(), %error, "an unfinished file remains");
        }
    }
}

/// Whether a name is that of an unfinished file or folder.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED)
}

/// Whether a name is that of the unfinished form of `name`.
pub(crate) fn is_unfinished_of(unfinished: &str, name: &str) -> bool {
    let Some(rest) = unfinished.strip_prefix(UNFINISHED) else { return false };
    // `<process>-<number>-<name>`
    rest.splitn(3, '-').nth(2) == Some(name)
}

/// A fresh name for the unfinished form of a file or folder, beside it, so that a rename suffices.
pub(crate) fn unfinished_sibling(path: &Path) -> Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| {
        StoreError::io("write", path, io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))
    })?;
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut unfinished = std::ffi::OsString::from(format!("{UNFINISHED}{}-{number}-", process::id()));
    unfinished.push(name);
    Ok(path.with_file_name(unfinished))
}

/// The names in a folder, sorted; none where there is no folder.
pub(crate) fn names_in(path: &Path) -> Result<Vec<String>> {
    let failed = |error| StoreError::io("list", path, error);
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The folder of a path; `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|outer| !outer.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
