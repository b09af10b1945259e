//! Standard Occupational Classification codes. No titles here: those are data.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::text::{serde_as_text, six_digits};

/// A code of the 2010 SOC.
pub type Soc2010 = SocCode<2010>;
/// A code of the 2018 SOC.
pub type Soc2018 = SocCode<2018>;

/// A code of the Standard Occupational Classification of the year `VERSION`, such as `15-1252`.
///
/// The text form is `dd-dddd` and nothing else. Whether the code is in use is a question to the
/// taxonomy table; this type knows the form, the level and the parent.
/// Source: <https://www.bls.gov/soc/>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocCode<const VERSION: u16>(u32);

/// The four levels of the SOC, from wide to narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SocLevel {
    /// `15-0000`; 23 in SOC 2018.
    MajorGroup,
    /// `15-1200`; 98 in SOC 2018.
    MinorGroup,
    /// `15-1250`; 459 in SOC 2018.
    BroadOccupation,
    /// `15-1252`; 867 in SOC 2018.
    DetailedOccupation,
}

/// Minor groups that end in two zeros instead of three, as the structure of their year lists them.
const fn fine_minor_groups(version: u16) -> &'static [u32] {
    match version {
        2010 => &[151_100, 515_100],
        _ => &[151_200, 311_100, 515_100],
    }
}

impl<const VERSION: u16> SocCode<VERSION> {
    const SYSTEM: &'static str = match VERSION {
        2010 => "SOC 2010 code",
        2018 => "SOC 2018 code",
        _ => "SOC code",
    };

    /// The level that the code's form says.
    pub fn level(self) -> SocLevel {
        if self.0.is_multiple_of(10_000) {
            SocLevel::MajorGroup
        } else if self.0.is_multiple_of(1_000) || fine_minor_groups(VERSION).contains(&self.0) {
            SocLevel::MinorGroup
        } else if self.0.is_multiple_of(10) {
            SocLevel::BroadOccupation
        } else {
            SocLevel::DetailedOccupation
        }
    }

    /// The code one level up; returns `None` for a major group.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self.level() {
            SocLevel::MajorGroup => None,
            SocLevel::MinorGroup => Some(self.major_group()),
            SocLevel::BroadOccupation => Some(self.minor_group()),
            SocLevel::DetailedOccupation => Some(self.broad_occupation()),
        }
    }

    /// The major group that holds this code; a major group holds itself.
    #[must_use]
    pub const fn major_group(self) -> Self {
        Self(self.0 - self.0 % 10_000)
    }

    /// The minor group that holds this code; a major group is returned as it is.
    #[must_use]
    pub fn minor_group(self) -> Self {
        let fine = self.0 - self.0 % 100;
        if fine_minor_groups(VERSION).contains(&fine) { Self(fine) } else { Self(self.0 - self.0 % 1_000) }
    }

    /// The broad occupation that holds this code; wider codes are returned as they are.
    #[must_use]
    pub const fn broad_occupation(self) -> Self {
        Self(self.0 - self.0 % 10)
    }

    /// Whether the code is a residual, "All Other" by convention: its last digit is 9.
    pub const fn is_residual_by_form(self) -> bool {
        self.0 % 10 == 9
    }

    /// The six digits as a number, `151252` for `15-1252`; dense keys for tables.
    pub const fn as_number(self) -> u32 {
        self.0
    }
}

impl<const VERSION: u16> FromStr for SocCode<VERSION> {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new(Self::SYSTEM, text, reason);
        let number = six_digits(text).ok_or_else(|| error("the form is dd-dddd, such as 15-1252"))?;
        if text == "99-9999" {
            return Err(error("this marks `no match` in crosswalks and is not a code"));
        }
        let major = number / 10_000;
        if !(11..=55).contains(&major) || major % 2 == 0 {
            return Err(error("major groups are the odd numbers from 11 to 55"));
        }
        Ok(Self(number))
    }
}

impl<const VERSION: u16> fmt::Display for SocCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}-{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl<const VERSION: u16> fmt::Debug for SocCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SOC{VERSION}:{self}")
    }
}

serde_as_text!([const VERSION: u16] SocCode<VERSION>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn soc(text: &str) -> Soc2018 {
        text.parse().unwrap()
    }

    #[test]
    fn levels_and_parents_follow_the_2018_structure() {
        for (code, parent) in [
            ("15-1252", Some("15-1250")),
            ("15-1250", Some("15-1200")),
            ("15-1200", Some("15-0000")),
            ("15-2051", Some("15-2050")),
            ("15-2050", Some("15-2000")),
            ("31-1121", Some("31-1120")),
            ("31-1120", Some("31-1100")),
            ("51-5111", Some("51-5110")),
            ("51-5110", Some("51-5100")),
            ("15-0000", None),
        ] {
            assert_eq!(soc(code).parent().map(|p| p.to_string()).as_deref(), parent, "{code}");
        }
    }

    #[test]
    fn the_two_years_differ_in_their_minor_groups() {
        let old: Soc2010 = "15-1132".parse().unwrap();
        assert_eq!(old.minor_group().to_string(), "15-1100");
        assert_eq!(soc("15-1132").minor_group().to_string(), "15-1000");
    }

    #[test]
    fn anything_but_the_canonical_form_is_refused() {
        for text in
            ["", "151252", "15-1252.00", "15 1252", "15-12520", "5-1252", "+5-1252", "99-9999", "12-1000"]
        {
            assert!(text.parse::<Soc2018>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(major in 0u32..23, rest in 0u32..10_000) {
            let text = format!("{:02}-{rest:04}", 11 + 2 * major);
            let code = soc(&text);
            prop_assert_eq!(code.to_string(), text);
            let json = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<Soc2018>(&json).unwrap(), code);
            prop_assert!(code.parent().is_none_or(|parent| parent < code && parent.level() < code.level()));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Soc2018>();
        }
    }
}
