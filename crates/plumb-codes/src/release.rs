//! Release identifiers such as `oews/2025-05`: a source and a version in the form of that source.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::text::{digits, serde_as_text};

/// A publication series that Plumbline reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Classification of Instructional Programs, NCES. Version: year.
    Cip,
    /// Employment Projections, BLS. Version: base and projected year.
    Ep,
    /// North American Industry Classification System, Census. Version: year.
    Naics,
    /// Occupational Employment and Wage Statistics, BLS. Version: month of reference.
    Oews,
    /// Job titles that employers filed with the Office of Foreign Labor Certification, USDOL. Version: the newest
    /// year in it.
    Oflc,
    /// O*NET database, USDOL/ETA. Version: major and minor number.
    Onet,
    /// O*NET green occupations, USDOL/ETA. Version: of the O*NET database.
    OnetGreen,
    /// O*NET-SOC taxonomy and its crosswalks, USDOL/ETA. Version: year.
    OnetSoc,
    /// O*NET `OnLine` listings (Bright Outlook, STEM). Version: year of the taxonomy.
    OnetLists,
    /// Quarterly Census of Employment and Wages, BLS. Version: year and quarter.
    Qcew,
    /// Quarterly Census of Employment and Wages, averages of a year, BLS. Version: year.
    QcewAnnual,
    /// Standard Occupational Classification, its direct match titles and crosswalks. Version: year.
    Soc,
}

/// The version of a release; each source has its own form, and order within a source is by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReleaseVersion {
    /// `2018`.
    Year(u16),
    /// `2025-05`.
    Month(u16, u8),
    /// `2025-q1`.
    Quarter(u16, u8),
    /// `2024-34`: base and projected year.
    Round(u16, u16),
    /// `30.1`.
    Number(u16, u16),
}

/// One release of one source, such as `oews/2025-05`, `ep/2024-34`, `onet/30.1`, `soc/2018`.
///
/// The text form is also the folder of the release in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    source: Source,
    version: ReleaseVersion,
}

/// The form of a source's versions.
#[derive(Clone, Copy)]
enum Form {
    Year,
    Month,
    Quarter,
    Round,
    Number,
}

impl Source {
    /// Every source, sorted by name.
    pub const ALL: [Self; 12] = [
        Self::Cip,
        Self::Ep,
        Self::Naics,
        Self::Oews,
        Self::Oflc,
        Self::Onet,
        Self::OnetGreen,
        Self::OnetLists,
        Self::OnetSoc,
        Self::Qcew,
        Self::QcewAnnual,
        Self::Soc,
    ];

    /// The name used in release ids and folders.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cip => "cip",
            Self::Ep => "ep",
            Self::Naics => "naics",
            Self::Oews => "oews",
            Self::Oflc => "oflc",
            Self::Onet => "onet",
            Self::OnetGreen => "onet-green",
            Self::OnetSoc => "onet-soc",
            Self::OnetLists => "onet-lists",
            Self::Qcew => "qcew",
            Self::QcewAnnual => "qcew-annual",
            Self::Soc => "soc",
        }
    }

    const fn form(self) -> Form {
        match self {
            Self::Cip
            | Self::Naics
            | Self::Oflc
            | Self::OnetSoc
            | Self::OnetLists
            | Self::QcewAnnual
            | Self::Soc => Form::Year,
            Self::Ep => Form::Round,
            Self::Oews => Form::Month,
            Self::Onet | Self::OnetGreen => Form::Number,
            Self::Qcew => Form::Quarter,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Source {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::ALL.into_iter().find(|source| source.as_str() == text).ok_or_else(|| {
            CodeError::new(
                "source",
                text,
                "one of cip, ep, naics, oews, oflc, onet, onet-green, onet-lists, onet-soc, qcew, qcew-annual, soc",
            )
        })
    }
}

serde_as_text!([] Source);

impl Release {
    /// OEWS of a reference month: `Release::oews(2025, 5)`.
    pub const fn oews(year: u16, month: u8) -> Self {
        Self { source: Source::Oews, version: ReleaseVersion::Month(year, month) }
    }

    /// Employment Projections from a base year to a projected year: `Release::ep(2024, 2034)`.
    pub const fn ep(base_year: u16, projected_year: u16) -> Self {
        Self { source: Source::Ep, version: ReleaseVersion::Round(base_year, projected_year) }
    }

    /// An O*NET database: `Release::onet(30, 1)`.
    pub const fn onet(major: u16, minor: u16) -> Self {
        Self { source: Source::Onet, version: ReleaseVersion::Number(major, minor) }
    }

    /// The O*NET green occupations that accompanied an O*NET database.
    pub const fn onet_green(major: u16, minor: u16) -> Self {
        Self { source: Source::OnetGreen, version: ReleaseVersion::Number(major, minor) }
    }

    /// A release of QCEW.
    pub const fn qcew(year: u16, quarter: u8) -> Self {
        Self { source: Source::Qcew, version: ReleaseVersion::Quarter(year, quarter) }
    }

    /// A classification of a year: `Release::yearly(Source::Soc, 2018)`; returns `None` for a
    /// source whose versions are not years.
    pub const fn yearly(source: Source, year: u16) -> Option<Self> {
        match source.form() {
            Form::Year => Some(Self { source, version: ReleaseVersion::Year(year) }),
            _ => None,
        }
    }

    /// The source.
    pub const fn source(self) -> Source {
        self.source
    }

    /// The version.
    pub const fn version(self) -> ReleaseVersion {
        self.version
    }
}

impl fmt::Display for ReleaseVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write!(formatter, "{year}"),
            Self::Month(year, month) => write!(formatter, "{year}-{month:02}"),
            Self::Quarter(year, quarter) => write!(formatter, "{year}-q{quarter}"),
            Self::Round(base, projected) => write!(formatter, "{base}-{:02}", projected % 100),
            Self::Number(major, minor) => write!(formatter, "{major}.{minor}"),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.source, self.version)
    }
}

impl FromStr for Release {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new("release", text, reason);
        let (source, version) =
            text.split_once('/').ok_or_else(|| error("the form is source/version, such as oews/2025-05"))?;
        let source: Source = source.parse()?;
        let (version, reason) = match source.form() {
            Form::Year => (year(version).map(ReleaseVersion::Year), "the version is a year, such as 2018"),
            Form::Month => (month(version), "the version is a month, such as 2025-05"),
            Form::Quarter => (quarter(version), "the version is a quarter, such as 2025-q1"),
            Form::Round => (round(version), "the version is a pair of years, such as 2024-34"),
            Form::Number => (number(version), "the version is a number, such as 30.1"),
        };
        Ok(Self { source, version: version.ok_or_else(|| error(reason))? })
    }
}

serde_as_text!([] Release);

fn year(text: &str) -> Option<u16> {
    (text.len() == 4)
        .then(|| digits(text))
        .flatten()
        .and_then(|year| u16::try_from(year).ok())
        .filter(|&year| year > 0)
}

fn month(text: &str) -> Option<ReleaseVersion> {
    let (first, second) = text.split_once('-')?;
    let month = (second.len() == 2).then(|| digits(second)).flatten()?;
    (1..=12).contains(&month).then_some(ReleaseVersion::Month(year(first)?, u8::try_from(month).ok()?))
}

fn quarter(text: &str) -> Option<ReleaseVersion> {
    let (first, second) = text.split_once("-q")?;
    let quarter = (second.len() == 1).then(|| digits(second)).flatten()?;
    (1..=4).contains(&quarter).then_some(ReleaseVersion::Quarter(year(first)?, u8::try_from(quarter).ok()?))
}

fn round(text: &str) -> Option<ReleaseVersion> {
    let (first, second) = text.split_once('-')?;
    let base = year(first)?;
    let last_two = u16::try_from((second.len() == 2).then(|| digits(second)).flatten()?).ok()?;
    let century = base - base % 100;
    let projected = if last_two > base % 100 { century + last_two } else { century + 100 + last_two };
    (projected <= 9999).then_some(ReleaseVersion::Round(base, projected))
}

fn number(text: &str) -> Option<ReleaseVersion> {
    let (major, minor) = text.split_once('.')?;
    let canonical = |part: &str| part == "0" || !part.starts_with('0');
    let read =
        |part: &str| digits(part).filter(|_| canonical(part)).and_then(|value| u16::try_from(value).ok());
    Some(ReleaseVersion::Number(read(major)?, read(minor)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip_and_order_by_age() {
        for text in [
            "oews/2025-05",
            "oflc/2025",
            "ep/2024-34",
            "ep/1998-08",
            "onet/30.1",
            "soc/2018",
            "naics/2022",
            "cip/2020",
            "qcew/2025-q1",
            "qcew-annual/2025",
            "onet-soc/2019",
            "onet-green/18.1",
            "onet-lists/2019",
        ] {
            let release: Release = text.parse().unwrap();
            assert_eq!(release.to_string(), text);
            let json = serde_json::to_string(&release).unwrap();
            assert_eq!(serde_json::from_str::<Release>(&json).unwrap(), release);
        }
        assert!(Release::onet(9, 0) < Release::onet(30, 1));
        assert!(Release::oews(2024, 5) < Release::oews(2025, 5));
        assert_eq!(Release::ep(2024, 2034).to_string(), "ep/2024-34");
    }

    #[test]
    fn each_source_has_its_own_form() {
        for text in [
            "oews/2025",
            "oews/2025-13",
            "oews/2025-5",
            "ep/2024",
            "ep/2024-2034",
            "onet/30",
            "onet/30.01",
            "soc/18",
            "soc/0000",
            "naics/../etc",
            "bls/2018",
            "oews",
            "onet/99999.1",
            "",
        ] {
            assert!(text.parse::<Release>().is_err(), "{text}");
        }
    }

    #[test]
    fn sources_are_listed_once_and_sorted() {
        assert!(Source::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
    }
}
