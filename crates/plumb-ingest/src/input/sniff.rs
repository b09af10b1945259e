//! What a file is, from its first bytes: a workbook, an archive, a text, or nothing that holds a table.

use crate::error::IngestError;
use crate::input::container::entries;

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Workbook,
    Archive,
    Text,
    /// No table can be in it; says what it is and what would help.
    Foreign(&'static str),
}

/// First bytes of formats that hold no table, and what to say of them.
const FOREIGN: [(&[u8], &str); 12] = [
    (b"%PDF", "this is a PDF document, not a table"),
    (
        &[0xD0, 0xCF, 0x11, 0xE0],
        "this is an Excel 97-2003 workbook or another old Office document; save it as .xlsx",
    ),
    (&[0x1F, 0x8B], "this is a gzip file within another; unpack it first"),
    (b"BZh", "this is a bzip2 file; unpack it first"),
    (&[0xFD, b'7', b'z', b'X', b'Z'], "this is an xz file; unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "this is a 7-Zip archive; unpack it first"),
    (b"Rar!", "this is a RAR archive; unpack it first"),
    (&[0x89, b'P', b'N', b'G'], "this is a picture"),
    (&[0xFF, 0xD8, 0xFF], "this is a picture"),
    (b"GIF8", "this is a picture"),
    (b"{\\rtf", "this is a rich text document, not a table"),
    (b"PAR1", "this is a Parquet file, not one of the publishers' formats"),
];

/// Whether the bytes are a gzip stream: one file, packed.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
}

/// Says what a file is from its first bytes.
///
/// # Errors
/// The file is a zip container whose table of contents cannot be read.
pub(crate) fn kind_of(name: &str, bytes: &[u8]) -> Result<Kind, IngestError> {
    if bytes.is_empty() {
        return Ok(Kind::Foreign("the file is empty; download it again"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let entries = entries(name, bytes)?;
        let has = |end: &str| entries.iter().any(|entry| entry.name.ends_with(end));
        return Ok(if has("xl/workbook.xml") {
            Kind::Workbook
        } else if has("xl/workbook.bin") {
            Kind::Foreign("this is a binary Excel workbook (.xlsb); save it as .xlsx")
        } else if has("[Content_Types].xml") || has("META-INF/manifest.xml") {
            Kind::Foreign("this is an office document and no .xlsx workbook")
        } else {
            Kind::Archive
        });
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Ok(Kind::Foreign(what));
    }
    let start: String = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start().to_lowercase();
    let start = start.trim_start_matches('\u{feff}');
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.contains("<head>") {
        return Ok(Kind::Foreign(
            "this is an HTML page, not data: publishers answer so when a file is not out yet or access is denied",
        ));
    }
    if start.starts_with("<?xml") {
        return Ok(Kind::Foreign("this is an XML document, not one of the publishers' tables"));
    }
    Ok(Kind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_table_is_told_apart_with_what_would_help() {
        let what = |bytes: &[u8]| match kind_of("f", bytes).unwrap() {
            Kind::Foreign(what) => what,
            other => panic!("{other:?}"),
        };
        assert!(what(b"").contains("empty"));
        assert!(what(b"%PDF-1.7").contains("PDF"));
        assert!(what(b"\x1f\x8b\x08").contains("gzip"));
        assert!(what(b"\n <!DOCTYPE html><html>").contains("HTML"));
        assert!(what(b"\xef\xbb\xbf<?xml version='1.0'?>").contains("XML"));
        assert_eq!(kind_of("f", b"Code,Title\n").unwrap(), Kind::Text);
        assert!(kind_of("f", b"PK\x03\x04 and no more").is_err());
    }
}
