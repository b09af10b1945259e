//! What an edition is, once loaded and checked. Positions refer to the edition's own lists.

use std::collections::BTreeMap;

use plumb_codes::{Cip2020, Naics2022, OnetSoc2019, Soc2018};

use crate::id::{ClusterId, EditionId, GroupingId, SubClusterId};

/// A framework edition with its published tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Stable id, such as `national-2024`.
    pub id: EditionId,
    /// Name for people.
    pub name: String,
    /// Who keeps it.
    pub steward: String,
    /// Day of release, year-month-day.
    pub released: String,
    /// Where the steward publishes it.
    pub source: String,
    /// What is owed to the steward wherever the edition is shown.
    pub attribution: String,
    /// What a sub-cluster is called in this edition: `sub-cluster`, or `pathway` in the original one.
    pub sub_cluster_term: String,
    /// Groupings of clusters; empty where the edition has none.
    pub groupings: Vec<Grouping>,
    /// Clusters in the steward's order.
    pub clusters: Vec<Cluster>,
    /// Sub-clusters in the order of their clusters.
    pub sub_clusters: Vec<SubCluster>,
    /// What the steward has published.
    pub published: Published,
}

/// A grouping of clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// Stable id.
    pub id: GroupingId,
    /// Name for people.
    pub name: String,
}

/// A career cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Stable id.
    pub id: ClusterId,
    /// Name for people.
    pub name: String,
    /// Other names under which it has been published.
    pub also_named: Vec<String>,
    /// Code of the cluster in O*NET `OnLine`, where it has one.
    pub onet_code: Option<String>,
    /// Whether the cluster stands alone and reaches into all others.
    pub cross_cutting: bool,
    /// Position of its grouping.
    pub grouping: Option<usize>,
}

/// A sub-cluster or pathway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubCluster {
    /// Stable id.
    pub id: SubClusterId,
    /// Name for people.
    pub name: String,
    /// Position of its cluster.
    pub cluster: usize,
}

/// A place in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// Position of the cluster.
    pub cluster: usize,
    /// Position of the sub-cluster; `None` where only the cluster is known.
    pub sub_cluster: Option<usize>,
}

/// An occupation code of an edition's table, in the system that the edition states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccupationCode {
    /// SOC 2018.
    Soc2018(Soc2018),
    /// O*NET-SOC 2019.
    OnetSoc2019(OnetSoc2019),
}

/// One published membership of an occupation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OccupationRow {
    /// The occupation.
    pub code: OccupationCode,
    /// The code that the steward printed: a composite stands for several occupations.
    pub published_code: String,
    /// Where it belongs.
    pub placement: Placement,
}

/// One published membership of an industry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndustryRow {
    /// The industry.
    pub code: Naics2022,
    /// Where it belongs.
    pub placement: Placement,
}

/// One published membership of a program of study.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProgramRow {
    /// The program.
    pub code: Cip2020,
    /// Where it belongs.
    pub placement: Placement,
}

/// The steward's published tables, each sorted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Published {
    /// Occupations.
    pub occupations: Vec<OccupationRow>,
    /// Industries.
    pub industries: Vec<IndustryRow>,
    /// Programs of study.
    pub programs: Vec<ProgramRow>,
}

impl Edition {
    /// Position of the cluster with this id or, case and punctuation aside, this name.
    pub fn find_cluster(&self, id_or_name: &str) -> Option<usize> {
        let folded = fold_name(id_or_name);
        self.clusters.iter().position(|cluster| {
            let mut names = cluster.also_named.iter().chain([&cluster.name]);
            cluster.id.as_str() == id_or_name || names.any(|name| fold_name(name) == folded)
        })
    }

    /// Position of the sub-cluster with this id or, case and punctuation aside, this name.
    pub fn find_sub_cluster(&self, id_or_name: &str) -> Option<usize> {
        let folded = fold_name(id_or_name);
        self.sub_clusters
            .iter()
            .position(|sub| sub.id.as_str() == id_or_name || fold_name(&sub.name) == folded)
    }

    /// Positions of the sub-clusters of a cluster.
    pub fn sub_clusters_of(&self, cluster: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.sub_clusters.len()).filter(move |&position| self.sub_clusters[position].cluster == cluster)
    }

    /// The published places of every SOC 2018 occupation; empty for editions in another code system.
    pub fn soc_placements(&self) -> BTreeMap<Soc2018, Vec<Placement>> {
        let mut placements: BTreeMap<Soc2018, Vec<Placement>> = BTreeMap::new();
        for row in &self.published.occupations {
            if let OccupationCode::Soc2018(soc) = row.code {
                placements.entry(soc).or_default().push(row.placement);
            }
        }
        placements
    }

    /// A place in words: `Digital Technology / Web & Cloud`.
    pub fn placement_name(&self, placement: Placement) -> String {
        let cluster = &self.clusters[placement.cluster].name;
        placement
            .sub_cluster
            .map_or_else(|| cluster.clone(), |sub| format!("{cluster} / {}", self.sub_clusters[sub].name))
    }
}

impl std::fmt::Display for OccupationCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Soc2018(code) => code.fmt(formatter),
            Self::OnetSoc2019(code) => code.fmt(formatter),
        }
    }
}

/// A name without what publications write differently: case, `&` or `and`, punctuation, spaces.
pub fn fold_name(name: &str) -> String {
    let spelled = name.replace('&', " and ").to_lowercase();
    let words = spelled.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_case_and_ampersands() {
        assert_eq!(fold_name("Science & Mathematics"), fold_name("Science and  mathematics"));
        assert_eq!(fold_name("Arts, Entertainment, & Design"), "arts entertainment and design");
        assert_ne!(fold_name("Water Systems"), fold_name("Plant Systems"));
    }
}
