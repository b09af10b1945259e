//! Receives a body into the partial file, hashing as it comes, within limits of size, speed and sense.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Response;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::attempt::transport_error;
use super::fetch::Fetcher;
use super::partial::{Partial, PartialNote};
use crate::cache::hex;
use crate::catalogue::{FormatRules, Request};
use crate::error::FetchError;
use crate::inspect::{HEAD_BYTES, check_head, is_html_type};
use crate::progress::ProgressEvent;

/// What the headers said about the body to come.
#[derive(Debug)]
pub(super) struct BodyPlan {
    pub(super) host: String,
    /// The URL that was asked.
    pub(super) asked: String,
    /// The URL that answered, after redirects.
    pub(super) from: String,
    /// Bytes that are there already.
    pub(super) resumed: u64,
    /// Size of the whole file, where it is known.
    pub(super) total: Option<u64>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) rules: Option<FormatRules>,
}

/// A body that arrived in full and is synced in the partial file.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) from: String,
    pub(super) asked: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) notes: Vec<String>,
    /// Whether it was given by hand and not fetched.
    pub(super) by_hand: bool,
}

impl BodyPlan {
    /// What `If-Range` can name: a strong validator, or a date.
    fn range_validator(&self) -> Option<String> {
        self.etag.clone().filter(|etag| !etag.starts_with("W/")).or_else(|| self.last_modified.clone())
    }
}

impl Fetcher {
    /// Whether a body that came in so much time does not deserve more of it.
    #[expect(clippy::cast_precision_loss, reason = "byte counts far below 2^53")]
    fn too_slow(&self, elapsed: Duration, bytes: u64) -> bool {
        let timeouts = &self.config.timeouts;
        elapsed > timeouts.slow_after
            && (bytes as f64) < timeouts.min_bytes_per_second as f64 * elapsed.as_secs_f64()
    }

    pub(super) async fn receive(
        &self,
        plan: &BodyPlan,
        request: &Request,
        mut response: Response,
        partial: &Partial,
    ) -> Result<Arrived, FetchError> {
        let key = request.key();
        let url = response.url().clone();
        self.progress.report(&ProgressEvent::Receiving {
            key: &key,
            resumed_bytes: plan.resumed,
            total_bytes: plan.total,
        });
        if plan.total.is_some_and(|total| total > request.limits.max_bytes) {
            return Err(FetchError::TooLarge { url: plan.asked.clone(), limit: request.limits.max_bytes });
        }
        if is_html_type(plan.content_type.as_deref()) {
            // Not read: whatever the page says, it is no file.
            return Err(FetchError::HtmlInsteadOfData { url: plan.asked.clone() });
        }
        let mut sink = Sink::open(plan, request, partial).await?;
        let started = Instant::now();
        let outcome = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    if let Err(error) = sink.take(&chunk, plan, request) {
                        break Err(error);
                    }
                    self.progress.report(&ProgressEvent::Received { key: &key, bytes: sink.bytes });
                    if self.too_slow(started.elapsed(), sink.bytes - plan.resumed) {
                        break Err(FetchError::Timeout { url: plan.asked.clone(), phase: "body too slow" });
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(transport_error(&url, &error, sink.bytes)),
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "a byte count far below 2^53")]
        self.metrics.add(
            "plumb_fetch_body_bytes_total",
            &[("host", &plan.host)],
            (sink.bytes - plan.resumed) as f64,
        );
        let outcome = match outcome {
            Ok(()) => sink.check_head_once(plan, request, true),
            Err(error) => Err(error),
        };
        let (bytes, sha256) = sink.finish().await?;
        outcome?;
        if let Some(declared) = plan.total
            && declared != bytes
        {
            return Err(FetchError::WrongLength { url: plan.asked.clone(), declared, received: bytes });
        }
        partial.forget_note()?;
        Ok(Arrived {
            from: plan.from.clone(),
            asked: plan.asked.clone(),
            bytes,
            sha256,
            etag: plan.etag.clone(),
            last_modified: plan.last_modified.clone(),
            content_type: plan.content_type.clone(),
            notes: content_type_note(plan),
            by_hand: false,
        })
    }
}

fn content_type_note(plan: &BodyPlan) -> Vec<String> {
    match (&plan.content_type, &plan.rules) {
        (Some(name), Some(rules)) if !rules.content_types.contains(name) => {
            vec![format!("the server calls it `{name}`")]
        }
        _ => Vec::new(),
    }
}

/// The partial file while it grows.
struct Sink {
    path: PathBuf,
    file: File,
    hasher: Sha256,
    head: Vec<u8>,
    head_checked: bool,
    bytes: u64,
}

impl Sink {
    async fn open(plan: &BodyPlan, request: &Request, partial: &Partial) -> Result<Self, FetchError> {
        let path = partial.path().to_owned();
        let io = |error| FetchError::io("write", partial.path(), error);
        if plan.resumed > 0 {
            let existing = path.clone();
            let hasher = blocking(move || hash_so_far(&existing)).await?;
            let file = OpenOptions::new().append(true).open(&path).map_err(io)?;
            return Ok(Self {
                path,
                file,
                hasher,
                head: Vec::new(),
                head_checked: true,
                bytes: plan.resumed,
            });
        }
        // The note must not outlive the bytes that it speaks of; and a process that was killed while it put the
        // file into place has left it read only.
        partial.remove()?;
        let file = File::create(&path).map_err(io)?;
        if request.format.is_zip()
            && let Some(validator) = plan.range_validator()
        {
            partial.write_note(&PartialNote { url: plan.asked.clone(), validator })?;
        }
        Ok(Self { path, file, hasher: Sha256::new(), head: Vec::new(), head_checked: false, bytes: 0 })
    }

    /// Takes a piece. Writes at once and not in the background: a write that outlives a cancelled attempt
    /// would get into the next one's file.
    fn take(&mut self, chunk: &[u8], plan: &BodyPlan, request: &Request) -> Result<(), FetchError> {
        self.bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if self.bytes > request.limits.max_bytes {
            return Err(FetchError::TooLarge { url: plan.asked.clone(), limit: request.limits.max_bytes });
        }
        if !self.head_checked {
            let room = HEAD_BYTES - self.head.len();
            self.head.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        self.hasher.update(chunk);
        self.file.write_all(chunk).map_err(|error| FetchError::io("write", &self.path, error))?;
        self.check_head_once(plan, request, false)
    }

    fn check_head_once(
        &mut self,
        plan: &BodyPlan,
        request: &Request,
        at_end: bool,
    ) -> Result<(), FetchError> {
        if self.head_checked || (self.head.len() < HEAD_BYTES && !at_end) {
            return Ok(());
        }
        self.head_checked = true;
        match &plan.rules {
            Some(rules) => check_head(&self.head, request.format, rules, &plan.asked),
            None => Ok(()),
        }
    }

    /// Syncs what is there, also after an error: it may be resumed.
    async fn finish(self) -> Result<(u64, String), FetchError> {
        let Self { path, file, hasher, bytes, .. } = self;
        blocking(move || file.sync_all().map_err(|error| FetchError::io("write", &path, error))).await?;
        Ok((bytes, hex(&hasher.finalize())))
    }
}

/// The hasher after the bytes that an earlier attempt left.
fn hash_so_far(path: &Path) -> Result<Sha256, FetchError> {
    let io = |error| FetchError::io("read", path, error);
    let mut file = File::open(path).map_err(io)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer).map_err(io)?;
        if count == 0 {
            return Ok(hasher);
        }
        hasher.update(&buffer[..count]);
    }
}

/// Runs what may take long on the disk where it holds nobody up.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FetchError> + Send + 'static,
) -> Result<T, FetchError> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.map_err(|error| FetchError::Task { cause: error.to_string() })?
}
