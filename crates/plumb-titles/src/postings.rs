//! Which occupations use a word, in titles and in tasks, and which of their titles hold it.

use std::ops::Range;

use crate::features::{WordId, to_u32};
use crate::index::Index;
use crate::knowledge::TitleKind;

/// How one occupation uses one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Published titles that hold the word, and how many of them have it as their head noun.
    pub(crate) published: u16,
    pub(crate) heads: u16,
    /// Whether titles filed under the occupation hold it.
    pub(crate) filed: bool,
    /// Whether the occupation's own title holds it.
    pub(crate) own: bool,
    /// Whether its tasks do.
    pub(crate) tasks: bool,
}

/// What is needed to compare a title.
#[derive(Debug, Clone, Copy)]
struct Compared {
    /// Where its words begin.
    words: u32,
    /// Information of its words together.
    sum: f32,
    is_filed: bool,
}

/// Occupations by word.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// Entries of word `w`: `starts[w]..starts[w + 1]`, by occupation.
    starts: Vec<u32>,
    classes: Vec<u16>,
    usage: Vec<Usage>,
    /// Titles of entry `e`: `firsts[e]..firsts[e + 1]` of `titles`, rising.
    firsts: Vec<u32>,
    titles: Vec<u32>,
    /// Published titles that have a word as their head noun.
    pub(crate) word_heads: Vec<u32>,
    /// Published titles of each occupation.
    pub(crate) class_published: Vec<u32>,
    /// Logarithm of one more than that.
    pub(crate) class_sizes: Vec<f32>,
    pub(crate) all_published: u32,
    /// Information of each word: the logarithm of one over its part of all titles.
    pub(crate) information: Vec<f32>,
    /// What is needed to compare each title, together in memory, and one more for the end of the last one's words.
    compared: Vec<Compared>,
}

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
        let sum = |title: u32| index.words_of(title).iter().map(|&word| information[word as usize]).sum();
        let compared = index.word_starts.iter().zip(0..).map(|(&words, title)| Compared {
            words,
            sum: if title < to_u32(index.titles.len()) { sum(title) } else { 0.0 },
            is_filed: index.titles.get(title as usize).is_some_and(|title| title.kind == TitleKind::Filed),
        });
        let compared = compared.collect();
        let mut class_published = vec![0_u32; index.classes.len()];
        for title in index.titles.iter().filter(|title| title.kind != TitleKind::Filed) {
            class_published[usize::from(title.class)] += 1;
        }
        let mut postings = Self {
            starts: vec![0],
            information,
            compared,
            all_published: class_published.iter().sum(),
            class_sizes: class_published.iter().map(|&size| (1.0 + size as f32).ln()).collect(),
            class_published,
            ..Self::default()
        };
        for word in 0..to_u32(words) {
            let range = starts[word as usize] as usize..starts[word as usize + 1] as usize;
            postings.push_word(index, word, &titles[range.clone()], range.start);
        }
        postings.firsts.push(to_u32(titles.len()));
        postings.titles = titles;
        postings
    }

    /// Adds the entries of the next word, whose titles begin at a place: occupations by titles and by tasks, merged.
    fn push_word(&mut self, index: &Index, word: WordId, titles: &[u32], mut place: usize) {
        let class_of = |title: u32| index.titles[title as usize].class;
        let mut tasks = index.tasks_with(word).iter().copied().peekable();
        let mut all_heads = 0;
        for titles in titles.chunk_by(|&one, &other| class_of(one) == class_of(other)) {
            let class = class_of(titles[0]);
            while let Some(before) = tasks.next_if(|&task| task < class) {
                self.push(before, Usage { tasks: true, ..Usage::default() }, place);
            }
            let mut usage = Usage { tasks: tasks.next_if_eq(&class).is_some(), ..Usage::default() };
            for &title in titles {
                match index.titles[title as usize].kind {
                    TitleKind::Filed => usage.filed = true,
                    kind => {
                        usage.own |= kind == TitleKind::Occupation;
                        usage.published = usage.published.saturating_add(1);
                        let heads = index.words_of(title).last() == Some(&word);
                        usage.heads = usage.heads.saturating_add(u16::from(heads));
                    }
                }
            }
            all_heads += u32::from(usage.heads);
            self.push(class, usage, place);
            place += titles.len();
        }
        for class in tasks {
            self.push(class, Usage { tasks: true, ..Usage::default() }, place);
        }
        self.starts.push(to_u32(self.classes.len()));
        self.word_heads.push(all_heads);
    }

    fn push(&mut self, class: u16, usage: Usage, place: usize) {
        self.classes.push(class);
        self.usage.push(usage);
        self.firsts.push(to_u32(place));
    }

    /// The entries of a word.
    pub(crate) fn entries(&self, word: WordId) -> Range<usize> {
        self.starts[word as usize] as usize..self.starts[word as usize + 1] as usize
    }

    /// The occupations of entries, rising.
    pub(crate) fn classes_of(&self, entries: Range<usize>) -> &[u16] {
        &self.classes[entries]
    }

    /// The entry of a word and an occupation.
    pub(crate) fn entry(&self, word: WordId, class: u16) -> Option<usize> {
        let entries = self.entries(word);
        let found = self.classes[entries.clone()].binary_search(&class).ok()?;
        Some(entries.start + found)
    }

    pub(crate) fn usage(&self, entry: usize) -> Usage {
        self.usage[entry]
    }

    /// Published titles that hold a word.
    pub(crate) fn published(&self, word: WordId) -> u32 {
        self.usage[self.entries(word)].iter().map(|usage| u32::from(usage.published)).sum()
    }

    /// The titles of an entry.
    pub(crate) fn titles_of(&self, entry: usize) -> &[u32] {
        &self.titles[self.firsts[entry] as usize..self.firsts[entry + 1] as usize]
    }

    /// Where the words of a title stand, what they say together, and whether the title was only filed.
    pub(crate) fn compared(&self, title: u32) -> (Range<usize>, f32, bool) {
        let title = title as usize;
        let Compared { words, sum, is_filed } = self.compared[title];
        (words as usize..self.compared[title + 1].words as usize, sum, is_filed)
    }
}
