//! What is known about a subject when rules are asked about it.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Cip2020, Naics2022, OnetSoc2019, Soc2018};

/// An element of the O*NET content model on one of its scales, such as `2.C.3.a` on `IM`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementScale {
    /// Element id.
    pub element: String,
    /// Scale id: `IM` importance 1-5, `LV` level 0-7, `OI` occupational interest 1-7.
    pub scale: String,
}

/// The facts about one subject: an occupation, an industry, a program, a title, or an occupation in an industry.
///
/// What is not known stays empty, and rules that ask for it do not fire.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The SOC 2018 occupations that the subject is, or that hold it.
    pub soc: BTreeSet<Soc2018>,
    /// The O*NET-SOC 2019 occupations that the subject is; for a SOC occupation only where it has a single one.
    pub onet_soc: BTreeSet<OnetSoc2019>,
    /// The industry, for an industry or an occupation in one.
    pub naics: Option<Naics2022>,
    /// The program of study.
    pub cip: Option<Cip2020>,
    /// The titles by which the subject itself is called.
    pub titles: Vec<String>,
    /// Part of the occupation's jobs that is in each industry, 0.0 to 1.0; the industries do not overlap.
    pub industry_shares: BTreeMap<Naics2022, f64>,
    /// Ratings of O*NET elements.
    pub elements: BTreeMap<ElementScale, f64>,
    /// Number of products that the occupation uses, by eight-digit UNSPSC commodity code.
    pub technologies: BTreeMap<String, u32>,
}
