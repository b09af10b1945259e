//! Reads titles from CSV, plain lines or Parquet, batch by batch, from a file or stdin.

mod csv_rows;
mod head;
mod lines;
mod parquet;
mod range;

pub(crate) use range::RowRange;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::exit::Failure;
use crate::titles::batch::Batch;
use head::Counted;

/// How titles come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// A table with a header; commas, semicolons, tabs or bars between cells.
    Csv,
    /// One title a line, no header.
    Lines,
    /// Apache Parquet; not from stdin.
    Parquet,
}

/// What to read.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'a> {
    /// The file, or `-` for stdin.
    pub(crate) file: &'a Path,
    /// The format; by the file's name where it is not given.
    pub(crate) format: Option<InputFormat>,
    /// The column of the titles.
    pub(crate) column: &'a str,
    /// The byte between cells; found out from the header where it is not given.
    pub(crate) delimiter: Option<u8>,
    /// The rows to read.
    pub(crate) rows: RowRange,
}

/// Rows of one format, from front to back.
trait Rows: Send {
    /// Adds rows to a batch until it is full, or `most` rows were added, or there are no more.
    fn fill(&mut self, batch: &mut Batch, most: u64) -> Result<()>;
}

/// Titles of a file, read from front to back.
pub(crate) struct TitleSource {
    rows: Box<dyn Rows>,
    next_row: u64,
    last_row: u64,
    read: Arc<AtomicU64>,
    /// Where [`Batch::position`] ends: bytes of a text, rows of a Parquet file; unknown for stdin.
    pub(crate) size: Option<u64>,
}

impl TitleSource {
    pub(crate) fn open(wanted: &Wanted<'_>) -> Result<Self> {
        let stdin = wanted.file == Path::new("-");
        let format = wanted.format.unwrap_or_else(|| format_of(wanted.file));
        let read = Arc::new(AtomicU64::new(0));
        let (rows, size): (Box<dyn Rows>, _) = if format == InputFormat::Parquet {
            if stdin {
                return Err(Failure::usage(
                    "read Parquet from stdin: its directory is at its end; name the file",
                ));
            }
            let rows = parquet::ParquetRows::open(wanted, Arc::clone(&read))?;
            let size = rows.len();
            (Box::new(rows), Some(size))
        } else {
            let (plain, size): (Box<dyn Read + Send>, Option<u64>) =
                if stdin { (Box::new(io::stdin()), None) } else { open_file(wanted.file)? };
            let name = if stdin { "stdin".to_owned() } else { wanted.file.display().to_string() };
            let head = head::begin(&name, Counted::new(plain, Arc::clone(&read)))?;
            let rows: Box<dyn Rows> = if format == InputFormat::Lines {
                Box::new(lines::Lines::new(head))
            } else {
                Box::new(csv_rows::CsvRows::open(name, head, wanted)?)
            };
            (rows, size)
        };
        let mut source = Self { rows, next_row: 1, last_row: wanted.rows.last, read, size };
        if format == InputFormat::Parquet {
            // Row groups before the range are not even looked at.
            source.next_row = wanted.rows.first;
        } else {
            source.skip_to(wanted.rows.first)?;
        }
        Ok(source)
    }

    fn skip_to(&mut self, first: u64) -> Result<()> {
        while self.next_row < first {
            let mut skipped = Batch::starting_at(self.next_row);
            self.rows.fill(&mut skipped, first - self.next_row)?;
            if skipped.len() == 0 {
                break;
            }
            self.next_row += skipped.len() as u64;
        }
        Ok(())
    }

    /// The next rows; `None` at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Option<Batch>> {
        let mut batch = Batch::starting_at(self.next_row);
        let left = self.last_row.saturating_add(1).saturating_sub(self.next_row);
        self.rows.fill(&mut batch, left)?;
        self.next_row += batch.len() as u64;
        batch.position = self.read.load(Ordering::Relaxed);
        Ok((batch.len() > 0).then_some(batch))
    }
}

fn open_file(path: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>)> {
    let file = File::open(path).with_context(|| format!("read {}", path.display()))?;
    let metadata = file.metadata().with_context(|| format!("read {}", path.display()))?;
    if metadata.is_dir() {
        return Err(Failure::usage(format!("read {}: it is a folder", path.display())));
    }
    let size = metadata.is_file().then_some(metadata.len());
    Ok((Box::new(file), size))
}

/// The format that a file's name promises; CSV where it promises nothing.
fn format_of(path: &Path) -> InputFormat {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("parquet" | "pq") => InputFormat::Parquet,
        Some("txt") => InputFormat::Lines,
        _ => InputFormat::Csv,
    }
}

/// The position of a column: by its exact name, else by its name in any case.
fn find_column<'a>(names: &(impl Iterator<Item = &'a str> + Clone), wanted: &str) -> Option<usize> {
    let exact = names.clone().position(|name| name == wanted);
    exact.or_else(|| names.clone().position(|name| name.trim().eq_ignore_ascii_case(wanted)))
}

fn no_column<'a>(file: &str, wanted: &str, names: impl Iterator<Item = &'a str>) -> anyhow::Error {
    let names: Vec<&str> = names.collect();
    Failure::usage(format!(
        "find the column `{wanted}` in {file}; it has: {} (hint: name the column of the titles with --column, or say \
         --input-format lines for a list without a header)",
        names.join(", ")
    ))
}
