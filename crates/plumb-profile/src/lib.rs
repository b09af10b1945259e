#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod build;
mod change;
mod coverage;
mod error;
mod figures;
mod inputs;
mod layout;
mod lines;
mod places;
mod run;
mod summary;
mod tables;
#[cfg(test)]
mod testing;
mod thresholds;
mod types;
mod wages;

pub use error::ProfileError;
pub use inputs::{Data, OewsBaseInput, OewsInput, OnetInput, ProjectionsInput, Settings};
pub use layout::{EditionLayout, LayoutCluster, LayoutSubCluster, OccupationPlace, OccupationPlaces};
pub use run::{Inputs, profile};
pub use summary::{
    ClusterSummary, EmergingSummary, NationalTotal, OccupationCounts, Reconciliation, Summary,
};
pub use tables::{
    ClusterRow, CoverageRow, EducationShareRow, JobZoneShareRow, OccupationFiguresRow, SubclusterRow,
    TopOccupationRow,
};
pub use thresholds::{DEFAULT_THRESHOLDS, DemandThreshold, GrowthThreshold, Thresholds, WageThreshold};
pub use types::{ClusterProfile, Profile, SubclusterProfile};
