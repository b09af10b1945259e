//! Recall and precision of a ranking against a truth list, with baselines and each signal off in turn.

use std::collections::BTreeSet;

use plumb_titles::normalise::Draft;

use super::found::{Names, TruthItem, Wanted};
use crate::config::EmergingConfig;
use crate::index::Index;
use crate::lexicon::canonical;
use crate::market::Market;
use crate::rank::{Order, Ranking, rank_in};
use crate::signals::Signal;

/// Recall after so many flagged subjects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// After 50.
    pub at_50: f64,
    /// After 100.
    pub at_100: f64,
    /// After 200.
    pub at_200: f64,
    /// Part of the first 50 that found something.
    pub precision_at_50: f64,
}

/// A truth item with the rank of the first subject that found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundItem {
    /// The item.
    pub item: TruthItem,
    /// Rank from 1 and the subject's name; none where nothing found it.
    pub found: Option<(usize, String)>,
    /// Rank of the first subject that would find it in a list without an end; none where no subject shows it.
    pub depth: Option<usize>,
    /// Whether any input has one of its names, so that it could have been found at all.
    pub trace: bool,
}

/// How far the best order of the same subjects would get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oracle {
    /// Part of the items that any subject shows: what the subjects themselves allow.
    pub shown: f64,
    /// Recall after 50.
    pub at_50: f64,
    /// After 100.
    pub at_100: f64,
    /// After 200.
    pub at_200: f64,
}

/// How well a ranking did.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Truth items.
    pub truth: usize,
    /// Subjects flagged.
    pub flagged: usize,
    /// Subjects that there were to rank.
    pub subjects: usize,
    /// Of the ranking.
    pub recall: Recall,
    /// Recall after each rank, from 1.
    pub curve: Vec<f64>,
    /// Of the best order of the same subjects.
    pub oracle: Oracle,
    /// The baselines by name: the same subjects in another order.
    pub baselines: Vec<(&'static str, Recall, Vec<f64>)>,
    /// The ranking with one signal off.
    pub without: Vec<(Signal, Recall)>,
    /// Every truth item, in the order of the list.
    pub items: Vec<FoundItem>,
}

/// How much an evaluation measures besides the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The ranking alone.
    Ranking,
    /// The baselines too.
    Baselines,
    /// Each signal off in turn as well.
    Ablations,
}

const BASELINES: [(&str, Order); 3] = [
    ("newest_titles_first", Order::Newest),
    ("fastest_growth_first", Order::FastestGrowth),
    ("least_similar_title_first", Order::LeastSimilar),
];

/// Ranks a market and holds the first `top` against a truth list. The truth is used for counting only.
pub fn evaluate(
    market: &Market,
    config: &EmergingConfig,
    truth: &[TruthItem],
    top: usize,
    extent: Extent,
) -> Evaluation {
    let index = Index::new(market);
    let names: Vec<Names> = truth.iter().map(Names::of).collect();
    let wanted = Wanted::of(&names);
    // Ranked to the end, so that the depth of what is found late can be told.
    let ranking = rank_in(market, &index, config, Order::Score, usize::MAX);
    let hits = hits(&ranking, &wanted);
    let found = first_found(&hits, names.len());
    let flagged = ranking.findings.len().min(top);
    let ranked = |config: &EmergingConfig, order| {
        let ranking = rank_in(market, &index, config, order, top);
        let hits = self::hits(&ranking, &wanted);
        let found = first_found(&hits, names.len());
        (recall(&hits, &found), curve(&found, ranking.findings.len()))
    };
    let baselines = BASELINES
        .iter()
        .filter(|_| extent != Extent::Ranking)
        .map(|&(name, order)| {
            let (recall, curve) = ranked(config, order);
            (name, recall, curve)
        })
        .collect();
    let speaking = |signal: &Signal| extent == Extent::Ablations && config.signals[signal].weight > 0.0;
    let without = Signal::ALL
        .into_iter()
        .filter(speaking)
        .map(|signal| (signal, ranked(&config.without(signal), Order::Score).0))
        .collect();
    Evaluation {
        truth: truth.len(),
        flagged,
        subjects: ranking.subjects,
        recall: recall(&hits[..flagged], &found),
        curve: curve(&found, flagged),
        oracle: oracle(&hits, names.len()),
        baselines,
        without,
        items: items(market, &index, truth, &names, &ranking, &found, top),
    }
}

/// The items that each finding of a ranking found.
fn hits(ranking: &Ranking, wanted: &Wanted) -> Vec<BTreeSet<usize>> {
    let mut draft = Draft::default();
    ranking.findings.iter().map(|finding| wanted.found_by(finding, &mut draft)).collect()
}

/// For each item the rank, from 1, of the first finding that found it.
fn first_found(hits: &[BTreeSet<usize>], items: usize) -> Vec<Option<usize>> {
    let mut found = vec![None; items];
    for (items, rank) in hits.iter().zip(1..) {
        for &item in items {
            found[item].get_or_insert(rank);
        }
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn recall(hits: &[BTreeSet<usize>], found: &[Option<usize>]) -> Recall {
    let at = |most: usize| {
        let hits = found.iter().flatten().filter(|rank| **rank <= most.min(hits.len())).count();
        if found.is_empty() { 0.0 } else { rounded(hits as f64 / found.len() as f64) }
    };
    let first = &hits[..hits.len().min(50)];
    let right = first.iter().filter(|items| !items.is_empty()).count();
    let precision = if first.is_empty() { 0.0 } else { right as f64 / first.len() as f64 };
    Recall { at_50: at(50), at_100: at(100), at_200: at(200), precision_at_50: rounded(precision) }
}

/// What the same subjects would find in the best order: at each step the one that finds most of what is left.
#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn oracle(hits: &[BTreeSet<usize>], items: usize) -> Oracle {
    let mut left: BTreeSet<usize> = hits.iter().flatten().copied().collect();
    let shown = left.len();
    let mut open: Vec<&BTreeSet<usize>> = hits.iter().filter(|items| !items.is_empty()).collect();
    let mut found = Vec::new();
    while !left.is_empty() {
        let gain = |items: &BTreeSet<usize>| items.intersection(&left).count();
        // The last of the best in reverse order is the first of the best.
        let Some(best) = (0..open.len()).rev().max_by_key(|&position| gain(open[position])) else { break };
        let items = open.remove(best);
        left.retain(|item| !items.contains(item));
        found.push(shown - left.len());
    }
    let part = |count: usize| if items == 0 { 0.0 } else { rounded(count as f64 / items as f64) };
    let at = |most: usize| part(found[..found.len().min(most)].last().copied().unwrap_or(0));
    Oracle { shown: part(shown), at_50: at(50), at_100: at(100), at_200: at(200) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn curve(found: &[Option<usize>], flagged: usize) -> Vec<f64> {
    let mut hits = vec![0_usize; flagged];
    for &rank in found.iter().flatten().filter(|rank| **rank <= flagged) {
        hits[rank - 1] += 1;
    }
    let mut sum = 0;
    hits.iter()
        .map(|hit| {
            sum += hit;
            rounded(sum as f64 / found.len().max(1) as f64)
        })
        .collect()
}

fn items(
    market: &Market,
    index: &Index,
    truth: &[TruthItem],
    names: &[Names],
    ranking: &Ranking,
    found: &[Option<usize>],
    top: usize,
) -> Vec<FoundItem> {
    let mut draft = Draft::default();
    let titles: Vec<String> =
        index.entries.iter().filter_map(|entry| canonical(&entry.text, &mut draft)).collect();
    let mut parts: Vec<String> = Vec::new();
    for occupation in &market.occupations {
        for text in crate::names::name_texts(&occupation.title) {
            parts.extend(canonical(&text, &mut draft));
        }
    }
    let technologies: Vec<String> =
        market.technologies.iter().filter_map(|one| canonical(&one.name, &mut draft)).collect();
    let has_trace = |names: &Names| {
        titles.iter().chain(&parts).any(|words| names.names(words))
            || technologies.iter().any(|words| names.names_technology(words))
    };
    truth
        .iter()
        .zip(names)
        .zip(found)
        .map(|((item, names), found)| FoundItem {
            item: item.clone(),
            found: found
                .filter(|rank| *rank <= top)
                .map(|rank| (rank, ranking.findings[rank - 1].name.clone())),
            depth: *found,
            trace: found.is_some() || has_trace(names),
        })
        .collect()
}

fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULT_CONFIG;
    use crate::signals::testing::market;

    #[test]
    fn what_is_shown_is_found_and_what_left_no_trace_is_named() {
        let config = EmergingConfig::from_toml("emerging.toml", DEFAULT_CONFIG).unwrap();
        let item = |title: &str| TruthItem { title: title.to_owned(), code: "1".to_owned() };
        let truth = [item("Paramedics"), item("Data Scientists"), item("Machinists"), item("Astronauts")];
        let found = evaluate(&market(), &config, &truth, 200, Extent::Ablations);
        assert_eq!(found.truth, 4);
        assert!((found.recall.at_200 - 0.5).abs() < 1e-9);
        let trace: Vec<bool> = found.items.iter().map(|item| item.trace).collect();
        assert_eq!(trace, [true, true, true, false]);
        assert!(found.items[2].found.is_none(), "an occupation that exists is no finding");
        assert_eq!(found.baselines.len(), 3);
        assert!((found.curve.last().unwrap() - 0.5).abs() < 1e-9);
    }
}
