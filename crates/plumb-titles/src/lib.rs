#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod normalise;

mod features;
mod learn;
#[doc(hidden)]
pub mod trial;
mod train;

pub use learn::{KnownTerm, KnownTitle, TitleKind};
pub use train::Training;
