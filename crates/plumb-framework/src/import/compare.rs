//! The workbooks against each other, and the sheets of one workbook against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::edition::{Edition, Placement};
use crate::import::{Anomaly, AnomalyKind, NO_MATCH, SheetRow, Sheets, anomaly, place_of};

/// What a long sheet says about one printed code.
struct Long<'a> {
    clusters: BTreeSet<usize>,
    first: &'a SheetRow,
}

/// Wide sheets name the clusters of a code in one row and say whether there are several. A code that stands in one of
/// the two sheets only is reported too, where there are both.
pub(crate) fn wide_sheets(
    edition: &Edition,
    rows: &[SheetRow],
    sheets: &Sheets<'_>,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    // By code system: an occupation's code never looks like a program's.
    let mut occupations: BTreeMap<&str, Long<'_>> = BTreeMap::new();
    for (row, &first) in &sheets.occupations {
        let long = Long { clusters: BTreeSet::new(), first };
        let long = occupations.entry(row.published_code.as_str()).or_insert(long);
        long.clusters.insert(row.placement.cluster);
        keep_first(&mut long.first, first);
    }
    let printed: Vec<(String, usize, &SheetRow)> = sheets
        .programs
        .iter()
        .map(|(row, &first)| (row.code.to_string(), row.placement.cluster, first))
        .collect();
    let mut programs: BTreeMap<&str, Long<'_>> = BTreeMap::new();
    for (code, cluster, first) in &printed {
        let long = programs.entry(code).or_insert(Long { clusters: BTreeSet::new(), first });
        long.clusters.insert(*cluster);
        keep_first(&mut long.first, first);
    }
    let wide = rows.iter().filter(|row| row.sub_cluster.is_none() && row.interdisciplinary.is_some());
    let (mut wide_occupations, mut wide_programs) = (BTreeSet::new(), BTreeSet::new());
    let mut rows_of_sheets = BTreeSet::new();
    for row in wide {
        let (code, long, seen) = match (row.soc_code.as_deref(), row.cip_code.as_deref()) {
            (Some(code), _) => (code, &occupations, &mut wide_occupations),
            (None, Some(code)) => (code, &programs, &mut wide_programs),
            (None, None) => continue,
        };
        // A marker for "no match" is no code; the long sheet reports it.
        if NO_MATCH.contains(&code) {
            continue;
        }
        seen.insert(code);
        // A workbook has several wide sheets: of all codes, and of those with one cluster or with several.
        if !rows_of_sheets.insert((row.file.as_str(), row.sheet.as_str(), code)) {
            let detail = "this sheet has the code twice";
            anomalies.insert(anomaly(AnomalyKind::Duplicate, row, code, detail));
        }
        wide_row(edition, row, code, long, anomalies);
    }
    for (wide, long) in [(wide_occupations, occupations), (wide_programs, programs)] {
        if wide.is_empty() {
            continue;
        }
        for (code, Long { clusters, first }) in long.into_iter().filter(|(code, _)| !wide.contains(code)) {
            let detail =
                format!("stands in this long sheet under {} and in no wide one", list(edition, &clusters));
            anomalies.insert(anomaly(AnomalyKind::Disagreement, first, code, &detail));
        }
    }
}

/// Tables are sorted by code; of several rows about a code the one that a reader meets first is named.
fn keep_first<'a>(first: &mut &'a SheetRow, other: &'a SheetRow) {
    if (&other.file, &other.sheet, other.row) < (&first.file, &first.sheet, first.row) {
        *first = other;
    }
}

fn wide_row(
    edition: &Edition,
    row: &SheetRow,
    code: &str,
    long: &BTreeMap<&str, Long<'_>>,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    let wide: BTreeSet<usize> = row.clusters.iter().filter_map(|name| edition.find_cluster(name)).collect();
    let mut disagreement = |detail: &str| {
        anomalies.insert(anomaly(AnomalyKind::Disagreement, row, code, detail));
    };
    match long.get(code) {
        Some(long) if long.clusters != wide => disagreement(&format!(
            "this sheet has {}, the long sheet has {} ({})",
            list(edition, &wide),
            list(edition, &long.clusters),
            place_of(long.first)
        )),
        Some(_) => {}
        None if long.is_empty() => {}
        None => disagreement(&format!(
            "stands in this wide sheet under {} and in no long one",
            list(edition, &wide)
        )),
    }
    let printed = row.interdisciplinary.as_deref().unwrap_or_default();
    if printed.eq_ignore_ascii_case("yes") != (wide.len() > 1) {
        disagreement(&format!("`{printed}` beside {} clusters", wide.len()));
    }
}

fn list(edition: &Edition, clusters: &BTreeSet<usize>) -> String {
    let names: Vec<&str> = clusters.iter().map(|&cluster| edition.clusters[cluster].name.as_str()).collect();
    if names.is_empty() { "no cluster".to_owned() } else { names.join("; ") }
}

/// The sheet that joins SOC, CIP and NAICS against the three workbooks of one system each.
pub(crate) fn joined_sheet(edition: &Edition, sheets: &Sheets<'_>, anomalies: &mut BTreeSet<Anomaly>) {
    let place = |placement: &Placement| edition.placement_name(*placement);
    let cluster = |cluster: &usize| edition.clusters[*cluster].name.clone();
    let occupations = sheets.occupations.iter().map(|(row, &at)| ((row.code, row.placement), at));
    differences("SOC", &first_rows(occupations), &sheets.joined_occupations, place, anomalies);
    let programs = sheets.programs.iter().map(|(row, &at)| ((row.code, row.placement), at));
    differences("CIP", &first_rows(programs), &sheets.joined_programs, place, anomalies);
    let industries = sheets.industries.iter().map(|(row, &at)| ((row.code, row.placement.cluster), at));
    differences("NAICS", &first_rows(industries), &sheets.joined_industries, cluster, anomalies);
}

fn first_rows<'a, K: Ord>(rows: impl Iterator<Item = (K, &'a SheetRow)>) -> BTreeMap<K, &'a SheetRow> {
    let mut firsts: BTreeMap<K, &SheetRow> = BTreeMap::new();
    for (key, row) in rows {
        keep_first(firsts.entry(key).or_insert(row), row);
    }
    firsts
}

/// Each disagreement is reported at the row that stands alone, and names the workbook that has nothing like it.
fn differences<Code: Ord + std::fmt::Display, Place: Ord>(
    system: &str,
    own: &BTreeMap<(Code, Place), &SheetRow>,
    joined: &BTreeMap<(Code, Place), &SheetRow>,
    name: impl Fn(&Place) -> String,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    let (Some(own_file), Some(joined_file)) = (file_of(own), file_of(joined)) else { return };
    let mut report = |(code, place): &(Code, Place), row: &SheetRow, missing: &str| {
        let detail = format!("{} stands here and not in {missing}", name(place));
        anomalies.insert(anomaly(AnomalyKind::Disagreement, row, &code.to_string(), &detail));
    };
    for (key, row) in own.iter().filter(|(key, _)| !joined.contains_key(key)) {
        report(key, row, &format!("the full workbook, {joined_file}"));
    }
    for (key, row) in joined.iter().filter(|(key, _)| !own.contains_key(key)) {
        report(key, row, &format!("the {system} workbook, {own_file}"));
    }
}

fn file_of<'a, K>(rows: &BTreeMap<K, &'a SheetRow>) -> Option<&'a str> {
    rows.values().next().map(|row| row.file.as_str())
}
