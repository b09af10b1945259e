//! Learns how much each measure of a candidate counts, on titles that were kept out of the index.

use plumb_codes::Soc2018;

use crate::newton::Point;
use crate::score::{Blend, Measure, Measures};
use crate::train::softmax;

/// The candidates of one title, and whether each is right.
#[derive(Debug, Clone)]
pub(crate) struct Candidates {
    pub(crate) title: String,
    /// Its occupations.
    pub(crate) right: Vec<Soc2018>,
    pub(crate) list: Vec<(Measures, bool)>,
    /// Whether it was kept out of one occupation while others still claim it: that teaches doubt, not weights.
    pub(crate) contested: bool,
    /// Whether it was filed: its code is one employer's choice.
    pub(crate) filed: bool,
    /// How much the title counts.
    pub(crate) weight: f32,
}

const PASSES: u16 = 12;
/// How strongly weights are drawn to those that serve without learning, in titles.
const SHRINKAGE: f64 = 1.0;
/// Fewer titles than this teach nothing.
const LEAST_TITLES: usize = 50;
const COUNT: usize = Measure::COUNT;

/// Weights that make the right candidates likely: a conditional logit, by Newton's method.
pub(crate) fn fit_blend<'c>(asked: impl Iterator<Item = &'c Candidates>) -> Blend {
    let usable: Vec<&Candidates> =
        asked.filter(|asked| !asked.contested && asked.list.iter().any(|candidate| candidate.1)).collect();
    let start = Blend::default();
    if usable.len() < LEAST_TITLES {
        return start;
    }
    let mut now = point(start.weights.map(f64::from), &usable);
    for _ in 0..PASSES {
        let next = now.next(LEAST_STEP, |weights| point(weights, &usable));
        if now.loss - next.loss < LEAST_GAIN {
            break;
        }
        now = next;
    }
    Blend { weights: now.weights.map(narrow) }
}

/// Parts of a step below this are not tried.
const LEAST_STEP: f64 = 0.01;
/// A gain in log-likelihood below this is none.
const LEAST_GAIN: f64 = 1e-3;

fn point(weights: [f64; COUNT], usable: &[&Candidates]) -> Point<COUNT> {
    let mut point = Point::drawn_to(Blend::default().weights.map(f64::from), weights, SHRINKAGE);
    let blend = Blend { weights: weights.map(narrow) };
    let mut scores = Vec::new();
    for asked in usable {
        scores.clear();
        scores.extend(asked.list.iter().map(|(measures, _)| blend.score(measures)));
        softmax(&mut scores);
        point.add(asked, &scores);
    }
    point
}

impl Point<COUNT> {
    fn add(&mut self, asked: &Candidates, chances: &[f32]) {
        let right: f32 =
            asked.list.iter().zip(chances).filter(|(one, _)| one.1).map(|(_, chance)| chance).sum();
        let right = right.max(1e-9);
        self.loss -= f64::from(asked.weight * right.ln());
        let mut mean = [0.0_f64; COUNT];
        for ((measures, is_right), &chance) in asked.list.iter().zip(chances) {
            // Of several right candidates each counts as far as it is believed already.
            let wanted = if *is_right { chance / right } else { 0.0 };
            let error = f64::from(asked.weight * (chance - wanted));
            let counts = f64::from(asked.weight * chance);
            let values = measures.values.map(f64::from);
            for (one, value) in values.into_iter().enumerate() {
                self.slope[one] += error * value;
                mean[one] += f64::from(chance) * value;
                for (bend, second) in self.bend[one][..=one].iter_mut().zip(values) {
                    *bend += counts * value * second;
                }
            }
        }
        for one in 0..COUNT {
            for other in 0..=one {
                self.bend[one][other] -= f64::from(asked.weight) * mean[one] * mean[other];
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a weight needs six digits")]
const fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(coverage: f32, agreement: f32) -> Measures {
        let mut measures = Measures::default();
        measures.set(Measure::Coverage, coverage);
        measures.set(Measure::Agreement, agreement);
        measures
    }

    #[test]
    fn what_tells_right_from_wrong_gains_weight() {
        let asked = vec![
            Candidates {
                list: vec![(measures(1.0, 0.5), true), (measures(0.0, 0.5), false)],
                title: String::new(),
                right: Vec::new(),
                contested: false,
                filed: false,
                weight: 1.0
            };
            100
        ];
        let weight = |blend: &Blend, measure| blend.weights[measure as usize];
        let (fitted, start) = (fit_blend(asked.iter()), Blend::default());
        assert!(weight(&fitted, Measure::Coverage) > weight(&start, Measure::Coverage));
        let same = weight(&fitted, Measure::Agreement) - weight(&start, Measure::Agreement);
        assert!(same.abs() < 1e-3);
    }
}
