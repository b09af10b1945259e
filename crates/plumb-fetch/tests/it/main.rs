//! The fetcher against a local origin. Everything is on 127.0.0.1; waits go through a clock that is moved by
//! hand, except where the point is that a server does not answer in time.

#[cfg(test)]
mod api;
#[cfg(test)]
mod cache;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fetching;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod politeness;
#[cfg(test)]
mod refreshing;
#[cfg(test)]
mod support;
