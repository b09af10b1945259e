//! An explanation as data: what JSON prints, and what the text is written from.

use plumb_classify::{Engine, Evidence, Proposal, contribution_note, evidence_name, turn_note};
use plumb_tables::Table;
use serde::Serialize;

use super::matches::TitleOccupation;
use crate::ground::Ground;

/// Everything about one subject.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    pub(crate) kind: &'static str,
    pub(crate) code: Option<String>,
    pub(crate) title: String,
    /// How the subject comes to what is said about it, such as through a crosswalk.
    pub(crate) through: Option<String>,
    /// `published`, `rule`, `inferred` or `review`.
    pub(crate) status: &'static str,
    /// Where it belongs.
    pub(crate) places: Vec<Place>,
    /// What the steward's tables print.
    pub(crate) published: Vec<String>,
    /// Every rule that fired.
    pub(crate) rules: Vec<String>,
    /// Some of the names by which it is known.
    pub(crate) known_as: Vec<String>,
    /// What is to be known about the figures below, such as that published rows were kept from the engine.
    pub(crate) basis: String,
    /// What the title matcher says, for a job title.
    pub(crate) occupations: Vec<TitleOccupation>,
    pub(crate) inference: Option<Inference>,
    pub(crate) edition: String,
    pub(crate) releases: Vec<String>,
}

/// One place of a subject.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) cluster: String,
    pub(crate) sub_cluster: Option<String>,
    pub(crate) role: &'static str,
    /// Part of the jobs, 0.0 to 1.0; none where jobs do not divide.
    pub(crate) share: Option<f64>,
    pub(crate) confidence: f64,
    pub(crate) status: &'static str,
    pub(crate) evidence: String,
}

/// What the engine says.
#[derive(Debug, Serialize)]
pub(crate) struct Inference {
    pub(crate) decided: bool,
    pub(crate) cluster: String,
    pub(crate) cluster_confidence: f64,
    pub(crate) gap_points: f64,
    pub(crate) runner_up: Option<String>,
    pub(crate) targets: Vec<RankedTarget>,
    /// What would change the answer.
    pub(crate) turn: Option<TurnReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct RankedTarget {
    pub(crate) rank: usize,
    pub(crate) place: String,
    pub(crate) points: f64,
    pub(crate) probability: f64,
    pub(crate) confidence: f64,
    /// They add up to the points.
    pub(crate) contributions: Vec<ContributionReport>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ContributionReport {
    pub(crate) evidence: &'static str,
    pub(crate) points: f64,
    pub(crate) named: Vec<NamedReport>,
    pub(crate) note: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct NamedReport {
    pub(crate) name: String,
    pub(crate) points: f64,
}

#[derive(Debug, Serialize)]
pub(crate) struct TurnReport {
    pub(crate) evidence: Option<&'static str>,
    pub(crate) occupation: Option<String>,
    pub(crate) instead: String,
    pub(crate) points: f64,
    pub(crate) note: String,
}

impl Inference {
    /// A proposal as data.
    pub(super) fn new(ground: &Ground, engine: &Engine<'_>, proposal: &Proposal) -> Self {
        let (view, titles) = (engine.view(), &ground.material.soc_titles);
        let targets = proposal.targets.iter().enumerate().map(|(position, target)| RankedTarget {
            rank: position + 1,
            place: view.slot_name(target.slot),
            points: target.points,
            probability: target.probability,
            confidence: target.confidence,
            contributions: target
                .contributions
                .iter()
                .map(|one| ContributionReport {
                    evidence: one.evidence.key(),
                    points: one.points,
                    named: one
                        .named
                        .iter()
                        .map(|(named, points)| NamedReport {
                            name: evidence_name(named, titles),
                            points: *points,
                        })
                        .collect(),
                    note: contribution_note(one, titles),
                })
                .collect(),
        });
        Self {
            decided: proposal.decided,
            cluster: view.cluster_name(proposal.cluster).to_owned(),
            cluster_confidence: proposal.cluster_confidence,
            gap_points: proposal.gap_points,
            runner_up: proposal.targets.get(1).map(|target| view.slot_name(target.slot)),
            targets: targets.collect(),
            turn: proposal.turn.as_ref().map(|turn| TurnReport {
                evidence: turn.evidence.map(Evidence::key),
                occupation: turn.occupation.map(|soc| soc.to_string()),
                instead: view.slot_name(turn.instead),
                points: turn.points,
                note: turn_note(view, turn, titles),
            }),
        }
    }
}

/// Places of a proposal, where nothing stronger decides.
pub(super) fn proposed_places(engine: &Engine<'_>, proposal: &Proposal) -> (Vec<Place>, &'static str) {
    let view = engine.view();
    let status = if proposal.decided { "inferred" } else { "review" };
    let place = |(position, &slot): (usize, &plumb_classify::Slot)| Place {
        cluster: view.cluster_name(slot.cluster).to_owned(),
        sub_cluster: view.sub_cluster_name(slot).map(str::to_owned),
        role: if position == 0 { "primary" } else { "secondary" },
        share: None,
        confidence: proposal
            .targets
            .iter()
            .find(|target| target.slot == slot)
            .map_or(0.0, |target| target.confidence),
        status,
        evidence: String::new(),
    };
    (proposal.places.iter().enumerate().map(place).collect(), status)
}

plumb_tables::table! {
    /// One place of an explained subject.
    ExplainedPlaceRow in "explanation", key ["code", "title", "cluster", "sub_cluster"] {
        /// Code of the subject; none for a title.
        code: Option<String>,
        /// Title of the subject.
        title: String,
        /// Cluster.
        cluster: String,
        /// Sub-cluster; none where only the cluster is known.
        sub_cluster: Option<String>,
        /// `primary` or `secondary`.
        role: String,
        /// Part of the jobs, 0.0 to 1.0; none where jobs do not divide.
        share: Option<f64>,
        /// Confidence that the subject belongs here, 0.0 to 1.0.
        confidence: f64,
        /// `published`, `rule`, `inferred` or `review`.
        status: String,
        /// Why, as one readable text.
        evidence: String,
    }
}

/// The places of explanations as a table.
pub(super) fn table(explanations: &[Explanation]) -> Table {
    let rows: Vec<ExplainedPlaceRow> = explanations
        .iter()
        .flat_map(|explanation| {
            explanation.places.iter().map(|place| ExplainedPlaceRow {
                code: explanation.code.clone(),
                title: explanation.title.clone(),
                cluster: place.cluster.clone(),
                sub_cluster: place.sub_cluster.clone(),
                role: place.role.to_owned(),
                share: place.share,
                confidence: place.confidence,
                status: place.status.to_owned(),
                evidence: place.evidence.clone(),
            })
        })
        .collect();
    Table::from_rows(&rows)
}
