#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod check;
mod definition;
mod edition;
mod embedded;
mod error;
mod id;
mod import;
mod load;
pub mod rules;
mod tables;

pub use check::{Finding, FindingKind, Universe, check};
pub use definition::DEFAULT_EDITION;
pub use edition::{
    Cluster, Edition, Grouping, IndustryRow, OccupationCode, OccupationRow, Placement, ProgramRow, Published,
    SubCluster, fold_name,
};
pub use embedded::embedded_files;
pub use error::FrameworkError;
pub use id::{ClusterId, EditionId, GroupingId, RuleId, SubClusterId};
pub use import::{Anomaly, AnomalyKind, Imported, SheetRow, import};
pub use load::{
    EditionFiles, available, load, load_folder, load_names, load_rule_texts, load_rules, rule_texts_in,
};
pub use tables::{industries_csv, occupations_csv, programs_csv};
