//! End-to-end tests: the `plumb` binary as a user meets it. One binary, one module a theme.

mod align;
mod bad_input;
mod commands;
mod plumb;
mod published_counts;
mod readme;
