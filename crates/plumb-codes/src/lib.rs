#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod apportion;
mod cip;
mod crosswalk;
mod error;
mod estimate;
mod naics;
mod oews;
mod oews_structure;
mod onet_soc;
mod release;
mod soc;
mod text;

pub use apportion::apportion;
pub use cip::{Cip2020, CipCode, CipLevel};
pub use crosswalk::{Crosswalk, CrosswalkLink};
pub use error::CodeError;
pub use estimate::{Estimate, Flag, Sampled};
pub use naics::{Naics2017, Naics2022, NaicsCode, NaicsLevel};
pub use oews::{Composite, OewsGroup, OewsOccCode, composites};
pub use oews_structure::OewsStructure;
pub use onet_soc::{OnetSoc2010, OnetSoc2019, OnetSocCode};
pub use release::{Release, ReleaseVersion, Source};
pub use soc::{Soc2010, Soc2018, SocCode, SocLevel};
