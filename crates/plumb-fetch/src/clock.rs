//! The time, as the caller tells it. The library never reads a clock of its own, so that tests and
//! replays are exact; sleeping goes through here too.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// A boxed wait.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Tells the time and waits.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits for as long.
    fn sleep(&self, duration: Duration) -> Sleep<'_>;
}

/// A clock that waits with tokio and reads the time through a function of the caller.
#[derive(Debug, Clone, Copy)]
pub struct TokioClock {
    now: fn() -> Timestamp,
}

impl TokioClock {
    /// A clock that reads the time with `now`; the command line passes `Timestamp::now`.
    pub const fn new(now: fn() -> Timestamp) -> Self {
        Self { now }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        (self.now)()
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock that is moved by hand: waiting moves it at once, and is remembered. For tests.
#[derive(Debug)]
pub struct ManualClock {
    state: Mutex<(Timestamp, Vec<Duration>)>,
}

impl ManualClock {
    /// A clock that stands at `start`.
    pub const fn new(start: Timestamp) -> Self {
        Self { state: Mutex::new((start, Vec::new())) }
    }

    /// Sets the time.
    pub fn set(&self, now: Timestamp) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = now;
    }

    /// Every wait so far, oldest first.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = state.0.saturating_add(duration).unwrap_or(state.0);
        state.1.push(duration);
        drop(state);
        Box::pin(tokio::task::yield_now())
    }
}
