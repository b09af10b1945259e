//! A fetcher with a fresh cache and a clock of its own before a local origin.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use plumb_fetch::{
    Artifact, Catalogue, FetchConfig, FetchError, FetchOutcome, Fetcher, ManualClock, ProxyChoice, Request,
    RetryPolicy, Silent, Timeouts,
};
use plumb_testkit::{Origin, OriginConfig};
use tempfile::TempDir;

/// The catalogue of the project.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::load(&catalogue_path()).unwrap()
}

pub(crate) fn catalogue_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/sources.toml")
}

pub(crate) struct Setting {
    pub(crate) origin: Origin,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: TempDir,
    pub(crate) fetcher: Arc<Fetcher>,
}

pub(crate) fn config(folder: &Path, origin: &Origin) -> FetchConfig {
    config_for(folder, &origin.url())
}

pub(crate) fn config_for(folder: &Path, origin: &str) -> FetchConfig {
    FetchConfig {
        contact: Some("data@example.org".to_owned()),
        product: "plumb/test".to_owned(),
        base_url: Some(origin.parse().unwrap()),
        proxy: ProxyChoice::Direct,
        retry: RetryPolicy { attempts: 2, ..RetryPolicy::default() },
        ..FetchConfig::new(folder)
    }
}

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new("2026-11-24T12:00:00Z".parse::<Timestamp>().unwrap()))
}

/// Patience that ends while a test waits. Without it, a busy machine makes no test fail.
pub(crate) fn impatient(config: FetchConfig) -> FetchConfig {
    let timeouts = Timeouts {
        idle: Duration::from_millis(300),
        slow_after: Duration::from_millis(150),
        min_bytes_per_second: 2_000,
        ..Timeouts::default()
    };
    FetchConfig { timeouts, ..config }
}

impl Setting {
    pub(crate) async fn new() -> Self {
        Self::with(OriginConfig::default(), |config| config).await
    }

    pub(crate) async fn with(origin: OriginConfig, change: impl FnOnce(FetchConfig) -> FetchConfig) -> Self {
        let origin = Origin::start(origin).await.unwrap();
        let folder = TempDir::new().unwrap();
        let (catalogue, clock) = (catalogue(), clock());
        let config = change(config(folder.path(), &origin));
        let fetcher = Arc::new(Fetcher::new(config, &catalogue, clock.clone(), Arc::new(Silent)).unwrap());
        Self { origin, catalogue, clock, folder, fetcher }
    }

    /// Another process with the same cache.
    pub(crate) fn restart(&mut self, change: impl FnOnce(FetchConfig) -> FetchConfig) {
        let config = change(config(self.folder.path(), &self.origin));
        let fetcher = Fetcher::new(config, &self.catalogue, self.clock.clone(), Arc::new(Silent)).unwrap();
        self.fetcher = Arc::new(fetcher);
    }

    pub(crate) fn request(&self, source: &str, release: &str) -> Request {
        let release = (release != "newest").then(|| release.parse().unwrap());
        self.catalogue.requests(source, release).unwrap().remove(0)
    }

    /// Fetches what must be new.
    pub(crate) async fn fetched(&self, request: &Request) -> Artifact {
        match self.fetcher.fetch(request).await {
            Ok(FetchOutcome::Fetched(artifact)) => artifact,
            other => panic!("{}: {other:?}", request.key()),
        }
    }

    pub(crate) async fn error(&self, request: &Request) -> FetchError {
        match self.fetcher.fetch(request).await {
            Err(error) => error,
            Ok(outcome) => panic!("{}: {outcome:?}", request.key()),
        }
    }

    /// The sha256 of the last good file.
    pub(crate) fn accepted(&self, request: &Request) -> Option<String> {
        self.fetcher.cache().accepted(&request.key()).unwrap().map(|artifact| artifact.provenance.sha256)
    }

    pub(crate) fn assert_cache_is_sound(&self) {
        let report = self.fetcher.cache().verify().unwrap();
        assert_eq!(report.damage, [], "{report:?}");
    }
}

/// Every file below a folder with its content, for comparing two moments.
pub(crate) fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}
