//! The BLS Public Data API, version 2: single series by id. See [`BlsApi`].

mod answer;
mod client;
mod key;
mod quota;

pub use answer::{Footnote, Observation, SeriesAnswer};
pub use client::{BlsApi, SeriesQuery};
pub use key::ApiKey;
pub use quota::QuotaState;
