//! The published tables of a profile. Units are in the names; no logic.
//!
//! OEWS figures (`employment_*`, wages) exclude the self-employed; figures of the Employment
//! Projections (`projections_*`, `projected_*`, `openings_*`) include them. No column mixes the two.

use plumb_codes::{Estimate, OewsOccCode};

/// Declares a table that ends with the figures of a cluster or sub-cluster.
macro_rules! figures_table {
    (
        $(#[doc = $about:literal])+
        $name:ident in $table:literal, key $key:tt {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty,)+
        }
    ) => {
        plumb_tables::table! {
            $(#[doc = $about])+
            $name in $table, key $key {
                $($(#[doc = $doc])+ $field: $type,)+
                /// SOC 2018 occupations whose primary sub-cluster is here.
                occupations_primary: i64,
                /// SOC 2018 occupations that belong here at all, primary or secondary.
                occupations_all: i64,
                /// OEWS employment in jobs, each job counted once: occupations with several clusters by their shares. Allocated in units of 10 jobs. The self-employed are not counted.
                employment_jobs: i64,
                /// Year of the OEWS reference month.
                employment_year: i64,
                /// Part of the OEWS employment of all detailed occupations, counted once, in percent.
                employment_share_pct: f64,
                /// OEWS employment in jobs, the full employment of every member occupation: the same job counts in each of its clusters, so this column must not be summed.
                employment_everywhere_jobs: i64,
                /// Year of the OEWS release that the change is measured from; none where there is no base release.
                employment_change_base_year: Option<i64>,
                /// Change of the comparable part of employment since the base year in percent, at today's shares; none where less than half can be compared. OEWS is not a time series: read it as two snapshots.
                employment_change_pct: Option<f64>,
                /// Part of today's employment whose occupations can be compared with the base year, in percent.
                employment_comparable_pct: Option<f64>,
                /// Employment-weighted median of the occupations' published median wages in USD per year; not the median of all workers. `#`: it falls on a top-coded occupation, the figure is a lower bound.
                median_wage_usd_per_year: Estimate<i64>,
                /// Part of employment whose occupation has a published median wage (or a top-coded one), in percent.
                median_wage_coverage_pct: f64,
                /// Round of the Employment Projections, such as `2024-34`.
                projections_round: Option<String>,
                /// Employment in the base year of the projections in thousands of jobs, counted once; includes the self-employed.
                projections_base_thousands: Option<f64>,
                /// Employment in the projected year in thousands of jobs, counted once; includes the self-employed.
                projections_projected_thousands: Option<f64>,
                /// Projected employment change over the round in percent.
                projected_change_pct: Option<f64>,
                /// Occupational openings per year in jobs, averaged over the round, counted once, to the nearest 100.
                openings_per_year: Option<i64>,
                /// Self-employed part of base-year employment in percent, where the round prints it.
                self_employed_pct: Option<f64>,
                /// Part of base-year projections employment in occupations that typically ask a bachelor's degree or more of an entrant, in percent.
                bachelors_or_more_pct: Option<f64>,
                /// Part of OEWS employment in occupations of O*NET job zone 4 or 5, of the employment with a known job zone, in percent.
                job_zone_4_or_5_pct: Option<f64>,
                /// Whether the median wage reaches the high-wage threshold; none where it is not known.
                high_wage: Option<bool>,
                /// Whether the median wage reaches the living-wage threshold; none where it is not known.
                living_wage: Option<bool>,
                /// Whether the projected change reaches the growth threshold; none where it is not known.
                growth: Option<bool>,
                /// Whether enough of the employment is in occupations that are in demand; none where openings are not known.
                in_demand: Option<bool>,
                /// Part of base-year projections employment in occupations that are in demand, in percent.
                employment_in_demand_pct: Option<f64>,
                /// Part of OEWS employment with a known wage in occupations that reach the high-wage threshold, in percent.
                employment_in_high_wage_pct: Option<f64>,
                /// Part of OEWS employment with a known wage in occupations that reach the living-wage threshold, in percent.
                employment_in_living_wage_pct: Option<f64>,
            }
        }
    };
}

figures_table! {
    /// One cluster of the edition with its figures.
    ClusterRow in "clusters", key ["cluster_id"] {
        /// Stable id of the cluster.
        cluster_id: String,
        /// Name of the cluster.
        cluster: String,
        /// Name of its grouping; none in editions without groupings.
        grouping: Option<String>,
        /// Whether the cluster is cross-cutting: it stands alone and reaches into all others.
        cross_cutting: bool,
        /// Number of its sub-clusters in the edition.
        sub_clusters: i64,
    }
}

figures_table! {
    /// One sub-cluster of the edition with its figures.
    SubclusterRow in "subclusters", key ["sub_cluster_id"] {
        /// Stable id of the sub-cluster.
        sub_cluster_id: String,
        /// Name of the sub-cluster.
        sub_cluster: String,
        /// Stable id of its cluster.
        cluster_id: String,
        /// Name of its cluster.
        cluster: String,
        /// Name of the cluster's grouping; none in editions without groupings.
        grouping: Option<String>,
        /// Whether the cluster is cross-cutting.
        cross_cutting: bool,
    }
}

plumb_tables::table! {
    /// One published occupation line of OEWS and the projections with its own figures; composite lines stand for several SOC 2018 occupations.
    OccupationFiguresRow in "occupation_figures", key ["occ_code"] {
        /// Occupation of OEWS and of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Name of the occupation.
        occ_title: String,
        /// The SOC 2018 occupations the line stands for, joined by `; `.
        soc_codes: String,
        /// Name of the cluster that holds most of its jobs; none where it could not be placed.
        primary_cluster: Option<String>,
        /// Name of the sub-cluster that holds most of its jobs; none where it could not be placed.
        primary_sub_cluster: Option<String>,
        /// Number of clusters among which its jobs are shared.
        clusters: i64,
        /// OEWS employment in jobs; the self-employed are not counted.
        employment_jobs: Estimate<i64>,
        /// Relative standard error of the employment in percent.
        employment_rse_pct: Option<f64>,
        /// OEWS employment in the base year of the change, only where it is comparable on its own.
        employment_change_base_jobs: Option<i64>,
        /// Median wage in USD per year as published; `#` carries the threshold.
        median_wage_usd_per_year: Estimate<i64>,
        /// Projections, base-year employment in thousands of jobs; includes the self-employed.
        projections_base_thousands: Option<f64>,
        /// Projections, change over the round in percent.
        projected_change_pct: Option<f64>,
        /// Projections, openings per year in jobs.
        openings_per_year: Option<i64>,
        /// Typical education needed for entry, in the publisher's words.
        typical_education: Option<String>,
        /// Job zone 1 to 5 of O*NET; none where its O*NET occupations disagree or have none.
        job_zone: Option<i64>,
        /// Whether the median wage reaches the high-wage threshold; none where it is not known.
        high_wage: Option<bool>,
        /// Whether the median wage reaches the living-wage threshold; none where it is not known.
        living_wage: Option<bool>,
        /// Whether the projected change reaches the growth threshold; none where it is not known.
        growth: Option<bool>,
        /// Whether openings per year reach the in-demand threshold; none where they are not known.
        in_demand: Option<bool>,
    }
}

plumb_tables::table! {
    /// One of the largest occupations of a cluster or sub-cluster, by employment counted once.
    TopOccupationRow in "top_occupations", key ["cluster_id", "sub_cluster_id", "rank"] {
        /// Stable id of the cluster.
        cluster_id: String,
        /// Stable id of the sub-cluster; none for the cluster as a whole.
        sub_cluster_id: Option<String>,
        /// Rank from 1, most jobs first.
        rank: i64,
        /// Occupation of OEWS.
        occ_code: OewsOccCode,
        /// Name of the occupation.
        occ_title: String,
        /// Its OEWS jobs that count here, counted once.
        employment_jobs: i64,
        /// Its jobs here as a part of all its jobs, 0.0 to 1.0.
        share: f64,
        /// Its OEWS jobs in the whole nation.
        employment_national_jobs: i64,
        /// Its median wage in USD per year as published.
        median_wage_usd_per_year: Estimate<i64>,
        /// Its projected change over the round in percent.
        projected_change_pct: Option<f64>,
        /// Its openings per year in the whole nation in jobs.
        openings_per_year: Option<i64>,
        /// Its typical education needed for entry.
        typical_education: Option<String>,
    }
}

plumb_tables::table! {
    /// Employment of a cluster or sub-cluster by the education that its occupations typically ask of an entrant.
    EducationShareRow in "cluster_education", key ["cluster_id", "sub_cluster_id", "typical_education"] {
        /// Stable id of the cluster.
        cluster_id: String,
        /// Stable id of the sub-cluster; none for the cluster as a whole.
        sub_cluster_id: Option<String>,
        /// Order of the level, from 1 (no formal credential) upwards.
        level: i64,
        /// Typical education needed for entry, in the publisher's words.
        typical_education: String,
        /// Projections employment of the base year in thousands, counted once; includes the self-employed.
        projections_base_thousands: f64,
        /// Its part of the employment with a known level in percent.
        share_pct: f64,
    }
}

plumb_tables::table! {
    /// Employment of a cluster or sub-cluster by O*NET job zone.
    JobZoneShareRow in "cluster_job_zones", key ["cluster_id", "sub_cluster_id", "job_zone"] {
        /// Stable id of the cluster.
        cluster_id: String,
        /// Stable id of the sub-cluster; none for the cluster as a whole.
        sub_cluster_id: Option<String>,
        /// Job zone of O*NET, 1 (little preparation) to 5 (extensive); none where O*NET rates none of the occupations.
        job_zone: Option<i64>,
        /// OEWS employment in jobs, counted once, to the nearest 10.
        employment_jobs: i64,
        /// Its part of the employment in percent.
        share_pct: f64,
    }
}

plumb_tables::table! {
    /// One thing that the framework, the taxonomies and the data do not agree on, seen from either side.
    CoverageRow in "coverage", key ["subject_kind", "code", "finding"] {
        /// `soc_occupation`, `onet_occupation`, `oews_occupation`, `nem_occupation`, `cluster`, `sub_cluster` or `industry_sector`.
        subject_kind: String,
        /// Code or id of the subject.
        code: String,
        /// Title or name of the subject.
        title: String,
        /// What is missing or odd, as one word: see the crate's documentation.
        finding: String,
        /// The finding as a sentence.
        detail: String,
        /// OEWS jobs that the finding touches, where they are known.
        employment_jobs: Option<i64>,
        /// For a published row that looks wrong: the place that the inference engine would give, had it never seen the row.
        engine_place: Option<String>,
        /// Confidence in that place's cluster, 0 to 1.
        engine_confidence: Option<f64>,
    }
}
