//! Columns of a table whose code system is known only when it is read, such as O*NET's, by name.

use plumb_tables::{ColumnData, Table};

use crate::error::DiffError;

/// A table with the release it is of, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) release: &'a str,
    pub(crate) table: &'a Table,
}

impl<'a> Source<'a> {
    pub(crate) fn text(self, column: &str) -> Result<&'a [Option<String>], DiffError> {
        match self.data(column)? {
            ColumnData::Text(values) => Ok(values),
            _ => Err(self.missing(column)),
        }
    }

    pub(crate) fn integer(self, column: &str) -> Result<&'a [Option<i64>], DiffError> {
        match self.data(column)? {
            ColumnData::Integer(values) => Ok(values),
            _ => Err(self.missing(column)),
        }
    }

    pub(crate) fn float(self, column: &str) -> Result<&'a [Option<f64>], DiffError> {
        match self.data(column)? {
            ColumnData::Float(values) => Ok(values),
            _ => Err(self.missing(column)),
        }
    }

    pub(crate) fn boolean(self, column: &str) -> Result<&'a [Option<bool>], DiffError> {
        match self.data(column)? {
            ColumnData::Boolean(values) => Ok(values),
            _ => Err(self.missing(column)),
        }
    }

    /// The code system of a column, such as `onet-soc-2019`; the empty text where it has none.
    pub(crate) fn domain(self, column: &str) -> &'static str {
        let found = self.table.columns.iter().find(|candidate| candidate.name == column);
        found.and_then(|column| column.domain).unwrap_or_default()
    }

    fn data(self, column: &str) -> Result<&'a ColumnData, DiffError> {
        let position = self.table.columns.iter().position(|candidate| candidate.name == column);
        position.and_then(|position| self.table.data.get(position)).ok_or_else(|| self.missing(column))
    }

    fn missing(self, column: &str) -> DiffError {
        DiffError::Column {
            release: self.release.to_owned(),
            table: self.table.name.clone(),
            column: column.to_owned(),
        }
    }
}

/// The text of a cell, empty where there is none.
pub(crate) fn text(cells: &[Option<String>], row: usize) -> &str {
    cells.get(row).and_then(Option::as_deref).unwrap_or_default()
}
