//! `plumb emerging`: what the taxonomies and the framework do not cover yet, ranked, each with its evidence.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use plumb_codes::Release;
use plumb_emerging::{EmergingRow, Order, emerging_rows, rank};
use plumb_framework::DEFAULT_EDITION;
use plumb_tables::Table;

use crate::alignment;
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::market::{self, Sight};
use crate::postings::PostingsOptions;
use crate::printer::data;
use crate::proposals::Proposer;

/// Rank what may be emerging: occupations that fall apart, families of titles, technologies, empty sub-clusters.
///
/// Each finding comes with its three strongest reasons, the place that the classifier proposes, the nearest occupations,
/// figures, when it was first seen, and what covers it today. Weights and thresholds are in emerging.toml of the
/// configuration folder. `plumb evaluate emerging` tests the ranking against history.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many findings to print.
    #[arg(long, value_name = "N", default_value_t = 25)]
    top: usize,

    /// The release of O*NET whose titles are looked at. Default: the newest at hand.
    #[arg(long, value_name = "RELEASE")]
    from: Option<Release>,

    /// Titles, codes and technologies are new when this older release of O*NET does not list them. Default: the oldest
    /// one at hand in the same taxonomy.
    #[arg(long, value_name = "RELEASE")]
    since: Option<Release>,

    #[command(flatten)]
    postings: PostingsOptions,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let (config, _) = market::configuration(context)?;
    let postings = options.postings.read(context)?;
    let spinner = printer.spinner("looking for what emerges");
    let found = alignment::run(context, &options.edition)?;
    let releases = context.releases()?;
    let onet = options.from.map_or_else(|| market::newest_onet(&releases), Ok)?;
    let mut read = market::read(&releases, onet, Sight::Today { since: options.since })?;
    market::add_edition(&mut read.market, &found);
    if postings.is_some() {
        read.market.postings = postings;
        read.market.add_posting_titles(u64::try_from(config.families.filed_at_least).unwrap_or(1));
    }
    let ranking = rank(&read.market, &config, Order::Score, options.top);
    let proposer = Proposer::new(&found, onet);
    let rows = emerging_rows(&ranking, &read.market, &proposer.propose(&ranking.findings));
    spinner.finish_and_clear();
    match printer.format() {
        Format::Text => data(&text(&rows))?,
        _ => printer.table(&Table::from_rows(&rows))?,
    }
    for (name, decision) in &ranking.suppressed {
        printer.note(&format!("left out: {name}, decided on {}: {}", decision.date, decision.reason));
    }
    let names: Vec<String> = read.releases.iter().map(ToString::to_string).collect();
    printer.note(&format!(
        "{} of {} subjects; releases {}; OEWS is not made to compare points in time: growth counts where it exceeds \
         sampling error, and is a hint even then",
        rows.len(),
        ranking.subjects,
        names.join(", ")
    ));
    Ok(Exit::Done)
}

/// One paragraph a finding.
fn text(rows: &[EmergingRow]) -> String {
    let mut text = String::new();
    for row in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>3}  {}  [{}, score {:.3}]", row.rank, row.titles, row.kind, row.score);
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(text, "     {name:<9} {value}");
            }
        };
        let reasons = [&row.reason_1, &row.reason_2, &row.reason_3];
        for (name, reason) in ["because", "and", "and"].into_iter().zip(reasons.into_iter().flatten()) {
            line(name, reason);
        }
        if let Some(cluster) = &row.proposed_cluster {
            let sub = row.proposed_sub_cluster.as_ref().map_or_else(String::new, |sub| format!(" / {sub}"));
            line("place", &format!("{cluster}{sub} ({:.2})", row.proposal_confidence.unwrap_or_default()));
            line("", row.proposal_evidence.as_deref().unwrap_or_default());
        }
        if let (Some(code), Some(title)) = (row.covered_by_code, &row.covered_by_title) {
            let jobs = row.employment_jobs.map_or_else(String::new, |jobs| {
                format!(
                    ", {} jobs in {}",
                    plumb_report::people_whole(jobs),
                    row.employment_year.unwrap_or_default()
                )
            });
            line("today", &format!("{code} {title}{jobs}"));
        }
        line("near", row.nearest_occupations.as_deref().unwrap_or_default());
        line("seen", row.first_seen.as_deref().unwrap_or_default());
        text.push('\n');
    }
    text
}
