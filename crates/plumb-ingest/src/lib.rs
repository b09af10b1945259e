#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod digest;
mod error;
mod header;
mod input;
mod source;
mod value;
mod walk;

pub use error::IngestError;
pub use input::Limits;
pub use source::framework::{PublishedRow, published_rows};
pub use walk::{IngestReport, Skipped, ingest};

/// The importer's name and version, recorded in every manifest. The number grows when the same file
/// would give other tables.
pub const IMPORTER: &str = "plumb-ingest 1";
