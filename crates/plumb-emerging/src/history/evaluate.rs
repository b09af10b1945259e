//! Recall and precision of a ranking against a truth list, with baselines and each signal off in turn.

use plumb_titles::normalise::Draft;

use super::found::{Names, TruthItem};
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
    /// Whether any input has one of its names, so that it could have been found at all.
    pub trace: bool,
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
    /// The baselines by name: the same subjects in another order.
    pub baselines: Vec<(&'static str, Recall, Vec<f64>)>,
    /// The ranking with one signal off.
    pub without: Vec<(Signal, Recall)>,
    /// Every truth item, in the order of the list.
    pub items: Vec<FoundItem>,
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
    ablation: bool,
) -> Evaluation {
    let index = Index::new(market);
    let names: Vec<Names> = truth.iter().map(Names::of).collect();
    let ranking = rank_in(market, &index, config, Order::Score, top);
    let found = first_found(&ranking, &names);
    let ranked = |config: &EmergingConfig, order| {
        let ranking = rank_in(market, &index, config, order, top);
        let found = first_found(&ranking, &names);
        (recall(&ranking, &names, &found), curve(&found, ranking.findings.len()))
    };
    let baselines = BASELINES
        .iter()
        .map(|&(name, order)| {
            let (recall, curve) = ranked(config, order);
            (name, recall, curve)
        })
        .collect();
    let speaking = |signal: &Signal| ablation && config.signals[signal].weight > 0.0;
    let without = Signal::ALL
        .into_iter()
        .filter(speaking)
        .map(|signal| (signal, ranked(&config.without(signal), Order::Score).0))
        .collect();
    Evaluation {
        truth: truth.len(),
        flagged: ranking.findings.len(),
        subjects: ranking.subjects,
        recall: recall(&ranking, &names, &found),
        curve: curve(&found, ranking.findings.len()),
        baselines,
        without,
        items: items(market, &index, truth, &names, &ranking, &found),
    }
}

/// For each item the rank, from 1, of the first finding that found it.
fn first_found(ranking: &Ranking, names: &[Names]) -> Vec<Option<usize>> {
    let mut draft = Draft::default();
    let find = |names: &Names, draft: &mut Draft| {
        ranking
            .findings
            .iter()
            .position(|finding| names.found_by(finding, draft))
            .map(|position| position + 1)
    };
    names.iter().map(|names| find(names, &mut draft)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn recall(ranking: &Ranking, names: &[Names], found: &[Option<usize>]) -> Recall {
    let at = |most: usize| {
        let hits = found.iter().flatten().filter(|rank| **rank <= most).count();
        if found.is_empty() { 0.0 } else { rounded(hits as f64 / found.len() as f64) }
    };
    let mut draft = Draft::default();
    let first = &ranking.findings[..ranking.findings.len().min(50)];
    let right =
        first.iter().filter(|finding| names.iter().any(|names| names.found_by(finding, &mut draft))).count();
    let precision = if first.is_empty() { 0.0 } else { right as f64 / first.len() as f64 };
    Recall { at_50: at(50), at_100: at(100), at_200: at(200), precision_at_50: rounded(precision) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of items")]
fn curve(found: &[Option<usize>], flagged: usize) -> Vec<f64> {
    let mut hits = vec![0_usize; flagged];
    for &rank in found.iter().flatten() {
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
            found: found.map(|rank| (rank, ranking.findings[rank - 1].name.clone())),
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
        let found = evaluate(&market(), &config, &truth, 200, true);
        assert_eq!(found.truth, 4);
        assert!((found.recall.at_200 - 0.5).abs() < 1e-9);
        let trace: Vec<bool> = found.items.iter().map(|item| item.trace).collect();
        assert_eq!(trace, [true, true, true, false]);
        assert!(found.items[2].found.is_none(), "an occupation that exists is no finding");
        assert_eq!(found.baselines.len(), 3);
        assert!((found.curve.last().unwrap() - 0.5).abs() < 1e-9);
    }
}
