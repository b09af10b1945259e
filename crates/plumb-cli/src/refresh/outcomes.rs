//! What became of each file of a run: ingested and published, refused, or not to be had.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use plumb_codes::{Release, Source};
use plumb_fetch::{Artifact, ErrorClass, FetchError, FetchOutcome, Fetcher, Request};
use plumb_ingest::{IMPORTER, IngestOptions, Taxonomies, ingest_with};
use plumb_store::{Published, Releases, Stamp, Writer};

use crate::context::now;
use crate::exit::Exit;
use crate::reading::taxonomies;

plumb_tables::table! {
    /// What became of one file.
    OutcomeRow in "refreshed", key ["file"] {
        /// The file: source, version, part.
        file: String,
        /// `new`, `updated`, `unchanged`, `not modified`, `not out yet`, `absent`, `refused` or `failed`.
        outcome: String,
        /// What was found, or why not.
        detail: String,
    }
}

/// Sources whose releases list the codes that others use.
pub(super) const CLASSIFICATIONS: [Source; 4] = [Source::Soc, Source::OnetSoc, Source::Naics, Source::Cip];

/// What a run did, file by file.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    pub(super) rows: Vec<OutcomeRow>,
    /// Releases that are new to the store or have changed in it, with the tables that came.
    pub(super) published: BTreeMap<Release, Vec<String>>,
    /// The gravest failure among those that count.
    pub(super) failure: Option<Exit>,
    /// Codes that are known, once a file has come; others are reported.
    taxonomies: Option<Arc<Taxonomies>>,
}

/// What an operator must look at first comes last.
const fn gravity(exit: Exit) -> u8 {
    match exit {
        Exit::Unexpected => 4,
        Exit::Usage => 3,
        Exit::BadData => 2,
        Exit::Network => 1,
        Exit::Done | Exit::NothingNew | Exit::ReviewNeeded => 0,
    }
}

impl Outcomes {
    pub(super) fn add(&mut self, file: &str, outcome: &str, detail: &str) {
        self.rows.push(OutcomeRow {
            file: file.to_owned(),
            outcome: outcome.to_owned(),
            detail: detail.to_owned(),
        });
    }

    /// A file that could not be had. What the disk refuses counts whatever the source is.
    pub(super) fn fail(&mut self, request: &Request, error: &FetchError, counts: bool) {
        let hint = error.hint().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
        self.add(&request.key(), "failed", &format!("{error}{hint}"));
        if counts || error.class() == ErrorClass::Storage {
            self.count(Exit::of_fetch(error.class()));
        }
    }

    fn count(&mut self, exit: Exit) {
        if self.failure.is_none_or(|known| gravity(exit) > gravity(known)) {
            self.failure = Some(exit);
        }
    }

    /// Ingests what arrived, publishes it, and only then makes it the last good file.
    pub(super) fn take(
        &mut self,
        fetcher: &Fetcher,
        writer: &Writer,
        request: &Request,
        outcome: FetchOutcome,
        counts: bool,
    ) -> Result<()> {
        let artifact = match outcome {
            FetchOutcome::NotModified(_) => {
                self.add(&request.key(), "not modified", "");
                return Ok(());
            }
            FetchOutcome::NotOutYet(answer) => {
                self.add(&request.key(), "not out yet", &answer.evidence);
                return Ok(());
            }
            FetchOutcome::Fetched(artifact) => artifact,
        };
        let started = Instant::now();
        let spool = writer.spool();
        let name = file_name(request);
        let known = match &self.taxonomies {
            Some(known) => Arc::clone(known),
            None => taxonomies(&Releases::open(Some(writer.store().root()))?)?,
        };
        self.taxonomies = Some(Arc::clone(&known));
        let how = IngestOptions {
            taxonomies: known,
            spool: Some(&spool),
            file_name: name.as_deref(),
            ..IngestOptions::default()
        };
        let read = ingest_with(std::slice::from_ref(&artifact.path), &how);
        spent(fetcher, request, "parse", started);
        let report = match read {
            Ok(report) if report.releases.is_empty() => {
                return self.refuse(fetcher, request, &artifact, "it holds no table that is known", counts);
            }
            Ok(report) => report,
            Err(error) => return self.refuse(fetcher, request, &artifact, &error.to_string(), counts),
        };
        if let Some(asked) = request.release
            && report.releases.iter().all(|found| found.release != asked)
        {
            // Else the release that was asked for would pass for one that is at hand.
            let found: Vec<String> = report.releases.iter().map(|found| found.release.to_string()).collect();
            let reason = format!("it holds {} and not {asked}, which was asked for", found.join(", "));
            return self.refuse(fetcher, request, &artifact, &reason, counts);
        }
        let ingested_at = now();
        let stamp = Stamp { importer: IMPORTER, ingested_at: Some(&ingested_at) };
        let started = Instant::now();
        for release in &report.releases {
            let publication = writer.publish_with_notes(release, stamp)?;
            let word = match publication.outcome {
                Published::New => "new",
                Published::Updated => "updated",
                Published::Unchanged => "unchanged",
            };
            if word != "unchanged" {
                if CLASSIFICATIONS.contains(&release.release.source()) {
                    // The next file is held against what this one has brought.
                    self.taxonomies = None;
                }
                let tables = self.published.entry(release.release).or_default();
                tables.extend(release.table_sizes().into_iter().map(|(table, _)| table.to_owned()));
            }
            let sizes = release.table_sizes();
            let rows: usize = sizes.iter().map(|(_, rows)| rows).sum();
            let mut detail = format!(
                "{}: {} tables, {rows} rows, {} issues",
                release.release,
                sizes.len(),
                release.issues.len()
            );
            for note in publication.notes {
                detail.push_str("; ");
                detail.push_str(&note);
            }
            self.add(&request.key(), word, &detail);
        }
        fetcher.accept(&artifact)?;
        spent(fetcher, request, "publish", started);
        Ok(())
    }

    /// What cannot be read is remembered as refused; the last good release stays.
    fn refuse(
        &mut self,
        fetcher: &Fetcher,
        request: &Request,
        artifact: &Artifact,
        reason: &str,
        counts: bool,
    ) -> Result<()> {
        tracing::warn!(source.key = request.key(), reason, "file refused by its reader");
        fetcher.reject(artifact, reason)?;
        self.add(&request.key(), "refused", reason);
        if counts {
            self.count(Exit::BadData);
        }
        Ok(())
    }
}

/// The publisher's name of a file, which lies in the cache under its hash.
fn file_name(request: &Request) -> Option<String> {
    let name = request.urls.first()?.path_segments()?.next_back()?.replace("%20", " ");
    (!name.is_empty()).then_some(name)
}

fn spent(fetcher: &Fetcher, request: &Request, phase: &str, started: Instant) {
    fetcher.metrics().add(
        "plumb_fetch_seconds_total",
        &[("source", &request.source), ("phase", phase)],
        started.elapsed().as_secs_f64(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_failure_is_the_one_that_counts() {
        let mut outcomes = Outcomes::default();
        for (exit, expected) in
            [(Exit::Network, Exit::Network), (Exit::BadData, Exit::BadData), (Exit::Network, Exit::BadData)]
        {
            outcomes.count(exit);
            assert_eq!(outcomes.failure, Some(expected));
        }
    }
}
