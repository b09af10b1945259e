//! Asks an index for titles that it has not seen: as they are, mistyped, and as nonsense.

use plumb_codes::Soc2018;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::blend::Candidates;
use crate::build::KeptOut;
use crate::calibrate::Answer;
use crate::knowledge::{KnownTitle, TitleKind};
use crate::matcher::{Matcher, Scratch, TitleMatches};
use crate::normalise::normalise;
use crate::train::Shuffle;

/// One in so many titles is also asked with a typo.
const MISTYPED_ONE_IN: u64 = 4;
/// One in so many titles is also asked with its letters shuffled; no answer to that is right.
const NONSENSE_ONE_IN: u64 = 25;
/// How much a filed title counts beside others where measures are weighed: its code is right in 86 of 100.
const FILED_WEIGHT: f32 = 0.3;
/// How much it counts where confidence is learned: what is asked in use is as dirty as what is filed.
const FILED_DOUBT: f32 = 0.6;

/// Asks for every title that was kept out.
pub(crate) fn ask(trial: &Matcher, titles: &[KnownTitle], out: &KeptOut) -> Vec<Candidates> {
    let mut numbers: Vec<u32> = out.titles.iter().copied().collect();
    numbers.sort_unstable();
    // Occupations that the title was kept out of: any of them is right. What employers filed is right for what others
    // file; it makes no other answer right.
    let mut right: FxHashMap<(&str, bool), Vec<Soc2018>> = FxHashMap::default();
    for &number in &numbers {
        let known = &titles[number as usize];
        right.entry(question(known)).or_default().push(known.soc);
    }
    let mut scratch = Scratch::default();
    let mut shuffle = Shuffle(0x2545_f491_4f6c_dd1d);
    let mut asked = Vec::new();
    let mut done = FxHashSet::default();
    for &number in &numbers {
        let known = &titles[number as usize];
        if !done.insert(question(known)) {
            continue;
        }
        let filed = known.kind == TitleKind::Filed;
        let right = &right[&question(known)];
        if out.contested.contains(&number) {
            let found = ask_one(trial, &known.title, right, filed, &mut scratch);
            asked.extend(found.map(|found| Candidates { contested: true, ..found }));
            continue;
        }
        asked.extend(ask_one(trial, &known.title, right, filed, &mut scratch));
        if shuffle.next().is_multiple_of(MISTYPED_ONE_IN) {
            asked.extend(ask_one(trial, &mistyped(&known.title, &mut shuffle), right, filed, &mut scratch));
        }
        if shuffle.next().is_multiple_of(NONSENSE_ONE_IN) {
            asked.extend(ask_one(trial, &nonsense(&known.title, &mut shuffle), &[], filed, &mut scratch));
        }
    }
    asked
}

/// Published titles and filed ones are asked apart, each once.
fn question(known: &KnownTitle) -> (&str, bool) {
    (known.title.as_str(), known.kind == TitleKind::Filed)
}

fn ask_one(
    trial: &Matcher,
    title: &str,
    right: &[Soc2018],
    filed: bool,
    scratch: &mut Scratch,
) -> Option<Candidates> {
    normalise(title, &mut scratch.draft).ok()?;
    trial.measure(scratch);
    let is_right = |class: u16| right.contains(&trial.index.classes[usize::from(class)]);
    let list = scratch.measured.iter().map(|&(class, measures)| (measures, is_right(class))).collect();
    let weight = if filed { FILED_WEIGHT } else { 1.0 };
    Some(Candidates { title: title.to_owned(), right: right.to_vec(), list, contested: false, filed, weight })
}

/// The title with one letter changed, left out, doubled or swapped with the next.
fn mistyped(title: &str, shuffle: &mut Shuffle) -> String {
    let mut letters: Vec<char> = title.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|&place| letters[place].is_alphabetic()).collect();
    let Some(&place) = places.get(below(shuffle, places.len())) else { return title.to_owned() };
    match shuffle.next() % 4 {
        0 => letters[place] = char::from(b'a' + u8::try_from(shuffle.next() % 26).unwrap_or(0)),
        1 => drop(letters.remove(place)),
        2 => letters.insert(place, letters[place]),
        _ if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => {}
    }
    letters.into_iter().collect()
}

fn nonsense(title: &str, shuffle: &mut Shuffle) -> String {
    let mut letters: Vec<char> = title.chars().collect();
    for last in (1..letters.len()).rev() {
        letters.swap(last, below(shuffle, last + 1));
    }
    letters.into_iter().collect()
}

fn below(shuffle: &mut Shuffle, end: usize) -> usize {
    usize::try_from(shuffle.next() % (end.max(1) as u64)).unwrap_or(0)
}

/// The best answers with their signs, to learn from how far such answers can be relied on.
pub(crate) fn answers_of(trial: &Matcher, asked: &[Candidates]) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(asked.len());
    let (mut scratch, mut found) = (Scratch::default(), TitleMatches::default());
    for one in asked {
        if normalise(&one.title, &mut scratch.draft).is_err() {
            continue;
        }
        trial.answer(1, &mut scratch, &mut found);
        if let (Some(best), Some(&signs)) = (found.candidates.first(), scratch.answer_signs.first()) {
            let weight = if one.filed { FILED_DOUBT } else { 1.0 };
            answers.push(Answer { signs, right: one.right.contains(&best.soc), weight });
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_change_little_and_nonsense_everything() {
        let mut shuffle = Shuffle(1);
        for _ in 0..100 {
            let typo = mistyped("Registered Nurse", &mut shuffle);
            assert!(strsim::osa_distance("Registered Nurse", &typo) <= 1, "{typo}");
        }
        let shuffled = nonsense("Registered Nurse", &mut shuffle);
        assert_eq!(shuffled.len(), 16);
        assert!(strsim::osa_distance("Registered Nurse", &shuffled) > 5, "{shuffled}");
        assert_eq!(mistyped("", &mut shuffle), "");
    }
}
