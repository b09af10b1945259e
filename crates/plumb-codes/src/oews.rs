//! Occupation codes of OEWS and of the Employment Projections (National Employment Matrix).
//!
//! They look like SOC codes and are not: some stand for several SOC codes, and one code can be
//! both a broad and a detailed line, so the key of a line is (code, group).

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::soc::Soc2018;
use crate::text::{serde_as_text, six_digits};

/// An `OCC_CODE` of OEWS or of the National Employment Matrix, such as `15-1252` or `13-1020`.
///
/// Includes `00-0000`, all occupations. Source: <https://www.bls.gov/oes/oes_doc.htm>
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OewsOccCode(u32);

/// The level of a line, OEWS column `O_GROUP` (`OCC_GROUP` in May 2018).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OewsGroup {
    /// All occupations, `00-0000`.
    Total,
    /// A major group.
    Major,
    /// A minor group.
    Minor,
    /// A broad occupation.
    Broad,
    /// A detailed occupation; the detailed lines add up to the total.
    Detailed,
}

/// A detailed occupation of OEWS that stands for several detailed SOC 2018 occupations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Composite {
    /// The code that OEWS, the projections and the steward's workbooks publish.
    pub published: &'static str,
    /// The SOC 2018 codes it stands for.
    pub members: &'static [&'static str],
}

/// The composite codes in use since OEWS May 2021, sorted; 12 codes for 28 SOC 2018 occupations.
///
/// Source: OEWS technical notes, "OEWS occupational classification",
/// <https://www.bls.gov/oes/soc_2018.htm>
const COMPOSITES: [Composite; 12] = [
    Composite { published: "13-1020", members: &["13-1021", "13-1022", "13-1023"] },
    Composite { published: "13-2020", members: &["13-2022", "13-2023"] },
    Composite { published: "21-1018", members: &["21-1011", "21-1014"] },
    Composite { published: "25-2052", members: &["25-2055", "25-2056"] },
    Composite { published: "25-9045", members: &["25-9042", "25-9043", "25-9049"] },
    Composite { published: "29-2010", members: &["29-2011", "29-2012"] },
    Composite { published: "31-1120", members: &["31-1121", "31-1122"] },
    Composite { published: "39-7010", members: &["39-7011", "39-7012"] },
    Composite { published: "47-4090", members: &["47-4091", "47-4099"] },
    Composite { published: "51-2028", members: &["51-2022", "51-2023"] },
    Composite { published: "51-2090", members: &["51-2092", "51-2099"] },
    Composite { published: "53-1047", members: &["53-1042", "53-1043", "53-1044", "53-1049"] },
];

/// The composite codes and what they stand for, sorted by published code.
pub const fn composites() -> &'static [Composite] {
    &COMPOSITES
}

impl OewsOccCode {
    /// All occupations, `00-0000`.
    pub const TOTAL: Self = Self(0);

    /// The SOC 2018 occupations that a *detailed* line with this code stands for.
    ///
    /// One for most codes, several for a composite, none for the total. A code outside SOC 2018
    /// (OEWS May 2018 to 2020 still used 2010 codes) comes back as itself: the caller checks it
    /// against the taxonomy.
    pub fn stands_for(self) -> Vec<Soc2018> {
        let text = self.to_string();
        match COMPOSITES.iter().find(|composite| composite.published == text) {
            Some(composite) => composite.members.iter().filter_map(|member| member.parse().ok()).collect(),
            None => text.parse().ok().into_iter().collect(),
        }
    }

    /// The detailed line that carries this SOC 2018 occupation: its own code, or its composite.
    pub fn carrying(soc: Soc2018) -> Self {
        let text = soc.to_string();
        COMPOSITES
            .iter()
            .find(|composite| composite.members.contains(&text.as_str()))
            .and_then(|composite| composite.published.parse().ok())
            .unwrap_or(Self(soc.as_number()))
    }

    /// Whether a detailed line with this code stands for several SOC 2018 occupations.
    pub fn is_composite(self) -> bool {
        self.stands_for().len() > 1
    }

    /// The six digits as a number, `151252` for `15-1252`; dense keys for tables.
    pub const fn as_number(self) -> u32 {
        self.0
    }
}

impl FromStr for OewsOccCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new("OEWS occupation code", text, reason);
        let number = six_digits(text).ok_or_else(|| error("the form is dd-dddd, such as 15-1252"))?;
        let major = number / 10_000;
        if number != 0 && (!(11..=55).contains(&major) || major % 2 == 0) {
            return Err(error("major groups are the odd numbers from 11 to 55, and 00-0000 is the total"));
        }
        Ok(Self(number))
    }
}

impl fmt::Display for OewsOccCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}-{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl fmt::Debug for OewsOccCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OEWS:{self}")
    }
}

serde_as_text!([] OewsOccCode);

impl OewsGroup {
    const ALL: [(&'static str, Self); 5] = [
        ("total", Self::Total),
        ("major", Self::Major),
        ("minor", Self::Minor),
        ("broad", Self::Broad),
        ("detailed", Self::Detailed),
    ];
}

impl FromStr for OewsGroup {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::ALL
            .into_iter()
            .find_map(|(name, group)| (name == text).then_some(group))
            .ok_or_else(|| CodeError::new("OEWS group", text, "one of total, major, minor, broad, detailed"))
    }
}

impl fmt::Display for OewsGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.into_iter().find_map(|(name, group)| (group == *self).then_some(name));
        formatter.write_str(name.unwrap_or_default())
    }
}

serde_as_text!([] OewsGroup);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn composites_are_sorted_disjoint_and_stand_for_28_occupations() {
        let members: Vec<Soc2018> = composites()
            .iter()
            .flat_map(|composite| composite.published.parse::<OewsOccCode>().unwrap().stands_for())
            .collect();
        assert_eq!(members.len(), 28);
        assert!(members.is_sorted() && members.windows(2).all(|pair| pair[0] != pair[1]));
        for composite in composites() {
            for member in composite.members {
                let carrier = OewsOccCode::carrying(member.parse().unwrap());
                assert_eq!(carrier.to_string(), composite.published);
            }
        }
    }

    #[test]
    fn a_plain_code_stands_for_itself_and_the_total_for_nothing() {
        let code: OewsOccCode = "15-1252".parse().unwrap();
        assert_eq!(code.stands_for(), ["15-1252".parse().unwrap()]);
        assert_eq!("00-0000".parse::<OewsOccCode>().unwrap(), OewsOccCode::TOTAL);
        assert!(OewsOccCode::TOTAL.stands_for().is_empty());
    }

    proptest! {
        #[test]
        fn text_round_trips(major in 0u32..23, rest in 0u32..10_000) {
            let text = format!("{:02}-{rest:04}", 11 + 2 * major);
            prop_assert_eq!(text.parse::<OewsOccCode>().unwrap().to_string(), text);
        }
    }
}
