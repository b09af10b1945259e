//! Reads `sources.toml` strictly: an unknown key, a broken reference or a template that cannot be filled
//! is an error with file, line and column. Never guesses and never falls back.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use plumb_codes::Release;
use reqwest::Url;
use serde::Deserialize;
use toml::Spanned;

use super::calendar::Calendar;
use super::model::{
    ApiLimits, BlsApiRules, Catalogue, Family, FamilyEntry, Format, FormatRules, HostRules, Licence, Limits,
    MirrorRules, NotOutYetSign, Parts, SeriesEntry, SourceEntry,
};
use super::template::UrlTemplate;
use crate::error::FetchError;

const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogue {
    version: Spanned<u32>,
    host: BTreeMap<String, Spanned<HostRules>>,
    mirror: Spanned<MirrorRules>,
    licence: BTreeMap<String, Licence>,
    format: BTreeMap<Format, Spanned<RawFormat>>,
    family: BTreeMap<Family, Spanned<RawFamily>>,
    source: Vec<RawSource>,
    bls_api: Spanned<BlsApiRules>,
    #[serde(default)]
    series: Vec<Spanned<SeriesEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFormat {
    magic: Vec<String>,
    content_types: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFamily {
    title: String,
    cadence: String,
    first: Release,
    latest: Release,
    probe_days: u16,
    calendar: Calendar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    id: Spanned<String>,
    family: Spanned<Family>,
    title: String,
    required: bool,
    #[serde(default)]
    on_request: bool,
    licence: Spanned<String>,
    format: Spanned<Format>,
    #[serde(default)]
    rolling: bool,
    #[serde(default)]
    members: Vec<Spanned<String>>,
    min_bytes: u64,
    max_bytes: Spanned<u64>,
    max_unpacked_bytes: Spanned<u64>,
    keep_ratio: Spanned<f64>,
    not_out_yet: Vec<NotOutYetSign>,
    each: Option<Spanned<RawEach>>,
    url: Vec<RawUrl>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEach {
    name: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUrl {
    template: Spanned<String>,
    from: Option<Spanned<Release>>,
    until: Option<Spanned<Release>>,
}

/// A message and the place in the text that it is about.
pub(crate) struct Fault(pub(crate) Range<usize>, pub(crate) String);

/// The catalogue of the project, as it was when this was compiled.
const BUILT_IN: &str = include_str!("../../../../config/sources.toml");

impl Catalogue {
    /// The catalogue that comes with the program, for use without a configuration folder.
    ///
    /// # Errors
    /// None in a program whose tests passed: they load it.
    pub fn built_in() -> Result<Self, FetchError> {
        Self::parse(BUILT_IN, "built-in sources.toml")
    }

    /// Reads and checks a catalogue file.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with line and column, or [`FetchError::Io`] if the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, FetchError> {
        let text = std::fs::read_to_string(path).map_err(|error| FetchError::io("read", path, error))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Checks the text of a catalogue; `file` is its name in messages.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with line and column.
    pub fn parse(text: &str, file: &str) -> Result<Self, FetchError> {
        let raw: RawCatalogue = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            error_at(text, file, &Fault(span, error.message().to_owned()))
        })?;
        raw.check().map_err(|fault| error_at(text, file, &fault))
    }
}

pub(crate) fn error_at(text: &str, file: &str, fault: &Fault) -> FetchError {
    let before = text.get(..fault.0.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    FetchError::Catalogue {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: fault.1.clone(),
    }
}

pub(crate) fn ensure(
    condition: bool,
    span: &Range<usize>,
    message: impl FnOnce() -> String,
) -> Result<(), Fault> {
    if condition { Ok(()) } else { Err(Fault(span.clone(), message())) }
}

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

impl RawCatalogue {
    fn check(self) -> Result<Catalogue, Fault> {
        ensure(*self.version.get_ref() == VERSION, &self.version.span(), || {
            format!(
                "version {} is not supported; this program reads version {VERSION}",
                self.version.get_ref()
            )
        })?;
        for rules in self.host.values() {
            let (span, rules) = (rules.span(), rules.get_ref());
            ensure(is_positive(rules.requests_per_second) && rules.concurrency > 0, &span, || {
                "requests_per_second and concurrency must be above 0".to_owned()
            })?;
        }
        let mirror = self.mirror.get_ref();
        ensure(
            is_positive(mirror.requests_per_second) && mirror.concurrency > 0,
            &self.mirror.span(),
            || "requests_per_second and concurrency must be above 0".to_owned(),
        )?;
        let mut formats = BTreeMap::new();
        for (format, rules) in &self.format {
            formats.insert(*format, rules.get_ref().check(&rules.span())?);
        }
        let mut families = BTreeMap::new();
        for (family, entry) in self.family {
            let span = entry.span();
            families.insert(family, entry.into_inner().check(family, &span)?);
        }
        let context =
            Context { hosts: &self.host, licences: &self.licence, formats: &formats, families: &families };
        let mut ids = BTreeSet::new();
        let mut sources = Vec::with_capacity(self.source.len());
        for raw in self.source {
            ensure(ids.insert(raw.id.get_ref().clone()), &raw.id.span(), || {
                format!("the id `{}` is used twice", raw.id.get_ref())
            })?;
            sources.push(raw.check(&context)?);
        }
        let mut series = Vec::with_capacity(self.series.len());
        for entry in self.series {
            let span = entry.span();
            let entry = entry.into_inner();
            ensure(is_id(&entry.id) && ids.insert(entry.id.clone()), &span, || {
                format!("the id `{}` is used twice or has other characters than a-z, 0-9 and -", entry.id)
            })?;
            ensure(!entry.series_ids.is_empty(), &span, || "series_ids is empty".to_owned())?;
            ensure(self.licence.contains_key(&entry.licence), &span, || {
                format!("there is no [licence.{}]", entry.licence)
            })?;
            series.push(entry);
        }
        let api_span = self.bls_api.span();
        let bls_api = self.bls_api.into_inner();
        check_host(&bls_api.endpoint, &self.host, &api_span)?;
        for limits in [bls_api.with_key, bls_api.without_key] {
            let ApiLimits { queries_per_day, series_per_query, years_per_query } = limits;
            ensure(queries_per_day > 0 && series_per_query > 0 && years_per_query > 0, &api_span, || {
                "limits of the API must be above 0".to_owned()
            })?;
        }
        Ok(Catalogue {
            hosts: self.host.into_iter().map(|(name, rules)| (name, rules.into_inner())).collect(),
            mirror: self.mirror.into_inner(),
            licences: self.licence,
            formats,
            families,
            sources,
            bls_api,
            series,
        })
    }
}

impl RawFormat {
    fn check(&self, span: &Range<usize>) -> Result<FormatRules, Fault> {
        let magic = self
            .magic
            .iter()
            .map(|hex| {
                bytes_of(hex).ok_or_else(|| Fault(span.clone(), format!("`{hex}` is not hexadecimal")))
            })
            .collect::<Result<_, _>>()?;
        Ok(FormatRules {
            magic,
            content_types: self.content_types.iter().map(|name| name.to_lowercase()).collect(),
        })
    }
}

impl RawFamily {
    fn check(self, family: Family, span: &Range<usize>) -> Result<FamilyEntry, Fault> {
        let ends = [self.first, self.latest];
        ensure(ends.iter().all(|release| release.source() == family), span, || {
            format!("first and latest must be releases of {family}")
        })?;
        ensure(ends.iter().all(|&release| self.calendar.fits(release)), span, || {
            format!("the calendar does not continue ids such as {}", self.latest)
        })?;
        ensure(self.first <= self.latest, span, || "first is newer than latest".to_owned())?;
        ensure(self.calendar.next(self.latest).is_some(), span, || {
            format!("the calendar gives no release after {}", self.latest)
        })?;
        Ok(FamilyEntry {
            title: self.title,
            cadence: self.cadence,
            first: self.first,
            latest: self.latest,
            probe_days: self.probe_days,
            calendar: self.calendar,
        })
    }
}

struct Context<'a> {
    hosts: &'a BTreeMap<String, Spanned<HostRules>>,
    licences: &'a BTreeMap<String, Licence>,
    formats: &'a BTreeMap<Format, FormatRules>,
    families: &'a BTreeMap<Family, FamilyEntry>,
}

impl RawSource {
    fn check(self, context: &Context<'_>) -> Result<SourceEntry, Fault> {
        let family_name = *self.family.get_ref();
        ensure(is_id(self.id.get_ref()), &self.id.span(), || {
            "an id has lower-case letters, digits and hyphens only".to_owned()
        })?;
        let family = context
            .families
            .get(&family_name)
            .ok_or_else(|| Fault(self.family.span(), format!("there is no [family.{family_name}]")))?;
        ensure(context.licences.contains_key(self.licence.get_ref()), &self.licence.span(), || {
            format!("there is no [licence.{}]", self.licence.get_ref())
        })?;
        ensure(context.formats.contains_key(self.format.get_ref()), &self.format.span(), || {
            format!("there is no [format.{}]", self.format.get_ref().as_str())
        })?;
        ensure((0.0..=1.0).contains(self.keep_ratio.get_ref()), &self.keep_ratio.span(), || {
            "keep_ratio is between 0.0 and 1.0".to_owned()
        })?;
        ensure(self.min_bytes <= *self.max_bytes.get_ref(), &self.max_bytes.span(), || {
            "max_bytes is below min_bytes".to_owned()
        })?;
        ensure(
            self.max_bytes.get_ref() <= self.max_unpacked_bytes.get_ref(),
            &self.max_unpacked_bytes.span(),
            || "max_unpacked_bytes is below max_bytes".to_owned(),
        )?;
        if let Some(member) = self.members.first() {
            ensure(self.format.get_ref().is_zip(), &member.span(), || {
                "members are for archives; this format is none".to_owned()
            })?;
        }
        let each = match self.each {
            Some(each) => {
                let span = each.span();
                let RawEach { name, values } = each.into_inner();
                let plain = |value: &String| {
                    !value.is_empty()
                        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
                };
                ensure(!values.is_empty() && values.iter().all(plain), &span, || {
                    "values are letters, digits, - and _, and at least one".to_owned()
                })?;
                Some(Parts { name, values })
            }
            None => None,
        };
        ensure(!(self.required && self.on_request), &self.id.span(), || {
            "a source cannot be required and on request".to_owned()
        })?;
        ensure(!self.url.is_empty(), &self.id.span(), || {
            "a source needs at least one [[source.url]]".to_owned()
        })?;
        let mut urls = Vec::with_capacity(self.url.len());
        for raw in self.url {
            urls.push(raw.check(family, self.rolling, each.as_ref(), context.hosts)?);
        }
        Ok(SourceEntry {
            id: self.id.into_inner(),
            family: family_name,
            title: self.title,
            required: self.required,
            on_request: self.on_request,
            licence: self.licence.into_inner(),
            format: self.format.into_inner(),
            rolling: self.rolling,
            members: self.members.into_iter().map(Spanned::into_inner).collect(),
            limits: Limits {
                min_bytes: self.min_bytes,
                max_bytes: self.max_bytes.into_inner(),
                max_unpacked_bytes: self.max_unpacked_bytes.into_inner(),
                keep_ratio: self.keep_ratio.into_inner(),
            },
            not_out_yet: self.not_out_yet,
            each,
            urls,
        })
    }
}

impl RawUrl {
    fn check(
        self,
        family: &FamilyEntry,
        rolling: bool,
        each: Option<&Parts>,
        hosts: &BTreeMap<String, Spanned<HostRules>>,
    ) -> Result<UrlTemplate, Fault> {
        for bound in [&self.from, &self.until].into_iter().flatten() {
            ensure(bound.get_ref().source() == family.latest.source() && !rolling, &bound.span(), || {
                "from and until are releases of the source's family, and no rolling source has them"
                    .to_owned()
            })?;
        }
        let span = self.template.span();
        let template = UrlTemplate {
            text: self.template.into_inner(),
            from: self.from.map(Spanned::into_inner),
            until: self.until.map(Spanned::into_inner),
        };
        let part = each.map(|each| (each.name.as_str(), each.values[0].as_str()));
        let release = (!rolling).then_some(family.latest);
        let url = template.expand(release, part).map_err(|message| Fault(span.clone(), message))?;
        check_host(url.as_str(), hosts, &span)?;
        Ok(template)
    }
}

fn check_host(
    url: &str,
    hosts: &BTreeMap<String, Spanned<HostRules>>,
    span: &Range<usize>,
) -> Result<(), Fault> {
    let parsed =
        Url::parse(url).map_err(|error| Fault(span.clone(), format!("`{url}` is not a URL: {error}")))?;
    ensure(parsed.scheme() == "https", span, || "the URL must start with https://".to_owned())?;
    let host = parsed.host_str().unwrap_or_default();
    ensure(hosts.contains_key(host), span, || format!("there is no [host.\"{host}\"]"))
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if hex.is_empty() || !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}
