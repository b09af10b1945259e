//! Explains a program of CIP 2020 at any level.

use std::collections::BTreeSet;

use plumb_classify::Detail;
use plumb_codes::Cip2020;
use plumb_framework::rules::Subject;

use super::report::{Explanation, Inference, Place, proposed_places};
use super::title::pinned;
use crate::ground::Ground;

pub(super) fn explain(ground: &Ground, code: Cip2020) -> Explanation {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let row = ground.evidence.cip_codes.iter().find(|row| row.cip_code == code);
    let title = row.map(|row| row.title.clone()).unwrap_or_default();
    let ruling = ground.ruling(&Subject::Program(code));
    let subject = ground.corpus.program(code, &title);
    let proposal = engine.propose(&subject, &ruling.bonuses, Detail::Full);
    let rows = ground.edition.published.programs.iter().filter(|row| row.code == code);
    let published: Vec<String> =
        rows.clone().map(|row| ground.edition.placement_name(row.placement)).collect();
    let printed: Vec<Place> = rows
        .map(|row| Place {
            cluster: ground.edition.clusters[row.placement.cluster].name.clone(),
            sub_cluster: row.placement.sub_cluster.map(|sub| ground.edition.sub_clusters[sub].name.clone()),
            role: "secondary",
            share: None,
            confidence: 1.0,
            status: "published",
            evidence: String::new(),
        })
        .collect();
    let inference = proposal.as_ref().map(|proposal| Inference::new(ground, &engine, proposal));
    let (places, status) = if !printed.is_empty() {
        (with_primary(printed, inference.as_ref()), "published")
    } else if !ruling.pinned.is_empty() {
        (pinned(ground, &ruling), "rule")
    } else {
        proposal
            .as_ref()
            .map_or_else(|| (Vec::new(), "review"), |proposal| proposed_places(&engine, proposal))
    };
    Explanation {
        kind: "program",
        code: Some(code.to_string()),
        title,
        through: None,
        status,
        places,
        published,
        rules: ruling.notes,
        known_as: Vec::new(),
        basis: "What its name, the occupations that the CIP to SOC crosswalk links to it, and the rules say:"
            .to_owned(),
        occupations: Vec::new(),
        inference,
        edition: ground.edition.id.to_string(),
        releases: ground.material.read.iter().map(ToString::to_string).collect(),
    }
}

/// The published table has no primary flag: the published place that the evidence ranks first gets it.
fn with_primary(mut places: Vec<Place>, inference: Option<&Inference>) -> Vec<Place> {
    let name = |place: &Place| {
        place
            .sub_cluster
            .as_ref()
            .map_or_else(|| place.cluster.clone(), |sub| format!("{} / {sub}", place.cluster))
    };
    let mut ranked =
        inference.into_iter().flat_map(|inference| inference.targets.iter().map(|target| &target.place));
    let first = ranked.find_map(|wanted| places.iter().position(|place| name(place) == *wanted));
    if let Some(place) = places.get_mut(first.unwrap_or_default()) {
        place.role = "primary";
    }
    places
}
