//! The published form of assignments: one table for SOC 2018, one for O*NET-SOC 2019. No logic.

use plumb_codes::{Naics2022, OnetSoc2019, Soc2018};

plumb_tables::table! {
    /// One membership of a SOC 2018 occupation in a sub-cluster; an occupation that awaits review without a proposal has one row with no cluster.
    AssignmentRow in "assignments", key ["soc_code", "cluster", "sub_cluster"] {
        /// Detailed occupation of SOC 2018.
        soc_code: Soc2018,
        /// Title of the occupation.
        title: String,
        /// Name of the cluster; none where nothing is proposed.
        cluster: Option<String>,
        /// Name of the sub-cluster; none where nothing is proposed, or only a cluster.
        sub_cluster: Option<String>,
        /// `primary` for the largest sub-cluster of the cluster with the largest share (ties go to the edition's order), else `secondary`.
        role: String,
        /// Part of the occupation's employment that counts here when jobs are counted once, 0.0 to 1.0; the shares of an occupation sum to 1, or are 0 where nothing is proposed.
        share: f64,
        /// Confidence that the occupation belongs here, 0.0 to 1.0; a published row is 1.0. It says nothing about the share.
        confidence: f64,
        /// `published`, `rule`, `inferred` or `review`.
        status: String,
        /// Why, as one readable text.
        evidence: String,
    }
}

plumb_tables::table! {
    /// One membership of an O*NET-SOC 2019 occupation in a sub-cluster, through the published crosswalk to SOC 2018.
    OnetAssignmentRow in "onet_assignments", key ["onet_soc_code", "cluster", "sub_cluster"] {
        /// Occupation of O*NET-SOC 2019.
        onet_soc_code: OnetSoc2019,
        /// Title of the occupation.
        title: String,
        /// The SOC 2018 occupation it belongs to; none where the crosswalk does not link it or links it to several.
        soc_code: Option<Soc2018>,
        /// Name of the cluster; none where nothing is proposed.
        cluster: Option<String>,
        /// Name of the sub-cluster; none where nothing is proposed, or only a cluster.
        sub_cluster: Option<String>,
        /// `primary` for the largest sub-cluster of the cluster with the largest share (ties go to the edition's order), else `secondary`.
        role: String,
        /// Part of the occupation that counts here, 0.0 to 1.0; taken over from the SOC occupation.
        share: f64,
        /// Confidence that the occupation belongs here, 0.0 to 1.0.
        confidence: f64,
        /// `published`, `rule`, `inferred` or `review`.
        status: String,
        /// Why, as one readable text.
        evidence: String,
    }
}

plumb_tables::table! {
    /// The part of the employment in a cluster's industry sectors that is work of one sub-cluster of a cross-cutting cluster.
    CrossCuttingRow in "cross_cutting", key ["cluster", "cross_cutting_cluster", "cross_cutting_sub_cluster"] {
        /// The cluster to which the industry table gives the sectors.
        cluster: String,
        /// The cross-cutting cluster.
        cross_cutting_cluster: String,
        /// Its sub-cluster.
        cross_cutting_sub_cluster: Option<String>,
        /// Jobs of the sub-cluster in the sectors, OEWS; occupations with several places count in their shares.
        jobs: i64,
        /// All jobs in the sectors; a sector of several clusters counts for each of them in equal parts.
        sector_jobs: i64,
        /// `jobs` in percent of `sector_jobs`.
        share_pct: f64,
    }
}

plumb_tables::table! {
    /// One place of an industry of NAICS 2022, at any level.
    IndustryAssignmentRow in "industry_assignments", key ["naics_code", "cluster", "sub_cluster"] {
        /// The industry.
        naics_code: Naics2022,
        /// Its title.
        title: String,
        /// Name of the cluster; none where nothing is proposed.
        cluster: Option<String>,
        /// Name of the sub-cluster; none for a published sector, which belongs to a cluster as a whole.
        sub_cluster: Option<String>,
        /// `primary` or `secondary`.
        role: String,
        /// Confidence that the industry belongs here, 0.0 to 1.0; a published row is 1.0.
        confidence: f64,
        /// `published`, `rule`, `inferred` or `review`.
        status: String,
        /// Why, as one readable text.
        evidence: String,
    }
}

plumb_tables::table! {
    /// A subject that waits for a person, with what is proposed for it.
    ReviewRow in "review", key ["subject_kind", "code"] {
        /// `soc_occupation` or `industry`.
        subject_kind: String,
        /// Its code.
        code: String,
        /// Its title.
        title: String,
        /// The place that is proposed; none where nothing is known.
        proposal: Option<String>,
        /// Confidence in it, 0.0 to 1.0.
        confidence: f64,
        /// The place that comes second.
        runner_up: Option<String>,
        /// By how many points the proposal leads; a point is a natural logarithm of odds.
        gap_points: Option<f64>,
        /// Why it waits.
        reason: String,
        /// The smallest piece of evidence without which the proposal would be another.
        what_would_change_it: Option<String>,
    }
}
