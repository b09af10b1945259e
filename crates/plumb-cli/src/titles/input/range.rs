//! A range of rows on the command line: `1000001..2000000`, `500001..`, `..100`.

use std::str::FromStr;

/// Rows from `first` to `last`, both included, counted from 1 without the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowRange {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Default for RowRange {
    fn default() -> Self {
        Self { first: 1, last: u64::MAX }
    }
}

impl FromStr for RowRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().replace('_', "").parse::<u64>().map_err(|_| form(text));
        let (first, last) = text.split_once("..").ok_or_else(|| form(text))?;
        let first = if first.trim().is_empty() { 1 } else { number(first)? };
        let last = if last.trim().is_empty() { u64::MAX } else { number(last)? };
        if first == 0 || last < first {
            return Err(form(text));
        }
        Ok(Self { first, last })
    }
}

fn form(text: &str) -> String {
    format!(
        "`{text}` is no range of rows such as 1..500000 or 500001.. (rows count from 1, without the header)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_nonsense_is_refused() {
        let range = |text: &str| text.parse::<RowRange>().map(|range| (range.first, range.last));
        assert_eq!(range("2..5"), Ok((2, 5)));
        assert_eq!(range("1_000_001.."), Ok((1_000_001, u64::MAX)));
        assert_eq!(range("..7"), Ok((1, 7)));
        assert_eq!(range(".."), Ok((1, u64::MAX)));
        for text in ["", "5", "0..3", "5..2", "a..b", "1...3"] {
            assert!(range(text).is_err(), "{text}");
        }
    }
}
