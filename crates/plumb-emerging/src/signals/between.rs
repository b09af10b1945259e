//! Occupations of several groups list or file the same title. Unit: minor groups beyond the first, and clusters beyond
//! the first where a framework edition says which.

use std::collections::BTreeSet;

use super::{Measure, Scene, as_value};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.kind != SubjectKind::Family {
        return None;
    }
    let index = scene.index;
    let name = &index.entries[subject.entries[0]];
    let listed = index.listed_homes(name).into_iter().map(|home| index.homes[home].soc);
    // One filing may be a slip of the hand.
    let filed = name.filed_codes.iter().filter(|(_, filings)| **filings > 1).map(|(code, _)| *code);
    let codes: BTreeSet<_> = listed.chain(filed).collect();
    let minor: BTreeSet<u32> = codes.iter().map(|code| code.as_number() / 1_000).collect();
    let clusters: BTreeSet<&String> =
        codes.iter().filter_map(|code| scene.market.clusters.get(code)).collect();
    let value = minor.len().saturating_sub(1) + clusters.len().saturating_sub(1);
    (value > 0).then(|| {
        let of_clusters =
            if clusters.len() > 1 { format!(" and {} clusters", clusters.len()) } else { String::new() };
        let words = format!("stands between {} minor groups{of_clusters}", minor.len());
        Measure { value: as_value(value), words }
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn groups_of_listings_and_filings_count_once() {
        let found = measured(&market(), Signal::BetweenOccupations, "Data Scientist").unwrap();
        assert_eq!(found.words, "stands between 2 minor groups");
        assert_eq!(measured(&market(), Signal::BetweenOccupations, "Prompt Writer"), None);
        let mut market = market();
        market.clusters.insert("15-1111".parse().unwrap(), "Digital Technology".to_owned());
        market.clusters.insert("51-1111".parse().unwrap(), "Advanced Manufacturing".to_owned());
        let found = measured(&market, Signal::BetweenOccupations, "Data Scientist").unwrap();
        assert!((found.value - 2.0).abs() < 1e-12, "{found:?}");
    }
}
