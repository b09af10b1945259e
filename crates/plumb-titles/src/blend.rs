//! Learns how much each measure of a candidate counts, on titles that were kept out of the index.

use plumb_codes::Soc2018;

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
pub(crate) fn fit_blend(asked: &[Candidates]) -> Blend {
    let usable: Vec<&Candidates> = asked
        .iter()
        .filter(|asked| !asked.contested && asked.list.iter().any(|candidate| candidate.1))
        .collect();
    let start = Blend::default();
    if usable.len() < LEAST_TITLES {
        return start;
    }
    let mut now = Fit::at(start.weights.map(f64::from), &usable);
    for _ in 0..PASSES {
        let step = solve(now.bend, now.slope);
        // A full step may lead too far: it is halved until it helps.
        let mut part = 1.0;
        let next = loop {
            let mut weights = now.weights;
            weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= part * step);
            let next = Fit::at(weights, &usable);
            if next.loss <= now.loss || part < LEAST_STEP {
                break next;
            }
            part /= 2.0;
        };
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

/// How well weights do, and where better ones lie.
struct Fit {
    weights: [f64; COUNT],
    loss: f64,
    slope: [f64; COUNT],
    /// Lower half of the second derivative.
    bend: [[f64; COUNT]; COUNT],
}

impl Fit {
    fn at(weights: [f64; COUNT], usable: &[&Candidates]) -> Self {
        let mut fit = Self { weights, loss: 0.0, slope: [0.0; COUNT], bend: [[0.0; COUNT]; COUNT] };
        for (number, start) in Blend::default().weights.into_iter().enumerate() {
            let from_start = weights[number] - f64::from(start);
            fit.loss += 0.5 * SHRINKAGE * from_start * from_start;
            fit.slope[number] = SHRINKAGE * from_start;
            fit.bend[number][number] = SHRINKAGE;
        }
        let blend = Blend { weights: weights.map(narrow) };
        let mut scores = Vec::new();
        for asked in usable {
            scores.clear();
            scores.extend(asked.list.iter().map(|(measures, _)| blend.score(measures)));
            softmax(&mut scores);
            fit.add(asked, &scores);
        }
        fit
    }

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

/// Solves a system whose matrix is symmetric and positive, given by its lower half (Cholesky).
pub(crate) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        for row in column..N {
            let before: f64 = (0..column).map(|one| matrix[row][one] * matrix[column][one]).sum();
            let sum = matrix[row][column] - before;
            matrix[row][column] =
                if row == column { sum.max(1e-9).sqrt() } else { sum / matrix[column][column] };
        }
    }
    for row in 0..N {
        for before in 0..row {
            right[row] -= matrix[row][before] * right[before];
        }
        right[row] /= matrix[row][row];
    }
    for row in (0..N).rev() {
        for after in row + 1..N {
            right[row] -= matrix[after][row] * right[after];
        }
        right[row] /= matrix[row][row];
    }
    right
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
        let (fitted, start) = (fit_blend(&asked), Blend::default());
        assert!(weight(&fitted, Measure::Coverage) > weight(&start, Measure::Coverage));
        let same = weight(&fitted, Measure::Agreement) - weight(&start, Measure::Agreement);
        assert!(same.abs() < 1e-3);
    }

    #[test]
    fn a_system_is_solved() {
        let mut matrix = [[0.0; COUNT]; COUNT];
        (0..COUNT).for_each(|place| matrix[place][place] = 2.0);
        matrix[1][0] = 1.0;
        let mut right = [0.0; COUNT];
        right[0] = 3.0;
        right[1] = 3.0;
        let found = solve(matrix, right);
        assert!((found[0] - 1.0).abs() < 1e-9 && (found[1] - 1.0).abs() < 1e-9 && found[2].abs() < 1e-9);
    }
}
