//! Explains an industry of NAICS 2022 at any level.

use std::collections::BTreeSet;

use anyhow::Result;
use plumb_classify::Detail;
use plumb_codes::Naics2022;

use super::report::{Explanation, Inference, Place};
use crate::ground::Ground;
use crate::industries::Industries;

pub(super) fn explain(ground: &Ground, code: Naics2022) -> Result<Explanation> {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let industries = Industries::read(ground)?;
    let found = industries.place(ground, &engine, code, Detail::Full);
    let place = |one: &crate::industries::IndustryPlace| Place {
        cluster: ground.view.cluster_name(one.slot.cluster).to_owned(),
        sub_cluster: ground.view.sub_cluster_name(one.slot).map(str::to_owned),
        role: if one.primary { "primary" } else { "secondary" },
        share: None,
        confidence: one.confidence,
        status: found.status,
        evidence: String::new(),
    };
    Ok(Explanation {
        kind: "industry",
        code: Some(code.to_string()),
        title: ground.material.naics_titles.get(&code).cloned().unwrap_or_default(),
        through: Some(found.through.clone()),
        status: found.status,
        places: found.places.iter().map(place).collect(),
        published: found.published.clone(),
        rules: found.rules.clone(),
        known_as: industries.entries(code).take(8).map(str::to_owned).collect(),
        basis: "What its title and index entries, its sector and the rules say:".to_owned(),
        occupations: Vec::new(),
        inference: found.proposal.as_ref().map(|proposal| Inference::new(ground, &engine, proposal)),
        edition: ground.edition.id.to_string(),
        releases: ground.material.read.iter().map(ToString::to_string).collect(),
    })
}
