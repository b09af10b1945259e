//! Cuts texts into the words that evidence is compared by: lower case, without empty words, cut to their stems.
//!
//! Deliberately small: it serves similarity between whole vocabularies, not the matching of single titles.

/// Words that say nothing about what work is about.
const EMPTY: [&str; 26] = [
    "a",
    "all",
    "an",
    "and",
    "as",
    "at",
    "by",
    "classified",
    "elsewhere",
    "except",
    "for",
    "from",
    "in",
    "including",
    "not",
    "of",
    "on",
    "or",
    "other",
    "the",
    "to",
    "with",
    "worker",
    "workers",
    "general",
    "etc",
];

/// Endings that are cut, longest first where one contains another; at least four letters stay.
const ENDINGS: [&str; 17] = [
    "ations", "ation", "ings", "ing", "ers", "ors", "er", "or", "ments", "ment", "ed", "es", "al", "ical",
    "ist", "y", "e",
];

/// Letters that a stem keeps at least.
const LEAST_STEM: usize = 4;

/// Calls `each` with every stem of a text and the word that it was cut from, in order.
pub(crate) fn for_each_stem(text: &str, mut each: impl FnMut(&str, &str)) {
    let mut word = String::new();
    let mut take = |word: &mut String| {
        if word.len() >= 2 && !EMPTY.contains(&word.as_str()) {
            let whole = word.clone();
            each(stem(word), &whole);
        }
        word.clear();
    };
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_lowercase());
        } else {
            take(&mut word);
        }
    }
    take(&mut word);
}

/// Cuts a lower-case ASCII word to its stem: plural first, then one ending.
fn stem(word: &mut String) -> &str {
    if word.len() > LEAST_STEM && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() >= LEAST_STEM && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    let cut =
        ENDINGS.iter().find(|ending| word.len() >= ending.len() + LEAST_STEM && word.ends_with(**ending));
    let length = word.len() - cut.map_or(0, |ending| ending.len());
    &word[..length]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stems(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_stem(text, |stem, _| found.push(stem.to_owned()));
        found
    }

    #[test]
    fn forms_of_a_word_meet() {
        assert_eq!(stems("Accountants and Auditors"), stems("accountant, auditor"));
        assert_eq!(stems("Painting"), stems("Painters"));
        assert_eq!(stems("Utilities; utility"), ["utilit", "utilit"]);
        assert_eq!(stems("All Other Workers (not elsewhere classified)"), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_stems_are_not_empty(text in ".*") {
            prop_assert!(stems(&text).iter().all(|stem| stem.len() >= 2));
        }
    }
}
