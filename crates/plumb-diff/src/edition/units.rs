//! Clusters and sub-clusters of two editions: which are the same, and what changed in them.

use plumb_framework::{Edition, fold_name};

use crate::report::{ChangeTable, DiffReport};

plumb_tables::table! {
    /// One change of a cluster or sub-cluster.
    UnitChangeRow in "cluster_changes", key [] {
        /// `cluster` or `sub-cluster`.
        level: String,
        /// `added`, `removed`, `renamed`, `new id`, `moved` to another cluster, `cross-cutting` or `grouping` changed.
        change: String,
        /// Earlier id.
        from_id: Option<String>,
        /// Earlier name, or the earlier value.
        from: Option<String>,
        /// Later id.
        to_id: Option<String>,
        /// Later name, or the later value.
        to: Option<String>,
        /// `same id` or `same name`; empty where there is no counterpart.
        basis: String,
    }
}

const BRIEF: &[(&str, &str)] =
    &[("level", "level"), ("change", "change"), ("from", "earlier"), ("to", "later"), ("basis", "basis")];

/// Positions of the later counterpart of every earlier cluster and sub-cluster.
pub(super) struct Matched {
    pub(super) clusters: Vec<Option<usize>>,
    pub(super) sub_clusters: Vec<Option<usize>>,
}

pub(super) fn match_units(from: &Edition, to: &Edition) -> Matched {
    let clusters = from.clusters.iter().map(|cluster| {
        let by_id = to.clusters.iter().position(|other| other.id == cluster.id);
        by_id.or_else(|| {
            let mut names = cluster.also_named.iter().chain([&cluster.name]);
            names.find_map(|name| to.find_cluster(name))
        })
    });
    let clusters: Vec<Option<usize>> = once_each(clusters.collect());
    let sub_clusters = from.sub_clusters.iter().map(|sub| {
        let by_id = to.sub_clusters.iter().position(|other| other.id == sub.id);
        by_id.or_else(|| {
            // A name that stands in several clusters is looked for in its own one first.
            let here = clusters[sub.cluster];
            let named = |at: &usize| fold_name(&to.sub_clusters[*at].name) == fold_name(&sub.name);
            let mut inside =
                (0..to.sub_clusters.len()).filter(|&at| Some(to.sub_clusters[at].cluster) == here);
            inside.find(named).or_else(|| (0..to.sub_clusters.len()).find(named))
        })
    });
    Matched { sub_clusters: once_each(sub_clusters.collect()), clusters }
}

/// A later unit is the counterpart of one earlier unit only.
fn once_each(mut found: Vec<Option<usize>>) -> Vec<Option<usize>> {
    let mut taken = std::collections::BTreeSet::new();
    for at in &mut found {
        *at = at.filter(|position| taken.insert(*position));
    }
    found
}

pub(super) fn compare(from: &Edition, to: &Edition, matched: &Matched, report: &mut DiffReport) {
    let mut rows = Vec::new();
    let text = |text: &str| Some(text.to_owned());
    for (at, cluster) in from.clusters.iter().enumerate() {
        let base = UnitChangeRow {
            level: "cluster".to_owned(),
            change: "removed".to_owned(),
            from_id: text(cluster.id.as_str()),
            from: text(&cluster.name),
            to_id: None,
            to: None,
            basis: String::new(),
        };
        let Some(other) = matched.clusters[at].map(|at| &to.clusters[at]) else {
            rows.push(base);
            continue;
        };
        let grouping = |edition: &Edition, at: Option<usize>| {
            at.and_then(|at| edition.groupings.get(at)).map(|grouping| grouping.name.clone())
        };
        let found = [
            ("renamed", text(&cluster.name), text(&other.name)),
            ("new id", text(cluster.id.as_str()), text(other.id.as_str())),
            ("cross-cutting", Some(yes(cluster.cross_cutting)), Some(yes(other.cross_cutting))),
            ("grouping", grouping(from, cluster.grouping), grouping(to, other.grouping)),
        ];
        let basis = if cluster.id == other.id { "same id" } else { "same name" };
        push_differences(&mut rows, &base, other.id.as_str(), basis, found);
    }
    for (at, sub) in from.sub_clusters.iter().enumerate() {
        let base = UnitChangeRow {
            level: from.sub_cluster_term.clone(),
            change: "removed".to_owned(),
            from_id: text(sub.id.as_str()),
            from: text(&sub.name),
            to_id: None,
            to: None,
            basis: String::new(),
        };
        let Some(other) = matched.sub_clusters[at].map(|at| &to.sub_clusters[at]) else {
            rows.push(base);
            continue;
        };
        let stays = matched.clusters[sub.cluster] == Some(other.cluster);
        let place =
            |edition: &Edition, cluster: usize| (!stays).then(|| edition.clusters[cluster].name.clone());
        let found = [
            ("renamed", text(&sub.name), text(&other.name)),
            ("new id", text(sub.id.as_str()), text(other.id.as_str())),
            ("moved", place(from, sub.cluster), place(to, other.cluster)),
        ];
        let basis = if sub.id == other.id { "same id" } else { "same name" };
        push_differences(&mut rows, &base, other.id.as_str(), basis, found);
    }
    let added = |level: &str, id: &str, name: &str| UnitChangeRow {
        level: level.to_owned(),
        change: "added".to_owned(),
        from_id: None,
        from: None,
        to_id: text(id),
        to: text(name),
        basis: String::new(),
    };
    for (at, cluster) in to.clusters.iter().enumerate() {
        if !matched.clusters.contains(&Some(at)) {
            rows.push(added("cluster", cluster.id.as_str(), &cluster.name));
        }
    }
    for (at, sub) in to.sub_clusters.iter().enumerate() {
        if !matched.sub_clusters.contains(&Some(at)) {
            rows.push(added(&to.sub_cluster_term, sub.id.as_str(), &sub.name));
        }
    }
    let of = |change: &str| rows.iter().filter(|row| row.change == change).count();
    report.findings.push(format!(
        "Clusters: {} to {}; {}s: {} to {}; {} added, {} removed, {} renamed, {} moved",
        from.clusters.len(),
        to.clusters.len(),
        to.sub_cluster_term,
        from.sub_clusters.len(),
        to.sub_clusters.len(),
        of("added"),
        of("removed"),
        of("renamed"),
        of("moved")
    ));
    let order = (0..rows.len()).collect();
    report.push(ChangeTable::new(&rows, "Clusters and sub-clusters", &[], BRIEF, order));
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn push_differences<const N: usize>(
    rows: &mut Vec<UnitChangeRow>,
    base: &UnitChangeRow,
    to_id: &str,
    basis: &str,
    found: [(&str, Option<String>, Option<String>); N],
) {
    for (change, from, to) in found {
        // Names are compared to the letter here: a steward wants to see a comma.
        if from != to {
            rows.push(UnitChangeRow {
                change: change.to_owned(),
                from,
                to,
                to_id: Some(to_id.to_owned()),
                basis: basis.to_owned(),
                ..base.clone()
            });
        }
    }
}
