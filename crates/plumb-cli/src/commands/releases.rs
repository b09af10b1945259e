//! `plumb releases`: what is at hand, what it holds, and what may go.

use std::num::NonZeroUsize;

use anyhow::Result;
use clap::{Args, Subcommand};
use plumb_codes::Release;
use plumb_store::{Origin, Releases};
use plumb_tables::Table;

use crate::arguments::Format;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::printer;
use crate::refresh::{TableChange, between, changes_json, changes_text};

/// List, show, compare and prune the releases at hand.
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
    /// Say what came and went between two releases: rows and keys of each table. For figures see `plumb diff`.
    Diff {
        /// The older release, such as oews/2024-05.
        older: Release,
        /// The newer release.
        newer: Release,
        /// Keys to name of each table and direction.
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Remove all but the newest releases of each source from the store.
    Prune {
        /// How many to keep of each source, at least one.
        #[arg(long, value_name = "N")]
        keep: NonZeroUsize,
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
    PrunedRow in "pruned_releases", key ["release"] {
        /// The release.
        release: String,
        /// Bytes of its files.
        bytes: i64,
    }
}

plumb_tables::table! {
    /// A table of two releases.
    TableChangeRow in "changes", key ["table"] {
        /// The table.
        table: String,
        /// Rows in the older release; empty where it has no such table.
        rows_before: Option<i64>,
        /// Rows in the newer release; empty where it has no such table.
        rows_after: Option<i64>,
        /// Keys that are new; empty where keys cannot be compared.
        keys_added: Option<i64>,
        /// Keys that are gone.
        keys_removed: Option<i64>,
        /// The first of the new keys, separated by semicolons.
        first_added: String,
        /// The first of the keys that are gone.
        first_removed: String,
        /// Why keys cannot be compared.
        not_compared: Option<String>,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.action {
        None | Some(Action::List) => list(context),
        Some(Action::Show { release }) => show(context, *release),
        Some(Action::Diff { older, newer, limit }) => diff(context, *older, *newer, *limit),
        Some(Action::Prune { keep, dry_run }) => prune(context, keep.get(), *dry_run),
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

fn diff(context: &Context, older: Release, newer: Release, limit: usize) -> Result<Exit> {
    if older.source() != newer.source() {
        return Err(Failure::usage(format!(
            "compare {older} with {newer}: they are releases of different sources"
        )));
    }
    let releases = context.releases()?;
    let tables = between((&releases, older), (&releases, newer), limit, None)?;
    match context.printer().format() {
        Format::Text => {
            printer::data(&format!("{newer} against {older}\n{}", changes_text(&tables)))?;
        }
        Format::Json => {
            let document = serde_json::json!({
                "older": older, "newer": newer, "tables": changes_json(&tables),
            });
            printer::data(&serde_json::to_string_pretty(&document)?)?;
        }
        Format::Csv => {
            let rows = tables.iter().map(change_row).collect::<Result<Vec<_>>>()?;
            context.printer().table(&Table::from_rows(&rows))?;
        }
    }
    Ok(Exit::Done)
}

fn change_row(change: &TableChange) -> Result<TableChangeRow> {
    let whole = |number: Option<usize>| number.map(i64::try_from).transpose();
    let keys = change.keys.as_ref().ok();
    let listed = |labels: Option<&Vec<plumb_tables::KeyLabel>>| {
        let texts = labels.into_iter().flatten().map(|label| label.key.clone());
        texts.collect::<Vec<_>>().join("; ")
    };
    Ok(TableChangeRow {
        table: change.table.clone(),
        rows_before: whole(change.rows_before)?,
        rows_after: whole(change.rows_after)?,
        keys_added: whole(keys.map(|keys| keys.added))?,
        keys_removed: whole(keys.map(|keys| keys.removed))?,
        first_added: listed(keys.map(|keys| &keys.first_added)),
        first_removed: listed(keys.map(|keys| &keys.first_removed)),
        not_compared: change.keys.as_ref().err().cloned(),
    })
}

fn prune(context: &Context, keep: usize, dry_run: bool) -> Result<Exit> {
    let writer = context.writer("plumb releases prune")?;
    let pruned = writer.prune(keep, dry_run)?;
    let mut rows = Vec::new();
    for one in pruned {
        rows.push(PrunedRow { release: one.release.to_string(), bytes: i64::try_from(one.bytes)? });
    }
    if !rows.is_empty() {
        context.printer().note(if dry_run { "would remove:" } else { "removed:" });
    }
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
