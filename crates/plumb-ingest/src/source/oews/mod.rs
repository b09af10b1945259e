//! Occupational Employment and Wage Statistics: every cut has the same columns, every year other names for them.

mod cut;
mod top_wage;
mod year;

use plumb_codes::{OewsGroup, Release, Sampled};
use plumb_tables::Table;
use plumb_tables::schema::oews::{CROSS_INDUSTRY, OewsRow};

use crate::error::IngestError;
use crate::header::{Wanted, optional, required};
use crate::input::{InputFile, Preview};
use crate::join::{CHUNK_ROWS, Chunk, Collector, Heading};
use crate::source::rows::{BadCell, Cells, bad_row, read_row_chunks, sheet_with};
use crate::source::{Parsed, bls};
use crate::value::Value;
use cut::CutOf;
use top_wage::TopWage;

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

/// Reads an OEWS workbook of any cut; its rows go to the collector as they are read.
pub(crate) fn estimates(
    file: &mut InputFile,
    previews: &[Preview],
    collector: &mut Collector<'_>,
) -> Option<Result<Parsed, IngestError>> {
    let sheet = sheet_with(previews, &SIGNATURE)?;
    Some(read(file, previews, &sheet, collector))
}

fn read(
    file: &mut InputFile,
    previews: &[Preview],
    sheet: &str,
    collector: &mut Collector<'_>,
) -> Result<Parsed, IngestError> {
    let described = top_wage::described(file, previews)?;
    let (year, doubt) = year::reference_year(file, previews, sheet, described)?;
    let top = described.unwrap_or_else(|| top_wage::of_year(year));
    let period = format!("May {year}");
    let heading = Heading {
        release: Release::oews(year, 5),
        attribution: bls("Occupational Employment and Wage Statistics", &period),
        reference_period: period,
    };
    let name = file.name.clone();
    let mut seen = CutOf::default();
    // A first reading may have shown that the first rows do not tell the cut.
    let mut concluded = file.context.cuts.get(&name).copied();
    let mut issues =
        read_row_chunks(file, sheet, &COLUMNS, |cells| row(cells, top), CHUNK_ROWS, &mut |rows, numbers| {
            seen.see(&rows);
            let cut = *concluded.get_or_insert_with(|| seen.cut());
            let table = Table::named(cut, &rows);
            let sheet = (!sheet.is_empty()).then_some(sheet);
            collector.add(&heading, Chunk { table, file: &name, sheet, numbers })
        })?;
    if concluded.is_some_and(|concluded| concluded != seen.cut()) {
        collector.mistaken.get_or_insert((name, seen.cut()));
    }
    issues.extend(doubt);
    let Heading { release, reference_period, attribution } = heading;
    Ok(Parsed { release, reference_period, attribution, tables: Vec::new(), issues })
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
    let industry_code = cut::industry_code(&text_or(INDUSTRY, CROSS_INDUSTRY));
    if let Some(listed) = cut::listed_code(&industry_code) {
        cells.note_unlisted(INDUSTRY, &["naics-2022", "naics-2017"], listed);
    }
    let row = OewsRow {
        area_code: cut::area_code(&text_or(AREA, "99")),
        area_title: text_or(AREA_TITLE, "U.S."),
        industry_group: cells
            .value(INDUSTRY_GROUP)
            .optional_text()
            .unwrap_or_else(|| cut::industry_level(&industry_code).to_owned()),
        industry_title: text_or(INDUSTRY_TITLE, "Cross-industry"),
        industry_code,
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
