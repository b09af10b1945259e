//! What happens during a run, told to whoever draws it. Must not block: it is called from the transfer loop.

use std::fmt;
use std::time::Duration;

/// One thing that happened to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgressEvent<'a> {
    /// A file is asked for.
    Started {
        /// [`crate::Request::key`] of the file.
        key: &'a str,
        /// The URL.
        url: &'a str,
    },
    /// The answer began.
    Receiving {
        /// Key of the file.
        key: &'a str,
        /// Bytes already there from an earlier attempt.
        resumed_bytes: u64,
        /// Size of the whole file, where the server told it.
        total_bytes: Option<u64>,
    },
    /// More of the body is there.
    Received {
        /// Key of the file.
        key: &'a str,
        /// Bytes there now.
        bytes: u64,
    },
    /// Waiting before another attempt.
    Waiting {
        /// Key of the file.
        key: &'a str,
        /// For how long.
        duration: Duration,
        /// Why.
        reason: &'a str,
    },
    /// Done with a file.
    Finished {
        /// Key of the file.
        key: &'a str,
        /// `fetched`, `not_modified`, `not_out_yet` or the kind of the error.
        outcome: &'a str,
    },
}

/// Receives progress.
pub trait Progress: Send + Sync + fmt::Debug {
    /// Takes note of an event.
    fn report(&self, event: &ProgressEvent<'_>);
}

/// Drops every event.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _event: &ProgressEvent<'_>) {}
}
