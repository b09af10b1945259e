//! How much of the work in each cluster's industries is digital, managerial or sales work: the reach of cross-cutting clusters.

use std::collections::BTreeMap;

use plumb_codes::{Naics2022, Soc2018};

use crate::assign::OccupationAssignment;
use crate::staffing::Staffing;
use crate::tables::CrossCuttingRow;
use crate::view::{EditionView, Slot};

/// The part of the employment in every cluster's sectors that falls to each sub-cluster of the cross-cutting clusters.
///
/// A sector that the industry table gives to several clusters counts for each of them in equal parts. The jobs of an
/// occupation count in the shares of its assignment; a line that stands for several occupations in their mean.
pub fn cross_cutting_rows(
    view: &EditionView,
    assignments: &[OccupationAssignment],
    staffing: &Staffing,
) -> Vec<CrossCuttingRow> {
    let cross_cutting = view.cross_cutting();
    let mut reach: BTreeMap<Soc2018, BTreeMap<Slot, f64>> = BTreeMap::new();
    for assignment in assignments {
        let places = assignment.memberships.iter();
        let reaching = places.filter(|place| cross_cutting.contains(&place.place.slot.cluster));
        let shares = reach.entry(assignment.soc).or_default();
        shares.extend(reaching.map(|membership| (membership.place.slot, membership.share())));
    }
    let mut sectors: BTreeMap<Naics2022, (f64, BTreeMap<Slot, f64>)> = BTreeMap::new();
    for (line, cells) in staffing.lines() {
        let members = line.stands_for();
        let part = 1.0 / f64::from(u32::try_from(members.len().max(1)).unwrap_or(u32::MAX));
        for cell in cells {
            let (all, by_slot) = sectors.entry(cell.sector).or_default();
            *all += cell.jobs;
            for (slot, share) in members.iter().filter_map(|soc| reach.get(soc)).flatten() {
                *by_slot.entry(*slot).or_default() += cell.jobs * share * part;
            }
        }
    }
    let mut rows = Vec::new();
    for (cluster, one) in view.clusters.iter().enumerate() {
        let mut all = 0.0;
        let mut by_slot: BTreeMap<Slot, f64> = BTreeMap::new();
        for owners in view.sector_owners.iter().filter(|(_, owners)| owners.contains(&cluster)) {
            let part = 1.0 / f64::from(u32::try_from(owners.1.len()).unwrap_or(u32::MAX));
            let Some((jobs, slots)) = sectors.get(owners.0) else { continue };
            all += part * jobs;
            for (slot, jobs) in slots {
                *by_slot.entry(*slot).or_default() += part * jobs;
            }
        }
        if all <= 0.0 {
            continue;
        }
        for (slot, jobs) in by_slot {
            rows.push(CrossCuttingRow {
                cluster: one.name.clone(),
                cross_cutting_cluster: view.cluster_name(slot.cluster).to_owned(),
                cross_cutting_sub_cluster: view.sub_cluster_name(slot).map(str::to_owned),
                jobs: rounded(jobs),
                sector_jobs: rounded(all),
                share_pct: (1000.0 * 100.0 * jobs / all).round() / 1000.0,
            });
        }
    }
    rows
}

#[expect(clippy::cast_possible_truncation, reason = "employment is far below 2^52")]
const fn rounded(jobs: f64) -> i64 {
    jobs.round() as i64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use plumb_codes::Release;

    use super::*;
    use crate::assign::Classifier;
    use crate::published::published_rows;
    use crate::shares::ShareRule;
    use crate::testing::{cell, soc};
    use crate::view::ClusterView;

    #[test]
    fn jobs_count_by_share_and_sectors_of_several_clusters_in_parts() {
        let cluster = |name: &str, cross_cutting| ClusterView {
            id: name.to_lowercase(),
            name: name.to_owned(),
            cross_cutting,
            sub_clusters: vec![("one".to_owned(), "One".to_owned())],
        };
        let slot = |cluster| Slot { cluster, sub_cluster: Some(0) };
        let view = EditionView {
            id: "test".to_owned(),
            clusters: vec![cluster("Making", false), cluster("Digital", true), cluster("Caring", false)],
            sector_owners: BTreeMap::from([
                ("31-33".parse().unwrap(), BTreeSet::from([0])),
                ("62".parse().unwrap(), BTreeSet::from([0, 2])),
            ]),
            published: BTreeMap::from([
                (soc("15-1252"), BTreeMap::from([(slot(1), "15-1252".to_owned())])),
                (soc("51-4041"), BTreeMap::from([(slot(0), "51-4041".to_owned())])),
            ]),
        };
        let cells = [cell("31", "15-1252", 100), cell("31", "51-4041", 300), cell("62", "15-1252", 40)];
        let staffing = Staffing::new(Release::oews(2024, 5), &cells, &[]);
        let published = |soc| published_rows(&view, soc);
        let classifier = Classifier {
            view: &view,
            shares: ShareRule::new(
                &staffing,
                view.sector_owners.clone(),
                view.cross_cutting(),
                &view.single_cluster_occupations(),
            ),
            sources: vec![&published],
            review_below: 0.5,
        };
        let assignments = [classifier.assign(soc("15-1252")), classifier.assign(soc("51-4041"))];
        let found: Vec<_> = cross_cutting_rows(&view, &assignments, &staffing)
            .into_iter()
            .map(|row| (row.cluster, row.cross_cutting_cluster, row.jobs, row.sector_jobs, row.share_pct))
            .collect();
        assert_eq!(
            found,
            [
                ("Making".to_owned(), "Digital".to_owned(), 120, 420, 28.571),
                ("Caring".to_owned(), "Digital".to_owned(), 20, 20, 100.0),
            ]
        );
    }
}
