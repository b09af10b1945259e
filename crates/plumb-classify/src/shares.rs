//! Divides an occupation with several clusters among them, so that each job counts once.
//!
//! The rule, job by job, for the jobs of the occupation in one NAICS sector:
//!
//! 1. If the edition's industry table gives the sector to candidate clusters, the jobs go there,
//!    split equally where it gives the sector to several candidates.
//! 2. Otherwise the single-cluster occupations of the same minor group (of the same major group,
//!    where the minor group has none there) say where such work belongs in this sector: each
//!    candidate takes the part of their employment that is its own.
//! 3. What is left goes to the cross-cutting candidates, equally: they reach into every sector.
//! 4. Without one, it is spread in part like the jobs that 1 and 2 decided and in part equally;
//!    the first part is as large as what they decided. So a cluster that owns one job in a
//!    hundred does not take the other ninety-nine.
//!
//! The sub-clusters of one cluster share its part equally: no published figure tells them apart,
//! and the industry table lists every sub-cluster of a cluster under the same sectors.
//!
//! It decides shares only; whether an occupation belongs to a cluster is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Naics2022, OewsOccCode, Soc2018};

use crate::staffing::Staffing;

/// Shares are stated in ten-thousandths, so that they sum to exactly 1.
pub const SHARE_PARTS: u32 = 10_000;

/// Why a part of an occupation falls to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareReason {
    /// The occupation has no other cluster.
    OnlyCluster,
    /// The edition's industry table gives this sector to the cluster.
    Sector(Naics2022),
    /// Single-cluster occupations of the same group work for this cluster in sectors that no
    /// candidate owns.
    Neighbours,
    /// The cluster is cross-cutting and nothing else decides.
    CrossCutting,
    /// Nothing decides: spread in part as decided, in part equally.
    Undecided,
    /// OEWS publishes no employment by sector for the occupation: spread equally.
    NoStaffing,
}

/// One contribution to a cluster's share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareContribution {
    /// Position of the cluster in the edition.
    pub cluster: usize,
    /// Why.
    pub reason: ShareReason,
    /// Part of the occupation, 0.0 to 1.0; the contributions of an occupation sum to 1.
    pub part: f64,
}

/// How an occupation is divided among its clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterShares {
    /// What falls to which cluster and why, sorted by cluster and reason.
    pub contributions: Vec<ShareContribution>,
    /// Part of the jobs whose sector cell the publisher withheld, 0.0 to 1.0.
    pub withheld: f64,
}

/// The share rule with everything it reads.
#[derive(Debug, Clone)]
pub struct ShareRule<'a> {
    staffing: &'a Staffing,
    owners: BTreeMap<Naics2022, BTreeSet<usize>>,
    cross_cutting: BTreeSet<usize>,
    neighbours: BTreeMap<(Naics2022, Soc2018), Neighbours>,
}

/// Employment of single-cluster occupations in one sector and one group.
#[derive(Debug, Clone, Default)]
struct Neighbours {
    by_cluster: BTreeMap<usize, f64>,
    total: f64,
}

impl ClusterShares {
    /// The share of a cluster, 0.0 to 1.0.
    pub fn share(&self, cluster: usize) -> f64 {
        self.contributions.iter().filter(|one| one.cluster == cluster).map(|one| one.part).sum()
    }

    /// Part of the occupation that sectors or neighbours decided, 0.0 to 1.0; 1.0 where there is
    /// only one cluster. Withheld cells count as undecided.
    pub fn confidence(&self) -> f64 {
        let decided = |reason| {
            matches!(reason, ShareReason::OnlyCluster | ShareReason::Sector(_) | ShareReason::Neighbours)
        };
        let part: f64 = self.contributions.iter().filter(|one| decided(one.reason)).map(|one| one.part).sum();
        (part - self.withheld).clamp(0.0, 1.0)
    }
}

impl<'a> ShareRule<'a> {
    /// Prepares the rule.
    ///
    /// `owners`: the clusters of each sector by the edition's industry table; `cross_cutting`: the
    /// cross-cutting clusters; `single`: the cluster of every SOC occupation that has exactly one.
    pub fn new(
        staffing: &'a Staffing,
        owners: BTreeMap<Naics2022, BTreeSet<usize>>,
        cross_cutting: BTreeSet<usize>,
        single: &BTreeMap<Soc2018, usize>,
    ) -> Self {
        let mut neighbours: BTreeMap<(Naics2022, Soc2018), Neighbours> = BTreeMap::new();
        for (line, cells) in staffing.lines() {
            let members = line.stands_for();
            let clusters: BTreeSet<_> = members.iter().map(|soc| single.get(soc)).collect();
            let (Some(&Some(&cluster)), 1, Some(soc)) = (clusters.first(), clusters.len(), members.first())
            else {
                continue;
            };
            for cell in cells.iter().filter(|cell| !cell.withheld) {
                for group in [soc.minor_group(), soc.major_group()] {
                    let entry = neighbours.entry((cell.sector, group)).or_default();
                    *entry.by_cluster.entry(cluster).or_default() += cell.jobs;
                    entry.total += cell.jobs;
                }
            }
        }
        Self { staffing, owners, cross_cutting, neighbours }
    }

    /// The staffing that the rule reads.
    pub const fn staffing(&self) -> &Staffing {
        self.staffing
    }

    /// The clusters of a division to which the industry table gives a sector.
    pub(crate) fn owners_among(&self, sector: Naics2022, shares: &ClusterShares) -> BTreeSet<usize> {
        let divided: BTreeSet<usize> = shares.contributions.iter().map(|one| one.cluster).collect();
        self.owners.get(&sector).into_iter().flatten().copied().filter(|one| divided.contains(one)).collect()
    }

    /// Divides a SOC occupation among its candidate clusters by the jobs of the OEWS line that
    /// carries it.
    pub fn divide(&self, soc: Soc2018, candidates: &BTreeSet<usize>) -> ClusterShares {
        let mut parts: BTreeMap<(usize, ShareReason), f64> = BTreeMap::new();
        let cells = self.staffing.sectors(OewsOccCode::carrying(soc));
        let total: f64 = cells.iter().map(|cell| cell.jobs).sum();
        let mut withheld = 0.0;
        if let (Some(&only), 1) = (candidates.first(), candidates.len()) {
            parts.insert((only, ShareReason::OnlyCluster), 1.0);
        } else if total > 0.0 {
            let mut left = 0.0;
            for cell in cells {
                let part = cell.jobs / total;
                left += self.divide_sector(soc, cell.sector, part, candidates, &mut parts);
                withheld += if cell.withheld { part } else { 0.0 };
            }
            self.divide_rest(left, candidates, &mut parts);
        } else {
            for &cluster in candidates {
                parts.insert((cluster, ShareReason::NoStaffing), 1.0 / count(candidates.len()));
            }
        }
        let contributions = parts
            .into_iter()
            .filter(|(_, part)| *part > 0.0)
            .map(|((cluster, reason), part)| ShareContribution { cluster, reason, part })
            .collect();
        ClusterShares { contributions, withheld }
    }

    /// Steps 1 and 2; returns the part that they leave undecided.
    fn divide_sector(
        &self,
        soc: Soc2018,
        sector: Naics2022,
        part: f64,
        candidates: &BTreeSet<usize>,
        parts: &mut BTreeMap<(usize, ShareReason), f64>,
    ) -> f64 {
        let owners: Vec<usize> = self
            .owners
            .get(&sector)
            .into_iter()
            .flatten()
            .copied()
            .filter(|one| candidates.contains(one))
            .collect();
        for &owner in &owners {
            *parts.entry((owner, ShareReason::Sector(sector))).or_default() += part / count(owners.len());
        }
        if !owners.is_empty() {
            return 0.0;
        }
        let groups = [soc.minor_group(), soc.major_group()];
        let neighbours = groups.iter().filter_map(|group| self.neighbours.get(&(sector, *group)));
        let Some(neighbours) = neighbours.into_iter().find(|one| one.total > 0.0) else { return part };
        let mut left = part;
        for (&cluster, jobs) in &neighbours.by_cluster {
            if candidates.contains(&cluster) {
                let taken = part * jobs / neighbours.total;
                *parts.entry((cluster, ShareReason::Neighbours)).or_default() += taken;
                left -= taken;
            }
        }
        left.max(0.0)
    }

    /// Steps 3 and 4.
    fn divide_rest(
        &self,
        left: f64,
        candidates: &BTreeSet<usize>,
        parts: &mut BTreeMap<(usize, ShareReason), f64>,
    ) {
        let reaching: Vec<usize> =
            candidates.iter().copied().filter(|one| self.cross_cutting.contains(one)).collect();
        if !reaching.is_empty() {
            for &cluster in &reaching {
                parts.insert((cluster, ShareReason::CrossCutting), left / count(reaching.len()));
            }
            return;
        }
        let decided = |cluster| -> f64 {
            parts.iter().filter(|((other, _), _)| *other == cluster).map(|(_, part)| part).sum()
        };
        let spread: Vec<(usize, f64)> = candidates
            .iter()
            .map(|&cluster| (cluster, left * (decided(cluster) + left / count(candidates.len()))))
            .collect();
        for (cluster, part) in spread {
            parts.insert((cluster, ShareReason::Undecided), part);
        }
    }
}

fn count(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use plumb_codes::Release;
    use plumb_tables::schema::oews::OewsRow;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{cell, soc};

    const FACTORY: usize = 0;
    const FARM: usize = 1;
    const SALES: usize = 2;

    fn divide(cells: &[OewsRow], single: &[(&str, usize)], candidates: &[usize]) -> ClusterShares {
        let staffing = Staffing::new(Release::oews(2024, 5), cells, &[]);
        let owners = [("31-33", vec![FACTORY]), ("11", vec![FARM]), ("54", vec![SALES, FACTORY])];
        let owners = owners
            .into_iter()
            .map(|(sector, owners)| (sector.parse().unwrap(), owners.into_iter().collect()))
            .collect();
        let single = single.iter().map(|(code, cluster)| (soc(code), *cluster)).collect();
        let rule = ShareRule::new(&staffing, owners, BTreeSet::from([SALES]), &single);
        rule.divide(soc("17-2199"), &candidates.iter().copied().collect())
    }

    fn rounded(shares: &ClusterShares, clusters: &[usize]) -> Vec<f64> {
        clusters.iter().map(|&cluster| (shares.share(cluster) * 1000.0).round() / 1000.0).collect()
    }

    #[test]
    fn sectors_go_to_their_owners_and_several_owners_split_equally() {
        let cells = [cell("31", "17-2199", 600), cell("11", "17-2199", 200), cell("54", "17-2199", 200)];
        let shares = divide(&cells, &[], &[FACTORY, FARM, SALES]);
        assert_eq!(rounded(&shares, &[FACTORY, FARM, SALES]), [0.7, 0.2, 0.1]);
        assert!((shares.confidence() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn unowned_sectors_follow_single_cluster_neighbours_of_the_minor_group_first() {
        let cells = [
            cell("11", "17-2199", 100),
            cell("62", "17-2199", 100),
            cell("62", "17-2141", 300),
            cell("62", "17-2021", 100),
            // Same major group only: not asked, because the minor group has neighbours.
            cell("62", "17-3013", 9000),
        ];
        let single = [("17-2141", FACTORY), ("17-2021", FARM), ("17-3013", FARM)];
        let shares = divide(&cells, &single, &[FACTORY, FARM]);
        assert_eq!(rounded(&shares, &[FACTORY, FARM]), [0.375, 0.625]);
    }

    #[test]
    fn neighbours_of_other_clusters_leave_their_part_undecided() {
        let cells = [cell("62", "17-2199", 100), cell("62", "17-2141", 50), cell("62", "17-2021", 50)];
        // Half of the neighbours belong to a cluster that is no candidate.
        let shares = divide(&cells, &[("17-2141", FACTORY), ("17-2021", 7)], &[FACTORY, FARM]);
        // 0.5 decided; of the other half, half follows what was decided and half is spread equally.
        assert_eq!(rounded(&shares, &[FACTORY, FARM]), [0.875, 0.125]);
        assert!((shares.confidence() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_cross_cutting_candidate_takes_what_nothing_decides() {
        let cells = [cell("31", "17-2199", 100), cell("62", "17-2199", 300)];
        let shares = divide(&cells, &[], &[FACTORY, SALES]);
        assert_eq!(rounded(&shares, &[FACTORY, SALES]), [0.25, 0.75]);
    }

    #[test]
    fn one_job_in_a_hundred_does_not_take_the_other_ninety_nine() {
        let cells = [cell("31", "17-2199", 10), cell("62", "17-2199", 990)];
        let shares = divide(&cells, &[], &[FACTORY, FARM]);
        assert_eq!(rounded(&shares, &[FACTORY, FARM]), [0.51, 0.49]);
    }

    #[test]
    fn without_staffing_or_choice_the_rule_says_so() {
        let shares = divide(&[], &[], &[FACTORY, FARM]);
        assert_eq!(rounded(&shares, &[FACTORY, FARM]), [0.5, 0.5]);
        assert!(shares.confidence() < 1e-9);
        let shares = divide(&[], &[], &[FARM]);
        let only = ShareContribution { cluster: FARM, reason: ShareReason::OnlyCluster, part: 1.0 };
        assert_eq!(shares.contributions, [only]);
    }

    proptest! {
        #[test]
        fn contributions_add_up(
            jobs in prop::collection::vec((prop::sample::select(vec!["11", "31", "54", "62", "99"]), 0_i64..10_000), 0..6),
            neighbours in prop::collection::vec((0_usize..5, 0_i64..10_000), 0..4),
            candidates in prop::collection::btree_set(0_usize..5, 1..5),
        ) {
            let mut cells: Vec<OewsRow> = jobs.iter().map(|(sector, jobs)| cell(sector, "17-2199", *jobs)).collect();
            let codes = ["17-2141", "17-2021", "17-3013", "17-1011"];
            let single: Vec<(&str, usize)> = codes.iter().zip(&neighbours).map(|(code, (cluster, _))| (*code, *cluster)).collect();
            cells.extend(codes.iter().zip(&neighbours).map(|(code, (_, jobs))| cell("62", code, *jobs)));
            let candidates: Vec<usize> = candidates.into_iter().collect();
            let shares = divide(&cells, &single, &candidates);
            let sum: f64 = shares.contributions.iter().map(|one| one.part).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            prop_assert!(shares.contributions.iter().all(|one| candidates.contains(&one.cluster) && one.part > 0.0));
            prop_assert!((0.0..=1.0).contains(&shares.confidence()));
        }
    }
}
