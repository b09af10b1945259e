//! Employment of the same occupations in two releases, tested against sampling error and rounding.

use std::collections::BTreeMap;

use plumb_codes::{OewsGroup, OewsOccCode};
use plumb_tables::schema::oews::OewsRow;

use crate::oews::rows::level;
use crate::oews::{Compared, EmploymentChangeRow, NOT_A_TIME_SERIES};
use crate::settings::Sampling;
use crate::stats::{change_pct, measured, rounded, test, whole};
use crate::taxonomy::Basis;
use crate::text::fold;
use crate::verdicts::{judge, verdict};

/// Area, industry and ownership of a line.
pub(super) type Scope<'a> = (&'a str, &'a str, &'a str);

/// The lines of one scope by code and level.
pub(super) type Lines<'a> = BTreeMap<(OewsGroup, OewsOccCode), &'a OewsRow>;

pub(super) fn by_scope(rows: &[OewsRow]) -> BTreeMap<Scope<'_>, Lines<'_>> {
    let mut scopes: BTreeMap<Scope<'_>, Lines<'_>> = BTreeMap::new();
    for row in rows {
        let scope = (row.area_code.as_str(), row.industry_code.as_str(), row.ownership_code.as_str());
        scopes.entry(scope).or_default().insert((row.occ_group, row.occ_code), row);
    }
    scopes
}

/// A pair of lines, or of groups of lines, that may be compared.
pub(super) struct Pair<'a> {
    pub(super) group: OewsGroup,
    pub(super) from: Vec<&'a OewsRow>,
    pub(super) to: Vec<&'a OewsRow>,
    pub(super) basis: Basis,
}

/// What can be compared in one scope: wide lines of the same code and name, detailed lines as they correspond.
pub(super) fn pairs<'a>(compared: Compared<'_>, from: &Lines<'a>, to: &Lines<'a>) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for (&(group, code), &later) in to.iter().filter(|(key, _)| key.0 != OewsGroup::Detailed) {
        // Narrow groups of two structures share codes and little else.
        let wide = matches!(group, OewsGroup::Total | OewsGroup::Major);
        let Some(&earlier) = from.get(&(group, code)).filter(|_| wide || compared.same_structure()) else {
            continue;
        };
        if fold(&earlier.occ_title) == fold(&later.occ_title) || group == OewsGroup::Total {
            pairs.push(Pair { group, from: vec![earlier], to: vec![later], basis: Basis::SameCode });
        }
    }
    let (earlier_list, later_list) = compared.lists;
    let line = |lines: &Lines<'a>, code: &str| {
        code.parse().ok().and_then(|code| lines.get(&(OewsGroup::Detailed, code)).copied())
    };
    for group in compared.found.groups.iter().filter(|group| group.complete) {
        let earlier: Option<Vec<_>> =
            group.from.iter().map(|&at| line(from, earlier_list.code(at))).collect();
        let later: Option<Vec<_>> = group.to.iter().map(|&at| line(to, later_list.code(at))).collect();
        // A line that this industry or area lacks is withheld or empty: the publisher does not say which.
        if let (Some(earlier), Some(later)) = (earlier, later) {
            pairs.push(Pair { group: OewsGroup::Detailed, from: earlier, to: later, basis: group.basis });
        }
    }
    pairs
}

pub(super) fn employment_changes(compared: Compared<'_>, sampling: &Sampling) -> Vec<EmploymentChangeRow> {
    let (from, to) = (by_scope(compared.earlier), by_scope(compared.later));
    let mut rows = Vec::new();
    for (scope, later) in &to {
        let Some(earlier) = from.get(scope) else { continue };
        rows.extend(pairs(compared, earlier, later).iter().filter_map(|pair| row(pair, sampling)));
    }
    rows.sort_by(|one, other| key(one).cmp(&key(other)));
    judge(&mut rows, sampling);
    rows
}

fn key(row: &EmploymentChangeRow) -> (&str, &str, &str, usize, &str, &str) {
    let level = level(&row.occ_group);
    (&row.area_code, &row.industry_code, &row.ownership_code, level, &row.to_codes, &row.from_codes)
}

/// Sum of employment with the variance of its error; `None` where a line has no figure.
fn sum(lines: &[&OewsRow], sampling: &Sampling) -> Option<(i64, Option<f64>)> {
    let mut jobs = 0;
    let mut variance = Some(0.0);
    for line in lines {
        let value = line.employment_jobs.estimate.value()?;
        jobs += value;
        variance = variance.zip(line.employment_jobs.relative_standard_error_pct).map(|(variance, error)| {
            variance + measured(whole(value), error, sampling).standard_error.powi(2)
        });
    }
    Some((jobs, variance.map(f64::sqrt)))
}

fn row(pair: &Pair<'_>, sampling: &Sampling) -> Option<EmploymentChangeRow> {
    let (from, from_error) = sum(&pair.from, sampling)?;
    let (to, to_error) = sum(&pair.to, sampling)?;
    let first = pair.to.first()?;
    let figure =
        |value: i64, error: f64| crate::stats::Measured { value: whole(value), standard_error: error };
    let tested = from_error.zip(to_error).and_then(|(left, right)| {
        // Every line of a group is rounded on its own.
        let lines = crate::stats::as_float(pair.from.len().max(pair.to.len()));
        let rounding = sampling.employment_rounding_jobs * lines.sqrt();
        test(figure(from, left), figure(to, right), rounding, sampling)
    });
    let verdict = verdict(tested, to > from);
    let joined = |lines: &[&OewsRow], text: fn(&OewsRow) -> String| {
        lines.iter().map(|line| text(line)).collect::<Vec<_>>().join("; ")
    };
    Some(EmploymentChangeRow {
        area_code: first.area_code.clone(),
        area_title: first.area_title.clone(),
        industry_code: first.industry_code.clone(),
        industry_title: first.industry_title.clone(),
        ownership_code: first.ownership_code.clone(),
        occ_group: pair.group.to_string(),
        from_codes: joined(&pair.from, |line| line.occ_code.to_string()),
        to_codes: joined(&pair.to, |line| line.occ_code.to_string()),
        occ_title: joined(&pair.to, |line| line.occ_title.clone()),
        from_employment_jobs: from,
        to_employment_jobs: to,
        change_jobs: to - from,
        change_pct: change_pct(whole(from), whole(to)),
        change_standard_error_jobs: tested.map(|found| rounded(found.standard_error, 0)),
        z: tested.map(|found| rounded(found.z, 2)),
        p_value: tested.map(|found| found.p),
        verdict: verdict.to_owned(),
        holds_among_all_tests: None,
        basis: pair.basis.name().to_owned(),
        caveat: NOT_A_TIME_SERIES.to_owned(),
    })
}
