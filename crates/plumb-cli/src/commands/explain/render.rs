//! An explanation as a note to read.

use std::fmt::Write as _;

use super::matches::TitleOccupation;
use super::report::{Explanation, Inference, Place, RankedTarget};

/// Places of the engine that the note spells out.
const SPELT_OUT: usize = 3;
/// Contributions below this say nothing.
const LEAST_POINTS: f64 = 0.05;

/// The explanation as text. Writing to a string cannot fail, so results of `write!` are dropped.
pub(super) fn text(explanation: &Explanation) -> String {
    let code = explanation.code.as_deref().map(|code| format!("{code} ")).unwrap_or_default();
    let mut text = format!("{code}{}\n", explanation.title);
    if let Some(through) = &explanation.through {
        let _ = writeln!(text, "{through}");
    }
    if explanation.places.is_empty() {
        let _ = writeln!(text, "\n  no place: nothing is published and no evidence is at hand");
    }
    for place in &explanation.places {
        text.push_str(&place_text(place));
    }
    for rule in &explanation.rules {
        let _ = writeln!(text, "\n  {rule}");
    }
    if !explanation.occupations.is_empty() {
        text.push_str("\nAs a job title it is matched to:\n");
        for occupation in &explanation.occupations {
            text.push_str(&occupation_text(occupation));
        }
    }
    if let Some(inference) = &explanation.inference {
        let _ = writeln!(text, "\n{}", explanation.basis);
        for target in inference.targets.iter().take(SPELT_OUT) {
            text.push_str(&target_text(target));
        }
        if let Some(runner_up) = &inference.runner_up {
            let _ = writeln!(
                text,
                "\n  The runner-up, {runner_up}, is {:.2} points behind. {} {} has confidence {:.2}.",
                inference.gap_points,
                cluster_words(inference),
                inference.cluster,
                inference.cluster_confidence
            );
        }
        match &inference.turn {
            Some(turn) => {
                let _ = writeln!(text, "  {}", turn.note);
            }
            None => text.push_str("  No single piece of evidence would change the answer.\n"),
        }
        if !inference.decided {
            let _ = writeln!(text, "  {}", undecided_words(explanation.status));
        }
    }
    if !explanation.known_as.is_empty() {
        let _ = writeln!(text, "\nKnown as: {}.", explanation.known_as.join("; "));
    }
    text
}

/// What follows from a confidence that does not suffice: where somebody has decided, nothing.
fn undecided_words(status: &str) -> &'static str {
    match status {
        "published" => "By itself that would not be sure enough; what is published stands.",
        "rule" => "By itself that would not be sure enough; what the rule says stands.",
        _ => "That is not sure enough to be used without a person: it goes to review.",
    }
}

/// How the likeliest cluster is spoken of: it is not always that of the first place.
fn cluster_words(inference: &Inference) -> &'static str {
    let first = inference.targets.first().map(|target| target.place.as_str()).unwrap_or_default();
    let same = first
        .strip_prefix(inference.cluster.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(" / "));
    if same { "The cluster" } else { "All places of a cluster together, another is ahead: the cluster" }
}

fn occupation_text(occupation: &TitleOccupation) -> String {
    let occupation_name = match &occupation.soc_code {
        Some(code) => format!("{code} {}", occupation.soc_title),
        None => "no occupation, but a place".to_owned(),
    };
    let mut text = format!(
        "\n  {}. {occupation_name}: {}, confidence {:.2}\n     {}\n",
        occupation.rank, occupation.status, occupation.confidence, occupation.because
    );
    let parts = occupation.parts.iter().filter(|part| part.points.abs() >= LEAST_POINTS);
    let parts: Vec<String> = parts.map(|part| format!("{} {:+.2}", part.part, part.points)).collect();
    if !parts.is_empty() {
        let _ = writeln!(text, "     score {:.2} = {}", occupation.score, parts.join(", "));
    }
    text
}

fn place_text(place: &Place) -> String {
    let name = place
        .sub_cluster
        .as_ref()
        .map_or_else(|| place.cluster.clone(), |sub_cluster| format!("{} / {sub_cluster}", place.cluster));
    let share = place.share.map(|share| format!(", share {share:.3}")).unwrap_or_default();
    let mut text = format!(
        "\n  {name}\n    {}, {}{share}, confidence {:.2}\n",
        place.role, place.status, place.confidence
    );
    if !place.evidence.is_empty() {
        let _ = writeln!(text, "    {}", place.evidence);
    }
    text
}

fn target_text(target: &RankedTarget) -> String {
    let mut text = format!(
        "\n  {}. {}: {:.2} points, probability {:.2}, confidence {:.2}\n",
        target.rank, target.place, target.points, target.probability, target.confidence
    );
    for one in target.contributions.iter().filter(|one| one.points.abs() >= LEAST_POINTS) {
        let _ = writeln!(text, "     {}", one.note);
    }
    text
}
