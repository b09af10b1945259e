//! Reads the rows of one sheet: finds the header, reads row by row, keeps the place of every doubt.

use std::fmt::Display;
use std::rc::Rc;
use std::str::FromStr;

use plumb_codes::{CodeError, Estimate};
use plumb_tables::{Field, RowIssue};

use crate::error::IngestError;
use crate::header::{Header, HeaderSearch, Wanted, header_in};
use crate::input::{ENOUGH, InputFile, NEXT, Place, Preview};
use crate::source::unknown::UnknownCodes;
use crate::taxonomy::Taxonomies;
use crate::value::Value;

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
    taxonomies: &'row Taxonomies,
    unknown: &'row UnknownCodes,
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

    /// The number of the column that has a wanted name and all these years in its header; `None` where
    /// no header has them.
    pub(crate) fn number_of_years(
        &self,
        wanted: &Wanted,
        years: &[String],
    ) -> Option<Result<Option<f64>, BadCell>> {
        let value = self.header.of_year(self.row, wanted, years)?;
        Some(value.number().map_err(bad_row))
    }

    /// A text that must be there.
    pub(crate) fn text(&self, wanted: usize) -> Result<String, BadCell> {
        let text = self.value(wanted).text();
        blame(wanted, if text.is_empty() { Err("the cell is empty".to_owned()) } else { Ok(text) })
    }

    /// A code; one that its classification does not list is noted.
    pub(crate) fn code<C>(&self, wanted: usize) -> Result<C, BadCell>
    where
        C: FromStr<Err = CodeError> + Field + Display,
    {
        let code = self.new_code(wanted)?;
        self.note_unknown(Some(wanted), &code);
        Ok(code)
    }

    /// A code of a table that defines its classification, so that any code may be new.
    pub(crate) fn new_code<C: FromStr<Err = CodeError>>(&self, wanted: usize) -> Result<C, BadCell> {
        let text = self.text(wanted)?;
        blame(wanted, text.parse().map_err(|error: CodeError| error.to_string()))
    }

    /// A code by its position in the row, for headers that differ in their years only.
    pub(crate) fn code_at<C>(&self, position: usize) -> Result<C, BadCell>
    where
        C: FromStr<Err = CodeError> + Field + Display,
    {
        let text = self.row.get(position).map(Value::text).unwrap_or_default();
        let code: C = text.parse().map_err(|error: CodeError| bad_row(error.to_string()))?;
        self.note_unknown(None, &code);
        Ok(code)
    }

    /// Notes a code that is a text in its table and that none of the systems lists; systems that are not at
    /// hand list everything.
    pub(crate) fn note_unlisted(&self, wanted: usize, systems: &[&'static str], code: &str) {
        if systems.iter().all(|system| self.taxonomies.lacks(system, code))
            && let Some(system) = systems.first()
        {
            self.unknown.note(Some(wanted), system, code.to_owned());
        }
    }

    fn note_unknown<C: Field + Display>(&self, wanted: Option<usize>, code: &C) {
        if self.taxonomies.is_empty() {
            return;
        }
        if let Some(system) = C::PARTS.first().and_then(|part| part.domain) {
            let text = code.to_string();
            if self.taxonomies.lacks(system, &text) {
                self.unknown.note(wanted, system, text);
            }
        }
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
    previews
        .iter()
        .find(|preview| header_in(&preview.rows, wanted).is_some())
        .map(|preview| preview.sheet.clone())
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
    read: impl FnMut(&Cells<'_>) -> Result<Option<R>, BadCell>,
) -> Read<R> {
    let mut rows = Vec::new();
    let issues = read_row_chunks(file, sheet, wanted, read, usize::MAX, &mut |chunk, _| {
        rows = chunk;
        Ok(())
    })?;
    Ok((rows, issues))
}

/// Takes rows with the numbers they have in the sheet.
pub(crate) type TakeRows<'a, R> = &'a mut dyn FnMut(Vec<R>, Vec<u32>) -> Result<(), IngestError>;

/// [`read_rows`] for sheets that may be too large for memory: rows are handed over in chunks.
///
/// # Errors
/// As [`read_rows`], and what `take` says.
pub(crate) fn read_row_chunks<R>(
    file: &mut InputFile,
    sheet: &str,
    wanted: &[Wanted],
    mut read: impl FnMut(&Cells<'_>) -> Result<Option<R>, BadCell>,
    chunk_rows: usize,
    take: TakeRows<'_, R>,
) -> Result<Vec<RowIssue>, IngestError> {
    let name = file.name.clone();
    let context = Rc::clone(&file.context);
    let place = Place { file: &name, sheet };
    let mut search = HeaderSearch::default();
    let mut header: Option<Header> = None;
    let mut rows = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    let mut issues = Vec::new();
    let (mut good, mut bad, mut first_bad) = (0_usize, 0_usize, None);
    let unknown_codes = UnknownCodes::default();
    file.for_each_row(sheet, &mut |number, cells| {
        let Some(header) = &header else {
            if let Some(found) = search.look_at(&place, cells, wanted)? {
                issues.extend(found.unknown().iter().map(|unknown| unknown_column(&place, number, unknown)));
                header = Some(found);
            }
            return if header.is_none() && search.is_over() { ENOUGH } else { NEXT };
        };
        unknown_codes.at_row(number);
        match read(&Cells { header, row: cells, taxonomies: &context.taxonomies, unknown: &unknown_codes }) {
            Ok(Some(row)) => {
                good += 1;
                rows.push(row);
                numbers.push(u32::try_from(number).unwrap_or(u32::MAX));
                if rows.len() == chunk_rows {
                    take(std::mem::take(&mut rows), std::mem::take(&mut numbers))?;
                }
            }
            Ok(None) => {}
            Err(trouble) => {
                let issue = RowIssue {
                    file: place.file.to_owned(),
                    sheet: (!place.sheet.is_empty()).then(|| place.sheet.to_owned()),
                    row: number,
                    column: trouble.wanted.and_then(|wanted| header.printed(wanted)),
                    reason: format!("{}; the row is left out", trouble.reason),
                };
                bad += 1;
                first_bad.get_or_insert_with(|| issue.to_string());
                issues.push(issue);
            }
        }
        NEXT
    })?;
    let Some(header) = header else {
        // Says which column is missing, against the row that looks most like a header.
        Header::find(&place, &search.fullest.unwrap_or_default(), wanted)?;
        return Err(no_rows(&name, sheet));
    };
    if let Some(first) = first_bad
        && (bad * 2 > good + bad && good + bad >= 10 || good == 0)
    {
        return Err(IngestError::TooManyBadRows {
            file: name.clone(),
            sheet: sheet.to_owned(),
            bad,
            rows: good + bad,
            first,
        });
    }
    if good == 0 {
        return Err(no_rows(&name, sheet));
    }
    issues.extend(unknown_codes.into_issues(&place, &header, good));
    if !rows.is_empty() {
        take(rows, numbers)?;
    }
    Ok(issues)
}

fn no_rows(file: &str, sheet: &str) -> IngestError {
    let reason = if sheet.is_empty() {
        "no row of data".to_owned()
    } else {
        format!("no row of data in sheet `{sheet}`")
    };
    IngestError::Content { file: file.to_owned(), reason: format!("{reason}; the file may be cut off") }
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
