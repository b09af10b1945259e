//! Assigns occupations: scores them, divides them among their places, writes the evidence down.
//! Pure and deterministic; it reads what it is given.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Soc2018, apportion};

use crate::notes::share_note;
use crate::scoring::{Basis, EvidenceSource, Score, ScoredSlot, score};
use crate::shares::{ClusterShares, SHARE_PARTS, ShareRule};
use crate::view::{EditionView, Slot};

/// Where a membership stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The steward published it.
    Published,
    /// A rule decided it.
    Rule,
    /// Evidence decided it.
    Inferred,
    /// A person has to decide it.
    Review,
}

/// One place of an occupation.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The place and the claims for it.
    pub place: ScoredSlot,
    /// Whether this is the primary place. Published rows have no order: there it is the largest sub-cluster of the largest
    /// cluster, ties to the edition's order. Otherwise it is what the rule names first, or what the evidence ranks first,
    /// wherever most of the jobs are.
    pub primary: bool,
    /// Part of the occupation in ten-thousandths; the parts of an occupation sum to 10,000.
    pub share_parts: u32,
    /// Where it stands.
    pub standing: Standing,
    /// Why it has its share, as an analyst would note it.
    pub share_note: String,
}

/// All places of one occupation; none where it waits for review without a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct OccupationAssignment {
    /// The occupation.
    pub soc: Soc2018,
    /// Its places in the edition's order.
    pub memberships: Vec<Membership>,
    /// How it is divided among clusters.
    pub shares: ClusterShares,
    /// Places that evidence points to and the steward's rows do not.
    pub disputed: Vec<ScoredSlot>,
}

/// What an assignment run reads.
#[derive(Clone)]
pub struct Classifier<'a> {
    /// The edition.
    pub view: &'a EditionView,
    /// The share rule.
    pub shares: ShareRule<'a>,
    /// Evidence sources, in a fixed order.
    pub sources: Vec<EvidenceSource<'a>>,
    /// Places that are not published and below this confidence go to review, 0.0 to 1.0.
    pub review_below: f64,
}

impl std::fmt::Debug for Classifier<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Classifier")
            .field("edition", &self.view.id)
            .field("sources", &self.sources.len())
            .field("review_below", &self.review_below)
            .finish_non_exhaustive()
    }
}

impl Membership {
    /// Part of the occupation, 0.0 to 1.0.
    pub fn share(&self) -> f64 {
        f64::from(self.share_parts) / f64::from(SHARE_PARTS)
    }

    /// The evidence as one readable text.
    pub fn evidence_text(&self) -> String {
        let notes = self.place.contributions.iter().map(|(claim, _)| claim.note.as_str());
        notes.chain([self.share_note.as_str()]).collect::<Vec<_>>().join(" ")
    }
}

impl OccupationAssignment {
    /// Whether a person has to decide: it has no place, or its primary place is in review.
    pub fn in_review(&self) -> bool {
        let primary = self.memberships.iter().find(|membership| membership.primary);
        primary.is_none_or(|membership| membership.standing == Standing::Review)
    }
}

impl Classifier<'_> {
    /// Assigns one SOC occupation.
    pub fn assign(&self, soc: Soc2018) -> OccupationAssignment {
        let Score { places, disputed, first } = score(soc, &self.sources);
        let clusters: BTreeSet<usize> = places.iter().map(|place| place.slot.cluster).collect();
        let shares = self.shares.divide(soc, &clusters);
        let mut sub_clusters: BTreeMap<usize, usize> = BTreeMap::new();
        for place in &places {
            *sub_clusters.entry(place.slot.cluster).or_default() += 1;
        }
        let in_cluster = |slot: Slot| sub_clusters.get(&slot.cluster).copied().unwrap_or(1);
        let weights: Vec<f64> = places
            .iter()
            .map(|place| {
                shares.share(place.slot.cluster)
                    / u32::try_from(in_cluster(place.slot)).map_or(1.0, f64::from)
            })
            .collect();
        let parts = apportion(SHARE_PARTS, &weights);
        let slots: Vec<Slot> = places.iter().map(|place| place.slot).collect();
        let primary = first.or_else(|| primary(&slots, &parts));
        let memberships = places.into_iter().zip(parts).map(|(place, share_parts)| Membership {
            primary: Some(place.slot) == primary,
            share_parts,
            standing: self.standing(&place),
            share_note: share_note(
                self.view,
                &self.shares,
                &shares,
                soc,
                place.slot.cluster,
                in_cluster(place.slot),
            ),
            place,
        });
        OccupationAssignment { soc, memberships: memberships.collect(), shares: shares.clone(), disputed }
    }

    fn standing(&self, place: &ScoredSlot) -> Standing {
        match place.basis {
            Basis::Published => Standing::Published,
            _ if place.confidence < self.review_below => Standing::Review,
            Basis::Rule => Standing::Rule,
            Basis::Inferred => Standing::Inferred,
        }
    }
}

/// The largest sub-cluster of the largest cluster, ties to the earlier: where most of the jobs are.
fn primary(slots: &[Slot], parts: &[u32]) -> Option<Slot> {
    let mut clusters: BTreeMap<usize, u32> = BTreeMap::new();
    for (slot, parts) in slots.iter().zip(parts) {
        *clusters.entry(slot.cluster).or_default() += parts;
    }
    let largest = clusters.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    slots
        .iter()
        .zip(parts)
        .filter(|(slot, _)| slot.cluster == largest.0)
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(slot, _)| *slot)
}

#[cfg(test)]
mod tests;
