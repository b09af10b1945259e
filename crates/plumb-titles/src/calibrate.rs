//! From a score to a confidence, fitted on titles that the model did not see: a logistic model of what speaks for an
//! answer, then isotonic regression.

use crate::newton::Point;

/// What speaks for an answer beside its score.
pub(crate) const SIGNS: usize = 18;

/// A step-free, never falling map from the signs of an answer to the part of such answers that are right.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Calibration {
    /// Weights of the signs; all zero before they are fitted, when the first sign is the confidence.
    pub(crate) weights: [f32; SIGNS],
    /// Estimates of the logistic model and the part of answers that are right there, both rising.
    pub(crate) points: Vec<(f32, f32)>,
}

/// An answer whose truth is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Answer {
    pub(crate) signs: [f32; SIGNS],
    pub(crate) right: bool,
    pub(crate) weight: f32,
}

/// A block of the regression holds at least this many answers, so that no point is a chance of few.
const LEAST_IN_BLOCK: usize = 60;
const PASSES: u16 = 30;
/// How strongly weights are drawn to those that take the first sign for all, in answers.
const SHRINKAGE: f64 = 1.0;
/// Parts of a step below this are not tried.
const LEAST_PART: f64 = 0.001;
/// A gain in log-likelihood below this is none.
const LEAST_GAIN: f64 = 1e-3;

impl Calibration {
    pub(crate) fn fit(answers: &[Answer]) -> Self {
        if answers.len() < LEAST_IN_BLOCK {
            return Self::default();
        }
        let weights = logistic(answers);
        let unbent = Self { weights, points: Vec::new() };
        let points =
            isotonic(answers.iter().map(|answer| (unbent.confidence(&answer.signs), *answer)).collect());
        Self { weights, points }
    }

    /// The part of answers with these signs that are right, 0 to 1.
    pub(crate) fn confidence(&self, signs: &[f32; SIGNS]) -> f32 {
        let sum = if self.weights.iter().all(|weight| weight.abs() < f32::MIN_POSITIVE) {
            signs[0]
        } else {
            self.weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum()
        };
        interpolate(&self.points, 1.0 / (1.0 + (-sum).exp()))
    }
}

fn interpolate(points: &[(f32, f32)], score: f32) -> f32 {
    let after = points.partition_point(|point| point.0 <= score);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some(before), Some(after)) => {
            let way = (score - before.0) / (after.0 - before.0);
            way.mul_add(after.1 - before.1, before.1)
        }
        (Some(before), None) => before.1,
        (None, Some(first)) => first.1 * (score / first.0).clamp(0.0, 1.0),
        (None, None) => score,
    }
}

/// Weights of a logistic regression, by Newton's method.
fn logistic(answers: &[Answer]) -> [f32; SIGNS] {
    let mut now = point(START, answers);
    for _ in 0..PASSES {
        let next = now.next(LEAST_PART, |weights| point(weights, answers));
        let gain = now.loss - next.loss;
        if gain > 0.0 {
            now = next;
        }
        if gain < LEAST_GAIN {
            break;
        }
    }
    now.weights.map(narrow)
}

/// The first sign is taken for all.
const START: [f64; SIGNS] = {
    let mut start = [0.0; SIGNS];
    start[0] = 1.0;
    start
};

fn point(weights: [f64; SIGNS], answers: &[Answer]) -> Point<SIGNS> {
    let mut point = Point::drawn_to(START, weights, SHRINKAGE);
    for answer in answers {
        let signs = answer.signs.map(f64::from);
        let sum: f64 = weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
        let chance = 1.0 / (1.0 + (-sum).exp());
        let weight = f64::from(answer.weight);
        let of_truth = if answer.right { chance } else { 1.0 - chance };
        point.loss -= weight * of_truth.max(1e-12).ln();
        let error = weight * (chance - f64::from(u8::from(answer.right)));
        let counts = weight * chance * (1.0 - chance);
        for (one, sign) in signs.into_iter().enumerate() {
            point.slope[one] += error * sign;
            for (bend, other) in point.bend[one][..=one].iter_mut().zip(signs) {
                *bend += counts * sign * other;
            }
        }
    }
    point
}

/// Pools adjacent violators.
fn isotonic(mut answers: Vec<(f32, Answer)>) -> Vec<(f32, f32)> {
    answers.sort_by(|one, other| one.0.total_cmp(&other.0));
    // Sums of estimates, of right answers and of all, by weight.
    let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
    for chunk in answers.chunks(LEAST_IN_BLOCK) {
        let sum = |part: &dyn Fn(&(f32, Answer)) -> f64| chunk.iter().map(part).sum::<f64>();
        let estimates = sum(&|(estimate, answer)| f64::from(estimate * answer.weight));
        let right = sum(&|(_, answer)| if answer.right { f64::from(answer.weight) } else { 0.0 });
        blocks.push((estimates, right, sum(&|(_, answer)| f64::from(answer.weight))));
        while let [.., before, last] = blocks[..] {
            if before.1 / before.2 <= last.1 / last.2 {
                break;
            }
            blocks.truncate(blocks.len() - 2);
            blocks.push((before.0 + last.0, before.1 + last.1, before.2 + last.2));
        }
    }
    // Half an answer more of each kind: no block is certain.
    blocks.iter().map(|&(sum, right, all)| (narrow(sum / all), narrow((right + 0.5) / (all + 1.0)))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "six digits are enough")]
const fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(first: f32) -> [f32; SIGNS] {
        let mut signs = [0.0; SIGNS];
        signs[0] = first;
        signs
    }

    #[test]
    fn confidence_never_falls_and_meets_the_part_right() {
        let answers: Vec<Answer> = (0..4_000_u16)
            .map(|number| {
                let score = f32::from(number % 100) / 100.0;
                // Right as often as the square of the score.
                let right = f32::from(number / 100) < 40.0 * score * score;
                Answer { signs: signs(score), right, weight: 1.0 }
            })
            .collect();
        let fitted = Calibration::fit(&answers);
        let confidences: Vec<f32> =
            (0..=20_u8).map(|step| fitted.confidence(&signs(f32::from(step) / 20.0))).collect();
        assert!(confidences.is_sorted());
        assert!((fitted.confidence(&signs(0.5)) - 0.25).abs() < 0.05);
        assert!((fitted.confidence(&signs(0.9)) - 0.81).abs() < 0.05);
    }

    #[test]
    fn without_answers_the_first_sign_is_the_confidence() {
        let even = Calibration::fit(&[]).confidence(&signs(0.0));
        assert!((even - 0.5).abs() < 1e-6);
    }
}
