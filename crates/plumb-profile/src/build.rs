//! Puts figures, tables and summary together, cluster by cluster. The computing is elsewhere.

use std::collections::BTreeMap;

use plumb_codes::{Estimate, OewsOccCode, apportion};

use crate::change::ComparableGroup;
use crate::figures::{
    Figures, Material, education, figures, flag, hundredths, job_zones, jobs_f64, line_in_demand, percent,
    reaches, tenths, thousands_to_jobs, to_i64,
};
use crate::layout::{EditionLayout, LayoutCluster};
use crate::lines::{JOBS_UNIT, OewsLine, ProjectionLine, ZoneMix};
use crate::places::{Part, Scope, largest};
use crate::tables::{
    ClusterRow, EducationShareRow, JobZoneShareRow, OccupationFiguresRow, SubclusterRow, TopOccupationRow,
};
use crate::types::{ClusterProfile, SubclusterProfile};

/// Fills the figures that clusters and sub-clusters have in common.
macro_rules! with_figures {
    ($row:ident { $($head:ident: $value:expr,)+ }, $figures:expr) => {{
        let Figures {
            occupations_primary, occupations_all, employment_jobs, employment_year, employment_share_pct,
            employment_everywhere_jobs, employment_change_base_year, employment_change_pct,
            employment_comparable_pct, median_wage_usd_per_year, median_wage_coverage_pct,
            projections_round, projections_base_thousands, projections_projected_thousands,
            projected_change_pct, openings_per_year, self_employed_pct, bachelors_or_more_pct,
            job_zone_4_or_5_pct, high_wage, living_wage, growth, in_demand, employment_in_demand_pct,
            employment_in_high_wage_pct, employment_in_living_wage_pct,
        } = $figures;
        $row {
            $($head: $value,)+
            occupations_primary, occupations_all, employment_jobs, employment_year, employment_share_pct,
            employment_everywhere_jobs, employment_change_base_year, employment_change_pct,
            employment_comparable_pct, median_wage_usd_per_year, median_wage_coverage_pct,
            projections_round, projections_base_thousands, projections_projected_thousands,
            projected_change_pct, openings_per_year, self_employed_pct, bachelors_or_more_pct,
            job_zone_4_or_5_pct, high_wage, living_wage, growth, in_demand, employment_in_demand_pct,
            employment_in_high_wage_pct, employment_in_living_wage_pct,
        }
    }};
}

/// A cluster and a sub-cluster by position, with the ids that rows carry.
struct Subject<'a> {
    scope: Scope,
    cluster_id: &'a str,
    sub_cluster_id: Option<&'a str>,
}

/// The profile of one cluster with its sub-clusters.
pub(crate) fn cluster_profile(
    position: usize,
    cluster: &LayoutCluster,
    material: &Material<'_>,
    top: usize,
) -> ClusterProfile {
    let scope = Scope { cluster: position, sub_cluster: None };
    let subject = Subject { scope, cluster_id: &cluster.id, sub_cluster_id: None };
    let sub_clusters = cluster.sub_clusters.iter().enumerate().map(|(sub_position, sub_cluster)| {
        let scope = Scope { cluster: position, sub_cluster: Some(sub_position) };
        let subject = Subject { scope, cluster_id: &cluster.id, sub_cluster_id: Some(&sub_cluster.id) };
        SubclusterProfile {
            row: with_figures!(
                SubclusterRow {
                    sub_cluster_id: sub_cluster.id.clone(),
                    sub_cluster: sub_cluster.name.clone(),
                    cluster_id: cluster.id.clone(),
                    cluster: cluster.name.clone(),
                    grouping: cluster.grouping.clone(),
                    cross_cutting: cluster.cross_cutting,
                },
                figures(scope, material)
            ),
            top_occupations: top_occupations(&subject, material, top),
            education: education_shares(&subject, material),
            job_zones: job_zone_shares(&subject, material),
        }
    });
    ClusterProfile {
        row: with_figures!(
            ClusterRow {
                cluster_id: cluster.id.clone(),
                cluster: cluster.name.clone(),
                grouping: cluster.grouping.clone(),
                cross_cutting: cluster.cross_cutting,
                sub_clusters: to_i64(cluster.sub_clusters.len()),
            },
            figures(scope, material)
        ),
        sub_clusters: sub_clusters.collect(),
        top_occupations: top_occupations(&subject, material, top),
        education: education_shares(&subject, material),
        job_zones: job_zone_shares(&subject, material),
    }
}

/// One row a published line of either source, sorted by code.
pub(crate) fn occupation_figures(
    layout: &EditionLayout,
    material: &Material<'_>,
) -> Vec<OccupationFiguresRow> {
    let oews: BTreeMap<OewsOccCode, &OewsLine> = material.oews.iter().map(|line| (line.code, line)).collect();
    let projections = projections_by_code(material);
    let alone: BTreeMap<OewsOccCode, i64> = material
        .groups
        .iter()
        .filter_map(|ComparableGroup { base_jobs, lines }| match lines.as_slice() {
            [line] => Some((material.oews[*line].code, *base_jobs)),
            _ => None,
        })
        .collect();
    let mut codes: Vec<OewsOccCode> = oews.keys().chain(projections.keys()).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| {
            let (line, projected) = (oews.get(&code).copied(), projections.get(&code).copied());
            let mut row = occupation_row(code, line, projected, layout, material);
            row.employment_change_base_jobs = alone.get(&code).copied();
            row
        })
        .collect()
}

fn occupation_row(
    code: OewsOccCode,
    line: Option<&OewsLine>,
    projected: Option<&ProjectionLine>,
    layout: &EditionLayout,
    material: &Material<'_>,
) -> OccupationFiguresRow {
    let parts: &[Part] =
        line.map(|line| &line.parts).or(projected.map(|line| &line.parts)).map_or(&[], Vec::as_slice);
    let title = line.map(|line| &line.title).or(projected.map(|line| &line.title));
    let slot = largest(parts);
    let cluster = slot.and_then(|slot| layout.clusters.get(slot.cluster));
    let sub_cluster =
        cluster.zip(slot).and_then(|(cluster, slot)| cluster.sub_clusters.get(slot.sub_cluster?));
    let mut clusters: Vec<usize> = parts.iter().filter_map(|part| Some(part.slot?.cluster)).collect();
    clusters.dedup();
    let wage = line.map_or(Estimate::Missing, |line| line.median_wage_usd_per_year);
    let national_median = material.national.median_wage_usd_per_year;
    let change = projected.and_then(|line| line.change_pct);
    let openings = projected.and_then(|line| line.openings_thousands).map(thousands_to_jobs);
    let thresholds = material.thresholds;
    let members: Vec<String> = code.stands_for().iter().map(ToString::to_string).collect();
    OccupationFiguresRow {
        occ_code: code,
        occ_title: title.cloned().unwrap_or_default(),
        soc_codes: members.join("; "),
        primary_cluster: cluster.map(|cluster| cluster.name.clone()),
        primary_sub_cluster: sub_cluster.map(|sub_cluster| sub_cluster.name.clone()),
        clusters: to_i64(clusters.len()),
        employment_jobs: line.map_or(Estimate::Missing, |line| line.employment),
        employment_rse_pct: line.and_then(|line| line.employment_rse_pct),
        employment_change_base_jobs: None,
        median_wage_usd_per_year: wage,
        projections_base_thousands: projected.map(|line| line.base_thousands),
        projected_change_pct: change,
        openings_per_year: openings,
        typical_education: projected.and_then(|line| line.typical_education.clone()),
        job_zone: material.line_zones.get(&code).and_then(only_zone),
        high_wage: reaches(wage, thresholds.high_wage.usd_per_year(national_median)),
        living_wage: reaches(wage, thresholds.living_wage.usd_per_year(national_median)),
        growth: flag(change, thresholds.growth.change_pct(material.national.projected_change_pct)),
        in_demand: projected.and_then(|line| line_in_demand(line, thresholds)),
    }
}

fn top_occupations(subject: &Subject<'_>, material: &Material<'_>, top: usize) -> Vec<TopOccupationRow> {
    let projections = projections_by_code(material);
    let mut lines: Vec<(i64, &OewsLine)> = material
        .oews
        .iter()
        .map(|line| (line.jobs_in(subject.scope), line))
        .filter(|(jobs, _)| *jobs > 0)
        .collect();
    lines.sort_by(|(left, one), (right, other)| right.cmp(left).then(one.code.cmp(&other.code)));
    let rows = lines.into_iter().take(top).zip(1..).map(|((jobs, line), rank)| {
        let projected = projections.get(&line.code);
        TopOccupationRow {
            cluster_id: subject.cluster_id.to_owned(),
            sub_cluster_id: subject.sub_cluster_id.map(str::to_owned),
            rank,
            occ_code: line.code,
            occ_title: line.title.clone(),
            employment_jobs: jobs,
            share: (subject.scope.weight(&line.parts) * 10_000.0).round() / 10_000.0,
            employment_national_jobs: line.published_jobs(),
            median_wage_usd_per_year: line.median_wage_usd_per_year,
            projected_change_pct: projected.and_then(|line| line.change_pct),
            openings_per_year: projected.and_then(|line| line.openings_thousands).map(thousands_to_jobs),
            typical_education: projected.and_then(|line| line.typical_education.clone()),
        }
    });
    rows.collect()
}

fn education_shares(subject: &Subject<'_>, material: &Material<'_>) -> Vec<EducationShareRow> {
    let levels = education(subject.scope, material);
    let all: f64 = levels.iter().map(|(_, _, thousands)| thousands).sum();
    let rows = levels.into_iter().map(|(level, typical_education, thousands)| EducationShareRow {
        cluster_id: subject.cluster_id.to_owned(),
        sub_cluster_id: subject.sub_cluster_id.map(str::to_owned),
        level,
        typical_education,
        projections_base_thousands: tenths(thousands),
        share_pct: percent(thousands, all).map_or(0.0, hundredths),
    });
    rows.collect()
}

/// Jobs by zone in units of ten that add up to the employment of the subject.
fn job_zone_shares(subject: &Subject<'_>, material: &Material<'_>) -> Vec<JobZoneShareRow> {
    let zones = job_zones(subject.scope, material);
    let weights: Vec<f64> = zones.iter().map(|(_, jobs)| *jobs).collect();
    let all: i64 = material.oews.iter().map(|line| line.jobs_in(subject.scope)).sum();
    let units = apportion(u32::try_from(all / JOBS_UNIT).unwrap_or(u32::MAX), &weights);
    let rows = zones.iter().zip(units).map(|((job_zone, _), units)| {
        let employment_jobs = i64::from(units) * JOBS_UNIT;
        JobZoneShareRow {
            cluster_id: subject.cluster_id.to_owned(),
            sub_cluster_id: subject.sub_cluster_id.map(str::to_owned),
            job_zone: *job_zone,
            employment_jobs,
            share_pct: percent(jobs_f64(employment_jobs), jobs_f64(all)).map_or(0.0, hundredths),
        }
    });
    rows.collect()
}

fn projections_by_code<'a>(material: &'a Material<'_>) -> BTreeMap<OewsOccCode, &'a ProjectionLine> {
    material.projections.iter().map(|line| (line.code, line)).collect()
}

/// The zone of a line whose occupations all have the same one.
fn only_zone(mix: &ZoneMix) -> Option<i64> {
    match mix.keys().collect::<Vec<_>>().as_slice() {
        [Some(zone)] => Some(*zone),
        _ => None,
    }
}
