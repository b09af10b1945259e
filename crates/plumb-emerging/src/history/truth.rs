//! What a newer taxonomy added, from the published crosswalk. See `docs/EVALUATION.md` for the rule.

use std::collections::{BTreeMap, BTreeSet};

use plumb_titles::normalise::Draft;

use super::found::TruthItem;
use crate::lexicon::canonical;
use crate::market::is_residual;

/// One published link from the older to the newer taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyLink {
    /// Code and title in the older one.
    pub older: (String, String),
    /// Code and title in the newer one.
    pub newer: (String, String),
}

/// The occupations that the newer taxonomy added: no residual, not a title of the older one, and without a
/// predecessor or with one that was split.
///
/// `older` and `newer` are code and title of every occupation; links whose codes are in neither are read all the same.
pub fn added(
    links: &[TaxonomyLink],
    older: &[(String, String)],
    newer: &[(String, String)],
) -> Vec<TruthItem> {
    let mut draft = Draft::default();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for title in older.iter().map(|(_, title)| title).chain(links.iter().map(|link| &link.older.1)) {
        known.extend(canonical(title, &mut draft));
    }
    let mut successors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut predecessors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut titles: BTreeMap<&str, &str> =
        newer.iter().map(|(code, title)| (code.as_str(), title.as_str())).collect();
    for link in links {
        successors.entry(&link.older.0).or_default().insert(&link.newer.0);
        predecessors.entry(&link.newer.0).or_default().insert(&link.older.0);
        titles.entry(&link.newer.0).or_insert(&link.newer.1);
    }
    let split = |code: &&str| successors.get(*code).is_some_and(|successors| successors.len() > 1);
    titles
        .into_iter()
        .filter(|(code, title)| {
            let is_known = canonical(title, &mut draft).is_none_or(|words| known.contains(&words));
            let from = predecessors.get(code);
            !is_residual(title) && !is_known && from.is_none_or(|from| from.iter().any(split))
        })
        .map(|(code, title)| TruthItem { title: title.to_owned(), code: code.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(older: &str, older_title: &str, newer: &str, newer_title: &str) -> TaxonomyLink {
        TaxonomyLink {
            older: (older.to_owned(), older_title.to_owned()),
            newer: (newer.to_owned(), newer_title.to_owned()),
        }
    }

    #[test]
    fn new_and_split_off_count_and_renamed_merged_moved_do_not() {
        let links = [
            link("1", "Bakers", "1", "Bread Bakers"),
            link("2", "Tailors", "9", "Tailors"),
            link("3", "Clerks, All Other", "3", "Clerks, All Other"),
            link("3", "Clerks, All Other", "4", "Data Clerks"),
            link("5", "Smiths", "5", "Smiths and Founders"),
            link("6", "Founders", "5", "Smiths and Founders"),
        ];
        let newer = [("8".to_owned(), "Drone Pilots".to_owned())];
        let found = added(&links, &[], &newer);
        let titles: Vec<&str> = found.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Data Clerks", "Drone Pilots"]);
    }
}
