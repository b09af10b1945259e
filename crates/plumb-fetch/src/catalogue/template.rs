//! URL templates over a release, such as `https://host/oesm{yy}nat.zip`.
//! Only whole variables are replaced; a template never decides whether a release exists.

use plumb_codes::{Release, ReleaseVersion};
use reqwest::Url;

/// A URL with variables, and the releases that it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlTemplate {
    pub(super) text: String,
    pub(super) from: Option<Release>,
    pub(super) until: Option<Release>,
}

impl UrlTemplate {
    /// The template as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the publisher used this URL for the release.
    pub fn serves(&self, release: Release) -> bool {
        self.from.is_none_or(|from| release >= from) && self.until.is_none_or(|until| release <= until)
    }

    /// The URL for a release (`None`: the newest, for rolling sources) and a part.
    pub(super) fn expand(&self, release: Option<Release>, part: Option<(&str, &str)>) -> Result<Url, String> {
        let mut url = String::with_capacity(self.text.len() + 8);
        let mut rest = self.text.as_str();
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').ok_or("a `{` without `}`")? + open;
            let name = &rest[open + 1..close];
            url.push_str(&rest[..open]);
            url.push_str(&value(name, release, part)?);
            rest = &rest[close + 1..];
        }
        url.push_str(rest);
        Url::parse(&url).map_err(|error| format!("`{url}` is not a URL: {error}"))
    }
}

fn value(name: &str, release: Option<Release>, part: Option<(&str, &str)>) -> Result<String, String> {
    if let Some((part_name, part_value)) = part
        && part_name == name
    {
        return Ok(part_value.to_owned());
    }
    let Some(release) = release else {
        return Err(format!("{{{name}}} cannot be filled: a rolling source has no release in its URL"));
    };
    Ok(match (name, release.version()) {
        (
            "yyyy",
            ReleaseVersion::Year(year) | ReleaseVersion::Month(year, _) | ReleaseVersion::Quarter(year, _),
        ) => {
            format!("{year:04}")
        }
        (
            "yy",
            ReleaseVersion::Year(year) | ReleaseVersion::Month(year, _) | ReleaseVersion::Quarter(year, _),
        ) => {
            format!("{:02}", year % 100)
        }
        ("mm", ReleaseVersion::Month(_, month)) => format!("{month:02}"),
        ("quarter", ReleaseVersion::Quarter(_, quarter)) => quarter.to_string(),
        ("base", ReleaseVersion::Round(base, _)) => base.to_string(),
        ("target", ReleaseVersion::Round(_, target)) => target.to_string(),
        ("target2", ReleaseVersion::Round(_, target)) => format!("{:02}", target % 100),
        ("major", ReleaseVersion::Number(major, _)) => major.to_string(),
        ("minor", ReleaseVersion::Number(_, minor)) => minor.to_string(),
        _ => return Err(format!("{{{name}}} is no variable of {} releases", release.source())),
    })
}
