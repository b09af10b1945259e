//! Acronyms learned from known titles that spell them out: "CDL Driver (Commercial Drivers License Driver)".

use std::collections::BTreeMap;

use crate::knowledge::{KnownTitle, TitleKind};
use crate::normalise::{Draft, normalise};

/// Longest acronym, in letters.
const LONGEST: usize = 6;
/// A reading is learned when this part of all titles that spell the acronym out agree on it, in thousandths.
const AGREE_PER_MILLE: u32 = 600;
/// An acronym that is a word too is a word, unless one in so many of the titles that hold it spell it out.
const SPELLED_ONE_IN: u32 = 12;

/// Acronyms with the words that they stand for, sorted: from titles that were published with both, as far as those agree.
///
/// `holds` says how many known titles hold a word.
pub(crate) fn learn(titles: &[KnownTitle], holds: impl Fn(&str) -> u32) -> Vec<(String, Vec<String>)> {
    let mut readings: BTreeMap<String, BTreeMap<Vec<String>, u32>> = BTreeMap::new();
    let mut draft = Draft::default();
    let mut last = "";
    for known in titles.iter().filter(|known| known.kind != TitleKind::Filed) {
        // A title of several occupations is one witness.
        if last == known.title {
            continue;
        }
        last = &known.title;
        let Some((acronym, long)) = pair(&known.title) else { continue };
        if normalise(&long, &mut draft).is_err() {
            continue;
        }
        let words: Vec<String> = draft.words().map(str::to_owned).collect();
        // What the steward's list reads is read already.
        let is_own = normalise(&acronym, &mut draft).is_ok() && draft.words().eq([acronym.as_str()]);
        if is_own && words.len() > 1 && !words.contains(&acronym) {
            *readings.entry(acronym).or_default().entry(words).or_default() += 1;
        }
    }
    let mut learned = Vec::new();
    for (acronym, readings) in readings {
        let all: u32 = readings.values().sum();
        let most = readings.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        let Some((words, count)) = most else { continue };
        if count * 1_000 >= all * AGREE_PER_MILLE && all * SPELLED_ONE_IN >= holds(&acronym) {
            learned.push((acronym, words));
        }
    }
    learned
}

/// The acronym of a title and what it stands for, when a bracket says the same again in other words.
fn pair(title: &str) -> Option<(String, String)> {
    let (before, rest) = title.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    if !after.trim().is_empty() {
        return None;
    }
    let (before, inside) = (tokens(before), tokens(inside));
    spelled_out(&before, &inside).or_else(|| spelled_out(&inside, &before))
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|token| !token.is_empty()).collect()
}

/// The one token by which the short form differs from the long one, and the tokens of the long one in its place.
fn spelled_out(short: &[&str], long: &[&str]) -> Option<(String, String)> {
    let same = |(one, other): &(&&str, &&str)| one.eq_ignore_ascii_case(other);
    let front = short.iter().zip(long).take_while(same).count();
    let (short, long) = (&short[front..], &long[front..]);
    let back = short.iter().rev().zip(long.iter().rev()).take_while(same).count();
    let (short, long) = (&short[..short.len() - back], &long[..long.len() - back]);
    let [acronym] = short else { return None };
    let capital = acronym.bytes().all(|byte| byte.is_ascii_uppercase());
    if !capital || !(2..=LONGEST).contains(&acronym.len()) || long.len() < 2 {
        return None;
    }
    // Words around it that both forms share leave no doubt; without them the letters must fit.
    let anchored = front + back > 0 && long.len() <= acronym.len() + 1;
    (fits(acronym.as_bytes(), long) || anchored).then(|| (acronym.to_lowercase(), long.join(" ")))
}

/// Whether the letters are the first ones of the words, in order; small words may be passed over.
fn fits(letters: &[u8], words: &[&str]) -> bool {
    match (letters, words) {
        ([], rest) => rest.iter().all(|word| is_small(word)),
        (_, []) => false,
        ([letter, rest @ ..], [word, others @ ..]) => {
            (word.as_bytes()[0].eq_ignore_ascii_case(letter) && fits(rest, others))
                || (is_small(word) && fits(letters, others))
        }
    }
}

fn is_small(word: &str) -> bool {
    ["and", "of", "the", "for", "in", "to", "on", "with", "or"].contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(titles: &[&str]) -> Vec<(String, String)> {
        let soc = "29-1141".parse().unwrap();
        let known: Vec<KnownTitle> =
            titles.iter().map(|title| KnownTitle::new(*title, soc, TitleKind::Alternate)).collect();
        learn(&known, |_| 1).into_iter().map(|(acronym, words)| (acronym, words.join(" "))).collect()
    }

    fn one(acronym: &str, words: &str) -> Vec<(String, String)> {
        vec![(acronym.to_owned(), words.to_owned())]
    }

    #[test]
    fn pairs_are_found_in_both_directions_and_within_titles() {
        assert_eq!(
            learned(&["CRNA (Certified Registered Nurse Anesthetist)"]),
            one("crna", "certified registered nurse anesthetist")
        );
        assert_eq!(learned(&["Drug Enforcement Agent (DEA)"]), one("dea", "drug enforcement agent"));
        assert_eq!(
            learned(&["OTR Driver (Over the Road Driver)"]),
            one("otr", "over road"),
            "small words count as letters, and are no words of the title"
        );
        assert_eq!(
            learned(&["ROV Pilot (Remotely Operated Vehicle Pilot)"]),
            one("rov", "remotely operated vehicle")
        );
        assert_eq!(learned(&["XR Technician (X-Ray Technician)"]), one("xr", "x ray"));
    }

    #[test]
    fn what_is_no_acronym_or_disputed_is_not_learned() {
        assert!(learned(&["Nurse (Staff Nurse)", "Teacher (Science)", "Manager (Sales Office)"]).is_empty());
        assert!(learned(&["RN (Registered Nurse)"]).is_empty(), "the steward's list has it");
        let disputed = ["PDM (Product Data Manager)", "PDM (Personnel Duty Member)"];
        assert!(learned(&disputed).is_empty());
    }
}
