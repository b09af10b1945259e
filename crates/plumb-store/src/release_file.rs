//! Encodes the tables of a release into files and their manifest entries.

use plumb_tables::{IngestedRelease, Table};

use crate::error::{Result, StoreError};
use crate::hash::sha256_hex;
use crate::manifest::{Manifest, PartEntry, Stamp, TableEntry};
use crate::parquet::{Packing, write_parquet};
use crate::schema::ColumnEntry;

/// A table ready to be written.
#[derive(Debug)]
pub(crate) struct TableFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
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
        entries.push(TableEntry {
            name: table.name.clone(),
            file: file.clone(),
            sha256,
            size_bytes: bytes.len() as u64,
            rows: table.row_count(),
            description: table.description.clone(),
            key: table.key.clone(),
            columns: table.columns.iter().map(ColumnEntry::from).collect(),
        });
        files.push(TableFile { name: file, bytes });
    }
    let part = PartEntry::new(ingested, entries, stamp, compact);
    Ok((Manifest::new(ingested.release, part), files))
}

/// Whether nothing but its key remains of a table without prose.
fn is_only_prose(table: &Table) -> bool {
    let mut rest = table.columns.iter().filter(|column| !column.prose);
    table.columns.iter().any(|column| column.prose) && rest.all(|column| table.key.contains(&column.name))
}
