//! Opens a complete file, verifies its structure and checksums within bounds, and notes its shape.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use super::rows::RowCounter;
use crate::catalogue::{Format, Limits};
use crate::error::FetchError;

const BUFFER_BYTES: usize = 64 * 1024;
/// The part that every workbook has.
const CONTENT_TYPES: &str = "[Content_Types].xml";
/// More members than this is no publisher's archive.
const MOST_MEMBERS: usize = 10_000;

/// What a file holds, as far as can be told without knowing its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Bytes after unpacking; the file's own size where it is not packed.
    pub unpacked_bytes: u64,
    /// Rows of text and worksheets in all, headers included, where there are any to count.
    pub rows: Option<u64>,
    /// Members of an archive by name (a text file is its only member, named by its format).
    pub members: BTreeMap<String, MemberShape>,
}

/// What one member holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberShape {
    /// Bytes after unpacking.
    pub bytes: u64,
    /// Lines or worksheet rows, where they can be counted.
    pub rows: Option<u64>,
    /// A fingerprint of the first line of a text.
    pub header: Option<String>,
    /// Whether a text ends with the end of a line.
    pub last_line_ended: Option<bool>,
}

/// Reads the whole file once; returns its shape if it is sound.
pub(crate) fn inspect(
    path: &Path,
    format: Format,
    limits: &Limits,
    patterns: &[String],
    url: &str,
) -> Result<Shape, FetchError> {
    let file = File::open(path).map_err(|error| FetchError::io("open", path, error))?;
    let bytes = file.metadata().map_err(|error| FetchError::io("read", path, error))?.len();
    if bytes < limits.min_bytes {
        return Err(FetchError::TooSmall { url: url.to_owned(), bytes, minimum: limits.min_bytes });
    }
    if bytes > limits.max_bytes {
        return Err(FetchError::TooLarge { url: url.to_owned(), limit: limits.max_bytes });
    }
    match format {
        Format::Zip | Format::Xlsx => {
            inspect_zip(file, path.parent().unwrap_or(Path::new(".")), format, limits, patterns, url)
        }
        Format::Csv | Format::Text => inspect_text(file, format, path, url),
        Format::Json => {
            let mut reader = serde_json::Deserializer::from_reader(BufReader::new(file));
            serde::de::IgnoredAny::deserialize(&mut reader)
                .and_then(|_| reader.end())
                .map_err(|error| FetchError::NotText { url: url.to_owned(), cause: error.to_string() })?;
            Ok(Shape { unpacked_bytes: bytes, rows: None, members: BTreeMap::new() })
        }
    }
}

fn inspect_text(mut file: File, format: Format, path: &Path, url: &str) -> Result<Shape, FetchError> {
    let mut counter = RowCounter::lines();
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut buffer).map_err(|error| FetchError::io("read", path, error))?;
        if count == 0 {
            break;
        }
        counter.feed(&buffer[..count]);
        bytes += u64::try_from(count).unwrap_or(u64::MAX);
    }
    if counter.has_nul() {
        return Err(FetchError::NotText { url: url.to_owned(), cause: "it holds zero bytes".to_owned() });
    }
    let member = counter.shape(bytes);
    let rows = member.rows;
    Ok(Shape { unpacked_bytes: bytes, rows, members: BTreeMap::from([(format.as_str().to_owned(), member)]) })
}

/// One reading of an archive, workbooks inside it included, within one allowance of unpacked bytes.
struct Scan<'a> {
    url: &'a str,
    limit: u64,
    unpacked: u64,
    /// Where workbooks inside an archive are unpacked to be read.
    scratch: &'a Path,
}

impl Scan<'_> {
    fn damaged(&self, member: Option<&str>, cause: &dyn fmt::Display) -> FetchError {
        FetchError::BadArchive {
            url: self.url.to_owned(),
            member: member.map(str::to_owned),
            cause: cause.to_string(),
        }
    }

    fn bomb(&self, member: &str) -> FetchError {
        FetchError::ArchiveBomb { url: self.url.to_owned(), member: member.to_owned(), limit: self.limit }
    }

    /// Reads every member to its end, which verifies its checksum.
    fn archive(
        &mut self,
        file: File,
        outer: Option<&str>,
    ) -> Result<BTreeMap<String, MemberShape>, FetchError> {
        let mut archive =
            ZipArchive::new(BufReader::new(file)).map_err(|error| self.damaged(outer, &error))?;
        if archive.len() > MOST_MEMBERS {
            return Err(self.damaged(outer, &format!("{} members", archive.len())));
        }
        let mut members = BTreeMap::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|error| self.damaged(outer, &error))?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name().map_err(|error| self.damaged(outer, &error))?.into_owned();
            if entry.enclosed_name().is_none() {
                return Err(self.damaged(Some(&name), &"its path leaves the archive"));
            }
            if entry.is_symlink() {
                return Err(self.damaged(Some(&name), &"it is a link"));
            }
            if self.unpacked.saturating_add(entry.size()) > self.limit {
                return Err(self.bomb(&name));
            }
            let shape = if outer.is_none() && is_workbook_name(&name) {
                self.workbook(&mut entry, &name)?
            } else {
                let mut counter = RowCounter::for_name(&name);
                let bytes = self.member(&mut entry, &name, |bytes| {
                    counter.feed(bytes);
                    Ok(())
                })?;
                counter.shape(bytes)
            };
            members.insert(name, shape);
        }
        Ok(members)
    }

    /// Reads one member; the size that its entry declares may lie, so what really comes is counted.
    fn member(
        &mut self,
        reader: &mut impl Read,
        name: &str,
        mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<u64, FetchError> {
        let mut buffer = vec![0; BUFFER_BYTES];
        let before = self.unpacked;
        loop {
            let count = reader.read(&mut buffer).map_err(|error| self.damaged(Some(name), &error))?;
            if count == 0 {
                return Ok(self.unpacked - before);
            }
            self.unpacked += u64::try_from(count).unwrap_or(u64::MAX);
            if self.unpacked > self.limit {
                return Err(self.bomb(name));
            }
            take(&buffer[..count]).map_err(|error| FetchError::io("write", self.scratch, error))?;
        }
    }

    /// Reads a workbook inside an archive: its rows count, not those of its parts.
    fn workbook(&mut self, reader: &mut impl Read, name: &str) -> Result<MemberShape, FetchError> {
        let io = |error| FetchError::io("write", self.scratch, error);
        let mut file = tempfile::tempfile_in(self.scratch).map_err(io)?;
        let bytes = self.member(reader, name, |bytes| file.write_all(bytes))?;
        file.rewind().map_err(|error| FetchError::io("read", self.scratch, error))?;
        let parts = self.archive(file, Some(name))?;
        if !parts.contains_key(CONTENT_TYPES) {
            return Err(self.damaged(Some(name), &"it is no workbook"));
        }
        Ok(MemberShape { bytes, rows: sum_of_rows(&parts), header: None, last_line_ended: None })
    }
}

fn inspect_zip(
    file: File,
    scratch: &Path,
    format: Format,
    limits: &Limits,
    patterns: &[String],
    url: &str,
) -> Result<Shape, FetchError> {
    let mut scan = Scan { url, limit: limits.max_unpacked_bytes, unpacked: 0, scratch };
    let members = scan.archive(file, None)?;
    if format == Format::Xlsx && !members.contains_key(CONTENT_TYPES) {
        return Err(scan.damaged(None, &"it is a zip archive but no workbook"));
    }
    for pattern in patterns {
        if !members.keys().any(|name| name_matches(pattern, base_name(name))) {
            return Err(FetchError::MemberMissing {
                url: url.to_owned(),
                pattern: pattern.clone(),
                found: members.keys().take(12).cloned().collect(),
            });
        }
    }
    Ok(Shape { unpacked_bytes: scan.unpacked, rows: sum_of_rows(&members), members })
}

fn sum_of_rows(members: &BTreeMap<String, MemberShape>) -> Option<u64> {
    members.values().filter_map(|member| member.rows).reduce(|sum, rows| sum + rows)
}

fn is_workbook_name(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Whether a name fits a pattern in which `*` stands for anything; case does not matter.
fn name_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return left.len() >= piece.len() && left.ends_with(piece);
        }
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        let check =
            |pattern, name, matches| assert_eq!(name_matches(pattern, name), matches, "{pattern} {name}");
        check("national_M*_dl.xlsx", "national_M2025_dl.xlsx", true);
        check("national_M*_dl.xlsx", "National_M2025_DL.xlsx", true);
        check("national_M*_dl.xlsx", "national_M2025_dl.xlsx.html", false);
        check("national_M*_dl.xlsx", "natsector_M2025_dl.xlsx", false);
        check("Occupation Data.txt", "Occupation Data.txt", true);
        check("*.txt", "a.csv", false);
        check("a*b*c", "aXbYc", true);
        check("a*b*c", "acb", false);
        check("ab*ba", "aba", false);
    }
}
