//! Inference: where a subject belongs that nobody has classified, by its likeness to published occupations.

mod corpus;
mod dense;
mod engine;
mod fit;
mod gather;
mod kind;
mod measure;
mod names;
mod note;
mod parameters;
mod proposal;
mod reasons;
mod space;
mod trial;
mod words;

pub use corpus::{Corpus, Sources, Subject};
pub use engine::{Engine, Points, printed_together};
pub use fit::{calibrated_on_titles, fit, nested_trial};
pub use kind::{Evidence, Kind};
pub use measure::{Figures, Judged, calibration_error};
pub use note::{
    contribution as contribution_note, inferred_claims, name as evidence_name, note as target_note, turn_note,
};
pub use parameters::{Calibration, DEFAULT_INFERENCE, MembershipCurve, ParameterError, Parameters};
pub use proposal::{Bonus, Contribution, Detail, Named, Proposal, Target, Turn};
pub use trial::{beyond_trial, block_trial, folds, masked_trial, minor_groups};

#[cfg(test)]
mod tests;
