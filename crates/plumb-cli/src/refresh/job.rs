//! One run of a refresh, from the first request to the last hook.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use plumb_fetch::{Catalogue, DiscoverOptions, FetchConfig, Fetcher, RefreshSettings, TokioClock, discover};
use plumb_store::{Releases, Writer};
use plumb_tables::Table;
use tokio::runtime::Runtime;

use super::changes::{self, ReleaseChange};
use super::hand;
use super::hooks::{self, Told};
use super::outcomes::{CLASSIFICATIONS, Outcomes};
use super::progress::Line;
use super::stop::Stop;
use crate::context::{now, open_writer, timestamp};
use crate::exit::Exit;
use crate::printer::Printer;

/// How long the end of a run waits for requests that are being given up.
const WIND_DOWN: Duration = Duration::from_millis(500);

/// Everything that a run needs.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) store: PathBuf,
    pub(crate) catalogue: Catalogue,
    pub(crate) config: FetchConfig,
    pub(crate) wanted: DiscoverOptions,
    /// Files downloaded by hand, in place of the publishers.
    pub(crate) from_dir: Option<PathBuf>,
    /// Where the figures of the run go.
    pub(crate) metrics: Option<PathBuf>,
    pub(crate) settings: RefreshSettings,
    pub(crate) printer: Printer,
}

impl Job {
    /// Runs once; prints the table of files and what changed. Whether `NothingNew` is an exit code is for the
    /// caller to say.
    ///
    /// # Errors
    /// What stops the run as a whole: configuration, lock, disk. Hooks and metrics are served nevertheless.
    pub(crate) fn run(&self, stop: &Stop) -> Result<Exit> {
        let (started, started_at) = (Instant::now(), now());
        let bar = self.printer.spinner("looking for newer releases");
        let line = Arc::new(Line(bar.clone()));
        let clock = Arc::new(TokioClock::new(timestamp));
        let fetcher = Arc::new(Fetcher::new(self.config.clone(), &self.catalogue, clock, line)?);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        tracing::info!(store = %self.store.display(), "refresh started");
        let result = self.refresh(&fetcher, &runtime, stop);
        bar.finish_and_clear();

        let exit = match &result {
            Ok((outcomes, _)) => outcomes.failure.unwrap_or(if outcomes.published.is_empty() {
                Exit::NothingNew
            } else {
                Exit::Done
            }),
            Err(error) => Exit::of(error),
        };
        if let Ok((outcomes, changes)) = &result {
            self.printer.table(&Table::from_rows(&outcomes.rows))?;
            self.printer.more(&changes::two_screens(changes))?;
        }
        if !stop.is_asked() {
            let told = Told {
                store: &self.store,
                started_at: &started_at,
                exit,
                changes: result.as_ref().map_or(&[], |(_, changes)| changes),
                failures: failures(&result),
            };
            hooks::call(&self.settings, &told, &fetcher, &runtime, stop, self.printer);
        }
        let seconds = started.elapsed().as_secs_f64();
        let published = result.as_ref().map_or(0, |(outcomes, _)| outcomes.published.len());
        tracing::info!(
            exit_code = exit.code(),
            releases_published = published,
            duration_ms = seconds * 1e3,
            stopped = stop.is_asked(),
            "refresh finished"
        );
        self.write_metrics(&fetcher, exit, published, seconds)?;
        runtime.shutdown_timeout(WIND_DOWN);
        result.map(|_| exit)
    }

    /// Fetches, ingests and publishes; the lock is free again when this returns.
    fn refresh(
        &self,
        fetcher: &Arc<Fetcher>,
        runtime: &Runtime,
        stop: &Stop,
    ) -> Result<(Outcomes, Vec<ReleaseChange>)> {
        let writer = open_writer(&self.store, "plumb refresh")?;
        // What a killed run left half-written; the lock is ours now.
        fetcher.cache().sweep()?;
        let before = Releases::open(Some(&self.store))?;
        let mut outcomes = match &self.from_dir {
            Some(hand) => hand::from_folder(hand, &self.catalogue, fetcher, runtime, &writer, stop)?,
            None => self.publishers(fetcher, runtime, &writer, stop)?,
        };
        outcomes.rows.sort_by(|left, right| left.file.cmp(&right.file));
        drop(writer);
        let changes = changes::of_run(&before, &self.store, &outcomes.published)?;
        Ok((outcomes, changes))
    }

    fn publishers(
        &self,
        fetcher: &Arc<Fetcher>,
        runtime: &Runtime,
        writer: &Writer,
        stop: &Stop,
    ) -> Result<Outcomes> {
        let mut outcomes = Outcomes::default();
        let today = timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        let candidates = discover(&self.catalogue, &fetcher.cache().at_hand()?, today, &self.wanted)?;
        let reports = runtime.block_on(async {
            tokio::select! {
                all = fetcher.refresh(candidates) => Some(all),
                () = stop.asked() => None,
            }
        });
        let mut reports = reports.unwrap_or_default();
        // Codes of all other files are looked up in the classifications: those that come with this run count already.
        reports.sort_by_key(|report| {
            let found = self.catalogue.sources.iter().find(|source| source.id == report.source);
            !found.is_some_and(|source| CLASSIFICATIONS.contains(&source.family))
        });
        for report in reports {
            // A source that somebody named is one that somebody waits for.
            let counts = report.required || self.wanted.sources.contains(&report.source);
            for (request, outcome) in report.files {
                // What was fetched and not yet read is a candidate that the next run takes up.
                if !stop.is_asked() {
                    outcomes.take(fetcher, writer, &request, outcome, counts)?;
                }
            }
            for (request, answer) in report.absent {
                outcomes.add(&request.key(), "absent", &answer);
            }
            for (request, error) in report.errors {
                outcomes.fail(&request, &error, counts);
            }
        }
        Ok(outcomes)
    }

    fn write_metrics(&self, fetcher: &Fetcher, exit: Exit, published: usize, seconds: f64) -> Result<()> {
        let Some(file) = &self.metrics else { return Ok(()) };
        let metrics = fetcher.metrics();
        metrics.set("plumb_refresh_exit_code", &[], f64::from(exit.code()));
        metrics.set("plumb_refresh_seconds", &[], seconds);
        #[expect(clippy::cast_precision_loss, reason = "there are dozens of releases")]
        metrics.set("plumb_refresh_releases_published", &[], published as f64);
        Ok(metrics.write(file, timestamp())?)
    }

    /// The same run for other sources; all that are not on request if there are none.
    pub(crate) fn with_sources(&self, sources: &[String]) -> Self {
        let mut job = self.clone();
        job.wanted.sources = sources.to_vec();
        job
    }

    /// The store of the run.
    pub(crate) fn store(&self) -> &Path {
        &self.store
    }
}

/// What went wrong, as a hook is told.
fn failures(result: &Result<(Outcomes, Vec<ReleaseChange>)>) -> Vec<(String, String)> {
    match result {
        Ok((outcomes, _)) => outcomes
            .rows
            .iter()
            .filter(|row| matches!(row.outcome.as_str(), "failed" | "refused"))
            .map(|row| (row.file.clone(), row.detail.clone()))
            .collect(),
        Err(error) => vec![("refresh".to_owned(), format!("{error:#}"))],
    }
}
