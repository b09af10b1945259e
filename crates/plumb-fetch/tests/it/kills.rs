//! A process that fetches is killed at arbitrary moments. After each kill the cache is sound, and a process
//! that is left alone completes it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use plumb_fetch::{ArtifactCache, FetchOutcome, Fetcher, Silent, TokioClock};
use plumb_testkit::{Origin, OriginConfig};

use crate::support::{catalogue, config_for, snapshot};

/// In the folder where it runs, the child finds the address of the origin in this file.
const ORDERS: &str = "origin-url";
/// The cache, in the same folder.
const CACHE: &str = "cache";
const SOURCES: [(&str, Option<&str>); 5] = [
    ("oews-national", Some("oews/2025-05")),
    ("onet-text", Some("onet/31.0")),
    ("ep-occupation", None),
    ("cip-codes", Some("cip/2020")),
    ("soc-structure", Some("soc/2018")),
];

/// What the killed process does; without orders there is nothing to do.
#[tokio::test]
async fn child() {
    let Ok(origin) = std::fs::read_to_string(ORDERS) else { return };
    let catalogue = catalogue();
    let clock = Arc::new(TokioClock::new(Timestamp::now));
    let config = config_for(Path::new(CACHE), &origin);
    let fetcher = Arc::new(Fetcher::new(config, &catalogue, clock, Arc::new(Silent)).unwrap());
    fetcher.cache().sweep().unwrap();
    let requests = SOURCES
        .iter()
        .flat_map(|(source, release)| {
            catalogue.requests(source, release.map(|release| release.parse().unwrap())).unwrap()
        })
        .collect();
    for (request, result) in fetcher.fetch_all(requests).await {
        match result.unwrap_or_else(|error| panic!("{}: {error}", request.key())) {
            FetchOutcome::Fetched(artifact) => fetcher.accept(&artifact).unwrap(),
            FetchOutcome::NotModified(_) => {}
            other @ FetchOutcome::NotOutYet(_) => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_every_kill_the_cache_is_sound_and_the_next_run_completes_it() {
    kill_many_times(4, 6).await;
}

/// `rounds` fresh caches, with `kills` killed processes before each is completed.
async fn kill_many_times(rounds: usize, kills: usize) {
    let origin = Origin::start(OriginConfig::default()).await.unwrap();
    let mut state = 20_261_124_u64;
    for _ in 0..rounds {
        // Slow enough to be hit in the middle of a body.
        origin.fault("oesm25nat", "latency:30".parse().unwrap(), Some(4));
        let folder = tempfile::tempdir().unwrap();
        std::fs::File::create(folder.path().join(ORDERS))
            .and_then(|mut file| std::io::Write::write_all(&mut file, origin.url().as_bytes()))
            .unwrap();
        let cache = ArtifactCache::new(&folder.path().join(CACHE));
        let command = || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["--exact", "kills::child"]).current_dir(&folder).stdout(Stdio::null());
            command
        };
        for _ in 0..kills {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut child = command().spawn().unwrap();
            // Up to 131 ms; a run takes about as long.
            tokio::time::sleep(Duration::from_micros(state >> 47)).await;
            child.kill().unwrap();
            child.wait().unwrap();
            let report = cache.verify().unwrap();
            assert_eq!(report.damage, [], "{report:?}");
        }
        assert!(command().status().unwrap().success());
        let report = cache.verify().unwrap();
        assert_eq!((report.damage.len(), report.partial_files), (0, 0), "{report:?}");
        assert_eq!(cache.all_accepted().unwrap().len(), SOURCES.len());
        let left_over = snapshot(cache.root());
        assert!(left_over.iter().all(|(path, _)| !path.to_string_lossy().contains(".tmp-")));
    }
}
