//! `plumb releases`: what is at hand, what it holds, and what may go.

use anyhow::Result;
use clap::{Args, Subcommand};
use plumb_codes::Release;
use plumb_store::{Origin, Releases};
use plumb_tables::Table;

use crate::context::Context;
use crate::exit::Exit;

/// List, show and prune the releases at hand.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the releases at hand: the store's over the embedded ones (the default).
    List,
    /// Show the tables and sources of a release.
    Show {
        /// The release, such as oews/2025-05.
        release: Release,
    },
    /// Remove all but the newest releases of each source from the store.
    Prune {
        /// How many to keep of each source.
        #[arg(long, value_name = "N")]
        keep: usize,
        /// Only say what would go.
        #[arg(long)]
        dry_run: bool,
    },
}

plumb_tables::table! {
    /// A release at hand.
    ReleaseRow in "releases", key ["release"] {
        /// The release.
        release: String,
        /// The period measured.
        reference_period: String,
        /// Number of tables.
        tables: i64,
        /// Rows of all tables.
        rows: i64,
        /// Row issues met when it was read.
        issues: i64,
        /// `embedded`, `store`, or both.
        origin: String,
        /// SHA-256 over the publishers' files.
        sha256: String,
    }
}

plumb_tables::table! {
    /// A table of a release.
    ReleaseTableRow in "tables", key ["table"] {
        /// The table.
        table: String,
        /// Its rows.
        rows: i64,
        /// Size of its file in bytes.
        size_bytes: i64,
        /// `embedded` or `store`.
        origin: String,
        /// What one row is.
        description: String,
    }
}

plumb_tables::table! {
    /// A release that was removed, or would be.
    PrunedRow in "pruned", key ["release"] {
        /// The release.
        release: String,
        /// Bytes of its files.
        bytes: i64,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.action {
        None | Some(Action::List) => list(context),
        Some(Action::Show { release }) => show(context, *release),
        Some(Action::Prune { keep, dry_run }) => prune(context, *keep, *dry_run),
    }
}

fn origin_of(releases: &Releases, release: Release, table: &str) -> &'static str {
    match releases.origin(release, table) {
        Some(Origin::Folder) => "store",
        _ => "embedded",
    }
}

fn list(context: &Context) -> Result<Exit> {
    let releases = context.releases()?;
    let mut rows = Vec::new();
    for release in releases.releases() {
        let manifest = releases.manifest(release)?;
        let tables = manifest.tables();
        let mut origins: Vec<&str> =
            tables.iter().map(|table| origin_of(&releases, release, &table.name)).collect();
        origins.sort_unstable();
        origins.dedup();
        rows.push(ReleaseRow {
            release: release.to_string(),
            reference_period: manifest.reference_period(),
            tables: i64::try_from(tables.len())?,
            rows: i64::try_from(tables.iter().map(|table| table.rows).sum::<usize>())?,
            issues: i64::try_from(manifest.issue_count())?,
            origin: origins.join(", "),
            sha256: manifest.source_digest(),
        });
    }
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

fn show(context: &Context, release: Release) -> Result<Exit> {
    let releases = context.releases()?;
    let manifest = releases.manifest(release)?;
    let mut rows = Vec::new();
    for table in manifest.tables() {
        rows.push(ReleaseTableRow {
            table: table.name.clone(),
            rows: i64::try_from(table.rows)?,
            size_bytes: i64::try_from(table.size_bytes)?,
            origin: origin_of(&releases, release, &table.name).to_owned(),
            description: table.description.clone(),
        });
    }
    let printer = context.printer();
    printer.note(&format!("{release}: {}", manifest.reference_period()));
    printer.note(&manifest.attribution());
    for part in &manifest.parts {
        for source in &part.sources {
            printer.note(&format!(
                "from {} ({} bytes, sha256 {})",
                source.name, source.size_bytes, source.sha256
            ));
        }
    }
    printer.table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

fn prune(context: &Context, keep: usize, dry_run: bool) -> Result<Exit> {
    let writer = context.writer("plumb releases prune")?;
    let pruned = writer.prune(keep, dry_run)?;
    let mut rows = Vec::new();
    for one in pruned {
        rows.push(PrunedRow { release: one.release.to_string(), bytes: i64::try_from(one.bytes)? });
    }
    context.printer().note(if dry_run { "would remove:" } else { "removed:" });
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
