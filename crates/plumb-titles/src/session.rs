//! Many titles one after another: room that is reused, and answers that are kept for titles of the same words.

use rustc_hash::FxHasher;
use std::hash::Hasher as _;

use crate::matcher::{Matcher, Scratch, TitleMatches};
use crate::normalise::{Draft, TitleIssue, normalise};

/// Answers that the sessions of all cores keep together: some forty megabytes, however many cores there are.
const KEPT_TOGETHER: usize = 1 << 17;
/// Places for answers that a session begins with; a short list needs no more.
const KEPT_AT_FIRST: usize = 1 << 9;

/// A matcher that is asked many titles by one thread, in room that is reused from title to title.
///
/// Lists of job titles repeat themselves, in order ("Engineer II", "Engineer III") and as a whole, so the answers to
/// some thousand titles are kept, by all that an answer depends on. What is answered never depends on what was asked before.
#[derive(Debug)]
pub struct Session<'index> {
    matcher: &'index Matcher,
    scratch: Scratch,
    key: Vec<u8>,
    /// By the lower bits of the key's hash; a newer answer takes the place of an older one.
    kept: Vec<Kept>,
    /// How many of these places have been taken.
    taken: usize,
    /// As many as `kept` may grow to.
    most: usize,
    pinned: TitleMatches,
}

/// The answer to all titles of the same words.
#[derive(Debug, Default, Clone)]
struct Kept {
    /// Words and phrases as [`write_key`] puts them; empty before the first.
    key: Vec<u8>,
    k: usize,
    found: TitleMatches,
}

impl<'index> Session<'index> {
    pub(crate) fn new(matcher: &'index Matcher) -> Self {
        Self {
            matcher,
            scratch: Scratch::default(),
            key: Vec::new(),
            kept: Vec::new(),
            taken: 0,
            most: (KEPT_TOGETHER / rayon::current_num_threads()).max(KEPT_AT_FIRST),
            pinned: TitleMatches::default(),
        }
    }

    /// The `k` best occupations for a title, the same as [`Matcher::matches`] gives.
    ///
    /// # Errors
    /// When the title is none: empty, binary, too long.
    pub fn matches(&mut self, title: &str, k: usize) -> Result<&TitleMatches, TitleIssue> {
        normalise(title, &mut self.scratch.draft)?;
        write_key(&self.scratch.draft, &mut self.key);
        if self.taken * 2 >= self.kept.len() && self.kept.len() * 2 <= self.most {
            self.grow();
        }
        let Self { matcher, scratch, key, kept, taken, pinned, .. } = self;
        let place = place(key, kept.len());
        let kept = &mut kept[place];
        if kept.k != k || kept.key != *key {
            *taken += usize::from(kept.key.is_empty());
            matcher.answer(k, scratch, &mut kept.found);
            kept.key.clone_from(key);
            kept.k = k;
        }
        // A grade is no word: "Nurse" and "Senior Nurse" have one answer.
        kept.found.grade = scratch.draft.grade();
        let Some(pin) = matcher.pin_of(title, &scratch.draft) else { return Ok(&kept.found) };
        pinned.clone_from(&kept.found);
        matcher.apply_pin(pin, k, pinned);
        Ok(pinned)
    }

    /// Doubles the places for answers.
    fn grow(&mut self) {
        let length = (self.kept.len() * 2).max(KEPT_AT_FIRST);
        let before = std::mem::replace(&mut self.kept, vec![Kept::default(); length]);
        self.taken = 0;
        for kept in before.into_iter().filter(|kept| !kept.key.is_empty()) {
            let place = &mut self.kept[place(&kept.key, length)];
            self.taken += usize::from(place.key.is_empty());
            *place = kept;
        }
    }
}

/// Writes all of a draft that an answer depends on.
fn write_key(draft: &Draft, key: &mut Vec<u8>) {
    key.clear();
    let mut words = draft.words();
    for (kind, range) in draft.segments() {
        // No byte of a word, which is text, is above 0xf4.
        key.push(0xf8 + kind as u8);
        for word in words.by_ref().take(range.len()) {
            key.extend_from_slice(word.as_bytes());
            key.push(b' ');
        }
    }
    key.extend_from_slice(&draft.unreadable_letters().to_le_bytes());
    key.extend_from_slice(&draft.moved_words().to_le_bytes());
    key.push(u8::from(draft.looks_foreign()) << 1 | u8::from(draft.says_no_occupation()));
}

/// The place of a key among so many, which are a power of two.
#[expect(clippy::cast_possible_truncation, reason = "only the lower bits count")]
fn place(key: &[u8], places: usize) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(key);
    hasher.finish() as usize & (places - 1)
}
