//! The fetcher against a local origin. Everything is on 127.0.0.1; waits go through a clock that is moved by
//! hand, except where the point is that a server does not answer in time.

mod api;
mod cache;
mod catalogue;
mod discovery;
mod faults;
mod fetching;
mod politeness;
mod support;
