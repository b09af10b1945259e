//! Workbooks (.xlsx), read cell by cell so that a sheet never lies in memory as a whole.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use crate::error::IngestError;
use crate::input::Flow;
use crate::value::Value;

/// Excel's own limit; a cell beyond it was not written by Excel.
const COLUMN_LIMIT: usize = 16_384;

/// An opened workbook.
pub(crate) struct Workbook {
    xlsx: Xlsx<Cursor<Vec<u8>>>,
    modified: Option<(u16, u8)>,
}

impl Workbook {
    pub(crate) fn open(file: &str, bytes: Vec<u8>) -> Result<Self, IngestError> {
        let modified = modified(file, &bytes);
        let opened = contained(|| Xlsx::new(Cursor::new(bytes)));
        let xlsx = opened
            .ok_or_else(|| damaged(file, "", "its parts contradict each other"))?
            .map_err(|error| damaged(file, "", &error.to_string()))?;
        Ok(Self { xlsx, modified })
    }

    pub(crate) fn sheets(&self) -> Vec<String> {
        self.xlsx.sheet_names()
    }

    pub(crate) const fn modified(&self) -> Option<(u16, u8)> {
        self.modified
    }

    pub(crate) fn for_each_row(
        &mut self,
        file: &str,
        sheet: &str,
        row: &mut dyn FnMut(usize, &[Value]) -> Flow,
    ) -> Result<(), IngestError> {
        let broken = |error: &dyn std::fmt::Display| damaged(file, sheet, &error.to_string());
        let misplaced = || broken(&"a cell is not where cells can be");
        let mut reader = match contained(|| self.xlsx.worksheet_cells_reader(sheet)) {
            Some(Ok(reader)) => reader,
            // Chart sheets and the like have no cells.
            Some(Err(calamine::XlsxError::NotAWorksheet(_))) => return Ok(()),
            Some(Err(error)) => return Err(broken(&error)),
            None => return Err(misplaced()),
        };
        let mut cells: Vec<Value> = Vec::new();
        let mut current = 0;
        while let Some(cell) =
            contained(|| reader.next_cell()).ok_or_else(misplaced)?.map_err(|error| broken(&error))?
        {
            let (number, column) = cell.get_position();
            let column = column as usize;
            if column >= COLUMN_LIMIT {
                return Err(broken(&format!("a cell lies in column {column}")));
            }
            if number != current {
                if let ControlFlow::Break(()) = hand_over(current, &mut cells, row)? {
                    return Ok(());
                }
                current = number;
            }
            let value = value_of(cell.get_value());
            if value == Value::Empty {
                continue;
            }
            if column >= cells.len() {
                cells.resize(column + 1, Value::Empty);
            }
            cells[column] = value;
        }
        hand_over(current, &mut cells, row).map(|_| ())
    }
}

/// What the workbook library returns; `None` if it panics.
///
/// It multiplies what a workbook says of the places of cells and the extent of a sheet before it checks it.
fn contained<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

fn hand_over(number: u32, cells: &mut Vec<Value>, row: &mut dyn FnMut(usize, &[Value]) -> Flow) -> Flow {
    let flow = if cells.iter().all(Value::is_empty) {
        Ok(ControlFlow::Continue(()))
    } else {
        row(number as usize + 1, cells)
    };
    cells.clear();
    flow
}

fn value_of(value: &DataRef<'_>) -> Value {
    match value {
        DataRef::Int(number) =>
        {
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet stores every number as a float")]
            Value::Number(*number as f64)
        }
        DataRef::Float(number) => Value::Number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Value::Text(text.clone())
        }
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Bool(true) => Value::Text("TRUE".to_owned()),
        DataRef::Bool(false) => Value::Text("FALSE".to_owned()),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Value::Text(format!("{year:04}-{month:02}-{day:02}"))
        }
        DataRef::DateTime(duration) => Value::Number(duration.as_f64()),
        DataRef::Error(error) => Value::Text(error.to_string()),
        DataRef::Empty => Value::Empty,
    }
}

fn damaged(file: &str, sheet: &str, reason: &str) -> IngestError {
    let sheet = if sheet.is_empty() { String::new() } else { format!(" in sheet `{sheet}`") };
    IngestError::Content {
        file: file.to_owned(),
        reason: format!("the workbook is damaged{sheet} ({reason}); download it again"),
    }
}

/// `dcterms:modified` of the document properties, as year and month.
fn modified(file: &str, bytes: &[u8]) -> Option<(u16, u8)> {
    let limits = crate::input::Limits { file_bytes: 1 << 20, ..crate::input::Limits::default() };
    let entries = crate::input::entries(file, bytes).ok()?;
    let core = entries.into_iter().find(|entry| entry.name == "docProps/core.xml")?;
    let xml = String::from_utf8(crate::input::unpack(file, bytes, &core, &limits).ok()?).ok()?;
    let (_, rest) = xml.split_once("<dcterms:modified")?;
    let (_, date) = rest.split_once('>')?;
    Some((date.get(0..4)?.parse().ok()?, date.get(5..7)?.parse().ok()?))
}
