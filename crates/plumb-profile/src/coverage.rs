//! Coverage both ways: what the data has and the framework does not, and the other way round.
//!
//! Findings: `not_assigned`, `in_review`, `not_in_taxonomy`, `not_in_oews`, `not_in_projections`,
//! `not_placed`, `employment_withheld`, `no_occupations`, `never_primary`, `no_industry_sector`,
//! `no_cluster`, `several_clusters`. Each is stated, none is repaired.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Naics2022, OewsOccCode, OnetSoc2019, Soc2018};

use crate::figures::{Material, carried};
use crate::layout::EditionLayout;
use crate::places::{Places, Scope, occupations_in};
use crate::tables::CoverageRow;

/// The two-digit sectors of NAICS 2022.
const SECTORS: [&str; 20] = [
    "11", "21", "22", "23", "31-33", "42", "44-45", "48-49", "51", "52", "53", "54", "55", "56", "61", "62",
    "71", "72", "81", "92",
];

/// What coverage is checked over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subjects<'a> {
    pub(crate) layout: &'a EditionLayout,
    pub(crate) places: &'a Places,
    /// Detailed occupations of SOC 2018 with their titles.
    pub(crate) taxonomy: &'a BTreeMap<Soc2018, String>,
    pub(crate) review: &'a BTreeSet<Soc2018>,
    /// O*NET-SOC occupations with their titles, and whether each is placed.
    pub(crate) onet: &'a BTreeMap<OnetSoc2019, (String, bool)>,
}

/// All findings, sorted by subject kind, code and finding.
pub(crate) fn coverage(subjects: Subjects<'_>, material: &Material<'_>) -> Vec<CoverageRow> {
    let mut rows = Vec::new();
    occupations(subjects, material, &mut rows);
    onet_occupations(subjects, &mut rows);
    lines(subjects, material, &mut rows);
    framework(subjects, &mut rows);
    industries(subjects.layout, &mut rows);
    rows.sort_by(|left, right| {
        (&left.subject_kind, &left.code, &left.finding).cmp(&(
            &right.subject_kind,
            &right.code,
            &right.finding,
        ))
    });
    rows
}

fn row(kind: &str, code: String, title: &str, finding: &str, detail: String) -> CoverageRow {
    CoverageRow {
        subject_kind: kind.to_owned(),
        code,
        title: title.to_owned(),
        finding: finding.to_owned(),
        detail,
        employment_jobs: None,
        engine_place: None,
        engine_confidence: None,
    }
}

fn occupations(subjects: Subjects<'_>, material: &Material<'_>, rows: &mut Vec<CoverageRow>) {
    let jobs: BTreeMap<OewsOccCode, i64> =
        material.oews.iter().map(|line| (line.code, line.published_jobs())).collect();
    let in_oews = carried(material.oews.iter().map(|line| line.code));
    let in_projections = carried(material.projections.iter().map(|line| line.code));
    for (&soc, title) in subjects.taxonomy {
        let mut find = |finding: &str, detail: &str, with_jobs: bool| {
            let mut row = row("soc_occupation", soc.to_string(), title, finding, detail.to_owned());
            row.employment_jobs = jobs.get(&OewsOccCode::carrying(soc)).copied().filter(|_| with_jobs);
            rows.push(row);
        };
        if subjects.review.contains(&soc) {
            find("in_review", "waits for a person to decide", true);
        } else if !subjects.places.contains_key(&soc) {
            find("not_assigned", "no published row and no proposal", true);
        }
        if !material.oews.is_empty() && !in_oews.contains(&soc) {
            find("not_in_oews", "OEWS publishes no line that carries it", false);
        }
        if !material.projections.is_empty() && !in_projections.contains(&soc) {
            find("not_in_projections", "the Employment Projections have no line that carries it", false);
        }
    }
    for soc in subjects.places.keys().filter(|soc| !subjects.taxonomy.contains_key(soc)) {
        let detail = "assigned, but not a detailed occupation of SOC 2018".to_owned();
        rows.push(row("soc_occupation", soc.to_string(), "", "not_in_taxonomy", detail));
    }
}

fn onet_occupations(subjects: Subjects<'_>, rows: &mut Vec<CoverageRow>) {
    for (code, (title, _)) in subjects.onet.iter().filter(|(_, (_, placed))| !placed) {
        let detail = "no single SOC 2018 occupation with a place stands behind it".to_owned();
        rows.push(row("onet_occupation", code.to_string(), title, "not_assigned", detail));
    }
}

fn lines(subjects: Subjects<'_>, material: &Material<'_>, rows: &mut Vec<CoverageRow>) {
    let known = |code: OewsOccCode| code.stands_for().iter().all(|soc| subjects.taxonomy.contains_key(soc));
    for line in &material.oews {
        let code = || line.code.to_string();
        let left = line.jobs_not_placed();
        if line.parts.iter().any(|part| part.slot.is_none()) {
            let detail = format!("{left} of its {} jobs have no place", line.published_jobs());
            let mut row = row("oews_occupation", code(), &line.title, "not_placed", detail);
            row.employment_jobs = Some(left);
            rows.push(row);
        }
        if line.employment.value().is_none() {
            let detail = "the publisher withheld its employment; it counts as nothing".to_owned();
            rows.push(row("oews_occupation", code(), &line.title, "employment_withheld", detail));
        }
        if !known(line.code) {
            let detail = "not a detailed occupation of SOC 2018 and not a known composite".to_owned();
            rows.push(row("oews_occupation", code(), &line.title, "not_in_taxonomy", detail));
        }
    }
    for line in &material.projections {
        if line.parts.iter().any(|part| part.slot.is_none()) {
            let detail = format!(
                "{:.1} thousand jobs of the base year have no place or only in part",
                line.base_thousands
            );
            rows.push(row("nem_occupation", line.code.to_string(), &line.title, "not_placed", detail));
        }
        if !known(line.code) {
            let detail = "not a detailed occupation of SOC 2018 and not a known composite".to_owned();
            rows.push(row("nem_occupation", line.code.to_string(), &line.title, "not_in_taxonomy", detail));
        }
    }
}

fn framework(subjects: Subjects<'_>, rows: &mut Vec<CoverageRow>) {
    let owning: BTreeSet<usize> = subjects.layout.sector_owners.values().flatten().copied().collect();
    for (position, cluster) in subjects.layout.clusters.iter().enumerate() {
        let scope = Scope { cluster: position, sub_cluster: None };
        if occupations_in(scope, subjects.places).1 == 0 {
            let detail = "no occupation belongs to it".to_owned();
            rows.push(row("cluster", cluster.id.clone(), &cluster.name, "no_occupations", detail));
        }
        if !subjects.layout.sector_owners.is_empty() && !owning.contains(&position) {
            let detail = "the industry table gives it no sector".to_owned();
            rows.push(row("cluster", cluster.id.clone(), &cluster.name, "no_industry_sector", detail));
        }
        for (sub_position, sub_cluster) in cluster.sub_clusters.iter().enumerate() {
            let scope = Scope { cluster: position, sub_cluster: Some(sub_position) };
            let (finding, detail) = match occupations_in(scope, subjects.places) {
                (_, 0) => {
                    ("no_occupations", format!("no occupation belongs to it (cluster {})", cluster.name))
                }
                (0, all) => {
                    ("never_primary", format!("none of its {all} occupations has its primary place here"))
                }
                _ => continue,
            };
            rows.push(row("sub_cluster", sub_cluster.id.clone(), &sub_cluster.name, finding, detail));
        }
    }
}

fn industries(layout: &EditionLayout, rows: &mut Vec<CoverageRow>) {
    if layout.sector_owners.is_empty() {
        return;
    }
    for sector in SECTORS.into_iter().filter_map(|text| text.parse::<Naics2022>().ok()) {
        let owners: Vec<&str> = layout
            .sector_owners
            .get(&sector)
            .into_iter()
            .flatten()
            .filter_map(|&position| Some(layout.clusters.get(position)?.name.as_str()))
            .collect();
        let (finding, detail) = match owners.as_slice() {
            [] => ("no_cluster", "the industry table gives it to no cluster".to_owned()),
            [_] => continue,
            several => ("several_clusters", format!("belongs to {}", several.join(" and to "))),
        };
        let name = format!("NAICS sector {sector}");
        rows.push(row("industry_sector", sector.to_string(), &name, finding, detail));
    }
}
