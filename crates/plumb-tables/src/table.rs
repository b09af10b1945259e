//! Rows without their type, column by column: the currency between ingest, store and reports.

use crate::cell::{Cell, Kind};
use crate::error::TableError;
use crate::row::{Column, Row};

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Texts and codes.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Float(Vec<Option<f64>>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
}

/// A named table with declared columns. Every column has the same number of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The table's name, and that of its file.
    pub name: String,
    /// What one row is.
    pub description: String,
    /// The columns that together identify a row; empty where rows repeat.
    pub key: Vec<String>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The values, one entry a column.
    pub data: Vec<ColumnData>,
}

impl ColumnData {
    /// An empty column of a kind.
    pub fn with_capacity(kind: Kind, rows: usize) -> Self {
        match kind {
            Kind::Text => Self::Text(Vec::with_capacity(rows)),
            Kind::Integer => Self::Integer(Vec::with_capacity(rows)),
            Kind::Float => Self::Float(Vec::with_capacity(rows)),
            Kind::Boolean => Self::Boolean(Vec::with_capacity(rows)),
        }
    }

    /// The number of values.
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Boolean(values) => values.len(),
        }
    }

    /// Whether there is no value.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; [`Cell::Null`] beyond the end.
    pub fn cell(&self, row: usize) -> Cell {
        match self {
            Self::Text(values) => values.get(row).cloned().flatten().map_or(Cell::Null, Cell::Text),
            Self::Integer(values) => values.get(row).copied().flatten().map_or(Cell::Null, Cell::Integer),
            Self::Float(values) => values.get(row).copied().flatten().map_or(Cell::Null, Cell::Float),
            Self::Boolean(values) => values.get(row).copied().flatten().map_or(Cell::Null, Cell::Boolean),
        }
    }

    /// Adds a value; one of another kind is stored as none, which `Field::put` never hands over.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Text(values), Cell::Text(value)) => values.push(Some(value)),
            (Self::Integer(values), Cell::Integer(value)) => values.push(Some(value)),
            (Self::Float(values), Cell::Float(value)) => values.push(Some(value)),
            (Self::Boolean(values), Cell::Boolean(value)) => values.push(Some(value)),
            (Self::Text(values), _) => values.push(None),
            (Self::Integer(values), _) => values.push(None),
            (Self::Float(values), _) => values.push(None),
            (Self::Boolean(values), _) => values.push(None),
        }
    }

    fn clear_to_null(&mut self) {
        match self {
            Self::Text(values) => values.fill(None),
            Self::Integer(values) => values.fill(None),
            Self::Float(values) => values.fill(None),
            Self::Boolean(values) => values.fill(None),
        }
    }
}

impl Table {
    /// Turns typed rows into a table with the declared name.
    pub fn from_rows<R: Row>(rows: &[R]) -> Self {
        Self::named(R::TABLE, rows)
    }

    /// Turns typed rows into a table under another name, for one layout that is published in
    /// several cuts (OEWS: national, by sector, by state).
    pub fn named<R: Row>(name: &str, rows: &[R]) -> Self {
        let columns = R::columns();
        let mut data: Vec<ColumnData> =
            columns.iter().map(|column| ColumnData::with_capacity(column.kind, rows.len())).collect();
        for row in rows {
            let mut column = 0;
            row.put(&mut |cell| {
                data[column].push(cell);
                column += 1;
            });
        }
        Self {
            name: name.to_owned(),
            description: R::DESCRIPTION.trim().to_owned(),
            key: R::KEY.iter().map(|&column| column.to_owned()).collect(),
            columns,
            data,
        }
    }

    /// The number of rows.
    pub fn row_count(&self) -> usize {
        self.data.first().map_or(0, ColumnData::len)
    }

    /// The cells of one row in the order of the columns.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Cell> + '_ {
        self.data.iter().map(move |column| column.cell(row))
    }

    /// The same table without publishers' prose: those columns stay, empty.
    #[must_use]
    pub fn without_prose(mut self) -> Self {
        for (column, data) in self.columns.iter().zip(&mut self.data) {
            if column.prose {
                data.clear_to_null();
            }
        }
        self
    }

    /// Reads the rows as `R`.
    ///
    /// # Errors
    /// When the columns are not those of `R` (name, kind and code system), or a cell does not
    /// hold what its column promises.
    pub fn rows<R: Row>(&self) -> Result<Vec<R>, TableError> {
        self.check_columns(&R::columns())?;
        let read = |row: usize| {
            R::take(&mut self.row(row)).map_err(|(column, reason)| TableError::Cell {
                table: self.name.clone(),
                row: row + 1,
                column: column.to_owned(),
                reason,
            })
        };
        (0..self.row_count()).map(read).collect()
    }

    fn check_columns(&self, expected: &[Column]) -> Result<(), TableError> {
        let describe = |column: &Column| {
            format!("{} ({:?}, {})", column.name, column.kind, column.domain.unwrap_or("any"))
        };
        for position in 0..expected.len().max(self.columns.len()) {
            let (wanted, found) = (expected.get(position), self.columns.get(position));
            let same = |wanted: &Column, found: &Column| {
                (wanted.name == found.name) && (wanted.kind == found.kind) && (wanted.domain == found.domain)
            };
            if !matches!((wanted, found), (Some(wanted), Some(found)) if same(wanted, found)) {
                return Err(TableError::Columns {
                    table: self.name.clone(),
                    position: position + 1,
                    expected: wanted.map_or_else(|| "no further column".to_owned(), describe),
                    found: found.map_or_else(|| "no further column".to_owned(), describe),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public tables")]
mod tests {
    use plumb_codes::{Estimate, OnetSocCode, Sampled};
    use proptest::prelude::*;

    use super::*;
    use crate::field::Prose;

    crate::table! {
        /// A row with every type.
        SampleRow<const V> in "sample", key ["code"] {
            /// Code.
            code: OnetSocCode<V>,
            /// Figure.
            employment_jobs: Sampled<i64>,
            /// Wage.
            wage_usd_per_hour: Estimate<f64>,
            /// Text.
            note: Prose,
            /// Flag.
            hot: bool,
        }
    }

    fn estimates<T: Clone + std::fmt::Debug + 'static>(
        values: impl Strategy<Value = T> + Clone + 'static,
    ) -> impl Strategy<Value = Estimate<T>> {
        prop_oneof![
            values.clone().prop_map(Estimate::Value),
            values.prop_map(Estimate::TopCoded),
            Just(Estimate::WageNotAvailable),
            Just(Estimate::EmploymentNotAvailable),
            Just(Estimate::UnderHalfPercent),
            Just(Estimate::Missing),
        ]
    }

    proptest! {
        #[test]
        fn rows_survive_the_table(jobs in estimates(any::<i64>()), rse in prop::option::of(0.0..100.0), wage in estimates(0.0..500.0), note in prop::option::of(".*"), hot: bool) {
            let row = SampleRow::<2019> {
                code: "15-1252.00".parse().unwrap(),
                employment_jobs: Sampled { estimate: jobs, relative_standard_error_pct: rse },
                wage_usd_per_hour: wage,
                note: Prose(note),
                hot,
            };
            let table = Table::from_rows(std::slice::from_ref(&row));
            prop_assert_eq!(table.rows::<SampleRow<2019>>().unwrap(), vec![row]);
            prop_assert!(table.without_prose().rows::<SampleRow<2019>>().unwrap()[0].note.0.is_none());
        }
    }

    #[test]
    fn a_table_of_another_vintage_is_refused() {
        let table = Table::from_rows::<SampleRow<2010>>(&[]);
        let error = table.rows::<SampleRow<2019>>().unwrap_err();
        assert!(error.to_string().contains("onet-soc-2010"), "{error}");
    }

    #[test]
    fn column_names_carry_their_suffixes() {
        let names: Vec<_> = SampleRow::<2019>::columns().into_iter().map(|column| column.name).collect();
        assert_eq!(
            names,
            [
                "code",
                "employment_jobs",
                "employment_jobs_flag",
                "employment_jobs_rse_pct",
                "wage_usd_per_hour",
                "wage_usd_per_hour_flag",
                "note",
                "hot"
            ]
        );
    }
}
