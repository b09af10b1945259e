//! The one scoring function: named parts that add up.

use crate::calibrate::SIGNS;
use crate::features::Kind;

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Part {
    /// What the occupation scores before the title is read: how many titles it has.
    Base,
    /// Single words.
    Words,
    /// The head noun and the first word.
    HeadNoun,
    /// Words beside and with each other.
    WordPairs,
    /// Letter groups of rare and unknown words.
    Letters,
    /// A known title of this occupation has the same words: its part of all claims to the title.
    Exactness,
    /// Employers filed a title of the same words under this occupation: its part of all such filings.
    Filings,
    /// How near the nearest known title of the occupation is.
    NearestTitle,
    /// How many known titles of the occupation have the same words, as a logarithm.
    Agreement,
    /// Employment of the occupation.
    Employment,
}

impl Part {
    /// Number of parts.
    pub const COUNT: usize = 10;
    /// All parts, in the order of evidence.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Base,
        Self::Words,
        Self::HeadNoun,
        Self::WordPairs,
        Self::Letters,
        Self::Exactness,
        Self::Filings,
        Self::NearestTitle,
        Self::Agreement,
        Self::Employment,
    ];

    /// The part's name in outputs: `head-noun`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Words => "words",
            Self::HeadNoun => "head-noun",
            Self::WordPairs => "word-pairs",
            Self::Letters => "letters",
            Self::Exactness => "exactness",
            Self::Filings => "filings",
            Self::NearestTitle => "nearest-title",
            Self::Agreement => "agreement",
            Self::Employment => "employment",
        }
    }

    pub(crate) const fn of_feature(kind: Kind) -> Self {
        match kind {
            Kind::Word => Self::Words,
            Kind::Head | Kind::First => Self::HeadNoun,
            Kind::Bigram | Kind::Pair => Self::WordPairs,
            Kind::Gram => Self::Letters,
        }
    }
}

/// Why an occupation scores what it scores. The contributions add up to the score.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    pub(crate) parts: [f32; Part::COUNT],
}

impl Evidence {
    /// What a part contributes to the score.
    pub const fn contribution(&self, part: Part) -> f32 {
        self.parts[part as usize]
    }

    /// All parts with their contributions.
    pub fn contributions(&self) -> impl Iterator<Item = (Part, f32)> + '_ {
        Part::ALL.into_iter().map(|part| (part, self.contribution(part)))
    }

    /// The sum of all contributions.
    pub fn score(&self) -> f32 {
        self.parts.iter().sum()
    }
}

/// What is measured of a candidate beside the learned weights of its features.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Measures {
    /// Sum of feature weights and offset.
    pub(crate) linear: f32,
    pub(crate) exactness: f32,
    pub(crate) filings: f32,
    pub(crate) nearest: f32,
    pub(crate) agreement: f32,
    pub(crate) employment: f32,
    /// Whether the nearest known title is one that was filed: its code is less sure. For the confidence only.
    pub(crate) nearest_is_filed: bool,
    /// What they are worth together.
    pub(crate) score: f32,
}

/// What the whole title says about how far an answer can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct TitleSigns {
    /// Part of the title's letters that stand in known words, 0 to 1.
    pub(crate) known: f32,
    /// Whether known titles have the same words.
    pub(crate) claimed: bool,
}

/// What speaks for a candidate when its confidence is asked for.
pub(crate) fn signs(chance: f32, measures: &Measures, title: TitleSigns) -> [f32; SIGNS] {
    let chance = chance.clamp(1e-4, 1.0 - 1e-4);
    let odds = (chance / (1.0 - chance)).ln();
    let elsewhere = f32::from(u8::from(title.claimed && measures.exactness == 0.0));
    let filed = f32::from(u8::from(measures.nearest_is_filed));
    [
        odds,
        1.0,
        measures.exactness,
        measures.filings,
        measures.agreement,
        measures.nearest,
        title.known,
        elsewhere,
        filed,
    ]
}

impl Measures {
    pub(crate) const fn as_array(&self) -> [f32; Blend::COUNT] {
        [self.linear, self.exactness, self.filings, self.nearest, self.agreement, self.employment]
    }
}

/// How much each measure counts; learned on titles that were kept out of the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Blend {
    pub(crate) weights: [f32; Self::COUNT],
}

impl Default for Blend {
    fn default() -> Self {
        Self { weights: [1.0, 2.0, 1.0, 2.0, 0.5, 0.0] }
    }
}

impl Blend {
    pub(crate) const COUNT: usize = 6;

    pub(crate) fn score(&self, measures: &Measures) -> f32 {
        self.weights.iter().zip(measures.as_array()).map(|(weight, value)| weight * value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_in_their_order() {
        for (number, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, number);
        }
    }
}
