//! The workbooks against each other, and the sheets of one workbook against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::edition::{Edition, OccupationCode, Placement};
use crate::import::{Anomaly, AnomalyKind, SheetRow, Sheets, anomaly};

/// Wide sheets name the clusters of a code in one row and say whether there are several.
pub(crate) fn wide_sheets(
    edition: &Edition,
    rows: &[SheetRow],
    sheets: &Sheets,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    let mut long: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for row in &sheets.occupations {
        long.entry(row.published_code.clone()).or_default().insert(row.placement.cluster);
    }
    for row in &sheets.programs {
        long.entry(row.code.to_string()).or_default().insert(row.placement.cluster);
    }
    for row in rows.iter().filter(|row| row.sub_cluster.is_none() && row.interdisciplinary.is_some()) {
        let Some(code) = row.soc_code.as_ref().or(row.cip_code.as_ref()) else { continue };
        let wide: BTreeSet<usize> =
            row.clusters.iter().filter_map(|name| edition.find_cluster(name)).collect();
        if let Some(long) = long.get(code)
            && *long != wide
        {
            let detail = format!(
                "this sheet has {}, the long sheet has {}",
                list(edition, &wide),
                list(edition, long)
            );
            anomalies.insert(anomaly(AnomalyKind::Disagreement, row, code, &detail));
        }
        let says = row.interdisciplinary.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("yes"));
        if says != (wide.len() > 1) {
            let detail = format!(
                "`{}` beside {} clusters",
                row.interdisciplinary.as_deref().unwrap_or_default(),
                wide.len()
            );
            anomalies.insert(anomaly(AnomalyKind::Disagreement, row, code, &detail));
        }
    }
}

fn list(edition: &Edition, clusters: &BTreeSet<usize>) -> String {
    let names: Vec<&str> = clusters.iter().map(|&cluster| edition.clusters[cluster].name.as_str()).collect();
    if names.is_empty() { "no cluster".to_owned() } else { names.join("; ") }
}

/// The sheet that joins SOC, CIP and NAICS against the three workbooks of one system each.
pub(crate) fn joined_sheet(edition: &Edition, sheets: &Sheets, anomalies: &mut BTreeSet<Anomaly>) {
    let occupations: BTreeSet<(OccupationCode, Placement)> =
        sheets.occupations.iter().map(|row| (row.code, row.placement)).collect();
    let programs = sheets.programs.iter().map(|row| (row.code, row.placement)).collect();
    let industries = sheets.industries.iter().map(|row| (row.code, row.placement.cluster)).collect();
    let place = |placement: &Placement| edition.placement_name(*placement);
    let cluster = |cluster: &usize| edition.clusters[*cluster].name.clone();
    differences("SOC", &occupations, &sheets.joined_occupations, place, anomalies);
    differences("CIP", &programs, &sheets.joined_programs, place, anomalies);
    differences("NAICS", &industries, &sheets.joined_industries, cluster, anomalies);
}

fn differences<Code: Ord + std::fmt::Display, Place: Ord>(
    system: &str,
    own: &BTreeSet<(Code, Place)>,
    joined: &BTreeSet<(Code, Place)>,
    name: impl Fn(&Place) -> String,
    anomalies: &mut BTreeSet<Anomaly>,
) {
    if own.is_empty() || joined.is_empty() {
        return;
    }
    let mut report = |(code, place): &(Code, Place), only: &str| {
        anomalies.insert(Anomaly {
            kind: AnomalyKind::Disagreement,
            file: String::new(),
            sheet: String::new(),
            row: 0,
            subject: code.to_string(),
            detail: format!("{} stands only in {only}", name(place)),
        });
    };
    for row in own.difference(joined) {
        report(row, &format!("the {system} workbook, not in the full one"));
    }
    for row in joined.difference(own) {
        report(row, &format!("the full workbook, not in the {system} one"));
    }
}
