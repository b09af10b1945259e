//! Panics: what a library's panic means is said by the caller that expects it, any other is told as a defect.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

/// The sentence about the panic that was raised last, on any thread.
static LAST: Mutex<String> = Mutex::new(String::new());

/// From now on a panic is noted instead of printed.
///
/// Readers of damaged workbooks and Parquet files catch the panics of the libraries below them and give an error that
/// names the file; a person would take a printed panic for the answer.
pub(crate) fn note_panics() {
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        if panic.payload_as_str().is_some_and(|text| ENDS.iter().any(|end| text.contains(end))) {
            // The process ends here; nobody can catch it and say what it means.
            usual(panic);
        } else {
            tracing::debug!(panic = %panic, "a panic was raised");
            *LAST.lock().unwrap_or_else(PoisonError::into_inner) = sentence(panic);
        }
    }));
}

/// Runs work; a panic that gets through is an error with a sentence for people.
pub(crate) fn told<T>(work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(anyhow::Error::msg(LAST.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    })
}

/// What the standard library says of panics after which it ends the process.
const ENDS: [&str; 2] = ["in a function that cannot unwind", "in a destructor during cleanup"];

fn sentence(panic: &PanicHookInfo<'_>) -> String {
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
    let mut said = format!(
        "finish: a defect of plumb itself{place}: {message}; please report it with the command and the input"
    );
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        // Writing to a string cannot fail.
        let _ = write!(said, "\n{trace}");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_that_gets_through_is_one_sentence_and_a_caught_one_is_nothing() {
        note_panics();
        let text = told(|| -> anyhow::Result<()> { panic!("seven of six") }).unwrap_err().to_string();
        assert!(text.contains("seven of six") && text.contains("defect.rs:"), "{text}");
        assert!(told(|| Ok(catch_unwind(|| panic!("expected")).is_err())).unwrap());
        let _ = take_hook();
    }
}
