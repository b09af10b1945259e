#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod cell;
mod compare;
mod error;
mod field;
mod ingested;
mod issue;
mod row;
pub mod schema;
mod spool;
mod table;

pub use cell::{Cell, Kind};
pub use compare::{KeyChanges, KeyLabel};
pub use error::TableError;
pub use field::{Field, Part, Prose};
pub use ingested::{IngestedRelease, SourceFile};
pub use issue::RowIssue;
pub use row::{Column, FieldSpec, Row};
pub use spool::{Spool, SpoolError, SpooledTable, TableStream};
pub use table::{ColumnData, Table};
