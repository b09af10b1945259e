//! Queries in batches within the limits of the API and the quota of the day.

use std::path::PathBuf;

use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::answer::{self, Refusal, SeriesAnswer};
use super::key::ApiKey;
use super::quota::{Quota, QuotaState};
use crate::cache::hex;
use crate::catalogue::{ApiLimits, BlsApiRules, SeriesEntry};
use crate::client::chain;
use crate::error::FetchError;
use crate::fetcher::{Failure, Fetcher, transport_error};
use crate::fsio;

/// Series and years to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesQuery {
    /// Ids of the series.
    pub series_ids: Vec<String>,
    /// The first year.
    pub first_year: u16,
    /// The last year.
    pub last_year: u16,
}

/// A client of the BLS Public Data API.
///
/// Shares the pace, the proxy and the contact address of a [`Fetcher`], and counts every query on disk.
#[derive(Debug)]
pub struct BlsApi<'a> {
    fetcher: &'a Fetcher,
    endpoint: Url,
    limits: ApiLimits,
    max_bytes: u64,
    key: Option<ApiKey>,
    quota: Quota,
}

#[derive(Serialize)]
struct Body<'a> {
    seriesid: &'a [String],
    startyear: String,
    endyear: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registrationkey: Option<&'a str>,
}

impl SeriesQuery {
    /// The query for an entry of the catalogue, up to a year.
    pub fn of(entry: &SeriesEntry, last_year: u16) -> Self {
        Self { series_ids: entry.series_ids.clone(), first_year: entry.first_year, last_year }
    }
}

impl<'a> BlsApi<'a> {
    /// A client with the limits that go with having a key or none.
    ///
    /// # Errors
    /// [`FetchError::Client`] if the endpoint is no URL (a loaded catalogue has checked that).
    pub fn new(fetcher: &'a Fetcher, rules: &BlsApiRules, key: Option<ApiKey>) -> Result<Self, FetchError> {
        let limits = if key.is_some() { rules.with_key } else { rules.without_key };
        let endpoint = Url::parse(&rules.endpoint).map_err(|error| FetchError::Client {
            message: format!("`{}` is not a URL: {error}", rules.endpoint),
        })?;
        let quota = Quota::new(fetcher.cache(), key.is_some(), limits.queries_per_day);
        Ok(Self { fetcher, endpoint, limits, max_bytes: rules.max_bytes, key, quota })
    }

    /// How many queries are left today.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn quota(&self) -> Result<QuotaState, FetchError> {
        self.quota.state(self.fetcher.clock.now())
    }

    /// The batches that a query is split into, as series and years.
    fn batches(&self, query: &SeriesQuery) -> Vec<(Vec<String>, u16, u16)> {
        let mut ids = query.series_ids.clone();
        ids.sort();
        ids.dedup();
        let mut batches = Vec::new();
        for chunk in ids.chunks(self.limits.series_per_query) {
            for first in (query.first_year..=query.last_year).step_by(self.limits.years_per_query.into()) {
                let last = first.saturating_add(self.limits.years_per_query - 1).min(query.last_year);
                batches.push((chunk.to_vec(), first, last));
            }
        }
        batches
    }

    /// Asks for series. What was answered before is kept if a later batch fails, as raw JSON in the cache;
    /// the call as a whole then fails.
    ///
    /// # Errors
    /// [`FetchError::ApiQuota`] (before any query, if the quota does not suffice for all batches),
    /// [`FetchError::ApiKey`], [`FetchError::ApiRefused`], [`FetchError::ApiMalformed`], or any network error.
    pub async fn query(&self, query: &SeriesQuery) -> Result<SeriesAnswer, FetchError> {
        // Before anything else, so that a missing contact costs nothing.
        self.fetcher.hosts.host(&self.endpoint)?;
        let batches = self.batches(query);
        let state = self.quota()?;
        let needed = u32::try_from(batches.len()).unwrap_or(u32::MAX);
        if state.used.saturating_add(needed) > state.limit {
            return Err(FetchError::ApiQuota {
                used: state.used,
                limit: state.limit,
                resets_at: state.resets_at,
            });
        }
        let mut whole = SeriesAnswer::default();
        for (ids, first, last) in batches {
            let part = self.batch(&ids, first, last).await?;
            whole.observations.extend(part.observations);
            whole.unknown_series.extend(part.unknown_series);
            whole.messages.extend(part.messages);
            whole.files.extend(part.files);
        }
        whole.observations.sort();
        whole.unknown_series.sort();
        whole.unknown_series.dedup();
        Ok(whole)
    }

    async fn batch(&self, ids: &[String], first: u16, last: u16) -> Result<SeriesAnswer, FetchError> {
        let body = serde_json::to_vec(&Body {
            seriesid: ids,
            startyear: first.to_string(),
            endyear: last.to_string(),
            registrationkey: self.key.as_ref().map(ApiKey::reveal),
        })
        .map_err(|error| FetchError::ApiMalformed { cause: error.to_string() })?;
        let mut failures = 0;
        let text = loop {
            let now = self.fetcher.clock.now();
            let state = self.quota.take(now)?;
            self.fetcher.metrics.set("plumb_fetch_bls_api_queries_used", &[], f64::from(state.used));
            match self.post(body.clone()).await {
                Ok(text) => break text,
                Err(Failure { error, retry_after }) => {
                    failures += 1;
                    if !error.is_transient() || failures >= self.fetcher.config.retry.attempts {
                        return Err(error);
                    }
                    let wait = retry_after.unwrap_or_else(|| self.fetcher.backoff(failures));
                    tracing::info!(%error, wait_ms = wait.as_secs_f64() * 1e3, "will ask the API again");
                    self.fetcher.clock.sleep(wait).await;
                }
            }
        };
        match answer::read(&text, ids)? {
            Ok(mut part) => {
                part.files.push(self.keep(ids, first, last, &text)?);
                Ok(part)
            }
            Err(Refusal::Quota) => {
                let state = self.quota.exhaust(self.fetcher.clock.now())?;
                Err(FetchError::ApiQuota { used: state.used, limit: state.limit, resets_at: state.resets_at })
            }
            Err(Refusal::Key) => {
                Err(FetchError::ApiKey { cause: "BLS says that it is not registered".to_owned() })
            }
            Err(Refusal::Other { status, messages }) => Err(FetchError::ApiRefused { status, messages }),
        }
    }

    /// One query; returns the answer without the key.
    async fn post(&self, body: Vec<u8>) -> Result<String, Failure> {
        let host = self.fetcher.hosts.host(&self.endpoint)?;
        let url = self.fetcher.hosts.effective(&self.endpoint);
        let _turn = host.turn(&*self.fetcher.clock).await?;
        let exchange = async {
            let mut response = self
                .fetcher
                .client
                .post(url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(body)
                .send()
                .await
                .map_err(|error| transport_error(&url, &error, 0))
                .inspect_err(|error| self.fetcher.count_request(&host.name, error.kind()))?;
            let status = response.status();
            self.fetcher.count_request(&host.name, status.as_str());
            if !status.is_success() {
                return Err(self.fetcher.refusal(host, &url, status, response.headers()));
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(|error| FetchError::Truncated {
                url: url.to_string(),
                received: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
                cause: chain(&error),
            })? {
                bytes.extend_from_slice(&chunk);
                if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > self.max_bytes {
                    return Err(FetchError::TooLarge { url: url.to_string(), limit: self.max_bytes }.into());
                }
            }
            Ok(bytes)
        };
        let bytes = tokio::time::timeout(self.fetcher.config.timeouts.whole, exchange)
            .await
            .map_err(|_| FetchError::Timeout { url: url.to_string(), phase: "whole request" })??;
        #[expect(clippy::cast_precision_loss, reason = "a byte count far below 2^53")]
        self.fetcher.metrics.add("plumb_fetch_body_bytes_total", &[("host", &host.name)], bytes.len() as f64);
        let text = String::from_utf8(bytes)
            .map_err(|_| FetchError::ApiMalformed { cause: "the answer is no UTF-8 text".to_owned() })?;
        Ok(match &self.key {
            Some(key) => key.redact(&text),
            None => text,
        })
    }

    /// Keeps an answer as it came, except for the key, in place of an older one to the same query.
    fn keep(&self, ids: &[String], first: u16, last: u16, text: &str) -> Result<PathBuf, FetchError> {
        let name = hex(&Sha256::digest(format!("{} {first} {last}", ids.join(" "))));
        let path = self.fetcher.cache.root().join("bls-api").join("answers").join(format!("{name}.json"));
        fsio::write_atomic(&path, text.as_bytes())?;
        Ok(path)
    }
}
