//! Fetches the publishers' files: a source catalogue, a polite and distrustful downloader, and a cache of
//! raw artifacts with their provenance. Knows no column names, opens no table, and reads no clock and no
//! environment of its own.
#![warn(missing_docs)]

mod api;
mod cache;
mod catalogue;
mod client;
mod clock;
mod config;
mod discover;
mod error;
mod fetcher;
mod fsio;
mod hosts;
mod inspect;
mod metrics;
mod progress;
mod retry;
#[cfg(test)]
mod robustness;

pub use api::{ApiKey, BlsApi, Footnote, Observation, QuotaState, SeriesAnswer, SeriesQuery};
pub use cache::{Artifact, ArtifactCache, CacheReport, Damage, Provenance};
pub use catalogue::{
    ApiLimits, BlsApiRules, Calendar, Catalogue, Contact, Expect, Family, FamilyEntry, Format, FormatRules,
    HostRules, Licence, Limits, MirrorRules, NotOutYetSign, Parts, Request, SeriesEntry, SourceEntry,
    UrlTemplate,
};
pub use clock::{Clock, ManualClock, Sleep, TokioClock};
pub use config::{FetchConfig, ProxyChoice, RetryPolicy, Timeouts};
pub use discover::{AtHand, Candidate, DiscoverOptions, Why, discover};
pub use error::{ErrorClass, FetchError};
pub use fetcher::{FetchOutcome, Fetcher, NotOutYet, SourceReport};
pub use inspect::{MemberShape, Shape};
pub use metrics::Metrics;
pub use progress::{Progress, ProgressEvent, Silent};
