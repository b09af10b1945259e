//! The published lines that figures are made of: OEWS occupations, occupations of the projections,
//! job zones. Each keeps its own source; nothing here adds the two sources up.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, Estimate, OewsGroup, OewsOccCode, OnetSoc2019, Soc2018, apportion};
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow};
use plumb_tables::schema::oews::OewsRow;
use plumb_tables::schema::onet::OnetJobZoneRow;

use crate::places::{Part, Places, Scope, parts_of};

/// Employment is published in units of this many jobs.
pub(crate) const JOBS_UNIT: i64 = 10;

/// One detailed line of OEWS with its jobs allocated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OewsLine {
    pub(crate) code: OewsOccCode,
    pub(crate) title: String,
    pub(crate) employment: Estimate<i64>,
    pub(crate) employment_rse_pct: Option<f64>,
    pub(crate) median_wage_usd_per_year: Estimate<i64>,
    pub(crate) parts: Vec<Part>,
    /// Jobs of each part, in the order of `parts`; they sum to the published employment.
    pub(crate) jobs: Vec<i64>,
}

/// One line item of the projections.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProjectionLine {
    pub(crate) code: OewsOccCode,
    pub(crate) title: String,
    pub(crate) base_thousands: f64,
    pub(crate) projected_thousands: f64,
    pub(crate) change_pct: Option<f64>,
    pub(crate) openings_thousands: Option<f64>,
    pub(crate) self_employed_pct: Option<f64>,
    pub(crate) typical_education: Option<String>,
    pub(crate) parts: Vec<Part>,
}

/// The publishers' lines for all occupations.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct National {
    pub(crate) employment_jobs: Option<i64>,
    pub(crate) median_wage_usd_per_year: Option<f64>,
    pub(crate) projected_change_pct: Option<f64>,
}

/// Job zones of a line with the part of the line that each stands for.
pub(crate) type ZoneMix = BTreeMap<Option<i64>, f64>;

impl OewsLine {
    /// Published jobs; a withheld figure counts as nothing and is reported elsewhere.
    pub(crate) fn published_jobs(&self) -> i64 {
        self.employment.value().unwrap_or(0)
    }

    /// Jobs that fall to a scope, counted once.
    pub(crate) fn jobs_in(&self, scope: Scope) -> i64 {
        let here = |part: &Part| part.slot.is_some_and(|slot| scope.holds(slot));
        self.parts.iter().zip(&self.jobs).filter(|(part, _)| here(part)).map(|(_, jobs)| jobs).sum()
    }

    /// Jobs that have no place.
    pub(crate) fn jobs_not_placed(&self) -> i64 {
        self.parts.iter().zip(&self.jobs).filter(|(part, _)| part.slot.is_none()).map(|(_, jobs)| jobs).sum()
    }
}

/// The detailed lines of a national cut, sorted by code.
pub(crate) fn oews_lines(rows: &[OewsRow], places: &Places) -> Vec<OewsLine> {
    let mut lines: Vec<OewsLine> = rows
        .iter()
        .filter(|row| row.occ_group == OewsGroup::Detailed)
        .map(|row| {
            let parts = parts_of(row.occ_code, places);
            let jobs = allocate(row.employment_jobs.estimate.value().unwrap_or(0), &parts);
            OewsLine {
                code: row.occ_code,
                title: row.occ_title.clone(),
                employment: row.employment_jobs.estimate,
                employment_rse_pct: row.employment_jobs.relative_standard_error_pct,
                median_wage_usd_per_year: row.wage_median_usd_per_year,
                parts,
                jobs,
            }
        })
        .collect();
    lines.sort_by_key(|line| line.code);
    lines.dedup_by_key(|line| line.code);
    lines
}

/// Divides published jobs among parts in units of ten, by the largest remainder; what is left of
/// a figure that is no multiple of ten goes to the largest part.
pub(crate) fn allocate(jobs: i64, parts: &[Part]) -> Vec<i64> {
    let weights: Vec<f64> = parts.iter().map(|part| part.weight).collect();
    let units = u32::try_from(jobs / JOBS_UNIT).unwrap_or(0);
    let mut allocated: Vec<i64> =
        apportion(units, &weights).into_iter().map(|units| i64::from(units) * JOBS_UNIT).collect();
    let rest = jobs - allocated.iter().sum::<i64>();
    let largest =
        (0..weights.len()).reduce(|best, next| if weights[next] > weights[best] { next } else { best });
    if let Some(largest) = largest {
        allocated[largest] += rest;
    }
    allocated
}

/// The line items of the projections, sorted by code.
pub(crate) fn projection_lines(
    rows: &[EpOccupationRow],
    education: &[EpEducationRow],
    places: &Places,
) -> Vec<ProjectionLine> {
    let education: BTreeMap<OewsOccCode, &str> =
        education.iter().map(|row| (row.occ_code, row.typical_education.as_str())).collect();
    let mut lines: Vec<ProjectionLine> = rows
        .iter()
        .filter(|row| row.line_item)
        .map(|row| ProjectionLine {
            code: row.occ_code,
            title: row.occ_title.clone(),
            base_thousands: row.employment_base_thousands,
            projected_thousands: row.employment_projected_thousands,
            change_pct: row.employment_change_pct,
            openings_thousands: row.openings_thousands_per_year,
            self_employed_pct: row.self_employed_pct,
            typical_education: education.get(&row.occ_code).copied().and_then(known_text),
            parts: parts_of(row.occ_code, places),
        })
        .collect();
    lines.sort_by_key(|line| line.code);
    lines.dedup_by_key(|line| line.code);
    lines
}

/// The lines for all occupations of both sources.
pub(crate) fn national(oews: &[OewsRow], projections: &[EpOccupationRow]) -> National {
    let total = oews.iter().find(|row| row.occ_group == OewsGroup::Total);
    let all = projections.iter().find(|row| row.occ_code == OewsOccCode::TOTAL);
    #[expect(clippy::cast_precision_loss, reason = "a yearly wage")]
    let median = total.and_then(|row| row.wage_median_usd_per_year.value()).map(|usd| usd as f64);
    National {
        employment_jobs: total.and_then(|row| row.employment_jobs.estimate.value()),
        median_wage_usd_per_year: median,
        projected_change_pct: all.and_then(|row| row.employment_change_pct),
    }
}

/// The job zones of every SOC occupation, through the published crosswalk.
///
/// Where O*NET rates the occupation that stands for the whole SOC code (`.00`), its zone is taken;
/// otherwise the rated occupations of the SOC code count equally, since O*NET publishes no
/// employment. A SOC occupation without a rated one has no zone.
pub(crate) fn soc_job_zones(
    rows: &[OnetJobZoneRow<2019>],
    to_soc: &Crosswalk<OnetSoc2019, Soc2018>,
) -> BTreeMap<Soc2018, ZoneMix> {
    let mut rated: BTreeMap<Soc2018, BTreeMap<OnetSoc2019, i64>> = BTreeMap::new();
    for row in rows {
        for &soc in to_soc.targets(row.onet_soc_code) {
            rated.entry(soc).or_default().insert(row.onet_soc_code, row.job_zone);
        }
    }
    rated
        .into_iter()
        .map(|(soc, zones)| {
            let whole = zones.iter().find(|(code, _)| code.extension() == 0).map(|(_, zone)| *zone);
            let zones = whole.map_or_else(|| zones.into_values().collect(), |zone| vec![zone]);
            (soc, even_mix(zones.into_iter().map(Some)))
        })
        .collect()
}

/// The job zones of a line: the mean of those of the SOC occupations it stands for.
pub(crate) fn line_job_zones(line: OewsOccCode, zones: &BTreeMap<Soc2018, ZoneMix>) -> ZoneMix {
    let members = line.stands_for();
    let each = members.iter().fold(0.0, |count, _| count + 1.0);
    let mut mix = ZoneMix::new();
    for soc in members {
        match zones.get(&soc) {
            Some(zones) => {
                for (zone, part) in zones {
                    *mix.entry(*zone).or_default() += part / each;
                }
            }
            None => *mix.entry(None).or_default() += 1.0 / each,
        }
    }
    mix
}

fn even_mix(zones: impl ExactSizeIterator<Item = Option<i64>> + Clone) -> ZoneMix {
    let each = zones.clone().fold(0.0, |count, _| count + 1.0);
    let mut mix = ZoneMix::new();
    for zone in zones {
        *mix.entry(zone).or_default() += 1.0 / each;
    }
    mix
}

/// A text of the projections, with a plain apostrophe; `None` where the publisher prints a dash.
fn known_text(text: &str) -> Option<String> {
    let text = text.trim().replace('\u{2019}', "'");
    (!matches!(text.as_str(), "" | "-" | "\u{2013}" | "\u{2014}")).then_some(text)
}
