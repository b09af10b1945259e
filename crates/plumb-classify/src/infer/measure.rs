//! How good predictions are: agreement with the published rows, calibration, coverage. Pure arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Soc2018;

use crate::infer::proposal::Proposal;
use crate::infer::space::count;
use crate::view::Slot;

/// Bins of confidence, as many as usual.
const BINS: usize = 10;

/// One prediction beside the truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What was predicted, as text: a code.
    pub subject: String,
    /// The SOC 2018 occupation whose published rows are the truth.
    pub soc: Soc2018,
    /// The published places.
    pub published: BTreeSet<Slot>,
    /// What was proposed; `None` where nothing is known.
    pub proposal: Option<Proposal>,
}

/// The figures of an evaluation. Shares are 0.0 to 1.0.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Figures {
    /// Predictions.
    pub n: usize,
    /// Share whose predicted cluster is among the published ones.
    pub cluster_top1: f64,
    /// Share whose predicted sub-cluster is among the published ones.
    pub sub_cluster_top1: f64,
    /// Micro-averaged F1 of the proposed places.
    pub sub_cluster_micro_f1: f64,
    /// Predictions that would wait for review.
    pub abstained: usize,
    /// Expected calibration error of the confidence in the first sub-cluster, ten bins.
    pub ece: f64,
    /// The calibration error that predictions of these confidences would show by chance if every confidence were right. An `ece` near
    /// it says nothing against the calibration; few predictions have a large one.
    pub ece_by_chance: f64,
    /// The same as `ece` for the cluster.
    pub cluster_ece: f64,
    /// Accuracy of the first sub-cluster among the 80 % of predictions with the largest confidence.
    pub sub_cluster_top1_at_80_coverage: f64,
    /// Accuracy of the first sub-cluster among what is not left to review.
    pub sub_cluster_top1_of_answered: f64,
    /// Share whose published sub-clusters contain one of the first three.
    pub sub_cluster_top3: f64,
}

impl Judged {
    /// Whether the predicted cluster is published.
    pub fn cluster_is_right(&self) -> bool {
        let cluster = self.proposal.as_ref().map(|proposal| proposal.cluster);
        self.published.iter().any(|slot| Some(slot.cluster) == cluster)
    }

    /// The first place.
    pub fn first(&self) -> Option<Slot> {
        Some(self.proposal.as_ref()?.targets.first()?.slot)
    }

    /// Whether the predicted sub-cluster is published.
    pub fn sub_cluster_is_right(&self) -> bool {
        self.first().is_some_and(|slot| self.published.contains(&slot))
    }

    /// Whether the prediction is at least this sure of a cluster that is not published, and the first place is there too.
    pub fn cluster_is_doubted(&self, from: f64) -> bool {
        self.cluster_confidence() >= from
            && !self.cluster_is_right()
            && self
                .first()
                .is_some_and(|slot| self.published.iter().all(|other| other.cluster != slot.cluster))
    }

    fn confidence(&self) -> f64 {
        let first = self.proposal.as_ref().and_then(|proposal| proposal.targets.first());
        first.map_or(0.0, |target| target.confidence)
    }

    fn cluster_confidence(&self) -> f64 {
        self.proposal.as_ref().map_or(0.0, |proposal| proposal.cluster_confidence)
    }
}

impl Figures {
    /// Adds up an evaluation.
    pub fn of(judged: &[Judged]) -> Self {
        let share = |right: usize| if judged.is_empty() { 0.0 } else { count(right) / count(judged.len()) };
        let right = |one: &&Judged| one.sub_cluster_is_right();
        let answered: Vec<&Judged> = judged
            .iter()
            .filter(|one| one.proposal.as_ref().is_some_and(|proposal| proposal.decided))
            .collect();
        let mut surest: Vec<&Judged> = judged.iter().collect();
        surest.sort_by(|left, right| {
            right.confidence().total_cmp(&left.confidence()).then_with(|| left.subject.cmp(&right.subject))
        });
        surest.truncate((judged.len() * 8).div_ceil(10));
        let part = |of: &[&Judged]| {
            let right = of.iter().filter(|one| one.sub_cluster_is_right()).count();
            if of.is_empty() { 0.0 } else { count(right) / count(of.len()) }
        };
        let among_three = |one: &&Judged| {
            let targets = one.proposal.iter().flat_map(|proposal| proposal.targets.iter().take(3));
            targets.into_iter().any(|target| one.published.contains(&target.slot))
        };
        Self {
            n: judged.len(),
            cluster_top1: share(judged.iter().filter(|one| one.cluster_is_right()).count()),
            sub_cluster_top1: share(judged.iter().filter(right).count()),
            sub_cluster_micro_f1: micro_f1(judged),
            abstained: judged.len() - answered.len(),
            ece: calibration_error(judged.iter().map(|one| (one.confidence(), one.sub_cluster_is_right()))),
            ece_by_chance: calibration_error_by_chance(judged.iter().map(Judged::confidence)),
            cluster_ece: calibration_error(
                judged.iter().map(|one| (one.cluster_confidence(), one.cluster_is_right())),
            ),
            sub_cluster_top1_at_80_coverage: part(&surest),
            sub_cluster_top1_of_answered: part(&answered),
            sub_cluster_top3: share(judged.iter().filter(among_three).count()),
        }
    }
}

/// `2 PR / (P + R)` over all pairs of subject and place.
fn micro_f1(judged: &[Judged]) -> f64 {
    let (mut both, mut either) = (0_usize, 0_usize);
    for one in judged {
        let proposed: BTreeSet<Slot> =
            one.proposal.iter().flat_map(|proposal| proposal.places.iter().copied()).collect();
        both += proposed.intersection(&one.published).count();
        either += proposed.len() + one.published.len();
    }
    if either == 0 { 0.0 } else { 2.0 * count(both) / count(either) }
}

/// The calibration error to be expected of right confidences: in each bin the number of right answers scatters around the
/// sum of confidences `c` with variance `sum c (1 - c)`, and the mean distance of such a number is `sqrt(2 / pi)` deviations.
fn calibration_error_by_chance(confidences: impl Iterator<Item = f64>) -> f64 {
    let mut bins: BTreeMap<usize, f64> = BTreeMap::new();
    let mut all = 0.0;
    for confidence in confidences {
        *bins.entry(bin(confidence)).or_default() += confidence * (1.0 - confidence);
        all += 1.0;
    }
    let distance: f64 = bins.values().map(|variance| (variance * std::f64::consts::FRAC_2_PI).sqrt()).sum();
    if all > 0.0 { distance / all } else { 0.0 }
}

fn bin(confidence: f64) -> usize {
    (1..BINS).filter(|&bin| confidence >= count(bin) / count(BINS)).count()
}

/// Mean distance between confidence and accuracy over equally wide bins of confidence, weighted by their size.
pub fn calibration_error(predictions: impl Iterator<Item = (f64, bool)>) -> f64 {
    let mut bins: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    let mut all = 0.0;
    for (confidence, right) in predictions {
        let (number, confident, correct) = bins.entry(bin(confidence)).or_default();
        *number += 1.0;
        *confident += confidence;
        *correct += if right { 1.0 } else { 0.0 };
        all += 1.0;
    }
    let distance: f64 = bins.values().map(|(_, confident, correct)| (confident - correct).abs()).sum();
    if all > 0.0 { distance / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_error_is_the_distance_from_the_diagonal() {
        let even = [(0.5, true), (0.5, false)];
        assert!(calibration_error(even.into_iter()) < 1e-12);
        let sure_and_wrong = [(0.95, false), (0.95, true)];
        assert!((calibration_error(sure_and_wrong.into_iter()) - 0.45).abs() < 1e-12);
        assert!(calibration_error(std::iter::empty()) < 1e-12);
    }

    #[test]
    fn chance_alone_shows_a_calibration_error_that_shrinks_with_the_number() {
        // One bin of n even chances: sqrt(2 / pi) * sqrt(n / 4) / n.
        for (number, expected) in [(4_u8, 0.2), (100, 0.04)] {
            let found = calibration_error_by_chance((0..number).map(|_| 0.5));
            assert!((found - expected).abs() < 0.001, "{number}: {found}");
        }
        assert!(calibration_error_by_chance([1.0, 0.0].into_iter()) < 1e-12);
    }
}
