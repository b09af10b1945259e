//! Where occupations, industries and programs are placed in two editions, and how occupations flow between clusters.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Crosswalk, OnetSoc2019, Soc2018};
use plumb_framework::{Edition, OccupationCode, Placement};

use crate::edition::EditionSide;
use crate::edition::units::Matched;
use crate::error::DiffError;
use crate::report::{ChangeTable, DiffReport, count};

plumb_tables::table! {
    /// One occupation, industry or program that is placed differently.
    PlacementChangeRow in "placement_changes", key ["kind", "code"] {
        /// `occupation`, `industry` or `program`.
        kind: String,
        /// The code.
        code: String,
        /// `newly placed`, `no longer placed`, `moved`, `also placed`, `fewer places`, or `sub-cluster changed`.
        change: String,
        /// Earlier places that it lost, separated by `; `.
        from: Option<String>,
        /// Later places that it gained.
        to: Option<String>,
        /// Places that it kept.
        kept: Option<String>,
    }
}

plumb_tables::table! {
    /// How many occupations of an earlier cluster are in a later one.
    ClusterFlowRow in "cluster_flows", key ["from_cluster", "to_cluster"] {
        /// Earlier cluster.
        from_cluster: String,
        /// Later cluster; none for occupations that have no later place.
        to_cluster: Option<String>,
        /// Occupations, counted in every pair that they belong to.
        occupations: i64,
        /// Part of the earlier cluster's occupations, in percent.
        share_pct: f64,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("code", "code"),
    ("change", "change"),
    ("from", "earlier only"),
    ("to", "later only"),
];

const FLOW_BRIEF: &[(&str, &str)] = &[
    ("from_cluster", "earlier cluster"),
    ("to_cluster", "later cluster"),
    ("occupations", "occupations"),
    ("share_pct", "%"),
];

/// Places of every code of one kind, as positions of the edition's own lists.
type Places = BTreeMap<String, BTreeSet<Placement>>;

pub(super) fn compare(
    from: EditionSide<'_>,
    to: EditionSide<'_>,
    matched: &Matched,
    onet_to_soc: Option<&Crosswalk<OnetSoc2019, Soc2018>>,
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let (left, right) = (from.edition, to.edition);
    let systems = (system(left), system(right));
    let through = systems.0.is_some() && systems.1.is_some() && systems.0 != systems.1;
    if through && onet_to_soc.is_none() {
        return Err(DiffError::MissingCrosswalk {
            from: "O*NET-SOC 2019".to_owned(),
            to: "SOC 2018".to_owned(),
            crosswalk: "onet_soc_2019_to_soc_2018".to_owned(),
            holder: "onet-soc/2019".to_owned(),
        });
    }
    if through {
        report.caveats.push(
            "One edition places O*NET-SOC occupations, the other SOC occupations: a SOC occupation belongs wherever one of its O*NET-SOC occupations does."
                .to_owned(),
        );
    }
    let crosswalk = onet_to_soc.filter(|_| through);
    let occupations = (occupations(left, crosswalk), occupations(right, crosswalk));
    let coded = |rows: &mut dyn Iterator<Item = (String, Placement)>| {
        let mut places = Places::new();
        for (code, placement) in rows {
            places.entry(code).or_default().insert(placement);
        }
        places
    };
    let industries = |edition: &Edition| {
        coded(&mut edition.published.industries.iter().map(|row| (row.code.to_string(), row.placement)))
    };
    let programs = |edition: &Edition| {
        coded(&mut edition.published.programs.iter().map(|row| (row.code.to_string(), row.placement)))
    };
    let mut rows = Vec::new();
    for (kind, plural, (before, after)) in [
        ("occupation", "occupations", (&occupations.0, &occupations.1)),
        ("industry", "industries", (&industries(left), &industries(right))),
        ("program", "programs", (&programs(left), &programs(right))),
    ] {
        if before.is_empty() != after.is_empty() {
            let holder = if before.is_empty() { &to.side.id } else { &from.side.id };
            report.notes.push(format!("only {holder} places {plural}: they were not compared"));
            continue;
        }
        let found = changes(kind, (left, before), (right, after), matched);
        let of = |change: &str| found.iter().filter(|row| row.change == change).count();
        if !(before.is_empty() && after.is_empty()) {
            report.findings.push(format!(
                "{}: {} to {} placed; {} newly placed, {} no longer, {} moved, {} with more or fewer places, {} in another sub-cluster",
                capital(plural),
                before.len(),
                after.len(),
                of("newly placed"),
                of("no longer placed"),
                of("moved"),
                of("also placed") + of("fewer places"),
                of("sub-cluster changed")
            ));
        }
        rows.extend(found);
    }
    let rank = |row: &PlacementChangeRow| {
        let order = ["moved", "newly placed", "no longer placed", "also placed", "fewer places"];
        order.iter().position(|change| *change == row.change).unwrap_or(order.len())
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (rank(&rows[at]), at));
    if left.id != right.id || !rows.is_empty() {
        flows((left, &occupations.0), (right, &occupations.1), report);
    }
    report.push(ChangeTable::new(&rows, "Placements", &[], BRIEF, order));
    Ok(())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `true` for SOC 2018, `false` for O*NET-SOC; `None` for an edition without occupations.
fn system(edition: &Edition) -> Option<bool> {
    let first = edition.published.occupations.first()?;
    Some(matches!(first.code, OccupationCode::Soc2018(_)))
}

fn occupations(edition: &Edition, crosswalk: Option<&Crosswalk<OnetSoc2019, Soc2018>>) -> Places {
    let mut places = Places::new();
    for row in &edition.published.occupations {
        let codes: Vec<String> = match (row.code, crosswalk) {
            (OccupationCode::OnetSoc2019(code), Some(crosswalk)) => {
                crosswalk.targets(code).iter().map(ToString::to_string).collect()
            }
            (code, _) => vec![code.to_string()],
        };
        for code in codes {
            places.entry(code).or_default().insert(row.placement);
        }
    }
    places
}

fn changes(
    kind: &str,
    (left, before): (&Edition, &Places),
    (right, after): (&Edition, &Places),
    matched: &Matched,
) -> Vec<PlacementChangeRow> {
    let none = BTreeSet::new();
    let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut rows = Vec::new();
    for code in codes {
        let (old, new) = (before.get(code).unwrap_or(&none), after.get(code).unwrap_or(&none));
        // An earlier place in terms of the later edition; none where it has no counterpart.
        let carried = |place: &Placement| {
            let cluster = matched.clusters[place.cluster]?;
            let sub_cluster = match place.sub_cluster {
                Some(sub) => Some(matched.sub_clusters[sub]?),
                None => None,
            };
            Some(Placement { cluster, sub_cluster })
        };
        let lost: Vec<&Placement> =
            old.iter().filter(|place| carried(place).is_none_or(|place| !new.contains(&place))).collect();
        let stayed: BTreeSet<Placement> =
            old.iter().filter_map(carried).filter(|place| new.contains(place)).collect();
        let gained: Vec<&Placement> = new.iter().filter(|place| !stayed.contains(place)).collect();
        if lost.is_empty() && gained.is_empty() {
            continue;
        }
        let clusters = |places: &BTreeSet<Placement>| -> BTreeSet<usize> {
            places.iter().map(|place| place.cluster).collect()
        };
        let old_clusters: BTreeSet<Option<usize>> =
            old.iter().map(|place| matched.clusters[place.cluster]).collect();
        let new_clusters: BTreeSet<Option<usize>> = clusters(new).into_iter().map(Some).collect();
        let change = match (old.is_empty(), new.is_empty()) {
            (true, _) => "newly placed",
            (_, true) => "no longer placed",
            _ if old_clusters == new_clusters => "sub-cluster changed",
            _ if old_clusters.is_subset(&new_clusters) => "also placed",
            _ if new_clusters.is_subset(&old_clusters) => "fewer places",
            _ => "moved",
        };
        let names = |edition: &Edition, places: &mut dyn Iterator<Item = Placement>| {
            let names: Vec<String> = places.map(|place| edition.placement_name(place)).collect();
            (!names.is_empty()).then(|| names.join("; "))
        };
        rows.push(PlacementChangeRow {
            kind: kind.to_owned(),
            code: code.clone(),
            change: change.to_owned(),
            from: names(left, &mut lost.into_iter().copied()),
            to: names(right, &mut gained.into_iter().copied()),
            kept: names(right, &mut stayed.into_iter()),
        });
    }
    rows
}

fn flows((left, before): (&Edition, &Places), (right, after): (&Edition, &Places), report: &mut DiffReport) {
    let mut pairs: BTreeMap<(usize, Option<usize>), usize> = BTreeMap::new();
    let mut totals: BTreeMap<usize, usize> = BTreeMap::new();
    for (code, places) in before {
        let earlier: BTreeSet<usize> = places.iter().map(|place| place.cluster).collect();
        let later: BTreeSet<usize> =
            after.get(code).into_iter().flatten().map(|place| place.cluster).collect();
        for &cluster in &earlier {
            *totals.entry(cluster).or_default() += 1;
            if later.is_empty() {
                *pairs.entry((cluster, None)).or_default() += 1;
            }
            for &target in &later {
                *pairs.entry((cluster, Some(target))).or_default() += 1;
            }
        }
    }
    let rows: Vec<ClusterFlowRow> = pairs
        .into_iter()
        .map(|((cluster, target), number)| ClusterFlowRow {
            from_cluster: left.clusters[cluster].name.clone(),
            to_cluster: target.map(|target| right.clusters[target].name.clone()),
            occupations: i64::try_from(number).unwrap_or(i64::MAX),
            share_pct: crate::stats::rounded(
                crate::stats::as_float(number) / crate::stats::as_float(totals[&cluster]) * 100.0,
                1,
            ),
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(rows[at].occupations), at));
    let title = format!("Flows of {} between clusters", count(before.len(), "occupation", "occupations"));
    report.push(ChangeTable::new(&rows, title, &[], FLOW_BRIEF, order));
}
