//! Reads a user's corpus of job titles, one row after the other, in memory that does not grow with the file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use plumb_emerging::PostingTotals;

use crate::context::{Context, timestamp};
use crate::exit::Failure;

/// Distinct titles that are held; beyond that the rarest are let go. About 250 MB.
const MOST_TITLES: usize = 1_000_000;
/// Rows between two updates of the progress line.
const ROWS_PER_UPDATE: u64 = 100_000;

/// Where a corpus of job titles is and what its columns are called.
#[derive(Debug, Args)]
pub(crate) struct PostingsOptions {
    /// A corpus of job titles: CSV with a header, one row a posting or a counted title.
    #[arg(long = "postings", value_name = "FILE")]
    file: Option<PathBuf>,

    /// The column with the title.
    #[arg(long, value_name = "NAME", default_value = "title", requires = "file")]
    title_column: String,

    /// The column with the date: a year, a month or a day, such as 2025, 2025-11, 2025-11-25. Default: `date`, where the
    /// file has it.
    #[arg(long, value_name = "NAME", requires = "file")]
    date_column: Option<String>,

    /// The column with the number of postings. Default: `count`, where the file has it; else a row is one posting.
    #[arg(long, value_name = "NAME", requires = "file")]
    count_column: Option<String>,
}

/// Rows of a corpus that were not taken as they stood, with the first of each kind.
#[derive(Debug, Default)]
struct Issues {
    dates: u64,
    first_date: Option<(u64, String)>,
    future: u64,
    first_future: Option<(u64, String)>,
    counts: u64,
    first_count: Option<(u64, String)>,
}

/// Positions of the columns.
struct Columns {
    title: usize,
    date: Option<usize>,
    count: Option<usize>,
}

impl PostingsOptions {
    /// Reads the corpus, if one was named.
    pub(crate) fn read(&self, context: &Context) -> Result<Option<PostingTotals>> {
        let Some(file) = &self.file else { return Ok(None) };
        let reader = File::open(file).with_context(|| format!("open {}", file.display()))?;
        let spinner = context.printer().spinner("reading the postings");
        let today = timestamp().strftime("%Y-%m-%d").to_string();
        let (totals, issues, rows) =
            self.sum(file, BufReader::with_capacity(1 << 20, reader), &today, |rows| {
                spinner.set_message(format!("reading the postings: {rows} rows"));
            })?;
        spinner.finish_and_clear();
        let printer = context.printer();
        for note in notes(&totals, &issues, rows, &today) {
            printer.note(&note);
        }
        if rows > 0 && totals.titles() == 0 {
            return Err(Failure::data(format!(
                "read {}: none of its {rows} rows has a title in the column `{}`",
                file.display(),
                self.title_column
            )));
        }
        Ok(Some(totals))
    }

    fn sum(
        &self,
        file: &Path,
        reader: impl Read,
        today: &str,
        mut progress: impl FnMut(u64),
    ) -> Result<(PostingTotals, Issues, u64)> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
        let columns =
            self.columns(file, reader.byte_headers().with_context(|| format!("read {}", file.display()))?)?;
        let mut totals = PostingTotals::new(MOST_TITLES);
        let mut issues = Issues::default();
        let mut record = csv::ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut record).with_context(|| format!("read {}", file.display()))? {
            rows += 1;
            if rows % ROWS_PER_UPDATE == 0 {
                progress(rows);
            }
            let text = |column: usize| String::from_utf8_lossy(record.get(column).unwrap_or_default());
            let mut count = 1;
            if let Some(printed) = columns.count.map(text) {
                let Ok(number) = printed.trim().parse::<u64>() else {
                    issues.counts += 1;
                    issues.first_count.get_or_insert_with(|| (rows, printed.into_owned()));
                    continue;
                };
                count = number;
            }
            let year = columns.date.and_then(|column| issues.year(rows, text(column).trim(), today));
            totals.add(&text(columns.title), year, count);
        }
        Ok((totals, issues, rows))
    }

    fn columns(&self, file: &Path, headers: &csv::ByteRecord) -> Result<Columns> {
        let names: Vec<String> = headers
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        let find = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
        let required = |wanted: &str, option: &str| {
            find(wanted).ok_or_else(|| {
                Failure::data(format!(
                    "find the column `{wanted}` in {}: its columns are {} (hint: name another with {option} NAME)",
                    file.display(),
                    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                ))
            })
        };
        let optional = |wanted: &Option<String>, default: &str, option: &str| match wanted {
            Some(wanted) => required(wanted, option).map(Some),
            None => Ok(find(default)),
        };
        Ok(Columns {
            title: required(&self.title_column, "--title-column")?,
            date: optional(&self.date_column, "date", "--date-column")?,
            count: optional(&self.count_column, "count", "--count-column")?,
        })
    }
}

impl Issues {
    /// The year of a date; none for one that cannot be read or lies in the future, which is noted.
    fn year(&mut self, row: u64, date: &str, today: &str) -> Option<i32> {
        if date.is_empty() {
            return None;
        }
        let Some(year) = year_of(date) else {
            self.dates += 1;
            self.first_date.get_or_insert_with(|| (row, date.to_owned()));
            return None;
        };
        // ISO dates sort as texts; a year or month is in the future when all of it is.
        if date.get(..date.len().min(10)) > today.get(..date.len().min(10)) {
            self.future += 1;
            self.first_future.get_or_insert_with(|| (row, date.to_owned()));
            return None;
        }
        Some(year)
    }
}

/// The year of `2025`, `2025-11`, `2025-11-25` or `2025-11-25T10:00:00Z`.
fn year_of(date: &str) -> Option<i32> {
    let bytes = date.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<u8>().ok();
    let well_formed = match bytes.len() {
        4 => digits(0..4),
        7 => digits(0..4) && bytes[4] == b'-' && number(5..7).is_some_and(|month| (1..=12).contains(&month)),
        10.. => {
            digits(0..4)
                && bytes[4] == b'-'
                && bytes[7] == b'-'
                && number(5..7).is_some_and(|month| (1..=12).contains(&month))
                && number(8..10).is_some_and(|day| (1..=31).contains(&day))
                && bytes.get(10).is_none_or(|next| matches!(next, b'T' | b' '))
        }
        _ => false,
    };
    well_formed.then(|| date.get(..4)?.parse().ok())?
}

fn notes(totals: &PostingTotals, issues: &Issues, rows: u64, today: &str) -> Vec<String> {
    let mut notes =
        vec![format!("{} postings in {rows} rows, {} distinct titles", totals.postings(), totals.titles())];
    let mut note = |count: u64, what: &str, first: &Option<(u64, String)>| {
        if let Some((row, text)) = first {
            notes.push(format!("warning: {count} {what}; the first is row {row}: `{text}`"));
        }
    };
    note(
        issues.dates,
        "rows have a date that is no year, month or day; they count without a date",
        &issues.first_date,
    );
    note(
        issues.future,
        &format!("rows lie in the future (today is {today}); they count without a date"),
        &issues.first_future,
    );
    note(issues.counts, "rows have a count that is no whole number; they are left out", &issues.first_count);
    if totals.unreadable() > 0 {
        notes.push(format!("warning: {} postings have no readable title", totals.unreadable()));
    }
    if totals.undercount() > 0 {
        notes.push(format!(
            "warning: more than {MOST_TITLES} distinct titles: rare ones were let go; the count of a title may lack up to {} postings",
            totals.undercount()
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(date: Option<&str>) -> PostingsOptions {
        PostingsOptions {
            file: Some(PathBuf::from("corpus.csv")),
            title_column: "title".to_owned(),
            date_column: date.map(str::to_owned),
            count_column: None,
        }
    }

    fn sum(options: &PostingsOptions, text: &str) -> Result<(PostingTotals, Issues, u64)> {
        options.sum(Path::new("corpus.csv"), text.as_bytes(), "2026-11-25", |_| ())
    }

    #[test]
    fn rows_add_up_and_odd_ones_are_named() {
        let text = "Title,date,count\nDrone Pilot,2025-03,4\ndrone pilots,2027-01-01,2\nDrone Pilot,soon,1\nCook,2024,x\nCook,2026,1\n";
        let (totals, issues, rows) = sum(&options(None), text).unwrap();
        assert_eq!((rows, totals.postings(), totals.titles()), (5, 8, 2));
        assert_eq!(totals.of("Drone Pilot").unwrap().years, [(2025, 4)]);
        assert_eq!(issues.first_future, Some((2, "2027-01-01".to_owned())));
        assert_eq!(issues.first_date, Some((3, "soon".to_owned())));
        assert_eq!(issues.first_count, Some((4, "x".to_owned())));
        assert_eq!(notes(&totals, &issues, rows, "2026-11-25").len(), 4);
    }

    #[test]
    fn a_missing_column_names_those_that_are_there() {
        let error = sum(&options(Some("posted")), "title,day\nCook,2024\n").unwrap_err().to_string();
        assert!(error.contains("`posted`") && error.contains("`day`"), "{error}");
        let error = sum(&options(None), "job,day\nCook,2024\n").unwrap_err().to_string();
        assert!(error.contains("`title`") && error.contains("`job`"), "{error}");
    }

    #[test]
    fn dates_are_iso() {
        let years =
            ["2025", "2025-11", "2025-11-25", "2025-11-25T10:00:00Z", "2025-13", "25.11.2025", "2025-1", "x"];
        let expected = [Some(2025), Some(2025), Some(2025), Some(2025), None, None, None, None];
        assert_eq!(years.map(year_of), expected);
    }
}
