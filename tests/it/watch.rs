//! `plumb refresh --watch`: the real binary on its schedules, and how it stops.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::origin::{Served, send_signal, serve_made_up, wait_until};
use crate::plumb::Sandbox;

/// Every minute, without jitter, so that the second run is near enough to wait for where a test must.
const SETTINGS: &str = r#"
version = 1
[watch]
time_zone = "UTC"
jitter_seconds = 0
[[watch.schedule]]
name = "often"
cron = "* * * * *"
sources = ["onet-text", "cip-codes"]
"#;

/// As good as never again.
fn rarely() -> String {
    SETTINGS.replace("* * * * *", "0 0 29 2 *")
}

fn start(served: &Served, sandbox: &Sandbox, settings: &str) -> Child {
    sandbox.file("config/refresh.toml", settings);
    let more = [
        "--watch",
        "--config",
        "config",
        "--log-format",
        "json",
        "--metrics",
        "plumb.prom",
        "--format",
        "csv",
    ];
    let mut command: Command = served.refresh_command(sandbox, &more);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Stops a watch, which must end within five seconds and with code 0; returns stdout and stderr.
fn stop(mut child: Child, signal: &str) -> (String, String) {
    let started = Instant::now();
    send_signal(&child, signal);
    wait_until("the watch ends", || child.try_wait().unwrap().is_some());
    let took = started.elapsed();
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{stdout}\n{stderr}");
    assert!(took < Duration::from_secs(5), "{took:?}\n{stderr}");
    (stdout, stderr)
}

fn events(stderr: &str) -> Vec<serde_json::Value> {
    stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: `{line}`")))
        .collect()
}

fn has_event(events: &[serde_json::Value], message: &str) -> bool {
    events.iter().any(|event| event["fields"]["message"] == message)
}

#[test]
fn a_new_watch_runs_at_once_then_waits_and_ends_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let (served, sandbox) = (serve_made_up(), Sandbox::new());
        let child = start(&served, &sandbox, &rarely());
        let record = sandbox.here().join("store/runs/watch.json");
        wait_until("the first run is recorded", || {
            std::fs::read_to_string(&record).is_ok_and(|text| text.contains("often"))
        });
        let (stdout, stderr) = stop(child, signal);
        assert!(stdout.contains("onet-text/31.0,new,"), "{stdout}");
        let events = events(&stderr);
        for message in
            ["refresh started", "file fetched", "published", "refresh finished", "waiting for the next run"]
        {
            assert!(has_event(&events, message), "no `{message}` in\n{stderr}");
        }
        let finished = events.iter().find(|event| event["fields"]["message"] == "refresh finished").unwrap();
        assert_eq!(finished["fields"]["exit_code"], 0);
        let metrics = std::fs::read_to_string(sandbox.here().join("plumb.prom")).unwrap();
        for line in ["plumb_refresh_exit_code 0", "plumb_refresh_releases_published 2"] {
            assert!(metrics.contains(line), "{metrics}");
        }
        sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    }
}

#[test]
fn after_downtime_it_catches_up_once_and_after_a_restart_it_does_not_run_again() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    served.refresh(&sandbox, &["--source", "cip-codes"]).expect_code(0);
    // Many due moments went by since.
    sandbox
        .file("store/runs/watch.json", r#"{"jitter_seed": 1, "served": {"often": "2020-02-29T00:00:00Z"}}"#);
    served.origin.take_log();
    let record = sandbox.here().join("store/runs/watch.json");
    let child = start(&served, &sandbox, &rarely());
    wait_until("it has caught up", || {
        std::fs::read_to_string(&record).is_ok_and(|text| !text.contains("2020-02-29"))
    });
    let (_, stderr) = stop(child, "TERM");
    let runs = stderr.matches("refresh started").count();
    assert_eq!(runs, 1, "{stderr}");
    let log = served.origin.take_log();
    let asked = |words: &str| log.iter().filter(|request| request.path.contains(words)).count();
    assert_eq!((asked("db_31_0"), asked("cip")), (1, 0), "O*NET was missing, CIP was at hand: {log:?}");

    let child = start(&served, &sandbox, &rarely());
    std::thread::sleep(Duration::from_millis(500));
    let (_, stderr) = stop(child, "TERM");
    assert!(!stderr.contains("refresh started"), "{stderr}");
    assert_eq!(served.origin.take_log(), []);
}

#[test]
fn a_signal_in_the_middle_of_a_download_ends_it_and_leaves_a_sound_store() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    served.refresh(&sandbox, &["--source", "cip-codes"]).expect_code(0);
    served.origin.fault("db_31_0", "slow-loris:5".parse().unwrap(), None);
    served.origin.take_log();
    let child = start(&served, &sandbox, &rarely());
    wait_until("the download has begun", || {
        !crate::origin::files_below(&sandbox.here().join("store/fetched/artifacts-v1/partial")).is_empty()
    });
    let (_, stderr) = stop(child, "TERM");
    assert!(has_event(&events(&stderr), "stopped during a run"), "{stderr}");
    let record = std::fs::read_to_string(sandbox.here().join("store/runs/watch.json")).unwrap();
    assert!(!record.contains("often"), "what was not finished is due again: {record}");
    sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    served.origin.clear_faults();
    let run = served.refresh(&sandbox, &["--source", "onet-text"]).expect_code(0);
    assert!(run.stdout.contains("onet-text/31.0,new,"), "{}", run.stdout);
}

#[test]
fn a_failing_run_is_no_end_and_is_in_the_metrics() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    served.origin.fault("/", "status:403".parse().unwrap(), None);
    let child = start(&served, &sandbox, &rarely());
    let metrics = sandbox.here().join("plumb.prom");
    wait_until("the metrics are written", || metrics.exists());
    let text = std::fs::read_to_string(&metrics).unwrap();
    assert!(text.contains("plumb_refresh_exit_code 4"), "{text}");
    let record = sandbox.here().join("store/runs/watch.json");
    wait_until("the run is recorded", || {
        std::fs::read_to_string(&record).is_ok_and(|text| text.contains("often"))
    });
    stop(child, "TERM");
}

#[test]
fn settings_that_are_wrong_are_named_with_their_place() {
    let sandbox = Sandbox::new();
    sandbox.file("config/refresh.toml", SETTINGS.replace("* * * * *", "* * * *"));
    let watch =
        ["--config", "config", "--store", "store", "refresh", "--watch", "--contact", "a@example.org"];
    sandbox
        .plumb(&watch)
        .expect_code(2)
        .expect_error_naming(&["config/refresh.toml:8:", "no cron expression"]);
    sandbox.file(
        "config/refresh.toml",
        SETTINGS[..SETTINGS.find("[[").unwrap()].replace("[watch]", "[watch]\nschedule = []"),
    );
    sandbox.plumb(&watch).expect_code(2).expect_error_naming(&["no [[watch.schedule]]"]);
    sandbox.plumb(&["refresh", "--watch", "--dry-run"]).expect_code(2).expect_error_naming(&["--dry-run"]);
}
