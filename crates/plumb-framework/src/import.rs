//! Turns the steward's published sheets into an edition's tables, and reports everything that does not fit.
//! Pure: rows in, tables and anomalies out.

mod compare;
mod place;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plumb_codes::{Cip2020, Naics2022, OnetSoc2019, Soc2018, composites};

use crate::edition::{Edition, IndustryRow, OccupationCode, OccupationRow, Placement, ProgramRow, Published};
use crate::error::FrameworkError;

/// One row of a published sheet as text; columns that the sheet does not have are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetRow {
    /// The workbook or listing.
    pub file: String,
    /// The sheet; empty for text files.
    pub sheet: String,
    /// The row as a person counts it, from 1.
    pub row: usize,
    /// SOC or O*NET-SOC code.
    pub soc_code: Option<String>,
    /// CIP code.
    pub cip_code: Option<String>,
    /// NAICS codes, several joined by commas.
    pub naics: Option<String>,
    /// `Yes` or `No` in wide sheets.
    pub interdisciplinary: Option<String>,
    /// Cluster names: one in long sheets, several in wide ones.
    pub clusters: Vec<String>,
    /// Sub-cluster or pathway name.
    pub sub_cluster: Option<String>,
}

/// What an anomaly is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// A cluster name that the edition does not have; the row is left out.
    UnknownCluster,
    /// A sub-cluster name that its cluster does not have; the row is left out.
    UnknownSubCluster,
    /// A name in another spelling than the edition's; folded.
    NameVariant,
    /// A code that is none; the row is left out.
    UnknownCode,
    /// A marker for "no match" in place of a code; the row is left out.
    NoMatch,
    /// A composite code that stands for several occupations; expanded.
    Composite,
    /// The same row twice; kept once.
    Duplicate,
    /// Two workbooks, or two sheets of one, say different things.
    Disagreement,
    /// A sub-cluster that no row of a table names.
    WithoutRows,
}

/// Something in the published sheets that a steward should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomaly {
    /// What it is about.
    pub kind: AnomalyKind,
    /// The workbook; empty where no single one is to blame.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// The row, from 1; 0 where no single one is to blame.
    pub row: usize,
    /// The code or name.
    pub subject: String,
    /// What was found and what was done.
    pub detail: String,
}

/// An edition's tables with what was met on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The edition with its new tables.
    pub edition: Edition,
    /// Everything that does not fit, sorted.
    pub anomalies: Vec<Anomaly>,
}

impl fmt::Display for AnomalyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::UnknownCluster => "unknown-cluster",
            Self::UnknownSubCluster => "unknown-sub-cluster",
            Self::NameVariant => "name-variant",
            Self::UnknownCode => "unknown-code",
            Self::NoMatch => "no-match",
            Self::Composite => "composite",
            Self::Duplicate => "duplicate",
            Self::Disagreement => "disagreement",
            Self::WithoutRows => "without-rows",
        })
    }
}

/// What publishers print in place of a code where nothing matches.
pub(crate) const NO_MATCH: [&str; 2] = ["99.9999", "99-9999"];

/// What the long sheets say, each with the row that says it first.
#[derive(Default)]
pub(crate) struct Sheets<'a> {
    pub(crate) occupations: BTreeMap<OccupationRow, &'a SheetRow>,
    pub(crate) industries: BTreeMap<IndustryRow, &'a SheetRow>,
    pub(crate) programs: BTreeMap<ProgramRow, &'a SheetRow>,
    /// From the sheet that joins SOC and CIP.
    pub(crate) joined_occupations: BTreeMap<(OccupationCode, Placement), &'a SheetRow>,
    pub(crate) joined_programs: BTreeMap<(Cip2020, Placement), &'a SheetRow>,
    pub(crate) joined_industries: BTreeMap<(Naics2022, usize), &'a SheetRow>,
}

/// Builds an edition's tables from published rows. The edition gives names and ids; a table for which
/// no rows come is empty.
///
/// # Errors
/// No row at all names a cluster of the edition: the rows belong to another one.
pub fn import(edition: &Edition, rows: &[SheetRow]) -> Result<Imported, FrameworkError> {
    let mut anomalies: BTreeSet<Anomaly> = BTreeSet::new();
    let mut sheets = Sheets::default();
    let mut understood = 0;
    for row in rows.iter().filter(|row| row.sub_cluster.is_some()) {
        let placements = place::placements(edition, row, &mut anomalies);
        understood += placements.len();
        for placement in placements {
            add(&mut sheets, row, placement, &mut anomalies);
        }
    }
    if understood == 0 {
        return Err(FrameworkError::Import {
            file: rows.first().map_or_else(String::new, |row| row.file.clone()),
            reason: format!("no row names a cluster and sub-cluster of `{}`", edition.id),
        });
    }
    compare::wide_sheets(edition, rows, &sheets, &mut anomalies);
    compare::joined_sheet(edition, &sheets, &mut anomalies);
    let published = Published {
        occupations: sheets.occupations.into_keys().collect(),
        industries: sheets.industries.into_keys().collect(),
        programs: sheets.programs.into_keys().collect(),
    };
    let edition = Edition { published, ..edition.clone() };
    without_rows(&edition, &mut anomalies);
    Ok(Imported { edition, anomalies: anomalies.into_iter().collect() })
}

/// Files one row under the tables it speaks of.
fn add<'a>(
    sheets: &mut Sheets<'a>,
    row: &'a SheetRow,
    placement: Placement,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    let occupations =
        row.soc_code.as_deref().map(|code| occupation_codes(row, code, anomalies)).unwrap_or_default();
    let program = row.cip_code.as_deref().and_then(|code| program_code(row, code, anomalies));
    let industries =
        row.naics.as_deref().map(|codes| industry_codes(row, codes, anomalies)).unwrap_or_default();
    if row.soc_code.is_some() && row.cip_code.is_some() {
        // The joined sheet repeats each of its parts with every other by design.
        for (code, _) in occupations {
            sheets.joined_occupations.entry((code, placement)).or_insert(row);
        }
        if let Some(code) = program {
            sheets.joined_programs.entry((code, placement)).or_insert(row);
        }
        for code in industries {
            sheets.joined_industries.entry((code, placement.cluster)).or_insert(row);
        }
        return;
    }
    for (code, published_code) in occupations {
        let new = OccupationRow { code, published_code, placement };
        keep_once(&mut sheets.occupations, new, &code.to_string(), row, anomalies);
    }
    if let Some(code) = program {
        keep_once(&mut sheets.programs, ProgramRow { code, placement }, &code.to_string(), row, anomalies);
    }
    for code in industries {
        keep_once(&mut sheets.industries, IndustryRow { code, placement }, &code.to_string(), row, anomalies);
    }
}

/// Keeps a row, and reports it where it stands already.
fn keep_once<'a, R: Ord>(
    table: &mut BTreeMap<R, &'a SheetRow>,
    new: R,
    code: &str,
    row: &'a SheetRow,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    match table.entry(new) {
        Entry::Vacant(free) => {
            free.insert(row);
        }
        Entry::Occupied(earlier) => {
            let detail = format!("the row stands already in {}; it is kept once", place_of(earlier.get()));
            anomalies.insert(anomaly(AnomalyKind::Duplicate, row, code, &detail));
        }
    }
}

/// Workbook, sheet and row in words.
pub(crate) fn place_of(row: &SheetRow) -> String {
    if row.sheet.is_empty() {
        format!("{}, row {}", row.file, row.row)
    } else {
        format!("{}, sheet {}, row {}", row.file, row.sheet, row.row)
    }
}

/// The occupations that a printed code stands for, each with the printed code.
fn occupation_codes(
    row: &SheetRow,
    printed: &str,
    anomalies: &mut BTreeSet<Anomaly>,
) -> Vec<(OccupationCode, String)> {
    if let Some(composite) = composites().iter().find(|composite| composite.published == printed) {
        let members = composite.members.join(", ");
        anomalies.insert(anomaly(
            AnomalyKind::Composite,
            row,
            printed,
            &format!("stands for {members}; expanded"),
        ));
        let codes = composite.members.iter().filter_map(|member| member.parse::<Soc2018>().ok());
        return codes.map(|code| (OccupationCode::Soc2018(code), printed.to_owned())).collect();
    }
    let code = if printed.contains('.') {
        printed.parse::<OnetSoc2019>().map(OccupationCode::OnetSoc2019)
    } else {
        printed.parse::<Soc2018>().map(OccupationCode::Soc2018)
    };
    match code {
        Ok(code) => vec![(code, printed.to_owned())],
        Err(error) => {
            unknown_code(row, printed, &error.to_string(), anomalies);
            Vec::new()
        }
    }
}

fn program_code(row: &SheetRow, printed: &str, anomalies: &mut BTreeSet<Anomaly>) -> Option<Cip2020> {
    match printed.parse::<Cip2020>() {
        Ok(code) => Some(code),
        Err(error) => {
            unknown_code(row, printed, &error.to_string(), anomalies);
            None
        }
    }
}

fn industry_codes(row: &SheetRow, printed: &str, anomalies: &mut BTreeSet<Anomaly>) -> Vec<Naics2022> {
    let mut codes = Vec::new();
    for part in printed.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match part.parse::<Naics2022>() {
            Ok(code) => codes.push(code),
            Err(error) => unknown_code(row, part, &error.to_string(), anomalies),
        }
    }
    codes
}

fn unknown_code(row: &SheetRow, printed: &str, reason: &str, anomalies: &mut BTreeSet<Anomaly>) {
    let marker = NO_MATCH.contains(&printed);
    let kind = if marker { AnomalyKind::NoMatch } else { AnomalyKind::UnknownCode };
    anomalies.insert(anomaly(kind, row, printed, &format!("{reason}; the row is left out")));
}

pub(crate) fn anomaly(kind: AnomalyKind, row: &SheetRow, subject: &str, detail: &str) -> Anomaly {
    Anomaly {
        kind,
        file: row.file.clone(),
        sheet: row.sheet.clone(),
        row: row.row,
        subject: subject.to_owned(),
        detail: detail.to_owned(),
    }
}

/// Sub-clusters that a table with rows does not name.
fn without_rows(edition: &Edition, anomalies: &mut BTreeSet<Anomaly>) {
    let published = &edition.published;
    let named: BTreeMap<&str, BTreeSet<usize>> = [
        ("occupations", published.occupations.iter().filter_map(|row| row.placement.sub_cluster).collect()),
        ("industries", published.industries.iter().filter_map(|row| row.placement.sub_cluster).collect()),
        ("programs", published.programs.iter().filter_map(|row| row.placement.sub_cluster).collect()),
    ]
    .into();
    for (table, named) in named.into_iter().filter(|(_, named)| !named.is_empty()) {
        for (position, sub) in edition.sub_clusters.iter().enumerate() {
            if !named.contains(&position) {
                anomalies.insert(Anomaly {
                    kind: AnomalyKind::WithoutRows,
                    file: String::new(),
                    sheet: String::new(),
                    row: 0,
                    subject: sub.name.clone(),
                    detail: format!("no row of the {table} names it"),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
