//! `summary.json` as a struct. Its field names are a contract; it computes nothing.

use std::collections::BTreeMap;

use plumb_codes::Release;
use serde::Serialize;

/// What `summary.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Every release that the run read, with the SHA-256 of its content.
    pub releases: BTreeMap<Release, String>,
    /// Id of the framework edition, such as `national-2024`.
    pub edition: String,
    /// The configuration that the run read: edition, rule tables, thresholds, each with its SHA-256.
    pub configuration: BTreeMap<String, String>,
    /// SOC 2018 occupations.
    pub occupations: OccupationCounts,
    /// O*NET-SOC 2019 occupations.
    pub onet_occupations: OccupationCounts,
    /// The clusters in the edition's order.
    pub clusters: Vec<ClusterSummary>,
    /// Emerging occupations.
    pub emerging: EmergingSummary,
    /// The proof that no job was lost or counted twice.
    pub reconciliation: Reconciliation,
    /// What a reader must know before using the figures, sorted as found.
    pub warnings: Vec<String>,
}

/// How many occupations have a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct OccupationCounts {
    /// Occupations of the taxonomy.
    pub total: u64,
    /// Those with at least one cluster and not in review.
    pub assigned: u64,
    /// Those that wait for a person.
    pub review: u64,
}

/// One cluster at a glance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterSummary {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
    /// OEWS employment in jobs, counted once.
    pub employment_jobs: i64,
    /// Year of the OEWS reference month.
    pub employment_year: i64,
    /// Full OEWS employment of every member occupation; must not be summed over clusters.
    pub employment_everywhere_jobs: i64,
    /// Employment-weighted median of the occupations' medians.
    pub median_wage_usd_per_year: Option<i64>,
    /// Whether that figure is a lower bound, because it falls on a top-coded occupation.
    pub median_wage_is_lower_bound: bool,
    /// Projected employment change in percent.
    pub projected_change_pct: Option<f64>,
    /// Occupational openings per year in jobs.
    pub openings_per_year: Option<i64>,
    /// Round of the projections that the two figures before come from.
    pub projections_round: Option<String>,
}

/// Emerging occupations in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct EmergingSummary {
    /// Number of candidates listed.
    pub count: u64,
}

/// Cluster totals against the national figures, in jobs (OEWS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Sum of the clusters, counted once.
    pub clusters_jobs: i64,
    /// Jobs of detailed occupations that have no place.
    pub not_placed_jobs: i64,
    /// Sum of the detailed national lines.
    pub detailed_occupations_jobs: i64,
    /// Clusters plus not placed minus detailed lines; 0 unless something is wrong.
    pub difference_jobs: i64,
    /// Jobs that are placed in a cluster but in none of its sub-clusters.
    pub placed_in_cluster_only_jobs: i64,
    /// Detailed lines whose employment the publisher withheld; they count as nothing here.
    pub withheld_occupations: u64,
    /// The national line and how it differs from the detailed lines.
    pub national_total: Option<NationalTotal>,
}

/// The publisher's own total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NationalTotal {
    /// The line `00-0000`.
    pub jobs: i64,
    /// Detailed lines minus the total line: rounding and withheld lines.
    pub detailed_minus_total_jobs: i64,
}
