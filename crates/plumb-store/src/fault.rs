//! A disk that fails at a chosen step, for tests: once (disk full) or from then on (crash).

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug)]
pub(crate) struct Fault {
    /// The step that fails, from 0.
    at: usize,
    kind: io::ErrorKind,
    /// After a crash no later step happens, clean-up included.
    crash: bool,
    taken: AtomicUsize,
}

impl Fault {
    pub(crate) fn crash(at: usize) -> Self {
        Self { at, kind: io::ErrorKind::Other, crash: true, taken: AtomicUsize::new(0) }
    }

    pub(crate) fn once(at: usize, kind: io::ErrorKind) -> Self {
        Self { at, kind, crash: false, taken: AtomicUsize::new(0) }
    }

    pub(crate) fn reached(&self) -> bool {
        self.taken.load(Ordering::Relaxed) > self.at
    }

    pub(crate) fn step(&self) -> io::Result<()> {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        if number == self.at || (self.crash && number > self.at) {
            return Err(io::Error::new(self.kind, "simulated fault"));
        }
        Ok(())
    }
}
