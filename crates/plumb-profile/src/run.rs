//! The run itself: material, clusters, reconciliation, warnings. Pure and deterministic.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{OewsGroup, OnetSoc2019, Release, ReleaseVersion, Soc2018};

use crate::build::{cluster_profile, occupation_figures};
use crate::change::comparable_groups;
use crate::coverage::{Subjects, coverage};
use crate::figures::{Material, jobs_f64, percent};
use crate::inputs::{Data, Settings};
use crate::layout::{EditionLayout, OccupationPlaces};
use crate::lines::{OewsLine, line_job_zones, national, oews_lines, projection_lines, soc_job_zones};
use crate::places::{Places, places_of};
use crate::summary::{
    ClusterSummary, EmergingSummary, NationalTotal, OccupationCounts, Reconciliation, Summary,
};
use crate::types::{ClusterProfile, Profile};

/// Everything that a profile run reads.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The edition by position.
    pub edition: &'a EditionLayout,
    /// Where its occupations are placed.
    pub occupations: &'a [OccupationPlaces],
    /// The published data.
    pub data: Data<'a>,
    /// Thresholds, and what the summary repeats.
    pub settings: &'a Settings<'a>,
}

/// What is placed, by occupation.
struct Placement {
    places: Places,
    review: BTreeSet<Soc2018>,
}

/// Computes the whole profile: figures of clusters and sub-clusters, occupations, coverage,
/// reconciliation and summary.
///
/// Deterministic: the same inputs give the same result. What is missing is left out and said so
/// in the summary's warnings.
pub fn profile(inputs: &Inputs<'_>) -> Profile {
    let (edition, data, settings) = (inputs.edition, inputs.data, inputs.settings);
    let placement = Placement {
        places: places_of(inputs.occupations),
        review: inputs.occupations.iter().filter(|one| one.in_review).map(|one| one.soc).collect(),
    };
    let material = material(&placement.places, data, settings);
    let clusters: Vec<ClusterProfile> = edition
        .clusters
        .iter()
        .enumerate()
        .map(|(position, cluster)| cluster_profile(position, cluster, &material, settings.top_occupations))
        .collect();
    let onet = onet_placed(&placement.places, data);
    let subjects = Subjects {
        layout: edition,
        places: &placement.places,
        taxonomy: data.soc_titles,
        review: &placement.review,
        onet: &onet,
    };
    let coverage = coverage(subjects, &material);
    let reconciliation = reconcile(&clusters, &material);
    let mut warnings = settings.warnings.clone();
    warnings.extend(own_warnings(&clusters, &reconciliation, &material, data));
    let summary = Summary {
        releases: settings.releases.clone(),
        edition: edition.id.clone(),
        configuration: settings.configuration.clone(),
        occupations: occupation_counts(&placement, data),
        onet_occupations: onet_counts(&placement, &onet, data),
        clusters: clusters.iter().map(at_a_glance).collect(),
        emerging: EmergingSummary { count: settings.emerging_count },
        reconciliation,
        warnings,
    };
    let occupations = occupation_figures(edition, &material);
    Profile { summary, clusters, occupations, coverage, caveats: caveats(data) }
}

fn material<'a>(places: &'a Places, data: Data<'_>, settings: &Settings<'a>) -> Material<'a> {
    let oews = oews_lines(data.oews.national, places);
    let detailed_rows = data.oews.national.iter().filter(|row| row.occ_group == OewsGroup::Detailed).count();
    let groups = data
        .oews_base
        .map_or_else(Vec::new, |base| comparable_groups(base.national, base.soc_2010_to_2018, &oews));
    let (rows, education) =
        data.projections.map_or((&[][..], &[][..]), |round| (round.occupations, round.education));
    let projections = projection_lines(rows, education, places);
    let zones = soc_job_zones(data.onet.job_zones, data.onet.to_soc_2018);
    let codes: BTreeSet<_> =
        oews.iter().map(|line| line.code).chain(projections.iter().map(|line| line.code)).collect();
    Material {
        places,
        repeated_lines: detailed_rows - oews.len(),
        detailed_jobs: oews.iter().map(OewsLine::published_jobs).sum(),
        oews_year: year(data.oews.release),
        base_year: data.oews_base.map(|base| year(base.release)),
        groups,
        projections_round: data.projections.map(|round| period(round.release)),
        line_zones: codes.into_iter().map(|code| (code, line_job_zones(code, &zones))).collect(),
        zones_known: zones.len(),
        national: national(data.oews.national, rows),
        thresholds: settings.thresholds,
        oews,
        projections,
    }
}

/// Cluster totals counted once, plus what has no place, against the detailed lines.
fn reconcile(clusters: &[ClusterProfile], material: &Material<'_>) -> Reconciliation {
    let clusters_jobs: i64 = clusters.iter().map(|cluster| cluster.row.employment_jobs).sum();
    let not_placed_jobs: i64 = material.oews.iter().map(OewsLine::jobs_not_placed).sum();
    let detailed = material.detailed_jobs;
    let within = |cluster: &ClusterProfile| -> i64 {
        cluster.sub_clusters.iter().map(|sub_cluster| sub_cluster.row.employment_jobs).sum()
    };
    Reconciliation {
        clusters_jobs,
        not_placed_jobs,
        detailed_occupations_jobs: detailed,
        difference_jobs: clusters_jobs + not_placed_jobs - detailed,
        placed_in_cluster_only_jobs: clusters
            .iter()
            .map(|cluster| cluster.row.employment_jobs - within(cluster))
            .sum(),
        withheld_occupations: count(material.oews.iter().filter(|line| line.employment.value().is_none())),
        national_total: material
            .national
            .employment_jobs
            .map(|jobs| NationalTotal { jobs, detailed_minus_total_jobs: detailed - jobs }),
    }
}

fn at_a_glance(cluster: &ClusterProfile) -> ClusterSummary {
    let row = &cluster.row;
    ClusterSummary {
        id: row.cluster_id.clone(),
        name: row.cluster.clone(),
        employment_jobs: row.employment_jobs,
        employment_year: row.employment_year,
        employment_everywhere_jobs: row.employment_everywhere_jobs,
        median_wage_usd_per_year: row.median_wage_usd_per_year.at_least(),
        median_wage_is_lower_bound: matches!(
            row.median_wage_usd_per_year,
            plumb_codes::Estimate::TopCoded(_)
        ),
        projected_change_pct: row.projected_change_pct,
        openings_per_year: row.openings_per_year,
        projections_round: row.projections_round.clone(),
    }
}

fn occupation_counts(placement: &Placement, data: Data<'_>) -> OccupationCounts {
    let taxonomy = data.soc_titles;
    let review = count(taxonomy.keys().filter(|soc| placement.review.contains(soc)));
    let assigned =
        taxonomy.keys().filter(|soc| placement.places.contains_key(soc) && !placement.review.contains(soc));
    OccupationCounts { total: count(taxonomy.keys()), assigned: count(assigned), review }
}

fn onet_counts(
    placement: &Placement,
    onet: &BTreeMap<OnetSoc2019, (String, bool)>,
    data: Data<'_>,
) -> OccupationCounts {
    let in_review = |code: &OnetSoc2019| {
        data.onet.to_soc_2018.targets(*code).iter().any(|soc| placement.review.contains(soc))
    };
    let review = count(onet.keys().filter(|code| in_review(code)));
    let assigned = count(onet.iter().filter(|(code, (_, placed))| *placed && !in_review(code)));
    OccupationCounts { total: count(onet.keys()), assigned, review }
}

fn onet_placed(places: &Places, data: Data<'_>) -> BTreeMap<OnetSoc2019, (String, bool)> {
    let has_place = |code: OnetSoc2019| {
        data.onet.to_soc_2018.only_target(code).is_some_and(|soc| places.contains_key(&soc))
    };
    data.onet.titles.iter().map(|(&code, title)| (code, (title.clone(), has_place(code)))).collect()
}

/// What the figures themselves give reason to warn of.
fn own_warnings(
    clusters: &[ClusterProfile],
    reconciliation: &Reconciliation,
    material: &Material<'_>,
    data: Data<'_>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if reconciliation.difference_jobs != 0 {
        warnings.push(format!(
            "cluster totals and jobs without a place differ from the detailed occupations by {} jobs",
            reconciliation.difference_jobs
        ));
    }
    if reconciliation.not_placed_jobs > 0 {
        let part = percent(jobs_f64(reconciliation.not_placed_jobs), jobs_f64(material.detailed_jobs));
        warnings.push(format!(
            "{} jobs ({:.2} % of the detailed occupations) have no place in the edition",
            reconciliation.not_placed_jobs,
            part.unwrap_or(0.0)
        ));
    }
    if reconciliation.withheld_occupations > 0 {
        warnings.push(format!(
            "the publisher withheld the employment of {} detailed occupations; they count as nothing",
            reconciliation.withheld_occupations
        ));
    }
    if material.repeated_lines > 0 {
        warnings.push(format!(
            "{} detailed lines repeat an occupation and are left out; the national cut should have one line each",
            material.repeated_lines
        ));
    }
    let sub_clusters = clusters.iter().flat_map(|cluster| &cluster.sub_clusters);
    for empty in sub_clusters.filter(|sub_cluster| sub_cluster.row.occupations_all == 0) {
        warnings.push(format!("no occupation belongs to {} / {}", empty.row.cluster, empty.row.sub_cluster));
    }
    for cluster in clusters {
        if let Some(part) = cluster.row.employment_comparable_pct.filter(|part| *part < 50.0) {
            warnings.push(format!(
                "only {part:.1} % of the employment of {} can be compared with {}: its change is left out",
                cluster.row.cluster,
                material.base_year.unwrap_or_default()
            ));
        }
    }
    if data.projections.is_none() {
        warnings.push("no projections at hand: change, openings and education are left out".to_owned());
    }
    if data.oews_base.is_none() {
        warnings.push("no earlier OEWS release at hand: employment change is left out".to_owned());
    }
    if material.zones_known == 0 {
        warnings.push("no job zones at hand: they are left out".to_owned());
    }
    warnings
}

/// Sentences that every page with these figures must carry.
fn caveats(data: Data<'_>) -> Vec<String> {
    let mut caveats = vec![
        format!(
            "Employment and wages: OEWS {}, jobs of employees; the self-employed are not counted. Estimates come from a sample over three years of panels.",
            period(data.oews.release)
        ),
        "Counted once: a job of an occupation with several clusters counts in one place, by the stated shares. Counted everywhere: it counts in each; those figures must not be summed.".to_owned(),
        "Median wage: the employment-weighted median of the occupations' published medians, not the median of all workers. A figure marked # is a lower bound.".to_owned(),
    ];
    if let Some(base) = data.oews_base {
        caveats.push(format!(
            "Change since {}: OEWS is not a time series. Two snapshots are compared at today's shares, over the occupations that the SOC crosswalk lets one compare; the part of employment this covers is stated.",
            period(base.release)
        ));
    }
    if let Some(round) = data.projections {
        caveats.push(format!(
            "Projected change, openings and typical education: Employment Projections {}, which count the self-employed; they are not comparable with OEWS employment.",
            period(round.release)
        ));
    }
    caveats
}

fn year(release: Release) -> i64 {
    match release.version() {
        ReleaseVersion::Year(year)
        | ReleaseVersion::Month(year, _)
        | ReleaseVersion::Quarter(year, _)
        | ReleaseVersion::Round(year, _) => i64::from(year),
        ReleaseVersion::Number(major, _) => i64::from(major),
    }
}

/// The period of a release in words, such as `May 2025` or `2024-34`.
fn period(release: Release) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    if let ReleaseVersion::Month(year, month) = release.version()
        && let Some(name) = usize::from(month).checked_sub(1).and_then(|month| MONTHS.get(month))
    {
        return format!("{name} {year}");
    }
    let id = release.to_string();
    id.split_once('/').map_or_else(|| id.clone(), |(_, version)| version.to_owned())
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |count, _| count + 1)
}

#[cfg(test)]
mod tests;
