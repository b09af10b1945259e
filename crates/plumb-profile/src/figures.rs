//! The figures of one cluster or sub-cluster. OEWS and the projections stay apart here as in the
//! columns: OEWS excludes the self-employed, the projections include them.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Estimate, OewsOccCode, Soc2018};

use crate::change::{ComparableGroup, compare};
use crate::lines::{National, OewsLine, ProjectionLine, ZoneMix};
use crate::places::{Places, Scope, occupations_in};
use crate::thresholds::Thresholds;
use crate::wages::weighted_median;

/// Change is left out where less than this part of employment can be compared.
const LEAST_COMPARABLE_PCT: f64 = 50.0;

/// Education levels from this one on are a bachelor's degree or more.
const BACHELORS_LEVEL: i64 = 6;

/// Typical entry education in the publisher's words, lowest first.
const EDUCATION_LEVELS: [&str; 8] = [
    "No formal educational credential",
    "High school diploma or equivalent",
    "Some college, no degree",
    "Postsecondary nondegree award",
    "Associate's degree",
    "Bachelor's degree",
    "Master's degree",
    "Doctoral or professional degree",
];

/// Everything that figures are computed from, ready for use.
#[derive(Debug)]
pub(crate) struct Material<'a> {
    pub(crate) places: &'a Places,
    pub(crate) oews: Vec<OewsLine>,
    pub(crate) oews_year: i64,
    pub(crate) base_year: Option<i64>,
    pub(crate) groups: Vec<ComparableGroup>,
    pub(crate) projections: Vec<ProjectionLine>,
    pub(crate) projections_round: Option<String>,
    /// Number of SOC occupations with a known job zone.
    pub(crate) zones_known: usize,
    pub(crate) line_zones: BTreeMap<OewsOccCode, ZoneMix>,
    pub(crate) national: National,
    pub(crate) thresholds: &'a Thresholds,
    pub(crate) detailed_jobs: i64,
    /// Detailed lines that repeat an occupation.
    pub(crate) repeated_lines: usize,
}

/// The figures, named as the columns of the tables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    pub(crate) occupations_primary: i64,
    pub(crate) occupations_all: i64,
    pub(crate) employment_jobs: i64,
    pub(crate) employment_year: i64,
    pub(crate) employment_share_pct: f64,
    pub(crate) employment_everywhere_jobs: i64,
    pub(crate) employment_change_base_year: Option<i64>,
    pub(crate) employment_change_pct: Option<f64>,
    pub(crate) employment_comparable_pct: Option<f64>,
    pub(crate) median_wage_usd_per_year: Estimate<i64>,
    pub(crate) median_wage_coverage_pct: f64,
    pub(crate) projections_round: Option<String>,
    pub(crate) projections_base_thousands: Option<f64>,
    pub(crate) projections_projected_thousands: Option<f64>,
    pub(crate) projected_change_pct: Option<f64>,
    pub(crate) openings_per_year: Option<i64>,
    pub(crate) self_employed_pct: Option<f64>,
    pub(crate) bachelors_or_more_pct: Option<f64>,
    pub(crate) job_zone_4_or_5_pct: Option<f64>,
    pub(crate) high_wage: Option<bool>,
    pub(crate) living_wage: Option<bool>,
    pub(crate) growth: Option<bool>,
    pub(crate) in_demand: Option<bool>,
    pub(crate) employment_in_demand_pct: Option<f64>,
    pub(crate) employment_in_high_wage_pct: Option<f64>,
    pub(crate) employment_in_living_wage_pct: Option<f64>,
}

/// Projections of a scope, counted once, in thousands.
#[derive(Debug, Clone, Copy, Default)]
struct ProjectionSum {
    lines: u32,
    base: f64,
    projected: f64,
    openings: f64,
    self_employed: f64,
    self_employed_known: f64,
    /// Base-year employment in occupations that are in demand.
    in_demand: f64,
}

/// Computes the figures of a scope.
pub(crate) fn figures(scope: Scope, material: &Material<'_>) -> Figures {
    let here: Vec<(&OewsLine, i64)> = material
        .oews
        .iter()
        .filter(|line| scope.touches(&line.parts))
        .map(|line| (line, line.jobs_in(scope)))
        .collect();
    let jobs: i64 = here.iter().map(|(_, jobs)| jobs).sum();
    let wages = weighted_median(here.iter().map(|(line, jobs)| (*jobs, line.median_wage_usd_per_year)));
    let comparison = compare(scope, &material.groups, &material.oews);
    let comparable_pct =
        material.base_year.and_then(|_| percent(comparison.jobs, jobs_f64(jobs))).map(|part| part.min(100.0));
    let projected = projected(scope, material);
    let known = (projected.lines > 0).then_some(projected);
    let change = known.and_then(|sum| percent(sum.projected - sum.base, sum.base));
    let in_demand = known.and_then(|sum| percent(sum.in_demand, sum.base));
    let median = wages.usd_per_year;
    let reached = |threshold: Option<f64>| reaches(median, threshold);
    let thresholds = material.thresholds;
    let national_median = material.national.median_wage_usd_per_year;
    let (high, living) = (
        thresholds.high_wage.usd_per_year(national_median),
        thresholds.living_wage.usd_per_year(national_median),
    );
    let (primary, all) = occupations_in(scope, material.places);
    Figures {
        occupations_primary: to_i64(primary),
        occupations_all: to_i64(all),
        employment_jobs: jobs,
        employment_year: material.oews_year,
        employment_share_pct: percent(jobs_f64(jobs), jobs_f64(material.detailed_jobs))
            .map_or(0.0, hundredths),
        employment_everywhere_jobs: here.iter().map(|(line, _)| line.published_jobs()).sum(),
        employment_change_base_year: material.base_year,
        employment_change_pct: comparable_pct
            .filter(|part| *part >= LEAST_COMPARABLE_PCT)
            .and_then(|_| percent(comparison.jobs - comparison.base_jobs, comparison.base_jobs))
            .map(tenths),
        employment_comparable_pct: comparable_pct.map(tenths),
        median_wage_usd_per_year: median,
        median_wage_coverage_pct: percent(jobs_f64(wages.covered_jobs), jobs_f64(jobs)).map_or(0.0, tenths),
        projections_round: material.projections_round.clone().filter(|_| known.is_some()),
        projections_base_thousands: known.map(|sum| tenths(sum.base)),
        projections_projected_thousands: known.map(|sum| tenths(sum.projected)),
        projected_change_pct: change.map(tenths),
        openings_per_year: known.map(|sum| thousands_to_jobs(sum.openings)),
        self_employed_pct: percent(projected.self_employed, projected.self_employed_known).map(tenths),
        bachelors_or_more_pct: bachelors_or_more(scope, material),
        job_zone_4_or_5_pct: zones_4_or_5(scope, material),
        high_wage: reached(high),
        living_wage: reached(living),
        growth: flag(
            change.map(tenths),
            thresholds.growth.change_pct(material.national.projected_change_pct),
        ),
        in_demand: flag(in_demand, Some(thresholds.in_demand.cluster_employment_pct)),
        employment_in_demand_pct: in_demand.map(tenths),
        employment_in_high_wage_pct: employment_reaching(&here, high),
        employment_in_living_wage_pct: employment_reaching(&here, living),
    }
}

/// Projections employment of a scope by typical entry education: level, name, thousands.
pub(crate) fn education(scope: Scope, material: &Material<'_>) -> Vec<(i64, String, f64)> {
    let mut levels: BTreeMap<(i64, &str), f64> = BTreeMap::new();
    for line in &material.projections {
        let weight = scope.weight(&line.parts);
        if let (Some(name), true) = (&line.typical_education, weight > 0.0) {
            *levels.entry((education_level(name), name)).or_default() += weight * line.base_thousands;
        }
    }
    levels.into_iter().map(|((level, name), thousands)| (level, name.to_owned(), thousands)).collect()
}

/// OEWS employment of a scope by job zone as unrounded weights in jobs, unknown last.
pub(crate) fn job_zones(scope: Scope, material: &Material<'_>) -> Vec<(Option<i64>, f64)> {
    let mut zones: BTreeMap<(bool, Option<i64>), f64> = BTreeMap::new();
    for line in &material.oews {
        let jobs = jobs_f64(line.jobs_in(scope));
        for (zone, part) in material.line_zones.get(&line.code).into_iter().flatten().filter(|_| jobs > 0.0) {
            *zones.entry((zone.is_none(), *zone)).or_default() += jobs * part;
        }
    }
    zones.into_iter().map(|((_, zone), jobs)| (zone, jobs)).collect()
}

/// Order of a typical education, from 1; texts that this list does not know come last, as 9.
pub(crate) fn education_level(name: &str) -> i64 {
    EDUCATION_LEVELS.iter().position(|level| *level == name).map_or(9, |position| to_i64(position) + 1)
}

/// Whether a wage reaches a threshold. A top-coded wage counts as at least its own threshold; if
/// that is below ours, nobody knows.
pub(crate) fn reaches(wage: Estimate<i64>, threshold: Option<f64>) -> Option<bool> {
    let (wage_usd, threshold) = (jobs_f64(wage.at_least()?), threshold?);
    match wage {
        Estimate::TopCoded(_) if wage_usd < threshold => None,
        _ => Some(wage_usd >= threshold),
    }
}

/// Whether a figure reaches a threshold; `None` where either is not known.
pub(crate) fn flag(figure: Option<f64>, threshold: Option<f64>) -> Option<bool> {
    Some(figure? >= threshold?)
}

/// Whether an occupation's openings reach the threshold; `None` where they are not published.
pub(crate) fn line_in_demand(line: &ProjectionLine, thresholds: &Thresholds) -> Option<bool> {
    let openings = line.openings_thousands.map(|thousands| jobs_f64(thousands_to_jobs(thousands)));
    flag(openings, Some(thresholds.in_demand.occupation_openings_per_year))
}

/// Openings in thousands, printed to a tenth, as jobs to the nearest hundred.
pub(crate) fn thousands_to_jobs(thousands: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "the nation has fewer than 10^9 openings")]
    let hundreds = (thousands * 10.0).round() as i64;
    hundreds * 100
}

/// `part` in percent of `whole`; `None` where there is no whole.
pub(crate) fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

/// Rounded to one decimal.
pub(crate) fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Rounded to two decimals.
pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "employment and wages are far below 2^52")]
pub(crate) const fn jobs_f64(jobs: i64) -> f64 {
    jobs as f64
}

pub(crate) fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn projected(scope: Scope, material: &Material<'_>) -> ProjectionSum {
    let mut sum = ProjectionSum::default();
    for line in &material.projections {
        let weight = scope.weight(&line.parts);
        if weight <= 0.0 {
            continue;
        }
        sum.lines += 1;
        sum.base += weight * line.base_thousands;
        sum.projected += weight * line.projected_thousands;
        sum.openings += weight * line.openings_thousands.unwrap_or(0.0);
        if line_in_demand(line, material.thresholds) == Some(true) {
            sum.in_demand += weight * line.base_thousands;
        }
        if let Some(self_employed) = line.self_employed_pct {
            sum.self_employed += weight * line.base_thousands * self_employed / 100.0;
            sum.self_employed_known += weight * line.base_thousands;
        }
    }
    sum
}

fn bachelors_or_more(scope: Scope, material: &Material<'_>) -> Option<f64> {
    let levels: Vec<_> = education(scope, material)
        .into_iter()
        .filter(|(level, _, _)| *level <= to_i64(EDUCATION_LEVELS.len()))
        .collect();
    let all: f64 = levels.iter().map(|(_, _, thousands)| thousands).sum();
    let upper: f64 = levels
        .iter()
        .filter(|(level, _, _)| *level >= BACHELORS_LEVEL)
        .map(|(_, _, thousands)| thousands)
        .sum();
    percent(upper, all).map(tenths)
}

fn zones_4_or_5(scope: Scope, material: &Material<'_>) -> Option<f64> {
    let zones = job_zones(scope, material);
    let known: f64 = zones.iter().filter(|(zone, _)| zone.is_some()).map(|(_, jobs)| jobs).sum();
    let upper: f64 =
        zones.iter().filter(|(zone, _)| zone.is_some_and(|zone| zone >= 4)).map(|(_, jobs)| jobs).sum();
    percent(upper, known).map(tenths)
}

fn employment_reaching(lines: &[(&OewsLine, i64)], threshold: Option<f64>) -> Option<f64> {
    let (mut reaching, mut known) = (0, 0);
    for (line, jobs) in lines {
        if let Some(reached) = reaches(line.median_wage_usd_per_year, threshold) {
            known += jobs;
            reaching += if reached { *jobs } else { 0 };
        }
    }
    percent(jobs_f64(reaching), jobs_f64(known)).map(tenths)
}

/// The SOC occupations that a set of lines stands for.
pub(crate) fn carried(codes: impl Iterator<Item = OewsOccCode>) -> BTreeSet<Soc2018> {
    codes.flat_map(OewsOccCode::stands_for).collect()
}
