//! Every distinct title of a market with where it is listed and filed, and the occupations' own names.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::OewsOccCode;
use rustc_hash::FxHashMap;

use crate::lexicon::{Lexicon, TitleKey};
use crate::market::{Market, Technology, is_residual};
use crate::names::names;

/// One distinct title: all spellings that are the same set of words.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: TitleKey,
    /// The spelling to show.
    pub(crate) text: String,
    /// How many times O*NET lists it, over all spellings and occupations.
    pub(crate) listings: u32,
    /// The detailed occupations that list it, sorted.
    pub(crate) occupations: Vec<usize>,
    /// Filings of it.
    pub(crate) filings: i64,
    /// Postings of it in the user's corpus.
    pub(crate) postings: u64,
    /// First and last year of the filings.
    pub(crate) filed_years: Option<(i64, i64)>,
    /// Filings by the code that employers chose.
    pub(crate) filed_codes: BTreeMap<OewsOccCode, i64>,
    /// Whether no earlier release lists it; `None` where there is none to compare with, or O*NET does not list it.
    pub(crate) new: Option<bool>,
    /// The release that listed it first, of those at hand.
    pub(crate) first_listed: Option<String>,
}

/// A SOC occupation with everything under it.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) soc: OewsOccCode,
    pub(crate) title: String,
    pub(crate) residual: bool,
    /// Its own names; none for a residual.
    pub(crate) names: Vec<TitleKey>,
    /// Its detailed occupations.
    pub(crate) occupations: Vec<usize>,
    /// Those of them that have no SOC code of their own.
    pub(crate) uncovered: Vec<usize>,
    /// Distinct titles under it, by position in [`Index::entries`], sorted.
    pub(crate) entries: Vec<usize>,
    /// How many titles without a shared word its titles are worth.
    pub(crate) unlike: f64,
    /// Part of its titles that share no word with its names, 0.0 to 1.0; 0.0 for a residual.
    pub(crate) unnamed: f64,
}

/// The distinct titles, the SOC occupations, and how rare words are.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) lexicon: Lexicon,
    pub(crate) entries: Vec<Entry>,
    pub(crate) by_key: FxHashMap<TitleKey, usize>,
    pub(crate) homes: Vec<Home>,
    pub(crate) home_of: BTreeMap<OewsOccCode, usize>,
    /// Position in `homes` by detailed occupation.
    pub(crate) home_of_occupation: Vec<usize>,
    /// Keys that name one plain occupation and nothing else: not emerging.
    pub(crate) plain: FxHashMap<TitleKey, usize>,
    /// Words of each technology's name and of each empty sub-cluster's, in the market's order.
    pub(crate) technologies: Vec<Option<TitleKey>>,
    pub(crate) gaps: Vec<Option<TitleKey>>,
    /// How many hot or new technologies each detailed occupation has.
    pub(crate) hot_or_new: Vec<u32>,
    /// The names of each detailed occupation.
    names: Vec<Vec<TitleKey>>,
    /// Squared rarity of each word.
    rarity: Vec<f64>,
    /// In how many distinct titles each word is.
    pub(crate) titles_with_word: Vec<u32>,
    /// Every name of every occupation with its home, and which of them hold a word.
    occupation_names: Vec<(TitleKey, usize, f64)>,
    names_with_word: Vec<Vec<u32>>,
}

impl Index {
    pub(crate) fn new(market: &Market) -> Self {
        let mut lexicon = Lexicon::default();
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_key: FxHashMap<TitleKey, usize> = FxHashMap::default();
        let mut seen: FxHashMap<&str, Option<usize>> = FxHashMap::default();
        // A spelling that O*NET lists is shown before one that was filed in capitals.
        for listed in &market.titles {
            let position = if let Some(position) = seen.get(listed.title.as_str()) {
                *position
            } else {
                let position = position_of(&listed.title, &mut lexicon, &mut entries, &mut by_key);
                seen.insert(&listed.title, position);
                if let Some(position) = position {
                    note_age(&mut entries[position], &listed.title, market);
                }
                position
            };
            let Some(position) = position else { continue };
            let entry = &mut entries[position];
            entry.listings += 1;
            if let Err(at) = entry.occupations.binary_search(&listed.occupation) {
                entry.occupations.insert(at, listed.occupation);
            }
        }
        for filed in &market.filed {
            let position = if let Some(position) = seen.get(filed.title.as_str()) {
                *position
            } else {
                let position = position_of(&filed.title, &mut lexicon, &mut entries, &mut by_key);
                seen.insert(&filed.title, position);
                position
            };
            let Some(position) = position else { continue };
            let entry = &mut entries[position];
            entry.filings += filed.filings;
            if let Some(code) = filed.soc {
                *entry.filed_codes.entry(code).or_default() += filed.filings;
            }
            if let Some(years) = filed.years {
                let known = entry.filed_years.unwrap_or(years);
                entry.filed_years = Some((known.0.min(years.0), known.1.max(years.1)));
            }
        }
        if let Some(postings) = &market.postings {
            for entry in &mut entries {
                entry.postings = postings.of(&entry.text).map_or(0, |total| total.postings);
            }
        }
        let homes = homes(market, &entries, &mut lexicon);
        Self::with_homes(market, lexicon, entries, by_key, homes)
    }

    fn with_homes(
        market: &Market,
        mut lexicon: Lexicon,
        entries: Vec<Entry>,
        by_key: FxHashMap<TitleKey, usize>,
        homes: Vec<Home>,
    ) -> Self {
        let home_of: BTreeMap<OewsOccCode, usize> =
            homes.iter().enumerate().map(|(position, home)| (home.soc, position)).collect();
        let home_of_occupation =
            market.occupations.iter().map(|occupation| home_of[&occupation.soc]).collect();
        let mut plain = FxHashMap::default();
        let mut occupation_names = Vec::new();
        for (position, home) in homes.iter().enumerate() {
            let whole = lexicon.learn(&home.title);
            if !home.residual {
                if let Some(whole) = whole {
                    plain.insert(whole, position);
                }
                if let [only] = home.names.as_slice() {
                    plain.insert(only.clone(), position);
                }
            }
            occupation_names.extend(home.names.iter().map(|name| (name.clone(), position, 0.0)));
        }
        let mut own_names = Vec::with_capacity(market.occupations.len());
        for occupation in &market.occupations {
            let own = names(&occupation.title, &mut lexicon);
            occupation_names.extend(own.iter().map(|name| (name.clone(), home_of[&occupation.soc], 0.0)));
            own_names.push(own);
        }
        let technologies = market.technologies.iter().map(|one| lexicon.learn(&one.name)).collect();
        let gaps = market.gaps.iter().map(|gap| lexicon.learn(&gap.sub_cluster)).collect();
        let mut index = Self {
            titles_with_word: vec![0; lexicon.len()],
            rarity: Vec::new(),
            names_with_word: vec![Vec::new(); lexicon.len()],
            lexicon,
            entries,
            by_key,
            homes,
            home_of,
            home_of_occupation,
            plain,
            technologies,
            gaps,
            hot_or_new: hot_or_new(market),
            names: own_names,
            occupation_names,
        };
        index.count_words();
        for position in 0..index.homes.len() {
            index.homes[position].unlike = index.unlikeness(position);
            index.homes[position].unnamed = index.unnamed(position);
        }
        index
    }

    /// How many titles that share no word would be as unlike each other as the titles of a home: 1.0 where all are the
    /// same words, their number where no two share one.
    #[expect(clippy::cast_precision_loss, reason = "counts of titles under one occupation")]
    fn unlikeness(&self, home: usize) -> f64 {
        let entries = &self.homes[home].entries;
        // The squared length of the sum of unit vectors is the sum of all cosines.
        let mut sum: BTreeMap<u32, f64> = BTreeMap::new();
        for &entry in entries {
            let key = &self.entries[entry].key;
            let length = self.weight(key).sqrt();
            for &word in key.words() {
                *sum.entry(word).or_default() += self.rarity(word) / length;
            }
        }
        let all: f64 = sum.values().map(|component| component * component).sum();
        if all > 0.0 { (entries.len() as f64).powi(2) / all } else { 0.0 }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of titles under one occupation")]
    fn unnamed(&self, home: usize) -> f64 {
        let home = &self.homes[home];
        if home.names.is_empty() || home.entries.is_empty() {
            return 0.0;
        }
        let named = |&&entry: &&usize| {
            let key = &self.entries[entry].key;
            home.names.iter().any(|name| name.shared(key) > 0)
        };
        let without = home.entries.len() - home.entries.iter().filter(named).count();
        without as f64 / home.entries.len() as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of titles are far below 53 bits")]
    fn count_words(&mut self) {
        for entry in &self.entries {
            for &word in entry.key.words() {
                self.titles_with_word[word as usize] += 1;
            }
        }
        let all = self.entries.len() as f64;
        self.rarity = self
            .titles_with_word
            .iter()
            .map(|&titles| (1.0 + all / (1.0 + f64::from(titles))).ln().powi(2))
            .collect();
        for position in 0..self.occupation_names.len() {
            let weight = self.weight(&self.occupation_names[position].0);
            self.occupation_names[position].2 = weight.sqrt();
            for &word in self.occupation_names[position].0.words() {
                self.names_with_word[word as usize].push(u32::try_from(position).unwrap_or(u32::MAX));
            }
        }
    }

    /// How rare a word is among the distinct titles: the logarithm of one over its part of them.
    pub(crate) fn rarity(&self, word: u32) -> f64 {
        self.rarity[word as usize].sqrt()
    }

    fn weight(&self, key: &TitleKey) -> f64 {
        key.words().iter().map(|&word| self.rarity[word as usize]).sum()
    }

    /// Cosine of two titles' words, rare words counting more; 0.0 to 1.0.
    pub(crate) fn similarity(&self, left: &TitleKey, right: &TitleKey) -> f64 {
        let shared: f64 = left
            .words()
            .iter()
            .filter(|word| right.words().binary_search(word).is_ok())
            .map(|&word| self.rarity[word as usize])
            .sum();
        let lengths = (self.weight(left) * self.weight(right)).sqrt();
        if lengths > 0.0 { shared / lengths } else { 0.0 }
    }

    /// The homes whose names are most like a title, best first, with their similarity.
    pub(crate) fn nearest(&self, key: &TitleKey, most: usize) -> Vec<(usize, f64)> {
        let own = self.weight(key).sqrt();
        let mut shared: FxHashMap<u32, f64> = FxHashMap::default();
        for &word in key.words() {
            for &name in &self.names_with_word[word as usize] {
                *shared.entry(name).or_default() += self.rarity[word as usize];
            }
        }
        let mut best: BTreeMap<usize, f64> = BTreeMap::new();
        let mut found: Vec<(u32, f64)> = shared.into_iter().collect();
        found.sort_unstable_by_key(|(name, _)| *name);
        for (name, weight) in found {
            let (_, home, length) = &self.occupation_names[name as usize];
            let similarity = weight / (own * length);
            let known = best.entry(*home).or_default();
            *known = known.max(similarity);
        }
        let mut ranked: Vec<(usize, f64)> = best.into_iter().collect();
        ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        ranked.truncate(most);
        ranked
    }

    /// The names of a detailed occupation.
    pub(crate) fn names_of(&self, occupation: usize) -> &[TitleKey] {
        &self.names[occupation]
    }

    /// The SOC occupations under which a title is listed, sorted.
    pub(crate) fn listed_homes(&self, entry: &Entry) -> BTreeSet<usize> {
        entry.occupations.iter().map(|&occupation| self.home_of_occupation[occupation]).collect()
    }
}

fn position_of(
    title: &str,
    lexicon: &mut Lexicon,
    entries: &mut Vec<Entry>,
    by_key: &mut FxHashMap<TitleKey, usize>,
) -> Option<usize> {
    let key = lexicon.learn(title)?;
    if let Some(&position) = by_key.get(&key) {
        return Some(position);
    }
    by_key.insert(key.clone(), entries.len());
    entries.push(Entry {
        key,
        text: title.to_owned(),
        listings: 0,
        occupations: Vec::new(),
        filings: 0,
        postings: 0,
        filed_years: None,
        filed_codes: BTreeMap::new(),
        new: None,
        first_listed: None,
    });
    Some(entries.len() - 1)
}

/// Notes which release listed a spelling first; a title is as old as its oldest spelling.
fn note_age(entry: &mut Entry, title: &str, market: &Market) {
    if market.earlier.is_empty() {
        return;
    }
    let lower = title.to_lowercase();
    let first = market.earlier.iter().position(|earlier| earlier.titles.contains(&lower));
    let newest = market.earlier.last().is_none_or(|earlier| !earlier.titles.contains(&lower));
    let new = first.is_none() && newest;
    entry.new = Some(entry.new.unwrap_or(true) && new);
    let release = first.map_or(&market.release, |position| &market.earlier[position].release);
    let known = entry.first_listed.as_ref().map(|known| age(known, market));
    if known.is_none_or(|known| age(release, market) < known) {
        entry.first_listed = Some(release.clone());
    }
}

fn hot_or_new(market: &Market) -> Vec<u32> {
    let mut counts = vec![0; market.occupations.len()];
    for technology in &market.technologies {
        if technology.hot || is_new_technology(market, technology) {
            for &occupation in &technology.occupations {
                counts[occupation] += 1;
            }
        }
    }
    counts
}

/// Whether no earlier release lists a technology; never where there is none to compare with.
pub(crate) fn is_new_technology(market: &Market, technology: &Technology) -> bool {
    let lower = technology.name.to_lowercase();
    !market.earlier.is_empty() && market.earlier.iter().all(|earlier| !earlier.technologies.contains(&lower))
}

fn age(release: &str, market: &Market) -> usize {
    market.earlier.iter().position(|earlier| earlier.release == release).unwrap_or(market.earlier.len())
}

fn homes(market: &Market, entries: &[Entry], lexicon: &mut Lexicon) -> Vec<Home> {
    let mut by_soc: BTreeMap<OewsOccCode, Vec<usize>> = BTreeMap::new();
    for (position, occupation) in market.occupations.iter().enumerate() {
        by_soc.entry(occupation.soc).or_default().push(position);
    }
    let mut homes: Vec<Home> = by_soc
        .into_iter()
        .map(|(soc, occupations)| {
            let whole = |&&position: &&usize| market.occupations[position].code.ends_with(".00");
            let first = occupations.iter().find(whole).unwrap_or(&occupations[0]);
            let title = market.occupations[*first].title.clone();
            let residual = is_residual(&title);
            let own = if residual { Vec::new() } else { names(&title, lexicon) };
            let uncovered = occupations.iter().copied().filter(|position| !whole(&position)).collect();
            Home {
                soc,
                title,
                residual,
                names: own,
                occupations,
                uncovered,
                entries: Vec::new(),
                unlike: 0.0,
                unnamed: 0.0,
            }
        })
        .collect();
    let mut home_of = vec![0; market.occupations.len()];
    for (position, home) in homes.iter().enumerate() {
        for &occupation in &home.occupations {
            home_of[occupation] = position;
        }
    }
    for (position, entry) in entries.iter().enumerate() {
        for &occupation in &entry.occupations {
            let listed = &mut homes[home_of[occupation]].entries;
            if listed.last() != Some(&position) {
                listed.push(position);
            }
        }
    }
    homes
}
