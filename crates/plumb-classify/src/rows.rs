//! Turns assignments into the rows of the published tables. It decides nothing.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, OnetSoc2019, Soc2018};

use crate::assign::{Membership, OccupationAssignment, Standing};
use crate::tables::{AssignmentRow, OnetAssignmentRow};
use crate::view::EditionView;

/// What every membership row says, whatever its subject.
struct Cells {
    cluster: Option<String>,
    sub_cluster: Option<String>,
    role: String,
    share: f64,
    confidence: f64,
    status: String,
    evidence: String,
}

impl Standing {
    /// The word in the `status` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Rule => "rule",
            Self::Inferred => "inferred",
            Self::Review => "review",
        }
    }
}

/// The rows of table `assignments`, in the order given; an occupation without a place has one row
/// in review. Titles that are not at hand are empty.
pub fn assignment_rows(
    view: &EditionView,
    assignments: &[OccupationAssignment],
    titles: &BTreeMap<Soc2018, String>,
) -> Vec<AssignmentRow> {
    let mut rows = Vec::new();
    for assignment in assignments {
        let title = titles.get(&assignment.soc).cloned().unwrap_or_default();
        for cells in cells(view, Some(assignment)) {
            rows.push(AssignmentRow {
                soc_code: assignment.soc,
                title: title.clone(),
                cluster: cells.cluster,
                sub_cluster: cells.sub_cluster,
                role: cells.role,
                share: cells.share,
                confidence: cells.confidence,
                status: cells.status,
                evidence: cells.evidence,
            });
        }
    }
    rows
}

/// The rows of table `onet_assignments`.
///
/// Every O*NET-SOC occupation takes over the places of the SOC occupation that the published crosswalk links it to; without exactly one it goes to review.
/// Those in `own` have places of their own, because a rule is about them and not about the SOC occupation.
pub fn onet_assignment_rows(
    view: &EditionView,
    assignments: &[OccupationAssignment],
    own: &BTreeMap<OnetSoc2019, OccupationAssignment>,
    titles: &BTreeMap<OnetSoc2019, String>,
    to_soc_2018: &Crosswalk<OnetSoc2019, Soc2018>,
) -> Vec<OnetAssignmentRow> {
    let by_soc: BTreeMap<Soc2018, &OccupationAssignment> =
        assignments.iter().map(|assignment| (assignment.soc, assignment)).collect();
    let mut rows = Vec::new();
    for (&code, title) in titles {
        let soc_code = to_soc_2018.only_target(code);
        let assignment = own.get(&code).or_else(|| soc_code.and_then(|soc| by_soc.get(&soc).copied()));
        let through = match (soc_code, to_soc_2018.targets(code).len()) {
            (Some(soc), _) if own.contains_key(&code) => {
                format!("A rule is about {code} and not about all of SOC 2018 {soc}. ")
            }
            (Some(soc), _) => format!("Through the published crosswalk {code} belongs to SOC 2018 {soc}. "),
            (None, 0) => "The crosswalk to SOC 2018 does not link it. ".to_owned(),
            (None, links) => format!("The crosswalk links it to {links} SOC 2018 occupations. "),
        };
        for cells in cells(view, assignment) {
            rows.push(OnetAssignmentRow {
                onet_soc_code: code,
                title: title.clone(),
                soc_code,
                cluster: cells.cluster,
                sub_cluster: cells.sub_cluster,
                role: cells.role,
                share: cells.share,
                confidence: cells.confidence,
                status: cells.status,
                evidence: format!("{through}{}", cells.evidence),
            });
        }
    }
    rows
}

fn cells(view: &EditionView, assignment: Option<&OccupationAssignment>) -> Vec<Cells> {
    match assignment {
        Some(assignment) if !assignment.memberships.is_empty() => {
            assignment.memberships.iter().map(|membership| membership_cells(view, membership)).collect()
        }
        _ => vec![Cells {
            cluster: None,
            sub_cluster: None,
            role: "primary".to_owned(),
            share: 0.0,
            confidence: 0.0,
            status: Standing::Review.as_str().to_owned(),
            evidence: "No published row and no other evidence: a person has to decide.".to_owned(),
        }],
    }
}

fn membership_cells(view: &EditionView, membership: &Membership) -> Cells {
    let slot = membership.place.slot;
    Cells {
        cluster: Some(view.cluster_name(slot.cluster).to_owned()),
        sub_cluster: view.sub_cluster_name(slot).map(str::to_owned),
        role: if membership.primary { "primary" } else { "secondary" }.to_owned(),
        share: membership.share(),
        confidence: membership.place.confidence,
        status: membership.standing.as_str().to_owned(),
        evidence: membership.evidence_text(),
    }
}
