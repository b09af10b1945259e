//! The edition by position, as classification works with it: clusters, sub-clusters, published
//! rows, owners of industry sectors. It judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Naics2022, Soc2018};

/// A place in the edition, by position; without a sub-cluster where only the cluster is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Position of the cluster.
    pub cluster: usize,
    /// Position of the sub-cluster in its cluster.
    pub sub_cluster: Option<usize>,
}

/// An edition by position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditionView {
    /// Id of the edition, such as `national-2024`.
    pub id: String,
    /// Clusters in the edition's order.
    pub clusters: Vec<ClusterView>,
    /// The clusters to which the industry table gives each sector.
    pub sector_owners: BTreeMap<Naics2022, BTreeSet<usize>>,
    /// The published places of each SOC occupation, with the code that the steward printed.
    pub published: BTreeMap<Soc2018, BTreeMap<Slot, String>>,
}

/// A cluster of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterView {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it is cross-cutting.
    pub cross_cutting: bool,
    /// Ids and names of its sub-clusters, in order.
    pub sub_clusters: Vec<(String, String)>,
}

impl EditionView {
    /// The cluster's name; empty for a position that the edition does not have.
    pub fn cluster_name(&self, cluster: usize) -> &str {
        self.clusters.get(cluster).map_or("", |cluster| cluster.name.as_str())
    }

    /// The sub-cluster's name; `None` for a slot without one.
    pub fn sub_cluster_name(&self, slot: Slot) -> Option<&str> {
        let sub_clusters = &self.clusters.get(slot.cluster)?.sub_clusters;
        sub_clusters.get(slot.sub_cluster?).map(|(_, name)| name.as_str())
    }

    /// The slot's name, such as `Construction / Skilled Trades`.
    pub fn slot_name(&self, slot: Slot) -> String {
        let cluster = self.cluster_name(slot.cluster);
        self.sub_cluster_name(slot).map_or_else(|| cluster.to_owned(), |name| format!("{cluster} / {name}"))
    }

    /// Positions of the cross-cutting clusters.
    pub fn cross_cutting(&self) -> BTreeSet<usize> {
        let positions = self.clusters.iter().enumerate().filter(|(_, cluster)| cluster.cross_cutting);
        positions.map(|(position, _)| position).collect()
    }

    /// The cluster of every SOC occupation whose published rows name exactly one.
    pub fn single_cluster_occupations(&self) -> BTreeMap<Soc2018, usize> {
        let only = |slots: &BTreeMap<Slot, String>| {
            let clusters: BTreeSet<usize> = slots.keys().map(|slot| slot.cluster).collect();
            clusters.first().copied().filter(|_| clusters.len() == 1)
        };
        self.published.iter().filter_map(|(&soc, slots)| Some((soc, only(slots)?))).collect()
    }
}
