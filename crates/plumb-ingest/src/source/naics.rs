//! NAICS codes, index entries and the concordance, Census Bureau.

use plumb_codes::{NaicsCode, Release, Source};
use plumb_tables::schema::naics::{Naics2017To2022Row, NaicsCodeRow, NaicsIndexRow};
use plumb_tables::{Row, Table};

use crate::error::IngestError;
use crate::header::{optional, required};
use crate::input::{InputFile, Preview};
use crate::source::Parsed;
use crate::source::rows::{Read, bad_row, mentions, read_rows, sheet_with};

fn parsed<R: Row>(year: u16, read: Read<R>) -> Option<Result<Parsed, IngestError>> {
    let (rows, issues) = match read {
        Ok(read) => read,
        Err(error) => return Some(Err(error)),
    };
    Some(Ok(Parsed {
        release: Release::yearly(Source::Naics, year)?,
        reference_period: year.to_string(),
        attribution: format!(
            "North American Industry Classification System {year}, U.S. Census Bureau. Public domain."
        ),
        tables: vec![Table::from_rows(&rows)],
        issues,
    }))
}

/// `2-6 digit_2022_Codes.xlsx`: all levels in one column.
pub(crate) fn codes(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["# naics us code", "# naics code"]),
        required(&["# naics us title", "# naics title"]),
        optional(&["seq. no."]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    if mentions(previews, "2022 naics us") {
        parsed(2022, read_codes::<2022>(file, &sheet, &columns))
    } else if mentions(previews, "2017 naics us") {
        parsed(2017, read_codes::<2017>(file, &sheet, &columns))
    } else {
        None
    }
}

fn read_codes<const V: u16>(
    file: &mut InputFile,
    sheet: &str,
    columns: &[crate::header::Wanted],
) -> Read<NaicsCodeRow<V>> {
    read_rows(file, sheet, columns, |cells| {
        Ok(Some(NaicsCodeRow {
            naics_code: cells.new_code(0)?,
            title: without_trilateral_mark(&cells.text(1)?),
        }))
    })
}

/// A trailing `T` marks titles on which Canada, Mexico and the United States agree.
fn without_trilateral_mark(title: &str) -> String {
    let unmarked = title
        .strip_suffix('T')
        .filter(|rest| rest.ends_with(|last: char| last.is_lowercase() || last == ')' || last == ' '));
    unmarked.unwrap_or(title).trim().to_owned()
}

/// `2022_NAICS_Index_File.xlsx`. Entries with the code `******` belong to several industries and are left out.
pub(crate) fn index(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [required(&["naics22", "naics17", "naics#"]), required(&["index item description"])];
    let sheet = sheet_with(previews, &columns)?;
    if mentions(previews, "naics22") || mentions(previews, "naics2022") {
        parsed(2022, read_index::<2022>(file, &sheet, &columns))
    } else {
        parsed(2017, read_index::<2017>(file, &sheet, &columns))
    }
}

fn read_index<const V: u16>(
    file: &mut InputFile,
    sheet: &str,
    columns: &[crate::header::Wanted],
) -> Read<NaicsIndexRow<V>> {
    read_rows(file, sheet, columns, |cells| {
        if cells.value(0).text().starts_with("**") {
            return Ok(None);
        }
        Ok(Some(NaicsIndexRow { naics_code: cells.code::<NaicsCode<V>>(0)?, entry: cells.text(1)? }))
    })
}

/// `naics2017_naics2022.csv`.
pub(crate) fn concordance(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let preview = previews.iter().find(|preview| {
        preview.rows.iter().any(|row| {
            let texts: Vec<String> = row.iter().map(|value| value.text().to_lowercase()).collect();
            texts.iter().any(|text| text.contains("naics") && text.contains("2017"))
                && texts.iter().any(|text| text.contains("naics") && text.contains("2022"))
        })
    })?;
    let sheet = preview.sheet.clone();
    let columns = [required(&["naics#", "# naics code"]), required(&["naics#_title", "# naics title"])];
    let read = read_rows(file, &sheet, &columns, |cells| {
        let row = cells.all();
        if row.len() < 4 {
            return Err(bad_row(format!("{} cells instead of 4", row.len())));
        }
        Ok(Some(Naics2017To2022Row {
            naics_2017_code: cells.code_at(0)?,
            naics_2017_title: row[1].text(),
            naics_2022_code: cells.code_at(2)?,
            naics_2022_title: row[3].text(),
        }))
    });
    parsed(2022, read)
}
