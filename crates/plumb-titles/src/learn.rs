//! From known titles to examples: which words and features there are, and how much each is worth.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]

use std::collections::BTreeMap;

use plumb_codes::Soc2018;
use rustc_hash::FxHashMap;

use crate::features::{Key, Kind, TitleWord, Vocabulary, letter_groups, look_up, to_u32, word_features};
use crate::normalise::{Draft, normalise};
use crate::train::{Example, Examples};

/// Where a known title comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TitleKind {
    /// The title of the occupation itself.
    Occupation,
    /// An alternate title of O*NET.
    Alternate,
    /// A short title or acronym of O*NET.
    Short,
    /// A title that incumbents reported to O*NET.
    Reported,
    /// A title of the SOC direct match title file.
    DirectMatch,
    /// A title that an employer filed with the Department of Labor, with the code that it chose.
    Filed,
}

/// One title with its occupation.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownTitle {
    /// The title as published.
    pub title: String,
    /// Its occupation.
    pub soc: Soc2018,
    /// Where it comes from.
    pub kind: TitleKind,
}

/// One word of the tasks of an occupation.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownTerm {
    /// The word in lower case.
    pub term: String,
    /// The occupation.
    pub soc: Soc2018,
    /// In how many of its tasks it stands.
    pub tasks: u32,
}

/// Features and how much each is worth, by number.
#[derive(Debug, Default)]
pub(crate) struct FeatureSet {
    pub(crate) numbers: FxHashMap<Key, u32>,
    pub(crate) keys: Vec<Key>,
    /// Weight of the kind times inverse document frequency.
    pub(crate) values: Vec<f32>,
}

pub(crate) struct Material {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) features: FeatureSet,
    pub(crate) classes: Vec<Soc2018>,
    pub(crate) examples: Examples,
}

/// How often a feature must be seen before it is learned from.
const fn least_titles(kind: Kind) -> u32 {
    match kind {
        Kind::Word => 1,
        Kind::Head | Kind::First | Kind::Bigram | Kind::Pair | Kind::Gram => 2,
    }
}

/// How much a title of a kind counts.
const fn weight_of(kind: TitleKind) -> f32 {
    match kind {
        TitleKind::Filed => 0.1,
        _ => 1.0,
    }
}

/// What the words of tasks count beside titles.
const TERM_WEIGHT: f32 = 0.1;
/// How many words of tasks make one example.
const TERMS_AN_EXAMPLE: usize = 8;


/// Prepares examples from titles and task words.
pub(crate) fn prepare(titles: &[KnownTitle], terms: &[KnownTerm]) -> Material {
    let vocabulary = vocabulary_of(titles, terms);
    let classes = classes_of(titles);
    let class_of: BTreeMap<Soc2018, u16> =
        classes.iter().enumerate().map(|(number, &soc)| (soc, u16::try_from(number).unwrap_or(u16::MAX))).collect();
    let mut keys_of: Vec<(Vec<Key>, u16, f32)> = Vec::with_capacity(titles.len());
    let mut seen = rustc_hash::FxHashSet::default();
    let mut draft = Draft::default();
    let mut words = Vec::new();
    for known in titles {
        let Some(&class) = class_of.get(&known.soc) else { continue };
        if normalise(&known.title, &mut draft).is_err() {
            continue;
        }
        look_up(&draft, &vocabulary, &mut words);
        let letters: Vec<&str> = draft.words().collect();
        // A title of two phrases is learned as a whole and phrase by phrase.
        let mut parts: Vec<&[TitleWord]> = vec![&words];
        let phrases: Vec<&[TitleWord]> = words.chunk_by(|one, other| one.phrase == other.phrase).collect();
        if phrases.len() > 1 {
            parts.extend(phrases);
        }
        for part in parts {
            let ids: Vec<u32> = part.iter().filter_map(|word| word.id).collect();
            if ids.is_empty() || !seen.insert((ids, class)) {
                continue;
            }
            let mut keys = Vec::new();
            word_features(part, |key| keys.push(key));
            for word in part {
                letter_groups(letters[word.position as usize], |key| keys.push(key));
            }
            keys_of.push((keys, class, weight_of(known.kind)));
        }
    }
    keys_of.extend(term_examples(terms, &vocabulary, &class_of));
    let features = feature_set(&keys_of);
    let examples = examples(&keys_of, &features);
    Material { vocabulary, features, classes, examples }
}

fn vocabulary_of(titles: &[KnownTitle], terms: &[KnownTerm]) -> Vocabulary {
    let mut words = std::collections::BTreeSet::<Box<str>>::new();
    let mut draft = Draft::default();
    for title in titles.iter().map(|known| &known.title).chain(terms.iter().map(|known| &known.term)) {
        if normalise(title, &mut draft).is_ok() {
            for word in draft.words() {
                if !words.contains(word) {
                    words.insert(word.into());
                }
            }
        }
    }
    Vocabulary::from_words(words.into_iter().collect())
}

fn classes_of(titles: &[KnownTitle]) -> Vec<Soc2018> {
    let mut classes: Vec<Soc2018> = titles.iter().map(|known| known.soc).collect();
    classes.sort();
    classes.dedup();
    classes
}

/// The words of an occupation's tasks, a few at a time: they say what an occupation deals with, not what it is called.
fn term_examples(
    terms: &[KnownTerm],
    vocabulary: &Vocabulary,
    class_of: &BTreeMap<Soc2018, u16>,
) -> Vec<(Vec<Key>, u16, f32)> {
    let mut by_class: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for known in terms {
        if let Some(&class) = class_of.get(&known.soc) {
            by_class.entry(class).or_default().push(&known.term);
        }
    }
    let mut found = Vec::new();
    for (class, terms) in by_class {
        let chunks = terms.len().div_ceil(TERMS_AN_EXAMPLE);
        // Every n-th word, so that no example is a stretch of the alphabet.
        for chunk in 0..chunks {
            let mut keys = Vec::new();
            for term in terms.iter().skip(chunk).step_by(chunks) {
                if let Some(id) = vocabulary.id(term) {
                    keys.push(Key::of_word(Kind::Word, id));
                    letter_groups(term, |key| keys.push(key));
                }
            }
            if !keys.is_empty() {
                found.push((keys, class, TERM_WEIGHT));
            }
        }
    }
    found
}

fn feature_set(keys_of: &[(Vec<Key>, u16, f32)]) -> FeatureSet {
    let mut counts: FxHashMap<Key, u32> = FxHashMap::default();
    let mut own = Vec::new();
    for (keys, ..) in keys_of {
        own.clear();
        own.extend_from_slice(keys);
        own.sort_unstable();
        own.dedup();
        for &key in &own {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut keys: Vec<Key> =
        counts.iter().filter(|(key, count)| **count >= least_titles(key.kind())).map(|(&key, _)| key).collect();
    keys.sort_unstable();
    let titles = keys_of.len() as f32;
    let value = |key: &Key| {
        let titles_with = counts[key] as f32;
        key.kind().weight() * (1.0 + titles / titles_with).ln() / (1.0 + titles).ln()
    };
    let values = keys.iter().map(value).collect();
    let numbers = keys.iter().enumerate().map(|(number, &key)| (key, to_u32(number))).collect();
    FeatureSet { numbers, keys, values }
}

fn examples(keys_of: &[(Vec<Key>, u16, f32)], features: &FeatureSet) -> Examples {
    let mut examples = Examples::default();
    for (keys, class, weight) in keys_of {
        let start = examples.entries.len();
        let mut square = 0.0;
        for key in keys {
            if let Some(&number) = features.numbers.get(key) {
                let value = features.values[number as usize];
                square += value * value;
                examples.entries.push((number, value));
            }
        }
        let scale = if square > 0.0 { 1.0 / square.sqrt() } else { continue };
        for (_, value) in &mut examples.entries[start..] {
            *value *= scale;
        }
        let (start, end) = (to_u32(start), to_u32(examples.entries.len()));
        examples.list.push(Example { start, end, class: *class, weight: *weight });
    }
    examples
}
