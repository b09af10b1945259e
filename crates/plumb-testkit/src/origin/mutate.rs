//! Spoils a file in a way that only a reader of its content can see: other column names, lost rows.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::generate;

/// Applies `change` to the text tables of a file: itself, or the members of an archive, also nested.
fn rewrite(bytes: &[u8], name: &str, change: &dyn Fn(&str, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return change(name, bytes) };
    let mut members = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(index) else { continue };
        let Ok(member) = entry.name().map(std::borrow::Cow::into_owned) else { continue };
        let mut content = Vec::new();
        if entry.read_to_end(&mut content).is_ok() {
            members.push((member.clone(), rewrite(&content, &member, change)));
        }
    }
    generate::archive(&members)
}

/// The file with other column names.
pub(super) fn changed_header(bytes: &[u8]) -> Vec<u8> {
    rewrite(bytes, "file.csv", &|name, content| {
        if name.starts_with("xl/") {
            // Headers are among the first strings of a workbook, wherever it keeps its strings.
            return replace_first(content, b"</t>", b" (revised)</t>", 60);
        }
        if !is_text(name) {
            return content.to_vec();
        }
        let end = content.iter().position(|&byte| byte == b'\n').unwrap_or(content.len());
        let line_end = if end > 0 && content[end - 1] == b'\r' { end - 1 } else { end };
        let line = content[..line_end].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content[..line_end]);
        let separator = [b'\t', b';', b','].into_iter().find(|byte| line.contains(byte)).unwrap_or(b',');
        let mut changed = Vec::with_capacity(content.len() + 200);
        for column in line.split(|&byte| byte == separator) {
            changed.extend_from_slice(column);
            changed.extend_from_slice(b" (revised)");
            changed.push(separator);
        }
        changed.extend_from_slice(b"Added Column");
        changed.extend_from_slice(&content[line_end..]);
        changed
    })
}

/// The file with its header and one in twenty of its rows.
pub(super) fn lost_rows(bytes: &[u8]) -> Vec<u8> {
    rewrite(bytes, "file.csv", &|name, content| {
        if name.contains("worksheets/") {
            return keep_some(content, b"<row ", b"</row>");
        }
        if !is_text(name) {
            return content.to_vec();
        }
        let lines = content.split_inclusive(|&byte| byte == b'\n');
        lines.enumerate().filter(|(index, _)| index % 20 == 0).flat_map(|(_, line)| line.to_vec()).collect()
    })
}

fn is_text(name: &str) -> bool {
    let extension = std::path::Path::new(name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
    extension.is_some_and(|extension| extension == "txt" || extension == "csv")
}

fn find(content: &[u8], needle: &[u8]) -> Option<usize> {
    content.windows(needle.len()).position(|window| window == needle)
}

fn replace_first(content: &[u8], from: &[u8], to: &[u8], most: usize) -> Vec<u8> {
    let mut changed = Vec::with_capacity(content.len() + most * to.len());
    let mut rest = content;
    for _ in 0..most {
        let Some(at) = find(rest, from) else { break };
        changed.extend_from_slice(&rest[..at]);
        changed.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    changed.extend_from_slice(rest);
    changed
}

fn keep_some(content: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut rest = content;
    let mut index = 0;
    while let Some(start) = find(rest, open) {
        let Some(length) = find(&rest[start..], close) else { break };
        let end = start + length + close.len();
        kept.extend_from_slice(&rest[..start]);
        if index % 20 == 0 {
            kept.extend_from_slice(&rest[start..end]);
        }
        index += 1;
        rest = &rest[end..];
    }
    kept.extend_from_slice(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_workbooks_and_texts_are_changed() {
        let workbook = generate::sheet_table("S", &["OCC_CODE", "OCC_TITLE"], 100);
        let text = generate::text_table(&["Code", "Title"], '\t', 100);
        let bytes = generate::archive(&[("d/a.xlsx".to_owned(), workbook), ("d/b.txt".to_owned(), text)]);
        let read = |bytes: &[u8], member: &str| {
            let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
            let mut content = Vec::new();
            archive.by_name(member).unwrap().read_to_end(&mut content).unwrap();
            content
        };
        let sheet = |bytes: &[u8]| {
            String::from_utf8(read(&read(bytes, "d/a.xlsx"), "xl/worksheets/sheet1.xml")).unwrap()
        };
        let changed = changed_header(&bytes);
        assert!(sheet(&changed).contains("OCC_CODE (revised)"));
        assert!(read(&changed, "d/b.txt").starts_with(b"Code (revised)\tTitle (revised)\tAdded Column\n"));
        let lost = lost_rows(&bytes);
        assert_eq!(sheet(&lost).matches("<row ").count(), 6);
        assert_eq!(read(&lost, "d/b.txt").split(|&byte| byte == b'\n').count(), 7);
    }
}
