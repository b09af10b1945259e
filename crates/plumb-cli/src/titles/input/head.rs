//! The beginning of a text: what it is, its byte order mark, and the byte between its cells.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};

use crate::exit::Failure;

/// How far the header may reach.
const HEAD_BYTES: usize = 64 << 10;

/// A text without its byte order mark, from the beginning.
pub(super) struct Head {
    pub(super) delimiter: u8,
    pub(super) text: Box<dyn Read + Send>,
}

/// Counts what is read.
pub(super) struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) const fn new(inner: R, read: Arc<AtomicU64>) -> Self {
        Self { inner, read }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Looks at the beginning of a text, and hands the whole text back.
///
/// # Errors
/// When it is no text that can be read: UTF-16, a workbook, an archive, Parquet.
pub(super) fn begin(name: &str, mut plain: impl Read + Send + 'static) -> Result<Head> {
    let mut head = Vec::new();
    let mut piece = vec![0; 8 << 10];
    while head.len() < HEAD_BYTES && !head.contains(&b'\n') {
        let count = plain.read(&mut piece).with_context(|| format!("read {name}"))?;
        if count == 0 {
            break;
        }
        head.extend_from_slice(&piece[..count]);
    }
    if let Some(reason) = unreadable(&head) {
        return Err(Failure::data(format!("read {name}: {reason}")));
    }
    let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let line = head[mark..].split(|&byte| byte == b'\n').next().unwrap_or_default();
    let delimiter = delimiter_of(line);
    let mut start = Cursor::new(head);
    start.set_position(mark as u64);
    Ok(Head { delimiter, text: Box::new(start.chain(plain)) })
}

fn unreadable(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Some("this text is UTF-16; save it as UTF-8");
    }
    if head.starts_with(b"PK\x03\x04") {
        return Some("this is a workbook or an archive; save the sheet as CSV");
    }
    if head.starts_with(b"PAR1") {
        return Some("this is Parquet; say --input-format parquet");
    }
    if head.starts_with(&[0x1F, 0x8B]) {
        return Some("this is a gzip file; unpack it first, or pipe it: zcat FILE | plumb titles match -");
    }
    None
}

/// The byte that separates most cells of the header; a comma where none does.
fn delimiter_of(header: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    for &byte in header {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(count) = counts.iter_mut().find(|count| count.0 == byte) {
            count.1 += 1;
        }
    }
    // Of equal counts the first wins.
    counts.iter().rev().max_by_key(|count| count.1).map_or(b',', |count| count.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_what_separates_most_cells() {
        for (header, delimiter) in [
            ("title,id", b','),
            ("title;id", b';'),
            ("\"title, in full\";id", b';'),
            ("title\tid", b'\t'),
            ("title|id|x", b'|'),
            ("title", b','),
        ] {
            assert_eq!(delimiter_of(header.as_bytes()), delimiter, "{header}");
        }
    }

    #[test]
    fn the_mark_is_left_out_and_other_formats_are_named() {
        let read = |bytes: &'static [u8]| begin("f", bytes);
        let mut text = String::new();
        read(b"\xef\xbb\xbftitle\nA\n").unwrap().text.read_to_string(&mut text).unwrap();
        assert_eq!(text, "title\nA\n");
        for (bytes, word) in
            [(b"\xff\xfet\0".as_slice(), "UTF-16"), (b"PAR1...", "Parquet"), (b"PK\x03\x04", "workbook")]
        {
            let error = read(bytes).err().unwrap().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
