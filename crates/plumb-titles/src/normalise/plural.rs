//! Seventh step: plurals to singulars, by ending, with the exceptions that titles hold.

use super::Draft;

pub(super) fn to_singular(draft: &mut Draft) {
    for number in 0..draft.words.len() {
        let word = draft.words[number];
        let name = &draft.text[word.start as usize..word.end as usize];
        let (keep, add) = singular(name);
        if keep == name.len() {
            continue;
        }
        match add {
            None => draft.words[number].end = word.start + u32::try_from(keep).unwrap_or(0),
            Some(ending) => {
                let start = draft.text.len();
                draft.text.extend_from_within(word.start as usize..word.start as usize + keep);
                draft.text.push_str(ending);
                let number_of = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
                draft.words[number].start = number_of(start);
                draft.words[number].end = number_of(draft.text.len());
            }
        }
    }
}

/// How many bytes of a word its singular keeps, and what is put behind them.
fn singular(word: &str) -> (usize, Option<&'static str>) {
    let length = word.len();
    if length < 4 || !word.ends_with('s') || KEEP.contains(&word) {
        return (length, None);
    }
    if word.ends_with("ies") && length > 4 {
        return (length - 3, Some("y"));
    }
    if ["sses", "shes", "ches", "xes"].iter().any(|ending| word.ends_with(ending)) && length > 4 {
        return (length - 2, None);
    }
    if ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        return (length, None);
    }
    (length - 1, None)
}

/// Singulars that end like plurals.
const KEEP: [&str; 10] =
    ["gas", "news", "lens", "series", "species", "chess", "bias", "atlas", "canvas", "texas"];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn plurals_and_exceptions() {
        let words = "Nurses Secretaries Waitresses Glass Bus Analysis Gas Operations Boxes";
        let singular =
            ["nurse", "secretary", "waitress", "glass", "bus", "analysis", "gas", "operation", "box"];
        assert_eq!(words_after(to_singular, words), singular);
    }
}
