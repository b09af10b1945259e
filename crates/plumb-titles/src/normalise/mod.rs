//! The title normaliser: named steps in a fixed order, from the raw title to the words that count.
//!
//! The steps know no vocabulary and no occupation; what depends on those (typos, compounds) is in `typo`.

mod abbreviation;
mod fold;
mod gender;
mod grade;
mod inversion;
mod noise;
mod place;
mod plural;
mod segment;
mod spoken;

pub use grade::Grade;
pub use segment::SegmentKind;

use segment::Segment;

/// Longest title that is read, in bytes. Longer ones are no titles.
pub const MAX_TITLE_BYTES: usize = 1_000;
/// Words that are read of one title; filed titles with more are descriptions.
const MAX_WORDS: usize = 40;

/// A word of a title: a range of the draft's text, and the segment that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    start: u32,
    end: u32,
    segment: u8,
}

/// A title on its way through the steps; reused from title to title so that nothing is allocated.
#[derive(Debug, Default, Clone)]
pub struct Draft {
    text: String,
    words: Vec<Word>,
    segments: Vec<Segment>,
    grade: Option<Grade>,
    unreadable_letters: usize,
    marked_letters: usize,
    foreign_words: usize,
    no_occupation: bool,
    moved_words: usize,
    spare: Vec<Word>,
}

/// Why a title is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TitleIssue {
    /// Nothing but space.
    #[error("the title is empty")]
    Empty,
    /// Longer than [`MAX_TITLE_BYTES`].
    #[error("the title is longer than {MAX_TITLE_BYTES} bytes")]
    TooLong,
    /// Control characters: binary data, not text.
    #[error("the title holds control characters, as binary data does")]
    Binary,
}

impl Draft {
    /// The words of the title, in the order that its steps left them in.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.words.iter().map(|word| self.word(*word))
    }

    /// The segments' word ranges and kinds, in order.
    pub fn segments(&self) -> impl Iterator<Item = (SegmentKind, std::ops::Range<usize>)> + '_ {
        let mut start = 0;
        self.segments.iter().enumerate().map(move |(number, segment)| {
            let here = |word: &&Word| usize::from(word.segment) == number;
            let length = self.words[start..].iter().take_while(here).count();
            let range = start..start + length;
            start += length;
            (segment.kind, range)
        })
    }

    /// Seniority or grade, as far as the title states one.
    pub const fn grade(&self) -> Option<Grade> {
        self.grade
    }

    /// Letters of scripts that no title of the index is written in.
    pub const fn unreadable_letters(&self) -> usize {
        self.unreadable_letters
    }

    /// Whether the title shows signs of another language: letters with marks, or its small words ("de", "und").
    pub const fn looks_foreign(&self) -> bool {
        self.marked_letters + self.foreign_words > 0
    }

    /// Whether it says that there is no occupation, or none that is known: "retired", "n/a", "self-employed".
    pub const fn says_no_occupation(&self) -> bool {
        self.no_occupation
    }

    /// How many of the first words stood behind the head noun: "Walmart" in "driver at Walmart".
    pub const fn moved_words(&self) -> usize {
        self.moved_words
    }

    /// The word at a position.
    pub(crate) fn word_at(&self, position: u32) -> &str {
        self.words.get(position as usize).map_or("", |&word| self.word(word))
    }

    fn word(&self, word: Word) -> &str {
        &self.text[word.start as usize..word.end as usize]
    }

    fn clear(&mut self) {
        self.text.clear();
        self.words.clear();
        self.segments.clear();
        self.grade = None;
        self.unreadable_letters = 0;
        self.marked_letters = 0;
        self.foreign_words = 0;
        self.no_occupation = false;
        self.moved_words = 0;
    }

    /// Keeps the words that a step does not reject, unless it rejects all.
    fn retain_unless_empty(&mut self, mut keep: impl FnMut(&str) -> bool) {
        let text = &self.text;
        let kept = |word: &Word| keep(&text[word.start as usize..word.end as usize]);
        self.spare.clear();
        self.spare.extend(self.words.iter().copied().filter(kept));
        if !self.spare.is_empty() && self.spare.len() != self.words.len() {
            std::mem::swap(&mut self.words, &mut self.spare);
        }
    }
}

/// Runs all steps.
///
/// # Errors
/// When the title is no title: empty, binary, or longer than [`MAX_TITLE_BYTES`].
///
/// ```
/// use plumb_titles::normalise::{Draft, normalise};
///
/// let mut draft = Draft::default();
/// normalise("Sr. Asst Mgr, Food Svcs - Houston, TX (Full-Time) #R-10442", &mut draft)?;
/// let words: Vec<&str> = draft.words().collect();
/// assert_eq!(words, ["food", "service", "assistant", "manager"]);
/// # Ok::<(), plumb_titles::normalise::TitleIssue>(())
/// ```
pub fn normalise(title: &str, draft: &mut Draft) -> Result<(), TitleIssue> {
    draft.clear();
    if title.len() > MAX_TITLE_BYTES {
        return Err(TitleIssue::TooLong);
    }
    fold::fold(title, draft)?;
    segment::split(draft);
    spoken::drop_frame(draft);
    noise::drop_noise(draft);
    place::drop_places(draft);
    grade::take_grade(draft);
    abbreviation::expand(draft);
    plural::to_singular(draft);
    gender::to_neutral(draft);
    inversion::put_head_last(draft);
    draft.words.truncate(MAX_WORDS);
    Ok(())
}

#[cfg(test)]
pub(crate) fn words_after(step: impl Fn(&mut Draft), title: &str) -> Vec<String> {
    let mut draft = Draft::default();
    fold::fold(title, &mut draft).unwrap();
    segment::split(&mut draft);
    step(&mut draft);
    draft.words().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(title: &str) -> Vec<String> {
        let mut draft = Draft::default();
        normalise(title, &mut draft).unwrap();
        draft.words().map(str::to_owned).collect()
    }

    #[test]
    fn steps_work_together() {
        assert_eq!(words("Asst Mgr, Food Svc"), ["food", "service", "assistant", "manager"]);
        assert_eq!(
            words("CTE Teacher - Automotive"),
            ["career", "technical", "education", "teacher", "automotive"]
        );
        assert_eq!(words("Director of Nursing"), ["nursing", "director"]);
        assert_eq!(words("SOFTWARE ENGINEER III"), ["software", "engineer"]);
        assert_eq!(words("R.N."), ["registered", "nurse"]);
    }

    #[test]
    fn what_is_no_title_is_an_issue() {
        let mut draft = Draft::default();
        assert_eq!(normalise(" \t", &mut draft), Err(TitleIssue::Empty));
        assert_eq!(normalise("a\0b", &mut draft), Err(TitleIssue::Binary));
        assert_eq!(normalise(&"x".repeat(10_000), &mut draft), Err(TitleIssue::TooLong));
    }

    #[test]
    fn a_title_of_noise_keeps_its_words() {
        assert_eq!(words("Remote"), ["remote"]);
        assert_eq!(words("III").len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_ranges_stay_inside(title in ".{0,300}") {
            let mut draft = Draft::default();
            if normalise(&title, &mut draft).is_ok() {
                let words = draft.words().count();
                let in_segments: usize = draft.segments().map(|(_, range)| range.len()).sum();
                proptest::prop_assert_eq!(words, in_segments);
            }
        }
    }
}
