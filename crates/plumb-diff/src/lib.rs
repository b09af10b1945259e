#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod columns;
mod crosswalks;
mod deflator;
mod edition;
mod ep;
mod error;
mod keyed;
mod oews;
mod onet;
mod report;
mod settings;
mod stats;
mod taxonomy;
#[cfg(test)]
mod testing;
mod text;
mod verdicts;

pub use crosswalks::{KnownCrosswalk, Linking, known_crosswalk};
pub use deflator::Deflator;
pub use edition::{
    ClusterFlowRow, EditionSide, PlacementChangeRow, RuleChangeRow, UnitChangeRow, compare_editions,
};
pub use ep::{EntryRequirementRow, EpSide, ProjectionChangeRow, SeparationChangeRow, compare_ep};
pub use error::DiffError;
pub use keyed::{RowChangeRow, compare_tables};
pub use oews::{
    EmploymentChangeRow, FigureOptions, HourlyWageChangeRow, NOT_A_TIME_SERIES, OewsSide, WageChangeRow,
    WithheldRow, compare_oews,
};
pub use onet::{
    EducationChangeRow, EmergingTaskChangeRow, JobZoneChangeRow, OnetOccupationChangeRow, OnetSide,
    RatingChangeRow, TaskChangeRow, TechnologyChangeRow, TechnologyProductRow, TermChangeRow, TitleChangeRow,
    compare_onet,
};
pub use report::{Brief, ChangeTable, Chart, DiffReport, Dot, Marks, Panel, Side, Slope, Tables};
pub use settings::{Attention, DEFAULT_SETTINGS, Matching, Sampling, Settings};
pub use taxonomy::kinds;
pub use taxonomy::{Classification, CodeChangeRow, CodeList, CodeSummaryRow, compare_classification};
