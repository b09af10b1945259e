//! The test of a change against sampling error, and what many tests at once do to it.

use crate::settings::Sampling;

/// A sampled figure: value and standard error in the same unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) standard_error: f64,
}

/// The outcome of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tested {
    pub(crate) standard_error: f64,
    pub(crate) z: f64,
    pub(crate) p: f64,
    pub(crate) beyond: bool,
}

/// A figure with its published relative standard error.
///
/// The publisher rounds the error too, so one printed as 0.0 is taken for half of the last printed digit.
pub(crate) fn measured(value: f64, relative_standard_error_pct: f64, sampling: &Sampling) -> Measured {
    let least = sampling.standard_error_rounding_pct / 2.0;
    Measured { value, standard_error: value.abs() * relative_standard_error_pct.max(least) / 100.0 }
}

/// Two-sided z test of `to - from`, the two taken as independent; rounding adds the variance of a uniform error on
/// each side.
pub(crate) fn test(from: Measured, to: Measured, rounding: f64, sampling: &Sampling) -> Option<Tested> {
    let variance = from.standard_error.powi(2) + to.standard_error.powi(2) + rounding.powi(2) / 6.0;
    if variance <= 0.0 || !variance.is_finite() {
        return None;
    }
    let standard_error = variance.sqrt();
    let z = (to.value - from.value) / standard_error;
    let p = two_sided_p(z);
    // Two figures can differ by one unit of rounding and be the same before it.
    let beyond_rounding = (to.value - from.value).abs() > rounding;
    let beyond = beyond_rounding && p < 1.0 - sampling.confidence_level_pct / 100.0;
    Some(Tested { standard_error, z, p, beyond })
}

/// Which of the tests hold when the expected part of false findings among them is held at `rate`
/// (Benjamini and Hochberg 1995).
pub(crate) fn hold_at_false_discovery_rate(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&left, &right| p_values[left].total_cmp(&p_values[right]).then(left.cmp(&right)));
    let count = as_float(p_values.len());
    let last =
        (1..=order.len()).rev().find(|&rank| p_values[order[rank - 1]] <= as_float(rank) / count * rate);
    let mut hold = vec![false; p_values.len()];
    for &position in order.iter().take(last.unwrap_or(0)) {
        hold[position] = true;
    }
    hold
}

/// The z value that a two-sided confidence level stands for, such as 1.645 for 90 percent.
pub(crate) fn critical_z(confidence_level_pct: f64) -> f64 {
    let alpha = 1.0 - confidence_level_pct / 100.0;
    let (mut low, mut high) = (0.0_f64, 10.0_f64);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if two_sided_p(middle) > alpha { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The probability of a standard normal value at least this far from zero.
fn two_sided_p(z: f64) -> f64 {
    complementary_error_function(z.abs() / std::f64::consts::SQRT_2)
}

/// `erfc` for arguments from zero on, with a relative error below 1.2e-7 (Chebyshev fit, Numerical Recipes 6.2).
fn complementary_error_function(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.5 * x);
    let polynomial = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ]
    .iter()
    .fold(0.0, |sum, coefficient| sum * t + coefficient);
    t * (-x * x + polynomial).exp()
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
pub(crate) const fn as_float(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "published figures are far below 2^52")]
pub(crate) const fn whole(number: i64) -> f64 {
    number as f64
}

/// A number at a fixed number of decimals, so that outputs do not differ in the last binary digit.
pub(crate) fn rounded(number: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    // Adding zero turns a negative zero into a plain one.
    (number * unit).round() / unit + 0.0
}

/// Percent of change; returns `None` where the base is zero.
pub(crate) fn change_pct(from: f64, to: f64) -> Option<f64> {
    (from > 0.0).then(|| rounded((to / from - 1.0) * 100.0, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{DEFAULT_SETTINGS, Settings};

    fn sampling() -> Sampling {
        Settings::from_toml("diff.toml", DEFAULT_SETTINGS).unwrap().sampling
    }

    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        for (z, p) in [(0.0, 1.0), (1.0, 0.317_311), (1.644_854, 0.1), (1.959_964, 0.05), (3.0, 0.002_700)] {
            assert!((two_sided_p(z) - p).abs() < 1e-5, "{z}");
        }
        assert!((critical_z(90.0) - 1.645).abs() < 1e-3);
        assert!((critical_z(95.0) - 1.960).abs() < 1e-3);
    }

    #[test]
    fn a_change_is_tested_with_the_errors_of_both_years_and_rounding() {
        let settings = sampling();
        // Standard errors 10 and 10: the difference of 30 has a standard error of about 14.4 with rounding to 10.
        let found = test(measured(1000.0, 1.0, &settings), measured(1030.0, 1.0, &settings), 10.0, &settings)
            .unwrap();
        assert!((found.standard_error - (100.0 + 106.09 + 100.0 / 6.0_f64).sqrt()).abs() < 1e-9);
        assert!(found.beyond && found.z > 2.0);
        let close = test(measured(1000.0, 1.0, &settings), measured(1020.0, 1.0, &settings), 10.0, &settings)
            .unwrap();
        assert!(!close.beyond);
        // Rounding alone never makes a finding.
        let rounding =
            test(measured(30.0, 0.0, &settings), measured(40.0, 0.0, &settings), 10.0, &settings).unwrap();
        assert!(!rounding.beyond);
    }

    #[test]
    fn many_tests_need_smaller_p_values() {
        assert_eq!(hold_at_false_discovery_rate(&[0.01, 0.04, 0.5, 0.9], 0.1), [true, true, false, false]);
        assert_eq!(hold_at_false_discovery_rate(&[0.09; 4], 0.1), [true; 4]);
        assert_eq!(hold_at_false_discovery_rate(&[0.09, 0.5, 0.6, 0.7], 0.1), [false; 4]);
        assert!(hold_at_false_discovery_rate(&[], 0.1).is_empty());
    }

    #[test]
    fn rounding_is_stable() {
        assert_eq!(rounded(-0.000_1, 2).to_string(), "0");
        assert_eq!(change_pct(0.0, 5.0), None);
        assert_eq!(change_pct(200.0, 250.0), Some(25.0));
    }
}
