#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod summary;
mod tables;
mod types;

pub use summary::{
    ClusterSummary, EmergingSummary, NationalTotal, OccupationCounts, Reconciliation, Summary,
};
pub use tables::{
    ClusterRow, CoverageRow, EducationShareRow, JobZoneShareRow, OccupationFiguresRow, SubclusterRow,
    TopOccupationRow,
};
pub use types::{ClusterProfile, Profile, SubclusterProfile};
