//! The fetcher: one client, one cache, one set of rules, and the loop of attempts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Url};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

use super::attempt::{Failure, Reply};
use super::deliver::Known;
use super::outcome::{FetchOutcome, NotOutYet};
use super::partial::Partial;
use crate::cache::ArtifactCache;
use crate::catalogue::{Catalogue, Expect, Format, FormatRules, NotOutYetSign, Request};
use crate::client;
use crate::clock::Clock;
use crate::config::FetchConfig;
use crate::error::{ErrorClass, FetchError};
use crate::hosts::Hosts;
use crate::metrics::Metrics;
use crate::progress::{Progress, ProgressEvent};
use crate::retry::{Jitter, backoff};

/// Attempts at a URL whose files arrive whole but unsound.
const ATTEMPTS_AT_BAD_DATA: u32 = 2;

type Shared = Arc<OnceCell<Result<FetchOutcome, FetchError>>>;

/// A task that ends with whoever waits for it, so that a stop is a stop.
#[derive(Debug)]
pub(super) struct AbortOnDrop<T>(pub(super) JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Fetches files of the catalogue into the cache, politely and with distrust.
///
/// Use one for all requests of a run: it holds the pace of each host and shares downloads between callers.
/// It never changes or removes the last good file of a key; [`Fetcher::accept`] puts a newer one in its place.
#[derive(Debug)]
pub struct Fetcher {
    pub(crate) config: FetchConfig,
    pub(crate) client: Client,
    pub(crate) hosts: Hosts,
    pub(super) formats: BTreeMap<Format, FormatRules>,
    pub(crate) cache: ArtifactCache,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) progress: Arc<dyn Progress>,
    pub(crate) metrics: Metrics,
    jitter: Mutex<Jitter>,
    in_flight: Mutex<HashMap<String, Shared>>,
}

impl Fetcher {
    /// A fetcher for the hosts and formats of a catalogue.
    ///
    /// # Errors
    /// [`FetchError::ContactInvalid`], [`FetchError::Client`] or, for a CA file, [`FetchError::Io`].
    pub fn new(
        config: FetchConfig,
        catalogue: &Catalogue,
        clock: Arc<dyn Clock>,
        progress: Arc<dyn Progress>,
    ) -> Result<Self, FetchError> {
        let client = client::build(&config)?;
        Ok(Self {
            client,
            hosts: Hosts::new(catalogue, config.base_url.clone(), config.contact.is_some()),
            formats: catalogue.formats.clone(),
            cache: ArtifactCache::new(&config.cache_dir),
            clock,
            progress,
            metrics: Metrics::default(),
            jitter: Mutex::new(Jitter::new(config.jitter_seed)),
            in_flight: Mutex::new(HashMap::new()),
            config,
        })
    }

    /// The cache.
    pub const fn cache(&self) -> &ArtifactCache {
        &self.cache
    }

    /// The figures of this run so far.
    pub const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Fetches one file, or finds that there is nothing new. Callers that ask for the same file at the
    /// same time share one download and its result.
    ///
    /// # Errors
    /// Any [`FetchError`]; the last good file of the key is untouched.
    pub async fn fetch(&self, request: &Request) -> Result<FetchOutcome, FetchError> {
        let key = request.key();
        let shared = {
            let mut in_flight = self.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(in_flight.entry(key.clone()).or_default())
        };
        let result = shared.get_or_init(|| self.fetch_once(request, &key)).await.clone();
        let mut in_flight = self.in_flight.lock().unwrap_or_else(PoisonError::into_inner);
        if in_flight.get(&key).is_some_and(|current| Arc::ptr_eq(current, &shared)) {
            in_flight.remove(&key);
        }
        result
    }

    /// Fetches many files at the same time, as far as each host's pace and concurrency allow; a failing one
    /// does not stop the others. The results are in the order of the requests.
    pub async fn fetch_all(
        self: &Arc<Self>,
        requests: Vec<Request>,
    ) -> Vec<(Request, Result<FetchOutcome, FetchError>)> {
        let tasks: Vec<_> = requests
            .into_iter()
            .map(|request| {
                let (fetcher, asked) = (Arc::clone(self), request.clone());
                (request, AbortOnDrop(tokio::spawn(async move { fetcher.fetch(&asked).await })))
            })
            .collect();
        let mut results = Vec::with_capacity(tasks.len());
        for (request, mut task) in tasks {
            let result = (&mut task.0)
                .await
                .unwrap_or_else(|error| Err(FetchError::Task { cause: error.to_string() }));
            results.push((request, result));
        }
        results
    }

    async fn fetch_once(&self, request: &Request, key: &str) -> Result<FetchOutcome, FetchError> {
        let started = self.clock.now();
        let result = self.try_urls(request, key).await;
        let outcome = match &result {
            Ok(outcome) => outcome.name(),
            Err(error) => error.kind(),
        };
        self.metrics.add(
            "plumb_fetch_outcomes_total",
            &[("source", &request.source), ("outcome", outcome)],
            1.0,
        );
        self.progress.report(&ProgressEvent::Finished { key, outcome });
        let duration_ms =
            i64::try_from(started.duration_until(self.clock.now()).as_millis()).unwrap_or(i64::MAX);
        match &result {
            Ok(FetchOutcome::Fetched(artifact)) => tracing::info!(
                source.key = key,
                outcome,
                bytes = artifact.provenance.bytes,
                sha256 = artifact.provenance.sha256,
                duration_ms,
                "file fetched"
            ),
            Ok(_) => tracing::info!(source.key = key, outcome, duration_ms, "nothing new"),
            Err(error) => tracing::warn!(source.key = key, outcome, %error, duration_ms, "file not fetched"),
        }
        result
    }

    async fn try_urls(&self, request: &Request, key: &str) -> Result<FetchOutcome, FetchError> {
        // Before anything else, so that a refusal costs no request and no write.
        for url in &request.urls {
            self.hosts.host(url)?;
        }
        let slot = self.cache.slot(key)?;
        let known = Known::of(&slot, &self.cache, &self.config);
        let partial = Partial::of(&self.cache, key)?;
        let mut signs = Vec::new();
        let mut page = None;
        for url in &request.urls {
            self.progress.report(&ProgressEvent::Started { key, url: url.as_str() });
            match self.try_url(request, key, url, known.as_ref(), &partial).await {
                Ok(Some(outcome)) => return Ok(outcome),
                Ok(None) => signs.push((NotOutYetSign::NotFound, format!("404 at {url}"))),
                Err(error @ FetchError::HtmlInsteadOfData { .. }) => {
                    signs.push((NotOutYetSign::Html, format!("a page in place of a file at {url}")));
                    page.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        let Expect::MaybePublished { expected } = request.expect else {
            return Err(page.unwrap_or_else(|| FetchError::NotFound {
                urls: request.urls.iter().map(Url::to_string).collect(),
            }));
        };
        match signs.iter().find(|(sign, _)| !request.not_out_yet.contains(sign)) {
            None => {
                let evidence = signs.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("; ");
                Ok(FetchOutcome::NotOutYet(NotOutYet { expected, evidence }))
            }
            Some((NotOutYetSign::NotFound, _)) => {
                Err(FetchError::NotFound { urls: request.urls.iter().map(Url::to_string).collect() })
            }
            Some((NotOutYetSign::Html, _)) => {
                Err(page
                    .unwrap_or_else(|| FetchError::HtmlInsteadOfData { url: request.urls[0].to_string() }))
            }
        }
    }

    /// All attempts at one URL; `None` if the file is not there.
    async fn try_url(
        &self,
        request: &Request,
        key: &str,
        url: &Url,
        known: Option<&Known>,
        partial: &Partial,
    ) -> Result<Option<FetchOutcome>, FetchError> {
        let from = self.hosts.effective(url);
        let known = known.filter(|known| known.provenance.fetched_from == from.as_str());
        let mut failures = 0;
        loop {
            let started = self.clock.now();
            let reply = self.attempt(request, url, known.map(|known| &known.provenance), partial).await;
            self.count_seconds(request, "network", started);
            let failure = match reply {
                Ok(Reply::Missing) => return Ok(None),
                Ok(Reply::NotModified) => return self.still_known(known, &from).map(Some),
                Ok(Reply::Arrived(arrived)) => {
                    match self.deliver(request, url.as_str(), arrived, partial).await {
                        Ok(outcome) => return Ok(Some(outcome)),
                        Err(error) => Failure::from(error),
                    }
                }
                Err(failure) => failure,
            };
            failures += 1;
            let most = match failure.error.class() {
                ErrorClass::BadData => self.config.retry.attempts.min(ATTEMPTS_AT_BAD_DATA),
                _ => self.config.retry.attempts,
            };
            if !failure.error.is_transient() || failures >= most {
                if let Err(second) = self.set_aside(request, key, url, &failure.error, partial) {
                    tracing::warn!(source.key = key, error = %second, "not put in quarantine");
                }
                return Err(failure.error);
            }
            let wait = failure.retry_after.unwrap_or_else(|| self.backoff(failures));
            self.wait(request, key, url, &failure.error, wait).await;
        }
    }

    /// Counts the time since `started` for a phase of the work on a source.
    pub(super) fn count_seconds(&self, request: &Request, phase: &str, started: Timestamp) {
        let seconds = started.duration_until(self.clock.now()).as_secs_f64().max(0.0);
        self.metrics.add(
            "plumb_fetch_seconds_total",
            &[("source", &request.source), ("phase", phase)],
            seconds,
        );
    }

    /// The wait after so many failures.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        let mut jitter = self.jitter.lock().unwrap_or_else(PoisonError::into_inner);
        backoff(&self.config.retry, failures, &mut jitter)
    }

    async fn wait(&self, request: &Request, key: &str, url: &Url, error: &FetchError, wait: Duration) {
        let host = url.host_str().unwrap_or_default();
        self.metrics.add("plumb_fetch_retries_total", &[("host", host)], 1.0);
        self.metrics.add("plumb_fetch_wait_seconds_total", &[("host", host)], wait.as_secs_f64());
        self.progress.report(&ProgressEvent::Waiting { key, duration: wait, reason: error.kind() });
        tracing::info!(source.id = request.source, %error, wait_ms = wait.as_secs_f64() * 1e3, "will try again");
        self.clock.sleep(wait).await;
    }
}
