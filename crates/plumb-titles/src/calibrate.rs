//! From a score to a confidence: isotonic regression, fitted on titles that the model did not see.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^52")]

/// A step-free, never falling map from score to the part of answers that are right.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Calibration {
    /// Scores and the part right there, both rising.
    points: Vec<(f32, f32)>,
}

/// A block of the regression holds at least this many answers, so that no point is a chance of few.
const LEAST_IN_BLOCK: usize = 40;

impl Calibration {
    pub(crate) const fn from_points(points: Vec<(f32, f32)>) -> Self {
        Self { points }
    }

    pub(crate) fn points(&self) -> &[(f32, f32)] {
        &self.points
    }

    /// Fits by pooling adjacent violators.
    pub(crate) fn fit(mut answers: Vec<(f32, bool)>) -> Self {
        answers.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for chunk in answers.chunks(LEAST_IN_BLOCK) {
            let scores: f64 = chunk.iter().map(|answer| f64::from(answer.0)).sum();
            let right = chunk.iter().filter(|answer| answer.1).count() as f64;
            blocks.push((scores, right, chunk.len()));
            while let [.., before, last] = blocks[..] {
                if before.1 / before.2 as f64 <= last.1 / last.2 as f64 {
                    break;
                }
                blocks.truncate(blocks.len() - 2);
                blocks.push((before.0 + last.0, before.1 + last.1, before.2 + last.2));
            }
        }
        let point = |&(scores, right, count): &(f64, f64, usize)| {
            let mean = scores / count as f64;
            // One right and one wrong answer more: no block is certain.
            (narrow(mean), narrow((right + 1.0) / (count as f64 + 2.0)))
        };
        Self { points: blocks.iter().map(point).collect() }
    }

    /// The part of answers with this score that are right, interpolated.
    pub(crate) fn confidence(&self, score: f32) -> f32 {
        let after = self.points.partition_point(|point| point.0 <= score);
        match (after.checked_sub(1).map(|before| self.points[before]), self.points.get(after)) {
            (Some(before), Some(after)) => {
                let way = (score - before.0) / (after.0 - before.0);
                way.mul_add(after.1 - before.1, before.1)
            }
            (Some(before), None) => before.1,
            (None, Some(first)) => first.1 * (score / first.0).clamp(0.0, 1.0),
            (None, None) => score,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scores and parts are between 0 and 1")]
const fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_never_falls_and_meets_the_part_right() {
        let answers: Vec<(f32, bool)> = (0..4_000_u16)
            .map(|number| {
                let score = f32::from(number % 100) / 100.0;
                // Right as often as the square of the score.
                (score, f32::from(number / 100) < 40.0 * score * score)
            })
            .collect();
        let fitted = Calibration::fit(answers);
        let confidences: Vec<f32> =
            (0..=20_u8).map(|step| fitted.confidence(f32::from(step) / 20.0)).collect();
        assert!(confidences.is_sorted());
        assert!((fitted.confidence(0.5) - 0.25).abs() < 0.05);
        assert!((fitted.confidence(0.9) - 0.81).abs() < 0.05);
    }

    #[test]
    fn without_answers_the_score_is_the_confidence() {
        assert!((Calibration::default().confidence(0.3) - 0.3).abs() < 1e-6);
    }
}
