//! Wages of the same line in two releases: nominal, and real where a deflator was given. Only the mean has a published
//! sampling error; percentiles are compared as printed.

use plumb_codes::{Estimate, OewsGroup};
use plumb_tables::schema::oews::OewsRow;

use crate::deflator::Deflator;
use crate::oews::employment::{Pair, by_scope, pairs};
use crate::oews::rows::level;
use crate::oews::{Compared, HourlyWageChangeRow, NOT_A_TIME_SERIES, WageChangeRow};
use crate::settings::Sampling;
use crate::stats::{change_pct, measured, rounded, test, whole};
use crate::verdicts::{judge, verdict};

/// Wage changes of one cut.
#[derive(Debug, Clone, Default)]
pub(crate) struct WageChanges {
    pub(crate) yearly: Vec<WageChangeRow>,
    pub(crate) hourly: Vec<HourlyWageChangeRow>,
}

/// A measure by name, and how it is read from a line.
pub(super) type Measure<T> = (&'static str, fn(&OewsRow) -> Estimate<T>);

pub(super) const YEARLY: [Measure<i64>; 6] = [
    ("mean", |row| row.wage_mean_usd_per_year.estimate),
    ("median", |row| row.wage_median_usd_per_year),
    ("p10", |row| row.wage_p10_usd_per_year),
    ("p25", |row| row.wage_p25_usd_per_year),
    ("p75", |row| row.wage_p75_usd_per_year),
    ("p90", |row| row.wage_p90_usd_per_year),
];

pub(super) const HOURLY: [Measure<f64>; 6] = [
    ("mean", |row| row.wage_mean_usd_per_hour),
    ("median", |row| row.wage_median_usd_per_hour),
    ("p10", |row| row.wage_p10_usd_per_hour),
    ("p25", |row| row.wage_p25_usd_per_hour),
    ("p75", |row| row.wage_p75_usd_per_hour),
    ("p90", |row| row.wage_p90_usd_per_hour),
];

/// How many measures a cut is compared by: all for the nation, mean and median for its many parts.
pub(super) const fn measures(compared: &Compared<'_>) -> usize {
    if compared.national() { 6 } else { 2 }
}

/// The only line of a side; wages of several lines are not added up.
pub(super) fn single<'a>(pair: &Pair<'a>) -> Option<(&'a OewsRow, &'a OewsRow)> {
    match (pair.from.as_slice(), pair.to.as_slice()) {
        ([from], [to]) => Some((from, to)),
        _ => None,
    }
}

pub(super) fn wage_changes(
    compared: Compared<'_>,
    sampling: &Sampling,
    deflator: Option<&Deflator>,
) -> WageChanges {
    let (from, to) = (by_scope(compared.earlier), by_scope(compared.later));
    let mut found = WageChanges::default();
    for (scope, later) in &to {
        let Some(earlier) = from.get(scope) else { continue };
        for pair in pairs(compared, earlier, later) {
            let Some((before, after)) = single(&pair) else { continue };
            for (measure, read) in &YEARLY[..measures(&compared)] {
                if let (Some(first), Some(last)) = (read(before).value(), read(after).value()) {
                    let mean = *measure == "mean";
                    let errors = before
                        .wage_mean_usd_per_year
                        .relative_standard_error_pct
                        .zip(after.wage_mean_usd_per_year.relative_standard_error_pct)
                        .filter(|_| mean);
                    found.yearly.push(yearly(
                        &pair,
                        (before, after),
                        measure,
                        (first, last),
                        errors,
                        sampling,
                        deflator,
                    ));
                }
            }
            if before.hourly_wage_only && after.hourly_wage_only {
                for (measure, read) in &HOURLY[..measures(&compared)] {
                    if let (Some(first), Some(last)) = (read(before).value(), read(after).value()) {
                        found.hourly.push(hourly(&pair, (before, after), measure, (first, last), deflator));
                    }
                }
            }
        }
    }
    found.yearly.sort_by(|one, other| key(one).cmp(&key(other)));
    judge(&mut found.yearly, sampling);
    found
}

/// The order of rows: by scope, the widest level first, by code, measures in their own order.
fn key(row: &WageChangeRow) -> (&str, &str, &str, usize, &str, Option<usize>) {
    let measure = YEARLY.iter().position(|measure| measure.0 == row.measure);
    let level = level(&row.occ_group);
    (&row.area_code, &row.industry_code, &row.ownership_code, level, &row.to_code, measure)
}

fn yearly(
    pair: &Pair<'_>,
    (before, after): (&OewsRow, &OewsRow),
    measure: &str,
    (from, to): (i64, i64),
    errors: Option<(f64, f64)>,
    sampling: &Sampling,
    deflator: Option<&Deflator>,
) -> WageChangeRow {
    let tested = errors.and_then(|(left, right)| {
        test(
            measured(whole(from), left, sampling),
            measured(whole(to), right, sampling),
            sampling.wage_rounding_usd_per_year,
            sampling,
        )
    });
    let verdict = verdict(tested, to > from);
    let nominal = change_pct(whole(from), whole(to));
    WageChangeRow {
        area_code: after.area_code.clone(),
        area_title: after.area_title.clone(),
        industry_code: after.industry_code.clone(),
        industry_title: after.industry_title.clone(),
        ownership_code: after.ownership_code.clone(),
        occ_group: pair.group.to_string(),
        from_code: before.occ_code.to_string(),
        to_code: after.occ_code.to_string(),
        occ_title: after.occ_title.clone(),
        measure: measure.to_owned(),
        from_usd_per_year: from,
        to_usd_per_year: to,
        change_usd_per_year: to - from,
        change_pct: nominal,
        real_change_pct: real(deflator, whole(from), whole(to)),
        change_standard_error_usd_per_year: tested.map(|found| rounded(found.standard_error, 0)),
        z: tested.map(|found| rounded(found.z, 2)),
        p_value: tested.map(|found| found.p),
        verdict: verdict.to_owned(),
        holds_among_all_tests: None,
        basis: pair.basis.name().to_owned(),
        caveat: NOT_A_TIME_SERIES.to_owned(),
    }
}

fn hourly(
    pair: &Pair<'_>,
    (before, after): (&OewsRow, &OewsRow),
    measure: &str,
    (from, to): (f64, f64),
    deflator: Option<&Deflator>,
) -> HourlyWageChangeRow {
    let change = rounded(to - from, 2);
    let verdict = if change > 0.0 {
        "rise"
    } else if change < 0.0 {
        "fall"
    } else {
        "no change"
    };
    HourlyWageChangeRow {
        area_code: after.area_code.clone(),
        area_title: after.area_title.clone(),
        industry_code: after.industry_code.clone(),
        industry_title: after.industry_title.clone(),
        ownership_code: after.ownership_code.clone(),
        occ_group: pair.group.to_string(),
        from_code: before.occ_code.to_string(),
        to_code: after.occ_code.to_string(),
        occ_title: after.occ_title.clone(),
        measure: measure.to_owned(),
        from_usd_per_hour: from,
        to_usd_per_hour: to,
        change_usd_per_hour: change,
        change_pct: change_pct(from, to),
        real_change_pct: real(deflator, from, to),
        verdict: verdict.to_owned(),
        basis: pair.basis.name().to_owned(),
        caveat: NOT_A_TIME_SERIES.to_owned(),
    }
}

fn real(deflator: Option<&Deflator>, from: f64, to: f64) -> Option<f64> {
    deflator.filter(|_| from > 0.0).map(|deflator| rounded(deflator.real_pct((to / from - 1.0) * 100.0), 2))
}

/// Whether a row belongs to a detailed line.
pub(super) fn is_detailed(row: &WageChangeRow) -> bool {
    row.occ_group == OewsGroup::Detailed.to_string()
}
