//! Figures of a run in Prometheus' text format, for the node exporter's textfile collector or a pushgateway.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::error::FetchError;
use crate::fsio;

/// A metric's name, help text and type, in the order of output.
const FAMILIES: [(&str, &str, &str); 13] = [
    ("plumb_fetch_requests_total", "counter", "HTTP requests by host and status (or error)."),
    ("plumb_fetch_body_bytes_total", "counter", "Body bytes received by host."),
    ("plumb_fetch_retries_total", "counter", "Attempts repeated by host."),
    ("plumb_fetch_outcomes_total", "counter", "Files by source and outcome."),
    ("plumb_fetch_quarantined_total", "counter", "Files put in quarantine by source."),
    ("plumb_fetch_wait_seconds_total", "counter", "Seconds waited before repeating an attempt, by host."),
    (
        "plumb_fetch_seconds_total",
        "counter",
        "Seconds by source and phase: network, check, store, parse, publish.",
    ),
    ("plumb_fetch_bls_api_queries_used", "gauge", "Queries of the BLS API counted today."),
    ("plumb_refresh_exit_code", "gauge", "Exit code of the run; 5 is nothing new."),
    ("plumb_refresh_seconds", "gauge", "Seconds that the run took."),
    ("plumb_refresh_releases_published", "gauge", "Releases that the run brought or changed."),
    ("plumb_refresh_hooks_total", "counter", "Hooks called by kind and outcome."),
    ("plumb_fetch_last_run_timestamp_seconds", "gauge", "When these figures were written."),
];

/// Counters of one run.
#[derive(Debug, Default)]
pub struct Metrics {
    values: Mutex<BTreeMap<(&'static str, String), f64>>,
}

impl Metrics {
    /// Adds to a counter. Names that are not among those of this crate are not written.
    pub fn add(&self, name: &'static str, labels: &[(&str, &str)], amount: f64) {
        *self
            .values
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((name, render_labels(labels)))
            .or_insert(0.0) += amount;
    }

    /// Sets a gauge, as [`Metrics::add`].
    pub fn set(&self, name: &'static str, labels: &[(&str, &str)], value: f64) {
        self.values
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((name, render_labels(labels)), value);
    }

    /// The sum of a metric over its labels; 0 for a name that was never counted.
    pub fn total(&self, name: &str) -> f64 {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.iter().filter(|((of, _), _)| *of == name).fold(0.0, |sum, (_, value)| sum + value)
    }

    /// The figures as Prometheus text, sorted.
    pub fn render(&self) -> String {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for (name, kind, help) in FAMILIES {
            let mut lines = values.iter().filter(|((of, _), _)| *of == name).peekable();
            if lines.peek().is_none() {
                continue;
            }
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for ((_, labels), value) in lines {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        }
        text
    }

    /// Writes the figures to a file, whole or not at all.
    ///
    /// # Errors
    /// [`FetchError::Io`].
    pub fn write(&self, path: &Path, now: jiff::Timestamp) -> Result<(), FetchError> {
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
        self.set("plumb_fetch_last_run_timestamp_seconds", &[], now.as_second() as f64);
        fsio::write_atomic_for_all(path, self.render().as_bytes())
    }
}

fn render_labels(labels: &[(&str, &str)]) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = labels
        .iter()
        .map(|(name, value)| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    format!("{{{}}}", pairs.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_sorted_typed_and_escaped() {
        let metrics = Metrics::default();
        metrics.add("plumb_fetch_requests_total", &[("host", "b"), ("status", "200")], 1.0);
        metrics.add("plumb_fetch_requests_total", &[("host", "a\"\n"), ("status", "200")], 1.0);
        metrics.add("plumb_fetch_requests_total", &[("host", "b"), ("status", "200")], 2.0);
        assert_eq!(
            metrics.render(),
            "# HELP plumb_fetch_requests_total HTTP requests by host and status (or error).\n\
             # TYPE plumb_fetch_requests_total counter\n\
             plumb_fetch_requests_total{host=\"a\\\"\\n\",status=\"200\"} 1\n\
             plumb_fetch_requests_total{host=\"b\",status=\"200\"} 3\n"
        );
    }
}
