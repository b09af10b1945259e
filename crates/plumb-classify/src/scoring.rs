//! Says which places an occupation has: collects the claims of every source and lets the strongest basis decide.
//!
//! A source is a plain function; adding one needs no change here. How evidence is weighed against evidence is decided in
//! one place, the engine (`infer`), whose points come in here as one claim a place. Shares are decided elsewhere.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;

use crate::view::Slot;

/// How a membership came about, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The steward published it.
    Published,
    /// A rule of the edition's rule tables says so.
    Rule,
    /// Other evidence points there.
    Inferred,
}

/// What one source says about one place of an occupation.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The place.
    pub slot: Slot,
    /// What kind of source it is.
    pub basis: Basis,
    /// Probability that the occupation belongs there if this were the only evidence, 0.0 to 1.0.
    pub strength: f64,
    /// The claim as an analyst would note it.
    pub note: String,
}

/// A source of evidence: what it has to say about an occupation, possibly nothing.
pub type EvidenceSource<'a> = &'a dyn Fn(Soc2018) -> Vec<Claim>;

/// A place with its confidence and the claims for it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredSlot {
    /// The place.
    pub slot: Slot,
    /// The strongest basis among the claims.
    pub basis: Basis,
    /// Probability that the occupation belongs there, 0.0 to 1.0; the contributions sum to it.
    pub confidence: f64,
    /// The claims with what each contributed to the confidence, strongest basis first.
    pub contributions: Vec<(Claim, f64)>,
}

/// All places of one occupation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    /// The places it has, in the edition's order.
    pub places: Vec<ScoredSlot>,
    /// Places that other evidence points to although the steward published different ones, in
    /// the edition's order. They are shown, not used.
    pub disputed: Vec<ScoredSlot>,
    /// The place that comes first: the first claim on the strongest basis, in the order in which sources make claims. Rules
    /// name their target first, and inference its likeliest place. `None` where the strongest basis is the published rows,
    /// which have no order.
    pub first: Option<Slot>,
}

/// Decides where one occupation belongs.
///
/// Published rows decide where there are any: the steward says what belongs to a cluster. Otherwise rules do, and only
/// without either the inferred places count. What a weaker basis says about a place that was decided on supports it; what it
/// says about other places is reported as disputed. Claims for one place are combined as independent: each closes the same
/// part of what doubt is left, so `confidence = 1 - (1 - a)(1 - b)...`, and a claim contributes what it closed.
pub fn score(soc: Soc2018, sources: &[EvidenceSource<'_>]) -> Score {
    let mut by_slot: BTreeMap<Slot, Vec<Claim>> = BTreeMap::new();
    let claims: Vec<Claim> = sources.iter().flat_map(|source| source(soc)).collect();
    // Of equal bases the earlier claim is the smaller one.
    let strongest = claims.iter().min_by_key(|claim| claim.basis);
    let first = strongest.filter(|claim| claim.basis != Basis::Published).map(|claim| claim.slot);
    for claim in claims {
        by_slot.entry(claim.slot).or_default().push(claim);
    }
    let scored: Vec<ScoredSlot> = by_slot.into_iter().map(|(slot, claims)| combine(slot, claims)).collect();
    let decisive = scored.iter().map(|place| place.basis).min();
    let (places, disputed) = scored.into_iter().partition(|place| Some(place.basis) == decisive);
    Score { places, disputed, first }
}

fn combine(slot: Slot, mut claims: Vec<Claim>) -> ScoredSlot {
    // Sources come in a fixed order, and the sort is stable: equal inputs give equal texts.
    claims.sort_by(|left, right| left.basis.cmp(&right.basis).then(right.strength.total_cmp(&left.strength)));
    let mut doubt = 1.0;
    let basis = claims.first().map_or(Basis::Inferred, |claim| claim.basis);
    let contributions: Vec<(Claim, f64)> = claims
        .into_iter()
        .map(|claim| {
            let closed = doubt * claim.strength.clamp(0.0, 1.0);
            doubt -= closed;
            (claim, closed)
        })
        .collect();
    ScoredSlot { slot, basis, confidence: 1.0 - doubt, contributions }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::soc;

    fn claim(cluster: usize, basis: Basis, strength: f64) -> Claim {
        Claim { slot: Slot { cluster, sub_cluster: Some(0) }, basis, strength, note: String::new() }
    }

    #[test]
    fn published_places_stand_and_others_are_disputed() {
        let published = |_| vec![claim(1, Basis::Published, 1.0)];
        let inferred = |_| vec![claim(0, Basis::Inferred, 0.9), claim(1, Basis::Inferred, 0.5)];
        let score = score(soc("11-1011"), &[&inferred, &published]);
        assert_eq!(score.places.len(), 1);
        assert_eq!((score.places[0].slot.cluster, score.places[0].basis), (1, Basis::Published));
        assert_eq!(score.places[0].contributions[0].0.basis, Basis::Published);
        assert_eq!((score.disputed.len(), score.first), (1, None));
    }

    #[test]
    fn the_first_place_is_the_first_that_the_strongest_source_names() {
        let rule = |_| vec![claim(3, Basis::Rule, 1.0), claim(1, Basis::Rule, 1.0)];
        let inferred = |_| vec![claim(0, Basis::Inferred, 0.9), claim(2, Basis::Inferred, 0.5)];
        let first =
            |sources: &[EvidenceSource<'_>]| score(soc("11-1011"), sources).first.map(|slot| slot.cluster);
        assert_eq!(first(&[&inferred, &rule]), Some(3));
        assert_eq!(first(&[&inferred]), Some(0));
        assert_eq!(first(&[]), None);
    }

    #[test]
    fn rules_decide_where_nothing_is_published_and_inference_where_no_rule_fires() {
        let rule = |_| vec![claim(0, Basis::Rule, 0.5)];
        let inferred = |_| vec![claim(0, Basis::Inferred, 0.5), claim(2, Basis::Inferred, 0.1)];
        let by_rule = score(soc("11-1011"), &[&rule, &inferred]);
        assert_eq!(by_rule.places.iter().map(|place| place.slot.cluster).collect::<Vec<_>>(), [0]);
        assert!((by_rule.places[0].confidence - 0.75).abs() < 1e-12);
        assert_eq!((by_rule.places[0].basis, by_rule.disputed[0].slot.cluster), (Basis::Rule, 2));
        let by_inference = score(soc("11-1011"), &[&inferred]);
        assert_eq!((by_inference.places.len(), by_inference.disputed.len()), (2, 0));
    }

    proptest! {
        #[test]
        fn contributions_sum_to_the_confidence(strengths in prop::collection::vec(0.0..=1.0_f64, 1..6)) {
            let claims: Vec<Claim> = strengths.iter().map(|&strength| claim(0, Basis::Inferred, strength)).collect();
            let source = move |_| claims.clone();
            let score = score(soc("11-1011"), &[&source]);
            let sum: f64 = score.places[0].contributions.iter().map(|(_, closed)| closed).sum();
            prop_assert!((sum - score.places[0].confidence).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&score.places[0].confidence));
        }
    }
}
