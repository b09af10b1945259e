//! Ingest of small made-up files: layouts that are not at hand, parts of one release, mixed folders.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests write their own small files, and one reads how long it may run"
)]

mod made;
mod mixed;
mod mutations;
mod parts;
mod releases;
mod unseen_ep;
mod unseen_oews;
mod unseen_onet;
