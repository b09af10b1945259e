//! Eighth step: gendered forms to the one that most titles use.

use super::Draft;

pub(super) fn to_neutral(draft: &mut Draft) {
    for number in 0..draft.words.len() {
        let word = draft.words[number];
        let name = &draft.text[word.start as usize..word.end as usize];
        let stem = ["women", "woman", "person", "men"].iter().find_map(|ending| {
            name.strip_suffix(ending).filter(|stem| stem.len() > 2 && !KEEP.contains(&name))
        });
        let Some(stem) = stem.map(str::len) else { continue };
        let start = draft.text.len();
        draft.text.extend_from_within(word.start as usize..word.start as usize + stem);
        draft.text.push_str("man");
        let number_of = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        draft.words[number].start = number_of(start);
        draft.words[number].end = number_of(draft.text.len());
    }
}

/// Words with such an ending that name no person.
const KEEP: [&str; 5] = ["specimen", "abdomen", "regimen", "interperson", "acumen"];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn one_form_for_all() {
        assert_eq!(
            words_after(to_neutral, "Saleswoman Salesperson Foremen Policewomen Specimen"),
            ["salesman", "salesman", "foreman", "policeman", "specimen"]
        );
    }
}
