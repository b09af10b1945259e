//! What counts as high wage, living wage, growing and in demand: a strict reader of
//! `config/thresholds.toml`, and the tests against them. It opens no file.

use serde::Deserialize;

use crate::error::ProfileError;

/// The thresholds that ship with the project, as TOML.
pub const DEFAULT_THRESHOLDS: &str = include_str!("../../../config/thresholds.toml");

/// What counts as high wage, living wage, growing and in demand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// From which median wage on an occupation, cluster or sub-cluster is high wage.
    pub high_wage: WageThreshold,
    /// From which median wage on it pays a living wage.
    pub living_wage: WageThreshold,
    /// From which projected change on it grows.
    pub growth: GrowthThreshold,
    /// From which openings on it is in demand.
    pub in_demand: DemandThreshold,
}

/// A wage threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WageThreshold {
    /// That many times the national median wage of all occupations (OEWS line `00-0000`).
    MultipleOfNationalMedian(f64),
    /// An amount in USD per year.
    UsdPerYear(f64),
}

/// A growth threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GrowthThreshold {
    /// That many times the projected change of all occupations.
    MultipleOfNationalChange(f64),
    /// A change over the round in percent.
    ChangePct(f64),
}

/// A demand threshold.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandThreshold {
    /// For an occupation: openings per year in jobs.
    pub occupation_openings_per_year: f64,
    /// For a cluster or sub-cluster: part of its projections employment in occupations that are in
    /// demand themselves, in percent.
    pub cluster_employment_pct: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    high_wage: WageSection,
    living_wage: WageSection,
    growth: GrowthSection,
    in_demand: DemandThreshold,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WageSection {
    multiple_of_national_median: Option<f64>,
    usd_per_year: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrowthSection {
    multiple_of_national_change: Option<f64>,
    change_pct: Option<f64>,
}

impl Thresholds {
    /// Reads a thresholds file; `file` is its name in error messages.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or missing, a section sets both of its forms or
    /// neither, or a number is negative or not finite.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ProfileError> {
        let sections: File = toml::from_str(text)
            .map_err(|error| ProfileError::Syntax { file: file.to_owned(), reason: error.to_string() })?;
        let wage = |section, wage: &WageSection| {
            let names = ["multiple_of_national_median", "usd_per_year"];
            match one_of(file, section, names, [wage.multiple_of_national_median, wage.usd_per_year])? {
                (0, value) => Ok(WageThreshold::MultipleOfNationalMedian(value)),
                (_, value) => Ok(WageThreshold::UsdPerYear(value)),
            }
        };
        let growth = &sections.growth;
        let names = ["multiple_of_national_change", "change_pct"];
        let values = [growth.multiple_of_national_change, growth.change_pct];
        let demand = sections.in_demand;
        for (name, value) in [
            ("occupation_openings_per_year", demand.occupation_openings_per_year),
            ("cluster_employment_pct", demand.cluster_employment_pct),
        ] {
            check(file, "in_demand", name, value)?;
        }
        Ok(Self {
            high_wage: wage("high_wage", &sections.high_wage)?,
            living_wage: wage("living_wage", &sections.living_wage)?,
            growth: match one_of(file, "growth", names, values)? {
                (0, value) => GrowthThreshold::MultipleOfNationalChange(value),
                (_, value) => GrowthThreshold::ChangePct(value),
            },
            in_demand: demand,
        })
    }
}

impl WageThreshold {
    /// The amount in USD per year; `None` where it depends on a national median that is not known.
    pub fn usd_per_year(self, national_median_usd_per_year: Option<f64>) -> Option<f64> {
        match self {
            Self::MultipleOfNationalMedian(multiple) => {
                national_median_usd_per_year.map(|median| median * multiple)
            }
            Self::UsdPerYear(amount) => Some(amount),
        }
    }
}

impl GrowthThreshold {
    /// The change in percent; `None` where it depends on a national change that is not known.
    pub fn change_pct(self, national_change_pct: Option<f64>) -> Option<f64> {
        match self {
            Self::MultipleOfNationalChange(multiple) => national_change_pct.map(|change| change * multiple),
            Self::ChangePct(change) => Some(change),
        }
    }
}

fn one_of(
    file: &str,
    section: &'static str,
    names: [&str; 2],
    values: [Option<f64>; 2],
) -> Result<(usize, f64), ProfileError> {
    let (index, value) = match values {
        [Some(value), None] => (0, value),
        [None, Some(value)] => (1, value),
        _ => {
            let reason = format!("set exactly one of `{}` and `{}`", names[0], names[1]);
            return Err(ProfileError::Threshold { file: file.to_owned(), section, reason });
        }
    };
    check(file, section, names[index], value)?;
    Ok((index, value))
}

fn check(file: &str, section: &'static str, name: &str, value: f64) -> Result<(), ProfileError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    let reason = format!("`{name}` is {value}; it must be 0 or more");
    Err(ProfileError::Threshold { file: file.to_owned(), section, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Thresholds, ProfileError> {
        Thresholds::from_toml("thresholds.toml", text)
    }

    #[test]
    fn the_shipped_file_is_read() {
        let thresholds = read(DEFAULT_THRESHOLDS).unwrap();
        assert_eq!(thresholds.high_wage.usd_per_year(Some(50_980.0)), Some(50_980.0));
        assert_eq!(thresholds.high_wage.usd_per_year(None), None);
        assert_eq!(thresholds.growth.change_pct(Some(3.1)), Some(3.1));
    }

    #[test]
    fn both_forms_an_unknown_key_and_a_negative_number_are_refused() {
        let shipped = DEFAULT_THRESHOLDS;
        let both = shipped.replacen("[living_wage]", "usd_per_year = 1.0\n[living_wage]", 1);
        let error = read(&both).unwrap_err().to_string();
        assert!(error.contains("high_wage") && error.contains("exactly one of"), "{error}");
        let unknown = shipped.replacen("change = 1.0", "chnage = 1.0", 1);
        let error = read(&unknown).unwrap_err().to_string();
        assert!(error.contains("multiple_of_national_chnage"), "{error}");
        let negative = shipped.replacen("openings_per_year = 10000", "openings_per_year = -1", 1);
        let error = read(&negative).unwrap_err().to_string();
        assert!(error.contains("it must be 0 or more"), "{error}");
        assert!(read("").is_err());
    }

    #[test]
    fn amounts_do_not_need_national_figures() {
        assert_eq!(WageThreshold::UsdPerYear(45_000.0).usd_per_year(None), Some(45_000.0));
        assert_eq!(GrowthThreshold::ChangePct(5.0).change_pct(None), Some(5.0));
    }
}
