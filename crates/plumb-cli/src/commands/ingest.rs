//! `plumb ingest`: the publishers' files into the store.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_codes::Release;
use plumb_ingest::{IMPORTER, IngestOptions, IngestReport, Skipped, ingest_with};
use plumb_store::{Published, Stamp};
use plumb_tables::{IngestedRelease, Table};

use crate::context::{Context, now};
use crate::exit::{Exit, Failure};
use crate::printer::Printer;
use crate::reading::taxonomies;

/// Read the publishers' files into the store.
///
/// Takes files, folders and zips as published. Source and release are recognised from the content, not from the name.
/// A file that cannot be trusted is refused whole, and nothing of the call is stored. Files of one table of one
/// release are joined, with each other and with what the store holds; rows that contradict each other are reported.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Files, folders or zips.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The release of files that do not say which they are of, such as oews/2018-05.
    ///
    /// What a file says itself is not overruled.
    #[arg(long, value_name = "RELEASE")]
    release: Option<Release>,

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
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    let mut how = IngestOptions {
        release: options.release,
        taxonomies: taxonomies(&context.releases_or_embedded()?)?,
        ..IngestOptions::default()
    };
    let report = if options.dry_run {
        let report = ingest_with(&options.paths, &how)?;
        refuse_nothing(&report, options)?;
        for release in &report.releases {
            add_rows(&mut rows, release, "checked")?;
        }
        report
    } else {
        let writer = context.writer("plumb ingest")?;
        let spool = writer.spool();
        how.spool = Some(&spool);
        let report = ingest_with(&options.paths, &how)?;
        refuse_nothing(&report, options)?;
        spinner.set_message("writing the store");
        let ingested_at = now();
        let stamp = Stamp { importer: IMPORTER, ingested_at: Some(&ingested_at) };
        for release in &report.releases {
            let publication = writer.publish_with_notes(release, stamp)?;
            let outcome = match publication.outcome {
                Published::New => "new",
                Published::Updated => "updated",
                Published::Unchanged => "unchanged",
            };
            notes.extend(publication.notes.into_iter().map(|note| format!("{}: {note}", release.release)));
            add_rows(&mut rows, release, outcome)?;
        }
        report
    };
    spinner.finish_and_clear();
    print_notes(*printer, &report, &notes, options.issues);
    printer.table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

/// A call that finds no table at all has done nothing, which is no success.
fn refuse_nothing(report: &IngestReport, options: &Options) -> Result<()> {
    if !report.releases.is_empty() {
        return Ok(());
    }
    let paths: Vec<String> = options.paths.iter().map(|path| path.display().to_string()).collect();
    let why = match report.skipped.as_slice() {
        [] => "there are no files".to_owned(),
        skipped => {
            let first =
                skipped.iter().take(5).map(|Skipped { file, reason }| format!("\n  {file}: {reason}"));
            format!("{} files were left alone:{}", skipped.len(), first.collect::<String>())
        }
    };
    Err(Failure::data(format!("failed to find a publisher's table in {}: {why}", paths.join(", "))))
}

fn print_notes(printer: Printer, report: &IngestReport, notes: &[String], all_issues: bool) {
    for skipped in &report.skipped {
        printer.note(&format!("left alone: {}: {}", skipped.file, skipped.reason));
    }
    for note in notes {
        printer.note(note);
    }
    for release in &report.releases {
        let shown = if all_issues { usize::MAX } else { 3 };
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
}

fn add_rows(rows: &mut Vec<IngestedRow>, release: &IngestedRelease, outcome: &str) -> Result<()> {
    for (table, count) in release.table_sizes() {
        rows.push(IngestedRow {
            release: release.release.to_string(),
            table: table.to_owned(),
            rows: i64::try_from(count)?,
            issues: i64::try_from(release.issues.len())?,
            outcome: outcome.to_owned(),
        });
    }
    Ok(())
}
