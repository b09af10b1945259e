//! Employment Projections: workbooks of numbered tables whose headers carry the round's years.

mod matrix;
mod tables;

use plumb_codes::{Release, ReleaseVersion, Source};
use plumb_tables::schema::ep::EpIndustryRow;
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::header::{header_in, normalise};
use crate::input::{InputFile, Preview};
use crate::source::{Parsed, bls};
use crate::value::Value;
pub(crate) use matrix::matrix;

/// A round: base year and projected year.
type Round = (u16, u16);

/// What a sheet holds; a sheet may hold several, since rounds have merged tables.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Occupations,
    Separations,
    Attainment,
    Education,
    Skills,
    /// Table 2.1 or 2.11.
    Industries(String),
}

/// The table number of a sheet, `1.2` for `Table 1.2`, from its title or its name. An index lists many.
fn table_number(preview: &Preview) -> Option<String> {
    let firsts = preview.rows.iter().filter_map(|row| row.iter().find(|value| !value.is_empty()));
    let titles: Vec<String> = firsts.filter_map(|value| number_in(&value.text())).collect();
    match titles.as_slice() {
        [] => number_in(&preview.sheet),
        [title] => Some(title.clone()),
        _ => None,
    }
}

fn number_in(title: &str) -> Option<String> {
    let rest = title.trim().to_lowercase().strip_prefix("table ").map(str::to_owned)?;
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    number.contains('.').then(|| number.trim_end_matches('.').to_owned())
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

/// What a sheet holds, by its number; where it has none, by its columns.
fn contents(preview: &Preview) -> Vec<Content> {
    let has = |columns: &[crate::header::Wanted]| header_in(&preview.rows, columns).is_some();
    match table_number(preview).as_deref() {
        Some("1.2") => {
            let merged = [
                (has(&tables::SEPARATIONS), Content::Separations),
                (has(&tables::EDUCATION_MERGED), Content::Education),
            ];
            let merged = merged.into_iter().filter_map(|(there, content)| there.then_some(content));
            std::iter::once(Content::Occupations).chain(merged).collect()
        }
        Some("1.10") => vec![Content::Separations],
        Some("5.3") => vec![Content::Attainment],
        Some("5.4") => vec![Content::Education],
        Some("6.5") => vec![Content::Skills],
        Some(number @ ("2.1" | "2.11")) => vec![Content::Industries(number.to_owned())],
        Some(_) => Vec::new(),
        None => {
            let separations = has(&tables::SEPARATIONS);
            // Table 1.10 repeats the employment of table 1.2; what only 1.2 has tells them apart.
            let occupations = has(&tables::OCCUPATIONS) && (!separations || has(&tables::ONLY_OCCUPATIONS));
            [
                (occupations, Content::Occupations),
                (separations, Content::Separations),
                (has(&tables::ATTAINMENT), Content::Attainment),
                (has(&tables::EDUCATION_MERGED), Content::Education),
            ]
            .into_iter()
            .filter_map(|(there, content)| there.then_some(content))
            .collect()
        }
    }
}

/// Reads an occupation, industry, education or skills workbook of any round.
pub(crate) fn workbook(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let is_matrix = |preview: &Preview| {
        preview.rows.iter().take(4).flatten().any(|value| {
            let text = normalise(&value.text());
            text.contains("national employment matrix") || text.contains("typical education needed for entry")
        })
    };
    let numbered = previews.iter().any(|preview| table_number(preview).is_some());
    let own = previews.iter().any(is_matrix)
        && (numbered || previews.iter().any(|preview| !contents(preview).is_empty()));
    own.then(|| read(file, previews))
}

/// The round that the sheets print, in titles or over their columns.
fn printed_round(previews: &[Preview]) -> Option<Round> {
    let sheets =
        || previews.iter().filter(|preview| table_number(preview).is_some() || !contents(preview).is_empty());
    // Industry tables also print the decade before the base year: the latest is the round.
    let texts = sheets().flat_map(|preview| preview.rows.iter().take(4).flatten());
    if let Some(round) = texts.filter_map(|value| round_in(&value.text())).max() {
        return Some(round);
    }
    // `Employment, 2024` and `Employment, 2034` in two cells.
    let rows = sheets().flat_map(|preview| preview.rows.iter().take(4));
    let joined = rows.map(|row| row.iter().map(Value::text).collect::<Vec<_>>().join(" | "));
    if let Some(round) = joined.filter_map(|row| round_in(&row)).max() {
        return Some(round);
    }
    // Education and skills workbooks may name the base year only.
    sheets().flat_map(|preview| preview.rows.iter().take(4).flatten()).find_map(|value| {
        let text = value.text();
        let year = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4)?;
        let base = text.contains("National Employment Matrix").then(|| year.parse::<u16>().ok()).flatten()?;
        Some((base, base + 10))
    })
}

/// The round, from the sheets or, where they do not say, from the caller.
fn round_of(file: &InputFile, previews: &[Preview]) -> Result<Round, IngestError> {
    let given = file.context.release.filter(|release| release.source() == Source::Ep);
    let given = given.and_then(|release| match release.version() {
        ReleaseVersion::Round(base, projected) => Some((base, projected)),
        _ => None,
    });
    let refuse = |reason: String, remedy: &str| {
        Err(IngestError::Release { file: file.name.clone(), reason, remedy: remedy.to_owned() })
    };
    match (printed_round(previews), given) {
        (Some(printed), Some(given)) if printed != given => refuse(
            format!("its sheets say {}-{}, `--release` says {}-{}", printed.0, printed.1, given.0, given.1),
            "",
        ),
        (Some(round), _) | (None, Some(round)) => Ok(round),
        (None, None) => refuse(
            "these are tables of the Employment Projections, but no title and no header names the round"
                .to_owned(),
            "--release ep/2024-34",
        ),
    }
}

fn read(file: &mut InputFile, previews: &[Preview]) -> Result<Parsed, IngestError> {
    let round = round_of(file, previews)?;
    let release = Release::ep(round.0, round.1);
    let mut found = Vec::new();
    let mut issues = Vec::new();
    for preview in previews {
        let sheet = preview.sheet.as_str();
        for content in contents(preview) {
            match content {
                Content::Occupations => {
                    add(&mut found, &mut issues, tables::occupations(file, sheet, round)?);
                }
                Content::Separations => add(&mut found, &mut issues, tables::separations(file, sheet)?),
                Content::Attainment => add(&mut found, &mut issues, tables::attainment(file, sheet)?),
                Content::Education => {
                    let (rows, doubts) = tables::education(file, sheet)?;
                    // Where it is merged, its doubts are those of the occupations, read from the same rows.
                    let doubts = if contents(preview).len() > 1 { Vec::new() } else { doubts };
                    add(&mut found, &mut issues, (rows, doubts));
                }
                Content::Skills => {
                    let (rows, doubts) = tables::skills(file, sheet)?;
                    add(&mut found, &mut issues, (rows.into_iter().flatten().collect(), doubts));
                }
                Content::Industries(number) => {
                    add(&mut found, &mut issues, tables::industries(file, sheet, &number, round)?);
                }
            }
        }
    }
    if found.is_empty() {
        return Err(IngestError::MissingTable {
            file: file.name.clone(),
            table: "Table 1.2".to_owned(),
            reason: "none of the tables 1.2, 1.10, 2.1, 2.11, 5.3, 5.4, 6.5 is in the workbook".to_owned(),
        });
    }
    let period = release.version().to_string();
    Ok(Parsed {
        release,
        attribution: bls("Employment Projections", &period),
        reference_period: period,
        tables: merge_same_names(found),
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
