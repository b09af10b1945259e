//! Trials of the engine: hides published rows from it, lets it predict them, and keeps both side by side.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{OnetSoc2019, Soc2018};

use crate::infer::corpus::Corpus;
use crate::infer::engine::{Engine, printed_together};
use crate::infer::measure::Judged;
use crate::infer::parameters::Parameters;
use crate::infer::proposal::Detail;
use crate::view::EditionView;

/// Hides all masked occupations at once, learns from the others, predicts the masked ones.
///
/// The published rows of masked occupations are not read before the judgement; neither are those printed together with them.
pub fn masked_trial(
    corpus: &Corpus,
    view: &EditionView,
    parameters: &Parameters,
    masked: &BTreeSet<Soc2018>,
) -> Vec<Judged> {
    let engine = Engine::new(corpus, view, parameters, masked);
    let judged = masked.iter().map(|&soc| {
        let subject = corpus.occupation(soc)?;
        let proposal = engine.propose(&subject, &[], Detail::Places);
        Some(Judged { subject: soc.to_string(), soc, published: published(view, soc), proposal })
    });
    judged.flatten().filter(|one| !one.published.is_empty()).collect()
}

/// Hides one block after the other, with what was printed together with its occupations, and predicts it from all others.
pub fn block_trial(engine: &Engine<'_>, blocks: &[BTreeSet<Soc2018>]) -> Vec<Judged> {
    let together = printed_together(engine.view());
    let hidden = |block: &BTreeSet<Soc2018>| {
        block.iter().filter_map(|soc| together.get(soc)).flatten().copied().collect()
    };
    let hidden: Vec<BTreeSet<Soc2018>> = blocks.iter().map(hidden).collect();
    let mut judged = Vec::new();
    for (block, points) in blocks.iter().zip(engine.points_left_out(&hidden)) {
        for (soc, points) in points.into_iter().filter(|(soc, _)| block.contains(soc)) {
            let published = published(engine.view(), soc);
            judged.push(Judged {
                subject: soc.to_string(),
                soc,
                published,
                proposal: engine.decide(&points),
            });
        }
    }
    judged.sort_by(|left, right| left.subject.cmp(&right.subject));
    judged
}

/// Predicts O*NET-SOC occupations beyond `.00`, each without the rows of its SOC occupation.
///
/// What is known of the SOC
/// occupation only (sectors, programs, its place in the tree) is not hidden: it says nothing about clusters.
pub fn beyond_trial(engine: &Engine<'_>, codes: impl IntoIterator<Item = OnetSoc2019>) -> Vec<Judged> {
    let mut by_parent: BTreeMap<Soc2018, Vec<OnetSoc2019>> = BTreeMap::new();
    for code in codes.into_iter().filter(|code| code.extension() > 0) {
        if let Some(parent) = engine.corpus().parent(code) {
            by_parent.entry(parent).or_default().push(code);
        }
    }
    let mut judged = Vec::new();
    for (soc, codes) in by_parent {
        let published = published(engine.view(), soc);
        if published.is_empty() {
            continue;
        }
        let votes = engine.votes_without(&BTreeSet::from([soc]));
        for code in codes {
            let Some(subject) = engine.corpus().onet_occupation(code) else { continue };
            let proposal = engine.decide(&engine.points_by(&subject, &votes));
            judged.push(Judged { subject: code.to_string(), soc, published: published.clone(), proposal });
        }
    }
    judged
}

/// The blocks of a division into folds: occupations printed together stay together, the seed decides the rest.
pub fn folds(view: &EditionView, folds: usize, seed: u64) -> Vec<BTreeSet<Soc2018>> {
    let blocks: BTreeSet<BTreeSet<Soc2018>> = printed_together(view).into_values().collect();
    let mut keyed: Vec<(u64, BTreeSet<Soc2018>)> = blocks
        .into_iter()
        .map(|block| {
            let first = block.first().map_or(0, |soc| soc.as_number());
            (mixed(seed ^ mixed(u64::from(first))), block)
        })
        .collect();
    keyed.sort();
    let mut divided = vec![BTreeSet::new(); folds.max(1)];
    for (position, (_, block)) in keyed.into_iter().enumerate() {
        divided[position % folds.max(1)].extend(block);
    }
    divided.retain(|block| !block.is_empty());
    divided
}

/// The published occupations by minor group of SOC 2018.
pub fn minor_groups(view: &EditionView) -> Vec<BTreeSet<Soc2018>> {
    let mut groups: BTreeMap<Soc2018, BTreeSet<Soc2018>> = BTreeMap::new();
    for &soc in view.published.keys() {
        groups.entry(soc.minor_group()).or_default().insert(soc);
    }
    groups.into_values().collect()
}

fn published(view: &EditionView, soc: Soc2018) -> BTreeSet<crate::view::Slot> {
    view.published.get(&soc).into_iter().flat_map(BTreeMap::keys).copied().collect()
}

/// The finaliser of `SplitMix64`: spreads the bits of a number.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
