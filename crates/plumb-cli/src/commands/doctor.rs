//! `plumb doctor`: whether everything is in place, and what to do where it is not.

use anyhow::Result;
use clap::Args;
use plumb_codes::Source;
use plumb_framework::{available, load, load_rules};
use plumb_tables::Table;

use crate::commands::sources::{catalogue, refresh_settings};
use crate::context::{Context, timestamp};
use crate::exit::{Exit, Failure};
use crate::rule_material::taxonomies;

/// Check store, releases and configuration, and say what to do about what is wrong.
#[derive(Debug, Args)]
pub(crate) struct Options {}

plumb_tables::table! {
    /// One thing that was checked.
    CheckRow in "checks", key ["check"] {
        /// What was checked.
        check: String,
        /// Whether it is well.
        ok: bool,
        /// What was found, and what to do.
        finding: String,
    }
}

pub(crate) fn run(_options: &Options, context: &Context) -> Result<Exit> {
    let mut rows = vec![store(context), releases(context)];
    rows.extend(editions(context));
    rows.push(network(context));
    rows.push(refreshing(context));
    let well = rows.iter().all(|row| row.ok);
    context.printer().table(&Table::from_rows(&rows))?;
    if well { Ok(Exit::Done) } else { Err(Failure::usage("pass all checks; see the table")) }
}

fn row(check: &str, result: Result<String>) -> CheckRow {
    let (ok, finding) = match result {
        Ok(finding) => (true, finding),
        Err(error) => (false, format!("{error:#}")),
    };
    CheckRow { check: check.to_owned(), ok, finding }
}

fn store(context: &Context) -> CheckRow {
    let check = || {
        let folder = context.store_folder()?;
        Ok(match context.store()? {
            Some(store) => format!("{}: {} releases", folder.display(), store.releases()?.len()),
            None => format!("none at {}; the embedded release set serves", folder.display()),
        })
    };
    row("store", check())
}

fn releases(context: &Context) -> CheckRow {
    let check = || {
        let releases = context.releases()?;
        let newest: Vec<String> = Source::ALL
            .into_iter()
            .filter_map(|source| releases.newest(source))
            .map(|release| release.to_string())
            .collect();
        Ok(format!("newest: {}", newest.join(", ")))
    };
    row("releases", check())
}

fn editions(context: &Context) -> Vec<CheckRow> {
    let ids = match available(context.config()) {
        Ok(ids) => ids,
        Err(error) => return vec![row("editions", Err(error.into()))],
    };
    let check = |id: &String| {
        let (edition, _) = load(context.config(), id)?;
        let rules = load_rules(context.config(), &edition, &taxonomies(&context.releases()?)?)?;
        Ok(format!(
            "{} clusters, {} {}s, {} rules",
            edition.clusters.len(),
            edition.sub_clusters.len(),
            edition.sub_cluster_term,
            rules.len()
        ))
    };
    ids.iter().map(|id| row(&format!("edition {id}"), check(id))).collect()
}

fn network(context: &Context) -> CheckRow {
    let finding = if context.offline() { "off (--offline)" } else { "asked by `plumb refresh` only" };
    row("network", Ok(finding.to_owned()))
}

/// Sources, schedules and hooks are read as `plumb refresh` reads them.
fn refreshing(context: &Context) -> CheckRow {
    let check = || {
        let catalogue = catalogue(context)?;
        let settings = refresh_settings(context, &catalogue)?;
        let hooks = [("webhook", settings.webhook.is_some()), ("command", settings.command.is_some())];
        let hooks: Vec<&str> = hooks.into_iter().filter_map(|(name, set)| set.then_some(name)).collect();
        let next = settings
            .watch
            .schedules
            .iter()
            .filter_map(|entry| entry.cron.next_after(timestamp(), &settings.watch.time_zone))
            .min()
            .map_or_else(|| "no schedule".to_owned(), |next| format!("a watch would run next at {next}"));
        Ok(format!(
            "{} sources, {} single series; {next}; hooks: {}",
            catalogue.sources.len(),
            catalogue.series.len(),
            if hooks.is_empty() { "none".to_owned() } else { hooks.join(", ") }
        ))
    };
    row("refresh", check())
}
