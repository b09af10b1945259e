//! The codes that exist, so that a rule cannot name one that does not; and what an older code has become.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plumb_codes::{
    Cip2020, Crosswalk, Naics2017, Naics2022, OnetSoc2010, OnetSoc2019, Soc2010, Soc2018, composites,
};

use crate::rules::problem::nearest;

/// Code systems at every level, from the releases at hand. What is empty is not at hand, and codes of it are not checked.
#[derive(Debug, Clone, Default)]
pub struct Taxonomies {
    /// SOC 2018 at every level.
    pub soc: BTreeSet<Soc2018>,
    /// SOC 2010 at every level.
    pub soc_2010: BTreeSet<Soc2010>,
    /// What SOC 2010 occupations have become.
    pub soc_2010_to_2018: Crosswalk<Soc2010, Soc2018>,
    /// O*NET-SOC 2019.
    pub onet_soc: BTreeSet<OnetSoc2019>,
    /// What O*NET-SOC 2010 occupations have become.
    pub onet_soc_2010_to_2019: Crosswalk<OnetSoc2010, OnetSoc2019>,
    /// NAICS 2022 at every level.
    pub naics: BTreeSet<Naics2022>,
    /// NAICS 2017 at every level.
    pub naics_2017: BTreeSet<Naics2017>,
    /// What NAICS 2017 industries have become.
    pub naics_2017_to_2022: Crosswalk<Naics2017, Naics2022>,
    /// CIP 2020 at every level.
    pub cip: BTreeSet<Cip2020>,
    /// O*NET elements that have ratings, with their scales.
    pub elements: BTreeMap<String, BTreeSet<String>>,
    /// UNSPSC commodity codes that occupations use.
    pub commodities: BTreeSet<String>,
}

/// Why a code is not known, and what would be.
pub(crate) type Unknown = (String, Option<String>);

impl Taxonomies {
    pub(crate) fn soc(&self, code: Soc2018) -> Result<(), Unknown> {
        if self.soc.is_empty() || self.soc.contains(&code) {
            return Ok(());
        }
        let text = code.to_string();
        if let Some(composite) = composites().iter().find(|composite| composite.published == text) {
            let hint = format!("write the SOC 2018 occupations {}", composite.members.join(", "));
            return Err((format!("{code} is a composite of OEWS, not a SOC 2018 code"), Some(hint)));
        }
        let older = text.parse::<Soc2010>().ok().filter(|older| self.soc_2010.contains(older));
        let became = older.map(|older| self.soc_2010_to_2018.targets(older));
        Err(unknown("SOC 2018", "SOC 2010", &text, became, self.soc.iter()))
    }

    pub(crate) fn onet_soc(&self, code: OnetSoc2019) -> Result<(), Unknown> {
        if self.onet_soc.is_empty() || self.onet_soc.contains(&code) {
            return Ok(());
        }
        let text = code.to_string();
        let became = text.parse().ok().map(|older: OnetSoc2010| self.onet_soc_2010_to_2019.targets(older));
        let became = became.filter(|became| !became.is_empty());
        Err(unknown("O*NET-SOC 2019", "O*NET-SOC 2010", &text, became, self.onet_soc.iter()))
    }

    pub(crate) fn naics(&self, code: Naics2022) -> Result<(), Unknown> {
        if self.naics.is_empty() || self.naics.contains(&code) {
            return Ok(());
        }
        let text = code.to_string();
        let older = text.parse::<Naics2017>().ok().filter(|older| self.naics_2017.contains(older));
        let became = older.map(|older| self.naics_2017_to_2022.targets(older));
        Err(unknown("NAICS 2022", "NAICS 2017", &text, became, self.naics.iter()))
    }

    pub(crate) fn cip(&self, code: Cip2020) -> Result<(), Unknown> {
        if self.cip.is_empty() || self.cip.contains(&code) {
            return Ok(());
        }
        Err(unknown::<Cip2020>("CIP 2020", "", &code.to_string(), None, self.cip.iter()))
    }

    pub(crate) fn element(&self, element: &str, scale: &str) -> Result<(), Unknown> {
        if self.elements.is_empty() {
            return Ok(());
        }
        let Some(scales) = self.elements.get(element) else {
            let hint = nearest(self.elements.keys().map(String::as_str), element);
            return Err((format!("no O*NET element `{element}` has ratings"), hint));
        };
        if scales.contains(scale) {
            return Ok(());
        }
        let known = scales.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        Err((
            format!("the O*NET element `{element}` has no scale `{scale}`"),
            Some(format!("it has {known}")),
        ))
    }

    pub(crate) fn commodity(&self, code: &str) -> Result<(), Unknown> {
        let known = |code: &str| match code.strip_suffix("00") {
            Some(class) => self.commodities.iter().any(|known| known.starts_with(class)),
            None => self.commodities.contains(code),
        };
        if self.commodities.is_empty() || known(code) {
            return Ok(());
        }
        let hint = nearest(self.commodities.iter().map(String::as_str), code);
        Err((format!("no occupation uses a product of the UNSPSC commodity `{code}`"), hint))
    }
}

/// A code of the older system is said to be one; for others, the nearest known ones are the hint.
fn unknown<C: fmt::Display>(
    system: &str,
    older: &str,
    code: &str,
    became: Option<&[C]>,
    known: impl Iterator<Item = impl fmt::Display>,
) -> Unknown {
    if let Some(became) = became {
        let became = became.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let hint = if became.is_empty() {
            format!("the published crosswalk leads to no code of {system}")
        } else {
            format!("by the published crosswalk it is {became} in {system}")
        };
        return (format!("{code} is a code of {older}, not of {system}"), Some(hint));
    }
    let known: Vec<String> = known.map(|code| code.to_string()).collect();
    (format!("{system} has no code {code}"), nearest(known.iter().map(String::as_str), code))
}
