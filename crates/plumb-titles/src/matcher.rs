//! The matcher: an index ready to be asked.

use std::collections::BTreeMap;

use plumb_codes::Soc2018;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::IndexError;
use crate::features::{Kind, TitleWord, WordId, letter_groups, to_u32, word_features};
use crate::index::{Index, magnitude};
use crate::knowledge::TitleKind;
use crate::nearest::{FILED_IS_NEAR, Nearest, Postings};
use crate::normalise::{Draft, Grade, TitleIssue, normalise};
use crate::pins::{Pin, PinTarget, Pins};
use crate::score::{Evidence, Measures, Part, TitleSigns, signs};
use crate::train::softmax;
use crate::typo::Deletions;
use crate::words::look_up;

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
pub struct TitleId(u32);

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
pub struct Scratch {
    pub(crate) draft: Draft,
    words: Vec<TitleWord>,
    rows: Vec<u32>,
    /// What every row counts.
    scale: f32,
    sums: Vec<f32>,
    best: Vec<(f32, u16)>,
    claims: Vec<Claim>,
    ids: Vec<WordId>,
    scores: Vec<f32>,
    nearest: Nearest,
    pub(crate) signs: TitleSigns,
    pub(crate) measured: Vec<(u16, Measures)>,
}

/// Titles by the hash of their sorted words.
#[derive(Debug)]
struct Exact {
    /// The last title of each hash.
    last: FxHashMap<u64, u32>,
    /// The title before with the same hash, or the title itself.
    before: Vec<u32>,
}

impl Exact {
    fn new(index: &Index) -> Self {
        let mut last = FxHashMap::default();
        last.reserve(index.titles.len());
        let mut before: Vec<u32> = (0..to_u32(index.titles.len())).collect();
        let mut ids = Vec::new();
        for (title, number) in index.titles.iter().zip(0..) {
            if title.complete {
                ids.clear();
                ids.extend_from_slice(index.words_of(number));
                if let Some(earlier) = last.insert(word_set(&mut ids), number) {
                    before[number as usize] = earlier;
                }
            }
        }
        Self { last, before }
    }

    fn titles(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let next = |&title: &u32| Some(self.before[title as usize]).filter(|&before| before != title);
        std::iter::successors(self.last.get(&hash).copied(), next)
    }
}

/// An index ready to be asked.
#[derive(Debug)]
pub struct Matcher {
    pub(crate) index: Index,
    exact: Exact,
    postings: Postings,
    deletions: Deletions,
    /// What the one-byte codes of scales and squares stand for.
    magnitudes: Vec<f32>,
    pins: Pins,
    cutoffs: Cutoffs,
}

/// Candidates that are looked at closely.
const CLOSE_CANDIDATES: usize = 8;
/// Sums that are compared with the bar at once.
const CHUNK: usize = 16;

impl Matcher {
    /// Makes an index ready to be asked.
    pub(crate) fn new(index: Index) -> Self {
        let tables = || (Exact::new(&index), Postings::new(&index));
        let magnitudes = (0..=u8::MAX).map(magnitude).collect();
        let (deletions, (exact, postings)) = rayon::join(|| Deletions::new(&index.vocabulary), tables);
        Self {
            index,
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
        let mut found = TitleMatches::default();
        self.matches_into(title, k, &mut Scratch::default(), &mut found)?;
        Ok(found)
    }

    /// Like [`Matcher::matches`], in room that is reused.
    ///
    /// # Errors
    /// When the title is none: empty, binary, too long.
    pub fn matches_into(
        &self,
        title: &str,
        k: usize,
        scratch: &mut Scratch,
        found: &mut TitleMatches,
    ) -> Result<(), TitleIssue> {
        found.candidates.clear();
        found.status = MatchStatus::Unmatched;
        found.pin = None;
        normalise(title, &mut scratch.draft)?;
        found.grade = scratch.draft.grade();
        self.measure(scratch);
        self.rank(k, scratch, found);
        self.decide(found);
        if !self.pins.is_empty() {
            self.apply_pin(title, k, scratch, found);
        }
        Ok(())
    }

    /// Matches many titles on all cores; results are in the order of titles.
    pub fn match_all(
        &self,
        titles: &[impl AsRef<str> + Sync],
        k: usize,
    ) -> Vec<Result<TitleMatches, TitleIssue>> {
        let one = |scratch: &mut Scratch, title: &_| {
            let title: &str = AsRef::as_ref(title);
            let mut found = TitleMatches::default();
            self.matches_into(title, k, scratch, &mut found).map(|()| found)
        };
        titles.par_iter().with_min_len(64).map_init(Scratch::default, one).collect()
    }

    /// Finds candidates and measures each; the measures are left in the scratch.
    pub(crate) fn measure(&self, scratch: &mut Scratch) {
        look_up(&scratch.draft, &self.index.vocabulary, &self.deletions, &mut scratch.words);
        self.find_rows(scratch);
        self.add_up(scratch);
        self.claims(scratch);
        scratch.signs.known = known_part(&scratch.draft, &scratch.words);
        scratch.signs.claimed = scratch.claims.iter().any(|claim| claim.weight > 0.0);
        let Scratch { words, best, claims, sums, nearest, measured, ids, .. } = scratch;
        // A title that is known word for word is a candidate whatever its features say.
        for claim in claims.iter() {
            if !best.iter().any(|candidate| candidate.1 == claim.class) {
                best.push((sums[usize::from(claim.class)], claim.class));
            }
        }
        ids.clear();
        ids.extend(words.iter().filter_map(|word| word.id));
        ids.sort_unstable();
        ids.dedup();
        let unknown = words.iter().filter(|word| word.id.is_none()).count();
        nearest.ask(&self.postings, ids, unknown);
        measured.clear();
        for &(linear, class) in best.iter() {
            let employment = self.index.employment[usize::from(class)];
            let mut measures = Measures { linear, employment, ..Measures::default() };
            if let Some(claim) = claims.iter().find(|claim| claim.class == class) {
                measures.exactness = claim.share;
                measures.filings = claim.filed_share;
                measures.agreement = claim.weight.ln_1p();
                measures.nearest = if claim.weight > 0.0 { 1.0 } else { FILED_IS_NEAR };
                nearest.note(class, claim.title, 1.0);
            } else {
                measures.nearest = nearest.measure(&self.index, &self.postings, class);
            }
            let near = nearest.title_of(class).0.map(|title| self.index.titles[title as usize].kind);
            measures.nearest_is_filed = near == Some(TitleKind::Filed);
            measured.push((class, measures));
        }
    }

    /// Rows of the title's features, and the factor that makes them one unit long together.
    fn find_rows(&self, scratch: &mut Scratch) {
        let Scratch { draft, words, rows, scale, .. } = scratch;
        rows.clear();
        let mut square = 0.0;
        let mut add = |row: u32| {
            square += self.magnitudes[usize::from(self.index.rows.squares[row as usize])];
            rows.push(row);
        };
        let known = &self.index.rows;
        for word in words.iter() {
            match word.id {
                Some(id) => add(id),
                None => letter_groups(draft.word_at(word.position), |key| {
                    known.numbers.get(&key).copied().into_iter().for_each(&mut add);
                }),
            }
        }
        word_features(words, |key| {
            if key.kind() != Kind::Word {
                known.numbers.get(&key).copied().into_iter().for_each(&mut add);
            }
        });
        *scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    }

    /// Adds the rows up and keeps the best occupations.
    fn add_up(&self, scratch: &mut Scratch) {
        let Scratch { rows, sums, best, scale, .. } = scratch;
        sums.clear();
        sums.extend_from_slice(&self.index.offsets);
        let weights = &self.index.rows;
        for &row in rows.iter() {
            let value = *scale * self.magnitudes[usize::from(weights.scales[row as usize])];
            let range = weights.range(row);
            for (&class, &weight) in weights.classes[range.clone()].iter().zip(&weights.weights[range]) {
                sums[usize::from(class)] += value * f32::from(weight);
            }
        }
        best.clear();
        let mut bar = f32::MIN;
        for (first, chunk) in (0_u16..).step_by(CHUNK).zip(sums.chunks(CHUNK)) {
            // Most chunks hold nothing that passes the bar, and the greatest of a chunk is found many at a time.
            if chunk.iter().fold(f32::MIN, |most, &sum| if sum > most { sum } else { most }) <= bar {
                continue;
            }
            for (class, &sum) in (first..).zip(chunk) {
                if sum > bar {
                    let place = best.partition_point(|better| better.0 >= sum);
                    best.truncate(CLOSE_CANDIDATES - 1);
                    best.insert(place, (sum, class));
                    if best.len() == CLOSE_CANDIDATES {
                        bar = best[CLOSE_CANDIDATES - 1].0;
                    }
                }
            }
        }
    }

    /// Each occupation's part of all claims to this very title, or to one of its phrases.
    fn claims(&self, scratch: &mut Scratch) {
        let Scratch { words, claims, ids, .. } = scratch;
        claims.clear();
        self.claims_of(words, ids, claims);
        if claims.is_empty() && words.last().is_some_and(|word| word.phrase > 0) {
            for phrase in words.chunk_by(|one, other| one.phrase == other.phrase) {
                self.claims_of(phrase, ids, claims);
            }
        }
        let all: f32 = claims.iter().map(|claim| claim.weight).sum();
        let all_filed: f32 = claims.iter().map(|claim| claim.filed).sum();
        for claim in claims {
            claim.share = claim.weight / all.max(f32::MIN_POSITIVE);
            claim.filed_share = claim.filed / all_filed.max(LEAST_FILINGS);
        }
    }

    fn claims_of(&self, words: &[TitleWord], ids: &mut Vec<WordId>, claims: &mut Vec<Claim>) {
        if words.is_empty() || words.iter().any(|word| word.id.is_none()) {
            return;
        }
        ids.clear();
        ids.extend(words.iter().filter_map(|word| word.id));
        for number in self.exact.titles(word_set(ids)) {
            let title = self.index.titles[number as usize];
            let (weight, filed) = claim_weight(title.kind, title.count);
            match claims.iter_mut().find(|claim| claim.class == title.class) {
                Some(claim) => {
                    // The title that is shown is one that was published, where there is one.
                    if weight > 0.0 {
                        claim.title = number;
                    }
                    claim.weight += weight;
                    claim.filed += filed;
                }
                None => claims.push(Claim {
                    class: title.class,
                    weight,
                    filed,
                    share: 0.0,
                    filed_share: 0.0,
                    title: number,
                }),
            }
        }
    }

    fn rank(&self, k: usize, scratch: &mut Scratch, found: &mut TitleMatches) {
        let blend = &self.index.blend;
        for (_, measures) in &mut scratch.measured {
            measures.score = blend.score(measures);
        }
        scratch
            .measured
            .sort_unstable_by(|one, other| other.1.score.total_cmp(&one.1.score).then(one.0.cmp(&other.0)));
        scratch.scores.clear();
        scratch.scores.extend(scratch.measured.iter().map(|candidate| candidate.1.score));
        softmax(&mut scratch.scores);
        // What is left of certainty for this candidate: confidences never rise with the rank, nor add up to more than one.
        let mut left = 1.0_f32;
        let mut last = 1.0_f32;
        for (&(class, measures), &chance) in scratch.measured.iter().zip(&scratch.scores).take(k) {
            let evidence = self.evidence(class, &measures, scratch);
            let (nearest, similarity) = scratch.nearest.title_of(class);
            let signs = signs(chance, &measures, scratch.signs);
            last = self.index.calibration.confidence(&signs).min(last).min(left);
            left -= last;
            found.candidates.push(TitleMatch {
                soc: self.index.classes[usize::from(class)],
                score: evidence.score(),
                confidence: last,
                nearest: nearest.map(TitleId),
                similarity,
                evidence,
            });
        }
    }

    fn evidence(&self, class: u16, measures: &Measures, scratch: &Scratch) -> Evidence {
        let mut evidence = Evidence::default();
        let [linear, exactness, filings, nearest, agreement, employment] = self.index.blend.weights;
        let parts = &mut evidence.parts;
        parts[Part::Base as usize] = linear * self.index.offsets[usize::from(class)];
        let weights = &self.index.rows;
        for &row in &scratch.rows {
            let range = weights.range(row);
            if let Ok(found) = weights.classes[range.clone()].binary_search(&class) {
                let part = match row.checked_sub(weights.words) {
                    Some(key) => Part::of_feature(weights.keys[key as usize].kind()),
                    None => Part::Words,
                };
                let value = scratch.scale * self.magnitudes[usize::from(weights.scales[row as usize])];
                parts[part as usize] += linear * value * f32::from(weights.weights[range.start + found]);
            }
        }
        parts[Part::Exactness as usize] = exactness * measures.exactness;
        parts[Part::Filings as usize] = filings * measures.filings;
        parts[Part::NearestTitle as usize] = nearest * measures.nearest;
        parts[Part::Agreement as usize] = agreement * measures.agreement;
        parts[Part::Employment as usize] = employment * measures.employment;
        evidence
    }

    fn decide(&self, found: &mut TitleMatches) {
        found.status = match &found.candidates[..] {
            [] => MatchStatus::Unmatched,
            [first, ..] if first.confidence < self.cutoffs.unmatched_below => MatchStatus::Unmatched,
            [first, second, ..] if first.confidence - second.confidence < self.cutoffs.ambiguous_within => {
                MatchStatus::Ambiguous
            }
            _ => MatchStatus::Matched,
        };
    }

    fn apply_pin(&self, title: &str, k: usize, scratch: &Scratch, found: &mut TitleMatches) {
        let Some((number, pin)) = self.pins.find(title, &scratch.draft) else { return };
        found.pin = Some(number);
        found.status = MatchStatus::Matched;
        let PinTarget::Soc(soc) = pin.target else { return };
        let own = found.candidates.iter().position(|candidate| candidate.soc == soc);
        let mut pinned = own.map_or_else(
            || TitleMatch {
                soc,
                score: 0.0,
                confidence: 1.0,
                nearest: None,
                similarity: 0.0,
                evidence: Evidence::default(),
            },
            |own| found.candidates.remove(own),
        );
        pinned.confidence = 1.0;
        for other in &mut found.candidates {
            other.confidence = 0.0;
        }
        found.candidates.insert(0, pinned);
        found.candidates.truncate(k);
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

/// An occupation that has a known title of the same words.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Claim {
    class: u16,
    /// Weight of published titles, and of filed ones.
    weight: f32,
    filed: f32,
    /// Its part of all claims to the title, by published and by filed titles.
    share: f32,
    filed_share: f32,
    /// One of its titles.
    title: u32,
}

/// Part of the title's letters that stand in known words; a mistyped word counts less, an unread letter not at all.
#[expect(clippy::cast_precision_loss, reason = "a title has few letters")]
fn known_part(draft: &Draft, words: &[TitleWord]) -> f32 {
    let mut known = 0.0;
    for word in words {
        let letters = draft.word_at(word.position).len() as f32;
        known += match (word.id, word.edits) {
            (None, _) => 0.0,
            (Some(_), 0) => letters,
            (Some(_), 1) => 0.8 * letters,
            (Some(_), _) => 0.5 * letters,
        };
    }
    let all = draft.words().map(str::len).sum::<usize>() + draft.unreadable_letters();
    if all == 0 { 0.0 } else { (known / all as f32).min(1.0) }
}

/// Fewer filings than this, in roots of their number, are no more than a hint.
const LEAST_FILINGS: f32 = 2.0;

/// How much a known title of a kind claims, as a published title and as a filed one.
fn claim_weight(kind: TitleKind, count: u32) -> (f32, f32) {
    #[expect(clippy::cast_precision_loss, reason = "counts of filings are far below 2^24")]
    let filings = (count.max(1) as f32).sqrt();
    match kind {
        TitleKind::Occupation => (4.0, 0.0),
        TitleKind::DirectMatch => (2.0, 0.0),
        TitleKind::Alternate | TitleKind::Reported => (1.0, 0.0),
        TitleKind::Short => (0.7, 0.0),
        TitleKind::Filed => (0.0, filings),
    }
}

/// A hash of a set of words, whatever their order.
pub(crate) fn word_set(ids: &mut Vec<WordId>) -> u64 {
    ids.sort_unstable();
    ids.dedup();
    ids.iter().fold(0x517c_c1b7_2722_0a95, |hash: u64, &id| {
        (hash.rotate_left(5) ^ u64::from(id)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}
