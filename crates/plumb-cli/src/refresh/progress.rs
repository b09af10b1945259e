//! Shows on one line of a terminal what is going on.

use indicatif::ProgressBar;
use plumb_fetch::{Progress, ProgressEvent};

/// A line that says which file is being asked for.
#[derive(Debug)]
pub(super) struct Line(pub(super) ProgressBar);

impl Progress for Line {
    fn report(&self, event: &ProgressEvent<'_>) {
        match event {
            ProgressEvent::Started { key, .. } => self.0.set_message(format!("asking for {key}")),
            ProgressEvent::Received { key, bytes } => {
                self.0.set_message(format!("{key}: {} KiB", bytes / 1024));
            }
            ProgressEvent::Waiting { key, duration, reason } => {
                self.0.set_message(format!("{key}: waiting {} s ({reason})", duration.as_secs()));
            }
            _ => {}
        }
    }
}
