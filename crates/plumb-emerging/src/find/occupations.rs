//! SOC occupations that may fall apart: titles that join roles, detailed occupations without a SOC code of their own, and
//! families of titles that are unlike each other.

use std::collections::BTreeMap;

use plumb_titles::normalise::Draft;

use super::families::{Leader, distinct, is_generic};
use crate::config::EmergingConfig;
use crate::index::{Home, Index};
use crate::lexicon::TitleKey;
use crate::market::Market;
use crate::names::name_texts;
use crate::subject::{DisplayedTitle, Subject, SubjectKind};

/// A piece of an occupation.
struct Piece {
    title: DisplayedTitle,
    occupation: Option<usize>,
    support: usize,
    /// Titles that tell a part of a joined title apart from the others; none for other pieces.
    own: Option<Vec<usize>>,
}

/// `leaders` are the typical titles of each home, the most typical first.
pub(crate) fn find(
    market: &Market,
    index: &Index,
    config: &EmergingConfig,
    leaders: &[Vec<Leader>],
) -> Vec<Subject> {
    let mut found = Vec::new();
    for (position, home) in index.homes.iter().enumerate() {
        let mut details = uncovered(market, index, home, config);
        // The piece with more titles around it is the stronger claim.
        details.sort_by(|left, right| {
            right.support.cmp(&left.support).then_with(|| left.title.text.cmp(&right.title.text))
        });
        // A part of the title that is a detailed occupation is shown as that.
        let mut pieces = parts(index, home);
        pieces.retain(|part| !details.iter().any(|detail| detail.title.key == part.title.key));
        pieces.extend(details);
        let wide = config.families.displayed_titles;
        let most = if home.residual {
            config.families.titles_per_residual
        } else {
            pieces.len().max(config.families.titles_per_occupation).next_multiple_of(wide) - pieces.len()
        };
        pieces.extend(loose(index, home, config, &leaders[position], &pieces, most));
        // One title under a plain occupation is a family and no falling apart.
        let alone = !home.residual && !pieces.iter().any(|piece| piece.occupation.is_some());
        if pieces.is_empty() || (alone && pieces.len() < 2) {
            continue;
        }
        for chunk in pieces.chunks(wide) {
            let mut own: Vec<usize> = chunk.iter().filter_map(|piece| piece.occupation).collect();
            own.sort_unstable();
            own.dedup();
            let entries =
                chunk.iter().filter_map(|piece| index.by_key.get(&piece.title.key).copied()).collect();
            found.push(Subject {
                kind: SubjectKind::Occupation,
                titles: chunk.iter().map(|piece| piece.title.clone()).collect(),
                entries,
                homes: vec![position],
                occupations: if own.is_empty() { home.occupations.clone() } else { own.clone() },
                parts: balance(chunk),
                uncovered: own.len(),
                support: chunk.iter().map(|piece| piece.support).sum(),
                technology: None,
                gap: None,
            });
        }
    }
    found
}

/// How many titles stand behind the second strongest part: an occupation falls apart as far as both sides are strong.
/// A title counts for one part only, the first that it tells apart from the others.
fn balance(chunk: &[Piece]) -> usize {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (part, piece) in chunk.iter().enumerate() {
        for &entry in piece.own.iter().flatten() {
            taken.entry(entry).or_insert(part);
        }
    }
    let mut titles = vec![0_usize; chunk.len()];
    for part in taken.into_values() {
        titles[part] += 1;
    }
    titles.sort_unstable();
    titles.pop();
    titles.pop().unwrap_or(0)
}

/// The most typical titles that an occupation lists and that no piece of it is like.
fn loose(
    index: &Index,
    home: &Home,
    config: &EmergingConfig,
    leaders: &[Leader],
    pieces: &[Piece],
    most: usize,
) -> Vec<Piece> {
    let known: Vec<TitleKey> = pieces.iter().map(|piece| piece.title.key.clone()).collect();
    distinct(index, leaders, config, &known, most)
        .into_iter()
        .map(|leader| &index.entries[leader.entry])
        .map(|entry| Piece {
            title: DisplayedTitle { text: entry.text.clone(), key: entry.key.clone(), code: None },
            occupation: None,
            support: support(index, home, &entry.key),
            own: None,
        })
        .collect()
}

/// The detailed occupations without a SOC code of their own. One whose title joins roles is shown by each of them where
/// people use each as a title, else by its whole title.
fn uncovered(market: &Market, index: &Index, home: &Home, config: &EmergingConfig) -> Vec<Piece> {
    let joins = home.names.len() > 1;
    let mut draft = Draft::default();
    let mut found: Vec<Piece> = Vec::new();
    for &position in &home.uncovered {
        let occupation = &market.occupations[position];
        let texts = name_texts(&occupation.title);
        let whole = std::slice::from_ref(&occupation.title);
        let joined: Vec<String> = texts.iter().map(|text| capitalised(text)).collect();
        let is_used = |text: &String| {
            let entry =
                index.lexicon.find(text, &mut Draft::default()).and_then(|key| index.by_key.get(&key));
            entry.is_some_and(|entry| {
                home.entries.binary_search(entry).is_ok()
                    && !is_generic(index, &index.entries[*entry], config)
            })
        };
        let apart = joined.len() > 1 && joined.iter().all(is_used);
        for text in if apart { joined.as_slice() } else { whole } {
            let Some(key) = index.lexicon.find(text, &mut draft) else { continue };
            if found.iter().any(|known| known.title.key == key) {
                continue;
            }
            let part = joins && home.names.iter().any(|name| *name == key || key.is_within(name));
            let own = part.then(|| holding(index, home, key.words()));
            let support = support(index, home, &key);
            let title = DisplayedTitle { text: text.clone(), key, code: Some(occupation.code.clone()) };
            found.push(Piece { title, occupation: Some(position), support, own });
        }
    }
    found
}

/// The roles that the home's title joins. Each is shown by its name where a title is that name, else by the most common
/// title that holds what tells it apart; a role that no title is listed for is shown by its name.
fn parts(index: &Index, home: &Home) -> Vec<Piece> {
    if home.names.len() < 2 {
        return Vec::new();
    }
    let mut draft = Draft::default();
    let everywhere = |word: &u32| home.names.iter().all(|name| name.words().contains(word));
    let mut found: Vec<Piece> = Vec::new();
    for text in name_texts(&home.title) {
        let Some(key) = index.lexicon.find(&text, &mut draft) else { continue };
        // What all parts share, such as "manager", tells none of them apart.
        let own: Vec<u32> = key.words().iter().copied().filter(|word| !everywhere(word)).collect();
        let own = if own.is_empty() { key.words() } else { &own };
        let entries = holding(index, home, own);
        let named = home.entries.iter().any(|&entry| index.entries[entry].key == key);
        let common = entries.iter().copied().max_by_key(|&entry| {
            let title = &index.entries[entry];
            (title.listings, std::cmp::Reverse(title.key.len()), title.filings, std::cmp::Reverse(entry))
        });
        let title = match common.filter(|_| !named) {
            Some(entry) => {
                let title = &index.entries[entry];
                DisplayedTitle { text: title.text.clone(), key: title.key.clone(), code: None }
            }
            None => DisplayedTitle { text: capitalised(&text), key, code: None },
        };
        let elsewhere = index.plain.get(&title.key).is_some_and(|&other| index.homes[other].soc != home.soc);
        if elsewhere || found.iter().any(|known| known.title.key == title.key) {
            continue;
        }
        found.push(Piece { title, occupation: None, support: entries.len(), own: Some(entries) });
    }
    // A role without a title is the weakest claim.
    found.sort_by_key(|piece| piece.support == 0);
    found
}

/// How many titles under a home hold all words of a title.
fn support(index: &Index, home: &Home, key: &TitleKey) -> usize {
    holding(index, home, key.words()).len()
}

/// The titles under a home that hold all of some words.
fn holding(index: &Index, home: &Home, words: &[u32]) -> Vec<usize> {
    let holds = |entry: usize| {
        let title = index.entries[entry].key.words();
        words.iter().all(|word| title.binary_search(word).is_ok())
    };
    home.entries.iter().copied().filter(|&entry| holds(entry)).collect()
}

/// "clinical psychologists" as a title.
pub(crate) fn capitalised(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
