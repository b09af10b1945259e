//! Joins the tables of a new part to those that the store holds of the same release: a part never replaces
//! rows of files that it does not bring.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use plumb_codes::Release;
use plumb_tables::Table;

use crate::disk::Disk;
use crate::error::Result;
use crate::folder::read_table_file;
use crate::manifest::{Manifest, PartEntry, TableEntry};
use crate::parquet::{Packing, read_slice};
use crate::release_file::{TableFile, spooled_file, table_file};
use crate::spool::Stream;

/// Rows that are looked at together, and of each row group of a joined table.
const SLICE_ROWS: usize = 32_768;

/// Joined tables up to this size are put together in memory.
const ROWS_IN_MEMORY: usize = 262_144;

/// What is to be published instead of the new part as it came.
pub(crate) struct Joining<'a> {
    pub(crate) releases: &'a Path,
    pub(crate) release: Release,
    pub(crate) root: &'a Path,
    pub(crate) disk: &'a Disk,
    pub(crate) held: &'a Manifest,
}

/// How a new table goes with the one that is held.
enum Verdict {
    /// Nothing that the held one has is missing in the new one.
    Replaces,
    /// Every row of the new one is in the held one as it is.
    AlreadyHeld,
    /// The held one has rows of other files: they stay.
    Joins { staying: usize },
    /// The same files came anew without some rows.
    Drops { rows: usize },
    /// The tables cannot be compared row by row.
    Incomparable { reason: &'static str },
}

impl Joining<'_> {
    /// Compares the tables of a new part with those held, joins them where they are of different
    /// files, and says in words what became of stored rows.
    pub(crate) fn settle(&self, newer: &mut Manifest, files: &mut Vec<TableFile>) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        for part in &mut newer.parts {
            let names: BTreeSet<String> = part.sources.iter().map(|source| source.name.clone()).collect();
            let mut kept = Vec::with_capacity(part.tables.len());
            let mut taken_from: Vec<&PartEntry> = Vec::new();
            for entry in std::mem::take(&mut part.tables) {
                let Some((holder, held)) = self.holder(&entry.name) else {
                    kept.push(entry);
                    continue;
                };
                if held.sha256 == entry.sha256 {
                    kept.push(entry);
                    continue;
                }
                let same_files = holder.sources.iter().all(|source| names.contains(&source.name));
                let file = files.iter().position(|file| file.name == entry.file);
                let new_bytes = match file {
                    Some(at) => files[at].content.read()?,
                    None => continue,
                };
                // What is damaged is repaired by what came.
                let Ok(held_bytes) = read_table_file(self.releases, self.release, held) else {
                    kept.push(entry);
                    continue;
                };
                let tables =
                    (Source { entry: held, bytes: &held_bytes }, Source { entry: &entry, bytes: &new_bytes });
                match verdict(&tables, same_files)? {
                    Verdict::Replaces => kept.push(entry),
                    Verdict::AlreadyHeld => {
                        let name = &entry.name;
                        notes.push(format!(
                            "`{name}` already holds all {} rows and stays as it is",
                            entry.rows
                        ));
                        files.retain(|file| file.name != entry.file);
                    }
                    Verdict::Drops { rows } => {
                        let name = &entry.name;
                        notes.push(format!("`{name}`: {rows} rows of the stored table are not in the same files any more and go"));
                        kept.push(entry);
                    }
                    Verdict::Incomparable { reason } => {
                        let name = &entry.name;
                        notes.push(format!(
                            "`{name}`: the stored table of {} rows is replaced, {reason}",
                            held.rows
                        ));
                        kept.push(entry);
                    }
                    Verdict::Joins { staying } => {
                        let name = &entry.name;
                        notes.push(format!(
                            "`{name}`: {} rows join {staying} rows stored before from other files",
                            entry.rows
                        ));
                        let (joined, file) = self.join(&tables)?;
                        drop(new_bytes);
                        files.retain(|file| file.name != entry.file);
                        files.push(file);
                        kept.push(joined);
                        if !taken_from.iter().any(|taken| std::ptr::eq(*taken, holder)) {
                            taken_from.push(holder);
                        }
                    }
                }
            }
            part.tables = kept;
            // A joined table has the sources and the issues of both.
            for holder in taken_from {
                part.sources
                    .extend(holder.sources.iter().filter(|source| !names.contains(&source.name)).cloned());
                part.issues.count += holder.issues.count;
                part.issues.rows.extend(holder.issues.rows.iter().cloned());
            }
            part.sources.sort();
            part.sources.dedup();
        }
        newer.parts.retain(|part| !part.tables.is_empty());
        Ok(notes)
    }

    fn holder(&self, table: &str) -> Option<(&PartEntry, &TableEntry)> {
        self.held
            .parts
            .iter()
            .find_map(|part| part.tables.iter().find(|entry| entry.name == table).map(|entry| (part, entry)))
    }

    /// The held rows whose key the new table has not, then the new rows.
    fn join(&self, (held, new): &(Source<'_>, Source<'_>)) -> Result<(TableEntry, TableFile)> {
        let new_keys: BTreeSet<u128> = {
            let mut keys = BTreeSet::new();
            new.each(|table, key, row| {
                keys.insert(table.row_digest(row, key));
            })?;
            keys
        };
        let mut header = read_slice(&new.entry.name, new.bytes, Some((0, 0)))?;
        let in_memory = held.entry.rows + new.entry.rows <= ROWS_IN_MEMORY;
        let mut stream = if in_memory { None } else { Some(Stream::begin(self.root, self.disk, &header)?) };
        for (source, all) in [(held, false), (new, true)] {
            source.slices(|mut table| {
                if !all && let Some(key) = table.key_positions() {
                    let keep: Vec<bool> = (0..table.row_count())
                        .map(|row| !new_keys.contains(&table.row_digest(row, &key)))
                        .collect();
                    table.retain_rows(&keep);
                }
                match &mut stream {
                    Some(stream) if table.row_count() > 0 => stream.add(&table),
                    Some(_) => Ok(()),
                    None => Ok(header.append(table)?),
                }
            })?;
        }
        match stream {
            Some(stream) => Ok(spooled_file(&stream.end()?)),
            None => table_file(&header, Packing::Standard),
        }
    }
}

/// A table with its bytes.
struct Source<'a> {
    entry: &'a TableEntry,
    bytes: &'a [u8],
}

impl Source<'_> {
    fn slices(&self, mut take: impl FnMut(Table) -> Result<()>) -> Result<()> {
        let mut from = 0;
        while from < self.entry.rows {
            take(read_slice(&self.entry.name, self.bytes, Some((from, SLICE_ROWS)))?)?;
            from += SLICE_ROWS;
        }
        Ok(())
    }

    /// Visits every row of a table that has a key.
    fn each(&self, mut visit: impl FnMut(&Table, &[usize], usize)) -> Result<()> {
        self.slices(|table| {
            if let Some(key) = table.key_positions() {
                (0..table.row_count()).for_each(|row| visit(&table, &key, row));
            }
            Ok(())
        })
    }
}

fn verdict((held, new): &(Source<'_>, Source<'_>), same_files: bool) -> Result<Verdict> {
    if held.entry.columns != new.entry.columns {
        return Ok(Verdict::Incomparable {
            reason: "its columns were those of another version of the importer",
        });
    }
    if new.entry.key.is_empty() {
        // Whose rows these are cannot be told.
        return Ok(if same_files {
            Verdict::Replaces
        } else {
            Verdict::Incomparable { reason: "since its rows have no key" }
        });
    }
    let all: Vec<usize> = (0..new.entry.columns.len()).collect();
    let mut stored: HashMap<u128, (u128, bool)> = HashMap::with_capacity(held.entry.rows);
    held.each(|table, key, row| {
        stored.insert(table.row_digest(row, key), (table.row_digest(row, &all), false));
    })?;
    let mut nothing_new = true;
    new.each(|table, key, row| match stored.get_mut(&table.row_digest(row, key)) {
        Some((digest, met)) => {
            *met = true;
            nothing_new &= *digest == table.row_digest(row, &all);
        }
        None => nothing_new = false,
    })?;
    let missing = stored.values().filter(|(_, met)| !met).count();
    Ok(if missing == 0 {
        Verdict::Replaces
    } else if nothing_new && !same_files {
        Verdict::AlreadyHeld
    } else if same_files && missing * 2 <= stored.len() {
        Verdict::Drops { rows: missing }
    } else {
        Verdict::Joins { staying: missing }
    })
}
