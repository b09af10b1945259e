//! Third step: what people say around their work when they are asked for it: "I work as a cashier", "retired nurse",
//! "self-employed plumber", "I teach math".
//!
//! It must not touch titles as employers write them: only beginnings that no title has are dropped.

use super::{Draft, Word};

/// Drops the frame, turns a verb in the first person into who does that, and marks answers that name no occupation.
pub(super) fn drop_frame(draft: &mut Draft) {
    let word = |draft: &Draft, number: usize| -> String {
        draft.words.get(number).map(|&word| draft.word(word).to_owned()).unwrap_or_default()
    };
    draft.foreign_words = draft.words().filter(|word| FOREIGN.contains(word)).count();
    if draft.words.len() <= LONGEST_ANSWER && is_no_occupation(draft) {
        draft.no_occupation = true;
        return;
    }
    let begins = draft.words().next().is_some_and(|first| FIRST.contains(&first));
    if !begins && !draft.words().any(|word| OWN_ACCOUNT.contains(&word)) {
        return;
    }
    drop_own_account(draft);
    let mut number = 0;
    let mut person = false;
    // "Currently I work as", one word after the other as long as something else follows.
    while number + 1 < draft.words.len() {
        let now = word(draft, number);
        let next = word(draft, number + 1);
        let apart = draft.words[number].segment != draft.words[number + 1].segment;
        number += match now.as_str() {
            "i" | "im" | "ive" => {
                person = true;
                1
            }
            "my" if matches!(next.as_str(), "job" | "occupation" | "title" | "work") => 2,
            "currently" | "presently" | "formerly" | "retired" | "former" => 1,
            "am" | "is" | "was" | "been" | "being" | "as" if number > 0 => {
                person = false;
                1
            }
            "employed" if matches!(next.as_str(), "as" | "by") => 2,
            "work" | "works" | "working" | "worked" if next == "as" || number > 0 || apart => {
                person = false;
                1 + usize::from(next == "as")
            }
            _ => break,
        };
    }
    let number = number.min(draft.words.len() - 1);
    draft.words.drain(..number);
    // "work at a bakery as a cook": what follows "as" is the occupation.
    let as_word = draft.words().position(|word| word == "as");
    if number > 0
        && let Some(as_word) = as_word
        && as_word + 1 < draft.words.len()
    {
        draft.words.drain(..=as_word);
        person = false;
    }
    if person {
        name_the_doer(draft);
    }
}

/// "Self-employed plumber" is a plumber.
fn drop_own_account(draft: &mut Draft) {
    let Some(place) = draft.words().position(|word| OWN_ACCOUNT.contains(&word)) else { return };
    let employed = draft.words.get(place + 1).is_some_and(|&next| draft.word(next) == "employed");
    let length = match (draft.word(draft.words[place]), employed) {
        ("self", true) => 2,
        ("self", false) => return,
        _ => 1,
    };
    if draft.words.len() > length {
        draft.words.drain(place..place + length);
    }
}

/// Puts the doer of a verb behind its object: "teach math" is "math teacher".
fn name_the_doer(draft: &mut Draft) {
    let Some(&Word { segment, .. }) = draft.words.first() else { return };
    let verb = draft.word(draft.words[0]).to_owned();
    let end = draft.words.iter().take_while(|word| word.segment == segment).count();
    let Some(doer) = doer_of(&verb) else { return };
    let start = u32::try_from(draft.text.len()).unwrap_or(u32::MAX);
    draft.text.push_str(&doer);
    draft.words[0].start = start;
    draft.words[0].end = u32::try_from(draft.text.len()).unwrap_or(u32::MAX);
    draft.words[..end].rotate_left(1);
}

/// Who does what a verb says; none for words that are no verbs in such an answer.
fn doer_of(verb: &str) -> Option<String> {
    if let Ok(found) = DOERS.binary_search_by(|(known, _)| (*known).cmp(verb)) {
        return Some(DOERS[found].1.to_owned());
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| verb.ends_with(ending));
    if verb.len() < 3
        || !verb.bytes().all(|byte| byte.is_ascii_lowercase())
        || ends(&["er", "or", "ist", "ian", "ant", "ing"])
    {
        return None;
    }
    if let Some(stem) = verb.strip_suffix("ate") {
        return Some(format!("{stem}ator"));
    }
    if ends(&["ct", "ise", "dit"]) {
        return Some(format!("{}or", verb.strip_suffix('e').unwrap_or(verb)));
    }
    if let Some(stem) = verb.strip_suffix('e') {
        return Some(format!("{stem}er"));
    }
    let bytes = verb.as_bytes();
    let vowel = |byte: u8| b"aeiou".contains(&byte);
    let [before, inner, last] = [bytes[bytes.len() - 3], bytes[bytes.len() - 2], bytes[bytes.len() - 1]];
    if verb.len() <= 4 && !vowel(before) && vowel(inner) && !vowel(last) && !b"wxy".contains(&last) {
        return Some(format!("{verb}{}er", char::from(last)));
    }
    Some(format!("{verb}er"))
}

/// Whether all that is said is that there is no occupation.
fn is_no_occupation(draft: &Draft) -> bool {
    let mut length = 0;
    let mut said = [0_u8; 40];
    for word in draft.words().filter(|word| !matches!(*word, "i" | "im" | "am" | "currently" | "now")) {
        let end = length + word.len() + 1;
        let Some(room) = said.get_mut(length..end) else { return false };
        room[..word.len()].copy_from_slice(word.as_bytes());
        room[word.len()] = b' ';
        length = end;
    }
    let said = &said[..length.saturating_sub(1)];
    NO_OCCUPATION.binary_search_by(|known| known.as_bytes().cmp(said)).is_ok()
}

/// The longest answer without an occupation, in words.
const LONGEST_ANSWER: usize = 6;

/// Beginnings that no title has. "Work" alone begins some ("Work Coordinator") and is looked at with what follows.
const FIRST: [&str; 15] = [
    "i",
    "im",
    "ive",
    "my",
    "currently",
    "presently",
    "formerly",
    "retired",
    "former",
    "employed",
    "work",
    "works",
    "working",
    "worked",
    "am",
];
const OWN_ACCOUNT: [&str; 3] = ["self", "selfemployed", "freelancing"];

/// Small words of other languages that English titles do not hold.
const FOREIGN: [&str; 22] = [
    "das", "de", "dei", "del", "della", "der", "des", "di", "dos", "du", "el", "et", "het", "las", "les",
    "los", "och", "para", "und", "von", "y", "zum",
];

/// Answers without an occupation, or with none that is known. Sorted.
const NO_OCCUPATION: [&str; 44] = [
    "any",
    "between jobs",
    "college student",
    "disability",
    "disabled",
    "do not work",
    "dont know",
    "dont work",
    "full time mom",
    "full time parent",
    "full time student",
    "homemaker",
    "house wife",
    "housewife",
    "job seeker",
    "laid off",
    "looking work",
    "mom",
    "mother",
    "n",
    "na",
    "nil",
    "no",
    "no job",
    "no occupation",
    "none",
    "not applicable",
    "not employed",
    "not working",
    "nothing",
    "null",
    "on disability",
    "other",
    "prefer not say",
    "refused",
    "retired",
    "retiree",
    "self employed",
    "selfemployed",
    "stay home mom",
    "stay home parent",
    "student",
    "unemployed",
    "unknown",
];

/// Doers that the rule would not find. Sorted by verb.
const DOERS: [(&str, &str); 22] = [
    ("coach", "coach"),
    ("collect", "collector"),
    ("conduct", "conductor"),
    ("cook", "cook"),
    ("counsel", "counselor"),
    ("do", "worker"),
    ("edit", "editor"),
    ("fix", "repairer"),
    ("guard", "guard"),
    ("help", "helper"),
    ("lead", "leader"),
    ("maintain", "maintenance worker"),
    ("make", "maker"),
    ("nurse", "nurse"),
    ("own", "owner"),
    ("pilot", "pilot"),
    ("run", "manager"),
    ("sail", "sailor"),
    ("sell", "salesperson"),
    ("supervise", "supervisor"),
    ("translate", "translator"),
    ("type", "typist"),
];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn frames_go_and_titles_stay() {
        for (said, meant) in [
            ("I work as a cashier", vec!["cashier"]),
            ("work as cashier", vec!["cashier"]),
            ("I am a registered nurse", vec!["registered", "nurse"]),
            ("I'm a welder", vec!["welder"]),
            ("Retired nurse", vec!["nurse"]),
            ("self employed plumber", vec!["plumber"]),
            ("Self-employed", vec!["self", "employed"]),
            ("Plumber, self-employed", vec!["plumber"]),
            ("works in a factory", vec!["factory"]),
            ("I work at McDonald's as a cook", vec!["cook"]),
            ("Work Coordinator", vec!["work", "coordinator"]),
            ("Self Service Attendant", vec!["self", "service", "attendant"]),
            ("Social Work Assistant", vec!["social", "work", "assistant"]),
        ] {
            assert_eq!(words_after(drop_frame, said), meant, "{said}");
        }
    }

    #[test]
    fn verbs_name_the_doer() {
        for (said, meant) in [
            ("I teach math", vec!["math", "teacher"]),
            ("i drive a truck", vec!["truck", "driver"]),
            ("I stock shelves at a store", vec!["shelves", "stocker", "store"]),
            ("I operate machines", vec!["machines", "operator"]),
            ("I inspect cars", vec!["cars", "inspector"]),
            ("I cut hair", vec!["hair", "cutter"]),
            ("I nurse", vec!["nurse"]),
        ] {
            assert_eq!(words_after(drop_frame, said), meant, "{said}");
        }
    }

    #[test]
    fn answers_without_an_occupation_are_marked() {
        assert!(NO_OCCUPATION.is_sorted() && DOERS.is_sorted());
        let marked = |title: &str| {
            let mut draft = Draft::default();
            super::super::normalise(title, &mut draft).unwrap();
            draft.says_no_occupation()
        };
        for title in [
            "Student",
            "Retired",
            "N/A",
            "none",
            "I am unemployed",
            "full-time student",
            "Stay at home mom",
            "self-employed",
        ] {
            assert!(marked(title), "{title}");
        }
        for title in ["Retired nurse", "Student Advisor", "Self-employed plumber", "Unemployment Clerk"] {
            assert!(!marked(title), "{title}");
        }
    }
}
