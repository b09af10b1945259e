//! Which releases may be newer than those at hand, and what to ask for to find out. Asks nobody itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use plumb_codes::Release;

use crate::catalogue::{Catalogue, FamilyEntry, Request, SourceEntry};
use crate::error::FetchError;

/// At most so many releases are looked for beyond the newest known one.
const MOST_PROBES: usize = 12;

/// So many older releases are tried where nothing is at hand.
const MOST_FALLBACKS: usize = 4;

/// The releases at hand, by id of the source.
pub type AtHand = BTreeMap<String, BTreeSet<Release>>;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct DiscoverOptions {
    /// Only these sources; if empty, all that are not on request.
    pub sources: Vec<String>,
    /// Leave out sources that are not required; ignored where sources are named.
    pub required_only: bool,
    /// Also every older release that is not at hand, back to the first of the family.
    pub backfill: bool,
    /// Also ask whether the newest release at hand was published anew.
    pub recheck: bool,
}

/// Why a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The catalogue knows that it was published, and it is not at hand.
    Known,
    /// Its time is near or past.
    Due {
        /// The day on which it is expected.
        expected: Option<Date>,
    },
    /// The URL always holds the newest release.
    Rolling,
    /// It is at hand and may have been published anew.
    Recheck,
    /// Nothing is at hand, and newer ones may not be there: mirrors lag behind, and files are moved.
    Fallback,
    /// Older ones are wanted too.
    Backfill,
}

impl Why {
    /// Whether it is asked for only until a newer release has arrived.
    pub const fn ends_with_arrival(self) -> bool {
        matches!(self, Self::Known | Self::Due { .. } | Self::Fallback)
    }
}

/// The files of one release of one source.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Id of the source.
    pub source: String,
    /// Whether a refresh without it has failed.
    pub required: bool,
    /// The release; `None` for the newest of a rolling source.
    pub release: Option<Release>,
    /// Why it is asked for.
    pub why: Why,
    /// What to ask for: one file, or one a part.
    pub requests: Vec<Request>,
}

/// Lists what to ask for, sources in the order of the catalogue, the newest release of each first.
///
/// [`crate::Fetcher::refresh`] asks for them in this order.
///
/// # Errors
/// [`FetchError::UnknownSource`].
pub fn discover(
    catalogue: &Catalogue,
    at_hand: &AtHand,
    today: Date,
    options: &DiscoverOptions,
) -> Result<Vec<Candidate>, FetchError> {
    for id in &options.sources {
        if catalogue.source(id).is_none() && !catalogue.series.iter().any(|series| &series.id == id) {
            let known = catalogue.sources.iter().map(|source| &source.id);
            let known = known.chain(catalogue.series.iter().map(|series| &series.id));
            return Err(FetchError::UnknownSource { id: id.clone(), known: known.cloned().collect() });
        }
    }
    let wanted = |source: &&SourceEntry| {
        if options.sources.is_empty() {
            source.required || !(options.required_only || source.on_request)
        } else {
            options.sources.contains(&source.id)
        }
    };
    let mut candidates = Vec::new();
    for source in catalogue.sources.iter().filter(wanted) {
        if source.rolling {
            candidates.push(candidate(catalogue, source, None, Why::Rolling)?);
        } else if let Some(family) = catalogue.families.get(&source.family) {
            let none = BTreeSet::new();
            let have = at_hand.get(&source.id).unwrap_or(&none);
            for (release, why) in wanted_releases(family, have, today, options) {
                let candidate = candidate(catalogue, source, Some(release), why)?;
                if !candidate.requests.is_empty() {
                    candidates.push(candidate);
                }
            }
        }
    }
    Ok(candidates)
}

fn candidate(
    catalogue: &Catalogue,
    source: &SourceEntry,
    release: Option<Release>,
    why: Why,
) -> Result<Candidate, FetchError> {
    let mut requests = catalogue.requests(&source.id, release)?;
    // Known releases too: a mirror may not have them, which is no failure as long as there are others.
    if why.ends_with_arrival() {
        let expected = if let Why::Due { expected } = why { expected } else { None };
        requests = requests.into_iter().map(|request| request.probing(expected)).collect();
    }
    Ok(Candidate { source: source.id.clone(), required: source.required, release, why, requests })
}

/// Releases to ask for, newest first.
fn wanted_releases(
    family: &FamilyEntry,
    have: &BTreeSet<Release>,
    today: Date,
    options: &DiscoverOptions,
) -> Vec<(Release, Why)> {
    let newest_at_hand = have.last().copied();
    let newest_known = newest_at_hand.map_or(family.latest, |newest| newest.max(family.latest));
    let mut wanted = Vec::new();
    let mut next = family.calendar.next(newest_known);
    while let Some(release) = next.filter(|_| wanted.len() < MOST_PROBES) {
        let expected = family.calendar.expected(release);
        let due = expected.is_some_and(|date| {
            date.checked_sub(i64::from(family.probe_days).days()).is_ok_and(|from| from <= today)
        });
        if !due {
            break;
        }
        wanted.push((release, Why::Due { expected }));
        next = family.calendar.next(release);
    }
    wanted.reverse();
    if !have.contains(&newest_known) {
        wanted.push((newest_known, Why::Known));
    } else if options.recheck {
        wanted.push((newest_known, Why::Recheck));
    }
    let older: Vec<Release> =
        family.calendar.from(family.first).take_while(|&release| release < newest_known).collect();
    let missing = older.into_iter().rev().filter(|release| !have.contains(release));
    if options.backfill {
        wanted.extend(missing.map(|release| (release, Why::Backfill)));
    } else if have.is_empty() {
        wanted.extend(missing.take(MOST_FALLBACKS).map(|release| (release, Why::Fallback)));
    }
    wanted
}
