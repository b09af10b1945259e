//! The BLS Public Data API, version 2: single series by id. See [`BlsApi`].

mod answer;
mod client;
mod key;
mod oews;
mod quota;

#[cfg(test)]
pub(crate) use answer::read as read_answer;
pub use answer::{Footnote, Observation, SeriesAnswer};
pub use client::{BlsApi, SeriesQuery};
pub use key::ApiKey;
pub use oews::{OewsArea, OewsFigure, OewsSeries};
pub use quota::QuotaState;
