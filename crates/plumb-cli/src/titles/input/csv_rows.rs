//! Titles from one column of a delimited text.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};

use crate::exit::Failure;
use crate::titles::batch::{Batch, Cell};
use crate::titles::input::head::Head;
use crate::titles::input::{Rows, Wanted, find_column, no_column};

/// A row that is longer than this is none: a quotation mark before it was not closed.
const ROW_BYTES: u64 = 32 << 20;

/// The rows below a header.
pub(super) struct CsvRows {
    name: String,
    reader: csv::Reader<Limited>,
    /// Bytes read since the last row ended.
    since: Arc<AtomicU64>,
    record: csv::ByteRecord,
    column: usize,
    /// Columns of the header. Where it is one, an empty line is a row with an empty title, and delimiters are part of titles.
    columns: usize,
    delimiter: u8,
    /// A title put together again.
    joined: Vec<u8>,
    /// Empty lines to be handed over before the record.
    empty_lines: u64,
    /// Whether the record was read and not handed over yet.
    waiting: bool,
}

/// Stops at a row without an end, before it fills the memory.
struct Limited {
    text: Box<dyn Read + Send>,
    since: Arc<AtomicU64>,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(buffer)?;
        if self.since.fetch_add(count as u64, Ordering::Relaxed) > ROW_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the row does not end"));
        }
        Ok(count)
    }
}

impl CsvRows {
    pub(super) fn open(name: String, head: Head, wanted: &Wanted<'_>) -> Result<Self> {
        let since = Arc::new(AtomicU64::new(0));
        let delimiter = wanted.delimiter.unwrap_or(head.delimiter);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(Limited { text: head.text, since: Arc::clone(&since) });
        let header = reader.byte_headers().with_context(|| format!("read {name}"))?;
        let names: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        if names.is_empty() {
            return Err(Failure::data(format!("read {name}: it is empty, without even a header")));
        }
        let column = find_column(&names.iter().map(String::as_str), wanted.column)
            .ok_or_else(|| no_column(&name, wanted.column, names.iter().map(String::as_str)))?;
        Ok(Self {
            name,
            reader,
            since,
            record: csv::ByteRecord::new(),
            column,
            columns: names.len(),
            delimiter,
            joined: Vec::new(),
            empty_lines: 0,
            waiting: false,
        })
    }

    /// Reads the next record; says whether there is one.
    fn advance(&mut self) -> Result<bool> {
        self.since.store(0, Ordering::Relaxed);
        let line = self.reader.position().line();
        let read = self.reader.read_byte_record(&mut self.record);
        let more = read.map_err(|error| self.broken(line, &error))?;
        if more && self.columns == 1 {
            let cell = self.record.get(0).unwrap_or_default();
            let within = cell.split(|&byte| byte == b'\n').count() as u64;
            let lines = self.reader.position().line() - line;
            // The last line of a file may lack its end.
            self.empty_lines = lines.saturating_sub(within);
        }
        self.waiting = more;
        Ok(more)
    }

    /// Hands the title of the record over.
    fn hand_over(&mut self, batch: &mut Batch) {
        let Some(cell) = self.record.get(self.column) else { return batch.push(Cell::Missing) };
        // Empty cells at the end are what spreadsheets leave behind.
        let too_many = self.record.iter().skip(self.columns).any(|cell| !cell.is_empty());
        if !too_many {
            return batch.push(Cell::Title(cell));
        }
        if self.columns > 1 {
            return batch.push(Cell::Split(cell));
        }
        self.joined.clear();
        for (number, cell) in self.record.iter().enumerate() {
            if number > 0 {
                self.joined.push(self.delimiter);
            }
            self.joined.extend_from_slice(cell);
        }
        batch.push(Cell::Title(&self.joined));
    }

    fn broken(&self, line: u64, error: &csv::Error) -> anyhow::Error {
        if let csv::ErrorKind::Io(error) = error.kind()
            && error.kind() != io::ErrorKind::InvalidData
        {
            return anyhow::anyhow!("read {}: {error}", self.name);
        }
        Failure::data(format!(
            "read {}: the row at line {line} has more than {} MB; a quotation mark is opened there or before and not \
             closed",
            self.name,
            ROW_BYTES >> 20
        ))
    }
}

impl Rows for CsvRows {
    fn fill(&mut self, batch: &mut Batch, most: u64) -> Result<()> {
        let mut left = most;
        while left > 0 && !batch.is_full() {
            if !self.waiting && !self.advance()? {
                break;
            }
            if self.empty_lines > 0 {
                self.empty_lines -= 1;
                batch.push(Cell::Title(b""));
            } else {
                self.hand_over(batch);
                self.waiting = false;
            }
            left -= 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::titles::input::RowRange;
    use crate::titles::input::head::begin;

    fn cells(text: &'static str, column: &str) -> Vec<Option<String>> {
        let wanted =
            Wanted { file: Path::new("-"), format: None, column, delimiter: None, rows: RowRange::default() };
        let mut rows = CsvRows::open("f".to_owned(), begin("f", text.as_bytes()).unwrap(), &wanted).unwrap();
        let mut batch = Batch::starting_at(1);
        rows.fill(&mut batch, u64::MAX).unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let cell = |place| match batch.cell(place) {
            Cell::Title(bytes) => Some(text(bytes)),
            Cell::Missing => None,
            Cell::Split(bytes) => Some(format!("{}...", text(bytes))),
        };
        (0..batch.len()).map(cell).collect()
    }

    #[test]
    fn delimiters_without_quotes_are_part_of_a_lone_column_and_doubtful_in_a_table() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            cells("title\nAsst Mgr, Food Svc\n\"Nurse, RN\"\nCook,,\n", "title"),
            [some("Asst Mgr, Food Svc"), some("Nurse, RN"), some("Cook")]
        );
        assert_eq!(
            cells("title,id\nAsst Mgr, Food Svc,1\nCook,2,,\n", "title"),
            [some("Asst Mgr..."), some("Cook")]
        );
    }

    #[test]
    fn quotes_delimiters_and_short_rows() {
        let found = cells("id;Title\r\n1;\"Nurse; \"\"day\"\"\"\r\n2\r\n3;Pilot", "title");
        assert_eq!(found, [Some("Nurse; \"day\"".to_owned()), None, Some("Pilot".to_owned())]);
    }

    #[test]
    fn an_empty_line_is_an_empty_title_where_there_is_no_other_column() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            cells("title\nA\n\n\nB\n\"C\nD\"\nE\n", "title"),
            [some("A"), some(""), some(""), some("B"), some("C\nD"), some("E")]
        );
        assert_eq!(cells("title,x\nA,1\n\nB,2\n", "title").len(), 2);
    }
}
