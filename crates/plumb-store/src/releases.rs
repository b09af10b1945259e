//! Releases at hand for reading: the embedded set, with a store laid over it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plumb_codes::{Release, Source};
use plumb_tables::{Cell, ColumnData, Row, Table, TableError};

use crate::embedded;
use crate::error::{Result, StoreError};
use crate::folder;
use crate::manifest::{Manifest, TableEntry};
use crate::parquet::{read_parquet, read_parquet_columns};
use crate::schema::ColumnEntry;
use crate::store::Store;

/// Of larger tables, [`Releases::keys`] reads the key alone.
const MOST_ROWS_WITH_TITLES: usize = 150_000;

/// Where a table is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The set that the program carries.
    Embedded,
    /// A folder on disk.
    Folder,
}

/// Every release that can be read, as it was when this was opened.
///
/// The embedded set, and over it the store. The newest release of a source may come from either.
/// Where both hold a release, the tables of the store win, and tables that the store's release
/// lacks (it may have been ingested in part) are read from the embedded one.
///
/// ```
/// use plumb_codes::Source;
/// use plumb_store::Releases;
/// use plumb_tables::schema::oews::{OewsRow, cut};
///
/// let releases = Releases::open(None)?;
/// if let Some(newest) = releases.newest_with(Source::Oews, cut::NATIONAL) {
///     let rows: Vec<OewsRow> = releases.rows_named(newest, cut::NATIONAL)?;
///     assert!(!rows.is_empty());
/// }
/// # Ok::<(), plumb_store::StoreError>(())
/// ```
#[derive(Debug)]
pub struct Releases {
    folders: Vec<PathBuf>,
    held: BTreeMap<Release, Held>,
}

#[derive(Debug)]
struct Held {
    manifest: Manifest,
    layers: BTreeMap<String, Layer>,
}

/// Where a table is: in the program, or in one of the folders.
#[derive(Debug, Clone, Copy)]
enum Layer {
    Embedded,
    Folder(usize),
}

impl Releases {
    /// The embedded set with the store at `store` laid over it; a folder without a store adds
    /// nothing.
    ///
    /// # Errors
    /// When the folder is no store, or a manifest cannot be read.
    pub fn open(store: Option<&Path>) -> Result<Self> {
        let mut releases = Self::embedded()?;
        if let Some(store) = store.map(Store::open).transpose()?.flatten() {
            releases.lay_over(store.releases_folder())?;
        }
        Ok(releases)
    }

    /// The embedded set alone.
    ///
    /// # Errors
    /// When it was compiled by another version.
    pub fn embedded() -> Result<Self> {
        let mut held = BTreeMap::new();
        for (release, manifest) in embedded::manifests()? {
            held.insert(release, Held::new(manifest, Layer::Embedded));
        }
        Ok(Self { folders: Vec::new(), held })
    }

    /// The releases of a compiled set on disk alone, laid out as `<source>/<version>/`.
    ///
    /// # Errors
    /// When a manifest cannot be read.
    pub fn folder(path: &Path) -> Result<Self> {
        let mut releases = Self { folders: Vec::new(), held: BTreeMap::new() };
        releases.lay_over(path.to_path_buf())?;
        Ok(releases)
    }

    /// Lays the releases of a folder over those held so far.
    pub(crate) fn lay_over(&mut self, folder: PathBuf) -> Result<()> {
        let layer = Layer::Folder(self.folders.len());
        for release in folder::list_releases(&folder)? {
            // A release that was pruned since it was listed is no release.
            let Some(manifest) = folder::read_manifest(&folder, release)? else { continue };
            let mut upper = Held::new(manifest, layer);
            if let Some(lower) = self.held.remove(&release) {
                upper.fill_from(lower);
            }
            self.held.insert(release, upper);
        }
        self.folders.push(folder);
        Ok(())
    }

    /// The releases, sorted by source and age.
    pub fn releases(&self) -> Vec<Release> {
        self.held.keys().copied().collect()
    }

    /// The newest release of a source; returns `None` where none is at hand.
    pub fn newest(&self, source: Source) -> Option<Release> {
        self.held.keys().rev().find(|release| release.source() == source).copied()
    }

    /// The newest release of a source that holds a table; returns `None` where none does.
    pub fn newest_with(&self, source: Source, table: &str) -> Option<Release> {
        let mut newest_first = self.held.iter().rev();
        newest_first
            .find(|(release, held)| release.source() == source && held.layers.contains_key(table))
            .map(|(release, _)| *release)
    }

    /// The manifest of a release, with the tables of every layer.
    ///
    /// # Errors
    /// When the release is not at hand.
    pub fn manifest(&self, release: Release) -> Result<&Manifest> {
        self.held(release).map(|held| &held.manifest)
    }

    /// Where a table is read from; returns `None` where the release does not hold it.
    pub fn origin(&self, release: Release, table: &str) -> Option<Origin> {
        self.held.get(&release).and_then(|held| held.layers.get(table)).map(|layer| match layer {
            Layer::Embedded => Origin::Embedded,
            Layer::Folder(_) => Origin::Folder,
        })
    }

    /// Reads a table.
    ///
    /// # Errors
    /// When the release or table is not at hand, or its file is not what the manifest says.
    pub fn table(&self, release: Release, name: &str) -> Result<Table> {
        let (entry, bytes) = self.table_file(release, name)?;
        let table = read_parquet(name, &bytes)?;
        check_entry(&table, entry)?;
        Ok(table)
    }

    /// Reads the columns of a table that say what its rows are: its key, and the titles beside the codes. Of a table
    /// with hundreds of thousands of rows the titles are left out, for the sake of memory.
    ///
    /// # Errors
    /// As [`Releases::table`].
    pub fn keys(&self, release: Release, name: &str) -> Result<Table> {
        let (entry, bytes) = self.table_file(release, name)?;
        if entry.rows > MOST_ROWS_WITH_TITLES {
            return read_parquet_columns(name, &bytes, &entry.key);
        }
        let all: Vec<String> = entry.columns.iter().map(|column| column.name.clone()).collect();
        read_parquet_columns(name, &bytes, &Table::key_and_title_columns(&entry.key, &all))
    }

    /// A table's file, checked against its manifest entry.
    fn table_file(&self, release: Release, name: &str) -> Result<(&TableEntry, Cow<'_, [u8]>)> {
        let held = self.held(release)?;
        let entry = held.manifest.find(name).ok_or_else(|| StoreError::UnknownTable {
            release,
            table: name.to_owned(),
            held: list(held.manifest.tables().iter().map(|table| &table.name)),
        })?;
        let bytes = match held.layers.get(name) {
            Some(&Layer::Folder(number)) => {
                Cow::Owned(folder::read_table_file(&self.folders[number], release, entry)?)
            }
            _ => Cow::Borrowed(embedded::table_file(release, entry)?),
        };
        Ok((entry, bytes))
    }

    /// Reads the rows of the table that `R` declares.
    ///
    /// # Errors
    /// As [`Releases::table`], and when the table's columns are not those of `R`, such as codes
    /// of another vintage.
    pub fn rows<R: Row>(&self, release: Release) -> Result<Vec<R>> {
        self.rows_named(release, R::TABLE)
    }

    /// Reads rows from a table under another name than its row type's, such as `oews_sector`.
    ///
    /// # Errors
    /// As [`Releases::rows`].
    pub fn rows_named<R: Row>(&self, release: Release, table: &str) -> Result<Vec<R>> {
        into_rows(self.table(release, table)?)
    }

    fn held(&self, release: Release) -> Result<&Held> {
        self.held.get(&release).ok_or_else(|| {
            let same_source = self.held.keys().filter(|held| held.source() == release.source());
            let held = list(same_source);
            StoreError::UnknownRelease {
                release,
                held: if held.is_empty() { "none".to_owned() } else { held },
            }
        })
    }
}

impl Held {
    fn new(manifest: Manifest, layer: Layer) -> Self {
        let layers = manifest.tables().into_iter().map(|table| (table.name.clone(), layer)).collect();
        Self { manifest, layers }
    }

    /// Takes from a lower layer what this one lacks.
    fn fill_from(&mut self, lower: Self) {
        let mut merged = lower.manifest;
        merged.merge(self.manifest.clone());
        self.manifest = merged;
        for (table, layer) in lower.layers {
            self.layers.entry(table).or_insert(layer);
        }
    }
}

/// [`Table::rows`] for a table that is not needed any more: moves the texts instead of copying them.
fn into_rows<R: Row>(table: Table) -> Result<Vec<R>> {
    let rows = table.row_count();
    let data = table.columns.iter().map(|column| ColumnData::with_capacity(column.kind, 0)).collect();
    let Table { name, description, key, columns, data: mut values } = table;
    let empty = Table { name, description, key, columns, data };
    // Without rows this checks the columns only.
    empty.rows::<R>()?;
    let read = |row: usize| {
        R::take(&mut values.iter_mut().map(|column| take_cell(column, row))).map_err(|(column, reason)| {
            let table = empty.name.clone();
            StoreError::Rows(TableError::Cell { table, row: row + 1, column: column.to_owned(), reason })
        })
    };
    (0..rows).map(read).collect()
}

fn take_cell(data: &mut ColumnData, row: usize) -> Cell {
    match data {
        ColumnData::Text(values) => values[row].take().map_or(Cell::Null, Cell::Text),
        ColumnData::Integer(values) => values[row].map_or(Cell::Null, Cell::Integer),
        ColumnData::Float(values) => values[row].map_or(Cell::Null, Cell::Float),
        ColumnData::Boolean(values) => values[row].map_or(Cell::Null, Cell::Boolean),
    }
}

/// The manifest is the release's word: a file that declares another table was swapped in.
pub(crate) fn check_entry(table: &Table, entry: &TableEntry) -> Result<()> {
    check_columns(table, entry)?;
    check_rows(table.row_count(), entry)
}

pub(crate) fn check_columns(table: &Table, entry: &TableEntry) -> Result<()> {
    let columns: Vec<_> = table.columns.iter().map(ColumnEntry::from).collect();
    let reason = if table.name != entry.name {
        format!("its file holds the table `{}`", table.name)
    } else if columns != entry.columns {
        "the columns of its file are not those of its manifest".to_owned()
    } else {
        return Ok(());
    };
    Err(StoreError::Format { table: entry.name.clone(), reason })
}

pub(crate) fn check_rows(rows: usize, entry: &TableEntry) -> Result<()> {
    if rows == entry.rows {
        return Ok(());
    }
    let reason = format!("its file has {rows} rows, its manifest says {}", entry.rows);
    Err(StoreError::Format { table: entry.name.clone(), reason })
}

fn list(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}
