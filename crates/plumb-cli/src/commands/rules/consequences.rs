//! What a change of the rules does to the assignments themselves: published rows stay, and the rest is asked again.

use std::collections::BTreeSet;

use anyhow::Result;
use plumb_classify::{Detail, OccupationAssignment, Standing};
use plumb_codes::{Naics2022, OnetSoc2019, Soc2018};
use plumb_framework::Edition;
use plumb_framework::rules::{Occupation, RuleSet, Subject};

use crate::alignment::{assign_own, assign_some};
use crate::context::Context;
use crate::ground::Ground;
use crate::industries::Industries;

/// The assignment of a subject before and after.
pub(super) struct Consequence {
    pub(super) what: &'static str,
    pub(super) subject: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// Assigns the subjects about which the rules say something else, once with each version. Returns those whose places or
/// status differ, in the order of the subjects; `None` where the versions are for editions with other places.
pub(super) fn consequences(
    context: &Context,
    (old, new): ((&Edition, &RuleSet), (&Edition, &RuleSet)),
    subjects: &[Subject],
) -> Result<Option<Vec<Consequence>>> {
    let mut ground = Ground::read(context, new.0.id.as_str())?;
    let same_places = |edition: &Edition| {
        edition.clusters == ground.edition.clusters && edition.sub_clusters == ground.edition.sub_clusters
    };
    if !same_places(old.0) || !same_places(new.0) {
        return Ok(None);
    }
    let occupations: BTreeSet<Soc2018> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Occupation(Occupation::Soc(code)) => Some(*code),
            _ => None,
        })
        .collect();
    let occupations: Vec<Soc2018> = occupations.into_iter().collect();
    let onet: Vec<OnetSoc2019> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Occupation(Occupation::Onet(code)) => Some(*code),
            _ => None,
        })
        .collect();
    let industries: Vec<Naics2022> = subjects
        .iter()
        .filter_map(|subject| match subject {
            Subject::Industry(code) => Some(*code),
            _ => None,
        })
        .collect();
    let entries = Industries::read(&ground)?;
    ground.rules = old.1.clone();
    let before = assigned(&ground, &entries, &occupations, &onet, &industries);
    ground.rules = new.1.clone();
    let after = assigned(&ground, &entries, &occupations, &onet, &industries);
    let pairs = before.into_iter().zip(after).filter(|(before, after)| before.2 != after.2);
    Ok(Some(
        pairs
            .map(|((what, subject, before), (_, _, after))| Consequence { what, subject, before, after })
            .collect(),
    ))
}

/// Kind, code and assignment in words of each subject.
fn assigned(
    ground: &Ground,
    entries: &Industries,
    occupations: &[Soc2018],
    onet: &[OnetSoc2019],
    industries: &[Naics2022],
) -> Vec<(&'static str, String, String)> {
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let (assignments, _) = assign_some(ground, &engine, occupations);
    let occupations = assignments.iter().map(|assignment| {
        ("occupation assignment", assignment.soc.to_string(), occupation(ground, assignment))
    });
    let own = assign_own(ground, &engine, onet.iter().copied());
    let parents: BTreeSet<Soc2018> = onet.iter().filter_map(|&code| ground.corpus.parent(code)).collect();
    let (parents, _) = assign_some(ground, &engine, &parents.into_iter().collect::<Vec<_>>());
    let onet = onet.iter().map(|&code| {
        let taken_over = || {
            let parent = ground.corpus.parent(code)?;
            parents.iter().find(|assignment| assignment.soc == parent)
        };
        let places = own.get(&code).or_else(taken_over).map(|assignment| occupation(ground, assignment));
        ("O*NET-SOC assignment", code.to_string(), places.unwrap_or_else(|| words(&[], "review")))
    });
    let industries = industries.iter().map(|&code| {
        let found = entries.place(ground, &engine, code, Detail::Places);
        let places: Vec<String> =
            found.places.iter().map(|place| ground.view.slot_name(place.slot)).collect();
        ("industry assignment", code.to_string(), words(&places, found.status))
    });
    occupations.chain(onet).chain(industries).collect()
}

fn occupation(ground: &Ground, assignment: &OccupationAssignment) -> String {
    let mut memberships: Vec<_> = assignment.memberships.iter().collect();
    memberships.sort_by_key(|membership| !membership.primary);
    let places: Vec<String> =
        memberships.iter().map(|membership| ground.view.slot_name(membership.place.slot)).collect();
    let status = if assignment.in_review() {
        "review"
    } else {
        match memberships.first().map(|membership| membership.standing) {
            Some(Standing::Published) => "published",
            Some(Standing::Rule) => "rule",
            Some(Standing::Inferred) => "inferred",
            Some(Standing::Review) | None => "review",
        }
    };
    words(&places, status)
}

fn words(places: &[String], status: &str) -> String {
    if places.is_empty() {
        format!("no place ({status})")
    } else {
        format!("{} ({status})", places.join(" + "))
    }
}
