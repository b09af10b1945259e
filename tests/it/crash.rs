//! `plumb refresh` is killed with SIGKILL at random moments. After each kill the store is sound, and the next refresh
//! completes what was begun. `PLUMB_CRASH_RUNS=200 cargo test --release -p plumb-cli --test it crash` goes on for longer.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::origin::{Served, files_below, serve_made_up};
use crate::plumb::Sandbox;

/// Kills in an ordinary test run.
const RUNS: u32 = 20;
/// Kills before a store is completed and a new one is begun.
const KILLS_PER_STORE: u32 = 4;

struct Random(u64);

impl Random {
    /// A number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

/// Releases with their tables and rows. How many doubts were noted depends on what else was at hand when a file was
/// read, and that differs where a run was broken off.
fn listing(sandbox: &Sandbox) -> String {
    let run = sandbox.plumb(&["--store", "store", "releases", "--format", "csv"]).expect_code(0);
    let lines = run.stdout.lines().filter(|line| line.contains("store"));
    lines.map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect::<Vec<_>>().join("\n")
}

/// What must hold after a kill; says what does not.
fn check(sandbox: &Sandbox) -> Result<(), String> {
    let verified = sandbox.plumb(&["--store", "store", "verify"]);
    let listed = sandbox.plumb(&["--store", "store", "releases"]);
    match (verified.code, listed.code) {
        (0, 0) => Ok(()),
        // A kill before the store was made.
        (_, 2) if !sandbox.here().join("store").exists() => Ok(()),
        (verify, list) => {
            Err(format!("verify {verify}, releases {list}: {}{}", verified.stderr, listed.stderr))
        }
    }
}

/// The next refresh, left alone: it must complete, and the store be that of a refresh that nobody killed.
fn complete(served: &Served, sandbox: &Sandbox, reference: &str) -> Result<(), String> {
    let run = served.refresh(sandbox, &[]);
    if run.code != 0 {
        return Err(format!("the next refresh ends with {}: {}{}", run.code, run.stdout, run.stderr));
    }
    check(sandbox)?;
    if listing(sandbox) != reference {
        let found = listing(sandbox);
        return Err(format!("the store is not that of an undisturbed refresh:\n{found}\nbut\n{reference}"));
    }
    let left: Vec<String> = files_below(&sandbox.here().join("store"))
        .into_iter()
        .map(|path| path.display().to_string())
        .filter(|path| {
            path.contains(".tmp-") || path.contains(".plumb-unfinished") || path.contains("/partial/")
        })
        .collect();
    if left.is_empty() { Ok(()) } else { Err(format!("left over: {left:?}")) }
}

#[test]
fn after_every_kill_the_store_is_sound_and_the_next_refresh_completes() {
    let runs: u32 = std::env::var("PLUMB_CRASH_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(RUNS);
    let served = serve_made_up();
    let timed = || {
        let (sandbox, started) = (Sandbox::new(), Instant::now());
        served.refresh(&sandbox, &[]).expect_code(0);
        (u64::try_from(started.elapsed().as_micros()).unwrap(), sandbox)
    };
    // The first run of a machine is slower than those to be killed.
    let ((first, undisturbed), (second, _)) = (timed(), timed());
    let whole = first.min(second);
    let reference = listing(&undisturbed);
    assert!(reference.lines().count() >= 7, "{reference}");

    let mut random = Random(20_261_125);
    let (mut failures, mut mid_run) = (Vec::new(), 0);
    let mut sandbox = Sandbox::new();
    for run in 1..=runs {
        let mut command = served.refresh_command(&sandbox, &["--quiet"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.below(whole)));
        // SIGKILL: no handler runs.
        mid_run += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        if let Err(failure) = check(&sandbox) {
            failures.push(format!("kill {run}: {failure}"));
        }
        // Two in four stores are completed after the first kill, the others after several.
        if run % KILLS_PER_STORE == 0 || random.below(2) == 0 {
            if let Err(failure) = complete(&served, &sandbox, &reference) {
                failures.push(format!("kill {run}: {failure}"));
            }
            sandbox = Sandbox::new();
        }
    }
    println!("{runs} kills, {mid_run} of them in the middle of a run, {} failures", failures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(mid_run * 4 > runs, "only {mid_run} of {runs} kills met a running process");
}
