//! From a body that arrived to an artifact: checks, comparison with the last good file, quarantine,
//! and the hand-over by which a reader accepts or refuses it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use reqwest::Url;

use super::body::{Arrived, blocking};
use super::fetch::Fetcher;
use super::outcome::FetchOutcome;
use super::partial::Partial;
use crate::cache::{Artifact, ArtifactCache, Provenance, Refused, Slot, hash_file};
use crate::catalogue::{Expect, Request};
use crate::config::FetchConfig;
use crate::error::{ErrorClass, FetchError};
use crate::inspect::{HEAD_BYTES, check_head, compare, inspect};

/// A file that we have and that the server may still have.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) provenance: Provenance,
    standing: Standing,
}

#[derive(Debug)]
enum Standing {
    Accepted,
    Candidate,
    Refused(String),
}

impl Known {
    /// The newest file of the slot whose bytes are at hand.
    pub(super) fn of(slot: &Slot, cache: &ArtifactCache, config: &FetchConfig) -> Option<Self> {
        let refused = slot
            .refused
            .as_ref()
            .filter(|refused| still_refused(refused, config))
            .map(|refused| (&refused.provenance, Standing::Refused(refused.reason.clone())));
        [
            slot.accepted.as_ref().map(|provenance| (provenance, Standing::Accepted)),
            refused,
            slot.candidate.as_ref().map(|provenance| (provenance, Standing::Candidate)),
        ]
        .into_iter()
        .flatten()
        .filter(|(provenance, _)| cache.holds(provenance))
        .max_by_key(|(provenance, _)| provenance.fetched_at)
        .map(|(provenance, standing)| Self { provenance: provenance.clone(), standing })
    }
}

fn still_refused(refused: &Refused, config: &FetchConfig) -> bool {
    !config.retry_refused && refused.by == config.product
}

impl Fetcher {
    /// What a 304 means.
    pub(super) fn still_known(&self, known: Option<&Known>, url: &Url) -> Result<FetchOutcome, FetchError> {
        let Some(known) = known else {
            // The attempt takes 304 for an answer only if it asked conditionally.
            return Err(FetchError::Status { url: url.to_string(), status: 304 });
        };
        let artifact = self.cache.artifact(known.provenance.clone());
        match &known.standing {
            Standing::Accepted => Ok(FetchOutcome::NotModified(artifact)),
            Standing::Candidate => Ok(FetchOutcome::Fetched(artifact)),
            Standing::Refused(reason) => {
                Err(FetchError::RejectedBefore { url: url.to_string(), reason: reason.clone() })
            }
        }
    }

    /// Checks a body and puts it into the cache as a candidate.
    pub(super) async fn deliver(
        &self,
        request: &Request,
        url: &str,
        arrived: Arrived,
        partial: &Partial,
    ) -> Result<FetchOutcome, FetchError> {
        let key = request.key();
        let mut slot = self.cache.slot(&key)?;
        if let Some(accepted) = &mut slot.accepted
            && accepted.sha256 == arrived.sha256
            && self.cache.holds(accepted)
        {
            partial.remove()?;
            let artifact = self.cache.artifact(accepted.clone());
            let same_answer = (&accepted.etag, &accepted.last_modified, &accepted.fetched_from)
                == (&arrived.etag, &arrived.last_modified, &arrived.asked);
            // A file by hand has no validators, and must not take away those of the server.
            if !same_answer && !arrived.by_hand {
                accepted.etag = arrived.etag;
                accepted.last_modified = arrived.last_modified;
                accepted.fetched_from = arrived.asked;
                self.cache.write_slot(&key, &slot)?;
            }
            return Ok(FetchOutcome::NotModified(artifact));
        }
        if let Some(refused) = slot.refused.as_ref().filter(|refused| still_refused(refused, &self.config))
            && refused.provenance.sha256 == arrived.sha256
        {
            partial.remove()?;
            return Err(FetchError::RejectedBefore { url: arrived.asked, reason: refused.reason.clone() });
        }
        let started = self.clock.now();
        let shape = {
            let (path, limits) = (partial.path().to_owned(), request.limits);
            let (format, members, asked) = (request.format, request.members.clone(), arrived.asked.clone());
            blocking(move || inspect(&path, format, &limits, &members, &asked)).await?
        };
        self.count_seconds(request, "check", started);
        let mut notes = arrived.notes;
        if let Some(baseline) = self.cache.baseline(&key, &request.source, request.part.as_deref())? {
            notes.extend(compare(
                (baseline.bytes, &baseline.shape),
                (arrived.bytes, &shape),
                request.limits.keep_ratio,
                baseline.release == request.release,
                &arrived.asked,
            )?);
        }
        let provenance = Provenance {
            sha256: arrived.sha256,
            bytes: arrived.bytes,
            source: request.source.clone(),
            family: request.family,
            release: request.release,
            part: request.part.clone(),
            format: request.format,
            url: url.to_owned(),
            redirected_to: (arrived.from != arrived.asked).then_some(arrived.from),
            fetched_from: arrived.asked,
            fetched_at: self.clock.now(),
            etag: arrived.etag,
            last_modified: arrived.last_modified,
            content_type: arrived.content_type,
            licence: request.licence.clone(),
            attribution: request.attribution.clone(),
            shape,
            notes,
        };
        let started = self.clock.now();
        self.cache.keep(partial.path(), &provenance)?;
        slot.candidate = Some(provenance.clone());
        self.cache.write_slot(&key, &slot)?;
        self.count_seconds(request, "store", started);
        Ok(FetchOutcome::Fetched(self.cache.artifact(provenance)))
    }

    /// After the last attempt: bad data go to quarantine, an interrupted download stays to be resumed.
    pub(super) fn set_aside(
        &self,
        request: &Request,
        key: &str,
        url: &Url,
        error: &FetchError,
        partial: &Partial,
    ) -> Result<(), FetchError> {
        if error.class() != ErrorClass::BadData || !partial.path().exists() {
            return Ok(());
        }
        let page = matches!(error, FetchError::HtmlInsteadOfData { .. });
        if page && matches!(request.expect, Expect::MaybePublished { .. }) {
            return partial.remove();
        }
        let (sha256, _) = hash_file(partial.path())?;
        partial.forget_note()?;
        let to =
            self.cache.quarantine(partial.path(), &sha256, key, url.as_str(), error, self.clock.now())?;
        self.metrics.add("plumb_fetch_quarantined_total", &[("source", &request.source)], 1.0);
        tracing::warn!(source.key = key, path = %to.display(), %error, "put in quarantine");
        Ok(())
    }

    /// Makes an artifact the last good file of its key. Call it when what reads the file has published it.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn accept(&self, artifact: &Artifact) -> Result<(), FetchError> {
        let key = artifact.provenance.key();
        let slot = self.cache.slot(&key)?;
        let accepted = Slot { accepted: Some(artifact.provenance.clone()), candidate: None, refused: None };
        if slot == accepted { Ok(()) } else { self.cache.write_slot(&key, &accepted) }
    }

    /// Notes that an artifact passed the checks here but cannot be read, for instance because its header
    /// changed. The last good file stays; the refused one is not fetched again while it is the same, until
    /// another version of the program or `retry_refused` asks for it.
    ///
    /// # Errors
    /// [`FetchError::Io`] or [`FetchError::CacheDamaged`].
    pub fn reject(&self, artifact: &Artifact, reason: &str) -> Result<(), FetchError> {
        let provenance = artifact.provenance.clone();
        let key = provenance.key();
        let mut slot = self.cache.slot(&key)?;
        self.cache.note_refusal(&provenance, reason, self.clock.now())?;
        self.metrics.add("plumb_fetch_quarantined_total", &[("source", &provenance.source)], 1.0);
        tracing::warn!(source.key = key, sha256 = provenance.sha256, reason, "refused by its reader");
        slot.candidate = None;
        slot.refused =
            Some(Refused { provenance, reason: reason.to_owned(), by: self.config.product.clone() });
        self.cache.write_slot(&key, &slot)
    }

    /// Gives a file that was downloaded by hand the same treatment as a fetched one.
    ///
    /// # Errors
    /// As [`Fetcher::fetch`], with `file:NAME` in place of the URL.
    pub async fn import(&self, request: &Request, file: &Path) -> Result<FetchOutcome, FetchError> {
        let key = request.key();
        let partial = Partial::of(&self.cache, &key)?;
        partial.remove()?;
        let url = format!("file:{}", file.file_name().unwrap_or_default().to_string_lossy());
        let (given, copy) = (file.to_owned(), partial.path().to_owned());
        let (sha256, bytes, head) = blocking(move || {
            copy_synced(&given, &copy)?;
            let (sha256, bytes) = hash_file(&copy)?;
            Ok((sha256, bytes, first_bytes(&copy)?))
        })
        .await?;
        let checked = match self.formats.get(&request.format) {
            Some(rules) => check_head(&head, request.format, rules, &url),
            None => Ok(()),
        };
        let arrived = Arrived {
            from: url.clone(),
            asked: url.clone(),
            bytes,
            sha256,
            etag: None,
            last_modified: None,
            content_type: None,
            notes: vec!["given by hand".to_owned()],
            by_hand: true,
        };
        let result = match checked {
            Ok(()) => self.deliver(request, &url, arrived, &partial).await,
            Err(error) => Err(error),
        };
        // A file given by hand is still where it was; only our copy goes.
        if result.is_err() {
            partial.remove()?;
        }
        result
    }
}

/// Copies the bytes and not the permissions.
fn copy_synced(from: &Path, to: &Path) -> Result<(), FetchError> {
    let mut source = File::open(from).map_err(|error| FetchError::io("open", from, error))?;
    let copied = File::create(to).and_then(|mut target| {
        std::io::copy(&mut source, &mut target)?;
        target.sync_all()
    });
    copied.map_err(|error| FetchError::io("write", to, error))
}

fn first_bytes(path: &Path) -> Result<Vec<u8>, FetchError> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX)).read_to_end(&mut head))
        .map_err(|error| FetchError::io("read", path, error))?;
    Ok(head)
}
