//! The types of the catalogue after it was checked. Holds no logic beyond look-ups.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plumb_codes::Release;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::template::UrlTemplate;

/// The publication series that a release belongs to, such as `oews`.
pub type Family = plumb_codes::Source;

/// Everything that `sources.toml` says, checked: every reference resolves and every template expands.
///
/// Sources and series keep the order of the file.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Rules for each host that a URL may name.
    pub hosts: BTreeMap<String, HostRules>,
    /// Rules for the mirror that replaces all hosts when a base URL is set.
    pub mirror: MirrorRules,
    /// Licences by name.
    pub licences: BTreeMap<String, Licence>,
    /// What files of each format look like on the wire.
    pub formats: BTreeMap<Format, FormatRules>,
    /// Release families.
    pub families: BTreeMap<Family, FamilyEntry>,
    /// Files to fetch.
    pub sources: Vec<SourceEntry>,
    /// The BLS Public Data API.
    pub bls_api: BlsApiRules,
    /// Single series to ask the BLS Public Data API for.
    pub series: Vec<SeriesEntry>,
}

impl FamilyEntry {
    /// The release after this one, and the day on which it is expected; returns `None` if the release is not
    /// of this family.
    pub fn next_expected(&self, newest: Release) -> Option<(Release, Date)> {
        let next = self.calendar.next(newest)?;
        Some((next, self.calendar.expected(next)?))
    }
}

impl Catalogue {
    /// The source with this id; returns `None` if the catalogue has none.
    pub fn source(&self, id: &str) -> Option<&SourceEntry> {
        self.sources.iter().find(|source| source.id == id)
    }
}

/// Whether a host insists on knowing whom it talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// Without a contact e-mail no request is made.
    Required,
    /// The contact e-mail is sent where there is one.
    Recommended,
}

/// How a host wants to be treated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostRules {
    /// Whether a contact e-mail is mandatory.
    pub contact: Contact,
    /// At most so many requests a second, above 0.
    pub requests_per_second: f64,
    /// At most so many requests at a time, at least 1.
    pub concurrency: usize,
    /// Other hosts that it may redirect to.
    pub redirects_to: Vec<String>,
}

/// How a mirror wants to be treated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MirrorRules {
    /// At most so many requests a second, above 0.
    pub requests_per_second: f64,
    /// At most so many requests at a time, at least 1.
    pub concurrency: usize,
}

/// Under which terms data come, and what must be said with them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The licence's name.
    pub name: String,
    /// Where it is written down.
    pub url: String,
    /// The attribution, with `{title}` and `{release}` to be filled in.
    pub attribution: String,
}

/// A format that the ingest side can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A zip archive of workbooks or text files.
    Zip,
    /// A workbook.
    Xlsx,
    /// Comma- or semicolon-separated text.
    Csv,
    /// Tab-separated or plain text.
    Text,
    /// JSON.
    Json,
}

impl Format {
    /// The name in the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    /// Whether the file is a zip archive inside (a workbook is one).
    pub const fn is_zip(self) -> bool {
        matches!(self, Self::Zip | Self::Xlsx)
    }
}

/// What a file of a format starts with and how servers label it.
#[derive(Debug, Clone)]
pub struct FormatRules {
    /// Any of these first bytes; empty where the format has no mark.
    pub magic: Vec<Vec<u8>>,
    /// Content types without parameters, in lower case.
    pub content_types: Vec<String>,
}

/// A publication series.
#[derive(Debug, Clone)]
pub struct FamilyEntry {
    /// Its name.
    pub title: String,
    /// How often it appears, in words.
    pub cadence: String,
    /// The oldest release that the URL templates serve.
    pub first: Release,
    /// The newest release known when the catalogue was written.
    pub latest: Release,
    /// How many days before its expected date a release is looked for.
    pub probe_days: u16,
    /// How releases follow each other.
    pub calendar: Calendar,
}

/// What a server may answer for a release that is not published yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotOutYetSign {
    /// 404 or 410.
    NotFound,
    /// A page with status 200 in place of the file.
    Html,
}

/// Sizes that a file must keep to, in bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Smaller files are refused.
    pub min_bytes: u64,
    /// Larger bodies are cut off and refused.
    pub max_bytes: u64,
    /// An archive that unpacks to more is refused.
    pub max_unpacked_bytes: u64,
    /// A file below this share of the last good one (0.0 to 1.0), in bytes or in rows, is quarantined.
    pub keep_ratio: f64,
}

/// A source of several files a release, one for each value of a URL variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The URL variable.
    pub name: String,
    /// Its values.
    pub values: Vec<String>,
}

/// One file (or one file a part) a release.
#[derive(Debug, Clone)]
pub struct SourceEntry {
    /// Unique id, such as `oews-national`.
    pub id: String,
    /// The series whose releases it is part of.
    pub family: Family,
    /// Its name.
    pub title: String,
    /// Whether a refresh without it has failed.
    pub required: bool,
    /// Whether it is fetched only where it is named.
    pub on_request: bool,
    /// Name of its licence in [`Catalogue::licences`].
    pub licence: String,
    /// Its format.
    pub format: Format,
    /// Whether its URL always holds the newest release, whichever that is.
    pub rolling: bool,
    /// File names (with `*`) that an archive must hold.
    pub members: Vec<String>,
    /// Size limits.
    pub limits: Limits,
    /// How to tell that a release is not out yet.
    pub not_out_yet: Vec<NotOutYetSign>,
    /// The parts, where a release is several files.
    pub each: Option<Parts>,
    /// Where to look, in order.
    pub urls: Vec<UrlTemplate>,
}

/// Where the BLS Public Data API is and what it allows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlsApiRules {
    /// The address to post to.
    pub endpoint: String,
    /// Limits with a registration key.
    pub with_key: ApiLimits,
    /// Limits without one.
    pub without_key: ApiLimits,
    /// Larger answers are refused, in bytes.
    pub max_bytes: u64,
}

/// Limits of the BLS Public Data API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiLimits {
    /// Queries a day, a day being one of US Eastern time.
    pub queries_per_day: u32,
    /// Series a query.
    pub series_per_query: usize,
    /// Years a query.
    pub years_per_query: u16,
}

/// Series that a catalogue asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesEntry {
    /// Unique id among sources and series.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Whether a refresh without it has failed.
    pub required: bool,
    /// Name of its licence in [`Catalogue::licences`].
    pub licence: String,
    /// The series' ids at BLS.
    pub series_ids: Vec<String>,
    /// The first year asked for.
    pub first_year: u16,
}
