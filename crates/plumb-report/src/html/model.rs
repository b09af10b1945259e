//! What the templates show, as ready texts. No markup here, no figure is computed.

use askama::Template;
use plumb_classify::{CrossCuttingRow, ReviewRow};
use plumb_codes::Estimate;
use plumb_profile::{ClusterProfile, ClusterRow, Reconciliation, SubclusterRow, TopOccupationRow};
use plumb_tables::{Cell, Table};

use crate::align::{AlignReport, SourceNote};
use crate::html::chart::{Bar, bars};
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

/// `emerging.html`.
#[derive(Template)]
#[template(path = "emerging.html")]
pub(crate) struct EmergingPage {
    frame: Frame,
    findings: Vec<EmergingLine>,
}

/// One candidate.
struct EmergingLine {
    rank: String,
    titles: String,
    kind: String,
    score: String,
    reasons: Vec<String>,
    facts: Vec<[String; 2]>,
}

/// What every page has.
struct Frame {
    title: String,
    edition: String,
    /// Header of the columns of employment change.
    change: String,
    caveats: Vec<String>,
    sources: Vec<SourceNote>,
    edition_attribution: String,
}

/// A cluster in a table.
struct ClusterLine {
    id: String,
    name: String,
    cross_cutting: bool,
    employment: String,
    change: String,
    wage: String,
    growth: String,
    openings: String,
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

/// A table as texts.
struct Grid {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    total: usize,
}

impl Frame {
    fn new(report: &AlignReport<'_>, title: String) -> Self {
        Self {
            title,
            edition: report.edition_name.clone(),
            change: change_since(report),
            caveats: report.profile.caveats.clone(),
            sources: report.sources.clone(),
            edition_attribution: report.edition_attribution.clone(),
        }
    }
}

fn change_since(report: &AlignReport<'_>) -> String {
    let base = report.profile.clusters.iter().find_map(|cluster| cluster.row.employment_change_base_year);
    base.map_or_else(|| "Change".to_owned(), |year| format!("Change since {year}"))
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

impl EmergingPage {
    /// The page; none where the run did not look for what emerges.
    pub(crate) fn new(report: &AlignReport<'_>) -> Option<Self> {
        let table = report.emerging.as_ref()?;
        let findings = (0..table.row_count()).map(|row| emerging_line(table, row)).collect();
        Some(Self { frame: Frame::new(report, format!("{}: emerging", report.edition_name)), findings })
    }
}

fn emerging_line(table: &Table, row: usize) -> EmergingLine {
    let cells: Vec<(&str, String)> = table
        .columns
        .iter()
        .map(|column| column.name.as_ref())
        .zip(table.row(row).map(people_cell))
        .collect();
    let cell = |name: &str| {
        cells.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let joined = |names: &[&str], between: &str| {
        let texts: Vec<String> =
            names.iter().map(|name| cell(name)).filter(|text| !text.is_empty()).collect();
        texts.join(between)
    };
    let facts = [
        ["Proposed place", &joined(&["proposed_cluster", "proposed_sub_cluster"], " / ")],
        ["Stands today under", &joined(&["covered_by_code", "covered_by_title"], " ")],
        ["Jobs there", &cell("employment_jobs")],
        ["Projected change there, %", &cell("projected_change_pct")],
        ["Openings a year there", &cell("openings_per_year")],
        ["Nearest occupations", &cell("nearest_occupations")],
        ["First seen", &cell("first_seen")],
    ];
    EmergingLine {
        rank: cell("rank"),
        titles: cell("titles"),
        kind: cell("kind"),
        score: cell("score"),
        reasons: ["reason_1", "reason_2", "reason_3"]
            .map(cell)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect(),
        facts: facts
            .into_iter()
            .filter(|[_, text]| !text.is_empty())
            .map(|[name, text]| [name.to_owned(), text.to_owned()])
            .collect(),
    }
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

fn cluster_line(row: &ClusterRow) -> ClusterLine {
    ClusterLine {
        id: row.cluster_id.clone(),
        name: row.cluster.clone(),
        cross_cutting: row.cross_cutting,
        employment: jobs(row.employment_jobs),
        change: signed(row.employment_change_pct),
        wage: wage(row.median_wage_usd_per_year),
        growth: signed(row.projected_change_pct),
        openings: optional_jobs(row.openings_per_year),
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

fn people_cell(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text,
        Cell::Integer(number) => jobs(number),
        Cell::Float(number) => people_number(number, 2),
        Cell::Boolean(flag) => if flag { "yes" } else { "no" }.to_owned(),
    }
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

#[expect(clippy::cast_precision_loss, reason = "figures shown are far below 53 bits")]
fn whole(number: i64) -> f64 {
    number as f64
}

fn jobs(number: i64) -> String {
    people_number(whole(number), 0)
}

fn optional_jobs(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), jobs)
}

fn percent(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| format!("{} %", people_number(number, 1)))
}

fn signed(number: Option<f64>) -> String {
    let plus = if number.is_some_and(|number| number >= 0.05) { "+" } else { "" };
    format!("{plus}{}", percent(number))
}

fn wage(estimate: Estimate<i64>) -> String {
    match estimate {
        Estimate::Value(value) => format!("${}", jobs(value)),
        Estimate::TopCoded(least) => format!("${} or more", jobs(least)),
        _ => "–".to_owned(),
    }
}
