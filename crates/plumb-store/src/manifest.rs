//! `manifest.json`: what a release is, where it came from, and the hash of each of its files.

use std::path::Path;

use plumb_codes::Release;
use plumb_tables::{IngestedRelease, RowIssue, SourceFile};
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};
use crate::hash::sha256_hex;
use crate::schema::{ColumnEntry, check_name};

/// The name of the manifest in a release's folder.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The newest manifest version that is written.
const MANIFEST_VERSION: u32 = 1;

/// Issues are counted all and kept up to this number a part: beyond it the first ones tell the story.
const ISSUES_KEPT: usize = 1_000;

/// What stands in `manifest.json`.
///
/// A release comes in parts (OEWS publishes the nation and the sectors in separate archives); each
/// part keeps its own sources and issues. A table is in one part only. There is no wall-clock time
/// inside unless the caller gave one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this layout.
    pub manifest_version: u32,
    /// The release.
    pub release: Release,
    /// The parts, in the order of their first table.
    pub parts: Vec<PartEntry>,
}

/// One part of a release: what one ingest brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// The period measured, in words, such as `May 2025` or `2024-34`.
    pub reference_period: String,
    /// The attribution that its licence asks for.
    pub attribution: String,
    /// Whether publishers' prose was left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compact: bool,
    /// Name and version of the importer.
    pub importer: String,
    /// When it was ingested, as the caller said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingested_at: Option<String>,
    /// The tables, sorted by name.
    pub tables: Vec<TableEntry>,
    /// The publishers' files, sorted by name.
    pub sources: Vec<SourceEntry>,
    /// Rows left out or doubted.
    pub issues: IssueList,
}

/// One table of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// The name.
    pub name: String,
    /// The file, beside the manifest.
    pub file: String,
    /// SHA-256 of the file in lower-case hexadecimal.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
    /// The number of rows.
    pub rows: usize,
    /// What one row is.
    pub description: String,
    /// The columns that together identify a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<String>,
    /// The columns in order.
    pub columns: Vec<ColumnEntry>,
}

/// A publisher's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// The file's name as it came.
    pub name: String,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
}

/// The issues of a part.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueList {
    /// How many there were.
    pub count: usize,
    /// The first thousand of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<IssueEntry>,
}

/// One row issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueEntry {
    /// The file's name as it came.
    pub file: String,
    /// The sheet, for workbooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row, from 1, headers included.
    pub row: usize,
    /// The column's header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong and what was done with the row.
    pub reason: String,
}

/// What the caller adds to a release when it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// Name and version of the importer, such as `plumb-ingest 1`.
    pub importer: &'a str,
    /// The time to record; `None` for output that is the same byte for byte.
    pub ingested_at: Option<&'a str>,
}

impl Manifest {
    /// A manifest with one part.
    pub(crate) fn new(release: Release, part: PartEntry) -> Self {
        Self { manifest_version: MANIFEST_VERSION, release, parts: vec![part] }
    }

    /// Reads and checks a manifest; `path` is for messages, `release` what it must describe.
    pub(crate) fn parse(path: &Path, bytes: &[u8], release: Release) -> Result<Self> {
        let error = |reason: String| StoreError::Manifest { path: path.to_path_buf(), reason };
        let manifest: Self = serde_json::from_slice(bytes).map_err(|cause| error(cause.to_string()))?;
        if manifest.manifest_version != MANIFEST_VERSION {
            return Err(error(format!(
                "its version is {}, this version of Plumbline reads {MANIFEST_VERSION}",
                manifest.manifest_version
            )));
        }
        if manifest.release != release {
            return Err(error(format!("it describes {}, its folder is {release}", manifest.release)));
        }
        let mut names: Vec<&str> = manifest.tables().into_iter().map(|table| table.name.as_str()).collect();
        names.dedup();
        if names.len() != manifest.parts.iter().map(|part| part.tables.len()).sum::<usize>() {
            return Err(error("a table is listed twice".to_owned()));
        }
        for table in manifest.tables() {
            check_name(&table.name)?;
            check_file(&table.file)?;
        }
        Ok(manifest)
    }

    /// The bytes of `manifest.json`; equal manifests give equal bytes.
    pub(crate) fn to_bytes(&self, path: &Path) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|cause| StoreError::Manifest { path: path.to_path_buf(), reason: cause.to_string() })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The tables of all parts, sorted by name.
    pub fn tables(&self) -> Vec<&TableEntry> {
        let mut tables: Vec<_> = self.parts.iter().flat_map(|part| &part.tables).collect();
        tables.sort_by(|left, right| left.name.cmp(&right.name));
        tables
    }

    /// One table; returns `None` where the release does not hold it.
    pub fn find(&self, table: &str) -> Option<&TableEntry> {
        self.parts.iter().flat_map(|part| &part.tables).find(|entry| entry.name == table)
    }

    /// The period measured, in words; where parts differ, all of them.
    pub fn reference_period(&self) -> String {
        self.distinct(|part| &part.reference_period)
    }

    /// The attribution that the licence asks for; where parts differ, all of them.
    pub fn attribution(&self) -> String {
        self.distinct(|part| &part.attribution)
    }

    fn distinct(&self, text: impl Fn(&PartEntry) -> &str) -> String {
        let mut texts: Vec<&str> = Vec::new();
        for part in &self.parts {
            let found = text(part);
            if !texts.contains(&found) {
                texts.push(found);
            }
        }
        texts.join("; ")
    }

    /// The number of row issues over all parts.
    pub fn issue_count(&self) -> usize {
        self.parts.iter().map(|part| part.issues.count).sum()
    }

    /// SHA-256 over the publishers' files of all parts: equal for the same release read from the
    /// same files, compact or not.
    pub fn source_digest(&self) -> String {
        let mut hashes: Vec<&str> =
            self.parts.iter().flat_map(|part| &part.sources).map(|source| source.sha256.as_str()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let text = hashes.iter().fold(format!("{}\n", self.release), |text, hash| text + hash + "\n");
        sha256_hex(text.as_bytes())
    }

    /// Takes in a part of the same release: its tables replace those of the same name.
    ///
    /// A part of which no table remains goes, with its sources and issues. Sources that parts
    /// share are listed in each.
    pub(crate) fn merge(&mut self, newer: Self) {
        for part in &mut self.parts {
            part.tables.retain(|table| newer.find(&table.name).is_none());
        }
        self.parts.retain(|part| !part.tables.is_empty());
        self.parts.extend(newer.parts);
        self.parts.sort_by(|left, right| {
            let first = |part: &PartEntry| part.tables.first().map(|table| table.name.clone());
            first(left).cmp(&first(right))
        });
    }

    /// The same manifest without the recorded times, for comparing what was published.
    pub(crate) fn without_times(mut self) -> Self {
        for part in &mut self.parts {
            part.ingested_at = None;
        }
        self
    }
}

impl PartEntry {
    pub(crate) fn new(
        ingested: &IngestedRelease,
        mut tables: Vec<TableEntry>,
        stamp: Stamp<'_>,
        compact: bool,
    ) -> Self {
        tables.sort_by(|left, right| left.name.cmp(&right.name));
        let mut sources: Vec<_> = ingested.sources.iter().map(SourceEntry::from).collect();
        sources.sort();
        let kept = if compact { 0 } else { ISSUES_KEPT };
        let rows = ingested.issues.iter().take(kept).map(IssueEntry::from).collect();
        Self {
            reference_period: ingested.reference_period.clone(),
            attribution: ingested.attribution.clone(),
            compact,
            importer: stamp.importer.to_owned(),
            ingested_at: stamp.ingested_at.map(str::to_owned),
            tables,
            sources,
            issues: IssueList { count: ingested.issues.len(), rows },
        }
    }
}

impl From<&SourceFile> for SourceEntry {
    fn from(source: &SourceFile) -> Self {
        Self { name: source.name.clone(), sha256: source.sha256.clone(), size_bytes: source.size_bytes }
    }
}

impl From<&RowIssue> for IssueEntry {
    fn from(issue: &RowIssue) -> Self {
        Self {
            file: issue.file.clone(),
            sheet: issue.sheet.clone(),
            row: issue.row,
            column: issue.column.clone(),
            reason: issue.reason.clone(),
        }
    }
}

/// A manifest may name only a Parquet file beside it.
fn check_file(name: &str) -> Result<()> {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.');
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if plain && first && name.ends_with(".parquet") {
        return Ok(());
    }
    Err(StoreError::Name {
        name: name.to_owned(),
        reason: "a table's file is a plain `.parquet` name beside its manifest",
    })
}
