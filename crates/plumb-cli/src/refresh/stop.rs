//! A request to stop, seen by everything that a run does.

use std::sync::Arc;

use tokio::sync::watch;

/// Set once by whoever hears the signal; clones see the same.
#[derive(Debug, Clone)]
pub(crate) struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Nobody has asked yet.
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Asks everybody to stop.
    pub(crate) fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody asked.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody asks.
    pub(crate) async fn asked(&self) {
        // The sender lives in `self`, so that the channel cannot close.
        let mut seen = self.0.subscribe();
        let _never_closed = seen.wait_for(|asked| *asked).await;
    }
}
