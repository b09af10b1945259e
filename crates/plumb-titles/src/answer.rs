//! From measured candidates to an answer: order, confidence, evidence, status, pins.

use crate::knowledge::TitleKind;
use crate::matcher::{MatchStatus, Matcher, Scratch, TitleId, TitleMatch, TitleMatches};
use crate::nearest::FILED_IS_NEAR;
use crate::normalise::Draft;
use crate::pins::PinTarget;
use crate::score::{Evidence, Measure, Measures, Part, signs};
use crate::train::softmax;

impl Matcher {
    pub(crate) fn rank(&self, k: usize, scratch: &mut Scratch, found: &mut TitleMatches) {
        let Scratch { measured, order, scores, .. } = &mut *scratch;
        order.clear();
        order.extend(measured.iter().zip(0_u16..).map(|((class, measures), number)| {
            let score = self.index.blend.score(measures);
            (score, *class, number)
        }));
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        scores.clear();
        scores.extend(order.iter().map(|candidate| candidate.0));
        softmax(scores);
        // What is left of certainty for this candidate: confidences never rise with the rank, nor add up to more than one.
        let mut left = 1.0_f32;
        let mut last = 1.0_f32;
        scratch.answer_signs.clear();
        for number in 0..scratch.measured.len().min(k) {
            let (class, measures) = scratch.measured[usize::from(scratch.order[number].2)];
            let evidence = self.evidence(class, &measures, scratch);
            let (nearest, similarity) = self.nearest(class, scratch).unzip();
            let similarity = similarity.unwrap_or_default();
            let is_filed =
                nearest.is_some_and(|title| self.index.titles[title as usize].kind == TitleKind::Filed);
            let signs = signs(scratch.scores[number], &measures, scratch.signs, similarity, is_filed);
            scratch.answer_signs.push(signs);
            last = self.index.calibration.confidence(&signs).min(last).min(left);
            left -= last;
            found.candidates.push(TitleMatch {
                soc: self.index.classes[usize::from(class)],
                score: evidence.score(),
                confidence: last,
                nearest: nearest.map(TitleId),
                similarity,
                evidence,
            });
        }
    }

    /// The known title of an occupation that justifies it best: one of the same words, or the nearest.
    fn nearest(&self, class: u16, scratch: &Scratch) -> Option<(u32, f32)> {
        match scratch.claims.iter().find(|claim| claim.class == class) {
            Some(claim) => Some((claim.title, if claim.weight > 0.0 { 1.0 } else { FILED_IS_NEAR })),
            None => scratch.asked.nearest(&self.index, &self.postings, class),
        }
    }

    fn evidence(&self, class: u16, measures: &Measures, scratch: &Scratch) -> Evidence {
        let mut evidence = Evidence::default();
        let blend = &self.index.blend.weights;
        let linear = blend[Measure::Linear as usize];
        let parts = &mut evidence.parts;
        parts[Part::Base as usize] = linear * self.index.offsets[usize::from(class)];
        let weights = &self.index.rows;
        for &row in &scratch.rows {
            let (step, range) = weights.row(row);
            if let Ok(found) = weights.classes[range.clone()].binary_search(&class) {
                let part = match row.checked_sub(weights.words) {
                    Some(key) => Part::of_feature(weights.keys[key as usize].kind()),
                    None => Part::Words,
                };
                let value = scratch.scale * self.magnitudes[usize::from(step)];
                parts[part as usize] += linear * value * f32::from(weights.weights[range.start + found]);
            }
        }
        for measure in Measure::ALL.into_iter().filter(|&measure| measure != Measure::Linear) {
            parts[measure.part() as usize] += blend[measure as usize] * measures.get(measure);
        }
        evidence
    }

    pub(crate) fn decide(&self, found: &mut TitleMatches) {
        found.status = match &found.candidates[..] {
            [] => MatchStatus::Unmatched,
            [first, ..] if first.confidence < self.cutoffs.unmatched_below => MatchStatus::Unmatched,
            [first, second, ..] if first.confidence - second.confidence < self.cutoffs.ambiguous_within => {
                MatchStatus::Ambiguous
            }
            _ => MatchStatus::Matched,
        };
    }

    /// The number of the pin for a title.
    pub(crate) fn pin_of(&self, title: &str, draft: &Draft) -> Option<usize> {
        if self.pins.is_empty() { None } else { self.pins.find(title, draft) }
    }

    /// Puts what a pin says before what the index says.
    pub(crate) fn apply_pin(&self, number: usize, k: usize, found: &mut TitleMatches) {
        found.pin = Some(number);
        found.status = MatchStatus::Matched;
        let Some(&PinTarget::Soc(soc)) = self.pins.get(number).map(|pin| &pin.target) else { return };
        let own = found.candidates.iter().position(|candidate| candidate.soc == soc);
        let mut pinned = own.map_or_else(
            || TitleMatch {
                soc,
                score: 0.0,
                confidence: 1.0,
                nearest: None,
                similarity: 0.0,
                evidence: Evidence::default(),
            },
            |own| found.candidates.remove(own),
        );
        pinned.confidence = 1.0;
        for other in &mut found.candidates {
            other.confidence = 0.0;
        }
        found.candidates.insert(0, pinned);
        found.candidates.truncate(k);
    }
}
