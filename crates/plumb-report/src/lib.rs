#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod json;
mod number;
pub mod terminal;

pub use number::people_number;
