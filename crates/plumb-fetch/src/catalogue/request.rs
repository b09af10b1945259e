//! From a catalogue entry and a release to the request for one file.
//! Does not decide which releases to ask for; that is discovery.

use jiff::civil::Date;
use plumb_codes::Release;
use reqwest::Url;

use super::model::{Catalogue, Family, Format, Limits, NotOutYetSign, SourceEntry};
use crate::error::FetchError;

/// How many releases after the newest known one a file by hand may be of.
const RELEASES_AHEAD: usize = 12;

/// What is known about a release before it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It was published: its absence is an error.
    Published,
    /// It may not be out: its absence is an answer.
    MaybePublished {
        /// The day on which it is expected.
        expected: Option<Date>,
    },
}

/// One file to fetch.
#[derive(Debug, Clone)]
pub struct Request {
    /// Id of the source.
    pub source: String,
    /// Its family.
    pub family: Family,
    /// The release; `None` for the newest of a rolling source.
    pub release: Option<Release>,
    /// The part, for sources of several files a release.
    pub part: Option<String>,
    /// Where to look, in order; at least one.
    pub urls: Vec<Url>,
    /// Format of the file.
    pub format: Format,
    /// Size limits.
    pub limits: Limits,
    /// File names (with `*`) that an archive must hold.
    pub members: Vec<String>,
    /// The licence's name.
    pub licence: String,
    /// The attribution, filled in where the release is known.
    pub attribution: String,
    /// How to tell that the release is not out yet.
    pub not_out_yet: Vec<NotOutYetSign>,
    /// Whether it must be there.
    pub expect: Expect,
}

/// Whether the file behind a URL has this name.
fn is_named(url: &Url, file_name: &str) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default().replace("%20", " ");
    !name.is_empty() && name.eq_ignore_ascii_case(file_name)
}

impl Request {
    /// Identity of the file: `source/version[/part]`, with `newest` for a rolling source.
    pub fn key(&self) -> String {
        let version =
            self.release.map_or_else(|| "newest".to_owned(), |release| release.version().to_string());
        match &self.part {
            Some(part) => format!("{}/{version}/{part}", self.source),
            None => format!("{}/{version}", self.source),
        }
    }

    /// The same request for a release that may not be out yet.
    #[must_use]
    pub fn probing(mut self, expected: Option<Date>) -> Self {
        self.expect = Expect::MaybePublished { expected };
        self
    }
}

impl Catalogue {
    /// The requests for a release of a source: one, or one a part; none where no URL serves the release.
    ///
    /// For a rolling source pass `None`.
    ///
    /// # Errors
    /// [`FetchError::UnknownSource`], or [`FetchError::WrongRelease`] where release and source do not fit.
    pub fn requests(&self, source_id: &str, release: Option<Release>) -> Result<Vec<Request>, FetchError> {
        let source = self.source(source_id).ok_or_else(|| FetchError::UnknownSource {
            id: source_id.to_owned(),
            known: self.sources.iter().map(|source| source.id.clone()).collect(),
        })?;
        let fits = match release {
            Some(release) => !source.rolling && release.source() == source.family,
            None => source.rolling,
        };
        if !fits {
            return Err(FetchError::WrongRelease {
                source_id: source_id.to_owned(),
                release: release.map_or_else(|| "newest".to_owned(), |release| release.to_string()),
            });
        }
        Ok(self.expand(source, release))
    }

    /// What a file may be that was downloaded by hand, going by its name: the newest release first. Files of
    /// rolling sources have no release in their name. Releases are tried up to a few beyond the newest known.
    pub fn requests_named(&self, file_name: &str) -> Vec<Request> {
        let mut found = Vec::new();
        for source in &self.sources {
            let mut releases = vec![None];
            if let Some(family) = self.families.get(&source.family).filter(|_| !source.rolling) {
                let known =
                    family.calendar.from(family.first).take_while(|&release| release <= family.latest);
                let next = family.calendar.from(family.latest).skip(1).take(RELEASES_AHEAD);
                releases = known.chain(next).map(Some).collect();
            }
            for release in releases.into_iter().rev() {
                let requests = self.expand(source, release).into_iter();
                found.extend(
                    requests.filter(|request| request.urls.iter().any(|url| is_named(url, file_name))),
                );
            }
        }
        found
    }

    fn expand(&self, source: &SourceEntry, release: Option<Release>) -> Vec<Request> {
        let parts: Vec<Option<&str>> = match &source.each {
            Some(each) => each.values.iter().map(|value| Some(value.as_str())).collect(),
            None => vec![None],
        };
        let mut requests = Vec::with_capacity(parts.len());
        for part in parts {
            let named = source.each.as_ref().zip(part).map(|(each, value)| (each.name.as_str(), value));
            let urls: Vec<Url> = source
                .urls
                .iter()
                .filter(|template| release.is_none_or(|release| template.serves(release)))
                // The loader expanded every template once; one that fails for this release serves it not.
                .filter_map(|template| template.expand(release, named).ok())
                .collect();
            if urls.is_empty() {
                continue;
            }
            requests.push(Request {
                source: source.id.clone(),
                family: source.family,
                release,
                part: part.map(str::to_owned),
                urls,
                format: source.format,
                limits: source.limits,
                members: source.members.clone(),
                licence: self
                    .licences
                    .get(&source.licence)
                    .map(|found| found.name.clone())
                    .unwrap_or_default(),
                attribution: self.attribution(source, release),
                not_out_yet: source.not_out_yet.clone(),
                expect: Expect::Published,
            });
        }
        requests
    }

    /// What to say where the data of a source are used; of a rolling source, the release is known after reading.
    pub fn attribution(&self, source: &SourceEntry, release: Option<Release>) -> String {
        let title = match self.families.get(&source.family) {
            Some(family) => &family.title,
            None => &source.title,
        };
        let release = release.map_or_else(|| "newest".to_owned(), |release| release.version().to_string());
        let template = self.licences.get(&source.licence).map_or("", |found| found.attribution.as_str());
        template.replace("{title}", title).replace("{release}", &release)
    }
}
