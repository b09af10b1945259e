//! The matcher: an index ready to be asked.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;
use rayon::prelude::*;

use crate::by_class::ByClass;
use crate::calibrate::SIGNS;
use crate::claims::{Claim, Exact};
use crate::close::WordUse;
use crate::error::IndexError;
use crate::features::{TitleWord, WordId};
use crate::index::{Index, magnitude};
use crate::knowledge::TitleKind;
use crate::nearest::AskedWords;
use crate::normalise::{Draft, Grade, TitleIssue};
use crate::pins::{Pin, Pins};
use crate::postings::Postings;
use crate::score::{Evidence, Measures, TitleSigns};
use crate::session::Session;
use crate::shortened::Shortened;
use crate::spelling::Spelling;
use crate::typo::Deletions;

/// Where a match stops being one. Confidences, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cutoffs {
    /// Below this confidence of the best candidate, a title is unmatched.
    pub unmatched_below: f32,
    /// A runner-up that is nearer than this to the best makes a title ambiguous.
    pub ambiguous_within: f32,
}

impl Default for Cutoffs {
    fn default() -> Self {
        Self { unmatched_below: 0.12, ambiguous_within: 0.1 }
    }
}

/// What became of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchStatus {
    /// One candidate is well ahead.
    Matched,
    /// The runner-up is close.
    Ambiguous,
    /// No candidate is likely enough.
    #[default]
    Unmatched,
}

impl MatchStatus {
    /// The status in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Ambiguous => "ambiguous",
            Self::Unmatched => "unmatched",
        }
    }
}

/// One candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct TitleMatch {
    /// The occupation.
    pub soc: Soc2018,
    /// Sum of the evidence, in units of log-odds; only scores of the same title compare.
    pub score: f32,
    /// Part of such answers that are right, 0 to 1, calibrated on titles that were kept out of the index.
    pub confidence: f32,
    /// The nearest known title of the occupation; see [`Matcher::title`]. None if no word of the title is known.
    pub nearest: Option<TitleId>,
    /// How near that title is: 1 for the same words.
    pub similarity: f32,
    /// What the score is made of.
    pub evidence: Evidence,
}

/// Number of a known title of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TitleId(pub(crate) u32);

/// All candidates of a title, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TitleMatches {
    /// What became of the title.
    pub status: MatchStatus,
    /// At most as many as were asked for.
    pub candidates: Vec<TitleMatch>,
    /// Seniority or grade that the title states.
    pub grade: Option<Grade>,
    /// Number of the steward's pin that decided, see [`Matcher::pin`].
    pub pin: Option<usize>,
}

/// Room to work in, reused from title to title so that nothing is allocated.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scratch {
    pub(crate) draft: Draft,
    pub(crate) words: Vec<TitleWord>,
    pub(crate) rows: Vec<u32>,
    /// What every row counts.
    pub(crate) scale: f32,
    /// What each occupation scores so far.
    pub(crate) sums: ByClass<f32>,
    /// The place of each occupation among the candidates, from one; zero for all others.
    pub(crate) slots: ByClass<u16>,
    pub(crate) uses: Vec<WordUse>,
    pub(crate) best: Vec<(f32, u16)>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) ids: Vec<WordId>,
    pub(crate) scores: Vec<f32>,
    pub(crate) asked: AskedWords,
    pub(crate) answer_signs: Vec<[f32; SIGNS]>,
    pub(crate) signs: TitleSigns,
    pub(crate) measured: Vec<(u16, Measures)>,
    /// Score, occupation and place among the measured of each candidate, the best first.
    pub(crate) order: Vec<(f32, u16, u16)>,
}

/// Titles that one core takes at a time at least, so that a session is worth its memory.
const LEAST_TOGETHER: usize = 512;

/// An index ready to be asked.
#[derive(Debug)]
pub struct Matcher {
    pub(crate) index: Index,
    pub(crate) exact: Exact,
    pub(crate) postings: Postings,
    pub(crate) deletions: Deletions,
    pub(crate) spelling: Spelling,
    pub(crate) shortened: Shortened,
    /// What the one-byte codes of scales and squares stand for.
    pub(crate) magnitudes: Vec<f32>,
    pub(crate) pins: Pins,
    pub(crate) cutoffs: Cutoffs,
}

impl Matcher {
    /// Makes an index ready to be asked.
    pub(crate) fn new(index: Index) -> Self {
        let tables = || (Exact::new(&index), Postings::new(&index));
        let magnitudes = (0..=u8::MAX).map(magnitude).collect();
        let (deletions, (exact, postings)) = rayon::join(|| Deletions::new(&index.vocabulary), tables);
        let spelling = Spelling::new(&index.vocabulary);
        let shortened = Shortened::new(&index.vocabulary, &postings);
        Self {
            index,
            spelling,
            shortened,
            exact,
            postings,
            deletions,
            magnitudes,
            pins: Pins::default(),
            cutoffs: Cutoffs::default(),
        }
    }

    /// Loads an index that [`Matcher::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are no index, an index of another format, or damaged.
    pub fn load(bytes: &[u8]) -> Result<Self, IndexError> {
        Index::from_bytes(bytes).map(Self::new)
    }

    /// The index as a file, without pins and cut-offs. The same index gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.index.to_bytes()
    }

    /// With a steward's pins in place of those before. Of two pins for the same title the first wins.
    #[must_use]
    pub fn with_pins(mut self, pins: Vec<Pin>) -> Self {
        self.pins = Pins::new(pins);
        self
    }

    /// With other cut-offs.
    #[must_use]
    pub const fn with_cutoffs(mut self, cutoffs: Cutoffs) -> Self {
        self.cutoffs = cutoffs;
        self
    }

    /// What the index was built from: names and digests, as the builder gave them.
    pub fn inputs(&self) -> &[(String, String)] {
        &self.index.inputs
    }

    /// The occupations that the index can answer, in the order of their codes.
    pub fn occupations(&self) -> &[Soc2018] {
        &self.index.classes
    }

    /// Number of known titles.
    pub const fn title_count(&self) -> usize {
        self.index.titles.len()
    }

    /// A pin by the number that [`TitleMatches::pin`] gives.
    pub fn pin(&self, number: usize) -> Option<&Pin> {
        self.pins.get(number)
    }

    /// A known title: its text as published (filed titles: their words after normalising), occupation and kind.
    ///
    /// # Panics
    /// If the id is of another matcher.
    pub fn title(&self, id: TitleId) -> (std::borrow::Cow<'_, str>, Soc2018, TitleKind) {
        let title = self.index.titles[id.0 as usize];
        let text = title.text.map_or_else(
            || {
                let words = self.index.words_of(id.0).iter();
                let words: Vec<&str> =
                    words.map(|&word| &*self.index.vocabulary.words()[word as usize]).collect();
                words.join(" ").into()
            },
            |text| self.index.texts.get(text).into(),
        );
        (text, self.index.classes[usize::from(title.class)], title.kind)
    }

    /// The `k` best occupations for a title.
    ///
    /// # Errors
    /// When the title is none: empty, binary, too long.
    pub fn matches(&self, title: &str, k: usize) -> Result<TitleMatches, TitleIssue> {
        self.session().matches(title, k).cloned()
    }

    /// Begins a row of questions by one thread: the fastest way to ask many titles.
    pub fn session(&self) -> Session<'_> {
        Session::new(self)
    }

    /// Matches many titles on all cores; results are in the order of titles.
    pub fn match_all(
        &self,
        titles: &[impl AsRef<str> + Sync],
        k: usize,
    ) -> Vec<Result<TitleMatches, TitleIssue>> {
        let one = |session: &mut Session<'_>, title: &_| session.matches(AsRef::as_ref(title), k).cloned();
        titles.par_iter().with_min_len(LEAST_TOGETHER).map_init(|| self.session(), one).collect()
    }

    /// The answer to the title whose draft is in the scratch, without grade and pin.
    pub(crate) fn answer(&self, k: usize, scratch: &mut Scratch, found: &mut TitleMatches) {
        found.candidates.clear();
        found.pin = None;
        self.measure(scratch);
        self.rank(k, scratch, found);
        self.decide(found);
    }

    /// Acronyms that were learned from titles that spell them out, each with its words, in the order of the alphabet.
    pub fn acronyms(&self) -> BTreeMap<&str, String> {
        let vocabulary = &self.index.vocabulary;
        let text = |word: WordId| &*vocabulary.words()[word as usize];
        let spelled_out =
            |words: &[WordId]| words.iter().map(|&word| text(word)).collect::<Vec<_>>().join(" ");
        vocabulary.acronyms().iter().map(|(acronym, words)| (text(*acronym), spelled_out(words))).collect()
    }

    /// Known titles by kind, for reports.
    pub fn titles_by_kind(&self) -> BTreeMap<TitleKind, usize> {
        let mut counts = BTreeMap::new();
        for title in &self.index.titles {
            *counts.entry(title.kind).or_default() += 1;
        }
        counts
    }
}
