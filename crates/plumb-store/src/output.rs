//! An output folder that appears whole: written beside its place, then swapped in.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use crate::disk::{
    Disk, is_unfinished, is_unfinished_of, names_in, parent, unfinished_sibling, write_atomically,
};
use crate::error::{Result, StoreError};

/// Lists, inside an output folder, the files that its run wrote.
const LISTING: &str = ".plumb-output";

/// A folder under construction, such as that of `plumb align --out DIR`.
///
/// Files go into an unfinished sibling of the target. [`OutputDir::finish`] swaps it into place;
/// dropping it before that removes it and leaves the target as it was. A target that exists is
/// replaced only if it is empty or holds nothing but what an earlier run wrote (its file
/// `.plumb-output` lists that): other people's files are never removed.
#[derive(Debug)]
pub struct OutputDir {
    target: PathBuf,
    unfinished: PathBuf,
    disk: Disk,
    finished: bool,
    /// Locked while this lives, so that a later run can tell a dead one's folder from ours.
    _alive: Option<fs::File>,
}

impl OutputDir {
    /// Begins an output folder at `target`.
    ///
    /// # Errors
    /// [`StoreError::ForeignFile`] when the target holds files of someone else, and when the disk
    /// refuses.
    pub fn begin(target: &Path) -> Result<Self> {
        Self::begin_on(target, Disk::default())
    }

    pub(crate) fn begin_on(target: &Path, disk: Disk) -> Result<Self> {
        // A link stays a link, and `.` gets the name that its sibling needs.
        let target = match fs::canonicalize(target) {
            Ok(path) => path,
            Err(_) => std::path::absolute(target).map_err(|error| StoreError::io("write", target, error))?,
        };
        check_replaceable(&target)?;
        disk.create_folder(parent(&target))?;
        remove_dead(&target, &disk)?;
        let unfinished = unfinished_sibling(&target)?;
        disk.create_folder(&unfinished)?;
        let alive = lock_folder(&unfinished);
        Ok(Self { target, unfinished, disk, finished: false, _alive: alive })
    }

    /// The folder under construction, for writers that need a path.
    pub fn path(&self) -> &Path {
        &self.unfinished
    }

    /// Writes a file; folders in `name` are made.
    ///
    /// # Errors
    /// When the name leads out of the folder or the disk refuses.
    pub fn write(&self, name: &Path, bytes: &[u8]) -> Result<()> {
        let path = self.place_for(name)?;
        self.disk.place(&path, bytes)
    }

    /// Writes a file piece by piece.
    ///
    /// # Errors
    /// As [`OutputDir::write`], and when `fill` fails.
    pub fn write_with(
        &self,
        name: &Path,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<()> {
        write_atomically(&self.place_for(name)?, fill)
    }

    /// Syncs everything and swaps the folder into its place; returns the target.
    ///
    /// # Errors
    /// When the disk refuses, or foreign files appeared in the target meanwhile; the target then
    /// is as it was.
    pub fn finish(mut self) -> Result<PathBuf> {
        let mut names = Vec::new();
        self.sync(&self.unfinished.clone(), "", &mut names)?;
        names.sort();
        let listing = names.into_iter().fold(String::new(), |text, name| text + &name + "\n");
        self.disk.replace(&self.unfinished.join(LISTING), listing.as_bytes())?;
        check_replaceable(&self.target)?;
        self.swap()?;
        self.finished = true;
        self.disk.sync_folder(parent(&self.target))?;
        Ok(self.target.clone())
    }

    fn place_for(&self, name: &Path) -> Result<PathBuf> {
        let plain = name.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || name.as_os_str().is_empty() {
            return Err(StoreError::Name {
                name: name.display().to_string(),
                reason: "an output file stays inside its folder",
            });
        }
        let path = self.unfinished.join(name);
        self.disk.create_folder(parent(&path))?;
        Ok(path)
    }

    fn sync(&self, folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
        for name in names_in(folder)? {
            let path = folder.join(&name);
            if path.is_dir() {
                self.sync(&path, &format!("{prefix}{name}/"), names)?;
                continue;
            }
            // Files written through `path()` were not synced by us.
            fs::File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(|error| StoreError::io("sync", &path, error))?;
            names.push(format!("{prefix}{name}"));
        }
        self.disk.sync_folder(folder)
    }

    #[cfg(target_os = "linux")]
    fn swap(&self) -> Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};

        if !self.target.exists() {
            return self.disk.rename(&self.unfinished, &self.target);
        }
        self.disk.swap_step(&self.target)?;
        match renameat_with(CWD, &self.unfinished, CWD, &self.target, RenameFlags::EXCHANGE) {
            Ok(()) => {
                self.disk.discard(&self.unfinished);
                Ok(())
            }
            // Some network and overlay file systems cannot exchange.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => self.swap_in_two(),
            Err(error) => Err(StoreError::io("write", &self.target, error.into())),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn swap(&self) -> Result<()> {
        if self.target.exists() {
            self.swap_in_two()
        } else {
            self.disk.rename(&self.unfinished, &self.target)
        }
    }

    /// Between the two renames the target is missing for a moment, but never half-written.
    fn swap_in_two(&self) -> Result<()> {
        let aside = unfinished_sibling(&self.target)?;
        self.disk.rename(&self.target, &aside)?;
        if let Err(error) = self.disk.rename(&self.unfinished, &self.target) {
            self.disk.rename(&aside, &self.target)?;
            return Err(error);
        }
        self.disk.discard(&aside);
        Ok(())
    }
}

impl Drop for OutputDir {
    fn drop(&mut self) {
        if !self.finished {
            self.disk.discard(&self.unfinished);
        }
    }
}

/// Removes the unfinished folders that runs for the same target left when they died.
fn remove_dead(target: &Path, disk: &Disk) -> Result<()> {
    let Some(name) = target.file_name() else { return Ok(()) };
    for left in names_in(parent(target))? {
        if is_unfinished_of(&left, &name.to_string_lossy()) {
            let path = target.with_file_name(left);
            if lock_folder(&path).is_some() {
                disk.discard(&path);
            }
        }
    }
    Ok(())
}

/// Locks a folder until the handle is dropped or the process ends; returns `None` where another
/// process has it, and on systems that cannot.
fn lock_folder(path: &Path) -> Option<fs::File> {
    let folder = fs::File::open(path).ok().filter(|_| cfg!(unix) && path.is_dir())?;
    folder.try_lock().is_ok().then_some(folder)
}

/// Refuses a target that is no folder, or holds a file that no earlier run listed.
fn check_replaceable(target: &Path) -> Result<()> {
    if !target.exists() {
        return Ok(());
    }
    if !target.is_dir() {
        return Err(StoreError::ForeignFile {
            path: target.to_path_buf(),
            file: "a file, not a folder".to_owned(),
        });
    }
    let listing = fs::read_to_string(target.join(LISTING)).unwrap_or_default();
    let listed: BTreeSet<&str> = listing.lines().chain([LISTING]).collect();
    match foreign_file(target, "", &listed)? {
        None => Ok(()),
        Some(file) => Err(StoreError::ForeignFile { path: target.to_path_buf(), file }),
    }
}

fn foreign_file(folder: &Path, prefix: &str, listed: &BTreeSet<&str>) -> Result<Option<String>> {
    for name in names_in(folder)? {
        let path = folder.join(&name);
        let inner = format!("{prefix}{name}");
        let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if path.is_dir() && !is_link {
            if let Some(found) = foreign_file(&path, &format!("{inner}/"), listed)? {
                return Ok(Some(found));
            }
        } else if !listed.contains(inner.as_str()) && !is_unfinished(&name) {
            return Ok(Some(inner));
        }
    }
    Ok(None)
}
