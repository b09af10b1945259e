//! From paths to releases: finds the files in folders and archives, asks whose they are, merges parts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plumb_codes::Release;
use plumb_tables::{IngestedRelease, RowIssue, SourceFile};

use crate::error::IngestError;
use crate::input::{InputFile, Kind, Limits, check, entries, gunzip, is_gzip, kind_of, unpack};
use crate::source::{self, Parsed, onet};

/// What was read, and what was not.
#[derive(Debug)]
pub struct IngestReport {
    /// The releases, sorted; parts of one release are merged.
    pub releases: Vec<IngestedRelease>,
    /// Files of folders and archives that are no publisher's table.
    pub skipped: Vec<Skipped>,
}

/// A file that was left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// A file's bytes with the name to use in messages.
struct Raw {
    name: String,
    bytes: Vec<u8>,
}

/// Files that lie together: a folder without its sub-folders, an archive, or one file by itself.
struct Group {
    name: String,
    files: Vec<Raw>,
    /// Named by the caller, so that a file nobody knows is an error and not a remark.
    explicit: bool,
}

/// How deep folders and archives may be nested.
const DEPTH_LIMIT: usize = 8;

/// Reads files, folders and zips as published.
///
/// Source and release are recognised from the content. One file that cannot be trusted fails the
/// whole call: nothing is half-read.
///
/// # Errors
/// A path cannot be read, an archive is hostile, a table is damaged or lacks a column, or a file that
/// was named is no publisher's table.
pub fn ingest(paths: &[PathBuf], limits: &Limits) -> Result<IngestReport, IngestError> {
    let mut groups = Vec::new();
    for path in paths {
        collect(path, true, limits, 0, &mut groups)?;
    }
    let mut merged: BTreeMap<Release, IngestedRelease> = BTreeMap::new();
    let mut skipped = Vec::new();
    for group in groups {
        read_group(group, limits, &mut merged, &mut skipped)?;
    }
    let mut releases: Vec<IngestedRelease> = merged.into_values().collect();
    for release in &mut releases {
        release.tables.sort_by(|left, right| left.name.cmp(&right.name));
        release.issues.sort();
        release.sources.sort();
        release.sources.dedup();
    }
    Ok(IngestReport { releases, skipped })
}

/// Opens files as sheets without asking whose they are.
pub(crate) fn open_files(paths: &[PathBuf], limits: &Limits) -> Result<Vec<InputFile>, IngestError> {
    let mut groups = Vec::new();
    for path in paths {
        collect(path, true, limits, 0, &mut groups)?;
    }
    let raws = groups.into_iter().flat_map(|group| group.files);
    raws.map(|raw| {
        let kind = kind_of(&raw.name, &raw.bytes)?;
        InputFile::open(&raw.name, raw.bytes, &kind, limits)
    })
    .collect()
}

fn collect(
    path: &Path,
    explicit: bool,
    limits: &Limits,
    depth: usize,
    groups: &mut Vec<Group>,
) -> Result<(), IngestError> {
    let io = |source| IngestError::Io { path: path.to_path_buf(), source };
    if depth > DEPTH_LIMIT {
        return Err(IngestError::Content {
            file: path.display().to_string(),
            reason: format!("folders are nested deeper than {DEPTH_LIMIT}"),
        });
    }
    let metadata = std::fs::metadata(path).map_err(io)?;
    if !metadata.is_dir() {
        let raw = read_file(path, metadata.len(), limits)?;
        return add_file(raw, explicit, limits, groups);
    }
    let mut children: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(io)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(io)?;
    children.sort();
    let mut group = Group { name: path.display().to_string(), files: Vec::new(), explicit: false };
    for child in children {
        let hidden = child.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        if hidden {
            continue;
        }
        if child.is_dir() {
            collect(&child, false, limits, depth + 1, groups)?;
            continue;
        }
        let size = std::fs::metadata(&child)
            .map_err(|source| IngestError::Io { path: child.clone(), source })?
            .len();
        let raw = read_file(&child, size, limits)?;
        if matches!(kind_of(&raw.name, &raw.bytes)?, Kind::Archive) {
            add_archive(&raw, limits, groups)?;
        } else {
            group.files.push(raw);
        }
    }
    groups.push(group);
    Ok(())
}

fn read_file(path: &Path, size: u64, limits: &Limits) -> Result<Raw, IngestError> {
    let name = path.display().to_string();
    if size > limits.file_bytes {
        return Err(IngestError::Content {
            file: name,
            reason: format!("{size} bytes, more than {}", limits.file_bytes),
        });
    }
    let bytes = std::fs::read(path).map_err(|source| IngestError::Io { path: path.to_path_buf(), source })?;
    unpacked(Raw { name, bytes }, limits)
}

/// A packed file is read as what it holds, under that name, so that it is the same file packed or not.
fn unpacked(raw: Raw, limits: &Limits) -> Result<Raw, IngestError> {
    if !is_gzip(&raw.bytes) {
        return Ok(raw);
    }
    let bytes = gunzip(&raw.name, &raw.bytes, limits)?;
    Ok(Raw { name: raw.name.strip_suffix(".gz").map(str::to_owned).unwrap_or(raw.name), bytes })
}

fn add_file(raw: Raw, explicit: bool, limits: &Limits, groups: &mut Vec<Group>) -> Result<(), IngestError> {
    if matches!(kind_of(&raw.name, &raw.bytes)?, Kind::Archive) {
        return add_archive(&raw, limits, groups);
    }
    groups.push(Group { name: raw.name.clone(), files: vec![raw], explicit });
    Ok(())
}

fn add_archive(raw: &Raw, limits: &Limits, groups: &mut Vec<Group>) -> Result<(), IngestError> {
    check(&raw.name, &raw.bytes, limits)?;
    // Files of one folder of the archive lie together.
    let mut folders: BTreeMap<String, Vec<Raw>> = BTreeMap::new();
    for entry in entries(&raw.name, &raw.bytes)? {
        let base = entry.name.rsplit('/').next().unwrap_or(&entry.name);
        if base.starts_with(['.', '~']) || entry.name.starts_with("__MACOSX") {
            continue;
        }
        let bytes = unpack(&raw.name, &raw.bytes, &entry, limits)?;
        let name = format!("{}!{}", raw.name, entry.name);
        if bytes.is_empty() {
            continue;
        }
        let Raw { name, bytes } = unpacked(Raw { name, bytes }, limits)?;
        if matches!(kind_of(&name, &bytes)?, Kind::Archive) {
            return Err(IngestError::Archive {
                file: name,
                reason: "archives within archives are not read; unpack the outer one".to_owned(),
            });
        }
        let folder = entry.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        folders.entry(folder).or_default().push(Raw { name, bytes });
    }
    groups.extend(folders.into_iter().map(|(folder, files)| Group {
        name: if folder.is_empty() { raw.name.clone() } else { format!("{}!{folder}", raw.name) },
        files,
        explicit: false,
    }));
    Ok(())
}

fn read_group(
    group: Group,
    limits: &Limits,
    merged: &mut BTreeMap<Release, IngestedRelease>,
    skipped: &mut Vec<Skipped>,
) -> Result<(), IngestError> {
    let read_me = group.files.iter().find_map(|raw| {
        let text = std::str::from_utf8(&raw.bytes[..raw.bytes.len().min(2_000)]).ok()?;
        Some((onet::version_in(text)?, onet::period_in(text)))
    });
    let mut files = Vec::new();
    for raw in group.files {
        let kind = kind_of(&raw.name, &raw.bytes)?;
        files.push(InputFile::open(&raw.name, raw.bytes, &kind, limits)?);
    }
    if let Some((version, period)) = read_me {
        files.retain(|file| !file.name.to_lowercase().ends_with("read me.txt"));
        let sources = files.iter().map(source_file).collect();
        let parsed = onet::release(&group.name, version, period, &mut files)?;
        merge(merged, parsed, sources);
        return Ok(());
    }
    for mut file in files {
        let source = source_file(&file);
        match source::parse(&mut file)? {
            Some(parsed) => merge(merged, parsed, vec![source]),
            None if group.explicit => {
                return Err(IngestError::Unrecognised {
                    file: file.name.clone(),
                    reason: unrecognised(&file),
                });
            }
            None => skipped.push(Skipped { file: file.name.clone(), reason: unrecognised(&file) }),
        }
    }
    Ok(())
}

fn unrecognised(file: &InputFile) -> String {
    if file.is_tab_delimited() {
        return "no known header; a table of O*NET is read with its folder, whose `Read Me.txt` names the release".to_owned();
    }
    "no sheet has the header of a known source".to_owned()
}

fn source_file(file: &InputFile) -> SourceFile {
    SourceFile { name: base_name(&file.name), sha256: file.sha256.clone(), size_bytes: file.size_bytes }
}

/// The folders of one machine are no part of a file's name in a manifest.
fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

fn merge(merged: &mut BTreeMap<Release, IngestedRelease>, parsed: Parsed, sources: Vec<SourceFile>) {
    let release = merged.entry(parsed.release).or_insert_with(|| IngestedRelease {
        release: parsed.release,
        reference_period: parsed.reference_period.clone(),
        attribution: parsed.attribution.clone(),
        tables: Vec::new(),
        issues: Vec::new(),
        sources: Vec::new(),
    });
    for table in parsed.tables {
        // The same table twice: the later file of the call wins, as a later ingest would.
        release.tables.retain(|other| other.name != table.name);
        release.tables.push(table);
    }
    release
        .issues
        .extend(parsed.issues.into_iter().map(|issue| RowIssue { file: base_name(&issue.file), ..issue }));
    release.sources.extend(sources);
}
