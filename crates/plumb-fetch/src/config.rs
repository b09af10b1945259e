//! What the caller sets: who we are, how patient, through which proxy, and where the cache is.
//! Nothing here is read from the environment.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;

/// Configuration of a fetcher.
#[derive(Debug, Clone)]
pub struct FetchConfig {
    /// Folder of the artifact cache; made if it is not there.
    pub cache_dir: PathBuf,
    /// Contact e-mail for the User-Agent; some hosts are not asked without one.
    pub contact: Option<String>,
    /// Program name and version for the User-Agent, such as `plumb/0.1.0`.
    pub product: String,
    /// Time limits.
    pub timeouts: Timeouts,
    /// When to try again.
    pub retry: RetryPolicy,
    /// Redirects followed for one request.
    pub max_redirects: usize,
    /// Which proxy to use.
    pub proxy: ProxyChoice,
    /// Files of PEM certificates to trust besides those of the system.
    pub extra_ca_files: Vec<PathBuf>,
    /// A mirror that replaces scheme, host and port of every URL.
    pub base_url: Option<Url>,
    /// Seed of the jitter; different seeds keep many installations from asking at the same moment.
    pub jitter_seed: u64,
    /// Whether files that were refused earlier are taken up again.
    pub retry_refused: bool,
}

impl FetchConfig {
    /// The defaults: system proxy, no mirror, no contact.
    pub fn new(cache_dir: impl Into<PathBuf>) -> Self {
        Self {
            cache_dir: cache_dir.into(),
            contact: None,
            product: concat!("plumb/", env!("CARGO_PKG_VERSION")).to_owned(),
            timeouts: Timeouts::default(),
            retry: RetryPolicy::default(),
            max_redirects: 5,
            proxy: ProxyChoice::Environment,
            extra_ca_files: Vec::new(),
            base_url: None,
            jitter_seed: 0,
            retry_refused: false,
        }
    }
}

/// Time limits of one attempt.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For the whole attempt.
    pub whole: Duration,
    /// After this long, a body must have come faster than `min_bytes_per_second` on average.
    pub slow_after: Duration,
    /// The least average speed of a body.
    pub min_bytes_per_second: u64,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            idle: Duration::from_secs(30),
            whole: Duration::from_mins(30),
            slow_after: Duration::from_secs(30),
            min_bytes_per_second: 1024,
        }
    }
}

/// When to try again.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Attempts at one URL in all, at least 1.
    pub attempts: u32,
    /// The wait after the first failure; doubles from there.
    pub first_delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
    /// The longest `Retry-After` that is sat out; a longer one ends the attempt.
    pub max_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_secs(1),
            max_delay: Duration::from_mins(1),
            max_retry_after: Duration::from_mins(2),
        }
    }
}

/// Which proxy to use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// What the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    #[default]
    Environment,
    /// None.
    Direct,
    /// This one.
    Url(String),
}
