//! What an edition leaves open, seen from both sides: from the taxonomies, and from its own clusters.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plumb_codes::{Cip2020, Naics2022, NaicsLevel, OnetSoc2019, Soc2018};

use crate::edition::{Edition, OccupationCode};

/// The codes that an edition should cover, from the releases at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Universe {
    /// Detailed SOC 2018 occupations.
    pub soc: BTreeSet<Soc2018>,
    /// O*NET-SOC 2019 occupations.
    pub onet_soc: BTreeSet<OnetSoc2019>,
    /// NAICS 2022 codes.
    pub naics: BTreeSet<Naics2022>,
    /// CIP 2020 codes.
    pub cip: BTreeSet<Cip2020>,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// An occupation of the taxonomy that no row names.
    OccupationNotCovered,
    /// A row that names an occupation which the taxonomy does not have.
    OccupationNotInTaxonomy,
    /// A sub-cluster that no occupation belongs to.
    SubClusterWithoutOccupations,
    /// A sector that no row names.
    SectorNotCovered,
    /// A sector that several clusters claim.
    SectorInSeveralClusters,
    /// A row that names an industry which NAICS does not have.
    IndustryNotInTaxonomy,
    /// A row that names a program which CIP does not have.
    ProgramNotInTaxonomy,
    /// A row with a cluster only beside rows that name sub-clusters of the same cluster.
    Contradiction,
}

/// Something that an edition leaves open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about.
    pub kind: FindingKind,
    /// The code or id.
    pub subject: String,
    /// The finding as a sentence.
    pub detail: String,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OccupationNotCovered => "occupation-not-covered",
            Self::OccupationNotInTaxonomy => "occupation-not-in-taxonomy",
            Self::SubClusterWithoutOccupations => "sub-cluster-without-occupations",
            Self::SectorNotCovered => "sector-not-covered",
            Self::SectorInSeveralClusters => "sector-in-several-clusters",
            Self::IndustryNotInTaxonomy => "industry-not-in-taxonomy",
            Self::ProgramNotInTaxonomy => "program-not-in-taxonomy",
            Self::Contradiction => "contradiction",
        })
    }
}

/// Holds an edition against the taxonomies and against itself. Repeated and unsorted rows cannot
/// occur in a loaded edition; loading refuses them.
pub fn check(edition: &Edition, universe: &Universe) -> Vec<Finding> {
    let mut findings = Vec::new();
    occupations(edition, universe, &mut findings);
    sub_clusters(edition, &mut findings);
    industries(edition, universe, &mut findings);
    programs(edition, universe, &mut findings);
    contradictions(edition, &mut findings);
    findings.sort();
    findings
}

fn finding(kind: FindingKind, subject: &dyn fmt::Display, detail: impl Into<String>) -> Finding {
    Finding { kind, subject: subject.to_string(), detail: detail.into() }
}

fn occupations(edition: &Edition, universe: &Universe, findings: &mut Vec<Finding>) {
    let rows = &edition.published.occupations;
    let covered: BTreeSet<OccupationCode> = rows.iter().map(|row| row.code).collect();
    let in_soc = rows.iter().any(|row| matches!(row.code, OccupationCode::Soc2018(_)));
    let wanted: BTreeSet<OccupationCode> = if in_soc {
        universe.soc.iter().copied().map(OccupationCode::Soc2018).collect()
    } else {
        universe.onet_soc.iter().copied().map(OccupationCode::OnetSoc2019).collect()
    };
    for code in wanted.difference(&covered) {
        findings.push(finding(FindingKind::OccupationNotCovered, code, "no row names this occupation"));
    }
    for code in covered.difference(&wanted) {
        findings.push(finding(
            FindingKind::OccupationNotInTaxonomy,
            code,
            "the taxonomy has no such occupation",
        ));
    }
}

fn sub_clusters(edition: &Edition, findings: &mut Vec<Finding>) {
    let named: BTreeSet<usize> =
        edition.published.occupations.iter().filter_map(|row| row.placement.sub_cluster).collect();
    for (position, sub) in edition.sub_clusters.iter().enumerate() {
        if !named.contains(&position) {
            let home = &edition.clusters[sub.cluster].name;
            let detail = format!("no occupation belongs to `{}` of {home}", sub.name);
            findings.push(finding(FindingKind::SubClusterWithoutOccupations, &sub.id, detail));
        }
    }
}

fn industries(edition: &Edition, universe: &Universe, findings: &mut Vec<Finding>) {
    let rows = &edition.published.industries;
    if rows.is_empty() {
        return;
    }
    let mut clusters: BTreeMap<Naics2022, BTreeSet<usize>> = BTreeMap::new();
    for row in rows {
        clusters.entry(row.code).or_default().insert(row.placement.cluster);
    }
    for code in universe.naics.iter().filter(|code| code.level() == NaicsLevel::Sector) {
        if !clusters.contains_key(code) {
            findings.push(finding(FindingKind::SectorNotCovered, code, "no row names this sector"));
        }
    }
    for (code, owners) in clusters {
        if !universe.naics.is_empty() && !universe.naics.contains(&code) {
            findings.push(finding(FindingKind::IndustryNotInTaxonomy, &code, "NAICS 2022 has no such code"));
        }
        if owners.len() > 1 {
            let names: Vec<&str> =
                owners.iter().map(|&owner| edition.clusters[owner].name.as_str()).collect();
            findings.push(finding(FindingKind::SectorInSeveralClusters, &code, names.join("; ")));
        }
    }
}

fn programs(edition: &Edition, universe: &Universe, findings: &mut Vec<Finding>) {
    if universe.cip.is_empty() {
        return;
    }
    let named: BTreeSet<Cip2020> = edition.published.programs.iter().map(|row| row.code).collect();
    for code in named.difference(&universe.cip) {
        let detail = "CIP 2020 has no such code";
        findings.push(finding(FindingKind::ProgramNotInTaxonomy, code, detail));
    }
}

fn contradictions(edition: &Edition, findings: &mut Vec<Finding>) {
    let mut places: BTreeMap<(OccupationCode, usize), (bool, bool)> = BTreeMap::new();
    for row in &edition.published.occupations {
        let seen = places.entry((row.code, row.placement.cluster)).or_default();
        if row.placement.sub_cluster.is_some() { seen.0 = true } else { seen.1 = true }
    }
    for ((code, cluster), seen) in places {
        if seen == (true, true) {
            let name = &edition.clusters[cluster].name;
            let detail = format!("one row says {name} only, another names a {}", edition.sub_cluster_term);
            findings.push(finding(FindingKind::Contradiction, &code, detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;

    #[test]
    fn the_national_edition_leaves_one_sub_cluster_without_occupations() {
        let (edition, _) = load(None, "national-2024").unwrap();
        let soc: BTreeSet<Soc2018> = edition.soc_placements().into_keys().collect();
        assert_eq!(soc.len(), 867);
        let naics = ["11", "54"].map(|code| code.parse().unwrap()).into();
        let findings = check(&edition, &Universe { soc, naics, ..Universe::default() });
        let of = |kind| {
            findings
                .iter()
                .filter(|finding| finding.kind == kind)
                .map(|finding| finding.subject.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(FindingKind::SubClusterWithoutOccupations), ["unmanned-vehicle-technology"]);
        assert_eq!(of(FindingKind::SectorInSeveralClusters), ["54", "92"]);
        assert_eq!(of(FindingKind::OccupationNotCovered), [""; 0]);
    }

    #[test]
    fn a_program_that_cip_does_not_have_is_found() {
        let (edition, _) = load(None, "national-2024").unwrap();
        let mut cip: BTreeSet<Cip2020> = edition.published.programs.iter().map(|row| row.code).collect();
        let universe = |cip: &BTreeSet<Cip2020>| Universe { cip: cip.clone(), ..Universe::default() };
        let unknown = |universe: &Universe| -> Vec<String> {
            let found = check(&edition, universe).into_iter();
            let found = found.filter(|finding| finding.kind == FindingKind::ProgramNotInTaxonomy);
            found.map(|finding| finding.subject).collect()
        };
        assert_eq!(unknown(&universe(&cip)), [""; 0]);
        let gone = cip.pop_first().unwrap();
        assert_eq!(unknown(&universe(&cip)), [gone.to_string()]);
        assert_eq!(unknown(&Universe::default()), [""; 0], "without a taxonomy nothing is unknown");
    }

    #[test]
    fn an_occupation_that_no_row_names_is_found() {
        let (mut edition, _) = load(None, "national-2024").unwrap();
        let soc: BTreeSet<Soc2018> = edition.soc_placements().into_keys().collect();
        let gone = edition.published.occupations[0].code;
        edition.published.occupations.retain(|row| row.code != gone);
        let findings = check(&edition, &Universe { soc, ..Universe::default() });
        let wanted = finding(FindingKind::OccupationNotCovered, &gone, "no row names this occupation");
        assert!(findings.contains(&wanted), "{findings:?}");
    }
}
