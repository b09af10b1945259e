//! Puts the parts of a release together: files of one table are joined row by row, and nothing replaces
//! anything without a word. Large tables go to the spool as they grow.

use std::collections::{BTreeMap, HashMap};

use plumb_codes::Release;
use plumb_tables::{Cell, IngestedRelease, RowIssue, SourceFile, Spool, SpoolError, Table, TableStream};

use crate::error::IngestError;

/// Rows of a table that are kept in memory before they go to the spool, and of each row group there.
pub(crate) const CHUNK_ROWS: usize = 32_768;

/// Contradictions that are named one by one for a pair of files; beyond it their number tells the story.
const CONTRADICTIONS_NAMED: usize = 200;

/// The release to which rows belong, with its words.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) release: Release,
    pub(crate) reference_period: String,
    pub(crate) attribution: String,
}

/// Rows of one file for one table.
pub(crate) struct Chunk<'a> {
    pub(crate) table: Table,
    pub(crate) file: &'a str,
    /// The sheet's name, for messages.
    pub(crate) sheet: Option<&'a str>,
    /// The rows of the sheet as a person counts them; empty where they are not known.
    pub(crate) numbers: Vec<u32>,
}

/// Everything that a call has read so far.
pub(crate) struct Collector<'a> {
    spool: Option<&'a dyn Spool>,
    releases: BTreeMap<Release, Gathered>,
    /// A file whose cut was concluded wrongly from its first rows, with the right one: what was collected
    /// is not to be used.
    pub(crate) mistaken: Option<(String, &'static str)>,
}

struct Gathered {
    heading: Heading,
    tables: BTreeMap<String, Joined>,
    issues: Vec<RowIssue>,
    sources: Vec<SourceFile>,
}

/// A table that grows file by file.
struct Joined {
    /// Rows in memory: all of them, or those after the last chunk that went to the spool.
    held: Table,
    stream: Option<Box<dyn TableStream>>,
    /// The files of the rows, in the order they came.
    files: Vec<String>,
    /// Which file's rows are held, by the row at which each begins.
    held_from: Vec<(usize, usize)>,
    /// Rows by key, once a second file or the spool needs them.
    seen: Option<HashMap<u128, Seen>>,
}

/// Where a key was met first, and the digest of that row.
#[derive(Clone, Copy)]
struct Seen {
    file: usize,
    digest: u128,
}

/// What joining one file's rows to those of others met.
#[derive(Default)]
struct Findings {
    folded: BTreeMap<usize, (usize, u32)>,
    contradictions: usize,
    issues: Vec<RowIssue>,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(spool: Option<&'a dyn Spool>) -> Self {
        Self { spool, releases: BTreeMap::new(), mistaken: None }
    }

    /// Adds issues and sources of a release.
    pub(crate) fn note(&mut self, heading: &Heading, issues: Vec<RowIssue>, sources: Vec<SourceFile>) {
        let gathered = self.gathered(heading);
        gathered
            .issues
            .extend(issues.into_iter().map(|issue| RowIssue { file: base_name(&issue.file), ..issue }));
        gathered.sources.extend(sources);
    }

    /// Adds rows to a table of a release. Rows with a key that another file has brought are taken once
    /// where they are equal, and left out with an issue where they contradict it.
    ///
    /// # Errors
    /// The rows have other columns than those before, or the spool refuses them.
    pub(crate) fn add(&mut self, heading: &Heading, chunk: Chunk<'_>) -> Result<(), IngestError> {
        let spool = self.spool;
        let gathered = self.gathered(heading);
        let name = chunk.table.name.clone();
        let (file, sheet) = (chunk.file.to_owned(), chunk.sheet.map(str::to_owned));
        let joined =
            gathered.tables.entry(name.clone()).or_insert_with(|| Joined::new(chunk.table.without_rows()));
        let findings = joined.add(chunk)?;
        if let Some(spool) = spool
            && joined.held.row_count() >= CHUNK_ROWS
        {
            joined.put_down(spool).map_err(|source| spooled(&file, &name, source))?;
        }
        gathered.issues.extend(findings.into_issues(&file, sheet.as_deref(), &name, &joined.files));
        Ok(())
    }

    /// The releases, sorted, with everything in its order.
    ///
    /// # Errors
    /// The spool cannot end a table.
    pub(crate) fn finish(self) -> Result<Vec<IngestedRelease>, IngestError> {
        self.releases.into_values().map(Gathered::finish).collect()
    }

    fn gathered(&mut self, heading: &Heading) -> &mut Gathered {
        self.releases.entry(heading.release).or_insert_with(|| Gathered {
            heading: heading.clone(),
            tables: BTreeMap::new(),
            issues: Vec::new(),
            sources: Vec::new(),
        })
    }
}

fn spooled(file: &str, table: &str, source: SpoolError) -> IngestError {
    IngestError::Spool { file: file.to_owned(), table: table.to_owned(), source }
}

impl Gathered {
    fn finish(self) -> Result<IngestedRelease, IngestError> {
        let Self { heading, tables: joined_tables, mut issues, mut sources } = self;
        let Heading { release, reference_period, attribution } = heading;
        let mut tables = Vec::new();
        let mut spooled_tables = Vec::new();
        for (name, joined) in joined_tables {
            let Some(mut stream) = joined.stream else {
                tables.push(joined.held);
                continue;
            };
            let file = joined.files.last().cloned().unwrap_or_default();
            let written = if joined.held.row_count() == 0 { Ok(()) } else { stream.write(&joined.held) };
            let table = written.and_then(|()| stream.finish());
            spooled_tables.push(table.map_err(|source| spooled(&file, &name, source))?);
        }
        issues.sort();
        sources.sort();
        sources.dedup();
        Ok(IngestedRelease {
            release,
            reference_period,
            attribution,
            tables,
            spooled: spooled_tables,
            issues,
            sources,
        })
    }
}

impl Joined {
    fn new(header: Table) -> Self {
        Self { held: header, stream: None, files: Vec::new(), held_from: Vec::new(), seen: None }
    }

    fn add(&mut self, chunk: Chunk<'_>) -> Result<Findings, IngestError> {
        let Chunk { mut table, file, sheet, numbers } = chunk;
        let mut findings = Findings::default();
        if self.files.last().is_none_or(|last| last != file) {
            self.files.push(file.to_owned());
        }
        let own = self.files.len() - 1;
        if own > 0 && self.seen.is_none() {
            self.seen = Some(self.keys_of_held());
        }
        if let Some(seen) = &mut self.seen {
            let all: Vec<usize> = (0..table.columns.len()).collect();
            // A table without a key has its whole rows for a key: equal ones of two files are one.
            let key = table.key_positions().unwrap_or_else(|| all.clone());
            let mut keep = vec![true; table.row_count()];
            for (row, keep) in keep.iter_mut().enumerate() {
                let digest = table.row_digest(row, &all);
                let first = seen.entry(table.row_digest(row, &key)).or_insert(Seen { file: own, digest });
                // Within one file the publisher's word stands.
                if first.file == own {
                    continue;
                }
                *keep = false;
                let number = numbers.get(row).copied().unwrap_or(1);
                if first.digest == digest {
                    findings.folded.entry(first.file).or_insert((0, number)).0 += 1;
                } else {
                    findings.contradicted(&table, row, &key, file, sheet, number, &self.files[first.file]);
                }
            }
            table.retain_rows(&keep);
        }
        if self.held_from.last().is_none_or(|&(_, of)| of != own) {
            self.held_from.push((self.held.row_count(), own));
        }
        let name = table.name.clone();
        self.held.append(table).map_err(|error| IngestError::Content {
            file: file.to_owned(),
            reason: format!("its rows do not go with those of `{name}` read before ({error})"),
        })?;
        Ok(findings)
    }

    /// Hands the rows in memory over to the spool.
    fn put_down(&mut self, spool: &dyn Spool) -> Result<(), SpoolError> {
        if self.seen.is_none() {
            self.seen = Some(self.keys_of_held());
        }
        let stream = match &mut self.stream {
            Some(stream) => stream,
            slot => slot.insert(spool.begin(&self.held.without_rows())?),
        };
        stream.write(&self.held)?;
        self.held = self.held.without_rows();
        self.held_from.clear();
        Ok(())
    }

    /// The keys of the rows in memory; nothing has gone to the spool yet.
    fn keys_of_held(&self) -> HashMap<u128, Seen> {
        let all: Vec<usize> = (0..self.held.columns.len()).collect();
        let key = self.held.key_positions().unwrap_or_else(|| all.clone());
        let mut seen = HashMap::with_capacity(self.held.row_count());
        for row in 0..self.held.row_count() {
            let file =
                self.held_from.iter().rev().find(|(from, _)| *from <= row).map_or(0, |&(_, file)| file);
            seen.entry(self.held.row_digest(row, &key))
                .or_insert_with(|| Seen { file, digest: self.held.row_digest(row, &all) });
        }
        seen
    }
}

impl Findings {
    #[expect(clippy::too_many_arguments, reason = "the place of one row in words")]
    fn contradicted(
        &mut self,
        table: &Table,
        row: usize,
        key: &[usize],
        file: &str,
        sheet: Option<&str>,
        number: u32,
        other: &str,
    ) {
        self.contradictions += 1;
        if self.contradictions > CONTRADICTIONS_NAMED {
            return;
        }
        let parts: Vec<String> = key.iter().map(|&at| words(&table.data[at].cell(row))).collect();
        self.issues.push(RowIssue {
            file: base_name(file),
            sheet: sheet.map(str::to_owned),
            row: number as usize,
            column: None,
            reason: format!(
                "`{}` {} has other figures in `{}`, which was read first; the row is left out",
                table.name,
                parts.join(" "),
                base_name(other)
            ),
        });
    }

    fn into_issues(self, file: &str, sheet: Option<&str>, table: &str, files: &[String]) -> Vec<RowIssue> {
        let mut issues = self.issues;
        let mut say = |row: u32, reason: String| {
            issues.push(RowIssue {
                file: base_name(file),
                sheet: sheet.map(str::to_owned),
                row: row as usize,
                column: None,
                reason,
            });
        };
        for (other, (rows, first)) in self.folded {
            let other = base_name(&files[other]);
            say(
                first,
                format!(
                    "{rows} rows of `{table}` stand in `{other}` as well, with equal figures; taken once"
                ),
            );
        }
        if self.contradictions > CONTRADICTIONS_NAMED {
            let more = self.contradictions - CONTRADICTIONS_NAMED;
            say(1, format!("{more} more rows of `{table}` contradict a file read before and are left out"));
        }
        issues
    }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Null => "-".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Boolean(flag) => flag.to_string(),
    }
}

/// The folders of one machine are no part of a file's name in a manifest.
pub(crate) fn base_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
