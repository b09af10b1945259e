//! Ids of OEWS series in the BLS Public Data API, put together from what they mean.

use std::fmt;
use std::str::FromStr;

use plumb_codes::OewsOccCode;

/// One figure of one occupation in one area and industry: `OEUN000000000000015125204`.
///
/// `OE`, `U` (not seasonally adjusted), type of area, area (7), industry (6), occupation (6), figure (2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OewsSeries {
    /// Where.
    pub area: OewsArea,
    /// NAICS code as OEWS prints it, padded with zeros to six digits; `000000` for all industries.
    pub industry: String,
    /// Which occupation; `00-0000` for all.
    pub occupation: OewsOccCode,
    /// Which figure.
    pub figure: OewsFigure,
}

/// An area of OEWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OewsArea {
    /// The nation.
    National,
    /// A state, by its FIPS code: `1` is Alabama.
    State(u8),
    /// A metropolitan or nonmetropolitan area, by its code: `19100` is Dallas-Fort Worth-Arlington.
    Metropolitan(u32),
}

/// A figure of OEWS, by its data type in series ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OewsFigure(u8);

/// Data types in the order of their numbers, from 1.
const FIGURES: [&str; 17] = [
    "employment",
    "employment-rse",
    "hourly-mean",
    "annual-mean",
    "wage-rse",
    "hourly-p10",
    "hourly-p25",
    "hourly-median",
    "hourly-p75",
    "hourly-p90",
    "annual-p10",
    "annual-p25",
    "annual-median",
    "annual-p75",
    "annual-p90",
    "jobs-per-1000",
    "location-quotient",
];

impl OewsFigure {
    /// The names that [`OewsFigure::from_str`] takes.
    pub const NAMES: [&'static str; 17] = FIGURES;
}

impl FromStr for OewsFigure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = (1_u8..).zip(FIGURES).find_map(|(number, name)| (name == text).then_some(number));
        number.map(Self).ok_or_else(|| format!("`{text}` is no figure of OEWS: {}", FIGURES.join(", ")))
    }
}

impl FromStr for OewsArea {
    type Err = String;

    /// `national`, a state's FIPS code of two digits, or an area's code of five.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no area: national, a state's two digits (01), or an area's five (19100)");
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return if text == "national" { Ok(Self::National) } else { Err(wrong()) };
        }
        match text.len() {
            2 => text.parse().map(Self::State).map_err(|_| wrong()),
            5 => text.parse().map(Self::Metropolitan).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for OewsSeries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.area {
            OewsArea::National => formatter.write_str("OEUN0000000")?,
            OewsArea::State(state) => write!(formatter, "OEUS{state:02}00000")?,
            OewsArea::Metropolitan(area) => write!(formatter, "OEUM{area:07}")?,
        }
        let occupation = self.occupation.to_string().replace('-', "");
        write!(formatter, "{:0<6}{occupation}{:02}", self.industry, self.figure.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(area: &str, industry: &str, occupation: &str, figure: &str) -> String {
        let series = OewsSeries {
            area: area.parse().unwrap(),
            industry: industry.to_owned(),
            occupation: occupation.parse().unwrap(),
            figure: figure.parse().unwrap(),
        };
        series.to_string()
    }

    #[test]
    fn ids_are_those_that_bls_gives() {
        assert_eq!(id("national", "000000", "15-1252", "annual-mean"), "OEUN000000000000015125204");
        assert_eq!(id("19100", "000000", "15-1252", "hourly-median"), "OEUM001910000000015125208");
        assert_eq!(id("01", "000000", "00-0000", "employment"), "OEUS010000000000000000001");
        assert_eq!(id("national", "5415", "15-1252", "employment"), "OEUN000000054150015125201");
    }

    #[test]
    fn other_words_are_refused_with_those_that_are_taken() {
        assert!("median".parse::<OewsFigure>().unwrap_err().contains("annual-median"));
        for wrong in ["", "1", "TX", "191000", "-1"] {
            assert!(wrong.parse::<OewsArea>().is_err(), "{wrong}");
        }
    }
}
