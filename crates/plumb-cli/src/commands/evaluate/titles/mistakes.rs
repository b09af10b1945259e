//! The wrong answers: as CSV, the most confident first, and counted by kind.

use std::collections::BTreeMap;

use anyhow::Result;
use plumb_codes::Soc2018;
use plumb_titles::Part;
use serde::Serialize;

use super::{Asked, csv_bytes};
use crate::titles::knowledge::Ways;
use crate::titles::measure::Verdict;

/// How many of the most confident mistakes are counted apart.
const MOST_CONFIDENT: usize = 100;

/// The kind of a mistake: the first rule that holds.
fn kind(one: &Asked, verdict: &Verdict, ways: &Ways) -> &'static str {
    let Some(first) = one.first() else { return "no-answer" };
    if first.evidence.contribution(Part::Exactness) != 0.0 {
        return "words-of-a-published-title";
    }
    if first.evidence.contribution(Part::Filings) != 0.0 {
        return "words-of-a-filed-title";
    }
    if verdict.broad_top1 {
        return "same-broad-occupation";
    }
    if one.truth.right.iter().chain([&first.soc]).any(|&soc| is_residual(soc, ways)) {
        return "residual-occupation";
    }
    if verdict.minor_top1 {
        return "same-minor-group";
    }
    let head = |title: &str| words_of(title).pop();
    match (head(&one.truth.title), head(&one.nearest)) {
        (_, None) => "no-known-title",
        (asked, nearest) if asked == nearest => "same-head-noun",
        _ => "other-head-noun",
    }
}

fn words_of(title: &str) -> Vec<String> {
    let mut draft = plumb_titles::normalise::Draft::default();
    let read = plumb_titles::normalise::normalise(title, &mut draft);
    read.map(|()| draft.words().map(str::to_owned).collect()).unwrap_or_default()
}

fn is_residual(soc: Soc2018, ways: &Ways) -> bool {
    ways.soc_titles.get(&soc).is_some_and(|title| title.contains("All Other"))
}

/// A kind of mistakes and how many there are.
#[derive(Debug, Serialize)]
pub(super) struct KindCount {
    pub(super) kind: &'static str,
    pub(super) n: usize,
    /// Of these, how many have the right occupation among the next four.
    right_in_top5: usize,
    /// Of these, how many are among the hundred most confident mistakes.
    pub(super) of_most_confident: usize,
}

/// Answered titles with a wrong answer, the most confident first.
fn wrong<'a>(asked: &'a [Asked], verdicts: &'a [Verdict]) -> Vec<(&'a Asked, &'a Verdict)> {
    let wrong = asked.iter().zip(verdicts).filter(|(_, verdict)| verdict.answered && !verdict.top1);
    let mut wrong: Vec<(&Asked, &Verdict)> = wrong.collect();
    wrong.sort_by(|one, other| {
        let confidence = other.1.confidence.total_cmp(&one.1.confidence);
        confidence.then_with(|| one.0.truth.title.cmp(&other.0.truth.title))
    });
    wrong
}

/// Mistakes by kind, the most frequent first.
pub(super) fn by_kind(asked: &[Asked], verdicts: &[Verdict], ways: &Ways) -> Vec<KindCount> {
    let mut counts: BTreeMap<&'static str, KindCount> = BTreeMap::new();
    for (number, (one, verdict)) in wrong(asked, verdicts).into_iter().enumerate() {
        let kind = kind(one, verdict, ways);
        let count = KindCount { kind, n: 0, right_in_top5: 0, of_most_confident: 0 };
        let count = counts.entry(kind).or_insert(count);
        count.n += 1;
        count.right_in_top5 += usize::from(verdict.top5);
        count.of_most_confident += usize::from(number < MOST_CONFIDENT);
    }
    let mut counts: Vec<KindCount> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.n));
    counts
}

/// The wrong answers as CSV, the most confident first, at most so many.
pub(super) fn csv(asked: &[Asked], verdicts: &[Verdict], ways: &Ways, most: usize) -> Result<Vec<u8>> {
    let title_of = |code: &Soc2018| ways.soc_titles.get(code).cloned().unwrap_or_default();
    let header = [
        "title",
        "asked",
        "confidence",
        "soc_code",
        "soc_title",
        "matched_title",
        "right_codes",
        "right_titles",
        "right_rank",
        "kind",
    ];
    let row = |(one, verdict): (&Asked, &Verdict)| {
        let codes: Vec<String> = one.truth.right.iter().map(ToString::to_string).collect();
        let titles: Vec<String> = one.truth.right.iter().map(title_of).collect();
        let rank = one.found.candidates.iter().position(|found| one.truth.right.contains(&found.soc));
        vec![
            one.truth.title.clone(),
            one.title.clone(),
            format!("{:.4}", verdict.confidence),
            one.first().map(|first| first.soc.to_string()).unwrap_or_default(),
            one.first().map(|first| title_of(&first.soc)).unwrap_or_default(),
            one.nearest.clone(),
            codes.join(";"),
            titles.join("; "),
            rank.map(|rank| (rank + 1).to_string()).unwrap_or_default(),
            kind(one, verdict, ways).to_owned(),
        ]
    };
    let rows = wrong(asked, verdicts).into_iter().take(most).map(row);
    csv_bytes(std::iter::once(header.map(str::to_owned).to_vec()).chain(rows))
}
