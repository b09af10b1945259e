//! Title patterns: words, alternatives and gaps, as a steward can read them aloud. Not regular expressions.

use std::fmt;
use std::str::FromStr;

use crate::edition::fold_name;

/// A pattern over the words of a title.
///
/// Titles are compared without case and punctuation. A pattern is a row of words that must stand next to each
/// other, in order, anywhere in the title:
///
/// - `drone pilot`: these two words.
/// - `drone|uav pilot|operator`: alternatives.
/// - `unmanned aer*`: a word that begins so.
/// - `drone ... pilot`: any number of words between, also none.
/// - `^drone` and `pilot$`: the title begins or ends here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitlePattern {
    written: String,
    at_start: bool,
    at_end: bool,
    items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Item {
    Gap,
    Word(Vec<Alternative>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Alternative {
    letters: String,
    open_ended: bool,
}

impl Alternative {
    fn matches(&self, word: &str) -> bool {
        if self.open_ended { word.starts_with(&self.letters) } else { word == self.letters }
    }
}

impl TitlePattern {
    /// Whether the pattern is found in a title.
    pub fn matches(&self, title: &str) -> bool {
        self.matches_folded(&fold_name(title))
    }

    /// Whether the pattern is found in a title that is folded already.
    pub(crate) fn matches_folded(&self, folded: &str) -> bool {
        // Most titles have not even the first word of a pattern, and a corpus has millions of them.
        if let Some(Item::Word(first)) = self.items.first()
            && !folded.split(' ').any(|word| first.iter().any(|alternative| alternative.matches(word)))
        {
            return false;
        }
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let starts = if self.at_start { 0..1 } else { 0..words.len() };
        starts.into_iter().any(|start| self.matches_from(&words[start.min(words.len())..]))
    }

    /// Positions in the pattern that the words read so far can have reached, word by word.
    fn matches_from(&self, words: &[&str]) -> bool {
        let mut reached = vec![false; self.items.len() + 1];
        reached[0] = true;
        self.pass_gaps(&mut reached);
        if self.done(&reached, words.is_empty()) {
            return true;
        }
        for (position, word) in words.iter().enumerate() {
            let mut next = vec![false; reached.len()];
            for (item, pattern) in self.items.iter().enumerate().filter(|(item, _)| reached[*item]) {
                match pattern {
                    Item::Gap => next[item] = true,
                    Item::Word(alternatives) => {
                        if alternatives.iter().any(|alternative| alternative.matches(word)) {
                            next[item + 1] = true;
                        }
                    }
                }
            }
            self.pass_gaps(&mut next);
            reached = next;
            if self.done(&reached, position + 1 == words.len()) {
                return true;
            }
        }
        false
    }

    fn pass_gaps(&self, reached: &mut [bool]) {
        for (position, item) in self.items.iter().enumerate() {
            if reached[position] && *item == Item::Gap {
                reached[position + 1] = true;
            }
        }
    }

    fn done(&self, reached: &[bool], at_end: bool) -> bool {
        reached.last() == Some(&true) && (at_end || !self.at_end)
    }

    /// The number of words that the pattern asks for: more is narrower.
    pub fn words(&self) -> u16 {
        self.items.iter().filter(|item| matches!(item, Item::Word(_))).map(|_| 1).sum()
    }
}

impl FromStr for TitlePattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let trimmed = text.trim();
        let at_start = trimmed.starts_with('^');
        let at_end = trimmed.ends_with('$');
        let inner = trimmed.strip_prefix('^').unwrap_or(trimmed);
        let inner = inner.strip_suffix('$').unwrap_or(inner);
        let items = inner.split_whitespace().map(item).collect::<Result<Vec<Item>, String>>()?;
        if items.len() > 12 {
            return Err(format!("the pattern `{text}` has more than 12 words"));
        }
        let pattern = Self { written: text.to_owned(), at_start, at_end, items };
        if pattern.words() == 0 {
            return Err(format!("the pattern `{text}` names no word"));
        }
        Ok(pattern)
    }
}

fn item(written: &str) -> Result<Item, String> {
    if written == "..." {
        return Ok(Item::Gap);
    }
    let alternative = |written: &str| {
        let open_ended = written.ends_with('*');
        let letters = written.strip_suffix('*').unwrap_or(written).to_lowercase();
        if letters.is_empty() || !letters.chars().all(char::is_alphanumeric) {
            return Err(format!(
                "`{written}` is not a word of a pattern: letters and digits, `*` at its end for any ending, \
                 `|` between alternatives, ` ... ` for any words between; titles lose their punctuation"
            ));
        }
        Ok(Alternative { letters, open_ended })
    };
    Ok(Item::Word(written.split('|').map(alternative).collect::<Result<_, _>>()?))
}

impl fmt::Display for TitlePattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, hits: &[&str], misses: &[&str]) {
        let pattern: TitlePattern = pattern.parse().unwrap();
        for title in hits {
            assert!(pattern.matches(title), "{pattern} should match {title}");
        }
        for title in misses {
            assert!(!pattern.matches(title), "{pattern} should not match {title}");
        }
    }

    #[test]
    fn words_stand_next_to_each_other_in_order() {
        check(
            "drone pilot",
            &["Drone Pilot", "Senior Drone-Pilot II"],
            &["Pilot, Drone", "Drone Test Pilot", "Dronepilot"],
        );
        check("drone|uav pilot|operator", &["UAV Operator", "drone operator"], &["UAV Technician"]);
        check(
            "unmanned aer*",
            &["Unmanned Aerial Systems Technician"],
            &["Unmanned Ground Vehicle Technician"],
        );
    }

    #[test]
    fn gaps_and_ends() {
        check("drone ... pilot", &["Drone Pilot", "Drone and Aerial Photo Pilot"], &["Pilot of a Drone"]);
        check("^drone", &["Drone Pilot"], &["Senior Drone Pilot"]);
        check("pilot$", &["Drone Pilot"], &["Pilot Plant Operator"]);
        check(
            "^drone ... pilot$",
            &["Drone Pilot", "Drone Test Pilot"],
            &["Drone Pilot II", "A Drone Pilot"],
        );
        check("^pilot$", &["Pilot"], &["Pilot I", ""]);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", " ", "...", "^$", "a||b", "(a)", "a-b", "*", "a b c d e f g h i j k l m"] {
            assert!(text.parse::<TitlePattern>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(pattern in ".{0,40}", title in ".{0,60}") {
            if let Ok(pattern) = pattern.parse::<TitlePattern>() {
                pattern.matches(&title);
            }
        }

        #[test]
        fn a_title_matches_itself(words in prop::collection::vec("[a-z]{1,6}", 1..6)) {
            let title = words.join(" ");
            prop_assert!(title.parse::<TitlePattern>().unwrap().matches(&title));
        }
    }
}
