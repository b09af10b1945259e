//! Tables as JSON: an array of objects, keys in the order of the columns.

use plumb_tables::{Cell, Table};
use serde_json::{Map, Value};

/// The rows of a table as a JSON array of objects.
///
/// # Errors
/// A number is not finite, which no stored table holds.
pub fn table(table: &Table) -> serde_json::Result<String> {
    let rows: Vec<Value> = (0..table.row_count()).map(|row| object(table, row)).collect();
    serde_json::to_string_pretty(&rows)
}

/// A row as an object without one column, for documents that say elsewhere what it repeats.
pub(crate) fn object_without(table: &Table, row: usize, column: &str) -> Value {
    let cells = table.columns.iter().zip(table.row(row)).filter(|(other, _)| other.name != column);
    Value::Object(cells.map(|(column, cell)| (column.name.clone(), value(cell))).collect::<Map<_, _>>())
}

fn object(table: &Table, row: usize) -> Value {
    let cells = table.columns.iter().zip(table.row(row));
    Value::Object(cells.map(|(column, cell)| (column.name.clone(), value(cell))).collect::<Map<_, _>>())
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text),
        Cell::Integer(number) => Value::from(number),
        Cell::Float(number) => Value::from(number),
        Cell::Boolean(flag) => Value::Bool(flag),
    }
}

/// `summary.json`: the keys are a contract, their order is fixed.
pub(crate) fn summary(summary: &plumb_profile::Summary) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(summary)?;
    bytes.push(b'\n');
    Ok(bytes)
}
