#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod assign;
mod cross_cutting;
mod facts;
mod from_edition;
mod from_rules;
mod infer;
mod notes;
mod published;
mod queue;
mod rows;
mod scoring;
mod shares;
mod staffing;
mod tables;
#[cfg(test)]
mod testing;
mod view;

pub use assign::{Classifier, Membership, OccupationAssignment, Standing};
pub use cross_cutting::cross_cutting_rows;
pub use facts::{FactBook, FactRows};
pub use from_rules::{Ruling, ruling};
pub use infer::{
    Bonus, Calibration, Contribution, Corpus, DEFAULT_INFERENCE, Detail, Engine, Evidence, Figures, Judged,
    Kind, MembershipCurve, Named, ParameterError, Parameters, Points, Proposal, Sources, Subject, Target,
    Turn, beyond_trial, block_trial, calibrated_on_titles, calibration_error, contribution_note,
    evidence_name, fit, folds, inferred_claims, masked_trial, minor_groups, nested_trial, printed_together,
    target_note, turn_note,
};
pub use published::published_rows;
pub use queue::review_row;
pub use rows::{assignment_rows, onet_assignment_rows};
pub use scoring::{Basis, Claim, EvidenceSource, Score, ScoredSlot, score};
pub use shares::{ClusterShares, SHARE_PARTS, ShareContribution, ShareReason, ShareRule};
pub use staffing::{SectorJobs, Staffing, sector_of};
pub use tables::{AssignmentRow, CrossCuttingRow, IndustryAssignmentRow, OnetAssignmentRow, ReviewRow};
pub use view::{ClusterView, EditionView, Slot};
