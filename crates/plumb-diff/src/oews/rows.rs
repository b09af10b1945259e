//! The rows of OEWS changes. The standing caveat is a column, so that it travels with every copy of a file.

use crate::verdicts::tested_row;

plumb_tables::table! {
    /// Employment of one line, or of lines that hang together, in both releases.
    EmploymentChangeRow in "employment_changes", key ["area_code", "industry_code", "ownership_code", "occ_group", "from_codes", "to_codes"] {
        /// Area: `99` the nation.
        area_code: String,
        /// Name of the area.
        area_title: String,
        /// Industry, `000000` for all industries.
        industry_code: String,
        /// Name of the industry.
        industry_title: String,
        /// Ownership as printed.
        ownership_code: String,
        /// Level of the line; only detailed lines are part of the many tests.
        occ_group: String,
        /// Earlier code, or the codes that hang together, separated by `; `.
        from_codes: String,
        /// Later code or codes.
        to_codes: String,
        /// Later name or names.
        occ_title: String,
        /// Jobs of employees, earlier.
        from_employment_jobs: i64,
        /// Jobs of employees, later.
        to_employment_jobs: i64,
        /// Change in jobs.
        change_jobs: i64,
        /// Change in percent of the earlier figure.
        change_pct: Option<f64>,
        /// Standard error of the change in jobs, from the relative standard errors of both years and rounding.
        change_standard_error_jobs: Option<f64>,
        /// Change divided by its standard error.
        z: Option<f64>,
        /// Two-sided probability of such a change by sampling alone.
        p_value: Option<f64>,
        /// `rise` or `fall` beyond sampling error, `within sampling error`, or `not tested` where an error is not published.
        verdict: String,
        /// Whether the finding holds when the expected part of false findings among all detailed lines is limited; none for other lines.
        holds_among_all_tests: Option<bool>,
        /// Why the two can be compared: `same code`, `official crosswalk`, `inferred`.
        basis: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

plumb_tables::table! {
    /// One wage of one line in both releases, in USD per year.
    WageChangeRow in "wage_changes", key ["area_code", "industry_code", "ownership_code", "occ_group", "to_code", "measure"] {
        /// Area: `99` the nation.
        area_code: String,
        /// Name of the area.
        area_title: String,
        /// Industry, `000000` for all industries.
        industry_code: String,
        /// Name of the industry.
        industry_title: String,
        /// Ownership as printed.
        ownership_code: String,
        /// Level of the line.
        occ_group: String,
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later name.
        occ_title: String,
        /// `mean`, `median`, `p10`, `p25`, `p75` or `p90`.
        measure: String,
        /// Wage, earlier.
        from_usd_per_year: i64,
        /// Wage, later.
        to_usd_per_year: i64,
        /// Nominal change.
        change_usd_per_year: i64,
        /// Nominal change in percent.
        change_pct: Option<f64>,
        /// Real change in percent; only where a deflator was given.
        real_change_pct: Option<f64>,
        /// Standard error of the nominal change; published for the mean only.
        change_standard_error_usd_per_year: Option<f64>,
        /// Change divided by its standard error.
        z: Option<f64>,
        /// Two-sided probability of such a change by sampling alone.
        p_value: Option<f64>,
        /// `rise` or `fall` beyond sampling error, `within sampling error`, or `not tested`: no error is published for percentiles.
        verdict: String,
        /// Whether the finding holds when the expected part of false findings among all detailed lines is limited.
        holds_among_all_tests: Option<bool>,
        /// Why the two can be compared.
        basis: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

plumb_tables::table! {
    /// One wage of a line that has no yearly wage on either side, in USD per hour.
    HourlyWageChangeRow in "hourly_wage_changes", key ["area_code", "industry_code", "ownership_code", "occ_group", "to_code", "measure"] {
        /// Area: `99` the nation.
        area_code: String,
        /// Name of the area.
        area_title: String,
        /// Industry, `000000` for all industries.
        industry_code: String,
        /// Name of the industry.
        industry_title: String,
        /// Ownership as printed.
        ownership_code: String,
        /// Level of the line.
        occ_group: String,
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later name.
        occ_title: String,
        /// `mean`, `median`, `p10`, `p25`, `p75` or `p90`.
        measure: String,
        /// Wage, earlier.
        from_usd_per_hour: f64,
        /// Wage, later.
        to_usd_per_hour: f64,
        /// Nominal change.
        change_usd_per_hour: f64,
        /// Nominal change in percent.
        change_pct: Option<f64>,
        /// Real change in percent; only where a deflator was given.
        real_change_pct: Option<f64>,
        /// `rise`, `fall` or `no change` as printed: no sampling error is published for these figures.
        verdict: String,
        /// Why the two can be compared.
        basis: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

plumb_tables::table! {
    /// A figure that is no number on one side at least, and not the same on both.
    WithheldRow in "withheld_changes", key ["area_code", "industry_code", "ownership_code", "occ_group", "to_code", "figure"] {
        /// Area: `99` the nation.
        area_code: String,
        /// Industry, `000000` for all industries.
        industry_code: String,
        /// Ownership as printed.
        ownership_code: String,
        /// Level of the line.
        occ_group: String,
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later name.
        occ_title: String,
        /// The figure, named as in the release's table.
        figure: String,
        /// What stood there earlier: a figure, `top-coded at ...`, or why there is none.
        from_state: String,
        /// What stands there later.
        to_state: String,
        /// What the two say together, and what they do not.
        meaning: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

tested_row!(EmploymentChangeRow, counts where occ_group is "detailed");
tested_row!(WageChangeRow, counts where occ_group is "detailed");

/// The order of levels: the widest first.
pub(super) fn level(occ_group: &str) -> usize {
    ["total", "major", "minor", "broad"].iter().position(|level| *level == occ_group).unwrap_or(4)
}
