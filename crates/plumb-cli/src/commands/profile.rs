//! `plumb profile`: the figures of one cluster on the terminal.

use anyhow::Result;
use clap::Args;
use plumb_framework::DEFAULT_EDITION;
use plumb_tables::Table;

use crate::alignment;
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Print the sector profile of one cluster: its sub-clusters and its largest occupations.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Id or name of the cluster, such as digital-technology or "Digital Technology".
    cluster: String,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

plumb_tables::table! {
    /// A sub-cluster in brief.
    BriefRow in "sub_clusters", key ["sub_cluster"] {
        /// Name of the sub-cluster.
        sub_cluster: String,
        /// Jobs of employees, counted once (OEWS).
        employment_jobs: i64,
        /// Employment-weighted median of the occupations' medians.
        median_wage_usd_per_year: Option<i64>,
        /// Projected change over the round.
        projected_change_pct: Option<f64>,
        /// Openings per year, self-employed included.
        openings_per_year: Option<i64>,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let found = alignment::run(context, &options.edition)?;
    let position = found.ground.edition.find_cluster(&options.cluster).ok_or_else(|| {
        let ids: Vec<&str> =
            found.ground.edition.clusters.iter().map(|cluster| cluster.id.as_str()).collect();
        Failure::usage(format!("find the cluster `{}`; known are {}", options.cluster, ids.join(", ")))
    })?;
    let printer = context.printer();
    let Some(cluster) = found.profile.clusters.get(position) else {
        return Err(Failure::usage(format!("find figures of the cluster `{}`", options.cluster)));
    };
    if printer.format() != Format::Text {
        let rows: Vec<_> = cluster.sub_clusters.iter().map(|sub| sub.row.clone()).collect();
        printer.table(&Table::from_rows(&rows))?;
        return Ok(Exit::Done);
    }
    let row = &cluster.row;
    printer.note(&format!(
        "{}: {} jobs in {}, counted once; {} occupations",
        row.cluster,
        plumb_report::people_whole(row.employment_jobs),
        row.employment_year,
        row.occupations_all
    ));
    let brief: Vec<BriefRow> = cluster
        .sub_clusters
        .iter()
        .map(|sub| BriefRow {
            sub_cluster: sub.row.sub_cluster.clone(),
            employment_jobs: sub.row.employment_jobs,
            median_wage_usd_per_year: sub.row.median_wage_usd_per_year.at_least(),
            projected_change_pct: sub.row.projected_change_pct,
            openings_per_year: sub.row.openings_per_year,
        })
        .collect();
    printer.table(&Table::from_rows(&brief))?;
    let top: Vec<TopRow> = cluster
        .top_occupations
        .iter()
        .map(|one| TopRow {
            occ_code: one.occ_code,
            occ_title: one.occ_title.clone(),
            employment_jobs: one.employment_jobs,
            share: one.share,
            typical_education: one.typical_education.clone(),
        })
        .collect();
    printer.table(&Table::from_rows(&top))?;
    Ok(Exit::Done)
}

plumb_tables::table! {
    /// One of the largest occupations.
    TopRow in "largest_occupations", key ["occ_code"] {
        /// Occupation of OEWS.
        occ_code: plumb_codes::OewsOccCode,
        /// Name.
        occ_title: String,
        /// Jobs that count here.
        employment_jobs: i64,
        /// Part of all its jobs.
        share: f64,
        /// Typical education needed for entry.
        typical_education: Option<String>,
    }
}
