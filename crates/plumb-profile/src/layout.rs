//! The framework's side of a run: the edition by position, and where its occupations are placed.
//! It holds names and shares; it counts nothing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Naics2022, Soc2018};

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
