//! Rows without their type, column by column: the currency between ingest, store and reports.

use std::hash::{Hash, Hasher};

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

    /// Moves the values of another column of the same kind to the end of this one.
    fn append(&mut self, other: Self) {
        match (self, other) {
            (Self::Text(values), Self::Text(mut more)) => values.append(&mut more),
            (Self::Integer(values), Self::Integer(mut more)) => values.append(&mut more),
            (Self::Float(values), Self::Float(mut more)) => values.append(&mut more),
            (Self::Boolean(values), Self::Boolean(mut more)) => values.append(&mut more),
            // `Table::append` has compared the kinds.
            _ => {}
        }
    }

    fn retain(&mut self, keep: &[bool]) {
        fn by<T>(values: &mut Vec<T>, keep: &[bool]) {
            let mut kept = keep.iter().copied();
            values.retain(|_| kept.next().unwrap_or(true));
        }
        match self {
            Self::Text(values) => by(values, keep),
            Self::Integer(values) => by(values, keep),
            Self::Float(values) => by(values, keep),
            Self::Boolean(values) => by(values, keep),
        }
    }

    fn hash_value(&self, row: usize, state: &mut impl Hasher) {
        match self {
            Self::Text(values) => values[row].hash(state),
            Self::Integer(values) => values[row].hash(state),
            Self::Float(values) => values[row].map(f64::to_bits).hash(state),
            Self::Boolean(values) => values[row].hash(state),
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

    /// The same table without rows.
    #[must_use]
    pub fn without_rows(&self) -> Self {
        Self {
            name: self.name.clone(),
            description: self.description.clone(),
            key: self.key.clone(),
            data: self.columns.iter().map(|column| ColumnData::with_capacity(column.kind, 0)).collect(),
            columns: self.columns.clone(),
        }
    }

    /// Adds the rows of another table with the same columns.
    ///
    /// # Errors
    /// When the columns differ; nothing was added.
    pub fn append(&mut self, other: Self) -> Result<(), TableError> {
        self.check_columns(&other.columns)?;
        for (data, more) in self.data.iter_mut().zip(other.data) {
            data.append(more);
        }
        Ok(())
    }

    /// Keeps the rows whose entry is true; `keep` has one entry a row.
    pub fn retain_rows(&mut self, keep: &[bool]) {
        for data in &mut self.data {
            data.retain(keep);
        }
    }

    /// The positions of the key's columns; `None` where the table has no key.
    pub fn key_positions(&self) -> Option<Vec<usize>> {
        let position = |name: &String| self.columns.iter().position(|column| column.name == *name);
        let positions: Option<Vec<usize>> = self.key.iter().map(position).collect();
        positions.filter(|positions| !positions.is_empty())
    }

    /// A digest of some cells of a row: equal cells give equal digests within one run of the program.
    /// Of 128 bits, so that two rows of a table do not share one by chance.
    pub fn row_digest(&self, row: usize, positions: &[usize]) -> u128 {
        let mut lanes = Lanes(0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F);
        for &position in positions {
            self.data[position].hash_value(row, &mut lanes);
        }
        lanes.digest()
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

/// Two independent multiplicative hashes at once: quick, and 128 bits wide. Nobody gains by making them collide.
struct Lanes(u64, u64);

impl Lanes {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0xFF51_AFD7_ED55_8CCD).rotate_left(29);
        self.1 = (self.1.rotate_left(23) ^ word).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    }

    fn digest(&self) -> u128 {
        let settle = |mut lane: u64| {
            lane = (lane ^ (lane >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
            lane = (lane ^ (lane >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
            u128::from(lane ^ (lane >> 32))
        };
        settle(self.0) << 64 | settle(self.1 ^ self.0.rotate_left(17))
    }
}

impl Hasher for Lanes {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        self.mix(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.mix(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    fn write_i64(&mut self, value: i64) {
        self.mix(value.cast_unsigned());
    }

    fn write_isize(&mut self, value: isize) {
        self.mix(value.cast_unsigned() as u64);
    }

    fn finish(&self) -> u64 {
        self.0
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
    fn tables_are_joined_and_thinned_row_by_row() {
        let row = |jobs: i64| SampleRow::<2019> {
            code: "15-1252.00".parse().unwrap(),
            employment_jobs: Sampled { estimate: Estimate::Value(jobs), relative_standard_error_pct: None },
            wage_usd_per_hour: Estimate::Missing,
            note: Prose(None),
            hot: false,
        };
        let mut table = Table::from_rows(&[row(1), row(2)]);
        table.append(Table::from_rows(&[row(3), row(1)])).unwrap();
        let all: Vec<usize> = (0..table.columns.len()).collect();
        assert_eq!(table.row_digest(0, &all), table.row_digest(3, &all));
        assert_ne!(table.row_digest(0, &all), table.row_digest(1, &all));
        let digests: std::collections::BTreeSet<u128> =
            (0..20_000).map(|jobs| Table::from_rows(&[row(jobs)]).row_digest(0, &all)).collect();
        assert_eq!(digests.len(), 20_000);
        assert_eq!(table.key_positions(), Some(vec![0]));
        table.retain_rows(&[false, true, true, false]);
        assert_eq!(table.rows::<SampleRow<2019>>().unwrap(), vec![row(2), row(3)]);
        assert_eq!(table.without_rows().row_count(), 0);
        let other = Table::from_rows::<SampleRow<2010>>(&[]);
        assert!(table.append(other).is_err());
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
