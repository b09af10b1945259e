//! SOC occupations that fall apart: titles that join roles, and detailed occupations without a SOC code of their own.

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
}

pub(crate) fn find(market: &Market, index: &Index, config: &EmergingConfig) -> Vec<Subject> {
    let mut found = Vec::new();
    for (position, home) in index.homes.iter().enumerate() {
        let mut pieces = uncovered(market, index, home);
        let named: Vec<TitleKey> = pieces.iter().map(|piece| piece.title.key.clone()).collect();
        let mut parts = parts(index, home);
        parts.retain(|piece| !named.contains(&piece.title.key));
        let joins = home.names.len() > 1;
        let loose = if home.residual { loose(index, position, home, config, &named) } else { Vec::new() };
        if pieces.is_empty() && loose.is_empty() && parts.len() < 2 {
            continue;
        }
        // A part of the title is the stronger claim, then the piece with more titles around it.
        pieces.sort_by(|left, right| {
            right.support.cmp(&left.support).then_with(|| left.title.text.cmp(&right.title.text))
        });
        parts.extend(pieces);
        parts.extend(loose);
        for chunk in parts.chunks(config.families.displayed_titles) {
            let own: Vec<usize> = chunk.iter().filter_map(|piece| piece.occupation).collect();
            let is_part = |piece: &&Piece| {
                joins
                    && home
                        .names
                        .iter()
                        .any(|name| *name == piece.title.key || piece.title.key.is_within(name))
            };
            let parts: Vec<usize> = chunk.iter().filter(is_part).map(|piece| piece.support).collect();
            let entries =
                chunk.iter().filter_map(|piece| index.by_key.get(&piece.title.key).copied()).collect();
            found.push(Subject {
                kind: SubjectKind::Occupation,
                titles: chunk.iter().map(|piece| piece.title.clone()).collect(),
                entries,
                homes: vec![position],
                occupations: if own.is_empty() { home.occupations.clone() } else { own.clone() },
                parts: balance(parts),
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
fn balance(mut support: Vec<usize>) -> usize {
    support.sort_unstable();
    support.pop();
    support.pop().unwrap_or(0)
}

/// The most typical titles that a residual lists and that no occupation is named by.
fn loose(
    index: &Index,
    position: usize,
    home: &Home,
    config: &EmergingConfig,
    named: &[TitleKey],
) -> Vec<Piece> {
    leaders(index, position, home, config, config.families.titles_per_residual)
        .into_iter()
        .map(|leader| &index.entries[leader.entry])
        .filter(|entry| !named.contains(&entry.key))
        .map(|entry| Piece {
            title: DisplayedTitle { text: entry.text.clone(), key: entry.key.clone(), code: None },
            occupation: None,
            support: support(index, home, &entry.key),
        })
        .collect()
}

fn uncovered(market: &Market, index: &Index, home: &Home) -> Vec<Piece> {
    let piece = |&position: &usize| {
        let occupation = &market.occupations[position];
        let key = index.lexicon.find(&occupation.title, &mut plumb_titles::normalise::Draft::default())?;
        let support = support(index, home, &key);
        let title =
            DisplayedTitle { text: occupation.title.clone(), key, code: Some(occupation.code.clone()) };
        Some(Piece { title, occupation: Some(position), support })
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
        let support = if own.is_empty() { support(index, home, &key) } else { holding(index, home, &own) };
        let elsewhere = index.plain.get(&key).is_some_and(|&other| index.homes[other].soc != home.soc);
        if support == 0 || elsewhere || found.iter().any(|known| known.title.key == key) {
            continue;
        }
        found.push(Piece {
            title: DisplayedTitle { text: capitalised(&text), key, code: None },
            occupation: None,
            support,
        });
    }
    found
}

/// How many titles under a home hold all words of a title.
fn support(index: &Index, home: &Home, key: &TitleKey) -> usize {
    holding(index, home, key.words())
}

fn holding(index: &Index, home: &Home, words: &[u32]) -> usize {
    let holds = |entry: usize| {
        let title = index.entries[entry].key.words();
        words.iter().all(|word| title.binary_search(word).is_ok())
    };
    home.entries.iter().filter(|&&entry| holds(entry)).count()
}

/// "clinical psychologists" as a title.
pub(crate) fn capitalised(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
