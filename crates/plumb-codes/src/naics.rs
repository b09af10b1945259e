//! North American Industry Classification System codes, two to six digits, always text.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::text::{digits, serde_as_text};

/// A code of NAICS 2017.
pub type Naics2017 = NaicsCode<2017>;
/// A code of NAICS 2022.
pub type Naics2022 = NaicsCode<2022>;

/// A code of the NAICS of the year `VERSION`, such as `541512` or the range sector `31-33`.
///
/// Ordered as the manual prints them: a group before its members, `31-33` before `311`.
/// Source: <https://www.census.gov/naics/>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NaicsCode<const VERSION: u16> {
    /// The digits, padded with zeros to six; a range sector is stored as its first number.
    padded: u32,
    length: u8,
}

/// The five levels of NAICS, from wide to narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NaicsLevel {
    /// Two digits or a range, `31-33`; 20.
    Sector,
    /// Three digits; 96 in 2022.
    Subsector,
    /// Four digits; 308 in 2022.
    IndustryGroup,
    /// Five digits; 689 in 2022.
    NaicsIndustry,
    /// Six digits; 1,012 in 2022.
    NationalIndustry,
}

/// The sectors that are ranges: first number, last number, text.
const RANGES: [(u32, u32, &str); 3] = [(31, 33, "31-33"), (44, 45, "44-45"), (48, 49, "48-49")];

/// The two-digit sectors that are not ranges.
const SECTORS: [u32; 17] = [11, 21, 22, 23, 42, 51, 52, 53, 54, 55, 56, 61, 62, 71, 72, 81, 92];

impl<const VERSION: u16> NaicsCode<VERSION> {
    const SYSTEM: &'static str = match VERSION {
        2017 => "NAICS 2017 code",
        2022 => "NAICS 2022 code",
        _ => "NAICS code",
    };

    /// The level that the number of digits says.
    pub const fn level(self) -> NaicsLevel {
        match self.length {
            2 => NaicsLevel::Sector,
            3 => NaicsLevel::Subsector,
            4 => NaicsLevel::IndustryGroup,
            5 => NaicsLevel::NaicsIndustry,
            _ => NaicsLevel::NationalIndustry,
        }
    }

    /// The code one level up; returns `None` for a sector.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self.length {
            2 => None,
            3 => Some(self.sector()),
            length => Some(self.cut(length - 1)),
        }
    }

    /// The sector that holds this code; a sector holds itself.
    #[must_use]
    pub fn sector(self) -> Self {
        let two = self.padded / 10_000;
        let first =
            RANGES.iter().find(|(from, to, _)| (*from..=*to).contains(&two)).map_or(two, |range| range.0);
        Self { padded: first * 10_000, length: 2 }
    }

    fn cut(self, length: u8) -> Self {
        let unit = 10_u32.pow(u32::from(6 - length));
        Self { padded: self.padded / unit * unit, length }
    }
}

impl<const VERSION: u16> FromStr for NaicsCode<VERSION> {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new(Self::SYSTEM, text, reason);
        if let Some((first, _, _)) = RANGES.iter().find(|range| range.2 == text) {
            return Ok(Self { padded: first * 10_000, length: 2 });
        }
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        let number = digits(text)
            .filter(|_| (2..=6).contains(&length))
            .ok_or_else(|| error("two to six digits, or one of the ranges 31-33, 44-45, 48-49"))?;
        let padded = number * 10_u32.pow(u32::from(6 - length));
        let two = padded / 10_000;
        let in_range = RANGES.iter().any(|(from, to, _)| (*from..=*to).contains(&two));
        if in_range && length == 2 {
            return Err(error("this sector is a range: write 31-33, 44-45 or 48-49"));
        }
        if !in_range && !SECTORS.contains(&two) {
            return Err(error("there is no such sector"));
        }
        Ok(Self { padded, length })
    }
}

impl<const VERSION: u16> fmt::Display for NaicsCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let two = self.padded / 10_000;
        match RANGES.iter().find(|range| self.length == 2 && range.0 == two) {
            Some(range) => formatter.write_str(range.2),
            None => write!(formatter, "{}", self.padded / 10_u32.pow(u32::from(6 - self.length))),
        }
    }
}

impl<const VERSION: u16> fmt::Debug for NaicsCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NAICS{VERSION}:{self}")
    }
}

serde_as_text!([const VERSION: u16] NaicsCode<VERSION>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naics(text: &str) -> Naics2022 {
        text.parse().unwrap()
    }

    #[test]
    fn parents_lead_to_range_sectors() {
        let mut code = Some(naics("339999"));
        let mut chain = Vec::new();
        while let Some(current) = code {
            chain.push(current.to_string());
            code = current.parent();
        }
        assert_eq!(chain, ["339999", "33999", "3399", "339", "31-33"]);
        assert_eq!(naics("492110").sector().to_string(), "48-49");
        assert_eq!(naics("541512").sector().to_string(), "54");
    }

    #[test]
    fn half_ranges_unknown_sectors_and_other_forms_are_refused() {
        for text in ["31", "45", "99", "000000", "5", "5415120", "54-15", "3250A1", "", "48-48"] {
            assert!(text.parse::<Naics2022>().is_err(), "{text}");
        }
    }

    #[test]
    fn order_is_that_of_the_manual() {
        let mut codes: Vec<Naics2022> = ["311", "42", "31-33", "3111", "23", "11"].map(naics).to_vec();
        codes.sort();
        assert_eq!(
            codes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["11", "23", "31-33", "311", "3111", "42"]
        );
    }

    proptest! {
        #[test]
        fn text_round_trips(sector in prop::sample::select(SECTORS.to_vec()), rest in "[0-9]{0,4}") {
            let text = format!("{sector}{rest}");
            let code = naics(&text);
            prop_assert_eq!(code.to_string(), text);
            let json = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<Naics2022>(&json).unwrap(), code);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Naics2022>();
        }
    }
}
