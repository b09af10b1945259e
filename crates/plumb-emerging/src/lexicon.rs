//! Titles as sets of words: the one form in which titles are compared, grouped and matched.

use plumb_titles::normalise::{Draft, normalise};
use rustc_hash::FxHashMap;

/// A title as the sorted numbers of its distinct words; order and repetition do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitleKey(Box<[u32]>);

/// The words that titles are made of, numbered in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    numbers: FxHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    draft: Draft,
    scratch: Vec<u32>,
}

impl TitleKey {
    /// Number of distinct words.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The numbers of the words, sorted.
    pub const fn words(&self) -> &[u32] {
        &self.0
    }

    /// How many words two titles share.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut left, mut right, mut shared) = (0, 0, 0);
        while left < self.0.len() && right < other.0.len() {
            match self.0[left].cmp(&other.0[right]) {
                std::cmp::Ordering::Less => left += 1,
                std::cmp::Ordering::Greater => right += 1,
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    left += 1;
                    right += 1;
                }
            }
        }
        shared
    }

    /// Whether every word of this title is in the other.
    pub fn is_within(&self, other: &Self) -> bool {
        self.shared(other) == self.len()
    }

    /// Shared words over all words of both, 0.0 to 1.0.
    #[expect(clippy::cast_precision_loss, reason = "titles have at most 40 words")]
    pub fn overlap(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        shared as f64 / (self.len() + other.len() - shared) as f64
    }

    fn of(scratch: &mut Vec<u32>) -> Option<Self> {
        scratch.sort_unstable();
        scratch.dedup();
        (!scratch.is_empty()).then(|| Self(scratch.as_slice().into()))
    }
}

impl Lexicon {
    /// The key of a title, learning its words; returns `None` for what is no title.
    ///
    /// What stands in brackets is dropped, unless nothing else is there.
    pub(crate) fn learn(&mut self, title: &str) -> Option<TitleKey> {
        let plain = without_brackets(title);
        normalise(&plain, &mut self.draft).ok()?;
        self.scratch.clear();
        for word in self.draft.words() {
            let number = if let Some(&number) = self.numbers.get(word) {
                number
            } else {
                let number = u32::try_from(self.words.len()).ok()?;
                self.numbers.insert(word.into(), number);
                self.words.push(word.into());
                number
            };
            self.scratch.push(number);
        }
        TitleKey::of(&mut self.scratch)
    }

    /// The key of a title whose words are all known; returns `None` otherwise.
    pub(crate) fn find(&self, title: &str, draft: &mut Draft) -> Option<TitleKey> {
        normalise(&without_brackets(title), draft).ok()?;
        let mut found: Vec<u32> =
            draft.words().map(|word| self.numbers.get(word).copied()).collect::<Option<_>>()?;
        TitleKey::of(&mut found)
    }

    /// How many words are known.
    pub(crate) const fn len(&self) -> usize {
        self.words.len()
    }
}

/// The distinct words of a title, sorted and joined: the same for all its spellings, known without a lexicon.
pub(crate) fn canonical(title: &str, draft: &mut Draft) -> Option<String> {
    normalise(&without_brackets(title), draft).ok()?;
    let mut words: Vec<&str> = draft.words().collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| words.join(" "))
}

fn without_brackets(title: &str) -> std::borrow::Cow<'_, str> {
    if !title.contains('(') {
        return title.into();
    }
    let (mut kept, mut depth) = (String::with_capacity(title.len()), 0_usize);
    for letter in title.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    if kept.trim().is_empty() { title.into() } else { kept.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_set_of_its_words() {
        let mut lexicon = Lexicon::default();
        let one = lexicon.learn("Senior Data Scientist (NLP)").unwrap();
        assert_eq!(lexicon.learn("Scientists, Data").unwrap(), one);
        let wider = lexicon.learn("Clinical Data Scientist").unwrap();
        assert!(one.is_within(&wider) && !wider.is_within(&one));
        assert!((one.overlap(&wider) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(lexicon.learn("()"), None);
        assert_eq!(lexicon.find("Chief Cook", &mut Draft::default()), None);
    }
}
