//! Where a file came from: what a reader needs to trust, cite and re-fetch it.

use std::path::PathBuf;

use jiff::Timestamp;
use plumb_codes::Release;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Family, Format};
use crate::inspect::Shape;

/// What is known about one artifact, kept beside it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// sha256 of the bytes as they came, in lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Id of the source.
    pub source: String,
    /// Its family.
    pub family: Family,
    /// The release; `None` where the URL holds the newest one and only the content says which.
    pub release: Option<Release>,
    /// The part, for sources of several files a release.
    pub part: Option<String>,
    /// Format of the file.
    pub format: Format,
    /// The publisher's URL, or `file:NAME` for a file that was given by hand.
    pub url: String,
    /// The URL that was asked: the publisher's, or that of a mirror.
    pub fetched_from: String,
    /// The URL that answered, where redirects led elsewhere.
    pub redirected_to: Option<String>,
    /// When, in RFC 3339, UTC.
    #[serde(with = "timestamp")]
    pub fetched_at: Timestamp,
    /// The server's validator.
    pub etag: Option<String>,
    /// The server's date of change.
    pub last_modified: Option<String>,
    /// The server's content type.
    pub content_type: Option<String>,
    /// The licence's name.
    pub licence: String,
    /// What to say where the data are used.
    pub attribution: String,
    /// What the file holds.
    pub shape: Shape,
    /// What is unusual but not wrong, in words.
    pub notes: Vec<String>,
}

impl Provenance {
    /// Identity of the file among those of the catalogue, as in [`crate::Request::key`].
    pub fn key(&self) -> String {
        let version =
            self.release.map_or_else(|| "newest".to_owned(), |release| release.version().to_string());
        match &self.part {
            Some(part) => format!("{}/{version}/{part}", self.source),
            None => format!("{}/{version}", self.source),
        }
    }
}

/// A checked file in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where it is; read only.
    pub path: PathBuf,
    /// Where it came from.
    pub provenance: Provenance,
}

mod timestamp {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(timestamp: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(timestamp)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
