//! A store on disk: opening, listing, and the one writer that may change it.

use std::fs;
use std::path::{Path, PathBuf};

use plumb_codes::{Release, Source};

use crate::disk::{Disk, is_unfinished, names_in};
use crate::error::{Result, StoreError};
use crate::folder;
use crate::format;
use crate::hash::{is_sha256, sha256_hex};
use crate::lock::{Lock, LockOwner};
use crate::manifest::Manifest;

/// A store on disk.
///
/// ```text
/// <store>/
///   format                              `plumb-store 1`: the version of this layout
///   lock                                held by the one writer; the text says who
///   releases/<source>/<version>/
///     manifest.json                     the release: nothing is part of it that is not listed here
///     <table>.<16 hex digits>.parquet   a table, named by its content, never changed
///   artifacts/sha256/ab/cdef...         publishers' files as they came, named by their SHA-256
///   runs/                               the records of runs
/// ```
///
/// **Readers take no lock.** A release is what its manifest lists, and the manifest is replaced by
/// one rename after every file it lists was written and synced. A reader that has a manifest finds
/// its files: they are immutable, and stay until the release has been published twice more.
/// **A crash at any moment** leaves the old manifest with its files or the new one with its files;
/// what else it leaves (`.plumb-unfinished-*`, tables that no manifest lists) is invisible to
/// readers and removed by the next writer.
/// **A release comes in parts**: publishing a part writes a manifest that lists its tables and the
/// tables of the other parts.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    disk: Disk,
}

/// The one writer of a store; the lock is released when it is dropped.
#[derive(Debug)]
pub struct Writer {
    pub(crate) store: Store,
    _lock: Lock,
}

impl Store {
    /// Opens a store; returns `None` where there is none (no folder, or an empty one).
    ///
    /// A store of an older format is upgraded first.
    ///
    /// # Errors
    /// When the folder holds other things, or its format is newer than this version.
    pub fn open(root: &Path) -> Result<Option<Self>> {
        Self::open_on(root, Disk::default())
    }

    /// Opens a store, or makes one of a missing or empty folder.
    ///
    /// # Errors
    /// As [`Store::open`], and when the folder cannot be written.
    pub fn open_or_create(root: &Path) -> Result<Self> {
        Self::create_on(root, Disk::default())
    }

    pub(crate) fn open_on(root: &Path, disk: Disk) -> Result<Option<Self>> {
        let store = Self { root: root.to_path_buf(), disk };
        match format::read(root)? {
            None if is_vacant(root)? => Ok(None),
            None => Err(StoreError::NotAStore {
                path: root.to_path_buf(),
                reason: format!("it has files but no file `{}`", format::FORMAT_FILE),
            }),
            Some(found) if found < format::CURRENT => {
                let _lock = Lock::take(root, LockOwner { name: "upgrade of the store", started_at: None })?;
                format::upgrade(root, format::CURRENT, format::MIGRATIONS, &store.disk)?;
                Ok(Some(store))
            }
            Some(found) => format::check(root, found, format::CURRENT).map(|()| Some(store)),
        }
    }

    pub(crate) fn create_on(root: &Path, disk: Disk) -> Result<Self> {
        if let Some(store) = Self::open_on(root, disk.clone())? {
            return Ok(store);
        }
        disk.create_folder(root)?;
        format::write(root, format::CURRENT, &disk)?;
        Ok(Self { root: root.to_path_buf(), disk })
    }

    /// The store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The releases, sorted by source and age.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn releases(&self) -> Result<Vec<Release>> {
        folder::list_releases(&self.releases_folder())
    }

    /// The manifest of a release; returns `None` where the store does not hold it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn manifest(&self, release: Release) -> Result<Option<Manifest>> {
        folder::read_manifest(&self.releases_folder(), release)
    }

    /// The folder for the records of runs; created by whoever writes one.
    pub fn runs_folder(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// Where the publisher's file with this SHA-256 is or would be.
    ///
    /// # Errors
    /// When the text is no SHA-256 in lower-case hexadecimal.
    pub fn artifact_path(&self, sha256: &str) -> Result<PathBuf> {
        if !is_sha256(sha256) {
            let reason = "an artifact is named by 64 lower-case hexadecimal digits";
            return Err(StoreError::Name { name: sha256.to_owned(), reason });
        }
        Ok(self.artifacts_folder().join(&sha256[..2]).join(&sha256[2..]))
    }

    /// Locks the store for writing.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another writer is at work, naming it.
    pub fn writer(&self, owner: LockOwner<'_>) -> Result<Writer> {
        let lock = Lock::take(&self.root, owner)?;
        let writer = Writer { store: self.clone(), _lock: lock };
        writer.sweep()?;
        Ok(writer)
    }

    pub(crate) fn releases_folder(&self) -> PathBuf {
        self.root.join("releases")
    }

    pub(crate) fn artifacts_folder(&self) -> PathBuf {
        self.root.join("artifacts").join("sha256")
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.disk
    }
}

impl Writer {
    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Keeps a publisher's file as it came, and returns its SHA-256.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_artifact(&self, bytes: &[u8]) -> Result<String> {
        let sha256 = sha256_hex(bytes);
        let path = self.store.artifact_path(&sha256)?;
        // An artifact that was damaged on disk is replaced by the good bytes at hand.
        let held = fs::read(&path).is_ok_and(|held| held == bytes);
        if !held {
            let disk = self.store.disk();
            disk.create_folder(crate::disk::parent(&path))?;
            disk.replace(&path, bytes)?;
        }
        Ok(sha256)
    }

    /// Removes what writers that died left: unfinished files, and tables of a release that has no
    /// manifest. What cannot be removed stays for the next writer.
    fn sweep(&self) -> Result<()> {
        let mut folders = vec![self.store.root.clone()];
        for outer in [self.store.releases_folder(), self.store.artifacts_folder()] {
            for name in names_in(&outer)? {
                folders.push(outer.join(name));
            }
        }
        for source in Source::ALL {
            let folder = self.store.releases_folder().join(source.as_str());
            for version in names_in(&folder)? {
                let release = folder.join(version);
                if is_abandoned(&release)? {
                    self.store.disk.discard(&release);
                } else {
                    folders.push(release);
                }
            }
        }
        for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
            for name in names_in(&folder)? {
                if is_unfinished(&name) {
                    self.store.disk.discard(&folder.join(name));
                }
            }
        }
        Ok(())
    }
}

/// Whether a folder is a release that never appeared or was being removed: nothing but tables.
fn is_abandoned(folder: &Path) -> Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    let table = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "parquet");
    Ok(names_in(folder)?.iter().all(|name| table(name) || is_unfinished(name)))
}

/// Whether a store may be made here: no folder, or nothing in it but a dead writer's beginnings.
fn is_vacant(root: &Path) -> Result<bool> {
    if root.exists() && !root.is_dir() {
        return Ok(false);
    }
    Ok(names_in(root)?.iter().all(|name| is_unfinished(name)))
}
