//! What a test against sampling error says in words, and which findings hold when a table makes many tests at once.

use crate::settings::Sampling;
use crate::stats::{Tested, hold_at_false_discovery_rate, rounded};

/// The word for a change that sampling can explain.
pub(crate) const WITHIN: &str = "within sampling error";

/// A row with a test of its own.
pub(crate) trait TestedRow {
    /// Whether it counts among the many tests of its table; sums of other rows do not.
    fn counts(&self) -> bool {
        true
    }
    /// Its verdict.
    fn verdict(&self) -> &str;
    /// Its probability; none where it was not tested.
    fn p_value(&mut self) -> &mut Option<f64>;
    /// Whether it holds among all tests.
    fn holds(&mut self) -> &mut Option<bool>;
}

/// A row with the columns `verdict`, `p_value` and `holds_among_all_tests`, and which rows count where not all do.
macro_rules! tested_row {
    ($row:ty $(, counts where $column:ident is $value:literal)?) => {
        impl $crate::verdicts::TestedRow for $row {
            $(fn counts(&self) -> bool {
                self.$column == $value
            })?

            fn verdict(&self) -> &str {
                &self.verdict
            }

            fn p_value(&mut self) -> &mut Option<f64> {
                &mut self.p_value
            }

            fn holds(&mut self) -> &mut Option<bool> {
                &mut self.holds_among_all_tests
            }
        }
    };
}
pub(crate) use tested_row;

/// `rise`, `fall`, `within sampling error` or `not tested`.
pub(crate) const fn verdict(tested: Option<Tested>, rises: bool) -> &'static str {
    match tested {
        None => "not tested",
        Some(found) if !found.beyond => WITHIN,
        Some(_) if rises => "rise",
        Some(_) => "fall",
    }
}

/// Marks the findings that hold among all tests, and rounds the probabilities for print.
pub(crate) fn judge<R: TestedRow>(rows: &mut [R], sampling: &Sampling) {
    let mut tested = Vec::new();
    let mut p_values = Vec::new();
    for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.counts()) {
        if let Some(p) = *row.p_value() {
            tested.push(at);
            p_values.push(p);
        }
    }
    let hold = hold_at_false_discovery_rate(&p_values, 1.0 - sampling.confidence_level_pct / 100.0);
    for (at, hold) in tested.into_iter().zip(hold) {
        let beyond = rows[at].verdict() != WITHIN;
        *rows[at].holds() = Some(hold && beyond);
    }
    for row in rows {
        let p = row.p_value();
        *p = p.map(|p| rounded(p, 4));
    }
}
