//! Where the jobs of a published line go: slots of the edition, and parts of lines that fall to
//! them. It knows positions and weights, not names.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{OewsOccCode, Soc2018};

use crate::layout::OccupationPlaces;

/// A place in the edition, by position; without a sub-cluster where only the cluster is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) cluster: usize,
    pub(crate) sub_cluster: Option<usize>,
}

/// A cluster or one of its sub-clusters, for which figures are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    pub(crate) cluster: usize,
    pub(crate) sub_cluster: Option<usize>,
}

/// A membership of an occupation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(crate) slot: Slot,
    /// Part of the occupation, 0.0 to 1.0.
    pub(crate) share: f64,
    pub(crate) primary: bool,
}

/// The memberships of every SOC occupation.
pub(crate) type Places = BTreeMap<Soc2018, Vec<Place>>;

/// The part of a line that falls to a slot, or that has no place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub(crate) slot: Option<Slot>,
    /// Part of the line, 0.0 to 1.0; the parts of a line sum to 1.
    pub(crate) weight: f64,
}

impl Scope {
    pub(crate) fn holds(self, slot: Slot) -> bool {
        slot.cluster == self.cluster && (self.sub_cluster.is_none() || slot.sub_cluster == self.sub_cluster)
    }

    /// The part of a line that falls to this scope, 0.0 to 1.0.
    pub(crate) fn weight(self, parts: &[Part]) -> f64 {
        parts
            .iter()
            .filter(|part| part.slot.is_some_and(|slot| self.holds(slot)))
            .map(|part| part.weight)
            .sum()
    }

    /// Whether any member of a line belongs here, however small its share.
    pub(crate) fn touches(self, parts: &[Part]) -> bool {
        parts.iter().any(|part| part.slot.is_some_and(|slot| self.holds(slot)))
    }
}

/// The memberships by occupation; occupations without a place are left out.
pub(crate) fn places_of(occupations: &[OccupationPlaces]) -> Places {
    let mut places = Places::new();
    for occupation in occupations.iter().filter(|one| !one.places.is_empty()) {
        let own = occupation.places.iter().map(|place| Place {
            slot: Slot { cluster: place.cluster, sub_cluster: place.sub_cluster },
            share: f64::from(place.share_parts) / 10_000.0,
            primary: place.primary,
        });
        places.entry(occupation.soc).or_default().extend(own);
    }
    places
}

/// Divides a line among slots: the mean of the memberships of the SOC occupations it stands for,
/// since nothing published divides a composite line. Sorted by slot, what has no place last.
pub(crate) fn parts_of(line: OewsOccCode, places: &Places) -> Vec<Part> {
    let members = line.stands_for();
    let mut weights: BTreeMap<Slot, f64> = BTreeMap::new();
    let each = members.iter().fold(0.0, |count, _| count + 1.0);
    for place in members.iter().filter_map(|soc| places.get(soc)).flatten() {
        *weights.entry(place.slot).or_default() += place.share / each;
    }
    let sum: f64 = weights.values().sum();
    let mut parts: Vec<Part> =
        weights.into_iter().map(|(slot, weight)| Part { slot: Some(slot), weight }).collect();
    // Shares are stated in ten-thousandths: less than half of one is arithmetic, not a gap.
    if sum < 1.0 - 0.000_05 {
        parts.push(Part { slot: None, weight: 1.0 - sum });
    }
    parts
}

/// The SOC occupations of a scope: those whose primary place is there, and all.
pub(crate) fn occupations_in(scope: Scope, places: &Places) -> (usize, usize) {
    let here = |place: &&Place| scope.holds(place.slot);
    let all = places.values().filter(|places| places.iter().any(|place| here(&place)));
    let primary = places.values().filter(|places| places.iter().any(|place| place.primary && here(&place)));
    (primary.count(), all.count())
}

/// The cluster and the slot that hold most of a line; ties go to the earlier.
pub(crate) fn largest(parts: &[Part]) -> Option<Slot> {
    let clusters: BTreeSet<usize> = parts.iter().filter_map(|part| Some(part.slot?.cluster)).collect();
    let weight = |cluster| Scope { cluster, sub_cluster: None }.weight(parts);
    let cluster =
        clusters.into_iter().reduce(|best, next| if weight(next) > weight(best) { next } else { best })?;
    parts
        .iter()
        .filter(|part| part.slot.is_some_and(|slot| slot.cluster == cluster))
        .reduce(|best, next| if next.weight > best.weight { next } else { best })
        .and_then(|part| part.slot)
}
