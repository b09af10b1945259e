//! The published form of assignments: one table for SOC 2018, one for O*NET-SOC 2019. No logic.

use plumb_codes::{OnetSoc2019, Soc2018};

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
