//! How changes are judged: a strict reader of `config/diff.toml`. It opens no file.

use serde::Deserialize;

use crate::error::DiffError;

/// The settings that ship with the project, as TOML.
pub const DEFAULT_SETTINGS: &str = include_str!("../../../config/diff.toml");

/// How changes are judged.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The test against sampling error.
    pub sampling: Sampling,
    /// How codes and names without a published link are matched.
    pub matching: Matching,
    /// What is put first, and what is doubted.
    pub attention: Attention,
}

/// The test against sampling error.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// Two-sided confidence level in percent.
    pub confidence_level_pct: f64,
    /// What employment is rounded to, in jobs.
    pub employment_rounding_jobs: f64,
    /// What yearly wages are rounded to.
    pub wage_rounding_usd_per_year: f64,
    /// What hourly wages are rounded to.
    pub wage_rounding_usd_per_hour: f64,
    /// What relative standard errors are rounded to, in percentage points.
    pub standard_error_rounding_pct: f64,
}

/// How codes and names without a published link are matched; similarities are 0 to 1, 1 is equal.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// Least similarity of the titles of one code in two systems.
    pub renamed_title_similarity: f64,
    /// Least similarity of titles where the code changed too.
    pub moved_title_similarity: f64,
    /// Least overlap of the occupations of two names of a product.
    pub renamed_product_overlap: f64,
}

/// What is put first, and what is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attention {
    /// Part of a table's rows gone, in percent, from which the table is doubted.
    pub doubtful_removal_pct: f64,
    /// Difference in percentage points of occupations from which a word is listed.
    pub term_change_points: f64,
    /// Difference of yearly growth in percentage points from which an occupation is named first.
    pub projection_change_points_per_year: f64,
}

impl Settings {
    /// Reads a settings file; `file` is its name in error messages.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or missing, or a number is out of its range.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, DiffError> {
        let fail = |reason: String| DiffError::Settings { file: file.to_owned(), reason };
        let settings: Self = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
        let (sampling, matching, attention) = (settings.sampling, settings.matching, settings.attention);
        let ranges = [
            ("sampling.confidence_level_pct", sampling.confidence_level_pct, 50.0, 99.99),
            ("sampling.employment_rounding_jobs", sampling.employment_rounding_jobs, 0.0, 1e6),
            ("sampling.wage_rounding_usd_per_year", sampling.wage_rounding_usd_per_year, 0.0, 1e6),
            ("sampling.wage_rounding_usd_per_hour", sampling.wage_rounding_usd_per_hour, 0.0, 1e3),
            ("sampling.standard_error_rounding_pct", sampling.standard_error_rounding_pct, 0.0, 10.0),
            ("matching.renamed_title_similarity", matching.renamed_title_similarity, 0.0, 1.0),
            ("matching.moved_title_similarity", matching.moved_title_similarity, 0.0, 1.0),
            ("matching.renamed_product_overlap", matching.renamed_product_overlap, 0.0, 1.0),
            ("attention.doubtful_removal_pct", attention.doubtful_removal_pct, 0.0, 100.0),
            ("attention.term_change_points", attention.term_change_points, 0.0, 100.0),
            (
                "attention.projection_change_points_per_year",
                attention.projection_change_points_per_year,
                0.0,
                100.0,
            ),
        ];
        for (key, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                return Err(fail(format!("{key} = {value} is not between {least} and {most}")));
            }
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_sound_and_mistakes_are_named() {
        let settings = Settings::from_toml("diff.toml", DEFAULT_SETTINGS).unwrap();
        assert!((settings.sampling.confidence_level_pct - 90.0).abs() < 1e-9);
        let typo = DEFAULT_SETTINGS.replace("confidence_level_pct", "confidence");
        assert!(Settings::from_toml("diff.toml", &typo).unwrap_err().to_string().contains("confidence"));
        let wrong = DEFAULT_SETTINGS.replace("confidence_level_pct = 90.0", "confidence_level_pct = 190.0");
        let error = Settings::from_toml("diff.toml", &wrong).unwrap_err().to_string();
        assert!(error.contains("sampling.confidence_level_pct = 190"), "{error}");
    }
}
