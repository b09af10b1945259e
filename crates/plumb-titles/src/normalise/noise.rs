//! Third step: requisition numbers, pay, shifts, terms of employment and advertising.

use super::{Draft, SegmentKind};

pub(super) fn drop_noise(draft: &mut Draft) {
    drop_segments(draft);
    draft.retain_unless_empty(|word| !is_number(word) && !ADVERTISING.contains(&word));
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
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 || (digits == 2 && word.len() > 3) || (digits == word.len() && digits > 1)
}

/// Never part of a title.
const ADVERTISING: [&str; 26] = [
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
const TERMS: [&str; 39] = [
    "full",
    "part",
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
    }

    #[test]
    fn terms_stay_where_they_are_the_work() {
        assert_eq!(words_after(drop_noise, "Contract Manager"), ["contract", "manager"]);
        assert_eq!(words_after(drop_noise, "Day Care Worker - Part Time"), ["day", "care", "worker"]);
        assert_eq!(words_after(drop_noise, "3D Artist"), ["3d", "artist"]);
    }
}
