//! Fits the parameters of the engine on published rows: every figure it looks at is of occupations left out.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Soc2018;

use crate::infer::corpus::Corpus;
use crate::infer::engine::{Engine, probabilities};
use crate::infer::kind::Kind;
use crate::infer::measure::{Figures, Judged};
use crate::infer::parameters::{Calibration, NAME_SPACES, Parameters};
use crate::infer::space::count;
use crate::infer::trial::{block_trial, minor_groups};
use crate::view::{EditionView, Slot};

/// How much a whole minor group left out counts beside single occupations: siblings must not be everything.
const GROUP_WEIGHT: f64 = 0.3;
/// Factors by which a parameter is tried, round by round.
const STEPS: [f64; 3] = [2.0, 1.5, 1.25];
/// What a parameter must gain to be moved.
const LEAST_GAIN: f64 = 3e-4;
/// Where a parameter that is 0.0 starts when it is tried.
const SEED: f64 = 0.05;

/// One number among the parameters.
#[derive(Debug, Clone, Copy)]
enum Dial {
    Similarity(usize),
    SubClusterName(usize),
    ClusterName(usize),
    Ridge,
    Bias,
    LabelSharing,
}

impl Dial {
    fn all() -> Vec<Self> {
        let mut dials: Vec<Self> = (0..Kind::ALL.len()).map(Self::Similarity).collect();
        dials.extend((0..NAME_SPACES.len()).map(Self::SubClusterName));
        dials.extend((0..NAME_SPACES.len()).map(Self::ClusterName));
        dials.extend([Self::Ridge, Self::Bias, Self::LabelSharing]);
        dials
    }

    fn of(self, parameters: &mut Parameters) -> &mut f64 {
        match self {
            Self::Similarity(position) => &mut parameters.similarity[position],
            Self::SubClusterName(position) => &mut parameters.sub_cluster_name[position],
            Self::ClusterName(position) => &mut parameters.cluster_name[position],
            Self::Ridge => &mut parameters.ridge,
            Self::Bias => &mut parameters.bias,
            Self::LabelSharing => &mut parameters.label_sharing,
        }
    }

    /// The least and the most that it may be.
    const fn range(self) -> (f64, f64) {
        match self {
            Self::Ridge | Self::Bias => (1e-3, 10.0),
            Self::LabelSharing => (0.0, 1.0),
            _ => (0.0, 20.0),
        }
    }
}

/// Fits the parameters, starting from others; `told` hears of every improvement.
///
/// One number after the other is moved up and down as long as the likelihood of what was left out grows: of each
/// occupation left out by itself, and of each with its whole minor group. Then the confidence is calibrated and the cut for
/// further places set on the occupations left out by themselves. What a steward decides stays.
pub fn fit(
    corpus: &Corpus,
    view: &EditionView,
    start: &Parameters,
    mut told: impl FnMut(&str),
) -> Parameters {
    let mut best = Parameters { points: 1.0, ..start.clone() };
    let mut reached = objective(corpus, view, &best);
    for step in STEPS {
        for dial in Dial::all() {
            for factor in [step, 1.0 / step] {
                loop {
                    let mut tried = best.clone();
                    let (least, most) = dial.range();
                    let value = dial.of(&mut tried);
                    let before = *value;
                    *value = if before == 0.0 && factor > 1.0 { SEED } else { before * factor };
                    *value = thousandths(value.clamp(least, most));
                    if (*value - before).abs() < 1e-9 {
                        break;
                    }
                    let found = objective(corpus, view, &tried);
                    if found <= reached + LEAST_GAIN {
                        break;
                    }
                    (best, reached) = (tried, found);
                    told(&format!("{dial:?}: log likelihood {reached:.4}"));
                }
            }
        }
    }
    calibrate(corpus, view, &best)
}

/// Mean log likelihood of the published places of what was left out, at the best number of points.
fn objective(corpus: &Corpus, view: &EditionView, parameters: &Parameters) -> f64 {
    let engine = Engine::new(corpus, view, parameters, &BTreeSet::new());
    let single = engine.single_blocks();
    let groups = minor_groups(view);
    let blocks: Vec<BTreeSet<Soc2018>> = single.iter().chain(&groups).cloned().collect();
    let mut scores = engine.points_left_out(&blocks);
    let by_group = scores.split_off(single.len());
    let flat = |scores: Vec<BTreeMap<Soc2018, Vec<f64>>>| scores.into_iter().flatten().collect::<Vec<_>>();
    let (alone, by_group) = (flat(scores), flat(by_group));
    best_points(&engine, &alone).1 + GROUP_WEIGHT * best_points(&engine, &by_group).1
}

/// The number of points for a score of 1.0 under which what was left out is likeliest, and that likelihood.
fn best_points(engine: &Engine<'_>, scores: &[(Soc2018, Vec<f64>)]) -> (f64, f64) {
    let likelihood = |points: f64| -> f64 {
        let logs = scores.iter().map(|(soc, scores)| {
            let scaled: Vec<f64> = scores.iter().map(|score| score * points).collect();
            let probability = probabilities(&scaled);
            let published = engine.view().published.get(soc);
            let right = |slot: &Slot| published.is_some_and(|places| places.contains_key(slot));
            let sum: f64 = engine
                .slots()
                .iter()
                .zip(&probability)
                .filter(|(slot, _)| right(slot))
                .map(|(_, one)| one)
                .sum();
            sum.max(1e-9).ln()
        });
        logs.sum::<f64>() / count(scores.len().max(1))
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

fn calibrate(corpus: &Corpus, view: &EditionView, fitted: &Parameters) -> Parameters {
    let engine = Engine::new(corpus, view, &Parameters { points: 1.0, ..fitted.clone() }, &BTreeSet::new());
    let scores: Vec<_> = engine.points_left_out(&engine.single_blocks()).into_iter().flatten().collect();
    let points = best_points(&engine, &scores).0;
    let plain = Calibration { intercept: 0.0, slope: 1.0 };
    let mut parameters = Parameters {
        points: thousandths(points),
        sub_cluster_calibration: plain,
        cluster_calibration: plain,
        ..fitted.clone()
    };
    let judge = |parameters: &Parameters| -> Vec<Judged> {
        let engine = Engine::new(corpus, view, parameters, &BTreeSet::new());
        block_trial(&engine, &engine.single_blocks())
    };
    let judged = judge(&parameters);
    let first = |one: &Judged| {
        let target = one.proposal.as_ref()?.targets.first()?;
        Some((target.probability, one.sub_cluster_is_right()))
    };
    // Under the plain calibration the confidence is the probability.
    let cluster = |one: &Judged| Some((one.proposal.as_ref()?.cluster_confidence, one.cluster_is_right()));
    parameters.sub_cluster_calibration = logistic(&judged.iter().filter_map(first).collect::<Vec<_>>());
    parameters.cluster_calibration = logistic(&judged.iter().filter_map(cluster).collect::<Vec<_>>());
    let ratios = (10..=90).step_by(5).map(|hundredths: u8| f64::from(hundredths) / 100.0);
    let measured = ratios.map(|ratio| {
        let tried = Parameters { secondary_ratio: ratio, ..parameters.clone() };
        (ratio, Figures::of(&judge(&tried)).sub_cluster_micro_f1)
    });
    let best = measured.reduce(|best, next| if next.1 > best.1 { next } else { best });
    parameters.secondary_ratio = best.map_or(parameters.secondary_ratio, |(ratio, _)| ratio);
    parameters
}

/// The logistic curve of likeliest intercept and slope, by Newton's method.
fn logistic(judged: &[(f64, bool)]) -> Calibration {
    let (mut intercept, mut slope) = (0.0_f64, 1.0_f64);
    for _ in 0..50 {
        let (mut gradient, mut curvature) = ([0.0_f64; 2], [0.0_f64; 3]);
        for &(probability, right) in judged {
            let bounded = probability.clamp(1e-9, 1.0 - 1e-9);
            let odds = (bounded / (1.0 - bounded)).ln();
            let expected = 1.0 / (1.0 + (-(intercept + slope * odds)).exp());
            let error = if right { 1.0 } else { 0.0 } - expected;
            let weight = expected * (1.0 - expected);
            gradient[0] += error;
            gradient[1] += error * odds;
            curvature[0] += weight;
            curvature[1] += weight * odds;
            curvature[2] += weight * odds * odds;
        }
        let determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        intercept += (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant;
        slope += (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant;
    }
    Calibration { intercept: thousandths(intercept), slope: thousandths(slope.max(0.001)) }
}

/// Three decimals: more would claim what the data cannot say.
fn thousandths(number: f64) -> f64 {
    (1000.0 * number).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_finds_the_curve_that_made_the_answers() {
        // Right three times in four at even odds, eight times in nine at odds of 3.
        let mut judged = Vec::new();
        for (probability, right, wrong) in [(0.5, 300, 100), (0.75, 800, 100)] {
            judged.extend(std::iter::repeat_n((probability, true), right));
            judged.extend(std::iter::repeat_n((probability, false), wrong));
        }
        let found = logistic(&judged);
        assert!((found.confidence(0.5) - 0.75).abs() < 0.01, "{found:?}");
        assert!((found.confidence(0.75) - 8.0 / 9.0).abs() < 0.01, "{found:?}");
    }
}
