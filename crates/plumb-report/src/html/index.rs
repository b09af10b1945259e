//! The index: headline, review queue, charts, clusters, coverage, what emerges.

use askama::Template;
use plumb_classify::{CrossCuttingRow, ReviewRow};
use plumb_profile::{ClusterRow, Reconciliation};
use plumb_tables::Table;

use super::chart::{Bar, bars};
use super::frame::{ClusterLine, Frame, cluster_line};
use super::text::{jobs, people_cell, wage, whole};
use crate::align::AlignReport;
use crate::number::people_number;

/// How many rows of coverage and emerging the index shows; the tables have all.
const SHOWN_ROWS: usize = 40;
/// How many subjects of the review queue are open to the eye; the others are a click away.
const SHOWN_REVIEW: usize = 5;
/// How many candidates the index shows, and which of their columns.
const SHOWN_EMERGING: usize = 15;
const EMERGING_COLUMNS: [&str; 6] = ["rank", "family", "kind", "score", "proposed_cluster", "reason_1"];

/// `index.html`.
#[derive(Template)]
#[template(path = "index.html")]
pub(crate) struct IndexPage {
    frame: Frame,
    headline: Vec<[String; 2]>,
    employment: Vec<Bar>,
    wages: Vec<Bar>,
    groups: Vec<(String, Vec<ClusterLine>)>,
    reconciliation: String,
    /// The closest calls.
    review: Vec<[String; 6]>,
    /// What stands behind a click.
    review_more: Vec<[String; 6]>,
    review_total: usize,
    doubted: Vec<[String; 3]>,
    reach: Vec<(String, Vec<Bar>)>,
    coverage: Vec<[String; 3]>,
    coverage_total: usize,
    emerging: Option<Grid>,
    warnings: Vec<String>,
}

/// A table as texts.
struct Grid {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    total: usize,
}

impl IndexPage {
    pub(crate) fn new(report: &AlignReport<'_>) -> Self {
        let profile = report.profile;
        let rows = profile.cluster_rows();
        let coverage = profile.coverage.iter().take(SHOWN_ROWS);
        Self {
            frame: Frame::new(report, format!("{}: clusters and the labor market", report.edition_name)),
            headline: headline(report),
            employment: chart(&rows, |row| Some((whole(row.employment_jobs), jobs(row.employment_jobs)))),
            wages: chart(&rows, |row| {
                let least = row.median_wage_usd_per_year.at_least()?;
                Some((whole(least), wage(row.median_wage_usd_per_year)))
            }),
            groups: grouped(&rows),
            reconciliation: reconciliation(&profile.summary.reconciliation),
            review: report.review.iter().take(SHOWN_REVIEW).map(review_line).collect(),
            review_more: report.review.iter().skip(SHOWN_REVIEW).map(review_line).collect(),
            review_total: report.review.len(),
            doubted: profile
                .coverage
                .iter()
                .filter(|row| row.finding == "published_row_doubted")
                .map(|row| [row.code.clone(), row.title.clone(), row.detail.clone()])
                .collect(),
            reach: reach(&report.cross_cutting),
            coverage: coverage
                .map(|row| [row.title.clone(), row.finding.replace('_', " "), row.detail.clone()])
                .collect(),
            coverage_total: profile.coverage.len(),
            emerging: report.emerging.as_ref().map(|table| grid_of(table, SHOWN_EMERGING, &EMERGING_COLUMNS)),
            warnings: profile.summary.warnings.clone(),
        }
    }
}

/// What waits, as the page shows it: code, title, proposal with confidence, runner-up, gap, reason.
fn review_line(row: &ReviewRow) -> [String; 6] {
    let proposal = row.proposal.as_ref().map_or_else(
        || "none".to_owned(),
        |place| format!("{place} (confidence {})", people_number(row.confidence, 2)),
    );
    let gap = row.gap_points.map_or_else(String::new, |gap| people_number(gap, 2));
    let change = row.what_would_change_it.as_ref().map(|text| format!(" {text}")).unwrap_or_default();
    [
        row.code.clone(),
        row.title.clone(),
        proposal,
        row.runner_up.clone().unwrap_or_default(),
        gap,
        format!("{}.{change}", row.reason),
    ]
}

/// One chart a cross-cutting cluster: its part of the employment in the industries of every cluster.
fn reach(rows: &[CrossCuttingRow]) -> Vec<(String, Vec<Bar>)> {
    let mut charts: Vec<(String, Vec<(String, f64)>)> = Vec::new();
    for row in rows {
        let known = charts.iter().position(|(name, _)| *name == row.cross_cutting_cluster);
        let chart = known.unwrap_or_else(|| {
            charts.push((row.cross_cutting_cluster.clone(), Vec::new()));
            charts.len() - 1
        });
        let parts = &mut charts[chart].1;
        match parts.iter_mut().find(|(cluster, _)| *cluster == row.cluster) {
            Some((_, share)) => *share += row.share_pct,
            None => parts.push((row.cluster.clone(), row.share_pct)),
        }
    }
    charts
        .into_iter()
        .map(|(name, mut parts)| {
            parts.sort_by(|left, right| right.1.total_cmp(&left.1));
            let parts = parts.into_iter().map(|(cluster, share)| {
                (cluster, None, share, format!("{} %", people_number(share, 1)), false)
            });
            (name, bars(parts.collect()))
        })
        .collect()
}

fn headline(report: &AlignReport<'_>) -> Vec<[String; 2]> {
    let summary = &report.profile.summary;
    let count = |number: u64| people_number(f64::from(u32::try_from(number).unwrap_or(u32::MAX)), 0);
    vec![
        [
            count(summary.occupations.assigned),
            format!("of {} SOC occupations assigned", count(summary.occupations.total)),
        ],
        [
            count(summary.onet_occupations.assigned),
            format!("of {} O*NET-SOC occupations assigned", count(summary.onet_occupations.total)),
        ],
        [jobs(summary.reconciliation.clusters_jobs), "jobs placed in clusters, each counted once".to_owned()],
        [
            count(report.review.len() as u64),
            format!("subjects wait for review, {} of them occupations", count(summary.occupations.review)),
        ],
    ]
}

fn chart(rows: &[ClusterRow], value: impl Fn(&ClusterRow) -> Option<(f64, String)>) -> Vec<Bar> {
    let mut values: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let (value, figure) = value(row)?;
            Some((
                row.cluster.clone(),
                Some(format!("clusters/{}.html", row.cluster_id)),
                value,
                figure,
                row.cross_cutting,
            ))
        })
        .collect();
    values.sort_by(|left, right| right.2.total_cmp(&left.2).then_with(|| left.0.cmp(&right.0)));
    bars(values)
}

fn grouped(rows: &[ClusterRow]) -> Vec<(String, Vec<ClusterLine>)> {
    let mut groups: Vec<(String, Vec<ClusterLine>)> = Vec::new();
    for row in rows {
        let name = row.grouping.clone().unwrap_or_default();
        match groups.last_mut() {
            Some((last, lines)) if *last == name => lines.push(cluster_line(row)),
            _ => groups.push((name, vec![cluster_line(row)])),
        }
    }
    groups
}

fn reconciliation(found: &Reconciliation) -> String {
    let total = found.national_total.map_or_else(String::new, |total| {
        format!(
            " The publisher's national line says {}; detailed occupations differ from it by {} (rounding and withheld lines).",
            jobs(total.jobs),
            jobs(total.detailed_minus_total_jobs)
        )
    });
    format!(
        "Clusters counted once: {} jobs. Not placed: {}. Detailed occupations of OEWS: {}. Difference: {}.{total}",
        jobs(found.clusters_jobs),
        jobs(found.not_placed_jobs),
        jobs(found.detailed_occupations_jobs),
        jobs(found.difference_jobs),
    )
}

/// Some columns of a table, in the table's order.
fn grid_of(table: &Table, most: usize, names: &[&str]) -> Grid {
    let shown = |name: &str| names.contains(&name);
    let row = |row: usize| {
        let cells = table.columns.iter().zip(table.row(row)).filter(|(column, _)| shown(&column.name));
        cells.map(|(_, cell)| people_cell(cell)).collect()
    };
    Grid {
        columns: table
            .columns
            .iter()
            .filter(|column| shown(&column.name))
            .map(|column| column.name.replace('_', " "))
            .collect(),
        rows: (0..table.row_count().min(most)).map(row).collect(),
        total: table.row_count(),
    }
}
