//! `plumb refresh`: asks the publishers for what is newer, checks it, and publishes it in the store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Args;
use indicatif::ProgressBar;
use plumb_fetch::{
    Artifact, Catalogue, DiscoverOptions, FetchConfig, FetchError, FetchOutcome, Fetcher, Progress,
    ProgressEvent, Request, TokioClock, discover,
};
use plumb_ingest::{IMPORTER, IngestOptions, Taxonomies, ingest_with};
use plumb_store::{Published, Stamp, Writer};
use plumb_tables::Table;

use crate::commands::sources::catalogue;
use crate::context::{Context, fetched_folder, now, timestamp};
use crate::exit::{Exit, Failure};
use crate::reading::taxonomies;

/// Bring the store to the newest releases.
///
/// Asks only for what may be newer than what is at hand, politely and with conditions; checks every file before it
/// is stored; publishes each release by one atomic rename. A source that fails does not stop the others.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// Only this source; repeat for several. See `plumb sources`.
    #[arg(long, value_name = "ID")]
    source: Vec<String>,

    /// Take the files from this folder, downloaded by hand, instead of from the publishers.
    #[arg(long, value_name = "DIR")]
    from_dir: Option<PathBuf>,

    /// A mirror that serves the publishers' files under the publishers' paths.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Contact e-mail for the User-Agent; bls.gov answers to nobody without one.
    #[arg(long, value_name = "EMAIL", env = "PLUMB_CONTACT")]
    contact: Option<String>,

    /// Also trust the certificates in this PEM file; repeat for several.
    #[arg(long, value_name = "FILE")]
    ca_file: Vec<PathBuf>,

    /// Also fetch older releases that are not at hand.
    #[arg(long)]
    backfill: bool,

    /// Also ask whether the releases at hand were published anew.
    #[arg(long)]
    recheck: bool,

    /// Only say what would be asked for.
    #[arg(long)]
    dry_run: bool,

    /// Write figures of the run to this file, in Prometheus text format.
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,

    /// Exit with code 5 if nothing was new.
    #[arg(long)]
    exit_code: bool,
}

plumb_tables::table! {
    /// What became of one file.
    OutcomeRow in "refreshed", key ["file"] {
        /// The file: source, version, part.
        file: String,
        /// `new`, `updated`, `unchanged`, `not modified`, `not out yet`, `absent`, `refused` or `failed`.
        outcome: String,
        /// What was found, or why not.
        detail: String,
    }
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

/// What a run did, file by file.
#[derive(Default)]
struct Outcomes {
    rows: Vec<OutcomeRow>,
    changed: bool,
    /// The gravest failure of a source that must be there.
    failure: Option<Exit>,
    /// Codes that are known; others are reported.
    taxonomies: Arc<Taxonomies>,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    if context.offline() && options.from_dir.is_none() {
        return Err(Failure::usage("refresh with --offline: name a folder with --from-dir, or ingest files"));
    }
    let catalogue = catalogue(context)?;
    let folder = context.store_folder()?;
    let mut config = FetchConfig::new(fetched_folder(&folder));
    config.contact.clone_from(&options.contact);
    config.extra_ca_files.clone_from(&options.ca_file);
    config.retry_refused = options.recheck;
    if let Some(url) = &options.base_url {
        config.base_url =
            Some(url.parse().map_err(|error| Failure::usage(format!("read --base-url `{url}`: {error}")))?);
    }
    let bar = context.printer().spinner("looking for newer releases");
    let progress = Arc::new(Bar { bar: bar.clone() });
    let fetcher = Arc::new(Fetcher::new(config, &catalogue, Arc::new(TokioClock::new(timestamp)), progress)?);
    let wanted = DiscoverOptions {
        sources: options.source.clone(),
        required_only: false,
        backfill: options.backfill,
        recheck: options.recheck,
    };
    if options.dry_run {
        return plan(context, &catalogue, &fetcher, &wanted);
    }
    let writer = context.writer("plumb refresh")?;
    // What a killed run left half-written; the lock is ours now.
    fetcher.cache().sweep()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut outcomes =
        Outcomes { taxonomies: taxonomies(&context.releases_or_embedded()?)?, ..Outcomes::default() };
    if let Some(hand) = &options.from_dir {
        from_folder(hand, &catalogue, &fetcher, &runtime, &writer, &mut outcomes)?;
    } else {
        let today = timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        let candidates = discover(&catalogue, &fetcher.cache().at_hand()?, today, &wanted)?;
        for report in runtime.block_on(fetcher.refresh(candidates)) {
            for (request, outcome) in report.files {
                outcomes.take(&fetcher, &writer, &request, outcome, report.required)?;
            }
            for (request, answer) in report.absent {
                outcomes.add(&request, "absent", &answer);
            }
            for (request, error) in report.errors {
                outcomes.fail(&request, &error, report.required);
            }
        }
    }
    bar.finish_and_clear();
    if let Some(file) = &options.metrics {
        fetcher.metrics().write(file, timestamp())?;
    }
    outcomes.rows.sort_by(|left, right| left.file.cmp(&right.file));
    context.printer().table(&Table::from_rows(&outcomes.rows))?;
    Ok(match (outcomes.failure, outcomes.changed) {
        (Some(exit), _) => exit,
        (None, false) if options.exit_code => Exit::NothingNew,
        _ => Exit::Done,
    })
}

fn plan(
    context: &Context,
    catalogue: &Catalogue,
    fetcher: &Fetcher,
    wanted: &DiscoverOptions,
) -> Result<Exit> {
    let today = timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let candidates = discover(catalogue, &fetcher.cache().at_hand()?, today, wanted)?;
    let requests = candidates.into_iter().flat_map(|candidate| candidate.requests);
    let rows: Vec<PlanRow> = requests
        .map(|request| PlanRow {
            file: request.key(),
            url: request.urls.first().map(ToString::to_string).unwrap_or_default(),
        })
        .collect();
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

/// Files downloaded by hand: those that the catalogue knows by name get the same checks as fetched ones.
fn from_folder(
    folder: &Path,
    catalogue: &Catalogue,
    fetcher: &Fetcher,
    runtime: &tokio::runtime::Runtime,
    writer: &Writer,
    outcomes: &mut Outcomes,
) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(request) = catalogue.requests_named(&name).into_iter().next() else {
            outcomes.rows.push(OutcomeRow {
                file: name,
                outcome: "absent".to_owned(),
                detail: "no source has a file of this name; `plumb ingest` recognises files by their content"
                    .to_owned(),
            });
            continue;
        };
        match runtime.block_on(fetcher.import(&request, &file)) {
            Ok(outcome) => outcomes.take(fetcher, writer, &request, outcome, true)?,
            Err(error) => outcomes.fail(&request, &error, true),
        }
    }
    Ok(())
}

impl Outcomes {
    fn add(&mut self, request: &Request, outcome: &str, detail: &str) {
        self.rows.push(OutcomeRow {
            file: request.key(),
            outcome: outcome.to_owned(),
            detail: detail.to_owned(),
        });
    }

    fn fail(&mut self, request: &Request, error: &FetchError, required: bool) {
        self.add(request, "failed", &error.to_string());
        if required {
            self.failure = self.failure.or(Some(Exit::of_fetch(error.class())));
        }
    }

    /// Ingests what arrived, publishes it, and only then makes it the last good file.
    fn take(
        &mut self,
        fetcher: &Fetcher,
        writer: &Writer,
        request: &Request,
        outcome: FetchOutcome,
        required: bool,
    ) -> Result<()> {
        match outcome {
            FetchOutcome::NotModified(_) => self.add(request, "not modified", ""),
            FetchOutcome::NotOutYet(answer) => self.add(request, "not out yet", &answer.evidence),
            FetchOutcome::Fetched(artifact) => {
                let spool = writer.spool();
                let name = file_name(request);
                let how = IngestOptions {
                    taxonomies: Arc::clone(&self.taxonomies),
                    spool: Some(&spool),
                    file_name: name.as_deref(),
                    ..IngestOptions::default()
                };
                match ingest_with(std::slice::from_ref(&artifact.path), &how) {
                    Ok(report) if report.releases.is_empty() => {
                        self.refuse(
                            fetcher,
                            request,
                            &artifact,
                            "it holds no table that is known",
                            required,
                        )?;
                    }
                    Ok(report) => {
                        let ingested_at = now();
                        let stamp = Stamp { importer: IMPORTER, ingested_at: Some(&ingested_at) };
                        for release in &report.releases {
                            let publication = writer.publish_with_notes(release, stamp)?;
                            let (word, changed) = match publication.outcome {
                                Published::New => ("new", true),
                                Published::Updated => ("updated", true),
                                Published::Unchanged => ("unchanged", false),
                            };
                            self.changed |= changed;
                            let sizes = release.table_sizes();
                            let rows: usize = sizes.iter().map(|(_, rows)| rows).sum();
                            let mut detail = format!(
                                "{}: {} tables, {rows} rows, {} issues",
                                release.release,
                                sizes.len(),
                                release.issues.len()
                            );
                            for note in publication.notes {
                                detail.push_str("; ");
                                detail.push_str(&note);
                            }
                            self.add(request, word, &detail);
                        }
                        fetcher.accept(&artifact)?;
                    }
                    Err(error) => self.refuse(fetcher, request, &artifact, &error.to_string(), required)?,
                }
            }
        }
        Ok(())
    }

    /// What cannot be read is remembered as refused; the last good release stays.
    fn refuse(
        &mut self,
        fetcher: &Fetcher,
        request: &Request,
        artifact: &Artifact,
        reason: &str,
        required: bool,
    ) -> Result<()> {
        fetcher.reject(artifact, reason)?;
        self.add(request, "refused", reason);
        if required {
            self.failure = self.failure.or(Some(Exit::BadData));
        }
        Ok(())
    }
}

/// The publisher's name of a file, which lies in the cache under its hash.
fn file_name(request: &Request) -> Option<String> {
    let name = request.urls.first()?.path_segments()?.next_back()?.replace("%20", " ");
    (!name.is_empty()).then_some(name)
}

/// Shows on one line what is going on.
#[derive(Debug)]
struct Bar {
    bar: ProgressBar,
}

impl Progress for Bar {
    fn report(&self, event: &ProgressEvent<'_>) {
        match event {
            ProgressEvent::Started { key, .. } => self.bar.set_message(format!("asking for {key}")),
            ProgressEvent::Received { key, bytes } => {
                self.bar.set_message(format!("{key}: {} KiB", bytes / 1024));
            }
            ProgressEvent::Waiting { key, duration, reason } => {
                self.bar.set_message(format!("{key}: waiting {} s ({reason})", duration.as_secs()));
            }
            _ => {}
        }
    }
}
