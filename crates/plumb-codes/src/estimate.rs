//! A published figure with its meaning: a value, or the reason why there is none.

use std::fmt;
use std::str::FromStr;

use crate::error::CodeError;
use crate::text::serde_as_text;

/// A published figure: a value, or which of five different things stands in its place.
///
/// None of the five is zero. `T` is the unit that the column's name says.
/// Source: symbols in the field descriptions of every OEWS workbook.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Estimate<T> {
    /// A figure as published.
    Value(T),
    /// `#`: at or above the top wage of the release, whose threshold is carried along
    /// (208,000 USD per year in May 2018, 239,200 in May 2024).
    TopCoded(T),
    /// `*`: a wage is not available.
    WageNotAvailable,
    /// `**`: employment is not available.
    EmploymentNotAvailable,
    /// `~`: less than half a percent of establishments.
    UnderHalfPercent,
    /// The cell is empty, or the column does not apply to the row.
    Missing,
}

/// The kind of an [`Estimate`], as it stands in a table beside the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Written as the empty text.
    Value,
    /// Written `#`.
    TopCoded,
    /// Written `*`.
    WageNotAvailable,
    /// Written `**`.
    EmploymentNotAvailable,
    /// Written `~`.
    UnderHalfPercent,
    /// Written `missing`.
    Missing,
}

/// A sample estimate with its relative standard error, which OEWS publishes for employment
/// (`EMP_PRSE`) and the mean wage (`MEAN_PRSE`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampled<T> {
    /// The figure.
    pub estimate: Estimate<T>,
    /// Relative standard error in percent of the figure; `None` where it is not published.
    pub relative_standard_error_pct: Option<f64>,
}

impl<T> Estimate<T> {
    /// The figure where one was published; returns `None` for a top-coded one, whose true value
    /// is unknown, and for every missing one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The least that the figure can be: the value, or the threshold of a top-coded one.
    pub fn at_least(self) -> Option<T> {
        match self {
            Self::Value(value) | Self::TopCoded(value) => Some(value),
            _ => None,
        }
    }

    /// Which of the six kinds this is.
    pub const fn flag(&self) -> Flag {
        match self {
            Self::Value(_) => Flag::Value,
            Self::TopCoded(_) => Flag::TopCoded,
            Self::WageNotAvailable => Flag::WageNotAvailable,
            Self::EmploymentNotAvailable => Flag::EmploymentNotAvailable,
            Self::UnderHalfPercent => Flag::UnderHalfPercent,
            Self::Missing => Flag::Missing,
        }
    }

    /// Puts an estimate together from a table's two columns.
    ///
    /// # Errors
    /// When the flag promises a number and there is none, or the other way round.
    pub fn from_parts(number: Option<T>, flag: Flag) -> Result<Self, CodeError> {
        let error = |reason| CodeError::new("estimate", &flag.to_string(), reason);
        match (flag, number) {
            (Flag::Value, Some(value)) => Ok(Self::Value(value)),
            (Flag::TopCoded, Some(threshold)) => Ok(Self::TopCoded(threshold)),
            (Flag::Value | Flag::TopCoded, None) => {
                Err(error("the flag promises a number and there is none"))
            }
            (_, Some(_)) => Err(error("a number stands beside a flag that says there is none")),
            (Flag::WageNotAvailable, None) => Ok(Self::WageNotAvailable),
            (Flag::EmploymentNotAvailable, None) => Ok(Self::EmploymentNotAvailable),
            (Flag::UnderHalfPercent, None) => Ok(Self::UnderHalfPercent),
            (Flag::Missing, None) => Ok(Self::Missing),
        }
    }

    /// The same estimate in another unit.
    #[must_use]
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Estimate<U> {
        match self {
            Self::Value(value) => Estimate::Value(convert(value)),
            Self::TopCoded(threshold) => Estimate::TopCoded(convert(threshold)),
            Self::WageNotAvailable => Estimate::WageNotAvailable,
            Self::EmploymentNotAvailable => Estimate::EmploymentNotAvailable,
            Self::UnderHalfPercent => Estimate::UnderHalfPercent,
            Self::Missing => Estimate::Missing,
        }
    }
}

impl Flag {
    const ALL: [(&'static str, Self); 6] = [
        ("", Self::Value),
        ("#", Self::TopCoded),
        ("*", Self::WageNotAvailable),
        ("**", Self::EmploymentNotAvailable),
        ("~", Self::UnderHalfPercent),
        ("missing", Self::Missing),
    ];
}

impl FromStr for Flag {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::ALL.into_iter().find_map(|(name, flag)| (name == text).then_some(flag)).ok_or_else(|| {
            CodeError::new("estimate flag", text, "one of #, *, **, ~, missing, or empty for a value")
        })
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.into_iter().find_map(|(name, flag)| (flag == *self).then_some(name));
        formatter.write_str(name.unwrap_or_default())
    }
}

serde_as_text!([] Flag);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn estimates() -> impl Strategy<Value = Estimate<i64>> {
        prop_oneof![
            any::<i64>().prop_map(Estimate::Value),
            any::<i64>().prop_map(Estimate::TopCoded),
            Just(Estimate::WageNotAvailable),
            Just(Estimate::EmploymentNotAvailable),
            Just(Estimate::UnderHalfPercent),
            Just(Estimate::Missing),
        ]
    }

    proptest! {
        #[test]
        fn parts_round_trip_and_contradictions_are_refused(estimate in estimates()) {
            let flag: Flag = estimate.flag().to_string().parse().unwrap();
            prop_assert_eq!(Estimate::from_parts(estimate.at_least(), flag).unwrap(), estimate);
            let wrong = if estimate.at_least().is_some() { None } else { Some(1) };
            prop_assert!(Estimate::from_parts(wrong, flag).is_err());
        }
    }

    #[test]
    fn only_a_published_value_is_a_value() {
        assert_eq!(Estimate::Value(7).value(), Some(7));
        assert_eq!(Estimate::TopCoded(7).value(), None);
        assert_eq!(Estimate::TopCoded(7).at_least(), Some(7));
        assert_eq!(Estimate::<i64>::UnderHalfPercent.at_least(), None);
    }
}
