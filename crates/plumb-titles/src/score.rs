//! The one scoring function: named parts that add up.

use crate::calibrate::SIGNS;
use crate::features::Kind;

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Part {
    /// What the occupation scores before the title is read: how many titles it has, whether it is a residual.
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
    /// How many known titles of the occupation have the same words, as a logarithm.
    Agreement,
    /// What part of the title stands in words that titles of the occupation use.
    Coverage,
    /// What part of it stands in words of its tasks.
    Tasks,
    /// Employment of the occupation.
    Employment,
}

impl Part {
    /// Number of parts.
    pub const COUNT: usize = 11;
    /// All parts, in the order of evidence.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Base,
        Self::Words,
        Self::HeadNoun,
        Self::WordPairs,
        Self::Letters,
        Self::Exactness,
        Self::Filings,
        Self::Agreement,
        Self::Coverage,
        Self::Tasks,
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
            Self::Agreement => "agreement",
            Self::Coverage => "coverage",
            Self::Tasks => "tasks",
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

/// What is measured of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Measure {
    /// Sum of feature weights and offset.
    Linear,
    /// Its part of all claims to a title of the same words.
    Exactness,
    /// The same of filed titles.
    Filings,
    /// Number of claims, as a logarithm.
    Agreement,
    /// Logarithm of its share of employment.
    Employment,
    /// Part of the title's information that stands in words of its published titles.
    Coverage,
    /// The same of titles filed under it.
    FiledCoverage,
    /// The same of the occupation's own title.
    OwnCoverage,
    /// The same of its tasks.
    TaskCoverage,
    /// How much more usual the head noun is as that of its titles than elsewhere, as a logarithm.
    HeadLift,
    /// Logarithm of its part of all titles with this head noun.
    HeadShare,
    /// Logarithm of the number of its titles.
    Size,
}

impl Measure {
    pub(crate) const COUNT: usize = 12;
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::Linear,
        Self::Exactness,
        Self::Filings,
        Self::Agreement,
        Self::Employment,
        Self::Coverage,
        Self::FiledCoverage,
        Self::OwnCoverage,
        Self::TaskCoverage,
        Self::HeadLift,
        Self::HeadShare,
        Self::Size,
    ];

    /// The part of the score that it adds to; the sum of feature weights is told apart by feature.
    pub(crate) const fn part(self) -> Part {
        match self {
            Self::Linear => Part::Words,
            Self::Exactness => Part::Exactness,
            Self::Filings => Part::Filings,
            Self::Agreement => Part::Agreement,
            Self::Employment => Part::Employment,
            Self::Coverage | Self::FiledCoverage | Self::OwnCoverage => Part::Coverage,
            Self::TaskCoverage => Part::Tasks,
            Self::HeadLift | Self::HeadShare => Part::HeadNoun,
            Self::Size => Part::Base,
        }
    }
}

/// The measures of one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Measures {
    pub(crate) values: [f32; Measure::COUNT],
}

impl Measures {
    pub(crate) const fn get(&self, measure: Measure) -> f32 {
        self.values[measure as usize]
    }

    pub(crate) const fn set(&mut self, measure: Measure, value: f32) {
        self.values[measure as usize] = value;
    }
}

/// What the whole title says about how far an answer can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct TitleSigns {
    /// Part of the title's letters that stand in known words, 0 to 1.
    pub(crate) known: f32,
    /// How strangely unknown words are spelled, by their part of the letters.
    pub(crate) strange: f32,
    /// Whether published titles have the same words.
    pub(crate) claimed: bool,
}

/// What speaks for a candidate when its confidence is asked for: its chance, its measures, the title's signs, how near
/// its nearest title is, and whether that was only filed.
pub(crate) fn signs(
    chance: f32,
    measures: &Measures,
    title: TitleSigns,
    similarity: f32,
    is_filed: bool,
) -> [f32; SIGNS] {
    let chance = chance.clamp(1e-4, 1.0 - 1e-4);
    let odds = (chance / (1.0 - chance)).ln();
    let exactness = measures.get(Measure::Exactness);
    let elsewhere = f32::from(u8::from(title.claimed && exactness == 0.0));
    [
        odds,
        1.0,
        exactness,
        measures.get(Measure::Filings),
        measures.get(Measure::Agreement),
        similarity,
        title.known,
        elsewhere,
        f32::from(u8::from(is_filed)),
        measures.get(Measure::Coverage),
        measures.get(Measure::HeadShare),
        title.strange,
        measures.get(Measure::FiledCoverage),
        measures.get(Measure::OwnCoverage),
        measures.get(Measure::TaskCoverage),
        measures.get(Measure::HeadLift),
        measures.get(Measure::Size),
        measures.get(Measure::Employment),
    ]
}

/// How much each measure counts; learned on titles that were kept out of the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Blend {
    pub(crate) weights: [f32; Measure::COUNT],
}

impl Default for Blend {
    /// What serves where too few titles are known to learn it.
    fn default() -> Self {
        let mut weights = [0.0; Measure::COUNT];
        weights[Measure::Linear as usize] = 1.0;
        weights[Measure::Exactness as usize] = 2.0;
        weights[Measure::Filings as usize] = 1.0;
        weights[Measure::Coverage as usize] = 2.0;
        weights[Measure::Agreement as usize] = 0.5;
        Self { weights }
    }
}

impl Blend {
    pub(crate) fn score(&self, measures: &Measures) -> f32 {
        self.weights.iter().zip(measures.values).map(|(weight, value)| weight * value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_measures_are_numbered_in_their_order() {
        for (number, part) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, number);
        }
        for (number, measure) in Measure::ALL.into_iter().enumerate() {
            assert_eq!(measure as usize, number);
        }
    }
}
