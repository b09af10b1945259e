//! Fourth step: places at the end of a title, such as "- Houston, TX".

use super::{Draft, SegmentKind};

/// Drops a state at the end, and the city segment before it.
pub(super) fn drop_places(draft: &mut Draft) {
    let Some(last) = draft.words.last().copied() else { return };
    let segment = last.segment;
    let alone = draft.words.iter().filter(|word| word.segment == segment).count() == 1;
    let name = &draft.text[last.start as usize..last.end as usize];
    let opened = segment > 0 && draft.segments[usize::from(segment)].kind != SegmentKind::Main;
    let code = STATE_CODES.contains(&name) || (alone && opened && AMBIGUOUS_CODES.contains(&name));
    if !(code || COUNTRY.contains(&name)) || draft.words.len() < 2 {
        return;
    }
    draft.words.pop();
    // "Engineer - Houston, TX": the city is a segment of its own.
    if alone && opened && segment > 1 {
        let city = segment - 1;
        let length = draft.words.iter().filter(|word| word.segment == city).count();
        if (1..=3).contains(&length) && draft.words.len() > length {
            draft.words.truncate(draft.words.len() - length);
        }
    }
}

/// Codes that mean nothing else in a job title.
const STATE_CODES: [&str; 27] = [
    "tx", "ny", "nj", "nc", "nh", "nm", "nv", "ks", "ky", "ut", "vt", "wv", "wi", "wy", "az", "ca", "ga",
    "ia", "mn", "mo", "ri", "sd", "tn", "va", "fl", "il", "dc",
];
/// Codes that are also words or titles: a place only where they stand alone behind a comma or dash.
const AMBIGUOUS_CODES: [&str; 14] =
    ["al", "ar", "ct", "de", "hi", "id", "la", "me", "mi", "ms", "mt", "ne", "oh", "wa"];
const COUNTRY: [&str; 3] = ["usa", "u.s.a", "nationwide"];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn city_and_state_go_and_work_stays() {
        assert_eq!(words_after(drop_places, "Welder - Houston, TX"), ["welder"]);
        assert_eq!(words_after(drop_places, "Registered Nurse, MD"), ["registered", "nurse", "md"]);
        assert_eq!(words_after(drop_places, "Cook, Seattle, WA"), ["cook"]);
        assert_eq!(words_after(drop_places, "TX"), ["tx"]);
    }
}
