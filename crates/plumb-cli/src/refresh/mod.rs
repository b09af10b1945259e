//! What `plumb refresh` does, once or on schedule: fetch, check, ingest, publish, say what changed, tell others.

mod changes;
mod hand;
mod hooks;
mod job;
mod outcomes;
mod progress;
mod record;
mod stop;
mod watch;

pub(crate) use changes::{TableChange, between, json as changes_json, text as changes_text};
pub(crate) use job::Job;
pub(crate) use stop::Stop;
pub(crate) use watch::watch;
