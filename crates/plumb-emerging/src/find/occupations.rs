//! SOC occupations that may fall apart: titles that join roles, detailed occupations without a SOC code of their own, and
//! families of titles that are unlike each other.

use std::collections::BTreeMap;

use super::families::leaders;
use crate::config::EmergingConfig;
use crate::index::{Home, Index};
use crate::lexicon::TitleKey;
use crate::market::Market;
use crate::names::{last_role, name_texts};
use crate::subject::{DisplayedTitle, Subject, SubjectKind};

/// A piece of an occupation.
struct Piece {
    title: DisplayedTitle,
    occupation: Option<usize>,
    support: usize,
    /// Titles that tell a part of a joined title apart from the others; none for other pieces.
    own: Option<Vec<usize>>,
}

pub(crate) fn find(market: &Market, index: &Index, config: &EmergingConfig) -> Vec<Subject> {
    let mut found = Vec::new();
    for (position, home) in index.homes.iter().enumerate() {
        let mut details = uncovered(market, index, home);
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
            pieces.len().max(1).next_multiple_of(wide) - pieces.len()
        };
        pieces.extend(loose(index, position, home, config, &pieces, most));
        if pieces.len() < 2 {
            continue;
        }
        for chunk in pieces.chunks(wide) {
            let own: Vec<usize> = chunk.iter().filter_map(|piece| piece.occupation).collect();
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
    position: usize,
    home: &Home,
    config: &EmergingConfig,
    pieces: &[Piece],
    most: usize,
) -> Vec<Piece> {
    let known: Vec<TitleKey> = pieces.iter().map(|piece| piece.title.key.clone()).collect();
    leaders(index, position, home, config, &known, most)
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

fn uncovered(market: &Market, index: &Index, home: &Home) -> Vec<Piece> {
    let names = home.names.len() > 1;
    let piece = |&position: &usize| {
        let occupation = &market.occupations[position];
        let key = index.lexicon.find(&occupation.title, &mut plumb_titles::normalise::Draft::default())?;
        let part = names && home.names.iter().any(|name| *name == key || key.is_within(name));
        let own = part.then(|| holding(index, home, key.words()));
        let support = support(index, home, &key);
        let title =
            DisplayedTitle { text: occupation.title.clone(), key, code: Some(occupation.code.clone()) };
        Some(Piece { title, occupation: Some(position), support, own })
    };
    home.uncovered.iter().filter_map(piece).collect()
}

/// The roles that the home's title joins, as far as titles are listed for them.
fn parts(index: &Index, home: &Home) -> Vec<Piece> {
    if home.names.len() < 2 {
        return Vec::new();
    }
    let mut draft = plumb_titles::normalise::Draft::default();
    let texts = name_texts(&home.title).into_iter().chain(last_role(&home.title));
    let everywhere = |word: &u32| home.names.iter().all(|name| name.words().contains(word));
    let mut found: Vec<Piece> = Vec::new();
    for text in texts {
        let Some(key) = index.lexicon.find(&text, &mut draft) else { continue };
        // What all parts share, such as "manager", tells none of them apart.
        let own: Vec<u32> = key.words().iter().copied().filter(|word| !everywhere(word)).collect();
        let entries = holding(index, home, if own.is_empty() { key.words() } else { &own });
        let elsewhere = index.plain.get(&key).is_some_and(|&other| index.homes[other].soc != home.soc);
        if entries.is_empty() || elsewhere || found.iter().any(|known| known.title.key == key) {
            continue;
        }
        found.push(Piece {
            title: DisplayedTitle { text: capitalised(&text), key, code: None },
            occupation: None,
            support: entries.len(),
            own: Some(entries),
        });
    }
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
