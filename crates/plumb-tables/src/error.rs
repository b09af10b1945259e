//! Errors of reading rows out of a type-erased table.

/// A table that does not hold what its reader declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The columns differ from the declared ones.
    #[error("read table `{table}`: expected column `{expected}` at position {position}, found {found}")]
    Columns {
        /// The table's name.
        table: String,
        /// Position of the first difference, from 1.
        position: usize,
        /// The declared column.
        expected: String,
        /// What stands there, or `no further column`.
        found: String,
    },
    /// A cell cannot be read as its column's type.
    #[error("read table `{table}`, row {row}, column `{column}`: {reason}")]
    Cell {
        /// The table's name.
        table: String,
        /// The row, from 1.
        row: usize,
        /// The column.
        column: String,
        /// What is wrong.
        reason: String,
    },
}
