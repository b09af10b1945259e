//! How good answers are: accuracy at each level, coverage, calibration, and how sure one can be of the figures.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^52")]

use serde::Serialize;

use crate::titles::perturb::Dice;

/// What became of one title of known occupation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "one yes or no a measure; they do not exclude each other")]
pub(crate) struct Verdict {
    /// Whether an occupation was given.
    pub(crate) answered: bool,
    /// Confidence of the first answer, 0 to 1.
    pub(crate) confidence: f64,
    pub(crate) top1: bool,
    pub(crate) top3: bool,
    pub(crate) top5: bool,
    pub(crate) broad_top1: bool,
    pub(crate) minor_top1: bool,
    pub(crate) major_top1: bool,
    /// Whether the primary cluster is a published cluster of a right occupation; none where nothing is published.
    pub(crate) cluster_top1: Option<bool>,
    pub(crate) sub_cluster_top1: Option<bool>,
}

/// The measures of a set. Parts are 0 to 1; a title without an answer counts as wrong in all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct Measures {
    /// Part of the titles that were answered.
    pub(crate) coverage: f64,
    pub(crate) top1: f64,
    pub(crate) top3: f64,
    pub(crate) top5: f64,
    pub(crate) broad_top1: f64,
    pub(crate) minor_top1: f64,
    pub(crate) major_top1: f64,
    pub(crate) cluster_top1: f64,
    pub(crate) sub_cluster_top1: f64,
    /// Expected calibration error over ten equal bins of confidence, of the titles that were answered.
    pub(crate) ece: f64,
}

/// One bin of the reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct ReliabilityBin {
    /// Lowest confidence of the bin.
    pub(crate) from: f64,
    /// Answers in it.
    pub(crate) n: usize,
    /// Mean confidence of its answers.
    pub(crate) confidence: f64,
    /// Part of its answers that are right.
    pub(crate) right: f64,
}

const BINS: usize = 10;

/// Measures verdicts.
pub(crate) fn measure(verdicts: &[Verdict]) -> Measures {
    let part = |is: fn(&Verdict) -> bool| {
        ratio(verdicts.iter().filter(|verdict| is(verdict)).count(), verdicts.len())
    };
    let known = |is: fn(&Verdict) -> Option<bool>| {
        let told: Vec<bool> = verdicts.iter().filter_map(is).collect();
        ratio(told.iter().filter(|&&right| right).count(), told.len())
    };
    Measures {
        coverage: part(|verdict| verdict.answered),
        top1: part(|verdict| verdict.top1),
        top3: part(|verdict| verdict.top3),
        top5: part(|verdict| verdict.top5),
        broad_top1: part(|verdict| verdict.broad_top1),
        minor_top1: part(|verdict| verdict.minor_top1),
        major_top1: part(|verdict| verdict.major_top1),
        cluster_top1: known(|verdict| verdict.cluster_top1),
        sub_cluster_top1: known(|verdict| verdict.sub_cluster_top1),
        ece: expected_calibration_error(verdicts),
    }
}

fn expected_calibration_error(verdicts: &[Verdict]) -> f64 {
    let answered = verdicts.iter().filter(|verdict| verdict.answered).count();
    let bins = reliability(verdicts);
    bins.iter().map(|bin| (bin.confidence - bin.right).abs() * ratio(bin.n, answered)).sum()
}

fn ratio(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

/// The reliability table; bins without answers are left out.
pub(crate) fn reliability(verdicts: &[Verdict]) -> Vec<ReliabilityBin> {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); BINS];
    for verdict in verdicts.iter().filter(|verdict| verdict.answered) {
        #[expect(clippy::cast_possible_truncation, reason = "a confidence is between 0 and 1")]
        #[expect(clippy::cast_sign_loss, reason = "a confidence is between 0 and 1")]
        let bin = ((verdict.confidence * BINS as f64) as usize).min(BINS - 1);
        bins[bin].0 += 1;
        bins[bin].1 += verdict.confidence;
        bins[bin].2 += usize::from(verdict.top1);
    }
    let filled = bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0);
    let bin = |(number, &(n, sum, right)): (usize, &(usize, f64, usize))| ReliabilityBin {
        from: number as f64 / BINS as f64,
        n,
        confidence: sum / n as f64,
        right: ratio(right, n),
    };
    filled.map(bin).collect()
}

const RESAMPLES: usize = 400;

/// The expected calibration error that answers would show on average if every confidence were exactly right: what is left
/// of it in a set of this size is chance.
pub(crate) fn ece_by_chance(verdicts: &[Verdict], seed: u64) -> f64 {
    let mut dice = Dice::new(seed, "calibration by chance");
    let mut drawn: Vec<Verdict> = verdicts.iter().filter(|verdict| verdict.answered).copied().collect();
    let mut sum = 0.0;
    for _ in 0..RESAMPLES_OF_ECE {
        for verdict in &mut drawn {
            verdict.top1 = dice.fraction() < verdict.confidence;
        }
        sum += expected_calibration_error(&drawn);
    }
    sum / f64::from(RESAMPLES_OF_ECE)
}

const RESAMPLES_OF_ECE: u32 = 100;

/// The interval that holds a measure in 95 of 100 resamples of the titles; a title of which a measure says nothing does
/// not count for it. At most sixteen measures.
pub(crate) fn intervals(
    verdicts: &[Verdict],
    seed: u64,
    of: &[fn(&Verdict) -> Option<bool>],
) -> Vec<(f64, f64)> {
    let mut dice = Dice::new(seed, "bootstrap");
    let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); of.len()];
    // Two bits a measure, right and told, in one number a title, so that a resample reads little.
    let bits_of = |verdict: &Verdict| -> u32 {
        let bits = of.iter().enumerate().map(|(number, is)| match is(verdict) {
            None => 0_u32,
            Some(right) => (2 | u32::from(right)) << (2 * number),
        });
        bits.sum()
    };
    let bits: Vec<u32> = verdicts.iter().map(bits_of).collect();
    for _ in 0..RESAMPLES {
        let mut counts = vec![(0_usize, 0_usize); of.len()];
        for _ in 0..bits.len() {
            let mut drawn = bits[dice.below(bits.len())];
            for (right, told) in &mut counts {
                *right += usize::from(drawn & 1 == 1);
                *told += usize::from(drawn & 2 == 2);
                drawn >>= 2;
            }
        }
        for (found, (right, told)) in found.iter_mut().zip(counts) {
            found.push(ratio(right, told));
        }
    }
    let ends = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let at = |part: usize| values.get(RESAMPLES * part / 1_000).copied().unwrap_or_default();
        (at(25), at(974))
    };
    found.into_iter().map(ends).collect()
}

/// Accuracy when only the most confident answers are given: coverage and part right, from few answers to all.
pub(crate) fn accuracy_by_coverage(verdicts: &[Verdict]) -> Vec<(f64, f64)> {
    let mut answered: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.answered).collect();
    answered.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    let step = (answered.len() / 100).max(1);
    let mut points = Vec::new();
    let mut right = 0;
    for (number, verdict) in answered.iter().enumerate() {
        right += usize::from(verdict.top1);
        if (number + 1) % step == 0 || number + 1 == answered.len() {
            points.push((ratio(number + 1, verdicts.len()), ratio(right, number + 1)));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten answers in a hundred titles: nine of ten right at confidence 0.9.
    fn verdicts() -> Vec<Verdict> {
        let answer = |number: usize| Verdict {
            answered: number < 10,
            confidence: if number < 10 { 0.9 } else { 0.0 },
            top1: number < 9,
            cluster_top1: (number < 20).then_some(number < 9),
            ..Verdict::default()
        };
        (0..100).map(answer).collect()
    }

    #[track_caller]
    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} {right}");
    }

    #[test]
    fn silence_is_wrong_and_calibration_is_of_answers() {
        let measures = measure(&verdicts());
        close(measures.coverage, 0.1);
        close(measures.top1, 0.09);
        close(measures.cluster_top1, 0.45);
        close(measures.ece, 0.0);
        assert_eq!(reliability(&verdicts()).len(), 1);
    }

    #[test]
    fn chance_alone_makes_a_calibration_error_that_falls_with_numbers() {
        let some = |n: usize| vec![Verdict { answered: true, confidence: 0.5, ..Verdict::default() }; n];
        let (few, many) = (ece_by_chance(&some(50), 1), ece_by_chance(&some(5_000), 1));
        // The mean distance of a binomial part from its mean: 0.8 times its standard error.
        assert!((few - 0.8 * 0.0707).abs() < 0.02 && (many - 0.8 * 0.00707).abs() < 0.002, "{few} {many}");
    }

    #[test]
    fn intervals_hold_the_measure_and_the_curve_ends_at_the_coverage() {
        let found =
            intervals(&verdicts(), 1, &[|verdict| Some(verdict.top1), |verdict| verdict.cluster_top1]);
        assert!(found[0].0 < 0.09 && 0.09 < found[0].1 && found[0].1 < 0.2, "{found:?}");
        // Of twenty titles with a published place nine are right, whatever the other eighty say.
        assert!(found[1].0 < 0.45 && 0.45 < found[1].1 && found[1].1 > 0.6, "{found:?}");
        assert_eq!(found[0], intervals(&verdicts(), 1, &[|verdict| Some(verdict.top1)])[0]);
        let curve = accuracy_by_coverage(&verdicts());
        close(curve.last().unwrap().0, 0.1);
        close(curve.last().unwrap().1, 0.9);
    }
}
