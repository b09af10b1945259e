//! Explains occupations of SOC 2018 and of O*NET-SOC 2019.

use std::collections::{BTreeMap, BTreeSet};

use plumb_classify::{
    AssignmentRow, Detail, Engine, OccupationAssignment, OnetAssignmentRow, Proposal, assignment_rows,
    onet_assignment_rows, printed_together,
};
use plumb_codes::{OnetSoc2019, Soc2018};
use plumb_framework::rules::{Occupation, Subject};

use super::report::{Explanation, Inference, Place};
use crate::alignment;
use crate::ground::Ground;

/// Names by which an occupation is known that an explanation lists.
const KNOWN_AS: usize = 8;

/// Explains SOC 2018 occupations.
pub(super) fn explain(ground: &Ground, codes: &[Soc2018]) -> Vec<Explanation> {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let (assignments, _) = alignment::assign_some(ground, &engine, codes);
    let rows = assignment_rows(&ground.view, &assignments, &ground.material.soc_titles);
    codes.iter().map(|&soc| explain_one(ground, &engine, &assignments, &rows, soc)).collect()
}

fn explain_one(
    ground: &Ground,
    engine: &Engine<'_>,
    assignments: &[OccupationAssignment],
    rows: &[AssignmentRow],
    soc: Soc2018,
) -> Explanation {
    let ruling = ground.ruling(&Subject::Occupation(Occupation::Soc(soc)));
    let subject = ground.corpus.occupation(soc).unwrap_or_default();
    let proposal = engine.propose_without(&subject, &BTreeSet::from([soc]), &ruling.bonuses, Detail::Full);
    let assignment = assignments.iter().find(|assignment| assignment.soc == soc);
    let places: Vec<Place> = rows.iter().filter(|row| row.soc_code == soc).filter_map(place).collect();
    let status = if assignment.is_none_or(OccupationAssignment::in_review) {
        "review"
    } else {
        places.first().map_or("review", |place| place.status)
    };
    Explanation {
        kind: "soc_occupation",
        code: Some(soc.to_string()),
        title: ground.material.soc_titles.get(&soc).cloned().unwrap_or_default(),
        through: None,
        status,
        places,
        published: published(ground, soc),
        rules: ruling.notes,
        known_as: known_as(ground, |code| ground.corpus.parent(code) == Some(soc)),
        basis: basis(ground, soc),
        occupations: Vec::new(),
        inference: proposal.as_ref().map(|proposal| Inference::new(ground, engine, proposal)),
        edition: ground.edition.id.to_string(),
        releases: ground.material.read.iter().map(ToString::to_string).collect(),
    }
}

/// Explains an O*NET-SOC 2019 occupation: it takes over the places of its SOC occupation, or has its own where a rule is about
/// it; the evidence is its own.
pub(super) fn explain_onet(ground: &Ground, code: OnetSoc2019) -> Explanation {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let parent = ground.corpus.parent(code);
    let own = alignment::assign_own(ground, &engine, [code]);
    let codes: Vec<Soc2018> = parent.into_iter().collect();
    let (assignments, _) = alignment::assign_some(ground, &engine, &codes);
    let titles =
        BTreeMap::from([(code, ground.material.onet_titles.get(&code).cloned().unwrap_or_default())]);
    let to_soc = &ground.material.onet_to_soc;
    let rows = onet_assignment_rows(&ground.view, &assignments, &own, &titles, to_soc);
    let ruling = ground.ruling(&Subject::Occupation(Occupation::Onet(code)));
    let subject = ground.corpus.onet_occupation(code).unwrap_or_default();
    // Where a rule gives it places of its own, the published rows of its SOC occupation were evidence.
    let hidden: BTreeSet<Soc2018> = parent.into_iter().filter(|_| own.is_empty()).collect();
    let proposal: Option<Proposal> = engine.propose_without(&subject, &hidden, &ruling.bonuses, Detail::Full);
    let places: Vec<Place> = rows.iter().filter_map(onet_place).collect();
    let through = parent.map(|soc| {
        let title = ground.material.soc_titles.get(&soc).map_or("", String::as_str);
        let (how, then) = if own.is_empty() {
            ("", "and takes over its places")
        } else {
            (", but a rule is about it alone", "whose published rows are evidence among others")
        };
        format!("Through the published crosswalk it belongs to SOC 2018 {soc} {title}{how}, {then}.")
    });
    let review = own.get(&code).or_else(|| assignments.first()).is_none_or(OccupationAssignment::in_review);
    Explanation {
        kind: "onet_occupation",
        code: Some(code.to_string()),
        title: ground.material.onet_titles.get(&code).cloned().unwrap_or_default(),
        through,
        status: if review { "review" } else { places.first().map_or("review", |place| place.status) },
        places,
        published: parent.map(|soc| published(ground, soc)).unwrap_or_default(),
        rules: ruling.notes,
        known_as: known_as(ground, |other| other == code),
        basis: if own.is_empty() {
            parent.map(|soc| basis(ground, soc)).unwrap_or_default()
        } else {
            "What rules and all evidence say together:".to_owned()
        },
        occupations: Vec::new(),
        inference: proposal.as_ref().map(|proposal| Inference::new(ground, &engine, proposal)),
        edition: ground.edition.id.to_string(),
        releases: ground.material.read.iter().map(ToString::to_string).collect(),
    }
}

/// What was kept from the engine.
fn basis(ground: &Ground, soc: Soc2018) -> String {
    if !ground.view.published.contains_key(&soc) {
        return "Nobody has published a place. What the evidence says:".to_owned();
    }
    let together = printed_together(&ground.view).remove(&soc).unwrap_or_default();
    let others = together.len().saturating_sub(1);
    let with = match others {
        0 => String::new(),
        1 => " (and those of the occupation printed in the same row)".to_owned(),
        _ => format!(" (and those of the {others} occupations printed in the same row)"),
    };
    format!("What all other evidence says, had the engine never seen the published rows of {soc}{with}:")
}

fn published(ground: &Ground, soc: Soc2018) -> Vec<String> {
    let slots = ground.view.published.get(&soc);
    slots.into_iter().flatten().map(|(&slot, _)| ground.view.slot_name(slot)).collect()
}

fn place(row: &AssignmentRow) -> Option<Place> {
    Some(Place {
        cluster: row.cluster.clone()?,
        sub_cluster: row.sub_cluster.clone(),
        role: role(&row.role),
        share: Some(row.share),
        confidence: row.confidence,
        status: status(&row.status),
        evidence: row.evidence.clone(),
    })
}

fn onet_place(row: &OnetAssignmentRow) -> Option<Place> {
    Some(Place {
        cluster: row.cluster.clone()?,
        sub_cluster: row.sub_cluster.clone(),
        role: role(&row.role),
        share: Some(row.share),
        confidence: row.confidence,
        status: status(&row.status),
        evidence: row.evidence.clone(),
    })
}

fn role(role: &str) -> &'static str {
    if role == "primary" { "primary" } else { "secondary" }
}

fn status(status: &str) -> &'static str {
    ["published", "rule", "inferred"].into_iter().find(|known| *known == status).unwrap_or("review")
}

/// The first job titles of O*NET that lead to an occupation.
fn known_as(ground: &Ground, is: impl Fn(OnetSoc2019) -> bool) -> Vec<String> {
    let titles = ground.evidence.titles.iter().filter(|row| is(row.onet_soc_code));
    let mut names: Vec<String> = titles.map(|row| row.title.clone()).collect();
    names.sort();
    names.dedup();
    // Evenly over the alphabet, so that the names are not all of one kind.
    let step = names.len().div_ceil(KNOWN_AS).max(1);
    names.into_iter().step_by(step).collect()
}
