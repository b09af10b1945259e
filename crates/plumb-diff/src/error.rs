//! Why two releases could not be compared.

/// A comparison that cannot be made. Reads after "failed to".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiffError {
    /// `diff.toml` has another form.
    #[error("read {file}: {reason}")]
    Settings {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The deflator is no number or pair of numbers.
    #[error(
        "read the deflator `{text}`: a rise of prices in percent such as 2.7, or two index values such as 314.069:321.465"
    )]
    Deflator {
        /// What was given.
        text: String,
    },
    /// A table lacks a column that the comparison reads.
    #[error("compare the table `{table}` of {release}: it has no column `{column}` of that kind")]
    Column {
        /// The release.
        release: String,
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The two sides use code systems that no crosswalk at hand links.
    #[error(
        "link the codes of {from} and {to}: the published crosswalk `{crosswalk}` is not at hand (hint: ingest {holder}, or add --infer to match by code and title)"
    )]
    MissingCrosswalk {
        /// The earlier code system.
        from: String,
        /// The later one.
        to: String,
        /// The table that would link them.
        crosswalk: String,
        /// The release that holds it.
        holder: String,
    },
    /// Nothing that both sides hold can be compared.
    #[error(
        "compare {from} with {to}: they have no table in common; {from} has {from_tables}, {to} has {to_tables}"
    )]
    NothingInCommon {
        /// The earlier side.
        from: String,
        /// The later side.
        to: String,
        /// Its tables.
        from_tables: String,
        /// Its tables.
        to_tables: String,
    },
}
