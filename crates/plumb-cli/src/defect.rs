//! Panics: what a library's panic means is said by the caller that expects it, any other is told as a defect.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the work of the process. Returns `Err` with a sentence about the last panic if one got through.
///
/// Readers of damaged workbooks and Parquet files catch the panics of the libraries below them and give an error that
/// names the file. Nothing is printed of those: a person would take the message for the answer.
pub(crate) fn told<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let last = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&last);
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        if panic.payload_as_str().is_some_and(|text| ENDS.iter().any(|end| text.contains(end))) {
            // The process ends here; nobody can catch it and say what it means.
            usual(panic);
        } else {
            tracing::debug!(panic = %panic, "a panic was raised");
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = sentence(panic);
        }
    }));
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| last.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

/// What the standard library says of panics after which it ends the process.
const ENDS: [&str; 2] = ["in a function that cannot unwind", "in a destructor during cleanup"];

fn sentence(panic: &PanicHookInfo<'_>) -> String {
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map_or_else(String::new, |place| format!(" ({place})"));
    let mut said = format!(
        "plumb has met a defect of its own: {message}{place}; please report it with the command and, if you may, the file"
    );
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        said.push_str(&format!("\n{trace}"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_that_gets_through_is_one_sentence_and_a_caught_one_is_nothing() {
        let told_of = told(|| panic!("seven of six"));
        let text = told_of.unwrap_err();
        assert!(text.contains("seven of six") && text.contains("defect.rs:"), "{text}");
        assert_eq!(told(|| catch_unwind(|| panic!("expected")).is_err()), Ok(true));
        let _ = take_hook();
    }
}
