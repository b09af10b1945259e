//! Why the engine proposes what it proposes: what each kind of evidence contributed to a place, by occupation or word, and
//! the smallest piece of evidence that decides.

use std::collections::{BTreeMap, HashMap};

use plumb_codes::Soc2018;

use crate::infer::corpus::Subject;
use crate::infer::dense::{Matrix, add_scaled};
use crate::infer::engine::{Engine, Likeness, Points, vote};
use crate::infer::kind::{Evidence, Kind};
use crate::infer::proposal::{Bonus, Contribution, Named, Turn};
use crate::view::Slot;

/// Neighbours and words that a contribution names.
const NAMED: usize = 4;

/// A subject with everything that its points are added up from.
pub(crate) struct Reasons<'a> {
    engine: &'a Engine<'a>,
    subject: &'a Subject,
    bonuses: &'a [Bonus],
    votes: &'a Matrix,
    likeness: Likeness,
    /// What names give every place, as a score.
    names: Vec<f64>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(
        engine: &'a Engine<'a>,
        subject: &'a Subject,
        bonuses: &'a [Bonus],
        votes: &'a Matrix,
    ) -> Self {
        Self {
            engine,
            subject,
            bonuses,
            votes,
            likeness: engine.likeness(subject),
            names: engine.names.scores(engine.corpus, subject, &engine.parameters),
        }
    }

    /// The points of every place without bonuses.
    pub(crate) fn points(&self) -> Points {
        self.engine.points_of(&self.likeness.total, self.names.clone(), self.votes)
    }

    /// What every kind of evidence contributed to a place, largest first; it adds up to the points.
    pub(crate) fn contributions(&self, slot: Slot) -> Vec<Contribution> {
        let engine = self.engine;
        let Some(place) = engine.slots.iter().position(|&other| other == slot) else { return Vec::new() };
        let per_unit = engine.parameters.points;
        let column: Vec<f64> =
            (0..engine.learnt.training.len()).map(|row| self.votes.row(row)[place] * per_unit).collect();
        let shared = engine.names.shared_words(engine.corpus, self.subject, place);
        let mut contributions = vec![
            Contribution {
                evidence: Evidence::Prior,
                points: engine.parameters.bias * column.iter().sum::<f64>(),
                named: Vec::new(),
            },
            Contribution {
                evidence: Evidence::Names,
                points: per_unit * self.names[place],
                named: shared.into_iter().map(|word| (Named::Feature(word.to_owned()), 0.0)).collect(),
            },
        ];
        let mut by_evidence: BTreeMap<Evidence, Vec<&(Kind, Vec<f64>)>> = BTreeMap::new();
        for kind in &self.likeness.kinds {
            by_evidence.entry(kind.0.evidence()).or_default().push(kind);
        }
        for (evidence, kinds) in by_evidence {
            let points = kinds.iter().map(|(_, likeness)| vote(likeness, &column)).sum();
            let by_word = matches!(evidence, Evidence::Titles | Evidence::Tasks | Evidence::Technology);
            let named =
                if by_word { self.features(&kinds, &column) } else { self.neighbours(&kinds, &column) };
            contributions.push(Contribution { evidence, points, named });
        }
        for bonus in self.bonuses.iter().filter(|bonus| bonus.on(slot) != 0.0) {
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
        let largest = largest(said.into_iter().enumerate().collect());
        largest
            .into_iter()
            .map(|(row, points)| (Named::Occupation(self.engine.occupation(row)), points))
            .collect()
    }

    /// The words, phrases or products that say most for a place.
    fn features(&self, kinds: &[&(Kind, Vec<f64>)], column: &[f64]) -> Vec<(Named, f64)> {
        let engine = self.engine;
        let mut votes = vec![0.0; engine.corpus.occupations().len()];
        let learnt = engine.learnt.training.iter().zip(&engine.learnt.scales);
        for ((&position, scale), vote) in learnt.zip(column) {
            votes[position] = scale * vote;
        }
        let scale = engine.scale(self.subject);
        let mut named: Vec<(&str, f64)> = Vec::new();
        // Words of one name in several spaces are one word.
        let mut places: HashMap<&str, usize> = HashMap::new();
        for &&(kind, _) in kinds {
            let space = engine.corpus.space(kind);
            let factor = engine.parameters.similarity[kind.index()] * scale;
            for &(feature, value) in &self.subject.vectors[kind.index()] {
                let postings = space.postings(feature).iter();
                let said: f64 = postings.map(|&(other, value)| votes[other as usize] * value).sum();
                let (name, points) = (space.name(feature), factor * value * said);
                if kinds.len() == 1 {
                    named.push((name, points));
                } else {
                    let place = *places.entry(name).or_insert(named.len());
                    match named.get_mut(place) {
                        Some((_, known)) => *known += points,
                        None => named.push((name, points)),
                    }
                }
            }
        }
        let largest = largest(named);
        largest.into_iter().map(|(name, points)| (Named::Feature(name.to_owned()), points)).collect()
    }

    /// Tries single pieces: each neighbour's likeness of one kind, each neighbour as a whole, each kind as a whole.
    pub(crate) fn turn(&self, points: &[f64]) -> Option<Turn> {
        let (engine, per_unit) = (self.engine, self.engine.parameters.points);
        let mut search = Search { points, first: best(points.iter().copied())?, smallest: None };
        for row in 0..engine.learnt.training.len() {
            let soc = engine.occupation(row);
            let votes = self.votes.row(row);
            let total = self.likeness.total[row];
            if !search.attempt(|place| per_unit * total * votes[place], None, Some(soc)) {
                continue;
            }
            let mut by_evidence: BTreeMap<Evidence, f64> = BTreeMap::new();
            for (kind, likeness) in &self.likeness.kinds {
                *by_evidence.entry(kind.evidence()).or_default() += likeness[row];
            }
            for (evidence, likeness) in by_evidence {
                search.attempt(|place| per_unit * likeness * votes[place], Some(evidence), Some(soc));
            }
        }
        let mut likeness: BTreeMap<Evidence, Vec<f64>> = BTreeMap::new();
        for (kind, of_kind) in &self.likeness.kinds {
            let sum = likeness.entry(kind.evidence()).or_insert_with(|| vec![0.0; of_kind.len()]);
            add_scaled(sum, per_unit, of_kind);
        }
        let mut whole: BTreeMap<Evidence, Vec<f64>> = BTreeMap::new();
        for (evidence, likeness) in likeness {
            let said = whole.entry(evidence).or_insert_with(|| vec![0.0; points.len()]);
            for (row, &factor) in likeness.iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                add_scaled(said, factor, self.votes.row(row));
            }
        }
        whole.insert(Evidence::Names, self.names.iter().map(|score| score * per_unit).collect());
        for bonus in self.bonuses {
            let said = whole.entry(bonus.evidence).or_insert_with(|| vec![0.0; points.len()]);
            for (said, slot) in said.iter_mut().zip(&engine.slots) {
                *said += bonus.on(*slot);
            }
        }
        for (evidence, said) in whole {
            search.attempt(|place| said[place], Some(evidence), None);
        }
        search.smallest.map(|found| Turn {
            evidence: found.evidence,
            occupation: found.occupation,
            instead: engine.slots[found.instead],
            points: found.points,
        })
    }
}

/// The search for the smallest piece without which another place would come first.
struct Search<'p> {
    points: &'p [f64],
    first: usize,
    smallest: Option<Piece>,
}

struct Piece {
    evidence: Option<Evidence>,
    occupation: Option<Soc2018>,
    instead: usize,
    points: f64,
}

impl Search<'_> {
    /// Takes a piece away; returns whether another place comes first without it.
    fn attempt(
        &mut self,
        removed: impl Fn(usize) -> f64,
        evidence: Option<Evidence>,
        occupation: Option<Soc2018>,
    ) -> bool {
        let left = self.points.iter().enumerate().map(|(place, points)| points - removed(place));
        let Some(instead) = best(left).filter(|&instead| instead != self.first) else { return false };
        let points = removed(self.first) - removed(instead);
        if self.smallest.as_ref().is_none_or(|smallest| points < smallest.points) {
            self.smallest = Some(Piece { evidence, occupation, instead, points });
        }
        true
    }
}

/// The position of the largest value, the first of equal ones.
fn best(values: impl Iterator<Item = f64>) -> Option<usize> {
    let best = values.enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(position, _)| position)
}

/// The largest values above zero, equal ones in the order of what has them.
fn largest<T: Ord>(mut named: Vec<(T, f64)>) -> Vec<(T, f64)> {
    named.retain(|(_, points)| *points > 0.0);
    named.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    named.truncate(NAMED);
    named
}
