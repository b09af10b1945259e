//! The nearest known title of each candidate, found through its rarest words.

use crate::features::{WordId, to_u32};
use crate::index::Index;
use crate::knowledge::TitleKind;

/// Which titles hold a word, and where the titles of an occupation lie.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// Titles with word `w`: `starts[w]..starts[w + 1]` of `titles`, rising.
    starts: Vec<u32>,
    titles: Vec<u32>,
    /// Titles of occupation `c`: `class_starts[c]..class_starts[c + 1]`.
    class_starts: Vec<u32>,
    /// Information of each word: the logarithm of one over its part of all titles.
    pub(crate) information: Vec<f32>,
    /// Sum over the words of each title.
    sums: Vec<f32>,
}

/// At most so many titles of one occupation are compared for one word.
const MOST_COMPARED: usize = 16;
/// What a filed title counts beside a published one of the same similarity.
pub(crate) const FILED_IS_NEAR: f32 = 0.85;
/// Words through which titles are found.
const MOST_WORDS: usize = 2;
/// What a word that no known title has is taken to say.
const UNKNOWN_INFORMATION: f32 = 9.0;

impl Postings {
    #[expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]
    pub(crate) fn new(index: &Index) -> Self {
        let words = index.vocabulary.words().len();
        let mut starts = vec![0_u32; words + 1];
        for &word in &index.title_words {
            starts[word as usize + 1] += 1;
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut titles = vec![0_u32; index.title_words.len()];
        for title in 0..to_u32(index.titles.len()) {
            for &word in index.words_of(title) {
                titles[next[word as usize] as usize] = title;
                next[word as usize] += 1;
            }
        }
        let all = index.titles.len() as f32;
        let counts = index.vocabulary.counts();
        let information: Vec<f32> =
            counts.iter().map(|&count| (1.0 + all / (1.0 + count as f32)).ln()).collect();
        let mut class_starts = vec![0_u32; index.classes.len() + 1];
        for title in &index.titles {
            class_starts[usize::from(title.class) + 1] += 1;
        }
        for class in 0..index.classes.len() {
            class_starts[class + 1] += class_starts[class];
        }
        let sum = |title: u32| index.words_of(title).iter().map(|&word| information[word as usize]).sum();
        let sums = (0..to_u32(index.titles.len())).map(sum).collect();
        Self { starts, titles, class_starts, information, sums }
    }

    /// Titles of an occupation that hold a word.
    fn with(&self, word: WordId, class: u16) -> &[u32] {
        let all = &self.titles[self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize];
        let (first, last) =
            (self.class_starts[usize::from(class)], self.class_starts[usize::from(class) + 1]);
        let start = all.partition_point(|&title| title < first);
        let length = all[start..].iter().take(MOST_COMPARED).take_while(|&&title| title < last).count();
        &all[start..start + length]
    }
}

/// The words of one title, and what was found for its candidates.
#[derive(Debug, Default, Clone)]
pub(crate) struct Nearest {
    /// Known words, the rarest first.
    words: Vec<WordId>,
    /// Information of each word that the title has, zero for all others.
    weights: Vec<f32>,
    sum: f32,
    /// Occupation, its nearest title, how near that is.
    found: Vec<(u16, u32, f32)>,
}

impl Nearest {
    /// Begins a title with these words, each once, and so many unknown ones.
    pub(crate) fn ask(&mut self, postings: &Postings, words: &[WordId], unknown: usize) {
        self.found.clear();
        for &word in &self.words {
            self.weights[word as usize] = 0.0;
        }
        self.weights.resize(postings.information.len(), 0.0);
        self.words.clear();
        self.words.extend_from_slice(words);
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

    /// How near the nearest title of an occupation is, 0 to 1, as far as it is found through the rarest words.
    pub(crate) fn measure(&mut self, index: &Index, postings: &Postings, class: u16) -> f32 {
        let mut best = (u32::MAX, 0.0_f32);
        for &word in self.words.iter().take(MOST_WORDS) {
            for &title in postings.with(word, class) {
                let words = index.words_of(title).iter();
                let common: f32 = words.map(|&word| self.weights[word as usize]).sum();
                let mut similarity = 2.0 * common / (self.sum + postings.sums[title as usize]);
                if index.titles[title as usize].kind == TitleKind::Filed {
                    similarity *= FILED_IS_NEAR;
                }
                if similarity > best.1 {
                    best = (title, similarity);
                }
            }
        }
        self.note(class, best.0, best.1.min(1.0));
        best.1.min(1.0)
    }

    /// Notes a title that is known to be the nearest.
    pub(crate) fn note(&mut self, class: u16, title: u32, similarity: f32) {
        if similarity > 0.0 {
            self.found.push((class, title, similarity));
        }
    }

    /// The nearest title of an occupation that was measured.
    pub(crate) fn title_of(&self, class: u16) -> (Option<u32>, f32) {
        self.found.iter().find(|found| found.0 == class).map_or((None, 0.0), |found| (Some(found.1), found.2))
    }
}
