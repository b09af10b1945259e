//! Which codes a rule names: one code with everything below it, or a range at one level.

use std::fmt;

use plumb_codes::{Cip2020, Naics2022, OnetSoc2019, Soc2018};

/// A code system that is a tree.
pub trait Tree: Copy + Ord + fmt::Display {
    /// The code one level up.
    fn above(self) -> Option<Self>;

    /// The number of levels above the code.
    fn depth(self) -> u16 {
        std::iter::successors(self.above(), |code| code.above()).map(|_| 1).sum()
    }
}

impl Tree for Soc2018 {
    fn above(self) -> Option<Self> {
        self.parent()
    }
}

impl Tree for Naics2022 {
    fn above(self) -> Option<Self> {
        self.parent()
    }
}

impl Tree for Cip2020 {
    fn above(self) -> Option<Self> {
        self.parent()
    }
}

/// Codes of one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selector<C> {
    /// The code and everything below it.
    One(C),
    /// From the first code to the last of the same level, and everything below them.
    Range(C, C),
}

impl<C: Tree> Selector<C> {
    /// Whether the code or one above it is selected.
    pub fn covers(&self, code: C) -> bool {
        std::iter::successors(Some(code), |code| code.above()).any(|code| match *self {
            Self::One(wanted) => code == wanted,
            Self::Range(first, last) => (first..=last).contains(&code) && code.depth() == first.depth(),
        })
    }

    /// How narrow the selection is, higher is narrower: the level counts first, and at one level a code
    /// is narrower than a range.
    pub fn narrowness(&self) -> u16 {
        match *self {
            Self::One(code) => 2 * code.depth() + 1,
            Self::Range(first, _) => 2 * first.depth(),
        }
    }
}

impl<C: fmt::Display> fmt::Display for Selector<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(code) => code.fmt(formatter),
            Self::Range(first, last) => write!(formatter, "{first}..{last}"),
        }
    }
}

/// Occupations: SOC 2018 codes at any level, or single O*NET-SOC 2019 occupations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccupationSelector {
    /// SOC codes and everything below them.
    Soc(Selector<Soc2018>),
    /// One O*NET-SOC occupation; it says nothing about the SOC occupation that holds it.
    Onet(OnetSoc2019),
}

impl OccupationSelector {
    /// Whether a subject with these codes is selected.
    pub fn covers<'a>(
        &self,
        soc: impl IntoIterator<Item = &'a Soc2018>,
        onet_soc: impl IntoIterator<Item = &'a OnetSoc2019>,
    ) -> bool {
        match self {
            Self::Soc(selector) => soc.into_iter().any(|&code| selector.covers(code)),
            Self::Onet(wanted) => onet_soc.into_iter().any(|code| code == wanted),
        }
    }

    /// How narrow the selection is, higher is narrower; an O*NET-SOC occupation is narrower than any SOC code.
    pub fn narrowness(&self) -> u16 {
        match self {
            Self::Soc(selector) => selector.narrowness(),
            Self::Onet(_) => 9,
        }
    }
}

impl fmt::Display for OccupationSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Soc(selector) => selector.fmt(formatter),
            Self::Onet(code) => code.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soc(text: &str) -> Soc2018 {
        text.parse().unwrap()
    }

    fn naics(text: &str) -> Naics2022 {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_selects_what_is_below_it() {
        let minor = Selector::One(soc("15-1200"));
        assert!(minor.covers(soc("15-1252")) && minor.covers(soc("15-1200")));
        assert!(!minor.covers(soc("15-2051")) && !minor.covers(soc("15-0000")));
        let sector = Selector::One(naics("31-33"));
        assert!(sector.covers(naics("339999")) && !sector.covers(naics("423")));
    }

    #[test]
    fn a_range_counts_at_its_own_level() {
        let range = Selector::Range(naics("311"), naics("316"));
        assert!(range.covers(naics("311")) && range.covers(naics("316999")) && range.covers(naics("3149")));
        assert!(!range.covers(naics("321")) && !range.covers(naics("31-33")));
        let teachers = Selector::Range(soc("25-1011"), soc("25-1199"));
        assert!(
            teachers.covers(soc("25-1032"))
                && !teachers.covers(soc("25-2011"))
                && !teachers.covers(soc("25-1030"))
        );
    }

    #[test]
    fn deeper_is_narrower_and_a_code_is_narrower_than_a_range() {
        let narrowness = [
            Selector::One(soc("25-0000")).narrowness(),
            Selector::One(soc("25-1000")).narrowness(),
            Selector::Range(soc("25-1010"), soc("25-1090")).narrowness(),
            Selector::One(soc("25-1010")).narrowness(),
            Selector::Range(soc("25-1011"), soc("25-1199")).narrowness(),
            Selector::One(soc("25-1011")).narrowness(),
            OccupationSelector::Onet("25-1011.00".parse().unwrap()).narrowness(),
        ];
        assert!(narrowness.is_sorted_by(|left, right| left < right), "{narrowness:?}");
    }
}
