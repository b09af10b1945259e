//! Why an edition could not be loaded or imported. The remedy is in the message.

use std::io;
use std::path::PathBuf;

use crate::rules::RuleProblems;

/// Configuration that cannot be used. Reads after "failed to".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameworkError {
    /// A file of the edition cannot be read.
    #[error("read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// There is no such edition.
    #[error("find the framework edition `{edition}`; known are {known}")]
    UnknownEdition {
        /// The edition asked for.
        edition: String,
        /// The editions at hand.
        known: String,
    },
    /// `framework.toml` does not follow its form; the message has line and column.
    #[error("read {file}: {reason}")]
    Definition {
        /// The file.
        file: String,
        /// What is wrong and where.
        reason: String,
    },
    /// A row of a table is wrong.
    #[error("read {file}, row {row}: {reason}")]
    Row {
        /// The file.
        file: String,
        /// The row as a person counts it, from 1, header included.
        row: u64,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// The rule tables are wrong.
    #[error(transparent)]
    Rules(RuleProblems),
    /// Published rows that name no cluster of the edition: another edition's workbook.
    #[error("import {file}: {reason}")]
    Import {
        /// The workbook.
        file: String,
        /// What is wrong.
        reason: String,
    },
}
