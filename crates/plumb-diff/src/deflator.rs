//! The rise of prices between two releases, as the caller states it. Nothing is guessed: no deflator, no real change.

use std::fmt;
use std::str::FromStr;

use crate::error::DiffError;

/// The rise of prices from the earlier to the later period.
#[derive(Debug, Clone, PartialEq)]
pub struct Deflator {
    text: String,
    rise_pct: f64,
}

impl Deflator {
    /// The rise in percent.
    pub const fn rise_pct(&self) -> f64 {
        self.rise_pct
    }

    /// A nominal change in percent as a real one.
    pub fn real_pct(&self, nominal_pct: f64) -> f64 {
        ((1.0 + nominal_pct / 100.0) / (1.0 + self.rise_pct / 100.0) - 1.0) * 100.0
    }
}

impl FromStr for Deflator {
    type Err = DiffError;

    fn from_str(text: &str) -> Result<Self, DiffError> {
        let fail = || DiffError::Deflator { text: text.to_owned() };
        let number = |part: &str| part.trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let rise_pct = match text.split_once(':') {
            Some((from, to)) => {
                let index = |part| number(part).filter(|value| *value > 0.0);
                let (from, to) = (index(from).ok_or_else(fail)?, index(to).ok_or_else(fail)?);
                (to / from - 1.0) * 100.0
            }
            None => number(text.trim_end_matches('%')).ok_or_else(fail)?,
        };
        // Prices that more than halve or grow a hundredfold are a mistyped index.
        if !(-50.0..=9_900.0).contains(&rise_pct) {
            return Err(fail());
        }
        Ok(Self { text: text.to_owned(), rise_pct })
    }
}

impl fmt::Display for Deflator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.contains(':') {
            write!(formatter, "price index {} ({:+.2} %)", self.text.replace(':', " to "), self.rise_pct)
        } else {
            write!(formatter, "a rise of prices of {:.2} %", self.rise_pct)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_index_pairs_mean_the_same() {
        let percent: Deflator = "10".parse().unwrap();
        let pair: Deflator = "200:220".parse().unwrap();
        assert!((percent.rise_pct() - pair.rise_pct()).abs() < 1e-9);
        assert!(percent.real_pct(10.0).abs() < 1e-9);
        assert!((percent.real_pct(21.0) - 10.0).abs() < 1e-9);
        assert!("2.5%".parse::<Deflator>().is_ok());
    }

    #[test]
    fn what_is_no_deflator_is_refused() {
        for text in ["", "cpi", "300:", ":300", "0:300", "nan", "-60", "1:2:3", "1:1000"] {
            assert!(text.parse::<Deflator>().is_err(), "{text}");
        }
    }
}
