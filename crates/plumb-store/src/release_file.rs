//! Encodes the tables of a release into files and their manifest entries.

use std::borrow::Cow;
use std::path::PathBuf;

use plumb_tables::{IngestedRelease, SpooledTable, Table};

use crate::error::{Result, StoreError};
use crate::hash::sha256_hex;
use crate::manifest::{Manifest, PartEntry, Stamp, TableEntry};
use crate::parquet::{Packing, write_parquet};
use crate::schema::ColumnEntry;

/// A table ready to be written.
#[derive(Debug)]
pub(crate) struct TableFile {
    pub(crate) name: String,
    pub(crate) content: TableContent,
}

/// Where the bytes of a table are.
#[derive(Debug)]
pub(crate) enum TableContent {
    Bytes(Vec<u8>),
    /// An unfinished file on the store's own disk, synced.
    Spooled(PathBuf),
}

impl TableContent {
    /// The bytes, wherever they are.
    pub(crate) fn read(&self) -> Result<Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Spooled(path) => {
                std::fs::read(path).map(Cow::Owned).map_err(|error| StoreError::io("read", path, error))
            }
        }
    }
}

/// The characters of the hash in a stored file's name.
const HASH_IN_NAME: usize = 16;

/// Encodes a release. Standard packing names each file by its content; compact packing by its
/// table alone and leaves out prose, tables that hold nothing else, and the rows of issues.
pub(crate) fn encode(
    ingested: &IngestedRelease,
    stamp: Stamp<'_>,
    packing: Packing,
) -> Result<(Manifest, Vec<TableFile>)> {
    let compact = packing == Packing::Compact;
    let mut entries = Vec::with_capacity(ingested.tables.len());
    let mut files = Vec::with_capacity(ingested.tables.len());
    for table in &ingested.tables {
        if entries.iter().any(|entry: &TableEntry| entry.name == table.name) {
            return Err(StoreError::Unstorable {
                table: table.name.clone(),
                reason: format!("{} has two tables of that name", ingested.release),
            });
        }
        if compact && is_only_prose(table) {
            continue;
        }
        let (entry, file) = table_file(table, packing)?;
        entries.push(entry);
        files.push(file);
    }
    for table in &ingested.spooled {
        if compact || entries.iter().any(|entry: &TableEntry| entry.name == table.name) {
            return Err(StoreError::Unstorable {
                table: table.name.clone(),
                reason: format!(
                    "{} has two tables of that name, or a compact set a spooled one",
                    ingested.release
                ),
            });
        }
        let (entry, file) = spooled_file(table);
        entries.push(entry);
        files.push(file);
    }
    let part = PartEntry::new(ingested, entries, stamp, compact);
    Ok((Manifest::new(ingested.release, part), files))
}

/// Entry and file of a table in memory.
pub(crate) fn table_file(table: &Table, packing: Packing) -> Result<(TableEntry, TableFile)> {
    let compact = packing == Packing::Compact;
    let bytes = if compact {
        write_parquet(&table.clone().without_prose(), packing)?
    } else {
        write_parquet(table, packing)?
    };
    let sha256 = sha256_hex(&bytes);
    let file = if compact {
        format!("{}.parquet", table.name)
    } else {
        format!("{}.{}.parquet", table.name, &sha256[..HASH_IN_NAME])
    };
    let entry = TableEntry {
        name: table.name.clone(),
        file: file.clone(),
        sha256,
        size_bytes: bytes.len() as u64,
        rows: table.row_count(),
        description: table.description.clone(),
        key: table.key.clone(),
        columns: table.columns.iter().map(ColumnEntry::from).collect(),
    };
    Ok((entry, TableFile { name: file, content: TableContent::Bytes(bytes) }))
}

/// Entry and file of a table that was written chunk by chunk.
pub(crate) fn spooled_file(table: &SpooledTable) -> (TableEntry, TableFile) {
    let file = format!("{}.{}.parquet", table.name, &table.sha256[..HASH_IN_NAME]);
    let entry = TableEntry {
        name: table.name.clone(),
        file: file.clone(),
        sha256: table.sha256.clone(),
        size_bytes: table.size_bytes,
        rows: table.rows,
        description: table.description.clone(),
        key: table.key.clone(),
        columns: table.columns.iter().map(ColumnEntry::from).collect(),
    };
    (entry, TableFile { name: file, content: TableContent::Spooled(table.path.clone()) })
}

/// Whether nothing but its key remains of a table without prose.
fn is_only_prose(table: &Table) -> bool {
    let mut rest = table.columns.iter().filter(|column| !column.prose);
    table.columns.iter().any(|column| column.prose) && rest.all(|column| table.key.contains(&column.name))
}
