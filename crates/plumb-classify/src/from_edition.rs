//! Reads an edition of the framework as a view. It judges nothing.

use plumb_framework::{Edition, OccupationCode, Placement};

use crate::view::{ClusterView, EditionView, Slot};

impl From<&Edition> for EditionView {
    /// The edition by position; published rows in another code system than SOC 2018 and industries
    /// finer than a sector are left out.
    fn from(edition: &Edition) -> Self {
        let clusters = edition.clusters.iter().enumerate().map(|(position, cluster)| ClusterView {
            id: cluster.id.to_string(),
            name: cluster.name.clone(),
            cross_cutting: cluster.cross_cutting,
            sub_clusters: edition
                .sub_clusters_of(position)
                .map(|sub| (edition.sub_clusters[sub].id.to_string(), edition.sub_clusters[sub].name.clone()))
                .collect(),
        });
        let mut view = Self { id: edition.id.to_string(), clusters: clusters.collect(), ..Self::default() };
        for row in &edition.published.occupations {
            if let OccupationCode::Soc2018(soc) = row.code {
                let slots = view.published.entry(soc).or_default();
                slots.insert(slot_of(edition, row.placement), row.published_code.clone());
            }
        }
        let sectors = edition.published.industries.iter().filter(|row| row.code == row.code.sector());
        for row in sectors {
            view.sector_owners.entry(row.code).or_default().insert(row.placement.cluster);
        }
        view
    }
}

/// The slot of a placement, whose sub-cluster is counted over the whole edition.
pub(crate) fn slot_of(edition: &Edition, placement: Placement) -> Slot {
    let within = |sub| edition.sub_clusters_of(placement.cluster).position(|other| other == sub);
    Slot { cluster: placement.cluster, sub_cluster: placement.sub_cluster.and_then(within) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_row_of_the_carried_edition_is_in_the_view() {
        let (edition, _) = plumb_framework::load(None, plumb_framework::DEFAULT_EDITION).unwrap();
        let view = EditionView::from(&edition);
        assert_eq!((view.clusters.len(), view.cross_cutting().len()), (14, 3));
        let sub_clusters: usize = view.clusters.iter().map(|cluster| cluster.sub_clusters.len()).sum();
        assert_eq!(sub_clusters, 72);
        let rows: usize = view.published.values().map(std::collections::BTreeMap::len).sum();
        assert_eq!(rows, edition.published.occupations.len());
        for row in &edition.published.occupations {
            let slot = slot_of(&edition, row.placement);
            assert_eq!(view.slot_name(slot), edition.placement_name(row.placement));
        }
    }
}
