//! From occupations to their titles, clusters and sub-clusters, ready to be written a million times.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;

use crate::placed::Placed;

/// What is printed beside an occupation's code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Title of the occupation.
    pub(crate) title: String,
    /// Its primary cluster; empty where it has none.
    pub(crate) cluster: String,
    /// Its primary sub-cluster; empty where it has none.
    pub(crate) sub_cluster: String,
}

/// The places of all occupations.
#[derive(Debug, Default)]
pub(crate) struct Places {
    by_soc: BTreeMap<Soc2018, Place>,
}

impl Places {
    /// The primary places of an edition.
    pub(crate) fn from(placed: &Placed) -> Self {
        let mut by_soc: BTreeMap<Soc2018, Place> = BTreeMap::new();
        for (&soc, title) in &placed.soc_titles {
            by_soc.insert(soc, Place { title: title.clone(), ..Place::default() });
        }
        for assignment in &placed.assignments {
            let Some(primary) = assignment.memberships.iter().find(|membership| membership.primary) else {
                continue;
            };
            let slot = primary.place.slot;
            let place = by_soc.entry(assignment.soc).or_default();
            placed.view.cluster_name(slot.cluster).clone_into(&mut place.cluster);
            placed.view.sub_cluster_name(slot).unwrap_or_default().clone_into(&mut place.sub_cluster);
        }
        Self { by_soc }
    }

    /// The place of an occupation; `None` for a code that is no detailed occupation of SOC 2018.
    pub(crate) fn get(&self, soc: Soc2018) -> Option<&Place> {
        self.by_soc.get(&soc)
    }
}
