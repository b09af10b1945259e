//! What came and went between two releases, light: rows and keys of each table, the first of them by name. What the
//! figures did is not asked here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use plumb_codes::Release;
use plumb_store::Releases;
use plumb_tables::{KeyChanges, KeyLabel};
use serde_json::{Value, json};

/// Keys that a run names of each table and direction.
const NAMED_AFTER_A_RUN: usize = 6;
/// Two screens.
const MOST_LINES: usize = 46;

/// A release that a run brought, and what is different in it.
#[derive(Debug)]
pub(crate) struct ReleaseChange {
    pub(crate) release: Release,
    /// What it is compared with: the release before it, or itself as it was before; `None` for the first of its
    /// source.
    pub(crate) previous: Option<Release>,
    pub(crate) tables: Vec<TableChange>,
}

/// What is different in one table.
#[derive(Debug)]
pub(crate) struct TableChange {
    pub(crate) table: String,
    /// `None` where the older release has no such table.
    pub(crate) rows_before: Option<usize>,
    /// `None` where the newer release has no such table.
    pub(crate) rows_after: Option<usize>,
    /// The keys, or why they cannot be compared.
    pub(crate) keys: Result<KeyChanges, String>,
}

/// Compares every table of two releases, or `only` some, sorted by name; names up to `limit` keys each way.
///
/// # Errors
/// When a release is not at hand.
pub(crate) fn between(
    (before, older): (&Releases, Release),
    (after, newer): (&Releases, Release),
    limit: usize,
    only: Option<&[String]>,
) -> Result<Vec<TableChange>> {
    let rows = |releases: &Releases, release| -> Result<BTreeMap<String, usize>> {
        let tables = releases.manifest(release)?.tables().into_iter();
        Ok(tables.map(|table| (table.name.clone(), table.rows)).collect())
    };
    let (old, new) = (rows(before, older)?, rows(after, newer)?);
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let wanted = |name: &&String| only.is_none_or(|only| only.contains(name));
    let change = |name: &String| {
        let (rows_before, rows_after) = (old.get(name).copied(), new.get(name).copied());
        let keys = match (rows_before, rows_after) {
            (Some(_), Some(_)) => keys_between((before, older), (after, newer), name, limit),
            (None, _) => Err("the older release has no such table".to_owned()),
            (_, None) => Err("the newer release has no such table".to_owned()),
        };
        TableChange { table: name.clone(), rows_before, rows_after, keys }
    };
    Ok(names.into_iter().filter(wanted).map(change).collect())
}

/// The tables of a release that there is nothing to compare with.
fn alone(releases: &Releases, release: Release, came: &[String]) -> Result<Vec<TableChange>> {
    let tables = releases.manifest(release)?.tables().into_iter().filter(|table| came.contains(&table.name));
    Ok(tables
        .map(|table| TableChange {
            table: table.name.clone(),
            rows_before: None,
            rows_after: Some(table.rows),
            keys: Err("there is no older release".to_owned()),
        })
        .collect())
}

fn keys_between(
    (before, older): (&Releases, Release),
    (after, newer): (&Releases, Release),
    table: &str,
    limit: usize,
) -> Result<KeyChanges, String> {
    let has_key = |releases: &Releases, release| {
        let manifest = releases.manifest(release).map_err(|error| error.to_string())?;
        Ok::<bool, String>(manifest.find(table).is_some_and(|entry| !entry.key.is_empty()))
    };
    if !has_key(before, older)? || !has_key(after, newer)? {
        return Err("its rows have no key".to_owned());
    }
    let keys =
        |releases: &Releases, release| releases.keys(release, table).map_err(|error| error.to_string());
    keys(before, older)?.key_changes(&keys(after, newer)?, limit)
}

/// What a run changed: each release that it published, against itself as it was, else against the one before it.
pub(super) fn of_run(
    before: &Releases,
    store: &Path,
    published: &BTreeMap<Release, Vec<String>>,
) -> Result<Vec<ReleaseChange>> {
    if published.is_empty() {
        return Ok(Vec::new());
    }
    let after = Releases::open(Some(store))?;
    let all = after.releases();
    published
        .iter()
        .map(|(&release, came)| {
            let has_some = |held: &Releases, release| {
                held.manifest(release)
                    .is_ok_and(|manifest| came.iter().any(|table| manifest.find(table).is_some()))
            };
            let (base, previous) = if has_some(before, release) {
                (before, Some(release))
            } else {
                let older = all.iter().rev().filter(|other| other.source() == release.source());
                (&after, older.copied().find(|&other| other < release && has_some(&after, other)))
            };
            let tables = match previous {
                Some(previous) => {
                    // Tables that another file of the release brings are no news of this run.
                    between((base, previous), (&after, release), NAMED_AFTER_A_RUN, Some(came))?
                }
                None => alone(&after, release, came)?,
            };
            Ok(ReleaseChange { release, previous, tables })
        })
        .collect()
}

/// What changed, for people, in at most two screens; empty if nothing did.
pub(super) fn two_screens(changes: &[ReleaseChange]) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut lines = vec!["what changed".to_owned()];
    for change in changes {
        lines.push(String::new());
        lines.push(match change.previous {
            Some(previous) if previous == change.release => {
                format!("{} against itself before", change.release)
            }
            Some(previous) => format!("{} against {previous}", change.release),
            None => format!("{} is the first of its source", change.release),
        });
        if change.previous.is_some() {
            lines.extend(text(&change.tables).lines().map(str::to_owned));
        } else {
            lines.extend(
                change
                    .tables
                    .iter()
                    .map(|table| format!("  {}: {} rows", table.table, table.rows_after.unwrap_or(0))),
            );
        }
    }
    if lines.len() > MOST_LINES {
        let left_out = lines.len() - MOST_LINES + 1;
        lines.truncate(MOST_LINES - 1);
        lines.push(format!("({left_out} more lines; `plumb releases diff OLDER NEWER` prints all)"));
    }
    lines.join("\n")
}

/// Tables and their changes as lines for people.
pub(crate) fn text(tables: &[TableChange]) -> String {
    let mut out = String::new();
    for change in tables {
        let rows = match (change.rows_before, change.rows_after) {
            (Some(before), Some(after)) if before == after => format!("{after} rows"),
            (Some(before), Some(after)) => format!("{before} -> {after} rows"),
            (Some(before), None) => format!("{before} rows -> no such table"),
            (None, Some(after)) => format!("new table, {after} rows"),
            (None, None) => String::new(),
        };
        let keys = match &change.keys {
            Ok(keys) if keys.added + keys.removed == 0 => ", the same keys".to_owned(),
            Ok(keys) => format!(", {} keys added, {} removed", keys.added, keys.removed),
            Err(reason) if change.rows_before.is_some() && change.rows_after.is_some() => {
                format!(", keys not compared: {reason}")
            }
            Err(_) => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {}: {rows}{keys}", change.table);
        if let Ok(keys) = &change.keys {
            list(&mut out, '+', &keys.first_added, keys.added);
            list(&mut out, '-', &keys.first_removed, keys.removed);
        }
    }
    out
}

fn list(out: &mut String, sign: char, labels: &[KeyLabel], all: usize) {
    for label in labels {
        let _ = writeln!(out, "{}", format!("    {sign} {} {}", label.key, label.title).trim_end());
    }
    if all > labels.len() && !labels.is_empty() {
        let _ = writeln!(out, "    {sign} and {} more", all - labels.len());
    }
}

/// A release that a run brought, as JSON.
pub(super) fn release_json(change: &ReleaseChange) -> Value {
    json!({
        "release": change.release,
        "previous": change.previous,
        "tables": json(&change.tables),
    })
}

/// Tables and their changes as JSON: counts, and the first keys each way.
pub(crate) fn json(tables: &[TableChange]) -> Value {
    let labels = |labels: &[KeyLabel]| -> Vec<Value> {
        labels.iter().map(|label| json!({"key": label.key, "title": label.title})).collect()
    };
    let table = |change: &TableChange| match &change.keys {
        Ok(keys) => json!({
            "table": change.table,
            "rows_before": change.rows_before,
            "rows_after": change.rows_after,
            "keys_added": keys.added,
            "keys_removed": keys.removed,
            "first_added": labels(&keys.first_added),
            "first_removed": labels(&keys.first_removed),
        }),
        Err(reason) => json!({
            "table": change.table,
            "rows_before": change.rows_before,
            "rows_after": change.rows_after,
            "not_compared": reason,
        }),
    };
    tables.iter().map(table).collect()
}
