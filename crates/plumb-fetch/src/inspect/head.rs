//! The first bytes of a body: a page in place of a file, or a file of another format, is seen here,
//! before the rest is transferred.

use crate::cache::hex;
use crate::catalogue::{Format, FormatRules};
use crate::error::FetchError;

/// How many first bytes [`check_head`] wants to see.
pub(crate) const HEAD_BYTES: usize = 512;

/// Checks the first bytes (fewer than [`HEAD_BYTES`] only if the body is that short).
pub(crate) fn check_head(
    head: &[u8],
    format: Format,
    rules: &FormatRules,
    url: &str,
) -> Result<(), FetchError> {
    let marked = rules.magic.iter().any(|magic| head.starts_with(magic));
    if marked {
        return Ok(());
    }
    if looks_like_html(head) {
        return Err(FetchError::HtmlInsteadOfData { url: url.to_owned() });
    }
    if rules.magic.is_empty() {
        return Ok(());
    }
    Err(FetchError::BadMagic {
        url: url.to_owned(),
        found: hex_of(&head[..head.len().min(8)]),
        format: format.as_str(),
    })
}

/// Whether a content type is that of a page.
pub(crate) fn is_html_type(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|name| matches!(name, "text/html" | "application/xhtml+xml"))
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
    let text = head[start..].to_ascii_lowercase();
    let holds = |needle: &[u8]| text.windows(needle.len()).any(|window| window == needle);
    text.starts_with(b"<!doctype html")
        || text.starts_with(b"<html")
        || (text.starts_with(b"<") && (holds(b"<html") || holds(b"<head") || holds(b"<title")))
}

fn hex_of(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing".to_owned();
    }
    hex(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], format: Format) -> Result<(), &'static str> {
        let magic = if format.is_zip() { vec![b"PK\x03\x04".to_vec()] } else { vec![] };
        let rules = FormatRules { magic, content_types: vec![] };
        check_head(head, format, &rules, "u").map_err(|error| error.kind())
    }

    #[test]
    fn pages_and_strangers_are_told_apart() {
        assert_eq!(check(b"PK\x03\x04rest", Format::Zip), Ok(()));
        assert_eq!(check(b"\n <!DOCTYPE html><p>", Format::Zip), Err("html_instead_of_data"));
        assert_eq!(check(b"<?xml version='1.0'?><HTML>", Format::Csv), Err("html_instead_of_data"));
        assert_eq!(check(b"Sorry", Format::Xlsx), Err("bad_magic"));
        assert_eq!(check(b"", Format::Xlsx), Err("bad_magic"));
        assert_eq!(check(b"code,title\n", Format::Csv), Ok(()));
        assert_eq!(check(b"<5 percent,title\n", Format::Csv), Ok(()));
    }
}
