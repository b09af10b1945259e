//! Tables as CSV and back, for people and spreadsheets.

use plumb_tables::{Column, ColumnData, Table};

use crate::error::{Result, StoreError};
use crate::schema::check_table;

/// Writes a table as CSV: UTF-8, a header, commas, quotes where needed, lines end with `\n`.
///
/// A number is the shortest text that reads back as the same number, never with an exponent; a
/// missing value is an empty field; booleans are `true` and `false`.
///
/// # Errors
/// When the table contradicts its columns or holds NaN or infinity.
pub fn write_csv(table: &Table) -> Result<Vec<u8>> {
    check_table(table)?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let failed = |reason: String| StoreError::Unstorable { table: table.name.clone(), reason };
    writer
        .write_record(table.columns.iter().map(|column| &column.name))
        .map_err(|error| failed(error.to_string()))?;
    let mut field = String::new();
    for row in 0..table.row_count() {
        for data in &table.data {
            field.clear();
            let text = match data {
                ColumnData::Text(values) => values[row].as_deref().unwrap_or_default(),
                other => {
                    push_value(other, row, &mut field);
                    &field
                }
            };
            writer.write_field(text).map_err(|error| failed(error.to_string()))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// Reads a CSV that has the columns given, in order, as a table.
///
/// An empty field is no value in a nullable column, and the empty text in another text column.
/// `key` and `description` of the table are empty.
///
/// # Errors
/// When the header differs, a line has another number of fields, or a field is not of its
/// column's kind; with line and column.
pub fn read_csv(name: &str, bytes: &[u8], columns: &[Column]) -> Result<Table> {
    let failed = |reason: String| StoreError::Format { table: name.to_owned(), reason };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|error| failed(error.to_string()))?;
    for position in 0..columns.len().max(header.len()) {
        let (wanted, found) =
            (columns.get(position).map(|column| column.name.as_str()), header.get(position));
        if wanted != found {
            let word = |name: Option<&str>| {
                name.map_or_else(|| "no further column".to_owned(), |name| format!("column `{name}`"))
            };
            return Err(failed(format!(
                "expected {} at position {}, found {}",
                word(wanted),
                position + 1,
                word(found)
            )));
        }
    }
    let mut data: Vec<ColumnData> =
        columns.iter().map(|column| ColumnData::with_capacity(column.kind, 0)).collect();
    for record in reader.records() {
        let record = record.map_err(|error| failed(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        for ((column, values), field) in columns.iter().zip(&mut data).zip(&record) {
            read_field(values, column, field)
                .map_err(|reason| failed(format!("line {line}, column `{}`: {reason}", column.name)))?;
        }
    }
    let table = Table {
        name: name.to_owned(),
        description: String::new(),
        key: Vec::new(),
        columns: columns.to_vec(),
        data,
    };
    check_table(&table)?;
    Ok(table)
}

fn push_value(data: &ColumnData, row: usize, field: &mut String) {
    use std::fmt::Write as _;

    // Writing to a text cannot fail.
    let _ = match data {
        ColumnData::Text(values) => write!(field, "{}", values[row].as_deref().unwrap_or_default()),
        ColumnData::Integer(values) => values[row].map_or(Ok(()), |value| write!(field, "{value}")),
        ColumnData::Float(values) => values[row].map_or(Ok(()), |value| write!(field, "{value}")),
        ColumnData::Boolean(values) => values[row].map_or(Ok(()), |value| write!(field, "{value}")),
    };
}

fn read_field(values: &mut ColumnData, column: &Column, field: &str) -> std::result::Result<(), String> {
    let empty = field.is_empty() && column.nullable;
    let not = |what: &str| format!("`{field}` is not {what}");
    match values {
        ColumnData::Text(values) => values.push((!empty).then(|| field.to_owned())),
        ColumnData::Integer(values) => {
            values.push(if empty { None } else { Some(field.parse().map_err(|_| not("a whole number"))?) });
        }
        ColumnData::Float(values) => {
            values.push(if empty { None } else { Some(field.parse().map_err(|_| not("a number"))?) });
        }
        ColumnData::Boolean(values) => {
            values.push(if empty { None } else { Some(field.parse().map_err(|_| not("true or false"))?) });
        }
    }
    Ok(())
}
