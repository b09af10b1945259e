//! What of a title is weighed: words, the head noun, the first word, neighbours, pairs, and letter groups.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]

use rustc_hash::FxHashMap;

/// Number of a word in a [`Vocabulary`].
pub(crate) type WordId = u32;

/// Every word that the index knows, with the number of known titles that hold it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Vocabulary {
    words: Vec<Box<str>>,
    counts: Vec<u32>,
    ids: FxHashMap<Box<str>, WordId>,
    /// Words that each learned acronym stands for, by acronym, rising.
    acronyms: Vec<(WordId, Box<[WordId]>)>,
    /// Number of each word's acronym from one; zero for words that are none.
    acronym_of: Vec<u32>,
}

impl Vocabulary {
    pub(crate) fn new(words: Vec<Box<str>>, counts: Vec<u32>) -> Self {
        let ids = words.iter().zip(0..).map(|(word, number)| (word.clone(), number)).collect();
        Self { words, counts, ids, acronyms: Vec::new(), acronym_of: Vec::new() }
    }

    /// With acronyms and the words that they stand for; both must be known words.
    pub(crate) fn with_acronyms(mut self, acronyms: Vec<(WordId, Box<[WordId]>)>) -> Self {
        self.acronym_of = vec![0; if acronyms.is_empty() { 0 } else { self.words.len() }];
        for ((acronym, _), number) in acronyms.iter().zip(1..) {
            self.acronym_of[*acronym as usize] = number;
        }
        self.acronyms = acronyms;
        self
    }

    /// The words that an acronym stands for; none for any other word.
    pub(crate) fn spelled_out(&self, word: WordId) -> Option<&[WordId]> {
        let number = *self.acronym_of.get(word as usize)?;
        Some(&*self.acronyms[number.checked_sub(1)? as usize].1)
    }

    /// Acronyms with what they stand for, in the order of their numbers.
    pub(crate) fn acronyms(&self) -> &[(WordId, Box<[WordId]>)] {
        &self.acronyms
    }

    pub(crate) fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    pub(crate) fn words(&self) -> &[Box<str>] {
        &self.words
    }

    pub(crate) fn counts(&self) -> &[u32] {
        &self.counts
    }
}

/// Kinds of features; the number is the upper bits of a feature's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Word,
    Head,
    First,
    /// Two neighbours in their order.
    Bigram,
    /// Two words of a phrase in any order and distance.
    Pair,
    /// Four letters of a word, its ends marked.
    Gram,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Word, Self::Head, Self::First, Self::Bigram, Self::Pair, Self::Gram];

    /// How much a feature of this kind counts beside one of another.
    pub(crate) const fn weight(self) -> f32 {
        match self {
            Self::Word => 1.0,
            Self::Head | Self::Bigram => 0.7,
            Self::First | Self::Gram => 0.3,
            Self::Pair => 0.5,
        }
    }
}

/// A feature: its kind, and words or letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u64);

const KIND_SHIFT: u32 = 60;
const WORD_BITS: u32 = 24;

impl Key {
    pub(crate) const fn of_word(kind: Kind, word: WordId) -> Self {
        Self(((kind as u64) << KIND_SHIFT) | word as u64)
    }

    pub(crate) const fn of_two(kind: Kind, first: WordId, second: WordId) -> Self {
        Self(((kind as u64) << KIND_SHIFT) | ((first as u64) << WORD_BITS) | second as u64)
    }

    /// Letters of a group as digits to the base 40, so that neighbours in the alphabet have near keys.
    pub(crate) fn of_letters(letters: &[u8]) -> Self {
        let digit = |letter: u8| match letter {
            b'a'..=b'z' => u64::from(letter - b'a') + 1,
            b'0'..=b'9' => u64::from(letter - b'0') + 27,
            b'^' => 37,
            b'$' => 38,
            _ => 39,
        };
        let number = letters.iter().fold(0, |number, &letter| number * 40 + digit(letter));
        Self(((Kind::Gram as u64) << KIND_SHIFT) | number)
    }

    pub(crate) fn kind(self) -> Kind {
        Kind::ALL[usize::try_from(self.0 >> KIND_SHIFT).unwrap_or(0)]
    }

    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

/// Features and how much each is worth, by number.
#[derive(Debug, Default, Clone)]
pub(crate) struct FeatureSet {
    pub(crate) numbers: FxHashMap<Key, u32>,
    pub(crate) keys: Vec<Key>,
    /// In how many lessons each stands.
    pub(crate) counts: Vec<u32>,
    pub(crate) lessons: u32,
}

impl FeatureSet {
    pub(crate) fn new(keys: Vec<Key>, counts: Vec<u32>, lessons: u32) -> Self {
        let numbers = keys.iter().enumerate().map(|(number, &key)| (key, to_u32(number))).collect();
        Self { numbers, keys, counts, lessons }
    }

    /// Weight of the kind times inverse document frequency, at most the weight of the kind.
    pub(crate) fn value(&self, feature: usize) -> f32 {
        let lessons = self.lessons as f32;
        let with = self.counts[feature] as f32;
        self.keys[feature].kind().weight() * (1.0 + lessons / with).ln() / (1.0 + lessons).ln()
    }
}

/// One word of a title, as far as the vocabulary knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TitleWord {
    /// Its number; none for a word that no title of the index has.
    pub(crate) id: Option<WordId>,
    /// Its place among the draft's words.
    pub(crate) position: u32,
    /// The phrase that it stands in: the title itself, or a bracket that says it in other words.
    pub(crate) phrase: u8,
    /// Edits between the word as written and the known word that it was taken for; two for a short form.
    pub(crate) edits: u8,
}

/// Words of more than this many in one phrase are not paired: their number grows with the square.
const MAX_PAIRED: usize = 7;

/// Calls `each` for every feature of a title's words, without letters.
pub(crate) fn word_features(words: &[TitleWord], mut each: impl FnMut(Key)) {
    for phrase in words.chunk_by(|one, other| one.phrase == other.phrase) {
        phrase_features(phrase, &mut each);
    }
}

/// Features of the words of one phrase, without letters.
fn phrase_features(phrase: &[TitleWord], each: &mut impl FnMut(Key)) {
    let known = phrase.iter().filter_map(|word| word.id);
    for id in known.clone() {
        each(Key::of_word(Kind::Word, id));
    }
    if let Some(head) = known.clone().next_back() {
        each(Key::of_word(Kind::Head, head));
    }
    if phrase.len() > 1
        && let Some(first) = phrase[0].id
    {
        each(Key::of_word(Kind::First, first));
    }
    for two in phrase.windows(2) {
        if let (Some(first), Some(second)) = (two[0].id, two[1].id) {
            each(Key::of_two(Kind::Bigram, first, second));
        }
    }
    if phrase.len() > MAX_PAIRED {
        return;
    }
    for (number, first) in phrase.iter().enumerate() {
        for second in &phrase[number + 1..] {
            if let (Some(first), Some(second)) = (first.id, second.id)
                && first != second
            {
                each(Key::of_two(Kind::Pair, first.min(second), first.max(second)));
            }
        }
    }
}

/// Letters in a group.
const GROUP: usize = 4;
/// Words shorter than this are only looked at as a whole.
const SHORTEST_WITH_GRAMS: usize = 4;

/// Calls `each` for the letter groups of a word.
pub(crate) fn letter_groups(word: &str, mut each: impl FnMut(Key)) {
    const CAPACITY: usize = 34;
    if word.len() < SHORTEST_WITH_GRAMS {
        return;
    }
    let mut marked = [b'^'; CAPACITY];
    let length = word.len().min(CAPACITY - 2);
    marked[1..=length].copy_from_slice(&word.as_bytes()[..length]);
    marked[length + 1] = b'$';
    let marked = &marked[..length + 2];
    for group in marked.windows(GROUP) {
        each(Key::of_letters(group));
    }
}

/// A count or a number as `u32`; an index of that many words or features does not exist.
pub(crate) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_kind() {
        assert_eq!(Key::of_letters(b"^nur").kind(), Kind::Gram);
        assert_eq!(Key::of_two(Kind::Pair, 3, 70_000).kind(), Kind::Pair);
        assert_ne!(Key::of_two(Kind::Bigram, 1, 2), Key::of_two(Kind::Bigram, 2, 1));
    }

    #[test]
    fn unknown_words_are_not_paired() {
        let word = |id, position| TitleWord { id, position, phrase: 0, edits: 0 };
        let mut kinds = Vec::new();
        word_features(&[word(None, 0), word(Some(1), 1)], |key| kinds.push(key.kind()));
        assert_eq!(kinds, [Kind::Word, Kind::Head]);
    }
}
