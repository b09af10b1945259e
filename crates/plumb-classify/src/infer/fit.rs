//! Fits the parameters of the engine on published rows: every figure it looks at is of occupations left out.

mod calibrate;
mod climb;
mod objective;

use std::collections::BTreeSet;

use crate::infer::corpus::Corpus;
use crate::infer::engine::Engine;
use crate::infer::kind::Kind;
use crate::infer::measure::Judged;
use crate::infer::parameters::{NAME_SPACES, Parameters};
use crate::infer::trial::{block_trial, folds, masked_trial};
use crate::view::EditionView;

pub use calibrate::calibrated_on_titles;
use climb::climb;
use objective::Objective;

/// Where the fit starts, whatever is configured: all kinds of evidence alike.
const EVEN: f64 = 0.3;
const EVEN_NAME: f64 = 0.2;
const EVEN_MODEL: f64 = 0.1;

/// How much a whole minor group left out counts beside single occupations: siblings must not be everything.
const GROUP_WEIGHT: f64 = 0.3;

/// Fits the parameters; `told` hears of every improvement. What a steward decides is taken over from `steward`.
///
/// Starting from even weights, all numbers are moved up the slope of the likelihood of what was left out: of each occupation
/// left out by itself, and, at less weight, of each with its whole minor group. Then the confidence is calibrated on both,
/// and the cut for further places set on the occupations left out by themselves. No published row but those of the view is looked at.
pub fn fit(
    corpus: &Corpus,
    view: &EditionView,
    steward: &Parameters,
    mut told: impl FnMut(&str),
) -> Parameters {
    let start = Parameters {
        similarity: [EVEN; Kind::ALL.len()],
        sub_cluster_name: [EVEN_NAME; NAME_SPACES.len()],
        cluster_name: [EVEN_NAME; NAME_SPACES.len()],
        ridge: EVEN_MODEL,
        bias: EVEN_MODEL,
        cluster_share: EVEN,
        points: 1.0,
        ..steward.clone()
    };
    let objective = Objective::new(corpus, view);
    let best = climb(&objective, &start, |round, reached| {
        told(&format!("round {round}: log likelihood {reached:.4}"));
    });
    calibrate::calibrated(corpus, view, &best)
}

/// What the whole procedure is worth, with parameters that have not seen what they are judged on.
///
/// Divides the published occupations into folds, fits parameters and calibration on the rows of all other folds, and predicts
/// the fold.
pub fn nested_trial(
    corpus: &Corpus,
    view: &EditionView,
    steward: &Parameters,
    (number, seed): (usize, u64),
    mut told: impl FnMut(&str),
) -> Vec<Judged> {
    let mut judged = Vec::new();
    for (fold, hidden) in folds(view, number, seed).into_iter().enumerate() {
        let mut inner = view.clone();
        inner.published.retain(|soc, _| !hidden.contains(soc));
        let parameters =
            fit(corpus, &inner, steward, |said| told(&format!("fold {} of {number}, {said}", fold + 1)));
        judged.extend(masked_trial(corpus, view, &parameters, &hidden));
    }
    judged.sort_by(|left, right| left.subject.cmp(&right.subject));
    judged
}

/// Each published occupation left out by itself.
fn alone(corpus: &Corpus, view: &EditionView, parameters: &Parameters) -> Vec<Judged> {
    let engine = Engine::new(corpus, view, parameters, &BTreeSet::new());
    block_trial(&engine, &engine.single_blocks())
}

/// Three decimals: more would claim what the data cannot say.
fn thousandths(number: f64) -> f64 {
    (1000.0 * number).round() / 1000.0
}
