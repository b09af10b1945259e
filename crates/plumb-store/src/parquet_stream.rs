//! Parquet files that are too long to be held as a whole: read window by window, written batch by batch.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plumb_tables::{Row, Table};
use polars::io::parquet::read::FileMetadata;
use polars::io::parquet::write::BatchedWriter;
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{
    DataFrame, DataType, ParquetCompression, ParquetReader, ParquetWriter, PolarsError, SerReader,
};

use crate::error::{Result, StoreError};
use crate::parquet::to_column;
use crate::schema::check_table;

/// A Parquet file of another program, opened for reading texts of one column, some rows at a time.
///
/// Only the pages of that column and those rows are decoded, so memory does not grow with the file. A file that is
/// damaged in the middle can end the process, as with [`crate::read_foreign_parquet`].
pub struct ForeignParquet {
    path: PathBuf,
    metadata: Arc<FileMetadata>,
    columns: Vec<String>,
}

impl fmt::Debug for ForeignParquet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ForeignParquet");
        shown.field("path", &self.path).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl ForeignParquet {
    /// Opens a file and reads its footer.
    ///
    /// # Errors
    /// When it cannot be opened or is no Parquet.
    pub fn open(path: &Path) -> Result<Self> {
        let file = open(path)?;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut reader = ParquetReader::new(file);
            let schema = reader.schema()?;
            let columns = schema.iter_names().map(ToString::to_string).collect();
            Ok((reader.get_metadata()?.clone(), columns))
        }));
        let (metadata, columns) = settled(path, read)?;
        Ok(Self { path: path.to_path_buf(), metadata, columns })
    }

    /// The names of its columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The number of its rows.
    pub fn rows(&self) -> usize {
        self.metadata.num_rows
    }

    /// Ranges of rows that cover `rows`, in order, of at most `most` rows, none across the border of two row groups.
    pub fn windows(&self, rows: &Range<usize>, most: usize) -> Vec<Range<usize>> {
        let mut windows = Vec::new();
        let mut start = 0;
        for group in &self.metadata.row_groups {
            let end = start + group.num_rows();
            let mut from = start.max(rows.start);
            let to = end.min(rows.end);
            while from < to {
                let next = to.min(from + most.max(1));
                windows.push(from..next);
                from = next;
            }
            start = end;
        }
        windows
    }

    /// The texts of a column in a range of rows; `None` where a row has no value.
    ///
    /// # Errors
    /// When there is no such column, it does not hold texts, or the pages cannot be decoded.
    pub fn texts(&self, column: &str, rows: Range<usize>) -> Result<Vec<Option<String>>> {
        let file = open(&self.path)?;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut reader = ParquetReader::new(file);
            reader.set_metadata(self.metadata.clone());
            let frame = reader
                .with_columns(Some(vec![column.to_owned()]))
                .with_slice(Some((rows.start, rows.len())))
                .finish()?;
            texts_of(&frame, column)
        }));
        settled(&self.path, read)
    }
}

fn texts_of(frame: &DataFrame, column: &str) -> std::result::Result<Vec<Option<String>>, PolarsError> {
    let found = frame.column(column)?;
    if *found.dtype() != DataType::String {
        let reason = format!("column `{column}` holds {}, not texts", found.dtype());
        return Err(PolarsError::SchemaMismatch(reason.into()));
    }
    Ok(found.str()?.iter().map(|text| text.map(str::to_owned)).collect())
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| StoreError::io("read", path, error))
}

/// The frame library checks most, not all, of a damaged file before it indexes into it.
fn settled<T>(path: &Path, read: std::thread::Result<std::result::Result<T, PolarsError>>) -> Result<T> {
    let reason = match read {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the file is damaged".to_owned(),
    };
    Err(StoreError::Format { table: path.display().to_string(), reason })
}

/// Writes one Parquet file from batches of rows; each batch is a row group.
///
/// The same batches give the same bytes. The file is whole only after [`ParquetStream::finish`].
pub struct ParquetStream<'file> {
    writer: BatchedWriter<&'file mut dyn Write>,
    table: &'static str,
}

impl fmt::Debug for ParquetStream<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ParquetStream").field("table", &self.table).finish_non_exhaustive()
    }
}

impl<'file> ParquetStream<'file> {
    /// Begins a file of rows of one type.
    ///
    /// # Errors
    /// When the head of the file cannot be written.
    pub fn begin<R: Row>(file: &'file mut dyn Write) -> Result<Self> {
        let unstorable = |error: PolarsError| unstorable(R::TABLE, &error);
        let empty = frame(&Table::from_rows::<R>(&[]))?;
        let level = ZstdLevel::try_new(3).map_err(unstorable)?;
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Zstd(Some(level)))
            .batched(empty.schema())
            .map_err(unstorable)?;
        Ok(Self { writer, table: R::TABLE })
    }

    /// Adds a batch of rows.
    ///
    /// # Errors
    /// When the disk refuses, or a number is NaN or infinite.
    pub fn write<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let frame = frame(&Table::from_rows(rows))?;
        self.writer.write_batch(&frame).map_err(|error| unstorable(self.table, &error))
    }

    /// Writes the footer.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> Result<()> {
        self.writer.finish().map(drop).map_err(|error| unstorable(self.table, &error))
    }
}

fn frame(table: &Table) -> Result<DataFrame> {
    check_table(table)?;
    let columns = table.columns.iter().zip(&table.data).map(|(column, data)| to_column(&column.name, data));
    DataFrame::new(table.row_count(), columns.collect()).map_err(|error| unstorable(&table.name, &error))
}

fn unstorable(table: &str, error: &PolarsError) -> StoreError {
    StoreError::Unstorable { table: table.to_owned(), reason: error.to_string() }
}
