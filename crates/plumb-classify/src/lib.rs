#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod shares;
mod staffing;
mod tables;
#[cfg(test)]
mod testing;

pub use shares::{ClusterShares, SHARE_PARTS, ShareContribution, ShareReason, ShareRule};
pub use staffing::{SectorJobs, Staffing, sector_of};
pub use tables::{AssignmentRow, OnetAssignmentRow};
