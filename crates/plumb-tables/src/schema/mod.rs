//! The tables of the publishers' releases, one module a source.

pub mod cip;
pub mod ep;
pub mod lists;
pub mod naics;
pub mod oews;
pub mod oflc;
pub mod onet;
pub mod qcew;
pub mod soc;
