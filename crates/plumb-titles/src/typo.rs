//! Mistyped words: finds the known word that is one or two edits away, by an index of words with one letter deleted.

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
                let hashes = Hashes::new(word.as_bytes());
                add(hashes.whole());
                (0..word.len()).for_each(|gap| add(hashes.without(gap)));
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
        let hashes = Hashes::new(bytes);
        consider(hashes.whole());
        (0..bytes.len()).for_each(|gap| consider(hashes.without(gap)));
        if most == 2 {
            for gap in 0..bytes.len() {
                (gap + 1..bytes.len()).for_each(|other| consider(hashes.without_two(gap, other)));
            }
        }
        best.map(|(edits, _, word)| Correction { word, edits })
    }
}

/// The upper bits of an entry's hash.
fn bucket(entry: u64) -> usize {
    usize::try_from(entry >> (64 - BUCKET_BITS)).unwrap_or(0)
}

/// Hashes of a word without some of its letters, each in a few operations.
struct Hashes {
    length: usize,
    /// Hash of the first letters, by their number.
    firsts: [u64; LONGEST + 1],
    /// Hash of the letters from a place to the end.
    lasts: [u64; LONGEST + 1],
}

/// Base of the hash, a polynomial in the letters.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
/// Powers of the base.
const POWERS: [u64; LONGEST + 1] = {
    let mut powers = [1_u64; LONGEST + 1];
    let mut number = 1;
    while number <= LONGEST {
        powers[number] = powers[number - 1].wrapping_mul(BASE);
        number += 1;
    }
    powers
};

impl Hashes {
    /// A word of at most [`LONGEST`] letters.
    fn new(word: &[u8]) -> Self {
        let (mut firsts, mut lasts) = ([0_u64; LONGEST + 1], [0_u64; LONGEST + 1]);
        for (place, &letter) in word.iter().enumerate() {
            firsts[place + 1] = firsts[place].wrapping_mul(BASE).wrapping_add(u64::from(letter));
        }
        for (place, &letter) in word.iter().enumerate().rev() {
            let behind = POWERS[word.len() - 1 - place];
            lasts[place] = u64::from(letter).wrapping_mul(behind).wrapping_add(lasts[place + 1]);
        }
        Self { length: word.len(), firsts, lasts }
    }

    /// Of the whole word.
    fn whole(&self) -> u32 {
        mixed(self.firsts[self.length])
    }

    /// Without the letter at a place.
    fn without(&self, gap: usize) -> u32 {
        let behind = POWERS[self.length - 1 - gap];
        mixed(self.firsts[gap].wrapping_mul(behind).wrapping_add(self.lasts[gap + 1]))
    }

    /// Without the letters at two places, the first before the second.
    fn without_two(&self, gap: usize, other: usize) -> u32 {
        let between = self.lasts[gap + 1].wrapping_sub(self.lasts[other]);
        // The letters between move one place to the right, for the second gap.
        let behind = POWERS[self.length - 2 - gap];
        let last = self.lasts[other + 1];
        let moved = between.wrapping_mul(BASE_INVERSE);
        mixed(self.firsts[gap].wrapping_mul(behind).wrapping_add(moved).wrapping_add(last))
    }
}

/// What undoes a multiplication by the base, which is odd: Newton's method doubles the right bits each time.
const BASE_INVERSE: u64 = {
    let mut inverse = BASE;
    let mut round = 0;
    while round < 6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(BASE.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
};

fn mixed(hash: u64) -> u32 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    u32::try_from(hash >> 32).unwrap_or(0)
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
    fn a_hash_without_letters_is_that_of_the_rest() {
        let hashes = Hashes::new(b"software");
        assert_eq!(hashes.without(0), Hashes::new(b"oftware").whole());
        assert_eq!(hashes.without(7), Hashes::new(b"softwar").whole());
        assert_eq!(hashes.without_two(0, 7), Hashes::new(b"oftwar").whole());
        assert_eq!(hashes.without_two(3, 4), Hashes::new(b"sofare").whole());
        assert_eq!(hashes.without_two(2, 6), Hashes::new(b"sotwae").whole());
        assert_ne!(hashes.whole(), Hashes::new(b"softwear").whole());
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
