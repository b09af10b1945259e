//! Works through what discovery lists: sources side by side, each from its newest release downwards.
//! Publishes nothing; the caller ingests, then accepts or rejects.

use std::sync::Arc;

use super::fetch::{AbortOnDrop, Fetcher};
use super::outcome::FetchOutcome;
use crate::catalogue::Request;
use crate::discover::{Candidate, Why};
use crate::error::FetchError;

/// What became of one source.
#[derive(Debug, Clone)]
pub struct SourceReport {
    /// Id of the source.
    pub source: String,
    /// Whether a refresh without it has failed.
    pub required: bool,
    /// Files that are new ([`FetchOutcome::Fetched`]) or still current ([`FetchOutcome::NotModified`]).
    pub files: Vec<(Request, FetchOutcome)>,
    /// Files that were asked for and are not there, with what the publisher answered.
    pub absent: Vec<(Request, String)>,
    /// Files that could not be had.
    pub errors: Vec<(Request, FetchError)>,
}

impl Fetcher {
    /// Asks for everything that [`crate::discover()`] listed. Within a source the newest release comes first, and
    /// with its arrival the older ones that were only substitutes are left alone. A failing source does not
    /// stop the others.
    ///
    /// A file of an optional source that was never at hand is reported as absent if the publisher does not
    /// have it; one of a required source, or one that was at hand before, is an error. So is a required source
    /// of which nothing arrives and nothing is at hand.
    ///
    /// The reports are in the order of the candidates.
    pub async fn refresh(self: &Arc<Self>, candidates: Vec<Candidate>) -> Vec<SourceReport> {
        let mut sources: Vec<Vec<Candidate>> = Vec::new();
        for candidate in candidates {
            match sources.last_mut().filter(|group| group[0].source == candidate.source) {
                Some(group) => group.push(candidate),
                None => sources.push(vec![candidate]),
            }
        }
        let tasks: Vec<_> = sources
            .into_iter()
            .map(|group| {
                let asked = (group[0].source.clone(), group[0].required, group[0].requests.first().cloned());
                let fetcher = Arc::clone(self);
                (asked, AbortOnDrop(tokio::spawn(async move { fetcher.refresh_source(group).await })))
            })
            .collect();
        let mut reports = Vec::with_capacity(tasks.len());
        for ((source, required, request), mut task) in tasks {
            let report = (&mut task.0).await.unwrap_or_else(|error| {
                let error = FetchError::Task { cause: error.to_string() };
                let errors = request.map(|request| (request, error)).into_iter().collect();
                SourceReport { source, required, files: Vec::new(), absent: Vec::new(), errors }
            });
            reports.push(report);
        }
        reports
    }

    async fn refresh_source(self: Arc<Self>, candidates: Vec<Candidate>) -> SourceReport {
        let mut report = SourceReport {
            source: candidates.first().map(|candidate| candidate.source.clone()).unwrap_or_default(),
            required: candidates.first().is_some_and(|candidate| candidate.required),
            files: Vec::new(),
            absent: Vec::new(),
            errors: Vec::new(),
        };
        for candidate in candidates {
            let served = candidate.why.ends_with_arrival() && !report.files.is_empty();
            // A newer release that exists and cannot be had is a matter for the operator; an older one would
            // hide it.
            let hides = candidate.why == Why::Fallback && !report.errors.is_empty();
            if served || hides {
                continue;
            }
            for (request, result) in self.fetch_all(candidate.requests).await {
                match result {
                    Ok(FetchOutcome::NotOutYet(answer)) => report.absent.push((request, answer.evidence)),
                    Ok(outcome) => report.files.push((request, outcome)),
                    Err(error) if self.is_mere_absence(&error, &request, candidate.required) => {
                        report.absent.push((request, error.to_string()));
                    }
                    Err(error) => report.errors.push((request, error)),
                }
            }
        }
        self.require(&mut report);
        report
    }

    /// Whether an error says no more than that an optional file, which we never had, is not there.
    fn is_mere_absence(&self, error: &FetchError, request: &Request, required: bool) -> bool {
        let absent = matches!(error, FetchError::NotFound { .. } | FetchError::HtmlInsteadOfData { .. });
        absent && !required && matches!(self.cache.accepted(&request.key()), Ok(None))
    }

    /// A required source of which there is nothing at all is an error.
    fn require(&self, report: &mut SourceReport) {
        if !report.required || !report.files.is_empty() || !report.errors.is_empty() {
            return;
        }
        let Some((request, _)) = report.absent.first() else { return };
        if self.cache.at_hand().is_ok_and(|at_hand| !at_hand.contains_key(&report.source)) {
            let urls = report
                .absent
                .iter()
                .flat_map(|(request, _)| &request.urls)
                .map(ToString::to_string)
                .collect();
            report.errors.push((request.clone(), FetchError::NotFound { urls }));
        }
    }
}
