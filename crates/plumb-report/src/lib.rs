#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod align;
mod curve;
mod datapackage;
pub mod diff;
mod error;
mod html;
pub mod json;
mod markup;
mod number;
pub mod terminal;
mod xlsx;

pub use align::{AlignReport, SourceNote, write_align_outputs};
pub use curve::{Curve, CurveChart};
pub use error::ReportError;
pub use number::{people_number, people_whole};
