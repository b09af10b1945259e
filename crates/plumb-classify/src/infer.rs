//! Inference: where a subject belongs that nobody has classified, by its likeness to published occupations.

mod corpus;
mod dense;
mod engine;
mod gather;
mod kind;
mod measure;
mod names;
mod parameters;
mod proposal;
mod space;
mod trial;
mod words;

pub use corpus::{Corpus, Sources, Subject};
pub use engine::{Engine, printed_together};
pub use kind::{Evidence, Kind};
pub use measure::{Figures, Judged, calibration_error};
pub use parameters::{Calibration, DEFAULT_INFERENCE, ParameterError, Parameters};
pub use proposal::{Bonus, Contribution, Detail, Named, Proposal, Target, Turn};
pub use trial::{beyond_trial, block_trial, folds, masked_trial, minor_groups};

#[cfg(test)]
mod tests;
