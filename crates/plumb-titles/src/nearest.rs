//! The nearest known title of a candidate: what an answer is justified with, and how far it can be relied on.

use crate::features::WordId;
use crate::index::Index;
use crate::postings::Postings;

/// At most so many titles of one occupation are compared for one word.
const MOST_COMPARED: usize = 16;
/// What a filed title counts beside a published one of the same similarity.
pub(crate) const FILED_IS_NEAR: f32 = 0.85;
/// Words through which titles are found.
const MOST_WORDS: usize = 2;
/// Similarities that differ by less may be the same.
const ROUNDING: f32 = 1e-5;
/// What a word that no known title has is taken to say.
const UNKNOWN_INFORMATION: f32 = 9.0;

/// The words of one title that is asked.
#[derive(Debug, Default, Clone)]
pub(crate) struct AskedWords {
    /// Known words, each once, the rarest first.
    pub(crate) words: Vec<WordId>,
    /// The last known word.
    pub(crate) head: Option<WordId>,
    /// Information of each word that the title has, zero for all others.
    pub(crate) weights: Vec<f32>,
    /// Information of all its words, unknown ones too.
    pub(crate) sum: f32,
}

impl AskedWords {
    /// Begins a title with these words, each once, its head noun, and so many unknown words.
    pub(crate) fn ask(
        &mut self,
        postings: &Postings,
        words: &[WordId],
        head: Option<WordId>,
        unknown: usize,
    ) {
        for &word in &self.words {
            self.weights[word as usize] = 0.0;
        }
        self.weights.resize(postings.information.len(), 0.0);
        self.words.clear();
        self.words.extend_from_slice(words);
        self.head = head;
        let information = |word: WordId| postings.information[word as usize];
        self.words
            .sort_by(|&one, &other| information(other).total_cmp(&information(one)).then(one.cmp(&other)));
        #[expect(clippy::cast_precision_loss, reason = "a title has few words")]
        let unknown = unknown as f32 * UNKNOWN_INFORMATION;
        self.sum = unknown;
        for &word in words {
            self.weights[word as usize] = information(word);
            self.sum += information(word);
        }
    }

    /// The title of an occupation that is nearest, as far as it is found through the rarest words, and how near.
    pub(crate) fn nearest(&self, index: &Index, postings: &Postings, class: u16) -> Option<(u32, f32)> {
        let mut best = (u32::MAX, 0.0_f32);
        // What a title can have in common at most when it has none of the words that were looked at.
        let mut rest = self.sum;
        for &word in self.words.iter().take(MOST_WORDS) {
            if best.1 > 2.0 * rest / (self.sum + rest) + ROUNDING {
                break;
            }
            let Some(entry) = postings.entry(word, class) else {
                rest -= self.weights[word as usize];
                continue;
            };
            if postings.titles_of(entry).len() <= MOST_COMPARED {
                rest -= self.weights[word as usize];
            }
            for &title in postings.titles_of(entry).iter().take(MOST_COMPARED) {
                let (words, sum, is_filed) = postings.compared(title);
                let words = index.title_words[words].iter();
                let common: f32 = words.map(|&word| self.weights[word as usize]).sum();
                let mut similarity = 2.0 * common / (self.sum + sum);
                if is_filed {
                    similarity *= FILED_IS_NEAR;
                }
                if similarity > best.1 {
                    best = (title, similarity);
                }
            }
        }
        (best.1 > 0.0).then_some((best.0, best.1.min(1.0)))
    }
}
