//! Explains a job title that is no occupation's title.

use std::collections::BTreeSet;

use anyhow::Result;
use plumb_classify::Detail;
use plumb_codes::Soc2018;
use plumb_framework::rules::Subject;

use super::matches;
use super::report::{Explanation, Inference, Place, proposed_places};
use crate::context::Context;
use crate::exit::Failure;
use crate::ground::Ground;

pub(super) fn explain(context: &Context, ground: &Ground, title: &str) -> Result<Explanation> {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let ruling = ground.ruling(&Subject::Title(title.to_owned()));
    let occupations = matches::occupations(context, ground, title)?;
    // Below the matcher's cut, its candidates are guesses from how common occupations are.
    let matched: Vec<(Soc2018, f64)> = occupations
        .iter()
        .filter(|one| one.status != "unmatched")
        .filter_map(|one| Some((one.soc_code.as_ref()?.parse().ok()?, one.confidence)))
        .collect();
    let subject = ground.corpus.matched_title(title, &matched);
    let proposal = engine.propose(&subject, &ruling.bonuses, Detail::Full).ok_or_else(|| {
        Failure::data(format!(
            "find an occupation, industry or program `{title}`, or a word of it in the vocabulary of any"
        ))
    })?;
    let (mut places, mut status) = proposed_places(&engine, &proposal);
    if !ruling.pinned.is_empty() {
        places = pinned(ground, &ruling);
        status = "rule";
    }
    let basis = if matched.is_empty() {
        "No occupation has this title. What its words say, compared with those of all occupations:"
    } else {
        "No occupation has this title. What its words say, and what is known about the occupations that it is matched to, \
         each by its confidence:"
    };
    Ok(Explanation {
        kind: "title",
        code: None,
        title: title.to_owned(),
        through: None,
        status,
        places,
        published: Vec::new(),
        rules: ruling.notes,
        known_as: Vec::new(),
        basis: basis.to_owned(),
        occupations,
        inference: Some(Inference::new(ground, &engine, &proposal)),
        edition: ground.edition.id.to_string(),
        releases: ground.material.read.iter().map(ToString::to_string).collect(),
    })
}

/// The places that a pin decides on.
pub(super) fn pinned(ground: &Ground, ruling: &plumb_classify::Ruling) -> Vec<Place> {
    let place = |(position, claim): (usize, &plumb_classify::Claim)| Place {
        cluster: ground.view.cluster_name(claim.slot.cluster).to_owned(),
        sub_cluster: ground.view.sub_cluster_name(claim.slot).map(str::to_owned),
        role: if position == 0 { "primary" } else { "secondary" },
        share: None,
        confidence: claim.strength,
        status: "rule",
        evidence: claim.note.clone(),
    };
    ruling.pinned.iter().enumerate().map(place).collect()
}
