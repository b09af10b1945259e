//! The daily quota, counted on disk before each query, so that no number of runs exceeds it.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::cache::ArtifactCache;
use crate::error::FetchError;
use crate::fsio;

/// What the quota file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaFile {
    /// The day in US Eastern time.
    day: String,
    /// Queries of that day with a key.
    with_key: u32,
    /// Queries of that day without one.
    without_key: u32,
}

/// The quota of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaState {
    /// Queries counted today.
    pub used: u32,
    /// Queries allowed a day.
    pub limit: u32,
    /// When the next day begins for BLS.
    pub resets_at: Timestamp,
}

/// Counts queries of one kind.
#[derive(Debug)]
pub(super) struct Quota {
    path: PathBuf,
    with_key: bool,
    limit: u32,
}

impl Quota {
    pub(super) fn new(cache: &ArtifactCache, with_key: bool, limit: u32) -> Self {
        Self { path: cache.root().join("bls-api").join("quota.json"), with_key, limit }
    }

    /// Counts one query, if there is one left. Called before the query is sent: a crash in between
    /// costs one query and never one too many.
    pub(super) fn take(&self, now: Timestamp) -> Result<QuotaState, FetchError> {
        self.update(now, |used, limit| if used < limit { Some(used + 1) } else { None })
    }

    /// Notes that BLS says the quota is used up, whatever we counted: another program may share it.
    pub(super) fn exhaust(&self, now: Timestamp) -> Result<QuotaState, FetchError> {
        self.update(now, |used, limit| Some(used.max(limit)))
    }

    /// The state without counting.
    pub(super) fn state(&self, now: Timestamp) -> Result<QuotaState, FetchError> {
        let (day, resets_at) = eastern_day(now)?;
        let file = self.read(day)?;
        Ok(QuotaState { used: *self.counter(&mut file.clone()), limit: self.limit, resets_at })
    }

    fn update(
        &self,
        now: Timestamp,
        change: impl Fn(u32, u32) -> Option<u32>,
    ) -> Result<QuotaState, FetchError> {
        let (day, resets_at) = eastern_day(now)?;
        let _lock = self.lock()?;
        let mut file = self.read(day)?;
        let used = self.counter(&mut file);
        let Some(changed) = change(*used, self.limit) else {
            return Err(FetchError::ApiQuota { used: *used, limit: self.limit, resets_at });
        };
        *used = changed;
        fsio::write_json(&self.path, &file)?;
        Ok(QuotaState { used: changed, limit: self.limit, resets_at })
    }

    /// The counts of a day; a file of an earlier day counts nothing, one of a later day (the clock was set
    /// back) still counts.
    fn read(&self, day: Date) -> Result<QuotaFile, FetchError> {
        let today = QuotaFile { day: day.to_string(), ..QuotaFile::default() };
        let file: Option<QuotaFile> = fsio::read_json(&self.path)?;
        Ok(file.filter(|file| file.day >= today.day).unwrap_or(today))
    }

    const fn counter<'a>(&self, file: &'a mut QuotaFile) -> &'a mut u32 {
        if self.with_key { &mut file.with_key } else { &mut file.without_key }
    }

    /// Holds other processes off until it is dropped.
    fn lock(&self) -> Result<File, FetchError> {
        let path = self.path.with_extension("lock");
        if let Some(folder) = path.parent() {
            fsio::make_folder(folder)?;
        }
        let open = || -> std::io::Result<File> {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|error| FetchError::io("lock", &path, error))
    }
}

/// The day in US Eastern time, and when it ends.
fn eastern_day(now: Timestamp) -> Result<(Date, Timestamp), FetchError> {
    let malformed =
        |error: jiff::Error| FetchError::ApiMalformed { cause: format!("no Eastern time: {error}") };
    // The rule in force since 2007, so that no time zone database is needed.
    let eastern = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").map_err(malformed)?;
    let day = now.to_zoned_datetime(eastern.clone()).date();
    let midnight = day
        .checked_add(1.day())
        .and_then(|next| eastern.to_timestamp(next.at(0, 0, 0, 0)))
        .map_err(malformed)?;
    Ok((day, midnight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_is_one_of_new_york() {
        let check = |now, day: &str, resets: &str| {
            let (date, resets_at) = eastern_day(at(now)).unwrap();
            assert_eq!((date.to_string().as_str(), resets_at), (day, at(resets)), "{now}");
        };
        check("2026-11-24T04:59:59Z", "2026-11-23", "2026-11-24T05:00:00Z");
        check("2026-11-24T05:00:00Z", "2026-11-24", "2026-11-25T05:00:00Z");
        check("2026-07-01T03:59:59Z", "2026-06-30", "2026-07-01T04:00:00Z");
        // The night on which summer time ends is an hour longer.
        check("2026-11-01T12:00:00Z", "2026-11-01", "2026-11-02T05:00:00Z");
    }

    #[test]
    fn counts_last_across_runs_and_end_with_the_day() {
        let folder = tempfile::tempdir().unwrap();
        let quota = |with_key| Quota::new(&ArtifactCache::new(folder.path()), with_key, 3);
        let morning = at("2026-11-24T12:00:00Z");
        for used in 1..=3 {
            assert_eq!(quota(false).take(morning).unwrap().used, used);
        }
        let error = quota(false).take(at("2026-11-25T04:59:00Z")).unwrap_err();
        assert!(
            matches!(error, FetchError::ApiQuota { used: 3, limit: 3, resets_at } if resets_at == at("2026-11-25T05:00:00Z")),
            "{error}"
        );
        assert_eq!(quota(true).take(morning).unwrap().used, 1, "the key has a quota of its own");
        assert_eq!(quota(false).take(at("2026-11-25T05:00:00Z")).unwrap().used, 1);
        assert_eq!(quota(false).take(morning).unwrap().used, 2, "a clock set back gives nothing away");
        quota(false).exhaust(at("2026-11-25T05:00:00Z")).unwrap();
        assert!(quota(false).take(at("2026-11-25T06:00:00Z")).is_err());
    }

    #[test]
    fn concurrent_runs_never_take_more_than_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-24T12:00:00Z");
        let granted: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let quota = Quota::new(&ArtifactCache::new(folder.path()), true, 20);
                        (0..5).filter(|_| quota.take(now).is_ok()).count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(granted, 20);
    }
}
