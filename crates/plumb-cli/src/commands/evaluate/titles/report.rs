//! The measures as JSON or text.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^52")]

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use plumb_tables::Table;
use serde::Serialize;

use super::Asked;
use super::mistakes::KindCount;
use crate::arguments::Format;
use crate::context::Context;
use crate::printer::data;
use crate::titles::measure::{
    Measures, ReliabilityBin, Verdict, ece_by_chance, intervals, measure, reliability,
};

/// What is known of a run beside its verdicts.
pub(super) struct Summary {
    pub(super) set: String,
    pub(super) inputs: Vec<(String, String)>,
    pub(super) issues: usize,
    pub(super) seconds: f64,
    pub(super) seed: u64,
}

#[derive(Serialize)]
struct Report<'a> {
    set: String,
    n: usize,
    #[serde(flatten)]
    measures: Measures,
    /// The calibration error that right confidences would show by chance.
    ece_by_chance: f64,
    titles_per_second: f64,
    /// Rows of the truth that could not be used.
    left_out: usize,
    /// From and to, in 95 of 100 resamples.
    intervals: BTreeMap<&'static str, (f64, f64)>,
    reliability: Vec<ReliabilityBin>,
    /// By how often a title was seen.
    by_frequency: Vec<Group>,
    /// By what the column `source` of the truth says; empty where there is none.
    by_source: Vec<Group>,
    /// Wrong answers by kind.
    mistakes: &'a [KindCount],
    /// What the index was built from.
    index: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Group {
    titles: String,
    n: usize,
    top1: f64,
    top3: f64,
}

plumb_tables::table! {
    /// One measure of a set of titles.
    MeasureRow in "title_measures", key ["measure"] {
        /// The measure.
        measure: String,
        /// Its value.
        value: String,
        /// From and to, in 95 of 100 resamples of the titles.
        interval: String,
    }
}

/// A measure with its name and the verdicts that count for it.
type Named = (&'static str, fn(&Verdict) -> Option<bool>);

const RESAMPLED: [Named; 9] = [
    ("coverage", |verdict| Some(verdict.answered)),
    ("top1", |verdict| Some(verdict.top1)),
    ("top3", |verdict| Some(verdict.top3)),
    ("top5", |verdict| Some(verdict.top5)),
    ("broad_top1", |verdict| Some(verdict.broad_top1)),
    ("minor_top1", |verdict| Some(verdict.minor_top1)),
    ("major_top1", |verdict| Some(verdict.major_top1)),
    ("cluster_top1", |verdict| verdict.cluster_top1),
    ("sub_cluster_top1", |verdict| verdict.sub_cluster_top1),
];

pub(super) fn print(
    context: &Context,
    summary: &Summary,
    asked: &[Asked],
    verdicts: &[Verdict],
    mistakes: &[KindCount],
) -> Result<()> {
    let resampled = intervals(verdicts, summary.seed, &RESAMPLED.map(|(_, is)| is));
    let report = Report {
        set: summary.set.clone(),
        n: verdicts.len(),
        measures: rounded(measure(verdicts)),
        ece_by_chance: round(ece_by_chance(verdicts, summary.seed)),
        titles_per_second: (verdicts.len() as f64 / summary.seconds.max(1e-9)).round(),
        left_out: summary.issues,
        intervals: RESAMPLED
            .iter()
            .zip(resampled)
            .map(|((name, _), (from, to))| (*name, (round(from), round(to))))
            .collect(),
        reliability: reliability(verdicts).into_iter().map(rounded_bin).collect(),
        by_frequency: by_frequency(asked, verdicts),
        by_source: by_source(asked, verdicts),
        mistakes,
        index: summary.inputs.iter().cloned().collect(),
    };
    if context.printer().format() == Format::Json {
        return data(&serde_json::to_string_pretty(&report)?);
    }
    context.printer().table(&Table::from_rows(&rows(&report)))?;
    context.printer().note(&format!("{}: {} titles", report.set, report.n));
    Ok(())
}

fn rows(report: &Report<'_>) -> Vec<MeasureRow> {
    let Measures {
        coverage,
        top1,
        top3,
        top5,
        broad_top1,
        minor_top1,
        major_top1,
        cluster_top1,
        sub_cluster_top1,
        ece,
    } = report.measures;
    let row = |measure: &str, value: String| {
        let interval = report.intervals.get(measure).map(|(from, to)| format!("{from:.4} to {to:.4}"));
        MeasureRow { measure: measure.to_owned(), value, interval: interval.unwrap_or_default() }
    };
    let measures = [
        ("coverage", coverage),
        ("top1", top1),
        ("top3", top3),
        ("top5", top5),
        ("broad_top1", broad_top1),
        ("minor_top1", minor_top1),
        ("major_top1", major_top1),
        ("cluster_top1", cluster_top1),
        ("sub_cluster_top1", sub_cluster_top1),
        ("ece", ece),
    ];
    let mut rows = vec![row("n", report.n.to_string())];
    rows.extend(measures.iter().map(|(name, value)| row(name, format!("{value:.4}"))));
    rows.push(row("ece_by_chance", format!("{:.4}", report.ece_by_chance)));
    rows.push(row("titles_per_second", format!("{:.0}", report.titles_per_second)));
    for bin in &report.reliability {
        let name = format!("right where confidence is {:.1} to {:.1}", bin.from, bin.from + 0.1);
        rows.push(row(&name, format!("{:.4} of {} (said {:.4})", bin.right, bin.n, bin.confidence)));
    }
    for group in report.by_frequency.iter().chain(&report.by_source) {
        rows.push(row(
            &format!("top1 of titles {}", group.titles),
            format!("{:.4} of {}", group.top1, group.n),
        ));
    }
    for count in report.mistakes {
        let (n, sure) = (count.n, count.of_most_confident);
        rows.push(row(&format!("mistakes: {}", count.kind), format!("{n}, {sure} of the 100 surest")));
    }
    rows
}

fn by_frequency(asked: &[Asked], verdicts: &[Verdict]) -> Vec<Group> {
    let groups: [(&'static str, std::ops::RangeInclusive<u64>); 3] =
        [("seen once", 0..=1), ("seen 2 to 9 times", 2..=9), ("seen 10 times or more", 10..=u64::MAX)];
    let group = |(titles, counts): (&'static str, std::ops::RangeInclusive<u64>)| {
        group_of(titles.to_owned(), asked, verdicts, |one| counts.contains(&one.truth.count))
    };
    // Where nobody counts, every title was seen once, and there is nothing to tell apart.
    groups.into_iter().map(group).filter(|group| group.n > 0 && group.n < asked.len()).collect()
}

fn by_source(asked: &[Asked], verdicts: &[Verdict]) -> Vec<Group> {
    let sources: BTreeSet<&String> = asked.iter().flat_map(|one| &one.truth.sources).collect();
    let group = |source: &String| {
        group_of(format!("from {source}"), asked, verdicts, |one| one.truth.sources.contains(source))
    };
    sources.into_iter().map(group).collect()
}

fn group_of(
    titles: String,
    asked: &[Asked],
    verdicts: &[Verdict],
    belongs: impl Fn(&Asked) -> bool,
) -> Group {
    let within = asked.iter().zip(verdicts).filter(|(one, _)| belongs(one));
    let chosen: Vec<Verdict> = within.map(|(_, verdict)| *verdict).collect();
    let Measures { top1, top3, .. } = rounded(measure(&chosen));
    Group { titles, n: chosen.len(), top1, top3 }
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn rounded(measures: Measures) -> Measures {
    Measures {
        coverage: round(measures.coverage),
        top1: round(measures.top1),
        top3: round(measures.top3),
        top5: round(measures.top5),
        broad_top1: round(measures.broad_top1),
        minor_top1: round(measures.minor_top1),
        major_top1: round(measures.major_top1),
        cluster_top1: round(measures.cluster_top1),
        sub_cluster_top1: round(measures.sub_cluster_top1),
        ece: round(measures.ece),
    }
}

fn rounded_bin(bin: ReliabilityBin) -> ReliabilityBin {
    ReliabilityBin { confidence: round(bin.confidence), right: round(bin.right), ..bin }
}
