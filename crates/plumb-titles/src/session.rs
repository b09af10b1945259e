//! Many titles one after another: room that is reused, and answers that are kept for titles of the same words.

use rustc_hash::FxHasher;
use std::hash::Hasher as _;

use crate::matcher::{Matcher, Scratch, TitleMatches};
use crate::normalise::{Draft, TitleIssue, normalise};

/// Answers that are kept at most, one for each value of the lower bits of a hash.
const KEPT: usize = 1 << 12;

/// A matcher that is asked many titles by one thread; nothing is allocated from title to title.
///
/// Lists of job titles repeat themselves, in order ("Engineer II", "Engineer III") and as a whole, so the answers to
/// some thousand titles are kept, by all that an answer depends on. What is answered never depends on what was asked before.
#[derive(Debug)]
pub struct Session<'index> {
    matcher: &'index Matcher,
    scratch: Scratch,
    key: Vec<u8>,
    kept: Vec<Kept>,
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
            pinned: TitleMatches::default(),
        }
    }

    /// The `k` best occupations for a title, the same as [`Matcher::matches`] gives.
    ///
    /// # Errors
    /// When the title is none: empty, binary, too long.
    pub fn matches(&mut self, title: &str, k: usize) -> Result<&TitleMatches, TitleIssue> {
        let Self { matcher, scratch, key, kept, pinned } = self;
        normalise(title, &mut scratch.draft)?;
        write_key(&scratch.draft, key);
        if kept.is_empty() {
            kept.resize(KEPT, Kept::default());
        }
        let kept = &mut kept[place(key)];
        if kept.k != k || kept.key != *key {
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

#[expect(clippy::cast_possible_truncation, reason = "only the lower bits count")]
fn place(key: &[u8]) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(key);
    hasher.finish() as usize & (KEPT - 1)
}
