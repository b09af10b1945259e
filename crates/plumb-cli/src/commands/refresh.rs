//! `plumb refresh`: asks the publishers for what is newer, checks it, and publishes it in the store.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_fetch::{ArtifactCache, DiscoverOptions, RefreshSettings, discover};
use plumb_tables::Table;

use crate::commands::sources::{catalogue, fetch_config, refresh_settings};
use crate::context::{Context, fetched_folder, timestamp};
use crate::exit::{Exit, Failure};
use crate::refresh::{Job, Stop, watch};

/// Bring the store to the newest releases.
///
/// Asks only for what may be newer than what is at hand, politely and with conditions; checks every file before it
/// is stored; publishes each release by one atomic rename; says what changed. A source that fails does not stop the
/// others. Contact, schedule, metrics and hooks may stand in `refresh.toml` of the folder that --config names.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// Only this source; repeat for several. See `plumb sources`.
    #[arg(long, value_name = "ID")]
    source: Vec<String>,

    /// Take the files from this folder, downloaded by hand, instead of from the publishers.
    #[arg(long, value_name = "DIR")]
    from_dir: Option<PathBuf>,

    #[command(flatten)]
    network: Network,

    /// Also fetch older releases that are not at hand.
    #[arg(long)]
    backfill: bool,

    /// Also ask whether the releases at hand were published anew.
    #[arg(long)]
    recheck: bool,

    /// Only say what would be asked for.
    #[arg(long)]
    dry_run: bool,

    /// Write figures of each run to this file, in Prometheus text format.
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,

    /// Exit with code 5 if nothing was new.
    #[arg(long)]
    exit_code: bool,

    /// Stay and refresh on the schedules of refresh.toml until SIGTERM or SIGINT.
    #[arg(long, conflicts_with_all = ["source", "from_dir", "dry_run", "exit_code"])]
    watch: bool,
}

/// How the network is reached.
#[derive(Debug, Args)]
pub(crate) struct Network {
    /// A mirror that serves the publishers' files under the publishers' paths.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,

    /// Contact e-mail for the User-Agent; bls.gov answers to nobody without one.
    #[arg(long, value_name = "EMAIL", env = "PLUMB_CONTACT")]
    pub(crate) contact: Option<String>,

    /// Also trust the certificates in this PEM file; repeat for several.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Vec<PathBuf>,
}

plumb_tables::table! {
    /// A file that would be asked for.
    PlanRow in "planned", key ["file"] {
        /// The file: source, version, part.
        file: String,
        /// The first address.
        url: String,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    if context.offline() && options.from_dir.is_none() {
        return Err(Failure::usage("refresh with --offline: name a folder with --from-dir, or ingest files"));
    }
    let job = job(options, context)?;
    if options.dry_run {
        return plan(&job);
    }
    if options.watch {
        return watch(&job);
    }
    let exit = job.run(&Stop::new())?;
    Ok(if exit == Exit::NothingNew && !options.exit_code { Exit::Done } else { exit })
}

fn job(options: &Options, context: &Context) -> Result<Job> {
    let catalogue = catalogue(context)?;
    let settings: RefreshSettings = refresh_settings(context, &catalogue)?;
    let store = context.store_folder()?;
    let mut config = fetch_config(&store, &options.network, &settings)?;
    config.retry_refused = options.recheck;
    let wanted = DiscoverOptions {
        sources: options.source.clone(),
        required_only: false,
        backfill: options.backfill,
        recheck: options.recheck,
    };
    // Before anything is asked for or locked.
    discover(&catalogue, &std::collections::BTreeMap::default(), jiff::civil::Date::default(), &wanted)?;
    Ok(Job {
        store,
        config,
        wanted,
        from_dir: options.from_dir.clone(),
        metrics: options.metrics.clone().or_else(|| settings.metrics.clone()),
        settings,
        catalogue,
        printer: *context.printer(),
    })
}

fn plan(job: &Job) -> Result<Exit> {
    let today = timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let at_hand = ArtifactCache::new(&fetched_folder(&job.store)).at_hand()?;
    let candidates = discover(&job.catalogue, &at_hand, today, &job.wanted)?;
    let requests = candidates.into_iter().flat_map(|candidate| candidate.requests);
    let rows: Vec<PlanRow> = requests
        .map(|request| PlanRow {
            file: request.key(),
            url: request.urls.first().map(ToString::to_string).unwrap_or_default(),
        })
        .collect();
    job.printer.table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
