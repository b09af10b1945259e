//! Second step: words, and the segments that brackets, commas and dashes divide a title into.

use super::{Draft, Word};

/// What opened a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// The beginning of the title, or what follows a closed bracket.
    Main,
    /// An opening bracket.
    Bracket,
    /// A comma: often an inversion ("Manager, Sales").
    Comma,
    /// A dash, colon, semicolon or bar.
    Dash,
    /// "of" or "for": "Director of Nursing".
    Of,
    /// "at", "in" or "with": "nurse at a hospital".
    At,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) kind: SegmentKind,
}

/// More segments than this are one: nothing is gained by telling them apart, and their number stays a byte.
const MAX_SEGMENTS: usize = 30;

pub(super) fn split(draft: &mut Draft) {
    draft.segments.push(Segment { kind: SegmentKind::Main });
    // The text is rewritten in place of a second buffer: words only ever get shorter.
    let text = std::mem::take(&mut draft.text);
    let mut words =
        Splitter { bytes: text.as_bytes(), draft, start: None, written: String::with_capacity(text.len()) };
    words.run();
    let written = std::mem::take(&mut words.written);
    draft.text = written;
}

struct Splitter<'a> {
    bytes: &'a [u8],
    draft: &'a mut Draft,
    start: Option<usize>,
    written: String,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut position = 0;
        while position < self.bytes.len() {
            // "#R-10442" is a requisition number.
            if self.bytes[position] == b'#' && self.start.is_none() {
                position += 1;
                while self
                    .bytes
                    .get(position)
                    .is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
                {
                    position += 1;
                }
                continue;
            }
            self.step(position);
            position += 1;
        }
        self.end_word();
    }

    fn at(&self, position: usize) -> u8 {
        self.bytes.get(position).copied().unwrap_or(b' ')
    }

    fn step(&mut self, position: usize) {
        let byte = self.bytes[position];
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'+' | b'#' => self.letter(byte),
            // "driver's" is "driver", "ass't" is "asst".
            b'\'' => {
                let ends = !self.at(position + 2).is_ascii_alphanumeric();
                if self.at(position + 1) == b's' && ends {
                    self.end_word();
                }
            }
            b'.' | b'&' => self.joint(position),
            b',' => self.open(SegmentKind::Comma),
            b'(' | b'[' | b'{' => self.open(SegmentKind::Bracket),
            b')' | b']' | b'}' => self.open(SegmentKind::Main),
            b':' | b';' | b'|' => self.open(SegmentKind::Dash),
            b'-' => {
                let spaced = self.at(position + 1) == b' ' || (position > 0 && self.at(position - 1) == b' ');
                let doubled = self.at(position + 1) == b'-';
                if spaced || doubled { self.open(SegmentKind::Dash) } else { self.end_word() }
            }
            _ => self.end_word(),
        }
    }

    /// "r.n." and "r&d" are one word; "sr. engineer" and "food & beverage" are not.
    fn joint(&mut self, position: usize) {
        let single_before = self.start.is_some_and(|start| {
            let word = &self.written[start..];
            let since_joint = position.min(2);
            word.len() == 1 || (since_joint == 2 && matches!(self.bytes[position - 2], b'.' | b'&'))
        });
        let after = self.at(position + 1).is_ascii_alphabetic();
        let single_after = after && !self.at(position + 2).is_ascii_alphanumeric();
        if !(single_before && single_after) {
            self.end_word();
        }
    }

    fn letter(&mut self, byte: u8) {
        if self.start.is_none() {
            // A plus is part of "c++" but begins no word.
            if byte == b'+' {
                return;
            }
            self.start = Some(self.written.len());
        }
        self.written.push(char::from(byte));
    }

    fn end_word(&mut self) {
        let Some(start) = self.start.take() else { return };
        let segment = self.draft.segments.len() - 1;
        let word = &self.written[start..];
        // A lone "s" is what is left of a plural in brackets: "assistant(s)".
        if word == "s" {
            return;
        }
        let kind = match word {
            "of" | "for" => Some(SegmentKind::Of),
            "at" | "in" | "with" => Some(SegmentKind::At),
            _ => None,
        };
        if let Some(kind) = kind
            && self.draft.words.iter().any(|word| usize::from(word.segment) == segment)
        {
            self.push_segment(kind);
            return;
        }
        if STOP_WORDS.contains(&word) {
            return;
        }
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let (start, end) = (number(start), number(self.written.len()));
        self.draft.words.push(Word { start, end, segment: u8::try_from(segment).unwrap_or(u8::MAX) });
    }

    fn open(&mut self, kind: SegmentKind) {
        self.end_word();
        self.push_segment(kind);
    }

    fn push_segment(&mut self, kind: SegmentKind) {
        let last = self.draft.segments.len() - 1;
        // A segment without words is replaced, so that ") - " opens one segment and not two.
        if self.draft.words.last().is_none_or(|word| usize::from(word.segment) != last) {
            let only = last == 0;
            self.draft.segments[last].kind = if only { SegmentKind::Main } else { kind };
        } else if last + 1 < MAX_SEGMENTS {
            self.draft.segments.push(Segment { kind });
        }
    }
}

/// Words that say nothing about the work.
const STOP_WORDS: [&str; 13] =
    ["and", "or", "the", "a", "an", "of", "for", "in", "to", "at", "with", "on", "by"];

#[cfg(test)]
mod tests {
    use super::super::words_after;

    fn words(title: &str) -> Vec<String> {
        words_after(|_| (), title)
    }

    #[test]
    fn words_are_letters_digits_and_signs_within() {
        assert_eq!(words("C++/C# Developer"), ["c++", "c#", "developer"]);
        assert_eq!(words("R.N. & R&D Manager"), ["rn", "rd", "manager"]);
        assert_eq!(words("Driver's Ass't(s)"), ["driver", "asst"]);
        assert_eq!(words("Sr. Food & Beverage Server"), ["sr", "food", "beverage", "server"]);
        assert_eq!(words("--- !!"), Vec::<String>::new());
    }
}
