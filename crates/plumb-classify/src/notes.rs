//! Writes shares down as an analyst's note, with numbers. It decides nothing.

use plumb_codes::{OewsOccCode, Soc2018};

use crate::shares::{ClusterShares, ShareReason, ShareRule};
use crate::view::EditionView;

/// Sectors that a note names; the others are summed up.
const NAMED_SECTORS: usize = 3;

/// Parts below this print as 0.0 % and are left out of a note; they still count in the share.
const LEAST_PART: f64 = 0.000_5;

/// Why a cluster, and a sub-cluster of it, has its share of an occupation.
///
/// `sub_clusters` is the number of the cluster's sub-clusters that the occupation belongs to.
pub(crate) fn share_note(
    view: &EditionView,
    rule: &ShareRule<'_>,
    shares: &ClusterShares,
    soc: Soc2018,
    cluster: usize,
    sub_clusters: usize,
) -> String {
    let here = shares.contributions.iter().filter(|one| one.cluster == cluster && one.part >= LEAST_PART);
    if here.clone().any(|one| one.reason == ShareReason::OnlyCluster) {
        return only_cluster(sub_clusters);
    }
    let mut sectors: Vec<(f64, String)> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for one in here {
        let part = percent(one.part);
        match one.reason {
            ShareReason::Sector(sector) => {
                let name = rule.staffing().sector_name(sector).unwrap_or_default();
                let owners = rule.owners_among(sector, shares).len();
                let split = if owners > 1 { format!(", split among {owners} clusters") } else { String::new() };
                sectors.push((one.part, format!("{sector} {name} {part}{split}")));
            }
            ShareReason::OnlyCluster => {}
            ShareReason::Neighbours => reasons.push(format!(
                "{part} in sectors of none of its clusters, where single-cluster occupations of its group work for this one"
            )),
            ShareReason::CrossCutting => {
                reasons.push(format!("{part} left over, taken because the cluster is cross-cutting"));
            }
            ShareReason::Undecided => {
                reasons.push(format!("{part} of the jobs from those that no evidence decides, spread over its clusters"));
            }
            ShareReason::NoStaffing => {
                reasons.push(format!("{part} as an equal part: OEWS has no employment by sector for it"));
            }
        }
    }
    reasons.splice(0..0, sector_reason(sectors));
    let line = OewsOccCode::carrying(soc);
    let through = if line.is_composite() { format!(", line {line}") } else { String::new() };
    let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
    let taken = percent(shares.share(cluster));
    let (name, release) = (view.cluster_name(cluster), rule.staffing().release());
    let split = if sub_clusters > 1 {
        format!(" {sub_clusters} sub-clusters share it equally: no published figure tells them apart.")
    } else {
        String::new()
    };
    let withheld = if shares.withheld > 0.0 {
        format!(", {} of the jobs are in sector cells that the publisher withheld", percent(shares.withheld))
    } else {
        String::new()
    };
    format!(
        "Share: {name} takes {taken} of the jobs ({release}{through}){why}.{split} Confidence of the division {:.2}{withheld}.",
        shares.confidence()
    )
}

fn only_cluster(sub_clusters: usize) -> String {
    if sub_clusters > 1 {
        format!(
            "Share: it has no other cluster; its {sub_clusters} sub-clusters share it equally, since no published figure tells them apart."
        )
    } else {
        "Share: the whole occupation, it has no other place.".to_owned()
    }
}

/// The sectors that the industry table gives to the cluster, largest first, as one reason.
fn sector_reason(mut sectors: Vec<(f64, String)>) -> Option<String> {
    if sectors.is_empty() {
        return None;
    }
    sectors.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    let all: f64 = sectors.iter().map(|(part, _)| part).sum();
    let others: f64 = sectors.iter().skip(NAMED_SECTORS).map(|(part, _)| part).sum();
    let mut named: Vec<String> = sectors.into_iter().take(NAMED_SECTORS).map(|(_, text)| text).collect();
    if others > 0.0 {
        named.push(format!("other sectors {}", percent(others)));
    }
    Some(format!("{} in sectors that the industry table gives it ({})", percent(all), named.join(", ")))
}

fn percent(part: f64) -> String {
    format!("{:.1} %", 100.0 * part)
}
