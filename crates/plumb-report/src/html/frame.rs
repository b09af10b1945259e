//! What pages share: their frame, and a cluster as a line.

use plumb_profile::ClusterRow;

use super::text::{jobs, optional_jobs, signed, wage};
use crate::align::{AlignReport, SourceNote};

/// What every page has.
pub(super) struct Frame {
    pub(super) title: String,
    pub(super) edition: String,
    /// Header of the columns of employment change.
    pub(super) change: String,
    pub(super) caveats: Vec<String>,
    pub(super) sources: Vec<SourceNote>,
    pub(super) edition_attribution: String,
}

/// A cluster in a table.
pub(super) struct ClusterLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) cross_cutting: bool,
    pub(super) employment: String,
    pub(super) change: String,
    pub(super) wage: String,
    pub(super) growth: String,
    pub(super) openings: String,
}

impl Frame {
    pub(super) fn new(report: &AlignReport<'_>, title: String) -> Self {
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

pub(super) fn cluster_line(row: &ClusterRow) -> ClusterLine {
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
