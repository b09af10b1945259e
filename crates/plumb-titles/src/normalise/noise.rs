//! Third step: requisition numbers, pay, shifts, terms of employment and advertising.

use super::{Draft, SegmentKind};

pub(super) fn drop_noise(draft: &mut Draft) {
    drop_segments(draft);
    drop_pairs(draft);
    let mut before_is_amount = false;
    draft.retain_unless_empty(|word| {
        // "$25.50/hr": the unit of an amount, which "hr" alone is not.
        if before_is_amount && PAY_UNITS.contains(&word) {
            return false;
        }
        let amount = is_amount(word);
        before_is_amount = amount || (before_is_amount && word == PAY_JOINT);
        !(is_number(word) || ADVERTISING.contains(&word) || (before_is_amount && !amount))
    });
}

/// Words that mean terms of employment only together: "full time", "night shift".
fn drop_pairs(draft: &mut Draft) {
    let text = &draft.text;
    let is =
        |word: &super::Word, list: &[&str]| list.contains(&&text[word.start as usize..word.end as usize]);
    let pair =
        |two: &[super::Word]| PAIRS.iter().any(|(first, second)| is(&two[0], first) && is(&two[1], second));
    draft.spare.clear();
    let mut number = 0;
    while number < draft.words.len() {
        if draft.words[number..].get(..2).is_some_and(pair) {
            number += 2;
        } else {
            draft.spare.push(draft.words[number]);
            number += 1;
        }
    }
    if !draft.spare.is_empty() && draft.spare.len() != draft.words.len() {
        std::mem::swap(&mut draft.words, &mut draft.spare);
    }
}

/// A bracket or a part behind a dash that holds nothing but terms of employment.
fn drop_segments(draft: &mut Draft) {
    for number in (1..draft.segments.len()).rev() {
        if draft.segments[number].kind == SegmentKind::Main {
            continue;
        }
        let text = &draft.text;
        let here = |word: &super::Word| usize::from(word.segment) == number;
        let term = |word: &super::Word| {
            let name = &text[word.start as usize..word.end as usize];
            TERMS.contains(&name) || ADVERTISING.contains(&name) || is_number(name)
        };
        let all_terms = draft.words.iter().filter(|word| here(word)).all(term);
        if all_terms && draft.words.iter().any(|word| !here(word)) {
            draft.words.retain(|word| !here(word));
        }
    }
}

/// Requisition and postal numbers, pay, years: three digits or more, or digits mixed into a word twice.
fn is_number(word: &str) -> bool {
    if word == EMERGENCY {
        return false;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 || (digits == 2 && word.len() > 3) || (digits == word.len() && digits > 1)
}

/// What an amount of pay can be: "25", "120k".
fn is_amount(word: &str) -> bool {
    let digits = word.strip_suffix('k').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The one number that names work: "911 dispatcher".
const EMERGENCY: &str = "911";

/// What pay is counted by, behind an amount.
const PAY_UNITS: [&str; 10] =
    ["hr", "hrs", "hour", "hours", "hourly", "yr", "year", "annum", "annually", "k"];
/// What may stand between an amount and its unit; "an" and "a" are no words by now.
const PAY_JOINT: &str = "per";

/// First and second words that mean terms of employment together.
const PAIRS: [(&[&str], &[&str]); 3] = [
    (&["full", "part"], &["time"]),
    (&["per"], &["diem"]),
    (
        &[
            "1st",
            "2nd",
            "3rd",
            "first",
            "second",
            "third",
            "day",
            "days",
            "night",
            "nights",
            "evening",
            "overnight",
            "weekend",
            "graveyard",
            "swing",
            "rotating",
        ],
        &["shift", "shifts"],
    ),
];

/// Never part of a title.
const ADVERTISING: [&str; 28] = [
    "asap",
    "wfh",
    "remote",
    "hybrid",
    "onsite",
    "fulltime",
    "parttime",
    "hiring",
    "urgent",
    "urgently",
    "immediate",
    "immediately",
    "opening",
    "openings",
    "position",
    "positions",
    "job",
    "jobs",
    "vacancy",
    "wanted",
    "needed",
    "opportunity",
    "bonus",
    "hourly",
    "salary",
    "benefits",
    "req",
    "requisition",
];
/// Terms of employment where they stand alone in a bracket or behind a dash; "contract manager" keeps its contract.
const TERMS: [&str; 45] = [
    "full",
    "part",
    "ft",
    "pt",
    "fte",
    "work",
    "from",
    "home",
    "time",
    "contract",
    "contractor",
    "temp",
    "temporary",
    "permanent",
    "seasonal",
    "per",
    "diem",
    "prn",
    "night",
    "nights",
    "day",
    "days",
    "evening",
    "evenings",
    "weekend",
    "weekends",
    "shift",
    "shifts",
    "1st",
    "2nd",
    "3rd",
    "first",
    "second",
    "third",
    "hr",
    "hour",
    "hours",
    "week",
    "year",
    "k",
    "pay",
    "up",
    "us",
    "level",
    "id",
];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn numbers_shifts_and_advertising_go() {
        assert_eq!(words_after(drop_noise, "Welder (2nd Shift) - $25.50/hr - Req#123456"), ["welder"]);
        assert_eq!(words_after(drop_noise, "Driver $20/hr"), ["driver"]);
        assert_eq!(words_after(drop_noise, "Driver up to $20 - $25 per hour"), ["driver", "up"]);
        assert_eq!(words_after(drop_noise, "Welder Full Time Night Shift"), ["welder"]);
        assert_eq!(words_after(drop_noise, "Cashier (PT)"), ["cashier"]);
        assert_eq!(words_after(drop_noise, "Clerk (Work from Home)"), ["clerk"]);
    }

    #[test]
    fn what_looks_like_noise_and_is_work_stays() {
        assert_eq!(words_after(drop_noise, "HR Manager"), ["hr", "manager"]);
        assert_eq!(words_after(drop_noise, "911 Dispatcher"), ["911", "dispatcher"]);
        assert_eq!(words_after(drop_noise, "PT Aide"), ["pt", "aide"]);
        assert_eq!(words_after(drop_noise, "Shift Supervisor"), ["shift", "supervisor"]);
    }

    #[test]
    fn terms_stay_where_they_are_the_work() {
        assert_eq!(words_after(drop_noise, "Contract Manager"), ["contract", "manager"]);
        assert_eq!(words_after(drop_noise, "Day Care Worker - Part Time"), ["day", "care", "worker"]);
        assert_eq!(words_after(drop_noise, "3D Artist"), ["3d", "artist"]);
    }
}
