//! Learns how much each measure of a candidate counts, on titles that were kept out of the index.

use crate::score::{Blend, Measures, TitleSigns};
use crate::train::softmax;

/// The candidates of one title, and whether each is right.
#[derive(Debug, Clone)]
pub(crate) struct Candidates {
    pub(crate) list: Vec<(Measures, bool)>,
    pub(crate) signs: TitleSigns,
    /// Whether it was kept out of one occupation while others still claim it: that teaches doubt, not weights.
    pub(crate) contested: bool,
    /// How much the title counts.
    pub(crate) weight: f32,
}

const PASSES: u16 = 60;
const STEP: f32 = 0.3;
/// Fewer titles than this teach nothing.
const LEAST_TITLES: usize = 50;

/// Weights that make the right candidates likely: a conditional logit, by full gradients with one rate a weight.
pub(crate) fn fit_blend(asked: &[Candidates]) -> Blend {
    let usable: Vec<&Candidates> = asked
        .iter()
        .filter(|asked| !asked.contested && asked.list.iter().any(|candidate| candidate.1))
        .collect();
    let mut blend = Blend::default();
    if usable.len() < LEAST_TITLES {
        return blend;
    }
    let mut squares = [1e-6_f64; Blend::COUNT];
    let mut scores = Vec::new();
    let all: f64 = usable.iter().map(|asked| f64::from(asked.weight)).sum();
    for pass in 0..PASSES {
        let mut gradient = [0.0_f64; Blend::COUNT];
        for asked in &usable {
            scores.clear();
            scores.extend(asked.list.iter().map(|(measures, _)| blend.score(measures)));
            softmax(&mut scores);
            let right: f32 =
                asked.list.iter().zip(&scores).filter(|(one, _)| one.1).map(|(_, chance)| chance).sum();
            for ((measures, is_right), &chance) in asked.list.iter().zip(&scores) {
                // Of several right candidates each counts as far as it is believed already.
                let wanted = if *is_right { chance / right.max(1e-9) } else { 0.0 };
                let error = f64::from(asked.weight * (chance - wanted));
                for (sum, value) in gradient.iter_mut().zip(measures.as_array()) {
                    *sum += error * f64::from(value);
                }
            }
        }
        let step = STEP * (1.0 - 0.9 * f32::from(pass) / f32::from(PASSES));
        for ((weight, gradient), square) in blend.weights.iter_mut().zip(gradient).zip(&mut squares) {
            let gradient = gradient / all;
            *square += gradient * gradient;
            #[expect(clippy::cast_possible_truncation, reason = "a weight needs six digits")]
            let change = (gradient / square.sqrt()) as f32;
            *weight -= step * change;
        }
    }
    blend
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_right_from_wrong_gains_weight() {
        let right = Measures { nearest: 1.0, agreement: 0.5, ..Measures::default() };
        let wrong = Measures { agreement: 0.5, ..Measures::default() };
        let asked = vec![
            Candidates {
                list: vec![(right, true), (wrong, false)],
                signs: TitleSigns::default(),
                contested: false,
                weight: 1.0
            };
            100
        ];
        let blend = fit_blend(&asked);
        assert!(blend.weights[3] > Blend::default().weights[3]);
        assert!((blend.weights[4] - Blend::default().weights[4]).abs() < 1e-3);
    }
}
