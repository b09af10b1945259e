//! Occupational Employment and Wage Statistics: every cut has the same columns, every year other names for them.

use plumb_codes::{OewsGroup, Release, Sampled};
use plumb_tables::schema::oews::{CROSS_INDUSTRY, OewsRow, cut};
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::header::{Wanted, optional, required};
use crate::input::{ENOUGH, InputFile, NEXT, Preview};
use crate::source::rows::{BadCell, Cells, bad_row, read_rows, sheet_with};
use crate::source::{Parsed, bls};
use crate::value::Value;

const AREA: usize = 0;
const AREA_TITLE: usize = 1;
const INDUSTRY: usize = 2;
const INDUSTRY_TITLE: usize = 3;
const INDUSTRY_GROUP: usize = 4;
const OWNERSHIP: usize = 5;
const OCC_CODE: usize = 6;
const OCC_TITLE: usize = 7;
const OCC_GROUP: usize = 8;
const EMPLOYMENT: usize = 9;
const EMPLOYMENT_PRSE: usize = 10;
const JOBS_1000: usize = 11;
const LOCATION_QUOTIENT: usize = 12;
const PERCENT_TOTAL: usize = 13;
const PERCENT_REPORTING: usize = 14;
const HOURLY_MEAN: usize = 15;
const ANNUAL_MEAN: usize = 16;
const MEAN_PRSE: usize = 17;
const HOURLY: usize = 18;
const ANNUAL: usize = 23;
const ANNUAL_ONLY: usize = 28;
const HOURLY_ONLY: usize = 29;

/// The columns with the names of all years since 2010.
const COLUMNS: [Wanted; 33] = [
    optional(&["area"]),
    optional(&["area_title", "area_name", "state"]),
    optional(&["naics"]),
    optional(&["naics_title"]),
    optional(&["i_group"]),
    optional(&["own_code"]),
    required(&["occ_code"]),
    required(&["occ_title"]),
    required(&["o_group", "occ_group", "group"]),
    required(&["tot_emp"]),
    required(&["emp_prse"]),
    optional(&["jobs_1000", "jobs_1000_orig"]),
    optional(&["loc_quotient", "loc quotient", "loc_q"]),
    optional(&["pct_total"]),
    optional(&["pct_rpt"]),
    required(&["h_mean"]),
    required(&["a_mean"]),
    required(&["mean_prse"]),
    required(&["h_pct10"]),
    required(&["h_pct25"]),
    required(&["h_median"]),
    required(&["h_pct75"]),
    required(&["h_pct90"]),
    required(&["a_pct10"]),
    required(&["a_pct25"]),
    required(&["a_median"]),
    required(&["a_pct75"]),
    required(&["a_pct90"]),
    optional(&["annual"]),
    optional(&["hourly"]),
    // Known and not read: they repeat what other columns say.
    optional(&["area_type"]),
    optional(&["prim_state", "st"]),
    optional(&["estyear", "year"]),
];

/// The columns by which a sheet is known to be OEWS, whatever else it lacks.
const SIGNATURE: [Wanted; 3] = [required(&["occ_code"]), required(&["tot_emp"]), required(&["occ_title"])];

/// Top wages by the first reference year they apply to, for files without field descriptions:
/// USD per hour, USD per year. Source: the field descriptions of the years' workbooks.
const TOP_WAGES: [(u16, f64, f64); 4] =
    [(2008, 80.0, 166_400.0), (2012, 90.0, 187_200.0), (2016, 100.0, 208_000.0), (2022, 115.0, 239_200.0)];

#[derive(Clone, Copy)]
struct TopWage {
    per_hour: f64,
    per_year: f64,
}

/// Reads an OEWS workbook of any cut.
pub(crate) fn estimates(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let sheet = sheet_with(previews, &SIGNATURE)?;
    Some(read(file, previews, &sheet))
}

fn read(file: &mut InputFile, previews: &[Preview], sheet: &str) -> Result<Parsed, IngestError> {
    let (year, doubt) = reference_year(file, previews, sheet)?;
    let top = top_wage(file, previews, year)?;
    let (rows, mut issues) = read_rows(file, sheet, &COLUMNS, |cells| row(cells, top))?;
    issues.extend(doubt);
    let release = Release::oews(year, 5);
    let period = format!("May {year}");
    Ok(Parsed {
        release,
        attribution: bls("Occupational Employment and Wage Statistics", &period),
        reference_period: period,
        tables: vec![Table::named(cut_of(&rows), &rows)],
        issues,
    })
}

fn row(cells: &Cells<'_>, top: TopWage) -> Result<Option<OewsRow>, BadCell> {
    if cells.is_empty(OCC_CODE) && cells.is_empty(EMPLOYMENT) {
        return Ok(None);
    }
    let text_or = |wanted: usize, default: &str| {
        cells.value(wanted).optional_text().unwrap_or_else(|| default.to_owned())
    };
    let hourly = |wanted| cells.estimate(wanted, Some(top.per_hour));
    let annual = |wanted| cells.whole_estimate(wanted, Some(top.per_year));
    let error_of = |wanted| match cells.value(wanted) {
        // A symbol says that the figure is missing; so is its error.
        Value::Text(symbol) if ["*", "**", "#", "~"].contains(&symbol.trim()) => Ok(None),
        _ => cells.optional_number(wanted),
    };
    let row = OewsRow {
        area_code: text_or(AREA, "99"),
        area_title: text_or(AREA_TITLE, "U.S."),
        industry_code: text_or(INDUSTRY, CROSS_INDUSTRY),
        industry_title: text_or(INDUSTRY_TITLE, "Cross-industry"),
        industry_group: text_or(INDUSTRY_GROUP, "cross-industry"),
        ownership_code: text_or(OWNERSHIP, "1235"),
        occ_code: cells.code(OCC_CODE)?,
        occ_title: cells.text(OCC_TITLE)?,
        occ_group: group(cells)?,
        employment_jobs: Sampled {
            estimate: cells.whole_estimate(EMPLOYMENT, None)?,
            relative_standard_error_pct: error_of(EMPLOYMENT_PRSE)?,
        },
        percent_of_industry_pct: error_of(PERCENT_TOTAL)?,
        percent_reporting_pct: cells.estimate(PERCENT_REPORTING, None)?,
        jobs_per_1000: error_of(JOBS_1000)?,
        location_quotient: error_of(LOCATION_QUOTIENT)?,
        wage_mean_usd_per_hour: hourly(HOURLY_MEAN)?,
        wage_mean_usd_per_year: Sampled {
            estimate: annual(ANNUAL_MEAN)?,
            relative_standard_error_pct: error_of(MEAN_PRSE)?,
        },
        wage_p10_usd_per_hour: hourly(HOURLY)?,
        wage_p25_usd_per_hour: hourly(HOURLY + 1)?,
        wage_median_usd_per_hour: hourly(HOURLY + 2)?,
        wage_p75_usd_per_hour: hourly(HOURLY + 3)?,
        wage_p90_usd_per_hour: hourly(HOURLY + 4)?,
        wage_p10_usd_per_year: annual(ANNUAL)?,
        wage_p25_usd_per_year: annual(ANNUAL + 1)?,
        wage_median_usd_per_year: annual(ANNUAL + 2)?,
        wage_p75_usd_per_year: annual(ANNUAL + 3)?,
        wage_p90_usd_per_year: annual(ANNUAL + 4)?,
        annual_wage_only: cells.flag(ANNUAL_ONLY)?.unwrap_or(false),
        hourly_wage_only: cells.flag(HOURLY_ONLY)?.unwrap_or(false),
    };
    Ok(Some(row))
}

/// Layouts up to May 2017 leave the level of detailed lines empty.
fn group(cells: &Cells<'_>) -> Result<OewsGroup, BadCell> {
    match cells.value(OCC_GROUP).text().to_lowercase().as_str() {
        "" => Ok(OewsGroup::Detailed),
        text => text.parse().map_err(|error: plumb_codes::CodeError| bad_row(error.to_string())),
    }
}

/// The reference year: from the name of a sheet (`national_M2024_dl`), from the field descriptions
/// (`May 2024 OEWS Estimates`), or, for May 2018 and earlier whose sheets say nothing, from the
/// month in which the workbook was saved: estimates of May come out the spring after.
fn reference_year(
    file: &InputFile,
    previews: &[Preview],
    sheet: &str,
) -> Result<(u16, Option<RowIssue>), IngestError> {
    let years = previews.iter().filter_map(|preview| year_after(&preview.sheet.to_lowercase(), "_m"));
    let described =
        previews.iter().flat_map(|preview| preview.rows.iter().take(3).flatten()).filter_map(|value| {
            let text = value.text().to_lowercase();
            text.contains("estimates").then(|| year_after(&text, "may ")).flatten()
        });
    if let Some(year) = described.chain(years).next() {
        return Ok((year, None));
    }
    let doubt = |year: u16, from: &str| RowIssue {
        file: file.name.clone(),
        sheet: Some(sheet.to_owned()),
        row: 1,
        column: None,
        reason: format!("no cell names the reference period; May {year} is concluded from {from}"),
    };
    if let Some((saved, month)) = file.modified() {
        let year = if month <= 9 { saved - 1 } else { saved };
        return Ok((year, Some(doubt(year, "the month in which the workbook was saved"))));
    }
    if let Some(year) = year_after(&file.name.to_lowercase(), "_m") {
        return Ok((year, Some(doubt(year, "the name of the file"))));
    }
    Err(IngestError::Unrecognised {
        file: file.name.clone(),
        reason: "these are OEWS estimates, but nothing says of which year".to_owned(),
    })
}

/// The four-digit year after a mark, such as `2024` in `national_M2024_dl` after `_m`.
fn year_after(text: &str, mark: &str) -> Option<u16> {
    text.match_indices(mark).find_map(|(at, _)| {
        let digits = text.get(at + mark.len()..at + mark.len() + 4)?;
        digits.parse().ok().filter(|year| (1997..=2100).contains(year))
    })
}

/// What `#` stands for: from the field descriptions, else by year. Whether any `#` occurs is
/// another matter: May 2025 has none.
fn top_wage(file: &mut InputFile, previews: &[Preview], year: u16) -> Result<TopWage, IngestError> {
    let mut found = None;
    for preview in previews.iter().filter(|preview| preview.sheet.to_lowercase().contains("description")) {
        file.for_each_row(&preview.sheet, &mut |_, cells| {
            found = found.or_else(|| cells.iter().find_map(|cell| top_wage_in(&cell.text())));
            if found.is_some() { ENOUGH } else { NEXT }
        })?;
    }
    let by_year = TOP_WAGES.iter().rev().find(|(since, _, _)| *since <= year).unwrap_or(&TOP_WAGES[0]);
    Ok(found.unwrap_or(TopWage { per_hour: by_year.1, per_year: by_year.2 }))
}

/// Reads `# = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year`.
fn top_wage_in(text: &str) -> Option<TopWage> {
    if !text.trim_start().starts_with('#') {
        return None;
    }
    let mut amounts = text.split('$').skip(1).filter_map(|rest| {
        let amount: String =
            rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        Value::Text(amount.trim_end_matches(['.', ',']).to_owned()).number().ok().flatten()
    });
    Some(TopWage { per_hour: amounts.next()?, per_year: amounts.next()? })
}

/// Which cut the rows are, from their areas and industry levels.
fn cut_of(rows: &[OewsRow]) -> &'static str {
    let national = rows.iter().all(|row| row.area_code == "99");
    let mut levels: Vec<&str> = rows.iter().map(|row| row.industry_group.as_str()).collect();
    levels.sort_unstable();
    levels.dedup();
    match (national, levels.as_slice()) {
        (true, ["cross-industry"]) => cut::NATIONAL,
        (true, ["sector"]) => cut::SECTOR,
        (true, ["3-digit"]) => cut::INDUSTRY_3_DIGIT,
        (true, ["4-digit"]) => cut::INDUSTRY_4_DIGIT,
        (false, ["cross-industry"]) if rows.iter().all(|row| row.area_code.len() <= 2) => cut::STATE,
        (false, ["cross-industry"]) => cut::METROPOLITAN,
        _ => cut::ALL_DATA,
    }
}
