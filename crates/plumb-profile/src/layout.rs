//! The edition as the profile needs it: clusters and sub-clusters in order, and who owns which
//! industry sector. It holds names; it counts nothing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Naics2022;

/// The edition in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Layout {
    pub(crate) clusters: Vec<LayoutCluster>,
    /// Clusters of each industry sector, by position.
    pub(crate) sector_owners: BTreeMap<Naics2022, BTreeSet<usize>>,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LayoutCluster {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) grouping: Option<String>,
    pub(crate) cross_cutting: bool,
    pub(crate) sub_clusters: Vec<LayoutSubCluster>,
}

/// One sub-cluster.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LayoutSubCluster {
    pub(crate) id: String,
    pub(crate) name: String,
}
