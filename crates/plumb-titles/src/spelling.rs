//! How far an unknown word is spelled as known words are: tells a rare word from another language and from nonsense.

use crate::features::Vocabulary;

/// Logarithms of the chances of a letter after two others, with a mark for both ends of a word.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    logs: Vec<f32>,
}

/// Letters and the mark of an end.
const SYMBOLS: usize = 27;
const END: usize = 26;
/// What an ordinary word costs a letter.
const ORDINARY: f32 = 2.2;

impl Spelling {
    /// Learns from all known words, of titles and of tasks; every word counts once.
    #[expect(clippy::cast_precision_loss, reason = "a vocabulary has far fewer than 2^24 words")]
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let mut three = vec![0_u32; SYMBOLS * SYMBOLS * SYMBOLS];
        for word in vocabulary.words() {
            each_group(word, |group| three[group] += 1);
        }
        // A context that is seldom met is filled up by the shorter one: as many as it has different followers (Witten-Bell).
        let mut two = vec![0_u32; SYMBOLS * SYMBOLS];
        let mut one = vec![0_u32; SYMBOLS];
        for (group, &count) in three.iter().enumerate() {
            two[group % (SYMBOLS * SYMBOLS)] += count;
            one[group % SYMBOLS] += count;
        }
        let all = one.iter().sum::<u32>() as f32;
        let kinds = |counts: &[u32]| counts.iter().filter(|&&count| count > 0).count() as f32;
        let single: Vec<f32> = one
            .iter()
            .map(|&count| (count as f32 + kinds(&one) / SYMBOLS as f32) / (all + kinds(&one)).max(1.0))
            .collect();
        let filled = |counts: &[u32], shorter: &[f32]| -> Vec<f32> {
            let (sum, kinds) = (counts.iter().sum::<u32>() as f32, kinds(counts));
            if sum == 0.0 {
                return shorter.to_vec();
            }
            let part = |(&count, &shorter): (&u32, &f32)| (count as f32 + kinds * shorter) / (sum + kinds);
            counts.iter().zip(shorter).map(part).collect()
        };
        let pairs: Vec<Vec<f32>> = two.chunks(SYMBOLS).map(|counts| filled(counts, &single)).collect();
        let triples = three.chunks(SYMBOLS).enumerate();
        let logs = triples.flat_map(|(context, counts)| filled(counts, &pairs[context % SYMBOLS]));
        Self { logs: logs.map(|chance| chance.max(1e-9).ln()).collect() }
    }

    /// What the word costs a letter beyond an ordinary one, in natural logarithms; never below zero.
    #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
    pub(crate) fn strangeness(&self, word: &str) -> f32 {
        let (mut sum, mut length) = (0.0, 0_usize);
        each_group(word, |group| {
            sum -= self.logs[group];
            length += 1;
        });
        if length == 0 { 0.0 } else { (sum / length as f32 - ORDINARY).max(0.0) }
    }
}

/// Calls `each` with the number of every three letters in a row; what is no letter ends a word.
fn each_group(word: &str, mut each: impl FnMut(usize)) {
    let (mut before, mut last) = (END, END);
    for byte in word.bytes().chain([b'$']) {
        let letter = if byte.is_ascii_lowercase() { usize::from(byte - b'a') } else { END };
        each((before * SYMBOLS + last) * SYMBOLS + letter);
        (before, last) = (last, letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_like_known_ones_are_less_strange() {
        let words = ["teacher", "reacher", "preacher", "bleacher", "leader", "reader", "trader", "grader"];
        let vocabulary = Vocabulary::new(words.map(Into::into).to_vec(), vec![1; 8]);
        let spelling = Spelling::new(&vocabulary);
        assert!(spelling.strangeness("peacher") < spelling.strangeness("xqzwv"));
        assert!(spelling.strangeness("teacher") < 0.1);
    }
}
