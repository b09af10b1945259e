//! Tells others about a run: a webhook by POST, a program by its stdin. Whatever becomes of that, the refresh is done:
//! a failing hook is reported and changes no exit code.

use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use plumb_fetch::{CommandHook, Fetcher, Occasion, RefreshSettings, Webhook};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::changes::{self, ReleaseChange};
use super::stop::Stop;
use crate::context::now;
use crate::exit::Exit;
use crate::printer::Printer;

/// The version of the document that hooks get.
const DOCUMENT_VERSION: u32 = 1;
/// How often a running program is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What there is to tell.
pub(super) struct Told<'a> {
    pub(super) store: &'a Path,
    pub(super) started_at: &'a str,
    pub(super) exit: Exit,
    pub(super) changes: &'a [ReleaseChange],
    /// File and reason.
    pub(super) failures: Vec<(String, String)>,
}

impl Told<'_> {
    fn occasions(&self) -> Vec<Occasion> {
        let news = (!self.changes.is_empty()).then_some(Occasion::New);
        let failed = (!matches!(self.exit, Exit::Done | Exit::NothingNew)).then_some(Occasion::Failed);
        news.into_iter().chain(failed).collect()
    }

    fn document(&self) -> Value {
        let failure = |(file, reason): &(String, String)| json!({"file": file, "reason": reason});
        let exit = if self.exit == Exit::NothingNew { Exit::Done } else { self.exit };
        json!({
            "version": DOCUMENT_VERSION,
            "event": "refresh",
            "store": self.store.display().to_string(),
            "started_at": self.started_at,
            "finished_at": now(),
            "exit_code": exit.code(),
            "releases": self.changes.iter().map(changes::release_json).collect::<Vec<_>>(),
            "failures": self.failures.iter().map(failure).collect::<Vec<_>>(),
        })
    }
}

/// Calls the hooks that want to know about this run.
pub(super) fn call(
    settings: &RefreshSettings,
    told: &Told<'_>,
    fetcher: &Fetcher,
    runtime: &Runtime,
    stop: &Stop,
    printer: Printer,
) {
    let occasions = told.occasions();
    let wanted = |on: &[Occasion]| on.iter().any(|one| occasions.contains(one));
    let webhook = settings.webhook.as_ref().filter(|hook| wanted(&hook.on));
    let command = settings.command.as_ref().filter(|hook| wanted(&hook.on));
    if webhook.is_none() && command.is_none() {
        return;
    }
    let document = told.document().to_string();
    let results = [
        ("webhook", webhook.map(|hook| tell(hook, &document, fetcher, runtime, stop))),
        ("command", command.map(|hook| run(hook, &document, told, stop))),
    ];
    for (hook, result) in results {
        let Some(result) = result else { continue };
        let outcome = if result.is_ok() { "ok" } else { "failed" };
        fetcher.metrics().add("plumb_refresh_hooks_total", &[("hook", hook), ("outcome", outcome)], 1.0);
        if let Err(reason) = result {
            tracing::error!(hook, reason, "hook failed");
            printer.note(&format!("the refresh is done, its hook is not: {reason}"));
        }
    }
}

fn tell(
    hook: &Webhook,
    document: &str,
    fetcher: &Fetcher,
    runtime: &Runtime,
    stop: &Stop,
) -> Result<(), String> {
    runtime.block_on(async {
        tokio::select! {
            told = fetcher.notify(hook, document) => told.map_err(|error| error.to_string()),
            () = stop.asked() => Err("the webhook was given up because of a signal".to_owned()),
        }
    })
}

/// Starts the program without a shell, hands it the document, and waits as long as it may take.
fn run(hook: &CommandHook, document: &str, told: &Told<'_>, stop: &Stop) -> Result<(), String> {
    let name = hook.program.display();
    let releases: Vec<String> = told.changes.iter().map(|change| change.release.to_string()).collect();
    // What the program prints is not our data.
    let to_stderr =
        std::io::stderr().as_fd().try_clone_to_owned().map_or_else(|_| Stdio::null(), Stdio::from);
    let mut child = Command::new(&hook.program)
        .args(&hook.arguments)
        .env("PLUMB_STORE", told.store)
        .env("PLUMB_EXIT_CODE", told.exit.code().to_string())
        .env("PLUMB_RELEASES", releases.join(" "))
        .stdin(document_on_stdin(document).map_err(|error| format!("the command {name}: {error}"))?)
        .stdout(to_stderr)
        .spawn()
        .map_err(|error| format!("the command {name} did not start: {error}"))?;
    match wait(&mut child, hook.timeout, stop) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the command {name} ended with {status}")),
        Err(reason) => {
            // It may have ended by itself meanwhile.
            let _gone = child.kill();
            let _gone = child.wait();
            Err(format!("the command {name} was killed: {reason}"))
        }
    }
}

/// A file and not a pipe, so that a program that reads nothing does not hold us up.
fn document_on_stdin(document: &str) -> std::io::Result<Stdio> {
    let mut file: File = tempfile::tempfile()?;
    file.write_all(document.as_bytes())?;
    std::io::Seek::rewind(&mut file)?;
    Ok(file.into())
}

fn wait(child: &mut Child, timeout: Duration, stop: &Stop) -> Result<ExitStatus, String> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => {}
            Err(error) => return Err(error.to_string()),
        }
        if stop.is_asked() {
            return Err("a signal asked to stop".to_owned());
        }
        if started.elapsed() > timeout {
            return Err(format!("it took longer than {} s", timeout.as_secs()));
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
