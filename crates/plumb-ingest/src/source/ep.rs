//! Employment Projections: workbooks of numbered tables whose headers carry the round's years.

use plumb_codes::{Estimate, Release};
use plumb_tables::schema::ep::{
    EpAttainmentRow, EpEducationRow, EpIndustryRow, EpMatrixRow, EpOccupationRow, EpSeparationsRow,
    EpSkillRow,
};
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::header::{Wanted, normalise, optional, required};
use crate::input::{InputFile, Preview};
use crate::source::rows::{BadCell, Cells, Read, bad_row, read_rows};
use crate::source::{Parsed, bls};
use crate::value::Value;

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
const OPENINGS: &[&str] =
    &["occupational openings, # annual average", "occupational openings, annual average #"];
const WAGE: &[&str] = &["median annual wage, dollars, #", "median annual wage, #", "median annual wage #"];

/// The table number of a sheet, `1.2` for `Table 1.2`, from its name or its title row.
fn table_number(preview: &Preview) -> Option<String> {
    let title = preview.rows.first().and_then(|row| row.first()).map(Value::text).unwrap_or_default();
    [title.as_str(), preview.sheet.as_str()].into_iter().find_map(|text| {
        let rest = text.trim().to_lowercase().strip_prefix("table ").map(str::to_owned)?;
        let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        number.contains('.').then(|| number.trim_end_matches('.').to_owned())
    })
}

/// The round in a title such as `... 2019 and projected 2029 ...` or `..., 2024–2034, ...`.
fn round_in(text: &str) -> Option<(u16, u16)> {
    let plain = text.replace(['–', '—'], "-");
    let mut years: Vec<u16> = Vec::new();
    let mut digits = String::new();
    for character in plain.chars().chain([' ']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        match digits.len() {
            4 => years.extend(digits.parse::<u16>().ok().filter(|year| (1990..=2100).contains(year))),
            2 => {
                // `2024-34`: the second year takes its century from the first.
                if let (Some(first), Ok(second)) = (years.last().copied(), digits.parse::<u16>()) {
                    years.push(first - first % 100 + second + if second < first % 100 { 100 } else { 0 });
                }
            }
            _ => {}
        }
        digits.clear();
    }
    // Titles of industry tables name an earlier year first: the last decade is the round.
    let projected = years.iter().rev().find(|year| years.contains(&(**year - 10)))?;
    Some((projected - 10, *projected))
}

/// Reads an occupation, industry, education or skills workbook of any round.
pub(crate) fn workbook(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let numbered: Vec<(String, &Preview)> =
        previews.iter().filter_map(|preview| Some((table_number(preview)?, preview))).collect();
    if numbered.is_empty() {
        return None;
    }
    let matrix =
        numbered.iter().flat_map(|(_, preview)| preview.rows.iter().take(3).flatten()).any(|value| {
            let text = normalise(&value.text());
            text.contains("national employment matrix") || text.contains("typical education needed for entry")
        });
    matrix.then(|| read(file, &numbered))
}

fn read(file: &mut InputFile, numbered: &[(String, &Preview)]) -> Result<Parsed, IngestError> {
    // Industry tables also print the decade before the base year.
    let texts = numbered.iter().flat_map(|(_, preview)| preview.rows.iter().take(2).flatten());
    let round = texts.filter_map(|value| round_in(&value.text())).max();
    // Education and skills workbooks may name the base year only.
    let base =
        numbered.iter().flat_map(|(_, preview)| preview.rows.iter().take(2).flatten()).find_map(|value| {
            let text = value.text();
            let year = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4)?;
            text.contains("National Employment Matrix").then(|| year.parse::<u16>().ok()).flatten()
        });
    let (base, projected) =
        round.or_else(|| base.map(|base| (base, base + 10))).ok_or_else(|| IngestError::Unrecognised {
            file: file.name.clone(),
            reason: "these are tables of the Employment Projections, but no title names the round".to_owned(),
        })?;
    let release = Release::ep(base, projected);
    let mut tables = Vec::new();
    let mut issues = Vec::new();
    for (number, preview) in numbered {
        let sheet = preview.sheet.as_str();
        match number.as_str() {
            "1.2" => {
                let (rows, doubts) = occupations(file, sheet, base)?;
                issues.extend(doubts);
                tables.push(Table::from_rows(&rows));
                if let Some(rows) = merged_education(file, preview)? {
                    tables.push(Table::from_rows(&rows));
                }
            }
            "1.10" => add(&mut tables, &mut issues, separations(file, sheet)?),
            "5.3" => add(&mut tables, &mut issues, attainment(file, sheet)?),
            "5.4" => add(&mut tables, &mut issues, education(file, sheet)?),
            "6.5" => {
                let (rows, doubts) = skills(file, sheet)?;
                issues.extend(doubts);
                tables.push(Table::from_rows(&rows.into_iter().flatten().collect::<Vec<_>>()));
            }
            "2.1" | "2.11" => {
                let (rows, doubts) = industries(file, sheet, number)?;
                issues.extend(doubts);
                tables.push(Table::from_rows(&rows));
            }
            _ => {}
        }
    }
    if tables.is_empty() {
        return Err(IngestError::MissingTable {
            file: file.name.clone(),
            table: "Table 1.2".to_owned(),
            reason: "none of the tables 1.2, 1.10, 2.1, 2.11, 5.3, 5.4, 6.5 is in the workbook".to_owned(),
        });
    }
    let tables = merge_same_names(tables);
    let period = release.version().to_string();
    Ok(Parsed {
        release,
        attribution: bls("Employment Projections", &period),
        reference_period: period,
        tables,
        issues,
    })
}

fn add<R: plumb_tables::Row>(
    tables: &mut Vec<Table>,
    issues: &mut Vec<RowIssue>,
    read: (Vec<R>, Vec<RowIssue>),
) {
    tables.push(Table::from_rows(&read.0));
    issues.extend(read.1);
}

/// Table 2.1 and 2.11 share one table; education of 1.2 gives way to that of 5.4.
fn merge_same_names(tables: Vec<Table>) -> Vec<Table> {
    let mut merged: Vec<Table> = Vec::new();
    for table in tables {
        match merged.iter_mut().find(|other| other.name == table.name) {
            Some(other) if table.name == <EpIndustryRow as plumb_tables::Row>::TABLE => {
                let both = [other.rows::<EpIndustryRow>(), table.rows::<EpIndustryRow>()];
                let rows: Vec<EpIndustryRow> = both.into_iter().flatten().flatten().collect();
                *other = Table::from_rows(&rows);
            }
            Some(other) => *other = table,
            None => merged.push(table),
        }
    }
    merged
}

/// Footnotes below a table have no code.
fn is_note(cells: &Cells<'_>, code: usize) -> bool {
    cells.is_empty(code)
}

fn line_item(cells: &Cells<'_>, wanted: usize) -> Result<bool, BadCell> {
    match cells.value(wanted).text().to_lowercase().as_str() {
        "line item" => Ok(true),
        "summary" => Ok(false),
        other => {
            Err(bad_row(format!("`{}` is neither `Line item` nor `Summary`", crate::value::short(other))))
        }
    }
}

fn occupations(file: &mut InputFile, sheet: &str, base: u16) -> Read<EpOccupationRow> {
    // The two employment columns have the same name once the years are abstracted, so they are taken by order.
    let columns = [
        TITLE,
        CODE,
        KIND,
        required(&["employment, #"]),
        required(&["employment change, numeric, #", "employment change, number, #"]),
        optional(&["employment change, percent, #"]),
        optional(&["percent self employed, #", "self employed, percent, #"]),
        optional(OPENINGS),
        optional(WAGE),
        optional(&["employment distribution, percent, #"]),
        optional(EDUCATION),
        optional(EXPERIENCE),
        optional(TRAINING),
        optional(&[
            "related occupational outlook handbook (ooh) content xlsx",
            "related occupational outlook handbook (ooh) content",
        ]),
    ];
    let top = top_wage(base);
    let (rows, issues) = read_rows(file, sheet, &columns, |cells| {
        if is_note(cells, 1) {
            return Ok(None);
        }
        let change = cells.number(4)?;
        let first = cells.number(3)?;
        Ok(Some(EpOccupationRow {
            occ_code: cells.code(1)?,
            occ_title: cells.text(0)?,
            line_item: line_item(cells, 2)?,
            employment_base_thousands: first,
            employment_projected_thousands: second_employment(cells, first, change)?,
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

/// The projected year's employment stands right of the base year's. It must equal base plus change
/// up to rounding, which proves that the right column was taken.
fn second_employment(cells: &Cells<'_>, base: f64, change: f64) -> Result<f64, BadCell> {
    let projected = cells.number_right_of(3, 1)?;
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

/// The education columns that rounds since 2023-33 carry in table 1.2.
fn merged_education(
    file: &mut InputFile,
    preview: &Preview,
) -> Result<Option<Vec<EpEducationRow>>, IngestError> {
    let columns = [CODE, required(EDUCATION), required(EXPERIENCE), required(TRAINING)];
    if !preview.rows.iter().any(|row| crate::header::Header::fits(row, &columns)) {
        return Ok(None);
    }
    // Its doubts are those of the occupations, which were read from the same rows.
    read_rows(file, &preview.sheet, &columns, |cells| education_row(cells, 0, [1, 2, 3]))
        .map(|(rows, _)| Some(rows))
}

fn education(file: &mut InputFile, sheet: &str) -> Read<EpEducationRow> {
    let ooh = optional(&["related occupational outlook handbook (ooh) content"]);
    let columns = [TITLE, CODE, required(EDUCATION), required(EXPERIENCE), required(TRAINING), ooh];
    read_rows(file, sheet, &columns, |cells| education_row(cells, 1, [2, 3, 4]))
}

fn attainment(file: &mut InputFile, sheet: &str) -> Read<EpAttainmentRow> {
    let columns = [
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
    read_rows(file, sheet, &columns, |cells| {
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

fn separations(file: &mut InputFile, sheet: &str) -> Read<EpSeparationsRow> {
    let columns = [
        TITLE,
        CODE,
        KIND,
        required(&["labor force exit rate, # annual average"]),
        required(&["occupational transfer rate, # annual average"]),
        required(&["labor force exits, # annual average"]),
        required(&["occupational transfers, # annual average"]),
        required(&["total occupational separations, # annual average"]),
        required(OPENINGS),
        // Known and not read: table 1.2 has them, or they are sums.
        optional(&["employment, #"]),
        optional(&["employment change, numeric, #"]),
        optional(&["employment change, percent, #"]),
        optional(&["total occupational separations rate, # annual average"]),
    ];
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

fn industries(file: &mut InputFile, sheet: &str, number: &str) -> Read<EpIndustryRow> {
    let columns = [
        required(&["industry sector", "# national employment matrix title", "industry"]),
        required(&["# naics", "# naics code", "# national employment matrix code"]),
        optional(&["industry type"]),
        required(&["employment, #"]),
        required(&["employment change, percent, #"]),
    ];
    // Table 2.1 prints an earlier year before base and projected year.
    let earlier = usize::from(number == "2.1");
    let (rows, _) = read_rows(file, sheet, &columns, |cells| {
        if cells.is_empty(1) {
            return Ok(None);
        }
        Ok(Some(EpIndustryRow {
            table: number.to_owned(),
            industry_code: cells.text(1)?,
            industry_title: cells.text(0)?,
            line_item: if cells.has(2) { Some(line_item(cells, 2)?) } else { None },
            employment_base_thousands: cells.number_right_of(3, earlier)?,
            employment_projected_thousands: cells.number_right_of(3, earlier + 1)?,
            employment_change_pct: cells.number_right_of(4, earlier)?,
        }))
    })?;
    Ok((rows, Vec::new()))
}

fn skills(file: &mut InputFile, sheet: &str) -> Read<Vec<EpSkillRow>> {
    let mut names: Vec<(usize, String)> = Vec::new();
    file.for_each_row(sheet, &mut |_, cells| {
        let code = cells.iter().position(|cell| CODE.names.contains(&normalise(&cell.text()).as_str()));
        let Some(code) = code else { return crate::input::NEXT };
        names = cells.iter().enumerate().skip(code + 1).map(|(at, cell)| (at, cell.text())).collect();
        names.retain(|(_, name)| !name.is_empty());
        crate::input::ENOUGH
    })?;
    let (rows, _) = read_rows(file, sheet, &[TITLE, CODE], |cells| {
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
    Ok((rows, Vec::new()))
}

/// Reads an export of the National Employment Matrix for one industry.
pub(crate) fn matrix(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["occupation title"]),
        required(&["occupation code"]),
        required(&["occupation type"]),
        required(&["# employment"]),
        required(&["projected # employment"]),
        required(&["# percent of industry"]),
        required(&["# percent of occupation"]),
        optional(&["projected # percent of industry"]),
        optional(&["projected # percent of occupation"]),
        optional(&["employment change, #"]),
        optional(&["employment percent change, #"]),
        optional(&["occupation sort"]),
        optional(&["display level"]),
    ];
    let header = previews.first()?.rows.first()?.clone();
    if !crate::header::Header::fits(&header, &columns) {
        return None;
    }
    Some(read_matrix(file, &columns, &header))
}

fn read_matrix(file: &mut InputFile, columns: &[Wanted], header: &[Value]) -> Result<Parsed, IngestError> {
    let unrecognised =
        |reason: &str| IngestError::Unrecognised { file: file.name.clone(), reason: reason.to_owned() };
    let (base, projected) = header
        .iter()
        .find_map(|cell| round_in(&cell.text()))
        .ok_or_else(|| unrecognised("the header does not name the round"))?;
    // The export says only in its name which industry it is.
    let industry_code = file
        .name
        .rsplit_once("IND_")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|code| !code.is_empty())
        .ok_or_else(|| {
            unrecognised("nothing says which industry this is; keep the name `..._IND_<code>.csv`")
        })?;
    let (rows, mut issues) = read_rows(file, "", columns, |cells| {
        Ok(Some(EpMatrixRow {
            industry_code: industry_code.clone(),
            occ_code: cells.code(1)?,
            occ_title: cells.text(0)?,
            line_item: line_item(cells, 2)?,
            employment_base_thousands: cells.optional_number(3)?,
            employment_projected_thousands: cells.optional_number(4)?,
            percent_of_industry_pct: cells.optional_number(5)?,
            percent_of_occupation_pct: cells.optional_number(6)?,
        }))
    })?;
    issues.push(RowIssue {
        file: file.name.clone(),
        sheet: None,
        row: 1,
        column: None,
        reason: format!("no cell names the industry; {industry_code} is concluded from the name of the file"),
    });
    let release = Release::ep(base, projected);
    let period = release.version().to_string();
    let attribution = bls("Employment Projections, National Employment Matrix", &period);
    Ok(Parsed {
        release,
        reference_period: period,
        attribution,
        tables: vec![Table::from_rows(&rows)],
        issues,
    })
}
