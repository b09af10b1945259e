//! Tables too large to lie in memory: handed over in chunks to whoever writes them. Opens nothing itself.

use std::path::PathBuf;

use crate::row::Column;
use crate::table::Table;

/// Why a chunk could not be taken; the reason is the writer's own error.
pub type SpoolError = Box<dyn std::error::Error + Send + Sync>;

/// Takes large tables chunk by chunk.
pub trait Spool {
    /// Begins a table with the name, description, key and columns of `header`; its rows are not looked at.
    ///
    /// # Errors
    /// The table cannot be begun, on a full disk for one.
    fn begin(&self, header: &Table) -> Result<Box<dyn TableStream>, SpoolError>;
}

/// One table that is being written. Dropping it before [`TableStream::finish`] leaves nothing.
pub trait TableStream {
    /// Adds the rows of a chunk with the columns of the header.
    ///
    /// # Errors
    /// The chunk contradicts its columns, or cannot be written.
    fn write(&mut self, chunk: &Table) -> Result<(), SpoolError>;

    /// Ends the table.
    ///
    /// # Errors
    /// The end cannot be written.
    fn finish(self: Box<Self>) -> Result<SpooledTable, SpoolError>;
}

/// A table that was written chunk by chunk and waits for its release.
#[derive(Debug, Clone, PartialEq)]
pub struct SpooledTable {
    /// The table's name.
    pub name: String,
    /// What one row is.
    pub description: String,
    /// The columns that together identify a row.
    pub key: Vec<String>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The number of rows.
    pub rows: usize,
    /// SHA-256 of the file in lower-case hexadecimal.
    pub sha256: String,
    /// Size of the file.
    pub size_bytes: u64,
    /// The file, which belongs to whoever made the spool.
    pub path: PathBuf,
}
