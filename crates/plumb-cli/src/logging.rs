//! Where `tracing` events go: stderr, as text for people or as JSON lines for machines.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::arguments::{Global, LogFormat};

/// Starts logging at the level that `--quiet` and `-v` ask for.
pub(crate) fn start(global: &Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => "error",
        // Whoever reads logs by machine wants to see what went well, too.
        (false, 0) if global.log_format == LogFormat::Json => "info",
        (false, 0) => "warn",
        (false, 1) => "info",
        (false, 2) => "debug",
        (false, _) => "trace",
    };
    let filter =
        EnvFilter::try_new(format!("{level},hyper=warn,reqwest=warn,rustls=warn")).unwrap_or_default();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match global.log_format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => {
            builder.with_target(false).without_time().with_ansi(std::io::stderr().is_terminal()).init();
        }
    }
}
