#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod normalise;

mod acronyms;
mod answer;
mod blend;
mod build;
mod by_class;
mod calibrate;
mod candidates;
mod claims;
mod close;
mod codec;
mod error;
mod features;
mod index;
mod knowledge;
mod learn;
mod matcher;
mod nearest;
mod newton;
mod pins;
mod postings;
mod rehearse;
mod rows;
mod score;
mod session;
mod shortened;
mod spelling;
#[cfg(test)]
mod tests;
mod train;
mod typo;
mod words;

pub use build::{BuildOptions, BuildProgress};
pub use error::{BuildError, IndexError};
pub use knowledge::{Knowledge, KnownTerm, KnownTitle, TitleKind};
pub use matcher::{Cutoffs, MatchStatus, Matcher, TitleId, TitleMatch, TitleMatches};
pub use normalise::{Grade, TitleIssue};
pub use pins::{Pin, PinTarget};
pub use score::{Evidence, Part};
pub use session::Session;
pub use train::Training;
