//! What became of a request, where it did not fail.

use jiff::civil::Date;

use crate::cache::Artifact;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchOutcome {
    /// The publisher still has the file that was accepted last.
    NotModified(Artifact),
    /// The release is not published yet.
    NotOutYet(NotOutYet),
    /// A file that passed every check here. It becomes the last good one through
    /// [`crate::Fetcher::accept`], after whoever reads it has found it sound.
    Fetched(Artifact),
}

impl FetchOutcome {
    /// The artifact, where there is one.
    pub const fn artifact(&self) -> Option<&Artifact> {
        match self {
            Self::NotModified(artifact) | Self::Fetched(artifact) => Some(artifact),
            Self::NotOutYet(_) => None,
        }
    }

    /// A short stable name, for metrics and logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotModified(_) => "not_modified",
            Self::NotOutYet(_) => "not_out_yet",
            Self::Fetched(_) => "fetched",
        }
    }
}

/// How we know that a release is not out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOutYet {
    /// The day on which it is expected.
    pub expected: Option<Date>,
    /// What the publisher answered, in words.
    pub evidence: String,
}
