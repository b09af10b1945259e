//! Dirty titles from clean ones, the same ones for the same seed: typos, and what people write around a title.

/// A small generator of pseudo-random numbers (SplitMix64): the same everywhere, forever.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for one item of a run, so that an item's fate does not depend on the others.
    pub(crate) fn new(seed: u64, item: &str) -> Self {
        // FNV-1a over the item's bytes.
        let hash = item.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1, one excluded.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or(0)
    }
}

/// A title with typos: each drops, doubles, swaps or replaces a letter of a word of four letters or more.
///
/// A title without such a word comes back as it is.
pub(crate) fn with_typos(title: &str, typos: usize, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = title.chars().collect();
    for _ in 0..typos {
        let places = inner_letters(&letters);
        if places.is_empty() {
            break;
        }
        let place = places[dice.below(places.len())];
        match dice.below(4) {
            0 => drop(letters.remove(place)),
            1 => letters.insert(place, letters[place]),
            2 => letters.swap(place, place - 1),
            _ => letters[place] = char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or(0)),
        }
    }
    letters.into_iter().collect()
}

/// Letters of a word that people shorten.
const LEAST_TO_SHORTEN: usize = 6;

/// A title with one of its words of six letters or more shortened, if it has any.
fn with_short_word(title: &str, dice: &mut Dice) -> String {
    let long =
        |word: &&str| word.len() >= LEAST_TO_SHORTEN && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let words: Vec<&str> = title.split(|letter: char| !letter.is_alphanumeric()).filter(long).collect();
    if words.is_empty() {
        return title.to_owned();
    }
    let word = words[dice.below(words.len())];
    let vowel = |letter: char| "aeiouAEIOU".contains(letter);
    let bones: String = word
        .char_indices()
        .filter(|&(place, letter)| place == 0 || !vowel(letter))
        .map(|(_, letter)| letter)
        .collect();
    let short = match dice.below(3) {
        0 => bones,
        1 => word[..4 + dice.below(2)].to_owned(),
        // The first two consonants behind the first letter, and the last one.
        _ if bones.len() > 4 => format!("{}{}", &bones[..3], &bones[bones.len() - 1..]),
        _ => bones,
    };
    title.replacen(word, &short, 1)
}

/// Places of letters that are not the first of their word, in words of four letters or more.
fn inner_letters(letters: &[char]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let length = letters[start..].iter().take_while(|letter| letter.is_alphabetic()).count();
        if length >= 4 {
            places.extend(start + 1..start + length);
        }
        start += length.max(1);
    }
    places
}

/// What people write around a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Noise {
    /// Any of the others, before and behind the title.
    Mixed,
    /// Seniority before the title.
    Seniority,
    /// A grade behind it.
    Grade,
    /// A place.
    Place,
    /// A shift or the hours.
    Shift,
    /// Terms of employment: remote, temporary.
    Terms,
    /// Pay.
    Pay,
    /// A requisition number.
    Requisition,
    /// One long word shortened: without its inner vowels, cut off, or to a few consonants.
    Shortened,
}

const BEFORE: [&str; 6] = ["Senior ", "Sr. ", "Lead ", "Entry Level ", "Experienced ", "Jr. "];
const AFTER: [(Noise, &str); 12] = [
    (Noise::Grade, " II"),
    (Noise::Grade, " III"),
    (Noise::Terms, " - Remote"),
    (Noise::Place, " - Chicago, IL"),
    (Noise::Shift, " (Full-Time)"),
    (Noise::Shift, " - Night Shift"),
    (Noise::Pay, " $25/hr"),
    (Noise::Requisition, " Req #48213"),
    (Noise::Place, " - Dallas, TX"),
    (Noise::Shift, " (Part Time)"),
    (Noise::Requisition, " - JR0012345"),
    (Noise::Terms, ", Temporary"),
];

/// A title as postings have it: seniority before it, place, shift, pay or a number behind it; or with a shortened word.
pub(crate) fn with_noise(title: &str, kind: Noise, dice: &mut Dice) -> String {
    if kind == Noise::Shortened {
        return with_short_word(title, dice);
    }
    let before = match kind {
        Noise::Mixed if dice.below(2) == 0 => BEFORE[dice.below(BEFORE.len())],
        Noise::Seniority => BEFORE[dice.below(BEFORE.len())],
        _ => "",
    };
    let after: Vec<&str> =
        AFTER.iter().filter(|(own, _)| kind == Noise::Mixed || kind == *own).map(|(_, text)| *text).collect();
    if after.is_empty() {
        return format!("{before}{title}");
    }
    let first = after[dice.below(after.len())];
    let second = if kind == Noise::Mixed && dice.below(3) == 0 { after[dice.below(after.len())] } else { "" };
    format!("{before}{title}{first}{second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_dirt() {
        let dirty = |seed| with_typos("Registered Nurse", 1, &mut Dice::new(seed, "Registered Nurse"));
        assert_eq!(dirty(1), dirty(1));
        let all: std::collections::BTreeSet<String> = (0..50).map(dirty).collect();
        assert!(all.len() > 20, "{all:?}");
        // Letters are mistyped behind the first one; two letters that change places may be the first two.
        let near = |title: &String| title.starts_with('R') || title.starts_with("eR");
        assert!(all.iter().all(|title| near(title) && strsim_like(title)), "{all:?}");
    }

    /// One typo changes the length by one at most.
    fn strsim_like(title: &str) -> bool {
        title.chars().count().abs_diff("Registered Nurse".len()) <= 1
    }

    #[test]
    fn noise_of_one_kind_is_of_that_kind() {
        let noisy = |kind| with_noise("Welder", kind, &mut Dice::new(3, "Welder"));
        assert_eq!(noisy(Noise::Pay), "Welder $25/hr");
        assert!(noisy(Noise::Seniority).ends_with(" Welder"));
        assert!(noisy(Noise::Place).starts_with("Welder - "));
    }

    #[test]
    fn one_long_word_is_shortened() {
        let short =
            |seed| with_noise("Loan Processor", Noise::Shortened, &mut Dice::new(seed, "Loan Processor"));
        let all: std::collections::BTreeSet<String> = (0..40).map(short).collect();
        let wanted = ["Loan Prcr", "Loan Prcssr", "Loan Proc", "Loan Proce"];
        assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
        assert_eq!(with_noise("Cook", Noise::Shortened, &mut Dice::new(1, "Cook")), "Cook");
    }

    #[test]
    fn short_words_are_left_alone_and_noise_keeps_the_title() {
        assert_eq!(with_typos("RN II", 3, &mut Dice::new(1, "x")), "RN II");
        let noisy = with_noise("Welder", Noise::Mixed, &mut Dice::new(7, "Welder"));
        assert!(noisy.contains("Welder") && noisy.len() > "Welder".len(), "{noisy}");
    }
}
