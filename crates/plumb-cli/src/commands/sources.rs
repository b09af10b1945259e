//! `plumb sources`: what can be fetched, how often it appears, and under which terms.

use std::path::Path;

use anyhow::Result;
use clap::Args;
use plumb_fetch::{Catalogue, FetchConfig, RefreshSettings};
use plumb_tables::Table;

use crate::commands::refresh::Network;
use crate::context::{Context, fetched_folder};
use crate::exit::{Exit, Failure};

/// List the sources of the catalogue: what `plumb refresh` asks for.
#[derive(Debug, Args)]
pub(crate) struct Options {}

plumb_tables::table! {
    /// A source of the catalogue.
    SourceRow in "sources", key ["source"] {
        /// Id, for `plumb refresh --source`.
        source: String,
        /// Name.
        title: String,
        /// The series whose releases it is part of.
        family: String,
        /// How often the series appears.
        cadence: String,
        /// `required`, `optional`, or `on request`: fetched only where it is named.
        fetched: String,
        /// Newest release that the catalogue knows.
        latest: Option<String>,
        /// Licence.
        licence: String,
        /// The first address that is asked.
        url: String,
    }
}

/// The steward's `sources.toml`, or the one in the binary.
pub(crate) fn catalogue(context: &Context) -> Result<Catalogue> {
    let own = context.config().map(|folder| folder.join("sources.toml")).filter(|file| file.is_file());
    Ok(match own {
        Some(file) => Catalogue::load(&file)?,
        None => Catalogue::built_in()?,
    })
}

/// The steward's `refresh.toml`, or the one in the binary.
pub(crate) fn refresh_settings(context: &Context, catalogue: &Catalogue) -> Result<RefreshSettings> {
    let own = context.config().map(|folder| folder.join("refresh.toml")).filter(|file| file.is_file());
    Ok(match own {
        Some(file) => RefreshSettings::load(&file, catalogue)?,
        None => RefreshSettings::built_in(catalogue)?,
    })
}

/// How to fetch into a store: what the command line says, else what the settings say.
pub(crate) fn fetch_config(
    store: &Path,
    network: &Network,
    settings: &RefreshSettings,
) -> Result<FetchConfig> {
    let mut config = FetchConfig::new(fetched_folder(store));
    config.contact = network.contact.clone().or_else(|| settings.contact.clone());
    config.extra_ca_files.clone_from(&network.ca_file);
    config.timeouts = settings.timeouts;
    config.retry = settings.retry;
    config.jitter_seed = u64::from(std::process::id());
    if let Some(url) = &network.base_url {
        config.base_url =
            Some(url.parse().map_err(|error| Failure::usage(format!("read --base-url `{url}`: {error}")))?);
    }
    Ok(config)
}

pub(crate) fn run(_options: &Options, context: &Context) -> Result<Exit> {
    let catalogue = catalogue(context)?;
    let row = |source: &plumb_fetch::SourceEntry| {
        let family = catalogue.families.get(&source.family);
        let fetched = match (source.required, source.on_request) {
            (_, true) => "on request",
            (true, _) => "required",
            (false, _) => "optional",
        };
        let latest = family.map(|family| family.latest);
        let requests = catalogue.requests(&source.id, latest.filter(|_| !source.rolling)).unwrap_or_default();
        SourceRow {
            source: source.id.clone(),
            title: source.title.clone(),
            family: source.family.to_string(),
            cadence: family.map(|family| family.cadence.clone()).unwrap_or_default(),
            fetched: fetched.to_owned(),
            latest: latest.map(|latest| latest.to_string()),
            licence: source.licence.clone(),
            url: requests
                .first()
                .and_then(|request| request.urls.first())
                .map(ToString::to_string)
                .unwrap_or_default(),
        }
    };
    let rows: Vec<SourceRow> = catalogue.sources.iter().map(row).collect();
    context.printer().table(&Table::from_rows(&rows))?;
    for series in &catalogue.series {
        context.printer().note(&format!("`plumb series {}`: {}", series.id, series.title));
    }
    Ok(Exit::Done)
}
