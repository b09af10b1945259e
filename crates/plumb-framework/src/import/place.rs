//! From printed names to places in the edition.

use std::collections::BTreeSet;

use crate::edition::{Edition, Placement, fold_name};
use crate::import::{Anomaly, AnomalyKind, SheetRow, anomaly};

/// The places that a row of a long sheet names. Listings join several by `; `: clusters and
/// pathways then pair up by whose pathway it is.
pub(crate) fn placements(
    edition: &Edition,
    row: &SheetRow,
    anomalies: &mut BTreeSet<Anomaly>,
) -> Vec<Placement> {
    let split = |text: &str| text.split(';').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let clusters: Vec<String> = row.clusters.iter().flat_map(|names| split(names)).collect();
    let subs: Vec<String> = row.sub_cluster.iter().flat_map(|names| split(names)).collect();
    let mut known = Vec::new();
    for name in &clusters {
        if let Some(position) = edition.find_cluster(name) {
            variant(row, name, &edition.clusters[position].name, anomalies);
            known.push(position);
        } else {
            let detail = "the edition has no such cluster; the row is left out";
            anomalies.insert(anomaly(AnomalyKind::UnknownCluster, row, name, detail));
        }
    }
    let mut placements = Vec::new();
    for name in &subs {
        let folded = fold_name(name);
        let home = known.iter().find_map(|&cluster| {
            let sub = edition
                .sub_clusters_of(cluster)
                .find(|&sub| fold_name(&edition.sub_clusters[sub].name) == folded)?;
            Some(Placement { cluster, sub_cluster: Some(sub) })
        });
        match home {
            Some(placement) => {
                if let Some(sub) = placement.sub_cluster {
                    variant(row, name, &edition.sub_clusters[sub].name, anomalies);
                }
                placements.push(placement);
            }
            None if known.is_empty() => {}
            None => {
                let detail = format!(
                    "none of {} has such a {}; the row is left out",
                    clusters.join("; "),
                    edition.sub_cluster_term
                );
                anomalies.insert(anomaly(AnomalyKind::UnknownSubCluster, row, name, &detail));
            }
        }
    }
    placements
}

fn variant(row: &SheetRow, printed: &str, name: &str, anomalies: &mut BTreeSet<Anomaly>) {
    if printed != name {
        anomalies.insert(anomaly(AnomalyKind::NameVariant, row, printed, &format!("read as `{name}`")));
    }
}
