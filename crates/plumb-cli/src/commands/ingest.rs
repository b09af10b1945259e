//! `plumb ingest`: the publishers' files into the store.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_ingest::{IMPORTER, Limits, ingest};
use plumb_store::{Published, Stamp};
use plumb_tables::{IngestedRelease, Table};

use crate::context::{Context, now};
use crate::exit::Exit;

/// Read the publishers' files into the store.
///
/// Takes files, folders and zips as published. Source and release are recognised from the content, not from the name.
/// A file that cannot be trusted is refused whole, and nothing of the call is stored.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Files, folders or zips.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Check only; write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Print every row issue, not only their number.
    #[arg(long)]
    issues: bool,
}

plumb_tables::table! {
    /// One table that was read.
    IngestedRow in "ingested", key ["release", "table"] {
        /// The release.
        release: String,
        /// The table.
        table: String,
        /// Its rows.
        rows: i64,
        /// Row issues of the release.
        issues: i64,
        /// What was done with the release: new, updated, unchanged or checked.
        outcome: String,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let spinner = printer.spinner("reading the publishers' files");
    let report = ingest(&options.paths, &Limits::default())?;
    spinner.set_message("writing the store");
    let mut rows = Vec::new();
    if options.dry_run {
        for release in &report.releases {
            add_rows(&mut rows, release, "checked")?;
        }
    } else {
        let writer = context.writer("plumb ingest")?;
        let ingested_at = now();
        let stamp = Stamp { importer: IMPORTER, ingested_at: Some(&ingested_at) };
        for release in &report.releases {
            let outcome = match writer.publish(release, stamp)? {
                Published::New => "new",
                Published::Updated => "updated",
                Published::Unchanged => "unchanged",
            };
            add_rows(&mut rows, release, outcome)?;
        }
    }
    spinner.finish_and_clear();
    for skipped in &report.skipped {
        printer.note(&format!("left alone: {}: {}", skipped.file, skipped.reason));
    }
    for release in &report.releases {
        let shown = if options.issues { usize::MAX } else { 3 };
        for issue in release.issues.iter().take(shown) {
            printer.note(&format!("{}: {issue}", release.release));
        }
        if release.issues.len() > shown {
            printer.note(&format!(
                "{}: {} more issues; --issues prints all",
                release.release,
                release.issues.len() - shown
            ));
        }
    }
    printer.table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

fn add_rows(rows: &mut Vec<IngestedRow>, release: &IngestedRelease, outcome: &str) -> Result<()> {
    for table in &release.tables {
        rows.push(IngestedRow {
            release: release.release.to_string(),
            table: table.name.clone(),
            rows: i64::try_from(table.row_count())?,
            issues: i64::try_from(release.issues.len())?,
            outcome: outcome.to_owned(),
        });
    }
    Ok(())
}
