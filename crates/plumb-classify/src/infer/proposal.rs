//! What the engine proposes for a subject: places in order, how sure it is, what each kind of evidence contributed, and
//! what would change the answer.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Soc2018;

use crate::infer::corpus::Subject;
use crate::infer::dense::{Matrix, add_scaled};
use crate::infer::engine::{Engine, Likeness, probabilities, vote};
use crate::infer::kind::{Evidence, Kind};
use crate::view::Slot;

/// Places that a proposal lists.
const TARGETS: usize = 5;
/// Neighbours and words that a contribution names.
const NAMED: usize = 4;
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
    /// Calibrated confidence that the subject belongs there, 0.0 to 1.0.
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
        let mut points = self.points_by(subject, votes);
        for bonus in bonuses {
            for (slot, points) in self.slots.iter().zip(&mut points) {
                *points += bonus.on(*slot);
            }
        }
        let mut proposal = self.decide(&points)?;
        if detail == Detail::Full {
            let likeness = self.likeness(subject);
            for target in &mut proposal.targets {
                target.contributions = self.contributions(subject, bonuses, &likeness, votes, target.slot);
            }
            proposal.turn = self.turn(subject, bonuses, &likeness, votes, &points);
        }
        Some(proposal)
    }

    /// The decision that follows from the points of all places.
    pub fn decide(&self, points: &[f64]) -> Option<Proposal> {
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
        let confidence = |place: usize| parameters.sub_cluster_calibration.confidence(probability[place]);
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
        let near = probability[first] * parameters.secondary_ratio;
        let places = order.iter().enumerate().take(MOST_PLACES);
        let places = places.filter(|(rank, place)| *rank == 0 || probability[**place] >= near);
        Some(Proposal {
            places: places.map(|(_, &place)| self.slots[place]).collect(),
            targets,
            cluster,
            cluster_confidence: parameters.cluster_calibration.confidence(cluster_probability),
            gap_points: second.map_or(0.0, |&second| points[first] - points[second]),
            decided: confidence(first) >= parameters.review_below,
            turn: None,
        })
    }

    fn contributions(
        &self,
        subject: &Subject,
        bonuses: &[Bonus],
        likeness: &Likeness,
        votes: &Matrix,
        slot: Slot,
    ) -> Vec<Contribution> {
        let Some(place) = self.slots.iter().position(|&other| other == slot) else { return Vec::new() };
        let per_unit = self.parameters.points;
        let column: Vec<f64> =
            (0..self.learnt.training.len()).map(|row| votes.row(row)[place] * per_unit).collect();
        let mut contributions = vec![
            Contribution {
                evidence: Evidence::Prior,
                points: self.parameters.bias * column.iter().sum::<f64>(),
                named: Vec::new(),
            },
            Contribution {
                evidence: Evidence::Names,
                points: per_unit * self.names.scores(subject, &self.parameters)[place],
                named: self
                    .names
                    .shared_words(self.corpus, subject, place)
                    .into_iter()
                    .map(|word| (Named::Feature(word.to_owned()), 0.0))
                    .collect(),
            },
        ];
        let mut by_evidence: BTreeMap<Evidence, Vec<&(Kind, Vec<f64>)>> = BTreeMap::new();
        for kind in &likeness.kinds {
            by_evidence.entry(kind.0.evidence()).or_default().push(kind);
        }
        for (evidence, kinds) in by_evidence {
            let points = kinds.iter().map(|(_, likeness)| vote(likeness, &column)).sum();
            let named = if evidence == Evidence::Titles
                || evidence == Evidence::Tasks
                || evidence == Evidence::Technology
            {
                self.features(subject, &kinds, &column)
            } else {
                self.neighbours(&kinds, &column)
            };
            contributions.push(Contribution { evidence, points, named });
        }
        for bonus in bonuses.iter().filter(|bonus| bonus.on(slot) != 0.0) {
            contributions.push(Contribution {
                evidence: bonus.evidence,
                points: bonus.points,
                named: vec![(Named::Rule(bonus.name.clone()), bonus.points)],
            });
        }
        contributions.sort_by(|left, right| {
            right.points.total_cmp(&left.points).then(left.evidence.cmp(&right.evidence))
        });
        contributions
    }

    /// The occupations whose likeness says most for a place.
    fn neighbours(&self, kinds: &[&(Kind, Vec<f64>)], column: &[f64]) -> Vec<(Named, f64)> {
        let mut said = vec![0.0; column.len()];
        for (_, likeness) in kinds {
            for ((said, likeness), vote) in said.iter_mut().zip(likeness).zip(column) {
                *said += likeness * vote;
            }
        }
        let named = said.into_iter().enumerate().map(|(row, points)| {
            (Named::Occupation(self.corpus.occupations()[self.learnt.training[row]]), points)
        });
        largest(named.collect())
    }

    /// The words, phrases or products that say most for a place.
    fn features(&self, subject: &Subject, kinds: &[&(Kind, Vec<f64>)], column: &[f64]) -> Vec<(Named, f64)> {
        let mut votes = vec![0.0; self.corpus.occupations().len()];
        for ((&position, scale), vote) in self.learnt.training.iter().zip(&self.learnt.scales).zip(column) {
            votes[position] = scale * vote;
        }
        let known = |kind: Kind| !subject.vectors[kind.index()].is_empty();
        let itself: f64 = Kind::ALL
            .into_iter()
            .filter(|&kind| known(kind))
            .map(|kind| self.parameters.similarity[kind.index()])
            .sum();
        let mut named: BTreeMap<Named, f64> = BTreeMap::new();
        for &&(kind, _) in kinds {
            let space = self.corpus.space(kind);
            let factor = self.parameters.similarity[kind.index()] / itself.sqrt();
            for &(feature, value) in &subject.vectors[kind.index()] {
                let said: f64 =
                    space.postings(feature).iter().map(|&(other, value)| votes[other as usize] * value).sum();
                *named.entry(Named::Feature(space.name(feature).to_owned())).or_default() +=
                    factor * value * said;
            }
        }
        largest(named.into_iter().collect())
    }

    /// Tries single pieces: each neighbour's likeness of one kind, each neighbour as a whole, each kind as a whole.
    fn turn(
        &self,
        subject: &Subject,
        bonuses: &[Bonus],
        likeness: &Likeness,
        votes: &Matrix,
        points: &[f64],
    ) -> Option<Turn> {
        let first = best(points)?;
        let mut smallest: Option<Turn> = None;
        let mut attempt = |removed: &[f64], evidence: Option<Evidence>, occupation: Option<Soc2018>| {
            let left: Vec<f64> =
                points.iter().zip(removed).map(|(points, removed)| points - removed).collect();
            let Some(instead) = best(&left).filter(|&instead| instead != first) else { return false };
            let decides = removed[first] - removed[instead];
            if smallest.as_ref().is_none_or(|turn| decides < turn.points) {
                smallest = Some(Turn { evidence, occupation, instead: self.slots[instead], points: decides });
            }
            true
        };
        let per_unit = self.parameters.points;
        for (row, &position) in self.learnt.training.iter().enumerate() {
            let soc = self.corpus.occupations()[position];
            let said = |likeness: f64| -> Vec<f64> {
                votes.row(row).iter().map(|vote| per_unit * likeness * vote).collect()
            };
            if !attempt(&said(likeness.total[row]), None, Some(soc)) {
                continue;
            }
            let mut by_evidence: BTreeMap<Evidence, f64> = BTreeMap::new();
            for (kind, likeness) in &likeness.kinds {
                *by_evidence.entry(kind.evidence()).or_default() += likeness[row];
            }
            for (evidence, likeness) in by_evidence {
                attempt(&said(likeness), Some(evidence), Some(soc));
            }
        }
        let mut whole: BTreeMap<Evidence, Vec<f64>> = BTreeMap::new();
        for (kind, likeness) in &likeness.kinds {
            let said = whole.entry(kind.evidence()).or_insert_with(|| vec![0.0; points.len()]);
            for (row, likeness) in likeness.iter().enumerate() {
                add_scaled(said, per_unit * likeness, votes.row(row));
            }
        }
        let named = self.names.scores(subject, &self.parameters);
        whole.insert(Evidence::Names, named.into_iter().map(|score| score * per_unit).collect());
        for bonus in bonuses {
            let said = whole.entry(bonus.evidence).or_insert_with(|| vec![0.0; points.len()]);
            for (said, slot) in said.iter_mut().zip(&self.slots) {
                *said += bonus.on(*slot);
            }
        }
        for (evidence, said) in whole {
            attempt(&said, Some(evidence), None);
        }
        smallest
    }
}

impl Bonus {
    /// The points it gives a place.
    fn on(&self, slot: Slot) -> f64 {
        let meant = self.slot.cluster == slot.cluster
            && (self.slot.sub_cluster.is_none() || self.slot.sub_cluster == slot.sub_cluster);
        if meant { self.points } else { 0.0 }
    }
}

fn best(points: &[f64]) -> Option<usize> {
    (0..points.len()).reduce(|best, next| if points[next] > points[best] { next } else { best })
}

fn largest(mut named: Vec<(Named, f64)>) -> Vec<(Named, f64)> {
    named.retain(|(_, points)| *points > 0.0);
    named.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    named.truncate(NAMED);
    named
}
