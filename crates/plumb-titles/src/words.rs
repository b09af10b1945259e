//! From the words of a draft to known words: typos corrected, compounds written the way that the index writes them.

use crate::features::{TitleWord, Vocabulary};
use crate::normalise::{Draft, SegmentKind};
use crate::typo::Deletions;

/// A compound is written as one word when at least so many known titles do.
const LEAST_JOINED: u32 = 3;
/// Both parts of a compound that is taken apart stand in at least so many known titles.
const LEAST_APART: u32 = 5;
/// Shorter parts are endings or chance.
const SHORTEST_PART: usize = 3;
/// A word two edits away must stand in at least so many known titles.
const LEAST_FOR_TWO_EDITS: u32 = 3;
/// A word in at most so many known titles may be a mistake of theirs ("enginer").
const MOST_OF_A_MISTAKE: u32 = 10;
/// It is one where the word that it is one edit away from stands in so many times as many titles.
const TIMES_AS_MANY: u32 = 200;
/// Shorter rare words are names and acronyms.
const SHORTEST_MISTAKE: usize = 6;
/// Longest compound, in bytes.
const LONGEST: usize = 32;

/// Looks every word up, and tells apart the phrases of a title such as "DSU Nurse (Day Surgery Unit Nurse)".
///
/// `again` may read unknown words in another way, before those that stay unknown are taken for names.
pub(crate) fn look_up(
    draft: &Draft,
    vocabulary: &Vocabulary,
    deletions: &Deletions,
    words: &mut Vec<TitleWord>,
    again: impl FnOnce(&mut [TitleWord]),
) {
    words.clear();
    // What looks like a typo in another language is a word of it.
    let reading = Reading { vocabulary, deletions, corrects: !draft.looks_foreign() };
    let mut phrase = 0;
    let mut position = 0;
    let mut letters = draft.words();
    for (kind, range) in draft.segments() {
        // One word in a bracket specifies ("Teacher (Science)"), several say it again.
        if kind == SegmentKind::Bracket && range.len() > 1 && !words.is_empty() {
            phrase += 1;
        }
        let mut before = "";
        for _ in range {
            let Some(word) = letters.next() else { return };
            if let Some(id) = joined(before, word, vocabulary) {
                while words.last().is_some_and(|last| last.position + 1 == position) {
                    words.pop();
                }
                words.push(TitleWord { id: Some(id), position, phrase, edits: 0 });
                before = "";
            } else {
                reading.read(word, position, phrase, words);
                before = word;
            }
            position += 1;
        }
    }
    again(words);
    drop_names(draft, words);
}

/// Behind a comma, a dash or "at" whole parts of unknown words are names of employers and places.
fn drop_names(draft: &Draft, words: &mut Vec<TitleWord>) {
    if words.iter().all(|word| word.id.is_some()) {
        return;
    }
    for (kind, range) in draft.segments() {
        let inside = |word: &TitleWord| range.contains(&(word.position as usize));
        let aside = matches!(kind, SegmentKind::Comma | SegmentKind::Dash | SegmentKind::At);
        let start = words.iter().take_while(|word| (word.position as usize) < range.start).count();
        if aside && start > 0 && words.iter().filter(|word| inside(word)).all(|word| word.id.is_none()) {
            words.retain(|word| !inside(word));
        }
    }
    let moved = words.iter().take_while(|word| (word.position as usize) < draft.moved_words()).count();
    if moved < words.len() && words[..moved].iter().all(|word| word.id.is_none()) {
        words.drain(..moved);
    }
}

/// Two words that known titles write as one: "fork lift".
fn joined(before: &str, word: &str, vocabulary: &Vocabulary) -> Option<u32> {
    let length = before.len() + word.len();
    if before.len() < SHORTEST_PART || word.len() < SHORTEST_PART || length > LONGEST {
        return None;
    }
    let mut both = [0_u8; LONGEST];
    both[..before.len()].copy_from_slice(before.as_bytes());
    both[before.len()..length].copy_from_slice(word.as_bytes());
    let both = str::from_utf8(&both[..length]).ok()?;
    vocabulary.id(both).filter(|&id| vocabulary.counts()[id as usize] >= LEAST_JOINED)
}

/// How words of one title are read.
struct Reading<'a> {
    vocabulary: &'a Vocabulary,
    deletions: &'a Deletions,
    /// Whether unknown words are taken for mistyped ones.
    corrects: bool,
}

impl Reading<'_> {
    fn read(&self, word: &str, position: u32, phrase: u8, words: &mut Vec<TitleWord>) {
        let Self { vocabulary, deletions, corrects } = *self;
        let as_is = TitleWord { id: vocabulary.id(word), position, phrase, edits: 0 };
        let count = |id: u32| vocabulary.counts()[id as usize];
        if let Some(id) = as_is.id {
            if let Some(spelled_out) = vocabulary.spelled_out(id) {
                words.extend(spelled_out.iter().map(|&id| TitleWord { id: Some(id), ..as_is }));
                return;
            }
            let meant = mistaken(word, id, vocabulary, deletions);
            words.push(meant.map_or(as_is, |meant| TitleWord { id: Some(meant), edits: 1, ..as_is }));
            return;
        }
        if !corrects {
            words.push(as_is);
            return;
        }
        let correction = deletions.correct(word, vocabulary);
        // "softwear" is "software" rather than "soft wear": of two readings the one whose words are more usual.
        let parts = apart(word, vocabulary).filter(|&(least, ..)| {
            correction.is_none_or(|found| found.edits > 1 && count(found.word) < least)
        });
        if let Some((_, first, second)) = parts {
            words.push(TitleWord { id: Some(first), ..as_is });
            words.push(TitleWord { id: Some(second), ..as_is });
            return;
        }
        let likely = |id: u32| count(id) >= LEAST_FOR_TWO_EDITS;
        match correction.filter(|found| found.edits == 1 || likely(found.word)) {
            Some(found) => words.push(TitleWord { id: Some(found.word), edits: found.edits, ..as_is }),
            None => words.push(as_is),
        }
    }
}

/// The word that a rare known one is a mistake for.
fn mistaken(word: &str, id: u32, vocabulary: &Vocabulary, deletions: &Deletions) -> Option<u32> {
    let count = vocabulary.counts()[id as usize];
    if count > MOST_OF_A_MISTAKE || word.len() < SHORTEST_MISTAKE {
        return None;
    }
    let found = deletions.correct_known(word, id, vocabulary)?;
    let usual = vocabulary.counts()[found.word as usize];
    (usual >= TIMES_AS_MANY * count.max(1)).then_some(found.word)
}

/// The two known words that an unknown one is made of, "softwaredeveloper", after the number of titles that the
/// rarer of them stands in.
fn apart(word: &str, vocabulary: &Vocabulary) -> Option<(u32, u32, u32)> {
    let cuts = SHORTEST_PART..word.len().saturating_sub(SHORTEST_PART - 1);
    let parts = cuts.filter_map(|cut| {
        let (first, second) = word.split_at_checked(cut)?;
        let (first, second) = (vocabulary.id(first)?, vocabulary.id(second)?);
        let counts = vocabulary.counts();
        let least = counts[first as usize].min(counts[second as usize]);
        (least >= LEAST_APART).then_some((least, first, second))
    });
    parts.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalise;

    fn read(title: &str) -> Vec<(Option<String>, u8, u8)> {
        let mut draft = Draft::default();
        normalise(title, &mut draft).unwrap();
        let names = [
            "day",
            "developer",
            "engineer",
            "enginer",
            "forklift",
            "nurse",
            "soft",
            "software",
            "unit",
            "wear",
        ];
        let counts = vec![9, 9, 400, 1, 9, 9, 8, 9, 9, 8];
        let vocabulary = Vocabulary::new(names.map(Into::into).to_vec(), counts);
        let mut words = Vec::new();
        look_up(&draft, &vocabulary, &Deletions::new(&vocabulary), &mut words, |_| ());
        let name = |word: &TitleWord| word.id.map(|id| vocabulary.words()[id as usize].to_string());
        words.iter().map(|word| (name(word), word.phrase, word.edits)).collect()
    }

    #[test]
    fn a_bracket_of_several_words_is_a_phrase_of_its_own() {
        let phrases: Vec<u8> = read("DSU Nurse (Day Surgery Unit Nurse)").iter().map(|word| word.1).collect();
        assert_eq!(phrases, [0, 0, 1, 1, 1, 1]);
        let phrases: Vec<u8> = read("Nurse (Unit)").iter().map(|word| word.1).collect();
        assert_eq!(phrases, [0, 0]);
    }

    #[test]
    fn names_of_employers_behind_a_title_are_left_out() {
        let nurse = (Some("nurse".to_owned()), 0, 0);
        assert_eq!(read("Nurse, Xyzzy"), std::slice::from_ref(&nurse));
        assert_eq!(read("Nurse - Xyzzy Plugh"), std::slice::from_ref(&nurse));
        assert_eq!(read("Nurse at Xyzzy"), std::slice::from_ref(&nurse));
        assert_eq!(read("Xyzzy Nurse"), [(None, 0, 0), nurse]);
    }

    #[test]
    fn compounds_and_typos_are_read() {
        let known = |name: &str, edits| (Some(name.to_owned()), 0, edits);
        assert_eq!(read("Fork Lift"), [known("forklift", 0)]);
        assert_eq!(read("softwaredeveloper"), [known("software", 0), known("developer", 0)]);
        assert_eq!(read("Sofware Developper"), [known("software", 1), known("developer", 1)]);
        assert_eq!(read("softwear enginer"), [known("software", 2), known("engineer", 1)]);
        assert_eq!(read("softwearnurse"), [(None, 0, 0)]);
        assert_eq!(read("Krankenschwester"), [(None, 0, 0)]);
        // The same letters, once as English and once with a mark of another language.
        assert_eq!(read("Nurze"), [known("nurse", 1)]);
        assert_eq!(read("Nurzé"), [(None, 0, 0)]);
    }
}
