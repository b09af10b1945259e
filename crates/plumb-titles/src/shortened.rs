//! Shortened words, as payrolls and forms have them: "Bldg Insp", "Soc Wkr", "Equip Oper".
//!
//! What a short word can stand for is told by its letters, what it does stand for by its company: of "insp" and "bldg"
//! those readings win that known titles use side by side. It is a hidden Markov model: the readings of each word are its
//! states, pairs of neighbours in known titles its transitions.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::features::{TitleWord, Vocabulary, WordId};
use crate::index::Index;
use crate::normalise::Draft;
use crate::postings::Postings;

/// Letters of a short form. Two of them are an acronym as often as not.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=10;
/// Rarer words are hardly ever shortened.
const LEAST_TITLES: u32 = 10;
/// Readings of one word that are weighed.
const MOST_READINGS: usize = 8;
/// Known titles that have two words side by side, so that they are company.
const LEAST_COMPANY: u32 = 2;
/// A known word in at most so many published titles, and in at most so many titles in all, may be an employer's short
/// form; of those that are met more often the index knows what they go with...
const MOST_PUBLISHED: u32 = 1;
const MOST_TITLES: u32 = 20;
/// ...of a word in so many times as many titles.
const TIMES_AS_MANY: u32 = 20;
/// So many neighbours, spread as words are, are taken to be known of each word.
const SMOOTHING: f32 = 20.0;
/// Part of all words that end a title.
const ENDS: f32 = 0.35;
/// What a word costs that stays unread, in natural logarithms of odds, as all costs here.
const UNREAD: f32 = 14.0;
/// A short form is as sure as a word that is so many edits away.
const AS_DOUBTFUL_AS: u8 = 2;
/// What an edit costs where the word may be mistyped.
const EDIT: f32 = 2.5;

/// Words that can be meant by short ones.
#[derive(Debug)]
pub(crate) struct Shortened {
    /// Usual words by their first letter, of `a` to `z`.
    by_first: Vec<Vec<WordId>>,
    /// Of each known word whether it may be a short form itself.
    is_doubtful: Vec<bool>,
    company: OnceLock<Company>,
}

/// Which words stand side by side in known titles.
#[derive(Debug)]
struct Company {
    /// Titles by two neighbours, the first in the upper half; [`END`] stands behind the last one.
    pairs: FxHashMap<u64, u32>,
    words: f32,
}

const END: WordId = WordId::MAX;

impl Company {
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^24")]
    fn new(index: &Index) -> Self {
        let mut pairs = FxHashMap::default();
        let mut words = 0;
        for title in (0..index.titles.len()).filter_map(|title| u32::try_from(title).ok()) {
            let own = index.words_of(title);
            words += own.len();
            for (number, &word) in own.iter().enumerate() {
                let next = own.get(number + 1).copied().unwrap_or(END);
                *pairs.entry(key(word, next)).or_default() += 1;
            }
        }
        Self { pairs, words: words.max(1) as f32 }
    }

    fn side_by_side(&self, first: WordId, second: WordId) -> u32 {
        self.pairs.get(&key(first, second)).copied().unwrap_or(0)
    }
}

fn key(first: WordId, second: WordId) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// One way to read a word.
#[derive(Debug, Clone, Copy)]
struct State {
    /// None where it stays unread.
    word: Option<WordId>,
    cost: f32,
    short: Option<Short>,
}

/// How a short form and its word fit.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Short {
    cost: f32,
    /// Whether the letters leave so little doubt that no company is needed.
    is_plain: bool,
}

impl Shortened {
    pub(crate) fn new(vocabulary: &Vocabulary, postings: &Postings) -> Self {
        let mut by_first = vec![Vec::new(); 26];
        for ((word, &count), id) in vocabulary.words().iter().zip(vocabulary.counts()).zip(0..) {
            if let [first, ..] = word.as_bytes()
                && count >= LEAST_TITLES
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
            {
                by_first[usize::from(first - b'a')].push(id);
            }
        }
        let may_be_short = |(&count, id): (&u32, WordId)| {
            count <= MOST_TITLES
                && postings.published(id) <= MOST_PUBLISHED
                && vocabulary.spelled_out(id).is_none()
        };
        let is_doubtful = vocabulary.counts().iter().zip(0..).map(may_be_short).collect();
        Self { by_first, is_doubtful, company: OnceLock::new() }
    }

    /// Reads the words of a title that may be short forms as what they stand for, where letters and company fit.
    pub(crate) fn read(&self, index: &Index, draft: &Draft, words: &mut [TitleWord]) {
        let vocabulary = &index.vocabulary;
        if draft.looks_foreign() || !words.iter().any(|word| self.is_doubtful(word)) {
            return;
        }
        for phrase in words.chunk_by_mut(|one, other| one.phrase == other.phrase) {
            let states: Vec<Vec<State>> =
                phrase.iter().map(|word| self.states(word, draft, vocabulary)).collect();
            if states.iter().flatten().all(|state| state.short.is_none()) {
                continue;
            }
            let company = self.company.get_or_init(|| Company::new(index));
            let best = likeliest(&states, vocabulary, company);
            for (place, word) in phrase.iter_mut().enumerate() {
                let State { word: Some(meant), short: Some(short), .. } = best[place] else { continue };
                let neighbour = |place: Option<usize>| best.get(place?)?.word;
                let before = neighbour(place.checked_sub(1)).map(|before| (before, meant));
                let after = neighbour(Some(place + 1)).map(|after| (meant, after));
                let has_company = [before, after].into_iter().flatten();
                let has_company = has_company
                    .map(|(first, second)| company.side_by_side(first, second))
                    .any(|titles| titles >= LEAST_COMPANY);
                // A word that titles do have is given up only for one that fits beside its neighbours.
                if has_company || (short.is_plain && word.id.is_none()) {
                    *word = TitleWord { id: Some(meant), edits: AS_DOUBTFUL_AS, ..*word };
                }
            }
        }
    }

    /// The ways to read a word: as it was, and as a short form.
    fn states(&self, word: &TitleWord, draft: &Draft, vocabulary: &Vocabulary) -> Vec<State> {
        let as_it_was = match word.id {
            None => State { word: None, cost: UNREAD, short: None },
            known => State { word: known, cost: EDIT * f32::from(word.edits), short: None },
        };
        let mut states = vec![as_it_was];
        let letters = draft.word_at(word.position).as_bytes();
        let readable = LETTERS.contains(&letters.len()) && letters.iter().all(u8::is_ascii_lowercase);
        // A part of a compound, or of what an acronym stands for, is not what is written there.
        let is_written = |id: WordId| vocabulary.words()[id as usize].as_bytes() == letters;
        let is_part = word.edits == 0 && word.id.is_some_and(|id| !is_written(id));
        if !readable || is_part || !self.is_doubtful(word) {
            return states;
        }
        let counts = vocabulary.counts();
        let own = if word.edits == 0 { word.id.map_or(0, |id| counts[id as usize]) } else { 0 };
        for &meant in &self.by_first[usize::from(letters[0] - b'a')] {
            let whole = vocabulary.words()[meant as usize].as_bytes();
            let usual = counts[meant as usize] >= own.saturating_mul(TIMES_AS_MANY);
            if let Some(short) = fit(letters, whole).filter(|_| usual) {
                states.push(State { word: Some(meant), cost: short.cost, short: Some(short) });
            }
        }
        if states.len() > 1 + MOST_READINGS {
            let worth = |state: &State| state.cost - log(state.word.map_or(0, |id| counts[id as usize]));
            states[1..]
                .sort_by(|one, other| worth(one).total_cmp(&worth(other)).then(one.word.cmp(&other.word)));
            states.truncate(1 + MOST_READINGS);
        }
        states
    }

    /// Whether a word may be something else: unknown, taken for another, or known from employers only.
    fn is_doubtful(&self, word: &TitleWord) -> bool {
        word.edits > 0 || word.id.is_none_or(|id| self.is_doubtful[id as usize])
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]
fn log(count: u32) -> f32 {
    (1.0 + count as f32).ln()
}

/// The cheapest way through the readings of a phrase's words (Viterbi), one state for each word.
#[expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]
fn likeliest(states: &[Vec<State>], vocabulary: &Vocabulary, company: &Company) -> Vec<State> {
    let count = |word: WordId| vocabulary.counts()[word as usize] as f32;
    // What it costs that one word follows another; nothing is known around words that stay unread.
    let follows = |before: Option<WordId>, word: Option<WordId>| -> f32 {
        let Some(word) = word else { return 0.0 };
        let usual = (1.0 + count(word)) / company.words;
        let Some(before) = before else { return -usual.ln() };
        let seen = company.side_by_side(before, word) as f32;
        -(SMOOTHING.mul_add(usual, seen) / (count(before) + SMOOTHING)).ln()
    };
    let ends = |word: Option<WordId>| -> f32 {
        let Some(word) = word else { return 0.0 };
        let seen = company.side_by_side(word, END) as f32;
        -(SMOOTHING.mul_add(ENDS, seen) / (count(word) + SMOOTHING)).ln()
    };
    let mut costs: Vec<Vec<(f32, usize)>> = Vec::with_capacity(states.len());
    for (place, own) in states.iter().enumerate() {
        let reached = own.iter().map(|state| {
            let from = match place.checked_sub(1) {
                None => (follows(None, state.word), 0),
                Some(last) => {
                    let ways = states[last].iter().zip(&costs[last]).zip(0..);
                    ways.map(|((before, cost), number)| (cost.0 + follows(before.word, state.word), number))
                        .min_by(|one, other| one.0.total_cmp(&other.0))
                        .unwrap_or((0.0, 0))
                }
            };
            (from.0 + state.cost, from.1)
        });
        costs.push(reached.collect());
    }
    let mut best = Vec::with_capacity(states.len());
    let mut number = states.last().zip(costs.last()).and_then(|(own, costs)| {
        let ways = own.iter().zip(costs).zip(0..);
        ways.map(|((state, cost), number)| (cost.0 + ends(state.word), number))
            .min_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, number)| number)
    });
    for place in (0..states.len()).rev() {
        let Some(own) = number else { break };
        best.push(states[place][own]);
        number = Some(costs[place][own].1);
    }
    best.reverse();
    best
}

const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// How a short form fits a word, if it does: as its beginning ("constr"), or as its beginning and consonants from the
/// rest, the last one among them ("bldg", "custdn").
fn fit(short: &[u8], whole: &[u8]) -> Option<Short> {
    let same = short.iter().zip(whole).take_while(|(one, other)| one == other).count();
    let (picked, rest) = (&short[same..], &whole[same..]);
    let is_skeleton = !short[1..].iter().copied().any(is_vowel);
    if picked.is_empty() {
        let gone = rest.len();
        let cost = 1.0 + 0.1 * f32::from(u8::try_from(gone).unwrap_or(u8::MAX));
        return (gone >= 2).then_some(Short { cost, is_plain: is_skeleton && short.len() >= 4 });
    }
    let last = rest.iter().copied().rev().find(|&letter| !is_vowel(letter));
    if picked.iter().copied().any(is_vowel) || picked.last().copied() != last || short.len() >= whole.len() {
        return None;
    }
    let (mut consonants, mut vowels) = (0_u8, 0_u8);
    let mut wanted = picked.iter().copied().peekable();
    let mut before = whole[same - 1];
    for (place, &letter) in rest.iter().enumerate() {
        // The last letter is the last consonant of the word, whatever stood before.
        let is_last = wanted.len() == 1 && rest[place + 1..].iter().any(|&later| !is_vowel(later));
        if wanted.peek() == Some(&letter) && !is_last {
            wanted.next();
        } else if is_vowel(letter) || letter == before {
            vowels = vowels.saturating_add(1);
        } else {
            consonants = consonants.saturating_add(1);
        }
        before = letter;
    }
    if wanted.next().is_some() || (consonants == 0 && vowels == 0) {
        return None;
    }
    let cost = 0.3 + f32::from(consonants) + 0.1 * f32::from(vowels);
    Some(Short { cost, is_plain: short.len() >= 4 && (is_skeleton || consonants == 0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(short: &str, whole: &str) -> bool {
        fit(short.as_bytes(), whole.as_bytes()).is_some()
    }

    #[test]
    fn beginnings_and_consonants_fit() {
        for (short, whole) in [
            ("constr", "construction"),
            ("insp", "inspector"),
            ("wkr", "worker"),
            ("drvr", "driver"),
            ("bldg", "building"),
            ("ofcr", "officer"),
            ("svc", "service"),
            ("custdn", "custodian"),
            ("instr", "instructor"),
            ("hwy", "highway"),
            ("tchr", "teacher"),
        ] {
            assert!(fits(short, whole), "{short} {whole}");
        }
    }

    #[test]
    fn what_lacks_the_last_consonant_or_has_other_vowels_does_not_fit() {
        for (short, whole) in [
            ("wkr", "work"),
            ("bldg", "builder"),
            ("tesla", "technical"),
            ("nurse", "nurses"),
            ("worker", "worker"),
            ("clrek", "clerk"),
            ("softwear", "software"),
        ] {
            assert!(!fits(short, whole), "{short} {whole}");
        }
    }
}
