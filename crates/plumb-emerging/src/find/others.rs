//! Technologies, and sub-clusters of the framework that no occupation is in.

use std::collections::BTreeSet;

use crate::config::EmergingConfig;
use crate::index::{Index, is_new_technology};
use crate::market::Market;
use crate::subject::{DisplayedTitle, Subject, SubjectKind};

/// Technologies that are hot, in demand, or new since the earlier release.
pub(crate) fn technologies(market: &Market, index: &Index) -> Vec<Subject> {
    let mut found = Vec::new();
    for (position, technology) in market.technologies.iter().enumerate() {
        let new = is_new_technology(market, technology);
        if !(new || technology.hot || technology.in_demand > 0) {
            continue;
        }
        let Some(key) = index.technologies.get(position).cloned().flatten() else { continue };
        let homes: BTreeSet<usize> =
            technology.occupations.iter().map(|&occupation| index.home_of_occupation[occupation]).collect();
        found.push(Subject {
            kind: SubjectKind::Technology,
            titles: vec![DisplayedTitle { text: technology.name.clone(), key, code: None }],
            entries: Vec::new(),
            homes: homes.into_iter().collect(),
            occupations: technology.occupations.clone(),
            parts: 0,
            uncovered: 0,
            support: 0,
            technology: Some(position),
            gap: None,
        });
    }
    found
}

/// Sub-clusters without an occupation, with the titles that hold most of their name's words.
pub(crate) fn gaps(market: &Market, index: &Index, config: &EmergingConfig) -> Vec<Subject> {
    let mut found = Vec::new();
    for (position, gap) in market.gaps.iter().enumerate() {
        let Some(Some(key)) = index.gaps.get(position) else { continue };
        let mut likely: Vec<(f64, usize)> = index
            .entries
            .iter()
            .enumerate()
            .map(|(entry, title)| (index.similarity(key, &title.key), entry))
            .filter(|(similarity, _)| *similarity >= config.families.gap_least_similarity)
            .collect();
        likely.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        likely.truncate(config.families.displayed_titles - 1);
        let mut titles = vec![DisplayedTitle { text: gap.sub_cluster.clone(), key: key.clone(), code: None }];
        titles.extend(likely.iter().map(|&(_, entry)| DisplayedTitle {
            text: index.entries[entry].text.clone(),
            key: index.entries[entry].key.clone(),
            code: None,
        }));
        let entries: Vec<usize> = likely.iter().map(|&(_, entry)| entry).collect();
        let occupations: BTreeSet<usize> =
            entries.iter().flat_map(|&entry| index.entries[entry].occupations.iter().copied()).collect();
        let homes: BTreeSet<usize> =
            occupations.iter().map(|&occupation| index.home_of_occupation[occupation]).collect();
        found.push(Subject {
            kind: SubjectKind::SubCluster,
            titles,
            entries,
            homes: homes.into_iter().collect(),
            occupations: occupations.into_iter().collect(),
            parts: 0,
            uncovered: 0,
            support: 0,
            technology: None,
            gap: Some(position),
        });
    }
    found
}
