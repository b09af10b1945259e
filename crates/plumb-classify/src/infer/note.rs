//! Writes a proposal down the way an analyst would note it. It decides nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plumb_codes::Soc2018;

use crate::infer::engine::Engine;
use crate::infer::kind::Evidence;
use crate::infer::proposal::{Contribution, Named, Proposal, Target, Turn};
use crate::scoring::{Basis, Claim};
use crate::view::EditionView;

/// Contributions that a note names; smaller ones are summed up.
const NOTED: usize = 4;
/// Names that a note gives for one contribution.
const NAMES: usize = 3;
/// Points below this say nothing.
const LEAST_POINTS: f64 = 0.05;

/// The places of a proposal as claims, each with its confidence and a note. Contributions are noted where they were asked for.
pub fn inferred_claims(
    engine: &Engine<'_>,
    proposal: &Proposal,
    titles: &BTreeMap<Soc2018, String>,
) -> Vec<Claim> {
    let targets = proposal.targets.iter().filter(|target| proposal.places.contains(&target.slot));
    let claim = |target: &Target| Claim {
        slot: target.slot,
        basis: Basis::Inferred,
        strength: target.confidence,
        note: note(engine.view(), proposal, target, titles),
    };
    targets.map(claim).collect()
}

/// Why a place is proposed.
pub fn note(
    view: &EditionView,
    proposal: &Proposal,
    target: &Target,
    titles: &BTreeMap<Soc2018, String>,
) -> String {
    let mut text = format!(
        "Inferred: {:.2} points, probability {:.2}, confidence {:.2}.",
        target.points, target.probability, target.confidence
    );
    let told: Vec<&Contribution> =
        target.contributions.iter().filter(|one| one.points.abs() >= LEAST_POINTS).collect();
    if !told.is_empty() {
        let parts: Vec<String> = told.iter().take(NOTED).map(|one| contribution(one, titles)).collect();
        let rest: f64 = told.iter().skip(NOTED).map(|one| one.points).sum();
        let rest = if told.len() > NOTED { format!("; other evidence {rest:+.2}") } else { String::new() };
        // Writing to a string cannot fail.
        let _ = write!(text, " Evidence: {}{rest}.", parts.join("; "));
    }
    if let Some(other) = proposal.targets.iter().find(|other| other.slot != target.slot) {
        let difference = target.points - other.points;
        let name = view.slot_name(other.slot);
        let _ = if difference >= 0.0 {
            write!(text, " Runner-up: {name}, {difference:.2} points behind.")
        } else {
            write!(text, " First: {name}, {:.2} points ahead.", -difference)
        };
    }
    if let Some(turn) = proposal.turn.as_ref().filter(|_| proposal.places.first() == Some(&target.slot)) {
        let _ = write!(text, " {}", turn_note(view, turn, titles));
    }
    text
}

/// A contribution in words: `job titles +3.20 (nurse, surgical nurse)`.
pub fn contribution(one: &Contribution, titles: &BTreeMap<Soc2018, String>) -> String {
    let names: Vec<String> = one.named.iter().take(NAMES).map(|(named, _)| name(named, titles)).collect();
    let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!("{} {:+.2}{names}", one.evidence.words(), one.points)
}

/// What stands behind a contribution, by name.
pub fn name(named: &Named, titles: &BTreeMap<Soc2018, String>) -> String {
    match named {
        Named::Occupation(soc) => {
            let title = titles.get(soc).map_or("", String::as_str);
            format!("{soc} {title}").trim_end().to_owned()
        }
        Named::Feature(text) | Named::Rule(text) => text.clone(),
    }
}

/// What would change the answer, as a sentence.
pub fn turn_note(view: &EditionView, turn: &Turn, titles: &BTreeMap<Soc2018, String>) -> String {
    let instead = view.slot_name(turn.instead);
    let kind = turn.evidence.map(Evidence::words);
    let piece = match (kind, turn.occupation) {
        (Some(kind), Some(soc)) => {
            format!("its likeness in {kind} with {}", name(&Named::Occupation(soc), titles))
        }
        (None, Some(soc)) => format!("its likeness with {}", name(&Named::Occupation(soc), titles)),
        (Some(kind), None) => kind.to_owned(),
        (None, None) => "the evidence".to_owned(),
    };
    format!("Without {piece} ({:.2} points between the two) it would be {instead}.", turn.points)
}
