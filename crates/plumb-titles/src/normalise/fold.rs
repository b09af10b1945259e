//! First step: one case, no diacritics, one kind of dash, quote and space.

use unicode_normalization::char::decompose_canonical;

use super::{Draft, TitleIssue};

/// Writes the folded title into the draft's text. Letters of other scripts are counted and left out.
pub(super) fn fold(title: &str, draft: &mut Draft) -> Result<(), TitleIssue> {
    let mut any = false;
    for byte in title.bytes() {
        any |= byte > b' ';
        if byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') {
            return Err(TitleIssue::Binary);
        }
    }
    if !any {
        return Err(TitleIssue::Empty);
    }
    if title.is_ascii() {
        draft.text.push_str(title);
        draft.text.make_ascii_lowercase();
        return Ok(());
    }
    for letter in title.chars() {
        fold_letter(letter, draft);
    }
    Ok(())
}

fn fold_letter(letter: char, draft: &mut Draft) {
    match letter {
        _ if letter.is_ascii() => draft.text.push(letter.to_ascii_lowercase()),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2022}' | '\u{b7}' => draft.text.push('-'),
        '\u{2018}' | '\u{2019}' | '\u{2b9}' | '\u{b4}' => draft.text.push('\''),
        'ß' => draft.text.push_str("ss"),
        'æ' | 'Æ' => draft.text.push_str("ae"),
        'ø' | 'Ø' => draft.text.push('o'),
        _ if !letter.is_alphanumeric() => draft.text.push(' '),
        _ => {
            let mut base = None;
            decompose_canonical(letter, |part| {
                if base.is_none() {
                    base = Some(part);
                }
            });
            match base.filter(char::is_ascii_alphanumeric) {
                Some(base) => {
                    draft.marked_letters += 1;
                    draft.text.push(base.to_ascii_lowercase());
                }
                None => draft.unreadable_letters += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_diacritics_and_dashes_are_folded() {
        let mut draft = Draft::default();
        fold("Attaché – CHEF’s", &mut draft).unwrap();
        assert_eq!(draft.text, "attache - chef's");
        assert_eq!((draft.unreadable_letters, draft.marked_letters), (0, 1));
    }

    #[test]
    fn other_scripts_are_counted() {
        let mut draft = Draft::default();
        fold("Инженер 42", &mut draft).unwrap();
        assert_eq!(draft.text, " 42");
        assert_eq!(draft.unreadable_letters, 7);
    }
}
