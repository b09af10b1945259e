//! Families of titles: under an occupation but not its own name, or filed and listed nowhere.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::occupations::capitalised;
use crate::config::EmergingConfig;
use crate::index::{Entry, Home, Index};
use crate::lexicon::TitleKey;
use crate::market::Market;
use crate::subject::{DisplayedTitle, Subject, SubjectKind};

/// A title that may lead a family, with how typical it is of the titles around it.
#[derive(Clone, Copy)]
pub(crate) struct Leader {
    pub(crate) entry: usize,
    home: usize,
    typicality: f64,
    support: usize,
}

/// Families among the titles that a release lists. A family that several occupations list belongs to all of them.
/// `leaders` are the typical titles of each home, the most typical first.
pub(crate) fn listed(
    market: &Market,
    index: &Index,
    config: &EmergingConfig,
    leaders: &[Vec<Leader>],
) -> Vec<Subject> {
    let mut best: BTreeMap<usize, Leader> = BTreeMap::new();
    for leaders in leaders {
        for leader in distinct(index, leaders, config, &[], config.families.families_per_occupation) {
            let known = best.entry(leader.entry).or_insert(leader);
            let stronger = |leader: &Leader| (index.homes[leader.home].residual, leader.typicality);
            let (residual, typicality) = stronger(&leader);
            let (known_residual, known_typicality) = stronger(known);
            if (residual, typicality) > (known_residual, known_typicality) {
                *known = leader;
            }
        }
    }
    best.into_values().map(|leader| listed_family(market, index, config, leader)).collect()
}

fn listed_family(market: &Market, index: &Index, config: &EmergingConfig, leader: Leader) -> Subject {
    let key = &index.entries[leader.entry].key;
    let around = index.homes[leader.home].entries.iter().copied().filter(|&entry| entry != leader.entry);
    let mut members: Vec<(f64, usize)> = around
        .map(|entry| (index.entries[entry].key.overlap(key), entry))
        .filter(|(overlap, entry)| {
            *overlap >= config.families.least_overlap && !names_an_occupation(index, *entry)
        })
        .collect();
    // The most common of the similar titles are shown.
    let common = |entry: usize| (index.entries[entry].listings, index.entries[entry].filings);
    members.sort_by(|left, right| {
        common(right.1).cmp(&common(left.1)).then(right.0.total_cmp(&left.0)).then(left.1.cmp(&right.1))
    });
    let mut entries = vec![leader.entry];
    entries.extend(members.iter().take(config.families.displayed_titles - 1).map(|(_, entry)| *entry));
    let mut homes = vec![leader.home];
    homes.extend(
        index.listed_homes(&index.entries[leader.entry]).into_iter().filter(|home| *home != leader.home),
    );
    let mut occupations = index.entries[leader.entry].occupations.clone();
    if occupations.is_empty() {
        occupations.clone_from(&index.homes[leader.home].occupations);
    }
    debug_assert!(occupations.iter().all(|&occupation| occupation < market.occupations.len()));
    subject(index, entries, homes, occupations, leader.support)
}

fn subject(
    index: &Index,
    entries: Vec<usize>,
    homes: Vec<usize>,
    occupations: Vec<usize>,
    support: usize,
) -> Subject {
    Subject {
        kind: SubjectKind::Family,
        titles: entries.iter().map(|&entry| displayed(&index.entries[entry])).collect(),
        entries,
        homes,
        occupations,
        parts: 0,
        uncovered: 0,
        support,
        technology: None,
        gap: None,
    }
}

fn displayed(entry: &Entry) -> DisplayedTitle {
    let shouted = !entry.text.chars().any(char::is_lowercase);
    let text = if shouted && entry.listings == 0 {
        capitalised(&entry.text.to_lowercase())
    } else {
        entry.text.clone()
    };
    DisplayedTitle { text, key: entry.key.clone(), code: None }
}

/// Whether a title is the name of an occupation that exists.
fn names_an_occupation(index: &Index, entry: usize) -> bool {
    index.plain.contains_key(&index.entries[entry].key)
}

/// The titles of each home that may lead a family, the most typical first.
pub(super) fn leaders_by_home(index: &Index, config: &EmergingConfig) -> Vec<Vec<Leader>> {
    let homes = index.homes.par_iter().enumerate();
    homes.map(|(position, home)| leaders(index, position, home, config)).collect()
}

/// How typical each title of a home is of others in it: many titles hold its words, which are rare elsewhere.
/// The weights are chosen by holding out occupations, see ADR 008.
#[expect(clippy::cast_precision_loss, reason = "counts of titles under one occupation")]
fn leaders(index: &Index, position: usize, home: &Home, config: &EmergingConfig) -> Vec<Leader> {
    let weights = &config.families.typicality;
    let mut with_word: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (local, &entry) in home.entries.iter().enumerate() {
        for &word in index.entries[entry].key.words() {
            with_word.entry(word).or_default().push(u32::try_from(local).unwrap_or(u32::MAX));
        }
    }
    let mut shared = vec![0_u8; home.entries.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut found = Vec::new();
    for &entry in &home.entries {
        let title = &index.entries[entry];
        if is_generic(index, title, config)
            || names_an_occupation(index, entry)
            || names_piece(index, home, title)
        {
            continue;
        }
        for word in title.key.words() {
            for &other in &with_word[word] {
                if shared[other as usize] == 0 {
                    touched.push(other);
                }
                shared[other as usize] += 1;
            }
        }
        touched.sort_unstable();
        let holds_all = |&&other: &&u32| usize::from(shared[other as usize]) == title.key.len();
        let support = touched.iter().filter(holds_all).count();
        let likeness: f64 = touched
            .iter()
            .map(|&other| index.similarity(&title.key, &index.entries[home.entries[other as usize]].key))
            .sum();
        for other in touched.drain(..) {
            shared[other as usize] = 0;
        }
        let rarity = title.key.words().iter().map(|&word| index.rarity(word)).sum::<f64>();
        // The title is itself among the titles that hold it and is like itself.
        // Not compared where it would count nothing.
        let names = home.names.iter().filter(|_| weights.own_name > 0.0);
        let own_name = names.map(|name| index.similarity(name, &title.key)).fold(0.0, f64::max);
        let typicality = weights.support * (support.max(1) as f64).ln()
            + weights.likeness * (1.0 + (likeness - 1.0).max(0.0)).ln()
            + weights.rarity * rarity / title.key.len() as f64
            + weights.listings * f64::from(title.listings)
            + weights.filings * (1.0 + title.filings.max(0) as f64).ln()
            - weights.spread * (index.listed_homes(title).len().max(1) as f64).ln()
            - weights.own_name * own_name
            - weights.length * title.key.len().saturating_sub(2) as f64;
        found.push(Leader { entry, home: position, typicality, support });
    }
    found.sort_by(|left, right| {
        right.typicality.total_cmp(&left.typicality).then(left.entry.cmp(&right.entry))
    });
    found
}

/// The first leaders, at most so many, that are neither of one family nor of one with a title that is known.
pub(super) fn distinct(
    index: &Index,
    ranked: &[Leader],
    config: &EmergingConfig,
    known: &[TitleKey],
    most: usize,
) -> Vec<Leader> {
    let mut kept: Vec<Leader> = Vec::new();
    if most == 0 {
        return kept;
    }
    for &leader in ranked {
        let key = &index.entries[leader.entry].key;
        let like = |known: &TitleKey| known.overlap(key) >= config.families.least_overlap;
        if !known.iter().any(like) && !kept.iter().any(|kept| like(&index.entries[kept.entry].key)) {
            kept.push(leader);
            if kept.len() == most {
                break;
            }
        }
    }
    kept
}

/// Whether a title is shown as a piece of its occupation already.
fn names_piece(index: &Index, home: &Home, title: &Entry) -> bool {
    home.names.contains(&title.key)
        || home.uncovered.iter().any(|&occupation| {
            title.occupations.contains(&occupation) && index.names_of(occupation).contains(&title.key)
        })
}

pub(super) fn is_generic(index: &Index, title: &Entry, config: &EmergingConfig) -> bool {
    let single = title.key.len() == 1;
    let common =
        |&word: &u32| index.titles_with_word[word as usize] >= config.families.generic_word_from_titles;
    (single && title.key.words().iter().all(common))
        || index.listed_homes(title).len() >= config.families.generic_from_occupations
}

/// Families among the titles that employers filed and no release lists.
pub(crate) fn filed(index: &Index, config: &EmergingConfig) -> Vec<Subject> {
    let mut candidates: Vec<usize> = (0..index.entries.len())
        .filter(|&entry| {
            let title = &index.entries[entry];
            title.listings == 0
                && volume(title) >= config.families.filed_at_least
                && title.filed_codes.values().filter(|filings| **filings > 1).count()
                    < config.families.generic_from_occupations
                && title.key.len() > 1
                && !names_an_occupation(index, entry)
        })
        .collect();
    candidates.sort_by_key(|&entry| (-volume(&index.entries[entry]), index.entries[entry].key.len(), entry));
    let mut with_word: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let mut families: Vec<Vec<usize>> = Vec::new();
    for entry in candidates {
        let key = &index.entries[entry].key;
        // The rarest word finds the families that a title can belong to without a look at all of them.
        let near = key.words().iter().filter_map(|word| with_word.get(word)).flatten();
        let mut best: Option<(f64, usize)> = None;
        for &family in near {
            let overlap = index.entries[families[family][0]].key.overlap(key);
            if overlap >= config.families.least_overlap && best.is_none_or(|(known, _)| overlap > known) {
                best = Some((overlap, family));
            }
        }
        if let Some((_, family)) = best {
            families[family].push(entry);
            continue;
        }
        for &word in key.words() {
            with_word.entry(word).or_default().push(families.len());
        }
        families.push(vec![entry]);
    }
    families.into_iter().map(|family| filed_family(index, family, config)).collect()
}

/// Filings and postings of a title.
fn volume(title: &Entry) -> i64 {
    title.filings.saturating_add(i64::try_from(title.postings).unwrap_or(i64::MAX))
}

fn filed_family(index: &Index, mut family: Vec<usize>, config: &EmergingConfig) -> Subject {
    family.truncate(config.families.displayed_titles);
    let mut by_home: BTreeMap<usize, i64> = BTreeMap::new();
    for &entry in &family {
        for (code, filings) in &index.entries[entry].filed_codes {
            if let Some(&home) = index.home_of.get(code) {
                *by_home.entry(home).or_default() += filings;
            }
        }
    }
    let mut homes: Vec<(usize, i64)> = by_home.into_iter().collect();
    homes.sort_by_key(|(home, filings)| (-filings, *home));
    let homes: Vec<usize> = homes.into_iter().map(|(home, _)| home).collect();
    let occupations = homes.first().map(|&home| index.homes[home].occupations.clone()).unwrap_or_default();
    let support = family.len();
    subject(index, family, homes, occupations, support)
}
