//! Titles from one column of a Parquet file.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use plumb_store::{ForeignParquet, StoreError};

use crate::exit::Failure;
use crate::titles::batch::{BATCH_ROWS, Batch, Cell};
use crate::titles::input::{Rows, Wanted, find_column, no_column};

/// The rows of a range, window by window.
pub(super) struct ParquetRows {
    file: ForeignParquet,
    column: String,
    windows: std::vec::IntoIter<Range<usize>>,
    len: u64,
    read: Arc<AtomicU64>,
}

impl ParquetRows {
    pub(super) fn open(wanted: &Wanted<'_>, read: Arc<AtomicU64>) -> Result<Self> {
        let file = ForeignParquet::open(wanted.file).map_err(of_a_stranger)?;
        let names = file.columns().iter().map(String::as_str);
        let Some(position) = find_column(&names, wanted.column) else {
            return Err(no_column(&wanted.file.display().to_string(), wanted.column, names));
        };
        let column = file.columns()[position].clone();
        let end = usize::try_from(wanted.rows.last).unwrap_or(usize::MAX).min(file.rows());
        let start = usize::try_from(wanted.rows.first - 1).unwrap_or(usize::MAX).min(end);
        let windows = file.windows(&(start..end), BATCH_ROWS).into_iter();
        Ok(Self { file, column, windows, len: (end - start) as u64, read })
    }

    pub(super) const fn len(&self) -> u64 {
        self.len
    }
}

/// A file of our own that cannot be read is a fault; one that somebody hands over is bad data.
fn of_a_stranger(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Format { .. } => Failure::data(error.to_string()),
        other => other.into(),
    }
}

impl Rows for ParquetRows {
    /// One window, which is never larger than a batch; the range was taken when the file was opened.
    fn fill(&mut self, batch: &mut Batch, _most: u64) -> Result<()> {
        let Some(window) = self.windows.next() else { return Ok(()) };
        self.read.fetch_add(window.len() as u64, Ordering::Relaxed);
        for text in self.file.texts(&self.column, window).map_err(of_a_stranger)? {
            batch.push(text.as_deref().map_or(Cell::Missing, |text| Cell::Title(text.as_bytes())));
        }
        Ok(())
    }
}
