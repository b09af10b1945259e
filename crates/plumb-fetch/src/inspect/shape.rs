//! Opens a complete file, verifies its structure and checksums within bounds, and notes its shape.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use super::rows::RowCounter;
use crate::catalogue::{Format, Limits};
use crate::error::FetchError;

const BUFFER_BYTES: usize = 64 * 1024;
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
        Format::Zip | Format::Xlsx => inspect_zip(file, format, limits, patterns, url),
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

fn inspect_zip(
    file: File,
    format: Format,
    limits: &Limits,
    patterns: &[String],
    url: &str,
) -> Result<Shape, FetchError> {
    let damaged = |member: Option<&str>, cause: String| FetchError::BadArchive {
        url: url.to_owned(),
        member: member.map(str::to_owned),
        cause,
    };
    let bomb = |member: &str| FetchError::ArchiveBomb {
        url: url.to_owned(),
        member: member.to_owned(),
        limit: limits.max_unpacked_bytes,
    };
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(None, error.to_string()))?;
    if archive.len() > MOST_MEMBERS {
        return Err(damaged(None, format!("{} members", archive.len())));
    }
    let mut shape = Shape::default();
    let mut buffer = vec![0; BUFFER_BYTES];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(None, error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| damaged(None, error.to_string()))?.into_owned();
        if entry.enclosed_name().is_none() {
            return Err(damaged(Some(&name), "its path leaves the archive".to_owned()));
        }
        if shape.unpacked_bytes.saturating_add(entry.size()) > limits.max_unpacked_bytes {
            return Err(bomb(&name));
        }
        let mut counter = RowCounter::for_name(&name);
        let mut bytes = 0_u64;
        loop {
            let count = entry.read(&mut buffer).map_err(|error| damaged(Some(&name), error.to_string()))?;
            if count == 0 {
                break;
            }
            if bytes == 0 && count > 1 && is_workbook_name(&name) && !buffer[..count].starts_with(b"PK") {
                return Err(damaged(Some(&name), "it is no workbook".to_owned()));
            }
            bytes += u64::try_from(count).unwrap_or(u64::MAX);
            // The declared size may lie: count what really comes.
            if shape.unpacked_bytes.saturating_add(bytes) > limits.max_unpacked_bytes {
                return Err(bomb(&name));
            }
            counter.feed(&buffer[..count]);
        }
        shape.unpacked_bytes += bytes;
        if let Some(rows) = counter.rows() {
            shape.rows = Some(shape.rows.unwrap_or(0) + rows);
        }
        shape.members.insert(name, counter.shape(bytes));
    }
    if format == Format::Xlsx && !shape.members.contains_key("[Content_Types].xml") {
        return Err(damaged(None, "it is a zip archive but no workbook".to_owned()));
    }
    for pattern in patterns {
        if !shape.members.keys().any(|name| name_matches(pattern, base_name(name))) {
            return Err(FetchError::MemberMissing {
                url: url.to_owned(),
                pattern: pattern.clone(),
                found: shape.members.keys().take(12).cloned().collect(),
            });
        }
    }
    Ok(shape)
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
