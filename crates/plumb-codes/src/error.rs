//! The one error of this crate: a text that is not a code of the system it was read as.

/// A text that could not be read as a code of the named system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{input}` as {system}: {reason}")]
#[non_exhaustive]
pub struct CodeError {
    /// The code system that was expected, such as `SOC 2018 code`.
    pub system: &'static str,
    /// The text as it came, cut after 40 characters.
    pub input: String,
    /// What is wrong and, where there is one, the remedy.
    pub reason: &'static str,
}

impl CodeError {
    pub(crate) fn new(system: &'static str, input: &str, reason: &'static str) -> Self {
        Self { system, input: input.chars().take(40).collect(), reason }
    }
}
