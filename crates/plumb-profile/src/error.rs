//! The error of this crate: a thresholds file that cannot be trusted. Figures never fail: what is
//! missing is a value.

/// What can be wrong with a thresholds file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The text is not the TOML that is expected.
    #[error("read `{file}`: {reason}")]
    Syntax {
        /// The file as the caller names it.
        file: String,
        /// What the parser says, with line and key.
        reason: String,
    },
    /// A threshold has neither or both of its forms, or a value out of range.
    #[error("read `{file}`, section `{section}`: {reason}")]
    Threshold {
        /// The file as the caller names it.
        file: String,
        /// The section.
        section: &'static str,
        /// What is wrong and the remedy.
        reason: String,
    },
}
