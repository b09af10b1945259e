//! Finds the files: in folders, in archives, in archives within archives. Reads a file only when it is its turn.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::IngestError;
use crate::input::{Entry, Kind, Limits, check, entries, gunzip, is_gzip, kind_of, peek, too_large, unpack};

/// A file that was left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// How deep folders may be nested.
const FOLDER_DEPTH: usize = 8;

/// As much of a file as tells a read-me.
const PEEK_BYTES: u64 = 2_000;

/// Files that lie together: a folder without its sub-folders, a folder of an archive, or one file by itself.
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    /// Named by the caller, so that a file nobody knows is an error and not a remark.
    pub(crate) explicit: bool,
}

/// A file that can be read when it is its turn.
pub(crate) struct Member {
    /// The name; that of the file within for one that gzip has packed.
    pub(crate) name: String,
    /// Whether gzip has packed it: it is read as what it holds, so that it is the same file packed or not.
    pub(crate) packed: bool,
    /// The name as it was found.
    pub(crate) as_found: String,
    content: Content,
}

enum Content {
    Disk(PathBuf),
    Packed(Rc<Archive>, Entry),
}

/// The bytes of an archive that [`check`] has passed.
struct Archive {
    name: String,
    bytes: Vec<u8>,
}

/// Walks paths and hands over groups as they are found.
pub(crate) struct Collection<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) skipped: Vec<Skipped>,
    /// Bytes unpacked so far of the archive on disk that is being read, with all that lies in it.
    unpacked: u64,
}

type Take<'t> = &'t mut dyn FnMut(Group, &mut Vec<Skipped>) -> Result<(), IngestError>;

impl Member {
    /// The file's bytes.
    ///
    /// # Errors
    /// It cannot be read, or is too large.
    pub(crate) fn read(&self, limits: &Limits) -> Result<Vec<u8>, IngestError> {
        let bytes = match &self.content {
            Content::Disk(path) => read_file(path, limits)?,
            Content::Packed(archive, entry) => unpack(&archive.name, &archive.bytes, entry, limits)?,
        };
        if self.packed { gunzip(&self.as_found, &bytes, limits) } else { Ok(bytes) }
    }

    fn new(name: String, start: &[u8], content: Content) -> Self {
        let packed = is_gzip(start);
        let within = name.strip_suffix(".gz").filter(|_| packed).map(str::to_owned);
        Self { name: within.unwrap_or_else(|| name.clone()), packed, as_found: name, content }
    }

    /// The first bytes of the file, as far as they can be read.
    pub(crate) fn start(&self) -> Vec<u8> {
        match &self.content {
            Content::Disk(path) => {
                let mut start = Vec::new();
                if let Ok(file) = File::open(path) {
                    // What cannot be read shows when the file is read as a whole.
                    let _ = file.take(PEEK_BYTES).read_to_end(&mut start);
                }
                start
            }
            Content::Packed(archive, entry) => peek(&archive.name, &archive.bytes, entry, PEEK_BYTES),
        }
    }
}

impl<'a> Collection<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self { limits, skipped: Vec::new(), unpacked: 0 }
    }

    /// Hands over the files of a path that the caller named; `name` replaces the path in messages and manifests.
    pub(crate) fn named(
        &mut self,
        path: &Path,
        name: Option<&str>,
        take: Take<'_>,
    ) -> Result<(), IngestError> {
        if std::fs::metadata(path).map_err(|source| io(path, source))?.is_dir() {
            return self.folder(path, 0, take);
        }
        let name = name.map_or_else(|| path.display().to_string(), str::to_owned);
        self.unpacked = 0;
        let start = start_of(path)?;
        if is_zip(&start) {
            let bytes = read_file(path, self.limits)?;
            if kind_of(&name, &bytes)? == Kind::Archive {
                return self.archive(name, bytes, 0, take);
            }
        }
        let member = Member::new(name.clone(), &start, Content::Disk(path.to_path_buf()));
        take(Group { name, members: vec![member], explicit: true }, &mut self.skipped)
    }

    fn folder(&mut self, path: &Path, depth: usize, take: Take<'_>) -> Result<(), IngestError> {
        if depth > FOLDER_DEPTH {
            return Err(IngestError::Content {
                file: path.display().to_string(),
                reason: format!("folders are nested deeper than {FOLDER_DEPTH}"),
            });
        }
        let entries = std::fs::read_dir(path).map_err(|source| io(path, source))?;
        let mut children: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(|source| io(path, source))?;
        children.sort();
        let mut members = Vec::new();
        for child in children {
            let base = child.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if base.starts_with(['.', '~']) {
                continue;
            }
            if child.is_dir() {
                self.folder(&child, depth + 1, take)?;
                continue;
            }
            let name = child.display().to_string();
            let start = start_of(&child)?;
            if is_zip(&start) {
                let bytes = read_file(&child, self.limits)?;
                self.unpacked = 0;
                if kind_of(&name, &bytes)? == Kind::Archive {
                    self.archive(name, bytes, 0, take)?;
                    continue;
                }
            }
            members.push(Member::new(name, &start, Content::Disk(child)));
        }
        let group = Group { name: path.display().to_string(), members, explicit: false };
        take(group, &mut self.skipped)
    }

    fn archive(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        depth: usize,
        take: Take<'_>,
    ) -> Result<(), IngestError> {
        if depth >= self.limits.archive_depth {
            return Err(IngestError::Archive {
                file: name,
                reason: format!("archives are nested deeper than {}", self.limits.archive_depth),
            });
        }
        self.unpacked += check(&name, &bytes, self.limits)?;
        if self.unpacked > self.limits.unpacked_bytes {
            return Err(too_large(&name, self.limits.unpacked_bytes));
        }
        let archive = Rc::new(Archive { name, bytes });
        // Files of one folder of the archive lie together.
        let mut folders: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for entry in entries(&archive.name, &archive.bytes)? {
            let base = entry.name.rsplit('/').next().unwrap_or(&entry.name);
            if base.starts_with(['.', '~']) || entry.name.starts_with("__MACOSX") {
                continue;
            }
            let name = format!("{}!{}", archive.name, entry.name);
            let start = peek(&archive.name, &archive.bytes, &entry, 4);
            if is_zip(&start) {
                let inner = unpack(&archive.name, &archive.bytes, &entry, self.limits)?;
                if kind_of(&name, &inner)? == Kind::Archive {
                    self.archive(name, inner, depth + 1, take)?;
                    continue;
                }
            }
            let folder = entry.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let content = Content::Packed(Rc::clone(&archive), entry);
            folders.entry(folder).or_default().push(Member::new(name, &start, content));
        }
        for (folder, members) in folders {
            let name =
                if folder.is_empty() { archive.name.clone() } else { format!("{}!{folder}", archive.name) };
            take(Group { name, members, explicit: false }, &mut self.skipped)?;
        }
        Ok(())
    }
}

fn io(path: &Path, source: std::io::Error) -> IngestError {
    IngestError::Io { path: path.to_path_buf(), source }
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// The first four bytes of a file.
fn start_of(path: &Path) -> Result<Vec<u8>, IngestError> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(4).read_to_end(&mut start))
        .map_err(|source| io(path, source))?;
    Ok(start)
}

fn read_file(path: &Path, limits: &Limits) -> Result<Vec<u8>, IngestError> {
    let size = std::fs::metadata(path).map_err(|source| io(path, source))?.len();
    if size > limits.file_bytes {
        return Err(IngestError::Content {
            file: path.display().to_string(),
            reason: format!("{size} bytes, more than {}", limits.file_bytes),
        });
    }
    std::fs::read(path).map_err(|source| io(path, source))
}
