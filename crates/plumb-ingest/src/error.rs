//! Why a file was refused as a whole. Single bad rows are [`plumb_tables::RowIssue`]s instead.

use std::io;
use std::path::PathBuf;

/// A file that cannot be trusted. Reads after "failed to".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The file or folder cannot be read.
    #[error("read {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file's bytes are not what its format promises: truncated, HTML, empty, wrong encoding.
    #[error("read {file}: {reason}")]
    Content {
        /// The file.
        file: String,
        /// What it looks like, and the remedy where there is one.
        reason: String,
    },
    /// An archive that would harm the machine that opens it.
    #[error("open the archive {file}: {reason}")]
    Archive {
        /// The archive.
        file: String,
        /// The limit or rule it breaks.
        reason: String,
    },
    /// A column that the table needs is not there.
    #[error("read {file}{}: the column `{column}` is missing{hint}", in_sheet(sheet))]
    MissingColumn {
        /// The file.
        file: String,
        /// The sheet; empty for text files.
        sheet: String,
        /// The column in the publisher's words.
        column: String,
        /// The nearest header found, as a remark.
        hint: String,
    },
    /// A table that the release needs is not there.
    #[error("read {file}: the table `{table}` is missing ({reason})")]
    MissingTable {
        /// The file or folder.
        file: String,
        /// The table in the publisher's words.
        table: String,
        /// Why it is needed.
        reason: String,
    },
    /// Nothing in the file says which source and release it is.
    #[error("recognise {file}: {reason}")]
    Unrecognised {
        /// The file.
        file: String,
        /// What was looked for.
        reason: String,
    },
    /// The file says of two releases that it is of them, or of none.
    #[error("tell the release of {file}: {reason}{}", remedy_line(remedy))]
    Release {
        /// The file.
        file: String,
        /// What speaks for which release.
        reason: String,
        /// The option that settles it.
        remedy: String,
    },
    /// A table that is too large for memory could not be put down.
    #[error("put down the table `{table}` of {file}: {source}")]
    Spool {
        /// The file.
        file: String,
        /// The table.
        table: String,
        /// The writer's reason.
        source: plumb_tables::SpoolError,
    },
    /// Too many rows are bad for the rest to be believed.
    #[error("read {file}{}: {bad} of {rows} rows cannot be used; the first: {first}", in_sheet(sheet))]
    TooManyBadRows {
        /// The file.
        file: String,
        /// The sheet; empty for text files.
        sheet: String,
        /// Rows that cannot be used.
        bad: usize,
        /// Rows in all.
        rows: usize,
        /// The first issue.
        first: String,
    },
}

fn remedy_line(remedy: &str) -> String {
    if remedy.is_empty() { String::new() } else { format!("; if you know it, add `{remedy}`") }
}

fn in_sheet(sheet: &str) -> String {
    if sheet.is_empty() { String::new() } else { format!(", sheet `{sheet}`") }
}
