//! What the API answers, and what it means. Errors arrive with status 200, and success can still say that a
//! series does not exist.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::FetchError;

/// One figure of one series, as BLS writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation {
    /// The series' id.
    pub series_id: String,
    /// The year.
    pub year: u16,
    /// The period in it: `M01` to `M13`, `Q01`, `A01` and so on.
    pub period: String,
    /// The value as text: a number, or `-` where there is none (the footnotes say why).
    pub value: String,
    /// Footnotes.
    pub footnotes: Vec<Footnote>,
}

/// A footnote to a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Footnote {
    /// Its code, such as `5` for a wage at or above the top.
    #[serde(default)]
    pub code: String,
    /// Its text.
    #[serde(default)]
    pub text: String,
}

/// The figures of all series that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesAnswer {
    /// Figures, sorted by series, year and period.
    pub observations: Vec<Observation>,
    /// Series that do not exist, sorted.
    pub unknown_series: Vec<String>,
    /// What else the API said, in the order of the queries.
    pub messages: Vec<String>,
    /// The answers as they came, one a query, without the key.
    pub files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct RawAnswer {
    status: String,
    #[serde(default)]
    message: Vec<String>,
    #[serde(rename = "Results")]
    results: Option<RawResults>,
}

#[derive(Deserialize)]
struct RawResults {
    #[serde(default)]
    series: Vec<RawSeries>,
}

#[derive(Deserialize)]
struct RawSeries {
    #[serde(rename = "seriesID")]
    series_id: String,
    #[serde(default)]
    data: Vec<RawObservation>,
}

#[derive(Deserialize)]
struct RawObservation {
    year: String,
    period: String,
    value: String,
    #[serde(default)]
    footnotes: Vec<Footnote>,
}

/// Why the API did not answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The quota of the day is used up.
    Quota,
    /// The key is not registered.
    Key,
    /// Anything else.
    Other { status: String, messages: Vec<String> },
}

/// Reads one answer, from which the key was removed.
pub(crate) fn read(text: &str, asked: &[String]) -> Result<Result<SeriesAnswer, Refusal>, FetchError> {
    let malformed = |cause: String| FetchError::ApiMalformed { cause };
    let raw: RawAnswer = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    if raw.status != "REQUEST_SUCCEEDED" {
        let says = |needle: &str| raw.message.iter().any(|text| text.to_ascii_lowercase().contains(needle));
        return Ok(Err(if says("threshold") {
            Refusal::Quota
        } else if says("key") && says("invalid") {
            Refusal::Key
        } else {
            Refusal::Other { status: raw.status, messages: raw.message }
        }));
    }
    let results = raw.results.ok_or_else(|| malformed("success without results".to_owned()))?;
    let mut answer = SeriesAnswer::default();
    let mut unknown = BTreeSet::new();
    for message in raw.message {
        match message.strip_prefix("Series does not exist for Series ") {
            Some(id) => {
                unknown.insert(id.trim().to_owned());
            }
            None => answer.messages.push(message),
        }
    }
    for series in results.series {
        if !asked.contains(&series.series_id) {
            return Err(malformed(format!("series {} came without being asked for", series.series_id)));
        }
        for observation in series.data {
            let year = observation.year.parse().map_err(|_| {
                malformed(format!("series {}: year `{}`", series.series_id, observation.year))
            })?;
            answer.observations.push(Observation {
                series_id: series.series_id.clone(),
                year,
                period: observation.period,
                value: observation.value,
                footnotes: observation
                    .footnotes
                    .into_iter()
                    .filter(|note| !note.code.is_empty() || !note.text.is_empty())
                    .collect(),
            });
        }
    }
    answer.observations.sort();
    answer.unknown_series = unknown.into_iter().collect();
    Ok(Ok(answer))
}
