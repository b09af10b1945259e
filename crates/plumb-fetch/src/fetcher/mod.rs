//! From a request to a checked artifact in the cache. See [`Fetcher`].

mod attempt;
mod body;
mod deliver;
mod fetch;
mod outcome;
mod partial;
mod refresh;

pub(crate) use attempt::{Failure, transport_error};
pub use fetch::Fetcher;
pub use outcome::{FetchOutcome, NotOutYet};
pub use refresh::SourceReport;
