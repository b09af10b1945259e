//! Fetches the publishers' files: a source catalogue, a polite and distrustful downloader, and a cache of
//! raw artifacts with their provenance. Knows no column names, opens no table, and reads no clock and no
//! environment of its own.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use plumb_fetch::{
//! #     Catalogue, DiscoverOptions, FetchConfig, FetchError, FetchOutcome, Fetcher, Silent, TokioClock, discover,
//! # };
//! # fn readable(_: &std::path::Path) -> Result<(), String> { Ok(()) }
//! # async fn refresh(today: jiff::civil::Date, now: fn() -> jiff::Timestamp) -> Result<(), FetchError> {
//! let catalogue = Catalogue::built_in()?;
//! let config = FetchConfig { contact: Some("data@example.org".to_owned()), ..FetchConfig::new("store") };
//! let fetcher = Fetcher::new(config, &catalogue, Arc::new(TokioClock::new(now)), Arc::new(Silent))?;
//! let fetcher = Arc::new(fetcher);
//! let candidates =
//!     discover(&catalogue, &fetcher.cache().at_hand()?, today, &DiscoverOptions::default())?;
//! for report in fetcher.refresh(candidates).await {
//!     for (_request, outcome) in report.files {
//!         if let FetchOutcome::Fetched(artifact) = outcome {
//!             match readable(&artifact.path) {
//!                 Ok(()) => fetcher.accept(&artifact)?,
//!                 Err(reason) => fetcher.reject(&artifact, &reason)?,
//!             }
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
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
mod notify;
mod progress;
mod retry;
#[cfg(test)]
mod robustness;
mod schedule;

pub use api::{
    ApiKey, BlsApi, Footnote, Observation, OewsArea, OewsFigure, OewsSeries, QuotaState, SeriesAnswer,
    SeriesQuery,
};
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
pub use schedule::{
    CommandHook, CronExpression, Due, Occasion, RefreshSettings, ScheduleEntry, WatchSettings, WatchState,
    Webhook,
};
