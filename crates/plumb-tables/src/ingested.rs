//! What ingest hands to the store: one release (or a part of one), checked and typed.

use plumb_codes::Release;

use crate::issue::RowIssue;
use crate::spool::SpooledTable;
use crate::table::Table;

/// A publisher's file that tables were read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// The file's name as it came; for a member of an archive, `archive.zip!member`.
    pub name: String,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
}

/// The tables of one release that were read from files at hand.
///
/// A release may come in parts (OEWS publishes the nation and the sectors in separate archives);
/// the store merges parts by table name.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestedRelease {
    /// The release, recognised from the content.
    pub release: Release,
    /// The period measured, in words, such as `May 2025` or `2024-34`.
    pub reference_period: String,
    /// The attribution that its licence asks for, naming the release.
    pub attribution: String,
    /// The tables, sorted by name.
    pub tables: Vec<Table>,
    /// Tables too large for memory, written as they were read; sorted by name.
    pub spooled: Vec<SpooledTable>,
    /// Rows left out or doubted, sorted.
    pub issues: Vec<RowIssue>,
    /// The files read, sorted by name.
    pub sources: Vec<SourceFile>,
}

impl IngestedRelease {
    /// Name and number of rows of every table, in memory or spooled, sorted by name.
    pub fn table_sizes(&self) -> Vec<(&str, usize)> {
        let held = self.tables.iter().map(|table| (table.name.as_str(), table.row_count()));
        let spooled = self.spooled.iter().map(|table| (table.name.as_str(), table.rows));
        let mut sizes: Vec<_> = held.chain(spooled).collect();
        sizes.sort_unstable();
        sizes
    }
}
