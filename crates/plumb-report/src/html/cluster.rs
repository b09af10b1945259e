//! The profile of one cluster.

use askama::Template;
use plumb_profile::{ClusterProfile, ClusterRow, SubclusterRow, TopOccupationRow};

use super::chart::{Bar, bars};
use super::frame::{ClusterLine, Frame, cluster_line};
use super::text::{jobs, optional_jobs, percent, signed, wage};
use crate::align::AlignReport;

/// `clusters/<id>.html`.
#[derive(Template)]
#[template(path = "cluster.html")]
pub(crate) struct ClusterPage {
    frame: Frame,
    line: ClusterLine,
    figures: Vec<[String; 2]>,
    sub_clusters: Vec<SubLine>,
    top: Vec<TopLine>,
    education: Vec<Bar>,
    job_zones: Vec<Bar>,
}

struct SubLine {
    name: String,
    occupations: String,
    employment: String,
    change: String,
    wage: String,
    growth: String,
    openings: String,
}

struct TopLine {
    code: String,
    title: String,
    jobs: String,
    share: String,
    wage: String,
    growth: String,
    education: String,
}

impl ClusterPage {
    pub(crate) fn new(report: &AlignReport<'_>, cluster: &ClusterProfile) -> Self {
        let row = &cluster.row;
        let education = cluster.education.iter().map(|one| {
            (one.typical_education.clone(), None, one.share_pct, percent(Some(one.share_pct)), false)
        });
        let job_zones = cluster.job_zones.iter().map(|one| {
            let label =
                one.job_zone.map_or_else(|| "not rated".to_owned(), |zone| format!("Job zone {zone}"));
            (label, None, one.share_pct, percent(Some(one.share_pct)), false)
        });
        Self {
            frame: Frame::new(report, format!("{}: sector profile", row.cluster)),
            line: cluster_line(row),
            figures: figures(row),
            sub_clusters: cluster.sub_clusters.iter().map(|sub| sub_line(&sub.row)).collect(),
            top: cluster.top_occupations.iter().map(top_line).collect(),
            education: bars(education.collect()),
            job_zones: bars(job_zones.collect()),
        }
    }
}

fn sub_line(row: &SubclusterRow) -> SubLine {
    SubLine {
        name: row.sub_cluster.clone(),
        occupations: jobs(row.occupations_all),
        employment: jobs(row.employment_jobs),
        change: signed(row.employment_change_pct),
        wage: wage(row.median_wage_usd_per_year),
        growth: signed(row.projected_change_pct),
        openings: optional_jobs(row.openings_per_year),
    }
}

fn top_line(row: &TopOccupationRow) -> TopLine {
    TopLine {
        code: row.occ_code.to_string(),
        title: row.occ_title.clone(),
        jobs: jobs(row.employment_jobs),
        share: percent(Some(row.share * 100.0)),
        wage: wage(row.median_wage_usd_per_year),
        growth: signed(row.projected_change_pct),
        education: row.typical_education.clone().unwrap_or_default(),
    }
}

fn figures(row: &ClusterRow) -> Vec<[String; 2]> {
    let figure = |name: &str, text: String| [name.to_owned(), text];
    let yes =
        |flag: Option<bool>| flag.map_or("not known", |flag| if flag { "yes" } else { "no" }).to_owned();
    vec![
        figure(
            &format!("Employment, {} (jobs, counted once)", row.employment_year),
            jobs(row.employment_jobs),
        ),
        figure(
            "Employment of all member occupations (counted everywhere)",
            jobs(row.employment_everywhere_jobs),
        ),
        figure("Part of all employment", percent(Some(row.employment_share_pct))),
        figure("Median wage per year", wage(row.median_wage_usd_per_year)),
        figure(&format!("Projected change{}", round(row)), signed(row.projected_change_pct)),
        figure("Openings per year", optional_jobs(row.openings_per_year)),
        figure("Self-employed", percent(row.self_employed_pct)),
        figure(
            "In occupations that typically ask a bachelor's degree or more",
            percent(row.bachelors_or_more_pct),
        ),
        figure("In occupations of job zone 4 or 5", percent(row.job_zone_4_or_5_pct)),
        figure("High wage", yes(row.high_wage)),
        figure("In demand", yes(row.in_demand)),
        figure("Growing", yes(row.growth)),
    ]
}

fn round(row: &ClusterRow) -> String {
    row.projections_round.as_ref().map_or_else(String::new, |round| format!(", {round}"))
}
