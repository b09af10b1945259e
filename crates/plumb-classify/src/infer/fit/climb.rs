//! Climbs the slope of the objective: resilient propagation (Riedmiller and Braun, 1993) on the logarithms of the parameters.
//!
//! Each number has a step of its own, which grows while its slope keeps its sign and is halved when it turns. Only signs of
//! slopes are used, so that kinds of evidence on different scales are treated alike.

use crate::infer::fit::objective::{DIALS, Objective, dial_mut};
use crate::infer::fit::thousandths;
use crate::infer::parameters::Parameters;

/// Rounds at most.
const ROUNDS: usize = 60;
/// The first step of a logarithm, and the least and largest.
const STEP: f64 = 0.3;
const LEAST_STEP: f64 = 0.01;
const LARGEST_STEP: f64 = 0.7;
/// By what steps grow and shrink.
const GROWTH: f64 = 1.2;
const SHRINKAGE: f64 = 0.5;
/// The least and the most that a number may be; the least is as good as nothing and becomes 0.0 where that may be.
const LEAST: f64 = 1e-3;
const MOST: f64 = 20.0;

/// The best parameters found from a start, rounded; `told` hears of every improvement.
pub(crate) fn climb(
    objective: &Objective,
    start: &Parameters,
    mut told: impl FnMut(usize, f64),
) -> Parameters {
    let mut now = start.clone();
    let (mut best, mut reached) = (start.clone(), f64::NEG_INFINITY);
    let mut steps = vec![STEP; DIALS];
    let mut before = vec![0.0_f64; DIALS];
    for round in 1..=ROUNDS {
        let found = objective.at(&now);
        if found.value > reached {
            (best, reached) = (now.clone(), found.value);
            told(round, reached);
        }
        for dial in 0..DIALS {
            let turned = before[dial] * found.slope[dial];
            if turned > 0.0 {
                steps[dial] = (steps[dial] * GROWTH).min(LARGEST_STEP);
            } else if turned < 0.0 {
                steps[dial] *= SHRINKAGE;
            }
            // After a turn the number rests for a round.
            before[dial] = if turned < 0.0 { 0.0 } else { found.slope[dial] };
            if before[dial] != 0.0 {
                let (value, most) = dial_mut(&mut now, dial);
                *value = (value.max(LEAST).ln() + steps[dial] * before[dial].signum()).exp();
                *value = value.clamp(LEAST, most.min(MOST));
            }
        }
        if steps.iter().all(|&step| step < LEAST_STEP) {
            break;
        }
    }
    rounded(best)
}

/// Three decimals; what was driven to the least is switched off.
fn rounded(mut parameters: Parameters) -> Parameters {
    for dial in 0..DIALS {
        let (value, _) = dial_mut(&mut parameters, dial);
        *value = thousandths(*value);
    }
    let weights = parameters.similarity.iter_mut();
    let names = parameters.sub_cluster_name.iter_mut().chain(&mut parameters.cluster_name);
    for weight in weights.chain(names).filter(|weight| **weight <= LEAST) {
        *weight = 0.0;
    }
    parameters
}
