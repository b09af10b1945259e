#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod assign;
mod facts;
mod from_edition;
mod notes;
mod published;
mod rows;
mod scoring;
mod shares;
mod staffing;
mod tables;
#[cfg(test)]
mod testing;
mod view;

pub use assign::{Classifier, Membership, OccupationAssignment, Standing};
pub use facts::{FactBook, FactRows};
pub use published::published_rows;
pub use rows::{assignment_rows, onet_assignment_rows};
pub use scoring::{Basis, Claim, EvidenceSource, Score, ScoredSlot, score};
pub use shares::{ClusterShares, SHARE_PARTS, ShareContribution, ShareReason, ShareRule};
pub use staffing::{SectorJobs, Staffing, sector_of};
pub use tables::{AssignmentRow, OnetAssignmentRow};
pub use view::{ClusterView, EditionView, Slot};
