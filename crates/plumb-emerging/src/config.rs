//! What a steward edits: the weight, unit and thresholds of each signal, how families are made, what was decided.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::EmergingError;
use crate::signals::Signal;

/// The configuration that ships with the project, as TOML.
pub const DEFAULT_CONFIG: &str = include_str!("../../../config/emerging.toml");

/// How subjects are found, measured and put in order.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergingConfig {
    /// How families of titles are made.
    pub families: Families,
    /// Each signal's setting; every signal has one.
    pub signals: BTreeMap<Signal, Setting>,
    /// How releases of the past are chosen in a test against history.
    pub history: History,
    /// What an advisory group has decided.
    #[serde(default)]
    pub suppress: Vec<Suppression>,
}

/// How families of titles are made.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Families {
    /// How many titles a subject shows; what is not shown does not count as found.
    pub displayed_titles: usize,
    /// How many families one occupation gives at most.
    pub families_per_occupation: usize,
    /// How many titles of a plain or joined occupation are looked at, in steps of the displayed ones.
    pub titles_per_occupation: usize,
    /// How many of the titles that pile up under a residual are looked at.
    pub titles_per_residual: usize,
    /// Titles listed under this many SOC occupations or more are generic and name no family.
    pub generic_from_occupations: usize,
    /// A single word that stands in this many titles or more is generic.
    pub generic_word_from_titles: u32,
    /// Titles that no release lists need this many filings.
    pub filed_at_least: i64,
    /// How like the name of an empty sub-cluster a title must be that would fill it, 0 to 1.
    pub gap_least_similarity: f64,
    /// Part of their words that a title shares with the family's name, 0 to 1.
    pub least_overlap: f64,
    /// What makes a title typical of the titles around it, and so the name of a family.
    pub typicality: Typicality,
    /// Each further subject of the same occupation keeps this part of its score, 0 to 1.
    pub repeat_factor: f64,
    /// Spans of years over which growth is measured.
    pub growth_spans_years: [u16; 3],
    /// Changes below this many standard errors are sampling error.
    pub least_standard_errors: f64,
}

/// What makes a title typical: the weights of its parts. Each part grows with the logarithm of a count, or is a mean.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typicality {
    /// Titles under the occupation that hold all its words (logarithm).
    pub support: f64,
    /// Likeness to the titles under the occupation (logarithm of the sum).
    pub likeness: f64,
    /// Mean rarity of its words.
    pub rarity: f64,
    /// How many times O*NET lists it.
    pub listings: f64,
    /// Occupations that list it (logarithm); counts against it.
    pub spread: f64,
    /// Filings by employers (logarithm).
    pub filings: f64,
    /// Likeness to the name of its occupation; counts against it.
    pub own_name: f64,
    /// Words beyond the second; count against it.
    pub length: f64,
}

/// How one signal counts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Unit of the measured value; must be the signal's own, so that a threshold is not read in another.
    pub unit: String,
    /// Below this value the signal says nothing.
    pub threshold: f64,
    /// From this value on the signal is at its full strength; in between it grows with the value.
    pub full_at: f64,
    /// Its part in the score.
    pub weight: f64,
}

/// How releases of the past are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Filed titles are seen up to this many years before the last full year.
    pub filed_lag_years: i64,
}

/// A subject that an advisory group has decided on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The title, code or technology.
    pub subject: String,
    /// Day of the decision, `2026-11-25`.
    pub date: String,
    /// Why.
    pub reason: String,
}

impl EmergingConfig {
    /// Reads the file's text; `file` is its name in messages.
    ///
    /// # Errors
    /// An unknown or missing key, a missing signal, a unit that is not the signal's, a number out of range, or a
    /// suppression without date or reason.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, EmergingError> {
        let error = |reason: String| EmergingError::Config { file: file.to_owned(), reason };
        let config: Self = toml::from_str(text).map_err(|problem| error(problem.to_string()))?;
        for signal in Signal::ALL {
            let setting = config
                .signals
                .get(&signal)
                .ok_or_else(|| error(format!("the section [signals.{signal}] is missing")))?;
            if setting.unit != signal.unit() {
                return Err(error(format!(
                    "[signals.{signal}] has the unit `{}`; the signal is measured in `{}`",
                    setting.unit,
                    signal.unit()
                )));
            }
            let numbers = [setting.threshold, setting.full_at, setting.weight];
            if numbers.iter().any(|number| !number.is_finite() || *number < 0.0) {
                return Err(error(format!(
                    "[signals.{signal}] holds a number that is negative or not finite"
                )));
            }
            if setting.full_at < setting.threshold || setting.full_at <= 0.0 {
                return Err(error(format!(
                    "[signals.{signal}]: full_at must be above 0 and not below threshold"
                )));
            }
        }
        if !config.signals.values().any(|setting| setting.weight > 0.0) {
            return Err(error("no signal has a weight above 0".to_owned()));
        }
        let families = &config.families;
        let parts = [families.least_overlap, families.gap_least_similarity, families.repeat_factor];
        if parts.iter().any(|part| !(0.0..=1.0).contains(part)) {
            return Err(error(
                "[families]: least_overlap, gap_least_similarity and repeat_factor are parts from 0 to 1"
                    .to_owned(),
            ));
        }
        let typicality = &families.typicality;
        let weights = [
            typicality.support,
            typicality.likeness,
            typicality.rarity,
            typicality.listings,
            typicality.spread,
            typicality.filings,
            typicality.own_name,
            typicality.length,
        ];
        if weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0) {
            return Err(error(
                "[families.typicality] holds a number that is negative or not finite".to_owned(),
            ));
        }
        if families.displayed_titles == 0
            || families.families_per_occupation == 0
            || families.titles_per_occupation == 0
        {
            return Err(error(
                "[families]: displayed_titles, families_per_occupation and titles_per_occupation are 1 or more".to_owned(),
            ));
        }
        for decided in &config.suppress {
            if !is_day(&decided.date) || decided.reason.trim().is_empty() || decided.subject.trim().is_empty()
            {
                return Err(error(format!(
                    "[[suppress]] `{}` needs a subject, a date such as 2026-11-25, and a reason",
                    decided.subject
                )));
            }
        }
        Ok(config)
    }

    /// The same with one signal switched off.
    #[must_use]
    pub fn without(&self, signal: Signal) -> Self {
        let mut config = self.clone();
        if let Some(setting) = config.signals.get_mut(&signal) {
            setting.weight = 0.0;
        }
        config
    }
}

fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u8>().ok());
    bytes.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && text[..4].bytes().all(|byte| byte.is_ascii_digit())
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

impl Setting {
    /// How strongly a value speaks, 0.0 to 1.0.
    pub fn strength(&self, value: f64) -> f64 {
        if value < self.threshold || value <= 0.0 { 0.0 } else { (value / self.full_at).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_configuration_is_valid() {
        EmergingConfig::from_toml("emerging.toml", DEFAULT_CONFIG).unwrap();
    }

    fn refused(from: &str, to: &str) -> String {
        assert!(DEFAULT_CONFIG.contains(from), "{from}");
        EmergingConfig::from_toml("x.toml", &DEFAULT_CONFIG.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(refused("[families]", "[families]\nsurprise = 1").contains("surprise"));
        assert!(refused("[signals.far_title]", "[signals.far_titel]").contains("far_titel"));
        assert!(refused("unit = \"distance\"", "unit = \"miles\"").contains("measured in `distance`"));
        assert!(refused("repeat_factor = ", "repeat_factor = 1").contains("parts from 0 to 1"));
        let suppress =
            format!("{DEFAULT_CONFIG}\n[[suppress]]\nsubject = \"x\"\ndate = \"soon\"\nreason = \"y\"\n");
        assert!(EmergingConfig::from_toml("x.toml", &suppress).unwrap_err().to_string().contains("date"));
    }
}
