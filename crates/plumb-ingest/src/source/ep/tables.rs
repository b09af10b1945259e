//! The readers of the numbered tables.

use plumb_codes::Estimate;
use plumb_tables::RowIssue;
use plumb_tables::schema::ep::{
    EpAttainmentRow, EpEducationRow, EpIndustryRow, EpOccupationRow, EpSeparationsRow, EpSkillRow,
};

use crate::header::{Wanted, normalise, optional, required};
use crate::input::{ENOUGH, InputFile, NEXT};
use crate::source::ep::Round;
use crate::source::rows::{BadCell, Cells, Read, bad_row, read_rows};

const TITLE: Wanted = required(&[
    "# national employment matrix title",
    "# national employment matrix occupation title",
    "occupation title",
]);
const CODE: Wanted = required(&[
    "# national employment matrix code",
    "# national employment matrix occupation code",
    "occupation code",
]);
const KIND: Wanted = required(&["occupation type"]);
const EDUCATION: &[&str] =
    &["typical education needed for entry", "typical education needed for entry level"];
const EXPERIENCE: &[&str] = &["work experience in a related occupation"];
const TRAINING: &[&str] = &[
    "typical on-the-job training needed to attain competency in the occupation",
    "typical on-the-job training needed to attain competency in occupation",
];
const EMPLOYMENT: Wanted = required(&["employment, #", "employment #", "# employment"]);
const CHANGE: Wanted = required(&[
    "employment change, numeric, #",
    "employment change, number, #",
    "employment change, #, numeric",
    "employment change, #, number",
    "change, #, numeric",
    "change, #, number",
]);
const CHANGE_PERCENT: &[&str] =
    &["employment change, percent, #", "employment change, #, percent", "change, #, percent"];
const DISTRIBUTION: &[&str] =
    &["employment distribution, percent, #", "percent distribution, #", "employment distribution, #"];
const EXIT_RATE: &[&str] = &["labor force exit rate, # annual average"];
const TRANSFER_RATE: &[&str] = &["occupational transfer rate, # annual average"];
const EXITS: &[&str] = &["labor force exits, # annual average"];
const TRANSFERS: &[&str] = &["occupational transfers, # annual average"];
const SEPARATION_RATE: &[&str] = &["total occupational separations rate, # annual average"];
const TOTAL_SEPARATIONS: &[&str] = &["total occupational separations, # annual average"];
const OPENINGS: &[&str] =
    &["occupational openings, # annual average", "occupational openings, annual average #"];
const WAGE: &[&str] = &["median annual wage, dollars, #", "median annual wage, #", "median annual wage #"];

/// Footnotes below a table have no code.
fn is_note(cells: &Cells<'_>, code: usize) -> bool {
    cells.is_empty(code)
}

pub(super) fn line_item(cells: &Cells<'_>, wanted: usize) -> Result<bool, BadCell> {
    match cells.value(wanted).text().to_lowercase().as_str() {
        "line item" => Ok(true),
        "summary" => Ok(false),
        other => {
            Err(bad_row(format!("`{}` is neither `Line item` nor `Summary`", crate::value::short(other))))
        }
    }
}

/// The columns by which a sheet without a number is known to be table 1.2.
pub(super) const OCCUPATIONS: [Wanted; 5] = [TITLE, CODE, KIND, EMPLOYMENT, CHANGE];

/// What table 1.2 has and 1.10 has not.
pub(super) const ONLY_OCCUPATIONS: [Wanted; 1] = [required(DISTRIBUTION)];

pub(super) fn occupations(file: &mut InputFile, sheet: &str, round: Round) -> Read<EpOccupationRow> {
    // The two employment columns have the same name once the years are abstracted, so they are taken by order.
    let columns = [
        TITLE,
        CODE,
        KIND,
        EMPLOYMENT,
        CHANGE,
        optional(CHANGE_PERCENT),
        optional(&["percent self employed, #", "self employed, percent, #", "percent self-employed, #"]),
        optional(OPENINGS),
        optional(WAGE),
        optional(DISTRIBUTION),
        optional(EDUCATION),
        optional(EXPERIENCE),
        optional(TRAINING),
        optional(&[
            "related occupational outlook handbook (ooh) content xlsx",
            "related occupational outlook handbook (ooh) content",
        ]),
        // Known and not read here: table 1.10 where a round merges it.
        optional(EXIT_RATE),
        optional(TRANSFER_RATE),
        optional(EXITS),
        optional(TRANSFERS),
        optional(SEPARATION_RATE),
        optional(TOTAL_SEPARATIONS),
    ];
    let (base, projected) = (round.0.to_string(), round.1.to_string());
    let top = top_wage(round.0);
    let (rows, issues) = read_rows(file, sheet, &columns, |cells| {
        if is_note(cells, 1) {
            return Ok(None);
        }
        let change = cells.number(4)?;
        let first = match cells.number_of_years(&EMPLOYMENT, std::slice::from_ref(&base)) {
            Some(number) => number?.ok_or_else(|| bad_row("there is no employment in the base year"))?,
            None => cells.number(3)?,
        };
        Ok(Some(EpOccupationRow {
            occ_code: cells.code(1)?,
            occ_title: cells.text(0)?,
            line_item: line_item(cells, 2)?,
            employment_base_thousands: first,
            employment_projected_thousands: second_employment(cells, first, change, &projected)?,
            employment_change_thousands: change,
            employment_change_pct: cells.optional_number(5)?,
            self_employed_pct: cells.optional_number(6)?,
            openings_thousands_per_year: cells.optional_number(7)?,
            wage_median_usd_per_year: wage(cells, 8, top)?,
        }))
    })?;
    Ok((rows, only_doubts(issues)))
}

/// The headers of base and projected year differ in their years only; repeated headers are expected.
fn only_doubts(issues: Vec<RowIssue>) -> Vec<RowIssue> {
    let repeated = |issue: &RowIssue| {
        let column = issue.column.as_deref().map(normalise).unwrap_or_default();
        ["employment, #", "employment distribution, percent, #"].contains(&column.as_str())
    };
    issues.into_iter().filter(|issue| !repeated(issue)).collect()
}

/// The projected year's employment stands under its year, else right of the base year's. It must equal
/// base plus change up to rounding, which proves that the right column was taken.
fn second_employment(cells: &Cells<'_>, base: f64, change: f64, year: &str) -> Result<f64, BadCell> {
    let projected = match cells.number_of_years(&EMPLOYMENT, &[year.to_owned()]) {
        Some(number) => number?,
        None => cells.number_right_of(3, 1)?,
    };
    projected
        .filter(|projected| (projected - base - change).abs() < 0.21)
        .ok_or_else(|| bad_row(format!("projected employment is not base plus change, {base} and {change}")))
}

/// The top wage printed in the projections as `>=208000` or `≥$239,200`.
fn wage(cells: &Cells<'_>, wanted: usize, top: f64) -> Result<Estimate<i64>, BadCell> {
    let text = cells.value(wanted).text();
    let top_coded = text.starts_with(['≥', '>', '#']) || text.to_lowercase().contains("greater");
    if !top_coded {
        return cells.whole_estimate(wanted, None);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    #[expect(clippy::cast_possible_truncation, reason = "top wages are whole and small")]
    Ok(Estimate::TopCoded(digits.parse().unwrap_or(top as i64)))
}

fn top_wage(base_year: u16) -> f64 {
    if base_year >= 2022 { 239_200.0 } else { 208_000.0 }
}

fn education_row(
    cells: &Cells<'_>,
    code: usize,
    columns: [usize; 3],
) -> Result<Option<EpEducationRow>, BadCell> {
    if is_note(cells, code) {
        return Ok(None);
    }
    let [education, experience, training] = columns.map(|column| cells.value(column).optional_text());
    // Summary lines print dashes.
    let Some(typical_education) = education else { return Ok(None) };
    Ok(Some(EpEducationRow {
        occ_code: cells.code(code)?,
        typical_education,
        work_experience: experience.unwrap_or_else(|| "None".to_owned()),
        on_the_job_training: training.unwrap_or_else(|| "None".to_owned()),
    }))
}

/// The columns of table 5.4, which rounds since 2023-33 carry in table 1.2 as well.
pub(super) const EDUCATION_MERGED: [Wanted; 4] =
    [CODE, required(EDUCATION), required(EXPERIENCE), required(TRAINING)];

pub(super) fn education(file: &mut InputFile, sheet: &str) -> Read<EpEducationRow> {
    let ooh = optional(&["related occupational outlook handbook (ooh) content"]);
    let [code, education, experience, training] = EDUCATION_MERGED;
    let columns = [code, education, experience, training, TITLE, ooh];
    read_rows(file, sheet, &columns, |cells| education_row(cells, 0, [1, 2, 3]))
}

/// The columns of table 5.3.
pub(super) const ATTAINMENT: [Wanted; 9] = [
    TITLE,
    CODE,
    required(&["less than high school diploma"]),
    required(&["high school diploma or equivalent"]),
    required(&["some college, no degree"]),
    required(&["associate's degree"]),
    required(&["bachelor's degree"]),
    required(&["master's degree"]),
    required(&["doctoral or professional degree"]),
];

pub(super) fn attainment(file: &mut InputFile, sheet: &str) -> Read<EpAttainmentRow> {
    read_rows(file, sheet, &ATTAINMENT, |cells| {
        if is_note(cells, 1) {
            return Ok(None);
        }
        Ok(Some(EpAttainmentRow {
            occ_code: cells.code(1)?,
            less_than_high_school_pct: cells.optional_number(2)?,
            high_school_pct: cells.optional_number(3)?,
            some_college_pct: cells.optional_number(4)?,
            associate_pct: cells.optional_number(5)?,
            bachelor_pct: cells.optional_number(6)?,
            master_pct: cells.optional_number(7)?,
            doctoral_pct: cells.optional_number(8)?,
        }))
    })
}

/// The columns of table 1.10.
pub(super) const SEPARATIONS: [Wanted; 9] = [
    TITLE,
    CODE,
    KIND,
    required(EXIT_RATE),
    required(TRANSFER_RATE),
    required(EXITS),
    required(TRANSFERS),
    required(TOTAL_SEPARATIONS),
    required(OPENINGS),
];

pub(super) fn separations(file: &mut InputFile, sheet: &str) -> Read<EpSeparationsRow> {
    // Known and not read: table 1.2 has them, or they are sums.
    let known = [
        optional(EMPLOYMENT.names),
        optional(CHANGE.names),
        optional(CHANGE_PERCENT),
        optional(SEPARATION_RATE),
        optional(&["percent self employed, #", "self employed, percent, #", "percent self-employed, #"]),
        optional(WAGE),
        optional(DISTRIBUTION),
        optional(EDUCATION),
        optional(EXPERIENCE),
        optional(TRAINING),
    ];
    let columns: Vec<Wanted> = SEPARATIONS.into_iter().chain(known).collect();
    let (rows, issues) = read_rows(file, sheet, &columns, |cells| {
        if is_note(cells, 1) {
            return Ok(None);
        }
        Ok(Some(EpSeparationsRow {
            occ_code: cells.code(1)?,
            line_item: line_item(cells, 2)?,
            labor_force_exit_rate_pct: cells.optional_number(3)?,
            occupational_transfer_rate_pct: cells.optional_number(4)?,
            labor_force_exits_thousands_per_year: cells.optional_number(5)?,
            occupational_transfers_thousands_per_year: cells.optional_number(6)?,
            total_separations_thousands_per_year: cells.optional_number(7)?,
            openings_thousands_per_year: cells.optional_number(8)?,
        }))
    })?;
    Ok((rows, only_doubts(issues)))
}

/// Table 2.1 prints an earlier year before base and projected year, table 2.11 does not.
pub(super) fn industries(
    file: &mut InputFile,
    sheet: &str,
    number: &str,
    round: Round,
) -> Read<EpIndustryRow> {
    let columns = [
        required(&["industry sector", "# national employment matrix title", "industry"]),
        required(&["# naics", "# naics code", "# national employment matrix code"]),
        optional(&["industry type"]),
        EMPLOYMENT,
        required(CHANGE_PERCENT),
        // Known and not read: output, and what follows from the figures above.
        optional(CHANGE.names),
        optional(&["percent distribution, #"]),
        optional(&["compound annual rate of change, #", "compound annual rate of change, employment, #"]),
        optional(&["output, #"]),
        optional(&["compound annual rate of change, output, #"]),
    ];
    let (base, projected) = (round.0.to_string(), round.1.to_string());
    let decade = [base.clone(), format!("{:02}", round.1 % 100)];
    let earlier = usize::from(number == "2.1");
    let figure = |cells: &Cells<'_>, wanted: &Wanted, years: &[String], position: usize, right: usize| {
        cells.number_of_years(wanted, years).unwrap_or_else(|| cells.number_right_of(position, right))
    };
    let (rows, issues) = read_rows(file, sheet, &columns, |cells| {
        if cells.is_empty(1) {
            return Ok(None);
        }
        Ok(Some(EpIndustryRow {
            table: number.to_owned(),
            industry_code: cells.text(1)?,
            industry_title: cells.text(0)?,
            line_item: if cells.has(2) { Some(line_item(cells, 2)?) } else { None },
            employment_base_thousands: figure(cells, &columns[3], std::slice::from_ref(&base), 3, earlier)?,
            employment_projected_thousands: figure(
                cells,
                &columns[3],
                std::slice::from_ref(&projected),
                3,
                earlier + 1,
            )?,
            employment_change_pct: figure(cells, &columns[4], &decade, 4, earlier)?,
        }))
    })?;
    Ok((rows, only_doubts(issues)))
}

pub(super) fn skills(file: &mut InputFile, sheet: &str) -> Read<Vec<EpSkillRow>> {
    let mut names: Vec<(usize, String)> = Vec::new();
    file.for_each_row(sheet, &mut |_, cells| {
        let code = cells.iter().position(|cell| CODE.names.contains(&normalise(&cell.text()).as_str()));
        let Some(code) = code else { return NEXT };
        names = cells.iter().enumerate().skip(code + 1).map(|(at, cell)| (at, cell.text())).collect();
        names.retain(|(_, name)| !name.is_empty());
        ENOUGH
    })?;
    let (rows, issues) = read_rows(file, sheet, &[TITLE, CODE], |cells| {
        if is_note(cells, 1) {
            return Ok(None);
        }
        let occ_code = cells.code(1)?;
        let ranks = names.iter().filter_map(|(at, skill)| {
            let rank = cells.all().get(*at)?.whole().map_err(bad_row).transpose()?;
            Some(rank.map(|percentile_rank| EpSkillRow { occ_code, skill: skill.clone(), percentile_rank }))
        });
        ranks.collect::<Result<Vec<_>, _>>().map(Some)
    })?;
    // The columns are the skills, whatever their names.
    let about_columns = |issue: &RowIssue| {
        issue.column.as_ref().is_some_and(|column| names.iter().any(|(_, name)| name == column.trim()))
    };
    Ok((rows, issues.into_iter().filter(|issue| !about_columns(issue)).collect()))
}
