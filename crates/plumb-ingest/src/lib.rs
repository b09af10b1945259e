#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod collect;
mod digest;
mod error;
mod header;
mod input;
mod join;
mod source;
mod taxonomy;
mod value;
mod walk;

pub use collect::Skipped;
pub use error::IngestError;
pub use input::Limits;
pub use source::framework::{PublishedRow, published_rows};
pub use taxonomy::Taxonomies;
pub use walk::{IngestOptions, IngestReport, ingest, ingest_with};

/// The importer's name and version, recorded in every manifest. The number grows when the same file
/// would give other tables.
pub const IMPORTER: &str = "plumb-ingest 1";
