//! From known titles to examples: which words and features there are, and how much each is worth.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::acronyms;
use crate::features::{
    FeatureSet, Key, Kind, TitleWord, Vocabulary, WordId, letter_groups, to_u32, word_features,
};
use crate::knowledge::{KnownTerm, KnownTitle, TitleKind};
use crate::normalise::{Draft, normalise};
use crate::train::{Example, Examples};
use crate::typo::Deletions;
use crate::words::look_up;

/// A known title as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReadTitle {
    pub(crate) class: u16,
    pub(crate) kind: TitleKind,
    pub(crate) count: u32,
    /// Number of the known title that it was read from.
    pub(crate) source: u32,
    /// Its known words, in order.
    pub(crate) words: Vec<WordId>,
    /// Whether every word of it is known.
    pub(crate) complete: bool,
}

/// The features of one title to learn from, before they are numbered.
#[derive(Debug, Clone)]
struct Lesson {
    keys: Vec<Key>,
    class: u16,
    weight: f32,
    /// Number of the known title, or none for the words of tasks.
    source: Option<u32>,
}

/// Known titles made ready to learn from.
#[derive(Debug)]
pub(crate) struct Material {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) features: FeatureSet,
    pub(crate) classes: Vec<Soc2018>,
    pub(crate) titles: Vec<ReadTitle>,
    pub(crate) examples: Examples,
    /// The known title of each example, or none for the words of tasks.
    pub(crate) sources: Vec<Option<u32>>,
    /// Each word of tasks with an occupation, sorted.
    pub(crate) tasks: Vec<(WordId, u16)>,
}

/// How often a feature must be seen before it is learned from.
const fn least_lessons(kind: Kind) -> u32 {
    match kind {
        Kind::Word => 1,
        Kind::Head | Kind::First | Kind::Bigram | Kind::Pair | Kind::Gram => 2,
    }
}

/// How much a title of a kind counts. Filed codes are noisy: two filings of one title agree in 86 of 100.
fn weight_of(known: &KnownTitle) -> f32 {
    match known.kind {
        TitleKind::Filed => 0.2,
        TitleKind::Occupation | TitleKind::DirectMatch => 1.5,
        _ => 1.0,
    }
}

/// What the words of tasks count beside titles.
const TERM_WEIGHT: f32 = 0.1;
/// How many words of tasks make one example.
const TERMS_A_LESSON: usize = 8;
/// Filed titles bring a word into the vocabulary when this many of them hold it: employers mistype.
const LEAST_FILED: u32 = 3;

/// Prepares examples from titles and task words; both must be sorted.
pub(crate) fn prepare(titles: &[KnownTitle], terms: &[KnownTerm]) -> Material {
    let vocabulary = vocabulary_of(titles, terms);
    let deletions = Deletions::new(&vocabulary);
    let classes = classes_of(titles);
    let class_of: BTreeMap<Soc2018, u16> = classes
        .iter()
        .enumerate()
        .map(|(number, &soc)| (soc, u16::try_from(number).unwrap_or(u16::MAX)))
        .collect();
    let mut lessons = Vec::with_capacity(titles.len());
    let mut read = Vec::with_capacity(titles.len());
    let mut seen = FxHashSet::default();
    let mut draft = Draft::default();
    let mut words = Vec::new();
    for (source, known) in titles.iter().enumerate() {
        let Some(&class) = class_of.get(&known.soc) else { continue };
        if normalise(&known.title, &mut draft).is_err() {
            continue;
        }
        // What short forms stand for is told by company, which is not known yet.
        look_up(&draft, &vocabulary, &deletions, &mut words, |_| ());
        let letters: Vec<&str> = draft.words().collect();
        let source = to_u32(source);
        // A title of two phrases is learned as a whole and phrase by phrase.
        let mut parts: Vec<&[TitleWord]> = vec![&words];
        let phrases: Vec<&[TitleWord]> = words.chunk_by(|one, other| one.phrase == other.phrase).collect();
        if phrases.len() > 1 {
            parts.extend(phrases);
        }
        for part in parts {
            let ids: Vec<WordId> = part.iter().filter_map(|word| word.id).collect();
            if ids.is_empty() {
                continue;
            }
            let complete = part.iter().all(|word| word.id.is_some() && word.edits == 0);
            read.push(ReadTitle {
                class,
                kind: known.kind,
                count: known.count,
                source,
                words: ids.clone(),
                complete,
            });
            if !seen.insert((ids, class)) {
                continue;
            }
            let mut keys = Vec::new();
            word_features(part, |key| keys.push(key));
            for word in part {
                let written = letters[word.position as usize];
                let letters = word.id.map_or(written, |id| &vocabulary.words()[id as usize]);
                letter_groups(letters, |key| keys.push(key));
            }
            lessons.push(Lesson { keys, class, weight: weight_of(known), source: Some(source) });
        }
    }
    let tasks = task_words(terms, &vocabulary, &class_of);
    lessons.extend(term_lessons(terms, &vocabulary, &class_of));
    let features = feature_set(&lessons);
    let (examples, sources) = examples(&lessons, &features);
    Material { vocabulary, features, classes, titles: read, examples, sources, tasks }
}

fn vocabulary_of(titles: &[KnownTitle], terms: &[KnownTerm]) -> Vocabulary {
    // Of each word: titles in all, and titles that were filed.
    let mut counts = BTreeMap::<Box<str>, (u32, u32)>::new();
    let mut draft = Draft::default();
    let mut own: Vec<&str> = Vec::new();
    for known in titles {
        if normalise(&known.title, &mut draft).is_err() {
            continue;
        }
        own.clear();
        own.extend(draft.words());
        own.sort_unstable();
        own.dedup();
        let filed = u32::from(known.kind == TitleKind::Filed);
        for word in &own {
            if let Some(count) = counts.get_mut(*word) {
                count.0 += 1;
                count.1 += filed;
            } else {
                counts.insert((*word).into(), (1, filed));
            }
        }
        own = Vec::new();
    }
    counts.retain(|_, count| count.0 > count.1 || count.1 >= LEAST_FILED);
    for known in terms {
        if normalise(&known.term, &mut draft).is_ok() {
            for word in draft.words() {
                if !counts.contains_key(word) {
                    counts.insert(word.into(), (1, 0));
                }
            }
        }
    }
    // The most frequent words get the shortest numbers, the others the order of the alphabet.
    let mut frequent: Vec<u32> = counts.values().map(|count| count.0).collect();
    frequent.sort_unstable_by(|one, other| other.cmp(one));
    let bar = frequent.get(SHORT_NUMBERS).copied().unwrap_or(0);
    let (first, rest): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(_, count)| count.0 > bar);
    let all = first.into_iter().chain(rest);
    let (words, counts) = all.map(|(word, count)| (word, count.0)).unzip();
    let vocabulary = Vocabulary::new(words, counts);
    let holds = |word: &str| vocabulary.id(word).map_or(0, |id| vocabulary.counts()[id as usize]);
    let read = |(acronym, words): (String, Vec<String>)| {
        let words: Option<Box<[WordId]>> = words.iter().map(|word| vocabulary.id(word)).collect();
        Some((vocabulary.id(&acronym)?, words?))
    };
    let mut acronyms: Vec<(WordId, Box<[WordId]>)> =
        acronyms::learn(titles, holds).into_iter().filter_map(read).collect();
    acronyms.sort_unstable();
    vocabulary.with_acronyms(acronyms)
}

/// So many words have numbers of one byte in the index file.
const SHORT_NUMBERS: usize = 127;

fn classes_of(titles: &[KnownTitle]) -> Vec<Soc2018> {
    let mut classes: Vec<Soc2018> = titles.iter().map(|known| known.soc).collect();
    classes.sort();
    classes.dedup();
    classes
}

/// The words of an occupation's tasks, a few at a time: they say what an occupation deals with, not what it is called.
fn term_lessons(
    terms: &[KnownTerm],
    vocabulary: &Vocabulary,
    class_of: &BTreeMap<Soc2018, u16>,
) -> Vec<Lesson> {
    let mut by_class: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for known in terms {
        if let Some(&class) = class_of.get(&known.soc) {
            by_class.entry(class).or_default().push(&known.term);
        }
    }
    let mut found = Vec::new();
    for (class, terms) in by_class {
        let chunks = terms.len().div_ceil(TERMS_A_LESSON);
        // Every n-th word, so that no example is a stretch of the alphabet.
        for chunk in 0..chunks {
            let ids = terms.iter().skip(chunk).step_by(chunks).filter_map(|term| vocabulary.id(term));
            let keys: Vec<Key> = ids.map(|id| Key::of_word(Kind::Word, id)).collect();
            if !keys.is_empty() {
                found.push(Lesson { keys, class, weight: TERM_WEIGHT, source: None });
            }
        }
    }
    found
}

/// The words of tasks that titles may hold, with their occupations, sorted.
fn task_words(
    terms: &[KnownTerm],
    vocabulary: &Vocabulary,
    class_of: &BTreeMap<Soc2018, u16>,
) -> Vec<(WordId, u16)> {
    let mut draft = Draft::default();
    let mut found = Vec::with_capacity(terms.len());
    for known in terms {
        let Some(&class) = class_of.get(&known.soc) else { continue };
        if normalise(&known.term, &mut draft).is_ok() {
            found.extend(draft.words().filter_map(|word| vocabulary.id(word)).map(|word| (word, class)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn feature_set(lessons: &[Lesson]) -> FeatureSet {
    let mut counts: FxHashMap<Key, u32> = FxHashMap::default();
    let mut own = Vec::new();
    for lesson in lessons {
        own.clear();
        own.extend_from_slice(&lesson.keys);
        own.sort_unstable();
        own.dedup();
        for &key in &own {
            *counts.entry(key).or_default() += 1;
        }
    }
    let mut kept: Vec<(Key, u32)> =
        counts.into_iter().filter(|(key, count)| *count >= least_lessons(key.kind())).collect();
    kept.sort_unstable();
    let (keys, counts) = kept.into_iter().unzip();
    FeatureSet::new(keys, counts, to_u32(lessons.len()))
}

fn examples(lessons: &[Lesson], features: &FeatureSet) -> (Examples, Vec<Option<u32>>) {
    let mut examples = Examples::default();
    let mut sources = Vec::new();
    for lesson in lessons {
        let start = examples.entries.len();
        let mut square = 0.0;
        for key in &lesson.keys {
            if let Some(&number) = features.numbers.get(key) {
                let value = features.value(number as usize);
                square += value * value;
                examples.entries.push((number, value));
            }
        }
        let scale = if square > 0.0 { 1.0 / square.sqrt() } else { continue };
        for (_, value) in &mut examples.entries[start..] {
            *value *= scale;
        }
        let (start, end) = (to_u32(start), to_u32(examples.entries.len()));
        examples.list.push(Example { start, end, class: lesson.class, weight: lesson.weight });
        sources.push(lesson.source);
    }
    (examples, sources)
}
