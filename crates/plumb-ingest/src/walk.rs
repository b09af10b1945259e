//! From paths to releases: asks of every file whose it is, and joins the parts of each release.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use plumb_codes::{Release, ReleaseVersion, Source};
use plumb_tables::{IngestedRelease, SourceFile, Spool};

use crate::collect::{Collection, Group, Skipped};
use crate::error::IngestError;
use crate::input::{InputFile, Kind, Limits, ReadContext, kind_of};
use crate::join::{Chunk, Collector, Heading, base_name};
use crate::source::{self, Parsed, onet};
use crate::taxonomy::Taxonomies;

/// What was read, and what was not.
#[derive(Debug)]
pub struct IngestReport {
    /// The releases, sorted; parts of one release are joined.
    pub releases: Vec<IngestedRelease>,
    /// Files of folders and archives that are no publisher's table.
    pub skipped: Vec<Skipped>,
}

/// How a call reads.
#[derive(Default, Clone)]
pub struct IngestOptions<'a> {
    /// What archives and workbooks may be.
    pub limits: Limits,
    /// The release of files that do not say which they are of. What a file says itself is not overruled.
    pub release: Option<Release>,
    /// Codes that are known; others are reported.
    pub taxonomies: Arc<Taxonomies>,
    /// Takes tables that are too large for memory; without it everything is held.
    pub spool: Option<&'a dyn Spool>,
    /// The publisher's name of the one file that is read, where its path says nothing.
    pub file_name: Option<&'a str>,
}

impl std::fmt::Debug for IngestOptions<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("IngestOptions")
            .field("limits", &self.limits)
            .field("release", &self.release)
            .field("spool", &self.spool.is_some())
            .field("file_name", &self.file_name)
            .finish_non_exhaustive()
    }
}

/// Reads files, folders and zips as published, holding everything in memory.
///
/// # Errors
/// As [`ingest_with`].
pub fn ingest(paths: &[PathBuf], limits: &Limits) -> Result<IngestReport, IngestError> {
    ingest_with(paths, &IngestOptions { limits: *limits, ..IngestOptions::default() })
}

/// Reads files, folders and zips as published.
///
/// Source and release are recognised from the content. Files of one table of one release are joined
/// row by row; rows that contradict each other are issues. A file of a folder or an archive that is
/// no table at all (a PDF, a page) is left alone and named; a table that cannot be trusted fails the
/// whole call: nothing is half-read.
///
/// # Errors
/// A path cannot be read, an archive is hostile, a table is damaged or lacks a column, nothing says of
/// which release a table is, or a file that was named is no publisher's table.
pub fn ingest_with(paths: &[PathBuf], options: &IngestOptions<'_>) -> Result<IngestReport, IngestError> {
    let mut cuts: BTreeMap<String, &'static str> = BTreeMap::new();
    loop {
        let context = ReadContext {
            release: options.release,
            taxonomies: Arc::clone(&options.taxonomies),
            cuts: cuts.clone(),
        };
        let mut pass = Pass {
            limits: options.limits,
            context: Rc::new(context),
            collector: Collector::new(options.spool),
        };
        let mut collection = Collection::new(&options.limits);
        for path in paths {
            collection
                .named(path, options.file_name, &mut |group, skipped| pass.read_group(&group, skipped))?;
            if pass.collector.mistaken.is_some() {
                break;
            }
        }
        match pass.collector.mistaken.take() {
            // Its first rows promised another cut than its last: once more from the start, with the right one.
            Some((file, cut)) if !cuts.contains_key(&file) => {
                cuts.insert(file, cut);
            }
            _ => {
                return Ok(IngestReport { releases: pass.collector.finish()?, skipped: collection.skipped });
            }
        }
    }
}

/// Opens files as sheets without asking whose they are.
pub(crate) fn open_files(paths: &[PathBuf], limits: &Limits) -> Result<Vec<InputFile>, IngestError> {
    let mut files = Vec::new();
    let mut collection = Collection::new(limits);
    for path in paths {
        collection.named(path, None, &mut |group, _| {
            for member in group.members {
                let bytes = member.read(limits)?;
                let kind = kind_of(&member.name, &bytes)?;
                files.push(InputFile::open(&member.name, bytes, &kind, limits)?);
            }
            Ok(())
        })?;
    }
    Ok(files)
}

/// One reading of all paths.
struct Pass<'a> {
    limits: Limits,
    context: Rc<ReadContext>,
    collector: Collector<'a>,
}

impl Pass<'_> {
    fn read_group(&mut self, group: &Group, skipped: &mut Vec<Skipped>) -> Result<(), IngestError> {
        if let Some((version, period)) = self.onet_version(group) {
            return self.read_onet(group, version, period, skipped);
        }
        for member in &group.members {
            if self.collector.mistaken.is_some() {
                return Ok(());
            }
            let bytes = match member.read(&self.limits) {
                // A packed file in a folder that cannot be unpacked may be anybody's.
                Err(IngestError::Content { reason, .. }) if member.packed && !group.explicit => {
                    skipped.push(Skipped { file: member.as_found.clone(), reason });
                    continue;
                }
                read => read?,
            };
            let kind = match kind_of(&member.name, &bytes)? {
                Kind::Archive => Kind::Foreign("this is an archive within a gzip file; unpack it first"),
                kind => kind,
            };
            let opened = match (&kind, group.explicit) {
                (Kind::Foreign(what), false) => Err((*what).to_owned()),
                // A text in a folder that cannot be decoded may be anybody's.
                (Kind::Text, false) => match InputFile::open(&member.name, bytes, &kind, &self.limits) {
                    Err(IngestError::Content { reason, .. }) => Err(reason),
                    opened => Ok(opened?),
                },
                _ => Ok(InputFile::open(&member.name, bytes, &kind, &self.limits)?),
            };
            let mut file = match opened {
                Ok(file) => file,
                Err(reason) => {
                    skipped.push(Skipped { file: member.name.clone(), reason });
                    continue;
                }
            };
            file.context = Rc::clone(&self.context);
            let source = source_file(&file);
            match source::parse(&mut file, &mut self.collector)? {
                Some(parsed) => self.take(&file.name, parsed, vec![source])?,
                None if group.explicit => {
                    return Err(IngestError::Unrecognised {
                        file: file.name.clone(),
                        reason: unrecognised(&file),
                    });
                }
                None => skipped.push(Skipped { file: file.name.clone(), reason: unrecognised(&file) }),
            }
        }
        Ok(())
    }

    fn take(&mut self, file: &str, parsed: Parsed, sources: Vec<SourceFile>) -> Result<(), IngestError> {
        let Parsed { release, reference_period, attribution, tables, issues } = parsed;
        let heading = Heading { release, reference_period, attribution };
        for table in tables {
            self.collector.add(&heading, Chunk { table, file, sheet: None, numbers: Vec::new() })?;
        }
        self.collector.note(&heading, issues, sources);
        Ok(())
    }

    /// The O*NET database that a group is: its read-me names the release; without one the names of its
    /// tables say what it is, and the caller or the folder's name says which.
    fn onet_version(&self, group: &Group) -> Option<(onet::Version, Option<String>)> {
        let read_me = group.members.iter().find_map(|member| {
            let start = member.start();
            let text = String::from_utf8_lossy(&start);
            Some((onet::version_in(&text)?, onet::period_in(&text)))
        });
        if read_me.is_some() {
            return read_me;
        }
        let names: Vec<&str> = group.members.iter().map(|member| member.name.as_str()).collect();
        if !onet::is_database(&names) {
            return None;
        }
        let chosen = self.context.release.filter(|release| release.source() == Source::Onet);
        let chosen = chosen.and_then(|release| match release.version() {
            ReleaseVersion::Number(major, minor) => Some(onet::Version { major, minor }),
            _ => None,
        });
        chosen.or_else(|| onet::version_in_name(&group.name)).map(|version| (version, None))
    }

    fn read_onet(
        &mut self,
        group: &Group,
        version: onet::Version,
        period: Option<String>,
        skipped: &mut Vec<Skipped>,
    ) -> Result<(), IngestError> {
        let mut files = Vec::new();
        for member in group.members.iter().filter(|member| !onet::is_read_me(&member.name)) {
            let bytes = member.read(&self.limits)?;
            let kind = kind_of(&member.name, &bytes)?;
            if let Kind::Foreign(what) = kind {
                skipped.push(Skipped { file: member.name.clone(), reason: what.to_owned() });
                continue;
            }
            let mut file = InputFile::open(&member.name, bytes, &kind, &self.limits)?;
            file.context = Rc::clone(&self.context);
            files.push(file);
        }
        let sources = files.iter().map(source_file).collect();
        let parsed = onet::release(&group.name, version, period, &mut files)?;
        self.take(&group.name, parsed, sources)
    }
}

fn unrecognised(file: &InputFile) -> String {
    if file.is_tab_delimited() {
        return "no known header; a table of O*NET is read with its folder, whose `Read Me.txt` names the release \
                (or `--release onet/31.0`)"
            .to_owned();
    }
    "no sheet has the header of a known source".to_owned()
}

fn source_file(file: &InputFile) -> SourceFile {
    SourceFile { name: base_name(&file.name), sha256: file.sha256.clone(), size_bytes: file.size_bytes }
}
