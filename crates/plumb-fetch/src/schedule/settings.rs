//! Reads `refresh.toml` and checks it completely: an unknown key, a cron expression that never comes due or a zone
//! that nobody knows is an error with file, line and column.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;
use serde::Deserialize;
use toml::Spanned;

use super::cron::CronExpression;
use crate::catalogue::{Catalogue, Fault, ensure, error_at};
use crate::config::{RetryPolicy, Timeouts};
use crate::error::FetchError;

const VERSION: u32 = 1;
/// Nobody is waited for longer than this after a refresh.
const LONGEST_TIMEOUT_SECONDS: u64 = 3_600;
/// A schedule is not delayed by more than a day.
const LONGEST_JITTER_SECONDS: u64 = 86_400;

/// The settings of the project, as they were when this was compiled.
const BUILT_IN: &str = include_str!("../../../../config/refresh.toml");

/// Everything that `refresh.toml` says, checked.
#[derive(Debug, Clone)]
pub struct RefreshSettings {
    /// Contact e-mail for the User-Agent.
    pub contact: Option<String>,
    /// Where the figures of each run are written, in Prometheus text format.
    pub metrics: Option<PathBuf>,
    /// Time limits of requests.
    pub timeouts: Timeouts,
    /// When a request is repeated.
    pub retry: RetryPolicy,
    /// When to refresh.
    pub watch: WatchSettings,
    /// Whom to tell over HTTP.
    pub webhook: Option<Webhook>,
    /// What to run.
    pub command: Option<CommandHook>,
}

/// When to refresh.
#[derive(Debug, Clone)]
pub struct WatchSettings {
    /// The time zone of the cron expressions.
    pub time_zone: TimeZone,
    /// Each run starts later than its cron expression says by less than this.
    pub jitter: Duration,
    /// The schedules, in the order of the file.
    pub schedules: Vec<ScheduleEntry>,
}

/// One schedule.
#[derive(Debug, Clone)]
pub struct ScheduleEntry {
    /// Its name, under which the last run is remembered.
    pub name: String,
    /// When it is due.
    pub cron: CronExpression,
    /// Sources to ask for; all that are not on request if empty.
    pub sources: Vec<String>,
}

/// After which runs a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Runs that brought something new.
    New,
    /// Runs whose exit code is not 0.
    Failed,
}

/// An address that is told about a run by POST of a JSON document.
#[derive(Clone)]
pub struct Webhook {
    /// The address; what is behind its host is not printed, because it often holds a secret.
    pub url: Url,
    /// After which runs.
    pub on: Vec<Occasion>,
    /// For one attempt.
    pub timeout: Duration,
    /// Attempts in all.
    pub attempts: u32,
}

/// A program that is started after a run, without a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandHook {
    /// The program.
    pub program: PathBuf,
    /// Its arguments, as they stand.
    pub arguments: Vec<String>,
    /// After which runs.
    pub on: Vec<Occasion>,
    /// It is killed if it takes longer.
    pub timeout: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: Spanned<u32>,
    contact: Option<String>,
    metrics: Option<PathBuf>,
    network: Option<Spanned<RawNetwork>>,
    watch: RawWatch,
    webhook: Option<RawWebhook>,
    command: Option<RawCommand>,
}

/// What is left out keeps its default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNetwork {
    connect_seconds: Option<f64>,
    idle_seconds: Option<f64>,
    whole_seconds: Option<f64>,
    slow_after_seconds: Option<f64>,
    min_bytes_per_second: Option<u64>,
    attempts: Option<u32>,
    first_delay_seconds: Option<f64>,
    max_delay_seconds: Option<f64>,
    max_retry_after_seconds: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWatch {
    time_zone: Spanned<String>,
    jitter_seconds: Spanned<u64>,
    schedule: Vec<RawSchedule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchedule {
    name: Spanned<String>,
    cron: Spanned<String>,
    #[serde(default)]
    sources: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWebhook {
    url: Spanned<String>,
    on: Spanned<Vec<Occasion>>,
    timeout_seconds: Spanned<u64>,
    attempts: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCommand {
    program: Spanned<PathBuf>,
    #[serde(default)]
    arguments: Vec<String>,
    on: Spanned<Vec<Occasion>>,
    timeout_seconds: Spanned<u64>,
}

impl RefreshSettings {
    /// The settings that come with the program: daily, without a contact and without hooks.
    ///
    /// # Errors
    /// None in a program whose tests passed: they load it.
    pub fn built_in(catalogue: &Catalogue) -> Result<Self, FetchError> {
        Self::parse(BUILT_IN, "built-in refresh.toml", catalogue)
    }

    /// Reads and checks a file of settings.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with line and column, or [`FetchError::Io`] if the file cannot be read.
    pub fn load(path: &Path, catalogue: &Catalogue) -> Result<Self, FetchError> {
        let text = std::fs::read_to_string(path).map_err(|error| FetchError::io("read", path, error))?;
        Self::parse(&text, &path.display().to_string(), catalogue)
    }

    /// Checks the text of settings; `file` is its name in messages.
    ///
    /// # Errors
    /// [`FetchError::Catalogue`] with line and column.
    pub fn parse(text: &str, file: &str, catalogue: &Catalogue) -> Result<Self, FetchError> {
        let raw: Raw = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            error_at(text, file, &Fault(span, error.message().to_owned()))
        })?;
        raw.check(catalogue).map_err(|fault| error_at(text, file, &fault))
    }
}

impl Raw {
    fn check(self, catalogue: &Catalogue) -> Result<RefreshSettings, Fault> {
        ensure(*self.version.get_ref() == VERSION, &self.version.span(), || {
            format!(
                "version {} is not supported; this program reads version {VERSION}",
                self.version.get_ref()
            )
        })?;
        let (timeouts, retry) = match self.network {
            Some(network) => {
                let span = network.span();
                network.into_inner().check().map_err(|message| Fault(span, message))?
            }
            None => (Timeouts::default(), RetryPolicy::default()),
        };
        Ok(RefreshSettings {
            contact: self.contact,
            metrics: self.metrics,
            timeouts,
            retry,
            watch: self.watch.check(catalogue)?,
            webhook: self.webhook.map(RawWebhook::check).transpose()?,
            command: self.command.map(RawCommand::check).transpose()?,
        })
    }
}

impl RawNetwork {
    fn check(self) -> Result<(Timeouts, RetryPolicy), String> {
        let (timeouts, retry) = (Timeouts::default(), RetryPolicy::default());
        let attempts = self.attempts.unwrap_or(retry.attempts);
        if !(1..=20).contains(&attempts) {
            return Err("attempts is between 1 and 20".to_owned());
        }
        Ok((
            Timeouts {
                connect: seconds(self.connect_seconds, timeouts.connect)?,
                idle: seconds(self.idle_seconds, timeouts.idle)?,
                whole: seconds(self.whole_seconds, timeouts.whole)?,
                slow_after: seconds(self.slow_after_seconds, timeouts.slow_after)?,
                min_bytes_per_second: self.min_bytes_per_second.unwrap_or(timeouts.min_bytes_per_second),
            },
            RetryPolicy {
                attempts,
                first_delay: seconds(self.first_delay_seconds, retry.first_delay)?,
                max_delay: seconds(self.max_delay_seconds, retry.max_delay)?,
                max_retry_after: seconds(self.max_retry_after_seconds, retry.max_retry_after)?,
            },
        ))
    }
}

/// Seconds above 0, up to a day.
fn seconds(given: Option<f64>, default: Duration) -> Result<Duration, String> {
    match given {
        None => Ok(default),
        Some(seconds) if seconds > 0.0 && seconds <= 86_400.0 => Ok(Duration::from_secs_f64(seconds)),
        Some(seconds) => Err(format!("{seconds} is no time in seconds above 0 and up to a day")),
    }
}

impl RawWatch {
    fn check(self, catalogue: &Catalogue) -> Result<WatchSettings, Fault> {
        let zone = self.time_zone.get_ref();
        let time_zone = match zone.as_str() {
            "UTC" => TimeZone::UTC,
            "local" => TimeZone::system(),
            name => TimeZone::get(name).or_else(|_| TimeZone::posix(name)).map_err(|_| {
                Fault(
                    self.time_zone.span(),
                    format!("`{name}` is no time zone that this system knows; UTC, local, or a name such as America/New_York (package tzdata)"),
                )
            })?,
        };
        ensure(
            *self.jitter_seconds.get_ref() <= LONGEST_JITTER_SECONDS,
            &self.jitter_seconds.span(),
            || format!("jitter_seconds is at most {LONGEST_JITTER_SECONDS}"),
        )?;
        let mut names = BTreeSet::new();
        let mut schedules = Vec::with_capacity(self.schedule.len());
        for raw in self.schedule {
            ensure(names.insert(raw.name.get_ref().clone()), &raw.name.span(), || {
                format!("the name `{}` is used twice", raw.name.get_ref())
            })?;
            for source in &raw.sources {
                ensure(catalogue.source(source.get_ref()).is_some(), &source.span(), || {
                    format!("the catalogue has no source `{}`", source.get_ref())
                })?;
            }
            let span = raw.cron.span();
            schedules.push(ScheduleEntry {
                name: raw.name.into_inner(),
                cron: CronExpression::parse(raw.cron.get_ref()).map_err(|message| Fault(span, message))?,
                sources: raw.sources.into_iter().map(Spanned::into_inner).collect(),
            });
        }
        let jitter = Duration::from_secs(self.jitter_seconds.into_inner());
        Ok(WatchSettings { time_zone, jitter, schedules })
    }
}

impl RawWebhook {
    fn check(self) -> Result<Webhook, Fault> {
        let span = self.url.span();
        let url = Url::parse(self.url.get_ref())
            .map_err(|error| Fault(span.clone(), format!("this is no URL: {error}")))?;
        ensure(matches!(url.scheme(), "https" | "http") && url.has_host(), &span, || {
            "the URL must start with https:// or http://".to_owned()
        })?;
        ensure((1..=10).contains(self.attempts.get_ref()), &self.attempts.span(), || {
            "attempts is between 1 and 10".to_owned()
        })?;
        Ok(Webhook {
            url,
            on: occasions(self.on)?,
            timeout: timeout(&self.timeout_seconds)?,
            attempts: self.attempts.into_inner(),
        })
    }
}

impl RawCommand {
    fn check(self) -> Result<CommandHook, Fault> {
        ensure(!self.program.get_ref().as_os_str().is_empty(), &self.program.span(), || {
            "the program is missing".to_owned()
        })?;
        Ok(CommandHook {
            program: self.program.into_inner(),
            arguments: self.arguments,
            on: occasions(self.on)?,
            timeout: timeout(&self.timeout_seconds)?,
        })
    }
}

fn occasions(on: Spanned<Vec<Occasion>>) -> Result<Vec<Occasion>, Fault> {
    ensure(!on.get_ref().is_empty(), &on.span(), || {
        "on names at least one of \"new\" and \"failed\"".to_owned()
    })?;
    Ok(on.into_inner())
}

fn timeout(seconds: &Spanned<u64>) -> Result<Duration, Fault> {
    ensure((1..=LONGEST_TIMEOUT_SECONDS).contains(seconds.get_ref()), &seconds.span(), || {
        format!("timeout_seconds is between 1 and {LONGEST_TIMEOUT_SECONDS}")
    })?;
    Ok(Duration::from_secs(*seconds.get_ref()))
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, on, timeout, attempts } = self;
        formatter
            .debug_struct("Webhook")
            .field("host", &url.host_str())
            .field("on", on)
            .field("timeout", timeout)
            .field("attempts", attempts)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"version = 1
contact = "data@example.org"
metrics = "/var/lib/node_exporter/plumb.prom"
network = { attempts = 2, idle_seconds = 0.5 }
[watch]
time_zone = "EST5EDT,M3.2.0,M11.1.0"
jitter_seconds = 900
[[watch.schedule]]
name = "daily"
cron = "30 14 * * *"
[[watch.schedule]]
name = "industries"
cron = "0 6 1 * *"
sources = ["qcew-industry"]
[webhook]
url = "https://hooks.example/services/secret"
on = ["new", "failed"]
timeout_seconds = 10
attempts = 3
[command]
program = "/usr/local/bin/after-refresh"
arguments = ["--site", "a b"]
on = ["new"]
timeout_seconds = 600
"#;

    fn parse(text: &str) -> Result<RefreshSettings, FetchError> {
        RefreshSettings::parse(text, "refresh.toml", &Catalogue::built_in().unwrap())
    }

    #[test]
    fn settings_are_read_whole() {
        let settings = parse(WHOLE).unwrap();
        assert_eq!(settings.watch.schedules[1].sources, ["qcew-industry"]);
        assert_eq!((settings.retry.attempts, settings.timeouts.idle), (2, Duration::from_millis(500)));
        assert_eq!(settings.timeouts.connect, Timeouts::default().connect);
        assert_eq!(settings.command.unwrap().arguments, ["--site", "a b"]);
        let webhook = settings.webhook.unwrap();
        assert_eq!(webhook.on, [Occasion::New, Occasion::Failed]);
        assert!(!format!("{webhook:?}").contains("secret"));
    }

    #[test]
    fn the_built_in_settings_are_sound_and_tell_nobody() {
        let settings = RefreshSettings::built_in(&Catalogue::built_in().unwrap()).unwrap();
        assert_eq!(settings.watch.schedules.len(), 1);
        assert!(settings.contact.is_none() && settings.webhook.is_none() && settings.command.is_none());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (from, to, line, words) in [
            ("version = 1", "version = 2", 1, "version 2 is not supported"),
            ("contact", "kontact", 2, "unknown field"),
            ("attempts = 2", "attempts = 0", 4, "attempts is between"),
            ("= 0.5", "= -1.0", 4, "no time in seconds"),
            ("EST5EDT,M3.2.0,M11.1.0", "Mars/Olympus", 6, "no time zone"),
            ("= 900", "= 90000", 7, "jitter_seconds is at most"),
            ("30 14 * * *", "30 14 * *", 10, "no cron expression"),
            ("30 14 * * *", "0 0 31 2 *", 10, "never comes due"),
            ("\"industries\"", "\"daily\"", 12, "used twice"),
            ("qcew-industry", "qcew", 14, "no source `qcew`"),
            ("https://hooks", "file://hooks", 16, "must start with https://"),
            ("[\"new\", \"failed\"]", "[]", 17, "at least one of"),
            ("= 10\n", "= 0\n", 18, "timeout_seconds is between"),
            ("attempts = 3", "attempts = 99", 19, "attempts is between"),
        ] {
            assert!(WHOLE.contains(from), "{from}");
            match parse(&WHOLE.replacen(from, to, 1)) {
                Err(FetchError::Catalogue { line: found, message, .. }) => {
                    assert_eq!(found, line, "{to}: {message}");
                    assert!(message.contains(words), "{to}: {message}");
                }
                other => panic!("{to}: {other:?}"),
            }
        }
    }
}
