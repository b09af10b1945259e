//! The close look: what is measured of each candidate beside the weights of its features.

use crate::by_class::ByClass;
use crate::features::TitleWord;
use crate::matcher::{Matcher, Scratch};
use crate::nearest::AskedWords;
use crate::normalise::Draft;
use crate::postings::Usage;
use crate::score::{Measure, Measures};
use crate::words::look_up;

/// So many titles more, spread as in all occupations, are taken to be known of each.
const SMOOTHING: f32 = 10.0;
/// No head noun is so rare that one title more or less is everything.
const RAREST_HEAD: f32 = 1e-5;

/// Occupations of a word that are passed one by one; among more each candidate is searched.
const MOST_PASSED: usize = 64;

/// Information of the title's words that an occupation uses, by where it does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WordUse {
    published: f32,
    filed: f32,
    own: f32,
    tasks: f32,
    /// Its published titles with the title's head noun.
    heads: f32,
}

impl WordUse {
    fn add(&mut self, usage: Usage, weight: f32, is_head: bool) {
        self.published += if usage.published > 0 { weight } else { 0.0 };
        self.filed += if usage.filed { weight } else { 0.0 };
        self.own += if usage.own { weight } else { 0.0 };
        self.tasks += if usage.tasks { weight } else { 0.0 };
        if is_head {
            self.heads = f32::from(usage.heads);
        }
    }
}

impl Matcher {
    /// Finds candidates and measures each; the measures are left in the scratch.
    pub(crate) fn measure(&self, scratch: &mut Scratch) {
        let short = |words: &mut [TitleWord]| self.shortened.read(&self.index, &scratch.draft, words);
        look_up(&scratch.draft, &self.index.vocabulary, &self.deletions, &mut scratch.words, short);
        self.find_rows(scratch);
        self.claims(scratch);
        // Nothing of the title is known, or it says that there is nothing to know: no occupation is better than another.
        let silent = scratch.rows.is_empty() || scratch.draft.says_no_occupation();
        if silent && scratch.claims.is_empty() {
            scratch.measured.clear();
            return;
        }
        self.add_up(scratch);
        (scratch.signs.known, scratch.signs.strange) = self.readable(&scratch.draft, &scratch.words);
        scratch.signs.claimed = scratch.claims.iter().any(|claim| claim.weight > 0.0);
        let Scratch { words, best, claims, sums, asked, measured, ids, slots, uses, .. } = scratch;
        // A title that is known word for word is a candidate whatever its features say.
        for claim in claims.iter() {
            if !best.iter().any(|candidate| candidate.1 == claim.class) {
                best.push((sums[claim.class], claim.class));
            }
        }
        ids.clear();
        ids.extend(words.iter().filter_map(|word| word.id));
        ids.sort_unstable();
        ids.dedup();
        let unknown = words.iter().filter(|word| word.id.is_none()).count();
        let head = words.iter().rev().find_map(|word| word.id);
        asked.ask(&self.postings, ids, head, unknown);
        self.use_of_words(asked, best, slots, uses);
        measured.clear();
        for (&(linear, class), usage) in best.iter().zip(uses) {
            let mut measures = Measures::default();
            measures.set(Measure::Linear, linear);
            measures.set(Measure::Employment, self.index.employment[usize::from(class)]);
            if let Some(claim) = claims.iter().find(|claim| claim.class == class) {
                measures.set(Measure::Exactness, claim.share);
                measures.set(Measure::Filings, claim.filed_share);
                measures.set(Measure::Agreement, claim.weight.ln_1p());
            }
            self.measure_words(asked, class, usage, &mut measures);
            measured.push((class, measures));
        }
    }

    /// How the candidates use the title's words, in the candidates' order.
    fn use_of_words(
        &self,
        asked: &AskedWords,
        candidates: &[(f32, u16)],
        slots: &mut ByClass<u16>,
        uses: &mut Vec<WordUse>,
    ) {
        let postings = &self.postings;
        uses.clear();
        uses.resize(candidates.len(), WordUse::default());
        for (&(_, class), slot) in candidates.iter().zip(1..) {
            slots[class] = slot;
        }
        for &word in &asked.words {
            let weight = asked.weights[word as usize];
            let is_head = asked.head == Some(word);
            let entries = postings.entries(word);
            let classes = postings.classes_of(entries.clone());
            if classes.len() <= MOST_PASSED {
                for (entry, &class) in entries.zip(classes) {
                    if let Some(slot) = slots[class].checked_sub(1) {
                        uses[usize::from(slot)].add(postings.usage(entry), weight, is_head);
                    }
                }
            } else {
                for (&(_, class), usage) in candidates.iter().zip(uses.iter_mut()) {
                    if let Ok(found) = classes.binary_search(&class) {
                        usage.add(postings.usage(entries.start + found), weight, is_head);
                    }
                }
            }
        }
        for &(_, class) in candidates {
            slots[class] = 0;
        }
    }

    /// What is measured of an occupation's use of the title's words.
    #[expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]
    fn measure_words(&self, asked: &AskedWords, class: u16, usage: &WordUse, measures: &mut Measures) {
        let postings = &self.postings;
        let all = asked.sum.max(f32::MIN_POSITIVE);
        measures.set(Measure::Coverage, usage.published / all);
        measures.set(Measure::FiledCoverage, usage.filed / all);
        measures.set(Measure::OwnCoverage, usage.own / all);
        measures.set(Measure::TaskCoverage, usage.tasks / all);
        let size = postings.class_published[usize::from(class)] as f32;
        measures.set(Measure::Size, postings.class_sizes[usize::from(class)]);
        if let Some(head) = asked.head {
            let of_head = postings.word_heads[head as usize] as f32;
            let part = (of_head / (postings.all_published as f32).max(1.0)).max(RAREST_HEAD);
            let lift = SMOOTHING.mul_add(part, usage.heads) / ((SMOOTHING + size) * part);
            measures.set(Measure::HeadLift, lift.ln());
            measures.set(Measure::HeadShare, ((usage.heads + 0.1) / (of_head + 1.0)).ln());
        }
    }

    /// Part of the title's letters that stand in known words (a mistyped word counts less, an unread letter not at all),
    /// and how strangely the others are spelled, by their part.
    #[expect(clippy::cast_precision_loss, reason = "a title has few letters")]
    fn readable(&self, draft: &Draft, words: &[TitleWord]) -> (f32, f32) {
        let (mut known, mut strange) = (0.0, 0.0);
        let mut last = None;
        for word in words {
            // A compound or an acronym is one word of the title, whatever number of words it stands for.
            if last.replace(word.position) == Some(word.position) {
                continue;
            }
            let text = draft.word_at(word.position);
            let letters = text.len() as f32;
            known += match (word.id, word.edits) {
                (None, _) => 0.0,
                (Some(_), 0) => letters,
                (Some(_), 1) => 0.8 * letters,
                (Some(_), _) => 0.5 * letters,
            };
            if word.id.is_none() {
                strange += letters * self.spelling.strangeness(text);
            }
        }
        let all = draft.words().map(str::len).sum::<usize>() + draft.unreadable_letters();
        if all == 0 { (0.0, 0.0) } else { ((known / all as f32).min(1.0), strange / all as f32) }
    }
}
