//! Job titles from the disclosure data of the Office of Foreign Labor Certification, compiled to one row a title and code.

use plumb_codes::{CodeError, Release, Soc2010, Soc2018, Source};
use plumb_tables::schema::oflc::OflcTitleRow;
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::header::required;
use crate::input::{InputFile, Preview};
use crate::source::Parsed;
use crate::source::rows::{BadCell, Cells, bad_cell, read_rows, sheet_with};
use crate::value::short;

/// A job title longer than this, in characters, is something else that was pasted into the field.
const LONGEST_TITLE: usize = 300;

const TITLE: usize = 0;
const CODE: usize = 1;
const VINTAGE: usize = 2;
const SOC_2018: usize = 3;
const SOURCE: usize = 4;
const YEAR: usize = 5;
const COUNT: usize = 6;

/// `oflc_titles.csv`. The release is named after the newest year in it.
pub(crate) fn titles(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["title"]),
        required(&["soc_code"]),
        required(&["soc_vintage"]),
        // The first name is for messages; a year within a name is read as `#`.
        required(&["soc2018_if_unique", "soc#_if_unique"]),
        required(&["source"]),
        required(&["year"]),
        required(&["count"]),
    ];
    // No other source says a code's vintage row by row: what lacks one of the others is this file, and damaged.
    let sheet = sheet_with(previews, &columns[..=VINTAGE])?;
    let read = read_rows(file, &sheet, &columns, |cells| read_row(cells).map(Some));
    Some(read.and_then(|(rows, issues)| parsed(&file.name, &rows, issues)))
}

fn parsed(file: &str, rows: &[OflcTitleRow], issues: Vec<RowIssue>) -> Result<Parsed, IngestError> {
    let first = rows.iter().map(|row| row.first_year).min().unwrap_or_default();
    let last = rows.iter().map(|row| row.last_year).max().unwrap_or_default();
    let release = u16::try_from(last).ok().and_then(|year| Release::yearly(Source::Oflc, year));
    let release = release.ok_or_else(|| IngestError::Content {
        file: file.to_owned(),
        reason: format!("{last} is no year to name the release after"),
    })?;
    Ok(Parsed {
        release,
        reference_period: format!("{first} to {last}"),
        attribution: format!(
            "Foreign labor certification disclosure data, {first} to {last}, Office of Foreign Labor Certification, \
             U.S. Department of Labor. Public domain."
        ),
        tables: vec![Table::from_rows(rows)],
        issues,
    })
}

fn read_row(cells: &Cells<'_>) -> Result<OflcTitleRow, BadCell> {
    let title = cells.text(TITLE)?;
    if title.chars().count() > LONGEST_TITLE {
        return Err(bad_cell(TITLE, format!("`{}` is too long for a job title", short(&title))));
    }
    let soc_code = cells.text(CODE)?;
    let soc_vintage = cells.whole(VINTAGE)?;
    let soc_2018_code: Option<Soc2018> =
        if cells.is_empty(SOC_2018) { None } else { Some(cells.code(SOC_2018)?) };
    check_code(&soc_code, soc_vintage, soc_2018_code)?;
    let (first_year, last_year) = years(&cells.text(YEAR)?).map_err(|reason| bad_cell(YEAR, reason))?;
    let filings = cells.whole(COUNT)?;
    if filings < 1 {
        return Err(bad_cell(COUNT, format!("{filings} filings cannot be")));
    }
    let source = cells.text(SOURCE)?;
    Ok(OflcTitleRow { title, soc_code, soc_vintage, soc_2018_code, source, first_year, last_year, filings })
}

/// The code has the form of its vintage, and one of 2018 is its own conversion.
fn check_code(code: &str, vintage: i64, soc_2018_code: Option<Soc2018>) -> Result<(), BadCell> {
    let unreadable = |error: CodeError| bad_cell(CODE, error.to_string());
    match vintage {
        // The SOC of 2000 has the form and the major groups of its successor.
        2000 | 2010 => code.parse::<Soc2010>().map(drop).map_err(unreadable),
        2018 => {
            let code: Soc2018 = code.parse().map_err(unreadable)?;
            match soc_2018_code {
                Some(other) if other != code => {
                    Err(bad_cell(SOC_2018, format!("{code} of 2018 is given as {other} of 2018")))
                }
                _ => Ok(()),
            }
        }
        other => Err(bad_cell(VINTAGE, format!("{other} is no year of the SOC: 2000, 2010 or 2018"))),
    }
}

/// `2016`, or `2011-2016` for a row that sums up several years.
fn years(text: &str) -> Result<(i64, i64), String> {
    let year = |text: &str| {
        let year: i64 = text.trim().parse().ok()?;
        (1990..=2100).contains(&year).then_some(year)
    };
    let parsed = match text.split_once('-') {
        Some((first, last)) => year(first).zip(year(last)),
        None => year(text).map(|year| (year, year)),
    };
    parsed
        .filter(|(first, last)| first <= last)
        .ok_or_else(|| format!("`{}` is no year and no span of years such as 2011-2016", short(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Kind, Limits};

    const HEADER: &str = "title,soc_code,soc_vintage,soc2018_if_unique,source,year,count\n";

    fn read(text: &str) -> Option<Result<Parsed, IngestError>> {
        let mut file =
            InputFile::open("titles.csv", text.as_bytes().to_vec(), &Kind::Text, &Limits::default()).unwrap();
        let previews = file.previews().unwrap();
        titles(&mut file, &previews)
    }

    #[test]
    fn codes_keep_their_vintage_and_the_newest_year_names_the_release() {
        let rows = "\"ENGINEER, \"\"SITE\"\"\",17-2051,2010,17-2051,lca,2011-2016,3\n\
                    Widget Maker,15-1132,2010,,perm,2019,1\n";
        let parsed = read(&format!("{HEADER}{rows}")).unwrap().unwrap();
        assert_eq!(parsed.release.to_string(), "oflc/2019");
        assert_eq!(parsed.reference_period, "2011 to 2019");
        let rows: Vec<OflcTitleRow> = parsed.tables[0].rows().unwrap();
        assert_eq!(rows[0].title, "ENGINEER, \"SITE\"");
        assert_eq!((rows[0].first_year, rows[0].last_year, rows[0].filings), (2011, 2016, 3));
        assert_eq!((rows[1].soc_vintage, rows[1].soc_2018_code), (2010, None));
        assert!(parsed.issues.is_empty());
    }

    #[test]
    fn bad_rows_are_reported_with_row_and_column_and_the_rest_is_read() {
        let good = "Widget Maker,51-2092,2010,51-2092,lca,2015,1\n".repeat(9);
        let bad = [
            (",51-2092,2010,51-2092,lca,2015,1", "title"),
            ("A,51-20,2010,51-2092,lca,2015,1", "soc_code"),
            ("A,51-2092,2012,51-2092,lca,2015,1", "soc_vintage"),
            ("A,51-2092,2018,51-2099,lca,2015,1", "soc2018_if_unique"),
            ("A,51-2092,2010,51-2092,lca,2016-2011,1", "year"),
            ("A,51-2092,2010,51-2092,lca,2015,0", "count"),
            ("A,51-2092,2010,51-2092,,2015,1", "source"),
        ];
        let lines: Vec<&str> = bad.iter().map(|(line, _)| *line).collect();
        let parsed = read(&format!("{HEADER}{good}{}\n", lines.join("\n"))).unwrap().unwrap();
        assert_eq!(parsed.tables[0].row_count(), 9);
        for (number, (issue, (_, column))) in parsed.issues.iter().zip(bad).enumerate() {
            assert_eq!((issue.row, issue.column.as_deref()), (number + 11, Some(column)));
        }
        assert_eq!(parsed.issues.len(), bad.len());
    }

    #[test]
    fn a_missing_column_is_named_and_other_files_are_left_alone() {
        let error = read("title,soc_code,soc_vintage,source,year,count\nA,51-2092,2010,x,2015,1\n");
        let error = error.unwrap().unwrap_err().to_string();
        assert!(error.contains("soc2018_if_unique` is missing"), "{error}");
        assert!(read("title,soc_code\nA,51-2092\n").is_none());
    }
}
