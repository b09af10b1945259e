//! Mistyped words: finds the known word that is one or two edits away, by an index of words with one letter deleted.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use crate::features::{Vocabulary, WordId};

/// Words with one letter deleted, and as they are, by hash.
#[derive(Debug, Default)]
pub(crate) struct Deletions {
    /// Hash in the upper half, word in the lower half; sorted.
    entries: Vec<u64>,
    /// Where the entries of each beginning of a hash start.
    starts: Vec<u32>,
}

/// Shorter words are not corrected: too many others are one letter away.
const SHORTEST: usize = 4;
/// Below this length the first letter must be right.
const SHORTEST_WITH_OTHER_FIRST: usize = 5;
/// From this length on, two edits are one mistake in a long word.
const SHORTEST_FOR_TWO: usize = 7;
/// Longer words are compounds or noise.
const LONGEST: usize = 24;
const BUCKET_BITS: u32 = 16;

/// A correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) word: WordId,
    /// Edits between: 1 or 2.
    pub(crate) edits: u8,
}

impl Deletions {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let mut entries = Vec::with_capacity(vocabulary.words().len() * 9);
        for (word, id) in vocabulary.words().iter().zip(0_u32..) {
            if (SHORTEST..=LONGEST).contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_lowercase())
            {
                let mut add = |hash: u32| entries.push(u64::from(hash) << 32 | u64::from(id));
                add(hash_without(word.as_bytes(), usize::MAX, usize::MAX));
                (0..word.len()).for_each(|gap| add(hash_without(word.as_bytes(), gap, usize::MAX)));
            }
        }
        entries.sort_unstable();
        entries.dedup();
        let mut starts = vec![0_u32; (1 << BUCKET_BITS) + 1];
        for entry in &entries {
            starts[bucket(*entry) + 1] += 1;
        }
        for number in 1..starts.len() {
            starts[number] += starts[number - 1];
        }
        Self { entries, starts }
    }

    /// The known word that is nearest to one that is not known; of equally near ones the most frequent.
    pub(crate) fn correct(&self, word: &str, vocabulary: &Vocabulary) -> Option<Correction> {
        self.nearest(word, WordId::MAX, 2, vocabulary)
    }

    /// The known word that is one edit away from another, the most frequent of several.
    pub(crate) fn correct_known(
        &self,
        word: &str,
        itself: WordId,
        vocabulary: &Vocabulary,
    ) -> Option<Correction> {
        self.nearest(word, itself, 1, vocabulary)
    }

    fn nearest(&self, word: &str, itself: WordId, most: u8, vocabulary: &Vocabulary) -> Option<Correction> {
        let bytes = word.as_bytes();
        if !(SHORTEST..=LONGEST).contains(&bytes.len()) || !bytes.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let mut best: Option<(u8, std::cmp::Reverse<u32>, WordId)> = None;
        let most = if bytes.len() >= SHORTEST_FOR_TWO { most } else { 1 };
        let mut consider = |hash: u32| {
            let key = u64::from(hash) << 32;
            let range = self.starts[bucket(key)] as usize..self.starts[bucket(key) + 1] as usize;
            for &entry in self.entries[range].iter().filter(|&&entry| entry >> 32 == u64::from(hash)) {
                let id = u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(0);
                if id == itself {
                    continue;
                }
                let known = &*vocabulary.words()[id as usize];
                let edits = edits(bytes, known.as_bytes());
                // The first letter is hardly ever the wrong one: where it is, the word must be long and the rest right.
                let first_is_right = known.as_bytes()[0] == bytes[0];
                let allowed =
                    if first_is_right { most } else { u8::from(bytes.len() >= SHORTEST_WITH_OTHER_FIRST) };
                if edits <= allowed {
                    let found = (edits, std::cmp::Reverse(vocabulary.counts()[id as usize]), id);
                    best = Some(best.map_or(found, |best| best.min(found)));
                }
            }
        };
        consider(hash_without(bytes, usize::MAX, usize::MAX));
        (0..bytes.len()).for_each(|gap| consider(hash_without(bytes, gap, usize::MAX)));
        if most == 2 {
            for gap in 0..bytes.len() {
                (gap + 1..bytes.len()).for_each(|other| consider(hash_without(bytes, gap, other)));
            }
        }
        best.map(|(edits, _, word)| Correction { word, edits })
    }
}

/// The upper bits of an entry's hash.
fn bucket(entry: u64) -> usize {
    usize::try_from(entry >> (64 - BUCKET_BITS)).unwrap_or(0)
}

/// Hash of a word without the letters at two places.
fn hash_without(word: &[u8], gap: usize, other: usize) -> u32 {
    let mut letters = [0_u8; LONGEST];
    let mut length = 0;
    for (place, &letter) in word.iter().enumerate() {
        if place != gap && place != other {
            letters[length] = letter;
            length += 1;
        }
    }
    let mut hasher = FxHasher::default();
    hasher.write(&letters[..length]);
    u32::try_from(hasher.finish() >> 32).unwrap_or(0)
}

/// Insertions, deletions, substitutions and swaps of neighbours between two words, at most 24 letters each.
fn edits(one: &[u8], other: &[u8]) -> u8 {
    let mut rows = [[0_u8; LONGEST + 1]; 3];
    for (place, cell) in (0_u8..).zip(rows[1].iter_mut()) {
        *cell = place;
    }
    for (number, &letter) in one.iter().enumerate() {
        let [two_before, before, now] = &mut rows;
        now[0] = before[0] + 1;
        for (place, &known) in other.iter().enumerate() {
            let same = u8::from(letter != known);
            let mut least = (before[place] + same).min(before[place + 1] + 1).min(now[place] + 1);
            if number > 0 && place > 0 && letter == other[place - 1] && known == one[number - 1] {
                least = least.min(two_before[place - 1] + 1);
            }
            now[place + 1] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_frequent_word_is_found() {
        let words =
            ["engineer", "engineered", "nurse", "purse", "software", "teacher"].map(Into::into).to_vec();
        let vocabulary = Vocabulary::new(words, vec![900, 1, 500, 2, 300, 100]);
        let deletions = Deletions::new(&vocabulary);
        let corrected = |word: &str| {
            let found = deletions.correct(word, &vocabulary);
            found.map(|found| (&*vocabulary.words()[found.word as usize], found.edits))
        };
        assert_eq!(corrected("enginer"), Some(("engineer", 1)));
        assert_eq!(corrected("egnineer"), Some(("engineer", 1)));
        assert_eq!(corrected("softwear"), Some(("software", 2)));
        assert_eq!(corrected("nurze"), Some(("nurse", 1)));
        assert_eq!(corrected("burse"), Some(("nurse", 1)));
        assert_eq!(corrected("teecherr"), Some(("teacher", 2)));
        assert_eq!(corrected("nur"), None);
        assert_eq!(corrected("krankenschwester"), None);
        assert_eq!(corrected("x2y4z"), None);
    }

    #[test]
    fn edits_are_counted_like_the_reference() {
        for (one, other) in
            [("softwear", "software"), ("abcd", "acbd"), ("", "abc"), ("ca", "abc"), ("same", "same")]
        {
            let reference = strsim::osa_distance(one, other);
            assert_eq!(usize::from(edits(one.as_bytes(), other.as_bytes())), reference, "{one} {other}");
        }
    }
}
