#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod tables;

pub use tables::{AssignmentRow, OnetAssignmentRow};
