//! What OEWS changes say in sentences, and in which order a reader meets the rows.

use crate::deflator::Deflator;
use crate::oews::wages::{WageChanges, is_detailed};
use crate::oews::{EmploymentChangeRow, WageChangeRow};
use crate::report::people;
use crate::settings::Sampling;
use crate::stats::{as_float, critical_z, rounded, whole};

pub(super) const EMPLOYMENT_BRIEF: &[(&str, &str)] = &[
    ("to_codes", "code"),
    ("occ_title", "occupation"),
    ("from_employment_jobs", "earlier"),
    ("to_employment_jobs", "later"),
    ("change_jobs", "change"),
    ("change_pct", "%"),
    ("verdict", "verdict"),
];

pub(super) const WAGE_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("measure", "measure"),
    ("from_usd_per_year", "earlier"),
    ("to_usd_per_year", "later"),
    ("change_pct", "nominal %"),
    ("verdict", "verdict"),
];

pub(super) const REAL_WAGE_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("measure", "measure"),
    ("from_usd_per_year", "earlier"),
    ("to_usd_per_year", "later"),
    ("change_pct", "nominal %"),
    ("real_change_pct", "real %"),
    ("verdict", "verdict"),
];

pub(super) const HOURLY_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("measure", "measure"),
    ("from_usd_per_hour", "earlier"),
    ("to_usd_per_hour", "later"),
    ("change_pct", "nominal %"),
];

pub(super) const WITHHELD_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("figure", "figure"),
    ("to_state", "later"),
    ("meaning", "meaning"),
];

/// The total first, then detailed lines that changed beyond sampling error, the largest change first, then the rest.
pub(super) fn employment_order(rows: &[EmploymentChangeRow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| {
        let row = &rows[at];
        let rank = match (row.occ_group.as_str(), row.verdict.as_str()) {
            ("total", _) => 0,
            ("detailed", "rise" | "fall") if row.holds_among_all_tests == Some(true) => 1,
            ("detailed", "rise" | "fall") => 2,
            ("major", _) => 3,
            _ => 4,
        };
        (rank, -row.change_jobs.abs(), at)
    });
    order
}

/// The mean of all occupations first, then means that changed beyond sampling error, the largest in percent first.
pub(super) fn wage_order(rows: &[WageChangeRow]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let size = |row: &WageChangeRow| row.change_pct.unwrap_or(0.0).abs();
    let rank = |row: &WageChangeRow| match (row.occ_group.as_str(), row.measure.as_str()) {
        ("total", "mean") => 0,
        ("total", "median") => 1,
        ("detailed", "mean") if row.holds_among_all_tests == Some(true) => 2,
        ("detailed", "mean") => 3,
        ("detailed", "median") => 4,
        _ => 5,
    };
    order.sort_by(|&one, &other| {
        let (left, right) = (&rows[one], &rows[other]);
        rank(left).cmp(&rank(right)).then(size(right).total_cmp(&size(left))).then(one.cmp(&other))
    });
    order
}

/// The test in one sentence.
pub(super) fn test_caveat(sampling: &Sampling) -> String {
    let level = sampling.confidence_level_pct;
    format!(
        "A change is called a rise or fall where it is beyond sampling error: two-sided z test at {level} % (|z| of {:.3} or more) with the published relative standard errors of both years, taken as independent, and by more than the rounding. At that level one line in {:.0} is flagged where nothing changed; `holds among all tests` limits the expected part of false findings to {:.0} % (Benjamini and Hochberg).",
        critical_z(level),
        100.0 / (100.0 - level),
        100.0 - level
    )
}

fn signed(pct: Option<f64>) -> String {
    pct.map_or_else(|| "no percentage".to_owned(), |pct| format!("{pct:+.1} %"))
}

fn jobs(number: i64) -> String {
    usize::try_from(number).map_or_else(|_| number.to_string(), people)
}

fn signed_jobs(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "+" };
    format!("{sign}{}", people(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX)))
}

/// The findings of the first cut.
pub(super) fn findings(
    rows: &[EmploymentChangeRow],
    wages: &WageChanges,
    withheld: usize,
    sampling: &Sampling,
    deflator: Option<&Deflator>,
) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(total) = rows.iter().find(|row| row.occ_group == "total") {
        said.push(format!(
            "All occupations: {} jobs, {} ({}, {}) on {}",
            jobs(total.to_employment_jobs),
            signed(total.change_pct),
            signed_jobs(total.change_jobs),
            total.verdict,
            jobs(total.from_employment_jobs)
        ));
    }
    let detailed = || rows.iter().filter(|row| row.occ_group == "detailed");
    let tested = detailed().filter(|row| row.p_value.is_some()).count();
    let of = |verdict: &'static str| detailed().filter(move |row| row.verdict == verdict);
    if tested > 0 {
        let by_chance = rounded(as_float(tested) * (1.0 - sampling.confidence_level_pct / 100.0), 0);
        said.push(format!(
            "Employment: of {tested} detailed lines tested, {} rose and {} fell beyond sampling error at {} %; about {by_chance:.0} would be flagged by chance alone, {} hold among all tests",
            of("rise").count(),
            of("fall").count(),
            sampling.confidence_level_pct,
            detailed().filter(|row| row.holds_among_all_tests == Some(true)).count(),
        ));
        for verdict in ["rise", "fall"] {
            said.extend(largest(of(verdict), verdict));
        }
    }
    let untested = detailed().count() - tested;
    if untested > 0 {
        said.push(format!("{untested} lines have no published error and are not tested"));
    }
    said.extend(wage_findings(&wages.yearly, deflator));
    if withheld > 0 {
        said.push(format!(
            "{} are withheld or top-coded on one side and enter no change",
            crate::report::count(withheld, "figure", "figures")
        ));
    }
    said
}

fn largest<'a>(rows: impl Iterator<Item = &'a EmploymentChangeRow>, verdict: &str) -> Option<String> {
    let mut rows: Vec<&EmploymentChangeRow> = rows.collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.change_jobs.abs()), row.to_codes.clone()));
    let names: Vec<String> = rows
        .iter()
        .take(3)
        .map(|row| {
            format!(
                "{} {} ({})",
                crate::report::short_names(&row.occ_title),
                signed_jobs(row.change_jobs),
                signed(row.change_pct)
            )
        })
        .collect();
    (!names.is_empty()).then(|| format!("Largest {verdict}s: {}", names.join("; ")))
}

fn wage_findings(rows: &[WageChangeRow], deflator: Option<&Deflator>) -> Vec<String> {
    let mut said = Vec::new();
    for measure in ["mean", "median"] {
        if let Some(total) = rows.iter().find(|row| row.occ_group == "total" && row.measure == measure) {
            let real = match (total.real_change_pct, deflator) {
                (Some(real), Some(deflator)) => format!(", {real:+.1} % real after {deflator}"),
                _ => " nominal".to_owned(),
            };
            said.push(format!(
                "{} wage of all occupations: ${} a year, {}{real} on ${}",
                if measure == "mean" { "Mean" } else { "Median" },
                jobs(total.to_usd_per_year),
                signed(total.change_pct),
                jobs(total.from_usd_per_year)
            ));
        }
    }
    let means: Vec<&WageChangeRow> = rows
        .iter()
        .filter(|row| is_detailed(row) && row.measure == "mean" && row.p_value.is_some())
        .collect();
    if !means.is_empty() {
        let of = |verdict: &str| means.iter().filter(|row| row.verdict == verdict).count();
        said.push(format!(
            "Mean wages: of {} detailed lines tested, {} rose and {} fell nominally beyond sampling error, {} hold among all tests",
            means.len(),
            of("rise"),
            of("fall"),
            means.iter().filter(|row| row.holds_among_all_tests == Some(true)).count()
        ));
    }
    said
}

/// Change in percent for a chart; `None` where the base is zero.
pub(super) fn plain_change_pct(from: i64, to: i64) -> Option<f64> {
    crate::stats::change_pct(whole(from), whole(to))
}
