//! What can go wrong before a ranking.

/// Why there is no ranking.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmergingError {
    /// The configuration cannot be used.
    #[error("read {file}: {reason}")]
    Config {
        /// Name of the file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A table that lists what came later cannot be used.
    #[error("read the truth list: {reason}")]
    Truth {
        /// What is wrong with it.
        reason: String,
    },
}
