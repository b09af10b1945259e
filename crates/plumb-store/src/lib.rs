#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod compact;
mod csv;
mod disk;
mod embedded;
mod error;
#[cfg(test)]
mod fault;
mod folder;
mod format;
mod hash;
mod join;
mod lock;
mod manifest;
mod output;
mod parquet;
mod parquet_stream;
mod prune;
mod publish;
mod release_file;
mod releases;
mod schema;
mod spool;
mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use compact::{CompactSize, compile_compact};
pub use csv::{read_csv, write_csv};
pub use disk::{write_atomically, write_bytes_atomically};
pub use error::{Result, StoreError};
pub use lock::LockOwner;
pub use manifest::{IssueEntry, IssueList, Manifest, PartEntry, SourceEntry, Stamp, TableEntry};
pub use output::OutputDir;
pub use parquet::{Packing, read_foreign_parquet, read_parquet, write_parquet};
pub use parquet_stream::{ForeignParquet, ParquetStream};
pub use prune::Pruned;
pub use publish::{Publication, Published};
pub use releases::{Origin, Releases};
pub use schema::{ColumnEntry, KindName};
pub use spool::StoreSpool;
pub use store::{Store, Writer};
pub use verify::{Damage, Verification};
