//! Counts rows in a stream of bytes: lines of text, or `<row` elements of a worksheet.
//! A count for comparing two files, not a parser.

use sha2::{Digest, Sha256};

use super::shape::MemberShape;
use crate::cache::hex;

/// Longest first line that is remembered.
const HEADER_CAP: usize = 64 * 1024;

/// Counts in one member.
#[derive(Debug)]
pub(super) enum RowCounter {
    Lines { newlines: u64, last: Option<u8>, header: Vec<u8>, nul: bool },
    WorksheetRows { rows: u64, matched: usize },
    Nothing,
}

impl RowCounter {
    /// The counter for a member of this name.
    pub(super) fn for_name(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let ends = |suffix: &str| lower.ends_with(suffix);
        if lower.starts_with("xl/worksheets/") && ends(".xml") {
            Self::WorksheetRows { rows: 0, matched: 0 }
        } else if ends(".txt") || ends(".csv") || ends(".tsv") {
            Self::lines()
        } else {
            Self::Nothing
        }
    }

    pub(super) const fn lines() -> Self {
        Self::Lines { newlines: 0, last: None, header: Vec::new(), nul: false }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        match self {
            Self::Lines { newlines, last, header, nul } => {
                if *newlines == 0 && header.len() < HEADER_CAP {
                    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
                    header.extend_from_slice(&line[..line.len().min(HEADER_CAP - header.len())]);
                }
                *newlines += bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum::<u64>();
                *nul |= bytes.contains(&0);
                *last = bytes.last().copied().or(*last);
            }
            Self::WorksheetRows { rows, matched } => {
                for &byte in bytes {
                    *matched = match (*matched, byte) {
                        (_, b'<') => 1,
                        (1, b'r') => 2,
                        (2, b'o') => 3,
                        (3, b'w') => 4,
                        (4, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n') => {
                            *rows += 1;
                            0
                        }
                        _ => 0,
                    };
                }
            }
            Self::Nothing => {}
        }
    }

    /// Rows, where they can be counted.
    pub(super) fn rows(&self) -> Option<u64> {
        match self {
            Self::Lines { newlines, last, .. } => {
                Some(newlines + u64::from(last.is_some_and(|byte| byte != b'\n')))
            }
            Self::WorksheetRows { rows, .. } => Some(*rows),
            Self::Nothing => None,
        }
    }

    /// A fingerprint of the first line of text.
    fn header(&self) -> Option<String> {
        let Self::Lines { header, .. } = self else { return None };
        let line = header.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(header);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Some(hex(&Sha256::digest(line))[..16].to_owned())
    }

    /// What was counted in a member of so many bytes.
    pub(super) fn shape(&self, bytes: u64) -> MemberShape {
        let last_line_ended = match self {
            Self::Lines { last, .. } => Some(*last == Some(b'\n')),
            Self::WorksheetRows { .. } | Self::Nothing => None,
        };
        MemberShape { bytes, rows: self.rows(), header: self.header(), last_line_ended }
    }

    /// Whether a text holds a zero byte, which no text does.
    pub(super) const fn has_nul(&self) -> bool {
        matches!(self, Self::Lines { nul: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, pieces: &[&[u8]]) -> Option<u64> {
        let mut counter = RowCounter::for_name(name);
        for piece in pieces {
            counter.feed(piece);
        }
        counter.rows()
    }

    #[test]
    fn rows_are_counted_across_pieces() {
        assert_eq!(rows("a.txt", &[b"h\n1\n", b"2"]), Some(3));
        assert_eq!(rows("a.csv", &[b"h\n1\n"]), Some(2));
        assert_eq!(rows("a.txt", &[]), Some(0));
        assert_eq!(rows("xl/worksheets/sheet1.xml", &[b"<rows><r", b"ow r='1'/><row>", b"<<row\n"]), Some(3));
        assert_eq!(rows("xl/styles.xml", &[b"<row>"]), None);
    }

    #[test]
    fn the_header_ignores_byte_order_mark_and_carriage_return() {
        let mut first = RowCounter::lines();
        first.feed(b"\xEF\xBB\xBFcode,ti");
        first.feed(b"tle\r\n1,2\r\n");
        let mut second = RowCounter::lines();
        second.feed(b"code,title\n");
        let mut third = RowCounter::lines();
        third.feed(b"code;title\n");
        assert_eq!(first.header(), second.header());
        assert_ne!(second.header(), third.header());
    }
}
