//! What the engine proposes for a subject: places in order and how sure it is. The reasons are worked out in `reasons`.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Soc2018;

use crate::infer::corpus::Subject;
use crate::infer::dense::Matrix;
use crate::infer::engine::{Engine, Points, probabilities};
use crate::infer::kind::Evidence;
use crate::infer::reasons::Reasons;
use crate::view::Slot;

/// Places that a proposal lists.
const TARGETS: usize = 5;
/// Places that are proposed at most.
const MOST_PLACES: usize = 5;

/// Points for one place from outside the engine: a rule, or the edition's own table.
#[derive(Debug, Clone, PartialEq)]
pub struct Bonus {
    /// The place; without a sub-cluster, every place of the cluster.
    pub slot: Slot,
    /// What it comes from.
    pub evidence: Evidence,
    /// Points.
    pub points: f64,
    /// Its name, such as the id of a rule.
    pub name: String,
}

/// What one kind of evidence contributed to the points of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The kind.
    pub evidence: Evidence,
    /// Points; natural logarithms of odds. The contributions of a place add up to its points.
    pub points: f64,
    /// The occupations, words or rules behind it with their part of the points, largest first.
    pub named: Vec<(Named, f64)>,
}

/// What stands behind a contribution.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A published occupation that is like the subject.
    Occupation(Soc2018),
    /// A word, phrase, product or program that the subject shares with published occupations of the place.
    Feature(String),
    /// A rule or a row of a table.
    Rule(String),
}

/// A place with everything that speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The place.
    pub slot: Slot,
    /// Its points.
    pub points: f64,
    /// Its probability beside all other places, 0.0 to 1.0; those of all places sum to 1.
    pub probability: f64,
    /// Calibrated confidence that the subject belongs there, perhaps beside other places, 0.0 to 1.0.
    pub confidence: f64,
    /// What contributed; empty unless asked for.
    pub contributions: Vec<Contribution>,
}

/// The smallest single piece of evidence whose removal changes the first place.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The kind of evidence.
    pub evidence: Option<Evidence>,
    /// The occupation whose likeness it is; `None` for all that the kind says.
    pub occupation: Option<Soc2018>,
    /// The place that would come first without it.
    pub instead: Slot,
    /// By how many points it decides between the two.
    pub points: f64,
}

/// What the engine proposes for a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The likeliest places, in order.
    pub targets: Vec<Target>,
    /// The places that are proposed: the first and what comes near it.
    pub places: Vec<Slot>,
    /// The cluster with the largest probability.
    pub cluster: usize,
    /// Calibrated confidence that the subject belongs to that cluster, 0.0 to 1.0.
    pub cluster_confidence: f64,
    /// Points between the first place and the second.
    pub gap_points: f64,
    /// Whether the confidence suffices to use it without a person.
    pub decided: bool,
    /// What would change the answer; `None` where no single piece does, or unless asked for.
    pub turn: Option<Turn>,
}

/// What to work out beside the places themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Places and confidence only.
    #[default]
    Places,
    /// Also what contributed and what would change the answer.
    Full,
}

impl Engine<'_> {
    /// Proposes places for a subject; `None` where nothing is known about it.
    pub fn propose(&self, subject: &Subject, bonuses: &[Bonus], detail: Detail) -> Option<Proposal> {
        self.propose_by(subject, bonuses, detail, &self.learnt.votes)
    }

    /// The same, had the engine never seen the published rows of some occupations.
    pub fn propose_without(
        &self,
        subject: &Subject,
        hidden: &BTreeSet<Soc2018>,
        bonuses: &[Bonus],
        detail: Detail,
    ) -> Option<Proposal> {
        self.propose_by(subject, bonuses, detail, &self.votes_without(hidden))
    }

    fn propose_by(
        &self,
        subject: &Subject,
        bonuses: &[Bonus],
        detail: Detail,
        votes: &Matrix,
    ) -> Option<Proposal> {
        if subject.is_unknown() && bonuses.is_empty() {
            return None;
        }
        if detail == Detail::Places {
            let points = self.points_by(subject, votes);
            return self.decide_with(&points, bonuses, subject.is_title).map(|(proposal, _)| proposal);
        }
        let reasons = Reasons::new(self, subject, bonuses, votes);
        let (mut proposal, points) = self.decide_with(&reasons.points(), bonuses, subject.is_title)?;
        for target in &mut proposal.targets {
            target.contributions = reasons.contributions(target.slot);
        }
        proposal.turn = reasons.turn(&points);
        Some(proposal)
    }

    /// The decision that follows from the points of all places, for anything but a job title.
    pub fn decide(&self, points: &Points) -> Option<Proposal> {
        self.decide_with(points, &[], false).map(|(proposal, _)| proposal)
    }

    /// The same with what comes from outside the engine; also returns the points of both together.
    fn decide_with(&self, said: &Points, bonuses: &[Bonus], is_title: bool) -> Option<(Proposal, Vec<f64>)> {
        let mut points = said.places.clone();
        // What is said of a cluster as a whole makes none of its places a further place.
        let of_cluster = |slot: &Slot| said.clusters.get(slot.cluster).copied().unwrap_or(0.0);
        let own = said.places.iter().zip(&self.slots);
        let mut own: Vec<f64> = own.map(|(points, slot)| points - of_cluster(slot)).collect();
        // A rule about a whole cluster moves all its places up and makes none of them a further place. One that takes away does.
        for bonus in bonuses {
            for ((slot, points), own) in self.slots.iter().zip(&mut points).zip(&mut own) {
                *points += bonus.on(*slot);
                *own += bonus.on(*slot).min(0.0);
            }
        }
        let proposal = self.decision(&points, &own, is_title)?;
        Some((proposal, points))
    }

    fn decision(&self, points: &[f64], own: &[f64], is_title: bool) -> Option<Proposal> {
        let probability = probabilities(points);
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|&left, &right| points[right].total_cmp(&points[left]).then(left.cmp(&right)));
        let (&first, second) = (order.first()?, order.get(1));
        let mut clusters: BTreeMap<usize, f64> = BTreeMap::new();
        for (slot, probability) in self.slots.iter().zip(&probability) {
            *clusters.entry(slot.cluster).or_default() += probability;
        }
        let (cluster, cluster_probability) =
            clusters.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        let parameters = &self.parameters;
        let [of_sub_cluster, of_cluster] = parameters.calibrations(is_title);
        let of_first = of_sub_cluster.confidence(probability[first]);
        let beside = |place: usize| {
            let score = own[place] / parameters.points;
            parameters.membership.confidence(score, probability[place]).min(of_first)
        };
        let confidence = |place: usize| if place == first { of_first } else { beside(place) };
        let targets: Vec<Target> = order
            .iter()
            .take(TARGETS)
            .map(|&place| Target {
                slot: self.slots[place],
                points: points[place],
                probability: probability[place],
                confidence: confidence(place),
                contributions: Vec::new(),
            })
            .collect();
        let places = order.iter().take(MOST_PLACES);
        let places = places.filter(|&&place| place == first || beside(place) >= parameters.secondary_above);
        Some(Proposal {
            places: places.map(|&place| self.slots[place]).collect(),
            targets,
            cluster,
            cluster_confidence: of_cluster.confidence(cluster_probability),
            gap_points: second.map_or(0.0, |&second| points[first] - points[second]),
            decided: of_first >= parameters.review_below,
            turn: None,
        })
    }
}

impl Bonus {
    /// The points it gives a place.
    pub(crate) fn on(&self, slot: Slot) -> f64 {
        let meant = self.slot.cluster == slot.cluster
            && (self.slot.sub_cluster.is_none() || self.slot.sub_cluster == slot.sub_cluster);
        if meant { self.points } else { 0.0 }
    }
}
