//! End-to-end tests: the `plumb` binary as a user meets it. One binary, one module a theme.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests write their own small files and read where the publishers' files are"
)]

mod align;
mod bad_input;
mod commands;
mod crash;
mod diff;
mod disk;
mod embedded;
mod emerging;
mod faults;
mod hooks;
mod inference;
mod operations;
mod origin;
mod plumb;
mod readme;
mod refresh;
mod releases_diff;
mod rules;
mod series;
mod titles;
mod watch;
