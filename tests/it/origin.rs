//! A local origin for the tests that fetch: real requests on the loopback address.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use plumb_testkit::origin::{Origin, OriginConfig};
use tokio::runtime::Runtime;

use crate::plumb::{Run, Sandbox, publishers_files};

/// An origin that serves until it is dropped.
pub(crate) struct Served {
    pub(crate) origin: Origin,
    _runtime: Runtime,
}

/// The publishers' files where this machine has them, made-up ones of the same formats elsewhere.
pub(crate) fn serve() -> Served {
    serve_with(OriginConfig { data: publishers_files(), ..OriginConfig::default() })
}

/// Small made-up files, the same on every machine.
pub(crate) fn serve_made_up() -> Served {
    serve_with(OriginConfig::default())
}

pub(crate) fn serve_with(config: OriginConfig) -> Served {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let origin = runtime.block_on(Origin::start(config)).unwrap();
    Served { origin, _runtime: runtime }
}

impl Served {
    /// `plumb refresh` from this origin into `store`.
    pub(crate) fn refresh(&self, sandbox: &Sandbox, more: &[&str]) -> Run {
        let arguments = [&["--format", "csv"], more].concat();
        sandbox.plumb(&arguments.with_refresh(&self.origin.url()))
    }

    /// The same command, to be started by the caller.
    pub(crate) fn refresh_command(&self, sandbox: &Sandbox, more: &[&str]) -> Command {
        sandbox.command(&more.with_refresh(&self.origin.url()))
    }
}

/// The arguments that every refresh of a test has in common.
trait WithRefresh {
    fn with_refresh<'a>(&'a self, url: &'a str) -> Vec<&'a str>;
}

impl WithRefresh for [&str] {
    fn with_refresh<'a>(&'a self, url: &'a str) -> Vec<&'a str> {
        let common = ["--store", "store", "refresh", "--base-url", url, "--contact", "tests@example.org"];
        [&common[..], self].concat()
    }
}

/// Waits until something holds; fails the test if it does not within a generous time.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_mins(1), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal by name, such as `TERM`.
pub(crate) fn send_signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Every file below a folder, sorted; none where there is no folder.
pub(crate) fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
