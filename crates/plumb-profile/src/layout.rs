//! The framework's side of a run: the edition by position, and where its occupations are placed.
//! It holds names and shares; it counts nothing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Naics2022, Soc2018};
use plumb_framework::Edition;

/// An edition in order; clusters and sub-clusters are referred to by position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditionLayout {
    /// Id of the edition, such as `national-2024`.
    pub id: String,
    /// Clusters in the edition's order.
    pub clusters: Vec<LayoutCluster>,
    /// Clusters to which the industry table gives each sector; empty in editions without one.
    pub sector_owners: BTreeMap<Naics2022, BTreeSet<usize>>,
}

/// One cluster of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutCluster {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name of its grouping; `None` in editions without groupings.
    pub grouping: Option<String>,
    /// Whether it is cross-cutting.
    pub cross_cutting: bool,
    /// Its sub-clusters in order.
    pub sub_clusters: Vec<LayoutSubCluster>,
}

/// One sub-cluster of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutSubCluster {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Where one SOC occupation is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccupationPlaces {
    /// The occupation.
    pub soc: Soc2018,
    /// Whether it waits for a person; its places, if any, are proposals and still count.
    pub in_review: bool,
    /// Its places; none where nothing is proposed.
    pub places: Vec<OccupationPlace>,
}

/// One place of an occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccupationPlace {
    /// Position of the cluster in the edition.
    pub cluster: usize,
    /// Position of the sub-cluster in the cluster; `None` where only the cluster is known.
    pub sub_cluster: Option<usize>,
    /// Part of the occupation in ten-thousandths; the parts of an occupation sum to 10,000.
    pub share_parts: u32,
    /// Whether it is the primary place.
    pub primary: bool,
}

impl From<&Edition> for EditionLayout {
    /// The edition by position; industries finer than a sector are left out.
    fn from(edition: &Edition) -> Self {
        let clusters = edition.clusters.iter().enumerate().map(|(position, cluster)| LayoutCluster {
            id: cluster.id.to_string(),
            name: cluster.name.clone(),
            grouping: cluster.grouping.map(|grouping| edition.groupings[grouping].name.clone()),
            cross_cutting: cluster.cross_cutting,
            sub_clusters: edition
                .sub_clusters_of(position)
                .map(|sub| LayoutSubCluster {
                    id: edition.sub_clusters[sub].id.to_string(),
                    name: edition.sub_clusters[sub].name.clone(),
                })
                .collect(),
        });
        let mut sector_owners: BTreeMap<Naics2022, BTreeSet<usize>> = BTreeMap::new();
        for row in edition.published.industries.iter().filter(|row| row.code == row.code.sector()) {
            sector_owners.entry(row.code).or_default().insert(row.placement.cluster);
        }
        Self { id: edition.id.to_string(), clusters: clusters.collect(), sector_owners }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_edition_has_its_groupings_clusters_and_sub_clusters() {
        let (edition, _) = plumb_framework::load(None, plumb_framework::DEFAULT_EDITION).unwrap();
        let layout = EditionLayout::from(&edition);
        let groupings: BTreeSet<&str> =
            layout.clusters.iter().filter_map(|one| one.grouping.as_deref()).collect();
        let sub_clusters: usize = layout.clusters.iter().map(|one| one.sub_clusters.len()).sum();
        assert_eq!((groupings.len(), layout.clusters.len(), sub_clusters), (6, 14, 72));
    }
}
