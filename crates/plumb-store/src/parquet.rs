//! Tables as Parquet bytes and back. Speaks to the frame library, as `parquet_stream` does and no other file.

use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use plumb_tables::{ColumnData, Kind, Table};
use polars::io::parquet::write::{BatchedWriter, KeyValueMetadata};
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{
    Column as FrameColumn, DataFrame, DataType, IntoColumn, NamedFrom, NewChunkedArray, ParquetCompression,
    ParquetReader, ParquetWriter, PlSmallStr, SerReader, Series, StatisticsOptions, StringChunked,
};
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};
use crate::schema::{ColumnEntry, check_table};

/// The key of our declaration in a Parquet file's metadata.
const METADATA_KEY: &str = "plumbline:table";

/// Fixed, so that equal tables are equal bytes.
const ROW_GROUP_ROWS: usize = 262_144;
const PAGE_BYTES: usize = 1_048_576;
const STATISTICS_TEXT_BYTES: u64 = 64;

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Quick to write, with statistics for query engines: releases and outputs.
    #[default]
    Standard,
    /// Small: the embedded release set.
    Compact,
}

/// What a Parquet file says about its table beyond names and types.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    table: String,
    description: String,
    key: Vec<String>,
    columns: Vec<ColumnEntry>,
}

/// Writes a table as Parquet: text as UTF-8, whole numbers as int64, numbers as double, zstd.
///
/// Equal tables give equal bytes. The declared columns with their code systems travel in the
/// file's key-value metadata under `plumbline:table`; other readers see an ordinary file.
///
/// # Errors
/// When the table contradicts its columns or holds NaN or infinity.
pub fn write_parquet(table: &Table, packing: Packing) -> Result<Vec<u8>> {
    check_table(table)?;
    let mut frame = frame_of(table)?;
    let mut bytes = Vec::new();
    configured(&mut bytes, table, packing)?.finish(&mut frame).map_err(|error| unstorable(table, &error))?;
    Ok(bytes)
}

/// A table as Parquet, written chunk by chunk; every chunk is a row group.
pub(crate) struct ChunkWriter<W: Write> {
    batched: BatchedWriter<W>,
    header: Table,
}

impl<W: Write> ChunkWriter<W> {
    /// Begins a table with the columns of `header`.
    pub(crate) fn new(writer: W, header: &Table) -> Result<Self> {
        let frame = frame_of(header)?;
        let batched = configured(writer, header, Packing::Standard)?
            .batched(frame.schema())
            .map_err(|error| unstorable(header, &error))?;
        Ok(Self { batched, header: header.clone() })
    }

    pub(crate) fn write(&mut self, chunk: &Table) -> Result<()> {
        check_table(chunk)?;
        if chunk.columns != self.header.columns {
            return Err(unstorable(chunk, &"a chunk has other columns than the table"));
        }
        self.batched.write_batch(&frame_of(chunk)?).map_err(|error| unstorable(chunk, &error))
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.batched.finish().map(|_| ()).map_err(|error| unstorable(&self.header, &error))
    }
}

fn unstorable(table: &Table, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unstorable { table: table.name.clone(), reason: reason.to_string() }
}

fn frame_of(table: &Table) -> Result<DataFrame> {
    let columns = table.columns.iter().zip(&table.data).map(|(column, data)| to_column(&column.name, data));
    DataFrame::new(table.row_count(), columns.collect()).map_err(|error| unstorable(table, &error))
}

fn configured<W: Write>(writer: W, table: &Table, packing: Packing) -> Result<ParquetWriter<W>> {
    let declaration = Declaration {
        table: table.name.clone(),
        description: table.description.clone(),
        key: table.key.clone(),
        columns: table.columns.iter().map(ColumnEntry::from).collect(),
    };
    let declaration = serde_json::to_string(&declaration).map_err(|error| unstorable(table, &error))?;
    let (level, statistics) = match packing {
        Packing::Standard => (
            3,
            StatisticsOptions {
                binary_statistics_truncate_length: Some(STATISTICS_TEXT_BYTES),
                ..StatisticsOptions::default()
            },
        ),
        Packing::Compact => (19, StatisticsOptions::empty()),
    };
    let level = ZstdLevel::try_new(level).map_err(|error| unstorable(table, &error))?;
    Ok(ParquetWriter::new(writer)
        .with_compression(ParquetCompression::Zstd(Some(level)))
        .with_statistics(statistics)
        .with_row_group_size(Some(ROW_GROUP_ROWS))
        .with_data_page_size(Some(PAGE_BYTES))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(vec![(
            METADATA_KEY.to_owned(),
            declaration,
        )]))))
}

/// Reads a table that [`write_parquet`] wrote; `name` is for messages only.
///
/// For bytes whose SHA-256 was checked, as [`crate::Releases`] does: a file cut short is an error,
/// but one with flipped bits can make the frame library ask for more memory than there is, which
/// ends the process.
///
/// # Errors
/// When the bytes are no Parquet, were not written by this crate, or the columns are not those
/// that the file declares.
pub fn read_parquet(name: &str, bytes: &[u8]) -> Result<Table> {
    read_slice(name, bytes, None)
}

/// [`read_parquet`] for some rows: those from an offset on, as many as given.
///
/// # Errors
/// As [`read_parquet`].
pub(crate) fn read_slice(name: &str, bytes: &[u8], slice: Option<(usize, usize)>) -> Result<Table> {
    // The frame library checks most, not all, of a damaged file before it indexes into it.
    let read = catch_unwind(AssertUnwindSafe(|| read_checked(bytes, slice, None)));
    read.unwrap_or_else(|_| Err("the file is damaged".to_owned()))
        .map_err(|reason| StoreError::Format { table: name.to_owned(), reason })
}

/// [`read_parquet`] with some of the columns only, in the order of the table; the others are not unpacked.
pub(crate) fn read_parquet_columns(name: &str, bytes: &[u8], columns: &[String]) -> Result<Table> {
    let read = catch_unwind(AssertUnwindSafe(|| read_checked(bytes, None, Some(columns))));
    read.unwrap_or_else(|_| Err("the file is damaged".to_owned()))
        .map_err(|reason| StoreError::Format { table: name.to_owned(), reason })
}

/// Reads a Parquet file that another program wrote, such as a list of job titles: all columns, or
/// those named.
///
/// Texts, whole numbers, numbers and booleans are read, narrower types widened; NaN is no value.
/// A file that is damaged in the middle can end the process, as with [`read_parquet`].
///
/// # Errors
/// When the bytes are no Parquet, a named column is missing, or a column is of another kind.
pub fn read_foreign_parquet(name: &str, bytes: &[u8], columns: Option<&[&str]>) -> Result<Table> {
    let read = catch_unwind(AssertUnwindSafe(|| read_foreign(name, bytes, columns)));
    read.unwrap_or_else(|_| Err("the file is damaged".to_owned()))
        .map_err(|reason| StoreError::Format { table: name.to_owned(), reason })
}

fn read_foreign(name: &str, bytes: &[u8], wanted: Option<&[&str]>) -> std::result::Result<Table, String> {
    let text = |error: polars::prelude::PolarsError| error.to_string();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let schema = reader.schema().map_err(text)?;
    let found = || schema.iter_names().map(PlSmallStr::as_str).collect::<Vec<_>>().join(", ");
    if let Some(missing) = wanted.unwrap_or_default().iter().find(|column| !schema.contains(column)) {
        return Err(format!("it has no column `{missing}`; it has {}", found()));
    }
    let projection = wanted.map(|names| names.iter().map(|&name| name.to_owned()).collect());
    let frame = reader.with_columns(projection).set_rechunk(true).finish().map_err(text)?;
    let mut table = Table {
        name: name.to_owned(),
        description: String::new(),
        key: Vec::new(),
        columns: Vec::new(),
        data: Vec::new(),
    };
    for column in frame.columns() {
        let (kind, as_stored) = match column.dtype() {
            DataType::String => (Kind::Text, DataType::String),
            DataType::Boolean => (Kind::Boolean, DataType::Boolean),
            DataType::Float32 | DataType::Float64 => (Kind::Float, DataType::Float64),
            whole if whole.is_integer() => (Kind::Integer, DataType::Int64),
            other => return Err(format!("column `{}` is of the kind {other}", column.name())),
        };
        let mut data = from_column(kind, &column.strict_cast(&as_stored).map_err(text)?)?;
        if let ColumnData::Float(values) = &mut data {
            for value in values {
                *value = value.filter(|number| number.is_finite());
            }
        }
        table.data.push(data);
        table.columns.push(plumb_tables::Column {
            name: column.name().to_string(),
            kind,
            nullable: true,
            domain: None,
            prose: false,
            description: String::new(),
        });
    }
    Ok(table)
}

fn read_checked(
    bytes: &[u8],
    slice: Option<(usize, usize)>,
    wanted: Option<&[String]>,
) -> std::result::Result<Table, String> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let metadata = reader.get_metadata().map_err(|error| error.to_string())?;
    let declaration = metadata
        .key_value_metadata()
        .iter()
        .flatten()
        .find(|pair| pair.key == METADATA_KEY)
        .and_then(|pair| pair.value.as_deref())
        .ok_or_else(|| {
            format!("the file has no `{METADATA_KEY}` metadata; it was not written by Plumbline")
        })?;
    let declaration: Declaration =
        serde_json::from_str(declaration).map_err(|error| format!("`{METADATA_KEY}` metadata: {error}"))?;
    let mut columns =
        declaration.columns.iter().map(ColumnEntry::to_column).collect::<std::result::Result<Vec<_>, _>>()?;
    if let Some(wanted) = wanted {
        columns.retain(|column| wanted.contains(&column.name));
        reader = reader.with_columns(Some(columns.iter().map(|column| column.name.clone()).collect()));
    }
    let frame = reader.with_slice(slice).set_rechunk(true).finish().map_err(|error| error.to_string())?;
    if columns.len() != frame.width() {
        return Err(format!("{} columns declared, {} found", columns.len(), frame.width()));
    }
    let mut data = Vec::with_capacity(columns.len());
    for (declared, found) in columns.iter().zip(frame.columns()) {
        if declared.name != found.name().as_str() {
            return Err(format!("column `{}` declared, `{}` found", declared.name, found.name()));
        }
        data.push(from_column(declared.kind, found)?);
    }
    let table = Table {
        name: declaration.table,
        description: declaration.description,
        key: declaration.key,
        columns,
        data,
    };
    check_table(&table).map_err(|error| error.to_string())?;
    Ok(table)
}

pub(crate) fn to_column(name: &str, data: &ColumnData) -> FrameColumn {
    match data {
        ColumnData::Text(values) => {
            StringChunked::from_iter_options(name.into(), values.iter().map(Option::as_deref)).into_column()
        }
        ColumnData::Integer(values) => Series::new(name.into(), values.as_slice()).into_column(),
        ColumnData::Float(values) => Series::new(name.into(), values.as_slice()).into_column(),
        ColumnData::Boolean(values) => Series::new(name.into(), values.as_slice()).into_column(),
    }
}

fn from_column(kind: Kind, column: &FrameColumn) -> std::result::Result<ColumnData, String> {
    let text = |error: polars::prelude::PolarsError| error.to_string();
    match (kind, column.dtype()) {
        (Kind::Text, DataType::String) => {
            let values = column.str().map_err(text)?.iter();
            Ok(ColumnData::Text(values.map(|value| value.map(str::to_owned)).collect()))
        }
        (Kind::Integer, DataType::Int64) => {
            Ok(ColumnData::Integer(column.i64().map_err(text)?.iter().collect()))
        }
        (Kind::Float, DataType::Float64) => {
            Ok(ColumnData::Float(column.f64().map_err(text)?.iter().collect()))
        }
        (Kind::Boolean, DataType::Boolean) => {
            Ok(ColumnData::Boolean(column.bool().map_err(text)?.iter().collect()))
        }
        (declared, found) => {
            Err(format!("column `{}` is declared {declared:?} and stored as {found}", column.name()))
        }
    }
}
