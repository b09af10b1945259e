//! Text with one row a line: tabs (O*NET), commas or semicolons.

use std::ops::ControlFlow;

use crate::error::IngestError;
use crate::input::Flow;
use crate::value::Value;

/// A cell longer than this is not a publisher's.
const CELL_LIMIT: usize = 100_000;

/// A delimited text, checked to be UTF-8.
pub(crate) struct Delimited {
    text: String,
    delimiter: u8,
    /// Written by a spreadsheet whose language has decimal commas.
    decimal_comma: bool,
}

impl Delimited {
    pub(crate) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, IngestError> {
        let error = |reason: String| IngestError::Content { file: file.to_owned(), reason };
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return Err(error("this text is UTF-16; save it as UTF-8".to_owned()));
        }
        if let Some(offset) = bytes.iter().position(|byte| *byte == 0) {
            return Err(error(format!("byte {offset} is NUL: this is not a text file")));
        }
        let text = String::from_utf8(bytes).map_err(|cause| {
            let offset = cause.utf8_error().valid_up_to();
            let line = cause.as_bytes()[..offset].split(|byte| *byte == b'\n').count();
            error(format!("this text is not UTF-8: row {line}, byte {offset}; save it as UTF-8"))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let count = |delimiter: char| first.matches(delimiter).count();
        let delimiter = match (count('\t'), count(';'), count(',')) {
            (tabs, _, _) if tabs > 0 => b'\t',
            (_, semicolons, commas) if semicolons > commas => b';',
            _ => b',',
        };
        let decimal_comma = delimiter == b';' && has_decimal_commas(&text);
        Ok(Self { text, delimiter, decimal_comma })
    }

    pub(crate) const fn is_tab_delimited(&self) -> bool {
        self.delimiter == b'\t'
    }

    pub(crate) fn for_each_row(
        &self,
        file: &str,
        row: &mut dyn FnMut(usize, &[Value]) -> Flow,
    ) -> Result<(), IngestError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            // O*NET writes quotation marks as they are.
            .quoting(!self.is_tab_delimited())
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut cells: Vec<Value> = Vec::new();
        loop {
            let more = reader
                .read_record(&mut record)
                .map_err(|error| IngestError::Content { file: file.to_owned(), reason: error.to_string() })?;
            if !more {
                return Ok(());
            }
            let number = record
                .position()
                .map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
            if let Some(long) = record.iter().find(|cell| cell.len() > CELL_LIMIT) {
                return Err(IngestError::Content {
                    file: file.to_owned(),
                    reason: format!("row {number}: a cell has {} bytes, more than {CELL_LIMIT}", long.len()),
                });
            }
            cells.clear();
            cells.extend(record.iter().map(|cell| match spreadsheet_text(cell) {
                "" => Value::Empty,
                number if self.decimal_comma && is_decimal_comma(number) => {
                    Value::Text(number.replace('.', "").replace(',', "."))
                }
                text => Value::Text(text.to_owned()),
            }));
            if cells.iter().all(Value::is_empty) {
                continue;
            }
            if let ControlFlow::Break(()) = row(number, &cells)? {
                return Ok(());
            }
        }
    }
}

/// BLS and NCES protect codes from spreadsheets by writing `="01.00"`.
fn spreadsheet_text(cell: &str) -> &str {
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// `12,5` and `1.234,56`.
fn is_decimal_comma(cell: &str) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    unsigned.split_once(',').is_some_and(|(whole, decimals)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits(&whole.replace('.', "")) && digits(decimals)
    })
}

/// Whether a comma can only be a decimal one: thousands are followed by three digits.
fn has_decimal_commas(text: &str) -> bool {
    text.lines().take(5_000).flat_map(|line| line.split(';')).map(|cell| cell.trim_matches(['"', ' '])).any(
        |cell| {
            is_decimal_comma(cell) && cell.split_once(',').is_some_and(|(_, decimals)| decimals.len() != 3)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::NEXT;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let delimited = Delimited::open("f", text.as_bytes().to_vec()).unwrap();
        let mut rows = Vec::new();
        let read = delimited.for_each_row("f", &mut |_, cells| {
            rows.push(cells.iter().map(Value::text).collect());
            NEXT
        });
        read.unwrap();
        rows
    }

    #[test]
    fn the_delimiter_and_the_mark_are_recognised() {
        assert_eq!(rows("\u{feff}a;b\r\n1,5;2\r\n"), [["a", "b"], ["1.5", "2"]]);
        assert_eq!(rows("a;b\n1.234,56;12,345\n"), [["a", "b"], ["1234.56", "12.345"]]);
        assert_eq!(rows("a;b\n1,234;x\n"), [["a", "b"], ["1,234", "x"]]);
        assert_eq!(rows("a\tb\n\"x\ty\n"), [["a", "b"], ["\"x", "y"]]);
        assert_eq!(rows("a,b\n\"=\"\"01.00\"\"\",\"x, y\"\n"), [["a", "b"], ["01.00", "x, y"]]);
    }

    #[test]
    fn other_encodings_and_binary_files_are_refused_with_their_place() {
        let message = |bytes: &[u8]| Delimited::open("f", bytes.to_vec()).err().unwrap().to_string();
        assert!(message(b"a,b\nJos\xe9,1\n").contains("row 2, byte 7"));
        assert!(message(b"a\0b").contains("NUL"));
        assert!(message(b"\xff\xfea\0").contains("UTF-16"));
    }

    #[test]
    fn a_huge_cell_is_refused() {
        let delimited =
            Delimited::open("f", format!("a,b\n{},1\n", "x".repeat(CELL_LIMIT + 1)).into_bytes()).unwrap();
        let error = delimited.for_each_row("f", &mut |_, _| NEXT).unwrap_err().to_string();
        assert!(error.contains("row 2"), "{error}");
    }
}
