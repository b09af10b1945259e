//! `plumb align`: the main job, all steps over the newest releases at hand.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_classify::{assignment_rows, onet_assignment_rows};
use plumb_emerging::{EmergingRow, Order, emerging_rows, rank};
use plumb_framework::DEFAULT_EDITION;
use plumb_report::{AlignReport, terminal, write_align_outputs};
use plumb_tables::Table;

use crate::alignment::{self, Alignment};
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::market::{self, Read, Sight};
use crate::printer::data;

/// How many candidates the table of emerging occupations has.
const TOP_EMERGING: usize = 200;

/// Align a framework edition with the labor data at hand: the main job.
///
/// Assigns every SOC and O*NET-SOC occupation to clusters and sub-clusters, computes the figures of every cluster, and
/// ranks what may be emerging, and
/// writes tables (CSV and Parquet), a workbook, a data package and pages to look at. Start with index.html.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder to write to; it is replaced as a whole if an earlier run wrote it.
    #[arg(long, value_name = "DIR", default_value = "plumb-out")]
    out: PathBuf,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,

    /// Exit with code 6 if occupations wait for review.
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let spinner = printer.spinner("aligning");
    // What emerges is read from other releases than what is aligned: both at once.
    let (found, read) = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let releases = context.releases()?;
            market::read(&releases, market::newest_onet(&releases)?, Sight::Today { since: None })
        });
        (alignment::run(context, &options.edition), reading.join())
    });
    let mut found = found?;
    let Ok(read) = read else { anyhow::bail!("read what emerges: its thread ended early") };
    spinner.set_message("looking for what emerges");
    let emerging = emerging(context, &mut found, read?)?;
    let rows = assignment_rows(&found.view, &found.assignments, &found.material.soc_titles);
    let review: Vec<_> = rows.iter().filter(|row| row.status == "review").cloned().collect();
    let onet = onet_assignment_rows(
        &found.view,
        &found.assignments,
        &found.material.onet_titles,
        &found.material.onet_to_soc,
    );
    let report = AlignReport {
        edition_name: found.edition.name.clone(),
        edition_attribution: found.edition.attribution.clone(),
        profile: &found.profile,
        assignments: Table::from_rows(&rows),
        onet_assignments: Table::from_rows(&onet),
        emerging: Some(Table::from_rows(&emerging)),
        review: Table::from_rows(&review),
        sources: found.sources,
    };
    spinner.set_message("writing");
    let folder = write_align_outputs(&options.out, &report)?;
    spinner.finish_and_clear();
    let summary = &found.profile.summary;
    for warning in &summary.warnings {
        printer.note(&format!("warning: {warning}"));
    }
    match printer.format() {
        Format::Text => data(&terminal::clusters_at_a_glance(summary))?,
        Format::Json => data(&serde_json::to_string_pretty(summary)?)?,
        Format::Csv => printer.table(&Table::from_rows(&found.profile.cluster_rows()))?,
    }
    printer.note(&format!(
        "written to {}; open {}",
        options.out.display(),
        folder.join("index.html").display()
    ));
    let waiting = summary.occupations.review > 0;
    Ok(if options.exit_code && waiting { Exit::ReviewNeeded } else { Exit::Done })
}

/// Ranks what may be emerging, and notes its releases and configuration in the summary.
fn emerging(context: &Context, found: &mut Alignment, mut read: Read) -> Result<Vec<EmergingRow>> {
    let releases = context.releases()?;
    let (config, digest) = market::configuration(context)?;
    market::add_edition(&mut read.market, found);
    let ranking = rank(&read.market, &config, Order::Score, TOP_EMERGING);
    let places = market::places(found);
    let rows = emerging_rows(&ranking, &read.market, |finding| market::propose(&places, found, finding));
    found.add_sources(&releases, &read.releases)?;
    let summary = &mut found.profile.summary;
    summary.configuration.insert("emerging.toml".to_owned(), digest);
    summary.emerging.count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    summary.warnings.extend(ranking.suppressed.iter().map(|(name, decision)| {
        format!("not listed as emerging: {name}, decided on {}: {}", decision.date, decision.reason)
    }));
    Ok(rows)
}
