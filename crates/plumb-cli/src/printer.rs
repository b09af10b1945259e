//! The one place that writes to stdout and stderr. Data goes to stdout, everything else to stderr.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use plumb_tables::Table;

use crate::arguments::{Format, LogFormat};

/// Prints data in the form that was asked for, and notes unless they were forbidden.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printer {
    format: Format,
    quiet: bool,
    /// Every line of stderr is a JSON object.
    json_on_stderr: bool,
}

impl Printer {
    pub(crate) fn new(format: Format, quiet: bool, log_format: LogFormat) -> Self {
        Self { format, quiet, json_on_stderr: log_format == LogFormat::Json }
    }

    pub(crate) const fn format(self) -> Format {
        self.format
    }

    /// Prints a table on stdout.
    pub(crate) fn table(self, table: &Table) -> Result<()> {
        let text = match self.format {
            Format::Text => plumb_report::terminal::table(table, terminal_width()),
            Format::Json => plumb_report::json::table(table)?,
            Format::Csv => String::from_utf8(plumb_store::write_csv(table)?)?,
        };
        data(&text)
    }

    /// Tells the person something, on stderr.
    pub(crate) fn note(self, text: &str) {
        if self.json_on_stderr {
            tracing::info!("{text}");
        } else if !self.quiet {
            to_stderr(text);
        }
    }

    /// A bar for a step of known length, or a spinner where the length is not known; invisible where stderr is no
    /// terminal.
    pub(crate) fn bar(self, length: Option<u64>, text: &str) -> ProgressBar {
        let Some(length) = length else { return self.spinner(text) };
        if self.quiet || self.json_on_stderr || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent}% {msg}, {eta} left") {
            bar.set_style(style);
        }
        bar.set_message(text.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Prints text for people behind a table: on stdout where that is for people too, else as a note.
    pub(crate) fn more(self, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if self.format == Format::Text {
            return data(&format!("\n{text}"));
        }
        self.note(text);
        Ok(())
    }

    /// Reports why a run failed; hints stand on lines of their own.
    pub(crate) fn failure(self, error: &anyhow::Error) {
        let rules = error.chain().find_map(|cause| match cause.downcast_ref() {
            Some(plumb_framework::FrameworkError::Rules(problems)) => Some(problems),
            _ => None,
        });
        if let (Some(problems), false) = (rules, self.json_on_stderr) {
            let colour = console::Term::stderr().features().colors_supported();
            let count = problems.problems.len();
            let noun = if count == 1 { "problem" } else { "problems" };
            to_stderr(&crate::diagnostics::render(problems, colour));
            to_stderr(&format!("error: failed to read the rule tables: {count} {noun}"));
            return;
        }
        // Errors of fetching are statements about an address; all others say what was being done.
        let states = error.chain().next().is_some_and(<dyn std::error::Error>::is::<plumb_fetch::FetchError>);
        let text = format!("{}{}", if states { "" } else { "failed to " }, sentence(error));
        if self.json_on_stderr {
            tracing::error!("{text}");
            return;
        }
        // Libraries put a hint in brackets at the end.
        match text.split_once(" (hint: ") {
            Some((text, hint)) => {
                to_stderr(&format!("error: {text}\nhint: {}", hint.strip_suffix(')').unwrap_or(hint)));
            }
            None => to_stderr(&format!("error: {text}")),
        }
    }

    /// A spinner for a step that takes a while; invisible where stderr is no terminal.
    pub(crate) fn spinner(self, text: &str) -> ProgressBar {
        if self.quiet || self.json_on_stderr || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]") {
            bar.set_style(style);
        }
        bar.set_message(text.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}

/// An error and its causes. A cause that stands in the text of what it caused is not said again.
fn sentence(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

/// Prints ready text on stdout, with one line end behind it.
pub(crate) fn data(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    match written {
        // `plumb ... | head` is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Nothing can be done about a stderr that does not take text.
fn to_stderr(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The width of the terminal; `None` where stdout is none, so that nothing is cut.
pub(crate) fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let (_, columns) = console::Term::stdout().size_checked()?;
    Some(usize::from(columns))
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let cause = || anyhow::anyhow!("no such file");
        let said = Err::<(), _>(cause()).context("read /a: no such file").context("ingest").unwrap_err();
        assert_eq!(sentence(&said), "ingest: read /a: no such file");
    }
}
