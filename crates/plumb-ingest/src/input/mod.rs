//! A publisher's file as sheets of rows of values, whatever its format. Knows no column.

mod container;
mod delimited;
mod sniff;
mod workbook;

pub(crate) use container::{Entry, check, entries, gunzip, peek, too_large, unpack};
pub(crate) use sniff::{Kind, is_gzip, kind_of};

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use plumb_codes::Release;

use crate::digest::sha256_hex;
use crate::error::IngestError;
use crate::taxonomy::Taxonomies;
use crate::value::Value;

/// What an archive or workbook may be before it is refused unopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of one file as it lies on disk, in bytes.
    pub file_bytes: u64,
    /// Number of entries of an archive.
    pub archive_entries: usize,
    /// Size of all entries of an archive together once unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Unpacked size by packed size; real releases stay under 30.
    pub expansion: u64,
    /// How deep archives may lie in archives.
    pub archive_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            archive_entries: 2_000,
            unpacked_bytes: 3 << 30,
            expansion: 200,
            archive_depth: 3,
        }
    }
}

/// Where a message points to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    /// Empty for text files.
    pub(crate) sheet: &'a str,
}

/// What a callback tells the reader of rows.
pub(crate) type Flow = Result<ControlFlow<()>, IngestError>;

/// Go on to the next row.
pub(crate) const NEXT: Flow = Ok(ControlFlow::Continue(()));
/// Leave the rest of the sheet.
pub(crate) const ENOUGH: Flow = Ok(ControlFlow::Break(()));

/// One file, opened and checked.
pub(crate) struct InputFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size_bytes: u64,
    /// What the caller of the whole read knows better than the file.
    pub(crate) context: Rc<ReadContext>,
    content: Content,
}

/// What is the same for every file of a call.
#[derive(Debug, Default)]
pub(crate) struct ReadContext {
    /// The release that the caller named, for files that do not say which they are of.
    pub(crate) release: Option<Release>,
    /// The codes that classifications have.
    pub(crate) taxonomies: Arc<Taxonomies>,
    /// Cuts of OEWS files that a first reading has concluded wrongly from their first rows.
    pub(crate) cuts: BTreeMap<String, &'static str>,
}

enum Content {
    Workbook(Box<workbook::Workbook>),
    Delimited(delimited::Delimited),
}

/// The first rows of a sheet, for recognising it.
#[derive(Debug, Clone)]
pub(crate) struct Preview {
    pub(crate) sheet: String,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// How many rows recognition may look at: SOC files have seven lines of letterhead.
const PREVIEW_ROWS: usize = 12;

impl InputFile {
    /// Opens a workbook or text file; `kind` is what [`kind_of`] said.
    pub(crate) fn open(
        name: &str,
        bytes: Vec<u8>,
        kind: &Kind,
        limits: &Limits,
    ) -> Result<Self, IngestError> {
        let sha256 = sha256_hex(&bytes);
        let size_bytes = bytes.len() as u64;
        let content = match kind {
            Kind::Text => Content::Delimited(delimited::Delimited::open(name, bytes)?),
            Kind::Foreign(what) => {
                return Err(IngestError::Content { file: name.to_owned(), reason: (*what).to_owned() });
            }
            Kind::Workbook | Kind::Archive => {
                check(name, &bytes, limits)?;
                Content::Workbook(Box::new(workbook::Workbook::open(name, bytes)?))
            }
        };
        Ok(Self { name: name.to_owned(), sha256, size_bytes, context: Rc::default(), content })
    }

    /// The sheets' names in order; a text file has one with an empty name.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match &self.content {
            Content::Workbook(workbook) => workbook.sheets(),
            Content::Delimited(_) => vec![String::new()],
        }
    }

    /// Whether the file separates its cells by tabs; a workbook does not.
    pub(crate) fn is_tab_delimited(&self) -> bool {
        matches!(&self.content, Content::Delimited(delimited) if delimited.is_tab_delimited())
    }

    /// Hands over the rows of a sheet with their numbers as a person counts them, from 1.
    /// Empty rows are not handed over.
    pub(crate) fn for_each_row(
        &mut self,
        sheet: &str,
        row: &mut dyn FnMut(usize, &[Value]) -> Flow,
    ) -> Result<(), IngestError> {
        match &mut self.content {
            Content::Workbook(workbook) => workbook.for_each_row(&self.name, sheet, row),
            Content::Delimited(delimited) => delimited.for_each_row(&self.name, row),
        }
    }

    /// The first rows of every sheet.
    pub(crate) fn previews(&mut self) -> Result<Vec<Preview>, IngestError> {
        let mut previews = Vec::new();
        for sheet in self.sheets() {
            let mut rows = Vec::new();
            self.for_each_row(&sheet, &mut |_, cells| {
                rows.push(cells.to_vec());
                if rows.len() == PREVIEW_ROWS { ENOUGH } else { NEXT }
            })?;
            previews.push(Preview { sheet, rows });
        }
        Ok(previews)
    }

    /// The year and month in which a workbook was last saved, from its document properties.
    pub(crate) fn modified(&self) -> Option<(u16, u8)> {
        match &self.content {
            Content::Workbook(workbook) => workbook.modified(),
            Content::Delimited(_) => None,
        }
    }
}
