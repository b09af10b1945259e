//! Known titles that have the very words of the title, and the occupations that claim it so.

use rustc_hash::FxHashMap;

use crate::features::{TitleWord, WordId, to_u32};
use crate::index::Index;
use crate::knowledge::TitleKind;
use crate::matcher::{Matcher, Scratch};

/// Titles by the hash of their sorted words.
#[derive(Debug)]
pub(crate) struct Exact {
    /// The last title of each hash.
    last: FxHashMap<u64, u32>,
    /// The title before with the same hash, or the title itself.
    before: Vec<u32>,
}

impl Exact {
    pub(crate) fn new(index: &Index) -> Self {
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

/// An occupation that has a known title of the same words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Claim {
    pub(crate) class: u16,
    /// Weight of published titles, and of filed ones.
    pub(crate) weight: f32,
    pub(crate) filed: f32,
    /// Its part of all claims to the title, by published and by filed titles.
    pub(crate) share: f32,
    pub(crate) filed_share: f32,
    /// One of its titles.
    pub(crate) title: u32,
}

impl Matcher {
    /// Each occupation's part of all claims to this very title, or to one of its phrases.
    pub(crate) fn claims(&self, scratch: &mut Scratch) {
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
