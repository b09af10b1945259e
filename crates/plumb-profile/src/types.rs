//! What a profile run returns, ready for tables and pages. No logic.

use crate::summary::Summary;
use crate::tables::{
    ClusterRow, CoverageRow, EducationShareRow, JobZoneShareRow, OccupationFiguresRow, SubclusterRow,
    TopOccupationRow,
};

/// A whole profile run: clusters in the edition's order, and what does not fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// What `summary.json` holds.
    pub summary: Summary,
    /// The clusters in the edition's order.
    pub clusters: Vec<ClusterProfile>,
    /// Every published occupation line with its figures, sorted by code.
    pub occupations: Vec<OccupationFiguresRow>,
    /// What is missing or odd, both ways, sorted by subject.
    pub coverage: Vec<CoverageRow>,
    /// Sentences that every page with these figures must carry.
    pub caveats: Vec<String>,
}

/// One cluster with everything that a page about it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterProfile {
    /// Its figures.
    pub row: ClusterRow,
    /// Its sub-clusters in the edition's order, those without occupations included.
    pub sub_clusters: Vec<SubclusterProfile>,
    /// Its largest occupations, most jobs first.
    pub top_occupations: Vec<TopOccupationRow>,
    /// Its employment by typical entry education, lowest level first.
    pub education: Vec<EducationShareRow>,
    /// Its employment by job zone, lowest first, unknown last.
    pub job_zones: Vec<JobZoneShareRow>,
}

/// One sub-cluster with everything that a page about it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SubclusterProfile {
    /// Its figures.
    pub row: SubclusterRow,
    /// Its largest occupations, most jobs first.
    pub top_occupations: Vec<TopOccupationRow>,
    /// Its employment by typical entry education, lowest level first.
    pub education: Vec<EducationShareRow>,
    /// Its employment by job zone, lowest first, unknown last.
    pub job_zones: Vec<JobZoneShareRow>,
}

impl Profile {
    /// The rows of table `clusters`, in the edition's order.
    pub fn cluster_rows(&self) -> Vec<ClusterRow> {
        self.clusters.iter().map(|cluster| cluster.row.clone()).collect()
    }

    /// The rows of table `subclusters`, in the edition's order.
    pub fn subcluster_rows(&self) -> Vec<SubclusterRow> {
        self.sub_clusters().map(|sub_cluster| sub_cluster.row.clone()).collect()
    }

    /// The rows of table `top_occupations`: each cluster, then its sub-clusters.
    pub fn top_occupation_rows(&self) -> Vec<TopOccupationRow> {
        self.gather(|cluster| &cluster.top_occupations, |sub_cluster| &sub_cluster.top_occupations)
    }

    /// The rows of table `cluster_education`: each cluster, then its sub-clusters.
    pub fn education_rows(&self) -> Vec<EducationShareRow> {
        self.gather(|cluster| &cluster.education, |sub_cluster| &sub_cluster.education)
    }

    /// The rows of table `cluster_job_zones`: each cluster, then its sub-clusters.
    pub fn job_zone_rows(&self) -> Vec<JobZoneShareRow> {
        self.gather(|cluster| &cluster.job_zones, |sub_cluster| &sub_cluster.job_zones)
    }

    fn sub_clusters(&self) -> impl Iterator<Item = &SubclusterProfile> {
        self.clusters.iter().flat_map(|cluster| &cluster.sub_clusters)
    }

    fn gather<R: Clone>(
        &self,
        of_cluster: impl Fn(&ClusterProfile) -> &Vec<R>,
        of_sub_cluster: impl Fn(&SubclusterProfile) -> &Vec<R>,
    ) -> Vec<R> {
        let mut rows = Vec::new();
        for cluster in &self.clusters {
            rows.extend(of_cluster(cluster).iter().cloned());
            for sub_cluster in &cluster.sub_clusters {
                rows.extend(of_sub_cluster(sub_cluster).iter().cloned());
            }
        }
        rows
    }
}
