//! What can go wrong when an index is built or loaded.

/// Why an index could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// No known title has a word.
    #[error("failed to build the title index: none of the {given} known titles can be read")]
    NoTitles {
        /// Number of known titles that were given.
        given: usize,
    },
    /// More occupations, words or titles than the index has numbers for.
    #[error("failed to build the title index: {what} are more than its format holds")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
    },
}

/// Why an index could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Not an index at all.
    #[error("failed to load the title index: these bytes are no title index")]
    NotAnIndex,
    /// An index of another version of the format.
    #[error(
        "failed to load the title index: it has format {found}, this program reads format {wanted}; rebuild it"
    )]
    Format {
        /// Format of the bytes.
        found: u32,
        /// The format that is read.
        wanted: u32,
    },
    /// The bytes are cut short or changed.
    #[error("failed to load the title index: it is damaged ({reason}); rebuild it")]
    Damaged {
        /// What does not hold.
        reason: &'static str,
    },
}

impl IndexError {
    pub(crate) const fn damaged(reason: &'static str) -> Self {
        Self::Damaged { reason }
    }
}
