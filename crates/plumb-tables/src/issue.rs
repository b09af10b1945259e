//! Rows that could not be used: data, not failures.

use std::fmt;

/// A row of a publisher's file that was left out or read with a doubt, with its place and reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowIssue {
    /// The file's name as it came.
    pub file: String,
    /// The sheet, for workbooks.
    pub sheet: Option<String>,
    /// The row as a person counts it, from 1, headers included.
    pub row: usize,
    /// The column's header, where one column is to blame.
    pub column: Option<String>,
    /// What is wrong and what was done with the row.
    pub reason: String,
}

impl fmt::Display for RowIssue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(formatter, ", sheet `{sheet}`")?;
        }
        write!(formatter, ", row {}", self.row)?;
        if let Some(column) = &self.column {
            write!(formatter, ", column `{column}`")?;
        }
        write!(formatter, ": {}", self.reason)
    }
}
