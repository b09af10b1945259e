//! O*NET-SOC codes: SOC codes with two more digits. Passing to SOC takes the published crosswalk.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::soc::{Soc2010, Soc2018};
use crate::text::{digits, serde_as_text};

/// A code of the O*NET-SOC 2010 taxonomy (O*NET 15.1 to 25.0).
pub type OnetSoc2010 = OnetSocCode<2010>;
/// A code of the O*NET-SOC 2019 taxonomy (O*NET 25.1 and later).
pub type OnetSoc2019 = OnetSocCode<2019>;

/// A code of the O*NET-SOC taxonomy of the year `VERSION`, such as `15-1252.00`.
///
/// The text form is `dd-dddd.dd` and nothing else.
/// Source: <https://www.onetcenter.org/taxonomy.html>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OnetSocCode<const VERSION: u16>(u32);

const FORM: &str = "the form is dd-dddd.dd, such as 15-1252.00";

impl<const VERSION: u16> OnetSocCode<VERSION> {
    const SYSTEM: &'static str = match VERSION {
        2010 => "O*NET-SOC 2010 code",
        2019 => "O*NET-SOC 2019 code",
        _ => "O*NET-SOC code",
    };

    /// The two digits after the point; `0` is the occupation that stands for the whole SOC code.
    pub const fn extension(self) -> u8 {
        (self.0 % 100) as u8
    }

    /// The text of the SOC code that this code is built on.
    ///
    /// It is text on purpose: which SOC code the occupation belongs to is what the published
    /// crosswalk says.
    pub fn soc_stem(self) -> String {
        format!("{:02}-{:04}", self.0 / 1_000_000, self.0 / 100 % 10_000)
    }

    /// The eight digits as a number, `15125200` for `15-1252.00`; dense keys for tables.
    pub const fn as_number(self) -> u32 {
        self.0
    }
}

impl<const VERSION: u16> FromStr for OnetSocCode<VERSION> {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new(Self::SYSTEM, text, reason);
        let (stem, extension) = text.split_once('.').ok_or_else(|| error(FORM))?;
        if extension.len() != 2 {
            return Err(error(FORM));
        }
        let extension = digits(extension).ok_or_else(|| error(FORM))?;
        let stem = if VERSION == 2010 {
            stem.parse::<Soc2010>().map(Soc2010::as_number)
        } else {
            stem.parse::<Soc2018>().map(Soc2018::as_number)
        }
        .map_err(|inner| error(inner.reason))?;
        Ok(Self(stem * 100 + extension))
    }
}

impl<const VERSION: u16> fmt::Display for OnetSocCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stem = self.0 / 100;
        write!(formatter, "{:02}-{:04}.{:02}", stem / 10_000, stem % 10_000, self.0 % 100)
    }
}

impl<const VERSION: u16> fmt::Debug for OnetSocCode<VERSION> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ONET{VERSION}:{self}")
    }
}

serde_as_text!([const VERSION: u16] OnetSocCode<VERSION>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn extension_and_stem_are_read_from_the_form() {
        let code: OnetSoc2019 = "15-1299.08".parse().unwrap();
        assert_eq!((code.extension(), code.soc_stem().as_str()), (8, "15-1299"));
        for text in ["15-1299", "15-1299.8", "15-1299.080", "151299.08", "15-1299.0a", "99-9999.00"] {
            assert!(text.parse::<OnetSoc2019>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(major in 0u32..23, rest in 0u32..10_000, extension in 0u8..100) {
            let text = format!("{:02}-{rest:04}.{extension:02}", 11 + 2 * major);
            let code: OnetSoc2010 = text.parse().unwrap();
            prop_assert_eq!(code.to_string(), text);
            let json = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<OnetSoc2010>(&json).unwrap(), code);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<OnetSoc2019>();
        }
    }
}
