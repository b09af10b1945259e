//! Calibrates confidence on occupations left out by themselves and with their minor groups; sets cuts on the former.

use std::collections::BTreeSet;

use plumb_codes::Soc2018;

use crate::infer::corpus::Corpus;
use crate::infer::engine::{Engine, probabilities};
use crate::infer::fit::{GROUP_WEIGHT, alone, thousandths};
use crate::infer::measure::{Figures, Judged};
use crate::infer::parameters::{Calibration, MembershipCurve, Parameters};
use crate::infer::space::count;
use crate::infer::trial::{block_trial, minor_groups};
use crate::view::Slot;

/// How far large factors are held back: little beside a single answer, enough that equal answers have a curve.
const LEAST_CURVATURE: f64 = 1e-6;

/// The parameters with the number of points, the confidences and the cut for further places that fit what was left out best.
pub(crate) fn calibrated(
    corpus: &Corpus,
    view: &crate::view::EditionView,
    fitted: &Parameters,
) -> Parameters {
    let engine = Engine::new(corpus, view, &Parameters { points: 1.0, ..fitted.clone() }, &BTreeSet::new());
    let scores: Vec<_> = engine.points_left_out(&engine.single_blocks()).into_iter().flatten().collect();
    let right = |soc: &Soc2018, slot: &Slot| {
        engine.view().published.get(soc).is_some_and(|places| places.contains_key(slot))
    };
    let published: Vec<Vec<bool>> =
        scores.iter().map(|(soc, _)| engine.slots().iter().map(|slot| right(soc, slot)).collect()).collect();
    let rows: Vec<(&[f64], &[bool])> = scores
        .iter()
        .zip(&published)
        .map(|((_, scores), right)| (scores.places.as_slice(), right.as_slice()))
        .collect();
    let own: Vec<Vec<f64>> = scores
        .iter()
        .map(|(_, scores)| {
            let places = scores.places.iter().zip(engine.slots());
            places.map(|(score, slot)| score - scores.clusters[slot.cluster]).collect()
        })
        .collect();
    let points = thousandths(best_points(&rows).0);
    let plain = Calibration { intercept: 0.0, slope: 1.0 };
    let mut parameters = Parameters {
        points,
        sub_cluster_calibration: plain,
        cluster_calibration: plain,
        membership: membership(&rows, &own, points),
        ..fitted.clone()
    };
    // Where all siblings are unknown, confidence must hold, too.
    let engine = Engine::new(corpus, view, &parameters, &BTreeSet::new());
    let mut judged = weighted(block_trial(&engine, &engine.single_blocks()), 1.0);
    judged.extend(weighted(block_trial(&engine, &minor_groups(view)), GROUP_WEIGHT));
    let first = |(one, weight): &(Judged, f64)| {
        let target = one.proposal.as_ref()?.targets.first()?;
        Some((target.probability, one.sub_cluster_is_right(), *weight))
    };
    // Under the plain calibration the confidence is the probability.
    let cluster = |(one, weight): &(Judged, f64)| {
        Some((one.proposal.as_ref()?.cluster_confidence, one.cluster_is_right(), *weight))
    };
    parameters.sub_cluster_calibration = curve(&judged.iter().filter_map(first).collect::<Vec<_>>());
    parameters.cluster_calibration = curve(&judged.iter().filter_map(cluster).collect::<Vec<_>>());
    let cuts = (10_u8..=60).step_by(2).map(|hundredths| f64::from(hundredths) / 100.0);
    let measured = cuts.map(|cut| {
        let tried = Parameters { secondary_above: cut, ..parameters.clone() };
        (cut, Figures::of(&alone(corpus, view, &tried)).sub_cluster_micro_f1)
    });
    let best = measured.reduce(|best, next| if next.1 > best.1 { next } else { best });
    parameters.secondary_above = best.map_or(parameters.secondary_above, |(cut, _)| cut);
    parameters
}

/// The parameters with the curves of job titles that fit titles best, which were judged under these parameters.
pub fn calibrated_on_titles(parameters: &Parameters, judged: &[Judged]) -> Parameters {
    let [sub_cluster, cluster] = parameters.calibrations(true);
    let first = |one: &Judged| {
        let target = one.proposal.as_ref()?.targets.first()?;
        Some((target.probability, one.sub_cluster_is_right(), 1.0))
    };
    let of_cluster = |one: &Judged| {
        let confidence = one.proposal.as_ref()?.cluster_confidence;
        Some((cluster.probability(confidence), one.cluster_is_right(), 1.0))
    };
    let known = judged.iter().any(|one| one.proposal.is_some());
    let fitted =
        |answers: Vec<(f64, bool, f64)>, before: Calibration| if known { curve(&answers) } else { before };
    Parameters {
        title_sub_cluster_calibration: fitted(judged.iter().filter_map(first).collect(), sub_cluster),
        title_cluster_calibration: fitted(judged.iter().filter_map(of_cluster).collect(), cluster),
        ..parameters.clone()
    }
}

fn weighted(judged: Vec<Judged>, weight: f64) -> Vec<(Judged, f64)> {
    judged.into_iter().map(|one| (one, weight)).collect()
}

/// The number of points for a score of 1.0 under which the published places are likeliest, and the mean log likelihood.
///
/// A row is the scores of all places, and which of them are published.
pub(crate) fn best_points(rows: &[(&[f64], &[bool])]) -> (f64, f64) {
    let likelihood = |points: f64| -> f64 {
        let logs = rows.iter().map(|(scores, right)| {
            let scaled: Vec<f64> = scores.iter().map(|score| score * points).collect();
            let probability = probabilities(&scaled);
            let sum: f64 =
                probability.iter().zip(*right).filter(|(_, right)| **right).map(|(one, _)| one).sum();
            sum.max(1e-9).ln()
        });
        logs.sum::<f64>() / count(rows.len().max(1))
    };
    // Golden section between 2 and 40: the likelihood has one peak in the number of points.
    let (mut low, mut high) = (2.0_f64, 40.0_f64);
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut left, mut right) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_left, mut at_right) = (likelihood(left), likelihood(right));
    while high - low > 0.05 {
        if at_left < at_right {
            (low, left, at_left) = (left, right, at_right);
            right = low + ratio * (high - low);
            at_right = likelihood(right);
        } else {
            (high, right, at_right) = (right, left, at_left);
            left = high - ratio * (high - low);
            at_left = likelihood(left);
        }
    }
    let points = f64::midpoint(low, high);
    (points, likelihood(points))
}

/// The likeliest curve of membership over all places of all rows; `own` is their scores without what is said of whole clusters.
fn membership(rows: &[(&[f64], &[bool])], own: &[Vec<f64>], points: f64) -> MembershipCurve {
    let mut judged = Vec::new();
    for ((scores, right), own) in rows.iter().zip(own) {
        let scaled: Vec<f64> = scores.iter().map(|score| score * points).collect();
        let probability = probabilities(&scaled);
        let places = own.iter().zip(&probability).zip(*right);
        judged.extend(places.map(|((&score, one), &right)| ([1.0, score, one.max(1e-9).ln()], right, 1.0)));
    }
    let [intercept, score, log_probability] = logistic(&judged, [0.0, 1.0, 0.0]);
    MembershipCurve {
        intercept: thousandths(intercept),
        score: thousandths(score.max(0.0)),
        log_probability: thousandths(log_probability.max(0.0)),
    }
}

/// The likeliest curve from probability to confidence; each answer with its weight.
fn curve(judged: &[(f64, bool, f64)]) -> Calibration {
    let judged: Vec<([f64; 2], bool, f64)> = judged
        .iter()
        .map(|&(probability, right, weight)| {
            let bounded = probability.clamp(1e-9, 1.0 - 1e-9);
            ([1.0, (bounded / (1.0 - bounded)).ln()], right, weight)
        })
        .collect();
    let [intercept, slope] = logistic(&judged, [0.0, 1.0]);
    Calibration { intercept: thousandths(intercept), slope: thousandths(slope.max(0.001)) }
}

/// The mean log likelihood of weighted answers, less a little for large factors so that it always has one peak.
fn likelihood<const N: usize>(judged: &[([f64; N], bool, f64)], factors: &[f64; N]) -> f64 {
    let logs = judged.iter().map(|(values, right, counts)| {
        let odds: f64 = values.iter().zip(factors).map(|(value, factor)| value * factor).sum();
        let odds = if *right { odds } else { -odds };
        // ln(1 / (1 + exp(-odds))) without overflow.
        counts * (odds.min(0.0) - (-odds.abs()).exp().ln_1p())
    });
    logs.sum::<f64>() - 0.5 * LEAST_CURVATURE * factors.iter().map(|factor| factor * factor).sum::<f64>()
}

/// Logistic regression of weighted answers, from a start: Newton's method with steps halved until they climb.
fn logistic<const N: usize>(judged: &[([f64; N], bool, f64)], start: [f64; N]) -> [f64; N] {
    let mut factors = start;
    let mut reached = likelihood(judged, &factors);
    for _ in 0..50 {
        let (mut gradient, mut curvature) =
            (factors.map(|factor| -LEAST_CURVATURE * factor), [[0.0_f64; N]; N]);
        for (row, of_row) in curvature.iter_mut().enumerate() {
            of_row[row] = LEAST_CURVATURE;
        }
        for (values, right, counts) in judged {
            let odds: f64 = values.iter().zip(&factors).map(|(value, factor)| value * factor).sum();
            let expected = 1.0 / (1.0 + (-odds).exp());
            let error = counts * (if *right { 1.0 } else { 0.0 } - expected);
            let weight = counts * expected * (1.0 - expected);
            for row in 0..N {
                gradient[row] += error * values[row];
                for column in 0..N {
                    curvature[row][column] += weight * values[row] * values[column];
                }
            }
        }
        let Some(step) = solved(curvature, gradient) else { break };
        let mut part = 1.0;
        let climbed = loop {
            let next: [f64; N] = std::array::from_fn(|row| factors[row] + part * step[row]);
            let there = likelihood(judged, &next);
            if there > reached {
                (factors, reached) = (next, there);
                break true;
            }
            part *= 0.5;
            if part < 1e-6 {
                break false;
            }
        };
        if !climbed {
            break;
        }
    }
    factors
}

/// Solves a small symmetric system by elimination; `None` where it is singular.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        if matrix[column][column].abs() < 1e-12 {
            return None;
        }
        for row in 0..N {
            if row != column {
                let factor = matrix[row][column] / matrix[column][column];
                let (pivot, value) = (matrix[column], right[column]);
                for (cell, pivot) in matrix[row].iter_mut().zip(pivot) {
                    *cell -= factor * pivot;
                }
                right[row] -= factor * value;
            }
        }
    }
    Some(std::array::from_fn(|row| right[row] / matrix[row][row]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_finds_the_curve_that_made_the_answers() {
        // Right three times in four at even odds, eight times in nine at odds of 3.
        let mut judged = Vec::new();
        for (probability, right, wrong) in [(0.5, 300, 100), (0.75, 800, 100)] {
            judged.extend(std::iter::repeat_n((probability, true, 1.0), right));
            judged.extend(std::iter::repeat_n((probability, false, 1.0), wrong));
        }
        let found = curve(&judged);
        assert!((found.confidence(0.5) - 0.75).abs() < 0.01, "{found:?}");
        assert!((found.confidence(0.75) - 8.0 / 9.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn the_curve_is_found_from_far_away_and_where_all_answers_are_alike() {
        // Sure of nearly everything and right three times in four: the first step of Newton's method alone would leap past the peak.
        let mut judged: Vec<(f64, bool, f64)> = Vec::new();
        for (probability, right) in [(1.0 - 1e-8, 75), (0.999, 74), (0.6, 50)] {
            judged.extend((0..100).map(|position| (probability, position < right, 1.0)));
        }
        let found = curve(&judged);
        assert!((found.confidence(0.999) - 0.7).abs() < 0.06, "{found:?}");
        assert!((found.confidence(0.6) - 0.5).abs() < 0.1, "{found:?}");
        let alike = [(0.9, true, 1.0), (0.9, true, 1.0), (0.9, true, 1.0), (0.9, false, 1.0)];
        assert!((curve(&alike).confidence(0.9) - 0.75).abs() < 0.01, "{:?}", curve(&alike));
    }

    #[test]
    fn an_answer_of_half_the_weight_counts_half() {
        let twice: Vec<_> = [true, false, false].map(|right| [(0.6, right, 0.5); 2]).concat();
        let once: Vec<_> = [true, false, false].map(|right| (0.6, right, 1.0)).into();
        let slanted = [(0.3, true, 1.0), (0.3, false, 3.0)];
        let found = [twice, once].map(|answers| curve(&[answers, slanted.to_vec()].concat()));
        assert_eq!(found[0], found[1]);
        assert!((found[0].confidence(0.3) - 0.25).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn membership_follows_the_score_where_the_probability_says_nothing() {
        // Two places of ten points each share the probability; one of them is published in nine rows of ten.
        let rows: Vec<(&[f64], &[bool])> = (0..100)
            .map(|row| {
                (
                    &[0.9, 0.9, 0.1][..],
                    if row % 10 == 0 { &[true, false, false][..] } else { &[true, true, false][..] },
                )
            })
            .collect();
        let own: Vec<Vec<f64>> = rows.iter().map(|(scores, _)| scores.to_vec()).collect();
        let found = membership(&rows, &own, 10.0);
        assert!((found.confidence(0.9, 0.5) - 0.95).abs() < 0.02, "{found:?}");
        assert!(found.confidence(0.1, 0.0002) < 0.05, "{found:?}");
    }
}
