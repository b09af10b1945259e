//! Ninth step: the head noun last, as in "Sales Manager" for "Manager, Sales" and "Nursing Director" for
//! "Director of Nursing".

use super::{Draft, SegmentKind};

/// Moves what follows the first comma, or "of", before the first segment, when that segment can be a head.
pub(super) fn put_head_last(draft: &mut Draft) {
    let Some(first) = draft.words.first().map(|word| word.segment) else { return };
    let head_end = draft.words.iter().take_while(|word| word.segment == first).count();
    let Some(next) = draft.words.get(head_end).map(|word| word.segment) else { return };
    let kind = draft.segments[usize::from(next)].kind;
    let head_word = draft.words[head_end - 1];
    let moved = match kind {
        SegmentKind::Of => true,
        SegmentKind::Comma | SegmentKind::At => {
            is_head(&draft.text[head_word.start as usize..head_word.end as usize])
        }
        _ => false,
    };
    let next_end = head_end + draft.words[head_end..].iter().take_while(|word| word.segment == next).count();
    let next_word = draft.words[next_end - 1];
    // "Teacher, Assistant Principal": both are heads, nothing is inverted.
    let both = is_head(&draft.text[next_word.start as usize..next_word.end as usize]);
    if !moved || (kind == SegmentKind::Comma && both) {
        return;
    }
    draft.words[..next_end].rotate_left(head_end);
    draft.moved_words = next_end - head_end;
    // One segment now: the words belong together.
    for word in &mut draft.words[..next_end] {
        word.segment = first;
    }
}

/// Nouns for people end like this, or are in a short list.
fn is_head(word: &str) -> bool {
    const ENDINGS: [&str; 9] = ["er", "or", "ist", "ian", "ant", "man", "ent", "ive", "yst"];
    const OTHERS: [&str; 20] = [
        "secretary",
        "captain",
        "chief",
        "clerk",
        "head",
        "nurse",
        "aide",
        "cook",
        "guard",
        "mechanic",
        "president",
        "representative",
        "associate",
        "coach",
        "pilot",
        "chef",
        "vp",
        "fellow",
        "intern",
        "helper",
    ];
    const THINGS: [&str; 12] = [
        "computer",
        "water",
        "power",
        "paper",
        "customer",
        "labor",
        "motor",
        "floor",
        "tractor",
        "center",
        "development",
        "management",
    ];
    (ENDINGS.iter().any(|ending| word.ends_with(ending)) && !THINGS.contains(&word)) || OTHERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn inverted_titles_are_turned() {
        assert_eq!(words_after(put_head_last, "Manager, Sales"), ["sales", "manager"]);
        assert_eq!(words_after(put_head_last, "Director of Nursing"), ["nursing", "director"]);
        assert_eq!(words_after(put_head_last, "Nurse at a Hospital"), ["hospital", "nurse"]);
        assert_eq!(words_after(put_head_last, "Attorney at Law"), ["attorney", "law"]);
        assert_eq!(words_after(put_head_last, "Teacher, Assistant"), ["teacher", "assistant"]);
        assert_eq!(words_after(put_head_last, "Sales, Marketing Manager"), ["sales", "marketing", "manager"]);
    }
}
