//! Classification of Instructional Programs codes; always text, since spreadsheets eat their zeros.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::text::{digits, serde_as_text};

/// A code of CIP 2020.
pub type Cip2020 = CipCode<2020>;

/// A code of the CIP of the year `VERSION`: `01`, `01.00` or `01.0000`.
///
/// Source: <https://nces.ed.gov/ipeds/cipcode/>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CipCode<const VERSION: u16> {
    /// Family, two more digits, two more digits, as one number.
    padded: u32,
    digits: u8,
}

/// The three levels of the CIP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CipLevel {
    /// Two digits.
    Family,
    /// Four digits.
    Series,
    /// Six digits: an instructional program.
    Program,
}

const FORM: &str = "the form is 01, 01.00 or 01.0000, with its zeros";

impl<const VERSION: u16> CipCode<VERSION> {
    const SYSTEM: &'static str = match VERSION {
        2020 => "CIP 2020 code",
        _ => "CIP code",
    };

    /// The level that the number of digits says.
    pub const fn level(self) -> CipLevel {
        match self.digits {
            2 => CipLevel::Family,
            4 => CipLevel::Series,
            _ => CipLevel::Program,
        }
    }

    /// The code one level up; returns `None` for a family.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self.digits {
            2 => None,
            4 => Some(Self { padded: self.padded / 10_000 * 10_000, digits: 2 }),
            _ => Some(Self { padded: self.padded / 100 * 100, digits: 4 }),
        }
    }
}

impl<const VERSION: u16> FromStr for CipCode<VERSION> {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new(Self::SYSTEM, text, reason);
        let (family, rest) = text.split_once('.').unwrap_or((text, ""));
        if family.len() != 2 || !matches!(rest.len(), 0 | 2 | 4) || (rest.is_empty() && text.len() != 2) {
            return Err(error(FORM));
        }
        if text == "99.9999" {
            return Err(error("this marks `no match` in crosswalks and is not a code"));
        }
        let number = digits(&format!("{family}{rest:0<4}")).ok_or_else(|| error(FORM))?;
        #[expect(clippy::cast_possible_truncation, reason = "the rest has at most four digits")]
        Ok(Self { padded: number, digits: 2 + rest.len() as u8 })
    }
}

impl<const VERSION: u16> fmt::Display for CipCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (family, rest) = (self.padded / 10_000, self.padded % 10_000);
        match self.digits {
            2 => write!(formatter, "{family:02}"),
            4 => write!(formatter, "{family:02}.{:02}", rest / 100),
            _ => write!(formatter, "{family:02}.{rest:04}"),
        }
    }
}

impl<const VERSION: u16> fmt::Debug for CipCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CIP{VERSION}:{self}")
    }
}

serde_as_text!([const VERSION: u16] CipCode<VERSION>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn levels_and_parents() {
        let program: Cip2020 = "01.0308".parse().unwrap();
        let series = program.parent().unwrap();
        assert_eq!((series.to_string().as_str(), series.level()), ("01.03", CipLevel::Series));
        assert_eq!(series.parent().unwrap().to_string(), "01");
        assert_eq!(series.parent().unwrap().parent(), None);
    }

    #[test]
    fn lost_zeros_and_the_no_match_marker_are_refused() {
        for text in ["1", "1.0308", "1.03", "01.3", "01.030", "01.", "99.9999", "0103", "=\"01\"", ""] {
            assert!(text.parse::<Cip2020>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trips(text in "[0-9]{2}(\\.[0-9]{2}([0-9]{2})?)?") {
            prop_assume!(text != "99.9999");
            let code: Cip2020 = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text);
            let json = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<Cip2020>(&json).unwrap(), code);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Cip2020>();
        }
    }
}
