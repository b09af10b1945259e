//! Reads the rows of one sheet: finds the header, reads row by row, keeps the place of every doubt.

use std::str::FromStr;

use plumb_codes::{CodeError, Estimate};
use plumb_tables::RowIssue;

use crate::error::IngestError;
use crate::header::{Header, Wanted};
use crate::input::{ENOUGH, InputFile, NEXT, Place, Preview};
use crate::value::Value;

/// How far down a header may stand: letterheads have seven lines.
const HEADER_WITHIN: usize = 12;

/// The rows of a sheet and the issues met.
pub(crate) type Read<R> = Result<(Vec<R>, Vec<RowIssue>), IngestError>;

/// A cell that cannot be read; the row is left out.
#[derive(Debug)]
pub(crate) struct BadCell {
    wanted: Option<usize>,
    reason: String,
}

/// A doubt about a row as a whole.
pub(crate) fn bad_row(reason: impl Into<String>) -> BadCell {
    BadCell { wanted: None, reason: reason.into() }
}

/// A doubt about one cell.
pub(crate) fn bad_cell(wanted: usize, reason: impl Into<String>) -> BadCell {
    BadCell { wanted: Some(wanted), reason: reason.into() }
}

/// One row with its columns by the index of what was wanted.
pub(crate) struct Cells<'row> {
    header: &'row Header,
    row: &'row [Value],
}

impl Cells<'_> {
    pub(crate) fn value(&self, wanted: usize) -> &Value {
        self.header.get(self.row, wanted)
    }

    pub(crate) fn has(&self, wanted: usize) -> bool {
        self.header.has(wanted)
    }

    pub(crate) fn is_empty(&self, wanted: usize) -> bool {
        self.value(wanted).is_empty()
    }

    /// Every value of the row, wanted or not.
    pub(crate) fn all(&self) -> &[Value] {
        self.row
    }

    /// The number `steps` to the right of a wanted column.
    pub(crate) fn number_right_of(&self, wanted: usize, steps: usize) -> Result<Option<f64>, BadCell> {
        blame(wanted, self.header.right_of(self.row, wanted, steps).number())
    }

    /// A text that must be there.
    pub(crate) fn text(&self, wanted: usize) -> Result<String, BadCell> {
        let text = self.value(wanted).text();
        blame(wanted, if text.is_empty() { Err("the cell is empty".to_owned()) } else { Ok(text) })
    }

    pub(crate) fn code<C: FromStr<Err = CodeError>>(&self, wanted: usize) -> Result<C, BadCell> {
        let text = self.text(wanted)?;
        blame(wanted, text.parse().map_err(|error: CodeError| error.to_string()))
    }

    pub(crate) fn optional_number(&self, wanted: usize) -> Result<Option<f64>, BadCell> {
        blame(wanted, self.value(wanted).number())
    }

    pub(crate) fn number(&self, wanted: usize) -> Result<f64, BadCell> {
        let number = self.optional_number(wanted)?;
        blame(wanted, number.ok_or_else(|| "there is no number".to_owned()))
    }

    pub(crate) fn optional_whole(&self, wanted: usize) -> Result<Option<i64>, BadCell> {
        blame(wanted, self.value(wanted).whole())
    }

    pub(crate) fn whole(&self, wanted: usize) -> Result<i64, BadCell> {
        let number = self.optional_whole(wanted)?;
        blame(wanted, number.ok_or_else(|| "there is no number".to_owned()))
    }

    pub(crate) fn estimate(&self, wanted: usize, top: Option<f64>) -> Result<Estimate<f64>, BadCell> {
        blame(wanted, self.value(wanted).estimate(top))
    }

    pub(crate) fn whole_estimate(&self, wanted: usize, top: Option<f64>) -> Result<Estimate<i64>, BadCell> {
        blame(wanted, self.value(wanted).whole_estimate(top))
    }

    pub(crate) fn flag(&self, wanted: usize) -> Result<Option<bool>, BadCell> {
        blame(wanted, self.value(wanted).flag())
    }
}

fn blame<T>(wanted: usize, result: Result<T, String>) -> Result<T, BadCell> {
    result.map_err(|reason| BadCell { wanted: Some(wanted), reason })
}

/// The sheet whose first rows have a header with all required columns.
pub(crate) fn sheet_with(previews: &[Preview], wanted: &[Wanted]) -> Option<String> {
    let fits = |preview: &&Preview| preview.rows.iter().any(|row| Header::fits(row, wanted));
    previews.iter().find(fits).map(|preview| preview.sheet.clone())
}

/// Whether any of the first rows of any sheet holds a text that contains `words`, case aside.
pub(crate) fn mentions(previews: &[Preview], words: &str) -> bool {
    let hit = |value: &Value| value.text().to_lowercase().contains(words);
    previews.iter().any(|preview| preview.rows.iter().flatten().any(hit))
}

/// Reads the rows below the header. `read` returns `None` for a row that is not data (a footnote).
///
/// # Errors
/// A required column is missing, or more than half of ten or more rows cannot be used.
pub(crate) fn read_rows<R>(
    file: &mut InputFile,
    sheet: &str,
    wanted: &[Wanted],
    mut read: impl FnMut(&Cells<'_>) -> Result<Option<R>, BadCell>,
) -> Read<R> {
    let name = file.name.clone();
    let place = Place { file: &name, sheet };
    let mut header: Option<Header> = None;
    let mut fullest: Option<Vec<Value>> = None;
    let mut looked_at = 0;
    let mut rows = Vec::new();
    let mut issues = Vec::new();
    file.for_each_row(sheet, &mut |number, cells| {
        let Some(header) = &header else {
            looked_at += 1;
            if Header::fits(cells, wanted) {
                let found = Header::find(&place, cells, wanted)?;
                issues.extend(found.unknown().iter().map(|unknown| unknown_column(&place, number, unknown)));
                header = Some(found);
            } else {
                let filled = |cells: &[Value]| cells.iter().filter(|cell| !cell.is_empty()).count();
                if fullest.as_ref().is_none_or(|best| filled(cells) > filled(best)) {
                    fullest = Some(cells.to_vec());
                }
            }
            return if header.is_none() && looked_at == HEADER_WITHIN { ENOUGH } else { NEXT };
        };
        match read(&Cells { header, row: cells }) {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => {}
            Err(bad) => issues.push(RowIssue {
                file: place.file.to_owned(),
                sheet: (!place.sheet.is_empty()).then(|| place.sheet.to_owned()),
                row: number,
                column: bad.wanted.and_then(|wanted| header.printed(wanted)),
                reason: format!("{}; the row is left out", bad.reason),
            }),
        }
        NEXT
    })?;
    if header.is_none() {
        // Says which column is missing, against the row that looks most like a header.
        Header::find(&place, &fullest.unwrap_or_default(), wanted)?;
    }
    let bad: Vec<&RowIssue> = issues.iter().filter(|issue| issue.reason.ends_with("left out")).collect();
    let total = rows.len() + bad.len();
    if let Some(first) = bad.first()
        && (bad.len() * 2 > total && total >= 10 || rows.is_empty())
    {
        let (bad, first) = (bad.len(), first.to_string());
        return Err(IngestError::TooManyBadRows {
            file: name.clone(),
            sheet: sheet.to_owned(),
            bad,
            rows: total,
            first,
        });
    }
    if rows.is_empty() {
        let reason = if sheet.is_empty() {
            "no row of data".to_owned()
        } else {
            format!("no row of data in sheet `{sheet}`")
        };
        return Err(IngestError::Content {
            file: name.clone(),
            reason: format!("{reason}; the file may be cut off"),
        });
    }
    Ok((rows, issues))
}

fn unknown_column(place: &Place<'_>, row: usize, column: &str) -> RowIssue {
    RowIssue {
        file: place.file.to_owned(),
        sheet: (!place.sheet.is_empty()).then(|| place.sheet.to_owned()),
        row,
        column: Some(column.to_owned()),
        reason: "this column is not known and was not read".to_owned(),
    }
}
