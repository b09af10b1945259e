//! `plumb refresh --watch`: sleeps in short naps, reads the wall clock after each, and runs what is due. So neither a
//! sleeping machine nor a changed clock needs a rule of its own.

use std::time::Duration;

use anyhow::{Context as _, Result};
use jiff::{SignedDuration, Timestamp};
use plumb_fetch::Due;
use plumb_store::StoreError;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::job::Job;
use super::record;
use super::stop::Stop;
use crate::context::timestamp;
use crate::defect;
use crate::exit::{Exit, Failure};

/// No nap is longer: after a sleep of the machine, a run starts at most so much too late.
const LONGEST_NAP: SignedDuration = SignedDuration::from_secs(15);
/// A store that another writer holds is tried again after so long.
const WHILE_LOCKED: Duration = Duration::from_secs(30);
/// What has not wound down after this is left to the next run, which finds a sound store whatever happened.
const GRACE: Duration = Duration::from_secs(3);

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self> {
        let on = |kind| signal(kind).context("listen to signals");
        Ok(Self { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits; `false` if a signal came first.
    async fn slept(&mut self, duration: Duration) -> bool {
        tokio::select! {
            () = tokio::time::sleep(duration) => true,
            () = self.any() => false,
        }
    }
}

/// Runs the schedules of the settings until SIGTERM or SIGINT.
///
/// # Errors
/// The settings have no schedule, or the store cannot be opened. A run that fails is reported and is no end.
pub(crate) fn watch(job: &Job) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(watch_until_stopped(job))
}

async fn watch_until_stopped(job: &Job) -> Result<Exit> {
    let mut signals = Signals::listen()?;
    let mut announced: Option<Timestamp> = None;
    loop {
        let now = timestamp();
        let state = record::load(job.store(), now)?;
        match job.settings.watch.due(&state, now) {
            Due::Never => {
                return Err(Failure::usage("watch: refresh.toml has no [[watch.schedule]] that comes due"));
            }
            Due::Wait { until } => {
                if announced != Some(until) {
                    tracing::info!(%until, "waiting for the next run");
                    job.printer.note(&format!("next run at {}", until.strftime("%Y-%m-%d %H:%M:%S UTC")));
                    announced = Some(until);
                }
                let nap = now.duration_until(until).min(LONGEST_NAP);
                if !signals.slept(Duration::try_from(nap).unwrap_or_default()).await {
                    return Ok(stopped(job));
                }
            }
            Due::Now { name, moment } => {
                let Some(result) = run_or_stop(job, &name, &mut signals).await? else {
                    return Ok(stopped(job));
                };
                if is_locked(&result) {
                    if !signals.slept(WHILE_LOCKED).await {
                        return Ok(stopped(job));
                    }
                    continue;
                }
                let mut state = record::load(job.store(), timestamp())?;
                state.served.insert(name, moment.to_string());
                record::save(job.store(), &state)?;
            }
        }
    }
}

/// Runs one schedule on a thread of its own; `None` if a signal came and the run was given up.
async fn run_or_stop(job: &Job, name: &str, signals: &mut Signals) -> Result<Option<Result<Exit>>> {
    let entry = job.settings.watch.schedules.iter().find(|entry| entry.name == name);
    let run = job.with_sources(entry.map_or(&[], |entry| &entry.sources));
    tracing::info!(schedule = name, "schedule is due");
    let stop = Stop::new();
    let (done, mut finished) = tokio::sync::oneshot::channel();
    let stop_for_run = stop.clone();
    std::thread::Builder::new()
        .name(format!("refresh {name}"))
        .spawn(move || {
            // Nobody listens any more where the run was given up.
            let _given_up = done.send(defect::told(|| run.run(&stop_for_run)));
        })
        .context("start a thread")?;
    let result = tokio::select! {
        result = &mut finished => result,
        () = signals.any() => {
            stop.ask();
            let wound_down = tokio::time::timeout(GRACE, finished).await;
            tracing::info!(clean = wound_down.is_ok(), "stopped during a run");
            return Ok(None);
        }
    };
    let result = result.context("wait for the thread of the schedule")?;
    match &result {
        Ok(exit) => tracing::info!(schedule = name, exit_code = exit.code(), "schedule was run"),
        Err(error) => {
            tracing::error!(schedule = name, exit_code = Exit::of(error).code(), "schedule failed");
            job.printer.failure(error);
        }
    }
    Ok(Some(result))
}

fn is_locked(result: &Result<Exit>) -> bool {
    let Err(error) = result else { return false };
    error.chain().any(|cause| matches!(cause.downcast_ref(), Some(StoreError::Locked { .. })))
}

fn stopped(job: &Job) -> Exit {
    tracing::info!("stopped by a signal");
    job.printer.note("stopped");
    Exit::Done
}
