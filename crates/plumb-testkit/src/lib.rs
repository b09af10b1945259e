//! Test equipment: a local origin that stands in for the publishers' servers, faults included, and
//! generated files of their formats. For tests and `cargo xtask` only; nothing in the product uses it.
#![warn(missing_docs)]

pub mod generate;
pub mod origin;

pub use origin::{Fault, Logged, Origin, OriginConfig};
