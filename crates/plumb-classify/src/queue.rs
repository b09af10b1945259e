//! The review queue: what waits for a person, what is proposed, why, and how close it is. It decides nothing.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;

use crate::infer::{Proposal, turn_note};
use crate::tables::ReviewRow;
use crate::view::EditionView;

/// Writes one subject of the queue.
pub fn review_row(
    view: &EditionView,
    (subject_kind, code, title): (&str, String, &str),
    proposal: Option<&Proposal>,
    review_below: f64,
    titles: &BTreeMap<Soc2018, String>,
) -> ReviewRow {
    let first = proposal.and_then(|proposal| proposal.targets.first());
    let second = proposal.and_then(|proposal| proposal.targets.get(1));
    // Cut and not rounded, or 0.497 would be said to be below 0.50 as 0.50.
    let confidence = first.map_or(0.0, |target| (100.0 * target.confidence).floor() / 100.0);
    ReviewRow {
        subject_kind: subject_kind.to_owned(),
        code,
        title: title.to_owned(),
        proposal: first.map(|target| view.slot_name(target.slot)),
        confidence,
        runner_up: second.map(|target| view.slot_name(target.slot)),
        gap_points: proposal.map(|proposal| hundredths(proposal.gap_points)),
        reason: if first.is_none() {
            "nothing is published and nothing is known that could be compared".to_owned()
        } else {
            format!(
                "nothing is published, no rule decides, and the confidence {confidence:.2} is below {review_below:.2}"
            )
        },
        what_would_change_it: proposal
            .and_then(|proposal| proposal.turn.as_ref())
            .map(|turn| turn_note(view, turn, titles)),
    }
}

fn hundredths(number: f64) -> f64 {
    (100.0 * number).round() / 100.0
}
