//! Which schedules are due, and how long the wait is. A pure function of the moment and of what ran before, so that
//! sleep, a changed clock and a restart need no rule of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::settings::{ScheduleEntry, WatchSettings};
use crate::retry::Jitter;

/// A record that lies further in the future than this was made by a clock that was wrong.
const FUTURE_BELIEVED: SignedDuration = SignedDuration::from_hours(26);

/// What is remembered between runs and restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchState {
    /// Makes the jitter of this installation its own, and the same after a restart.
    pub jitter_seed: u64,
    /// By name of the schedule, the newest moment at which it was due and was run, in RFC 3339.
    pub served: BTreeMap<String, String>,
}

/// What to do at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Run this schedule now.
    Now {
        /// Its name.
        name: String,
        /// The moment at which it was due last; to be recorded once it ran.
        moment: Timestamp,
    },
    /// Nothing before this moment.
    Wait {
        /// The next moment, jitter included.
        until: Timestamp,
    },
    /// Nothing, ever.
    Never,
}

impl WatchSettings {
    /// What to do now. However many times a schedule came due while nobody ran it, it runs once; a schedule that
    /// never ran is due at once.
    pub fn due(&self, state: &WatchState, now: Timestamp) -> Due {
        let mut next: Option<Timestamp> = None;
        for entry in &self.schedules {
            let Some(served) = served(state, entry, now) else {
                let moment = entry.cron.last_until(now, &self.time_zone).unwrap_or(now);
                return Due::Now { name: entry.name.clone(), moment };
            };
            let Some(moment) = entry.cron.next_after(served, &self.time_zone) else { continue };
            let start = moment.saturating_add(self.jitter_at(state, entry, moment)).unwrap_or(moment);
            if start <= now {
                let moment = entry.cron.last_until(now, &self.time_zone).unwrap_or(moment).max(moment);
                return Due::Now { name: entry.name.clone(), moment };
            }
            next = Some(next.map_or(start, |next| next.min(start)));
        }
        next.map_or(Due::Never, |until| Due::Wait { until })
    }

    /// The jitter of one moment: always the same for one installation, below `jitter`.
    fn jitter_at(&self, state: &WatchState, entry: &ScheduleEntry, moment: Timestamp) -> Duration {
        let name = entry.name.bytes().fold(0_u64, |hash, byte| hash.rotate_left(7) ^ u64::from(byte));
        let seed = state.jitter_seed ^ name ^ moment.as_second().unsigned_abs();
        self.jitter.saturating_mul(Jitter::new(seed).next_1024th()) / 1024
    }
}

/// The newest moment that counts as served; `None` if the schedule never ran.
fn served(state: &WatchState, entry: &ScheduleEntry, now: Timestamp) -> Option<Timestamp> {
    let served: Timestamp = state.served.get(&entry.name)?.parse().ok()?;
    // The clock was ahead when this was recorded and was set back since: waiting for that time would take years.
    let believed = now.saturating_add(FUTURE_BELIEVED).unwrap_or(now);
    Some(if served > believed { now } else { served })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::super::cron::CronExpression;
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn settings(jitter_seconds: u64) -> WatchSettings {
        WatchSettings {
            time_zone: TimeZone::UTC,
            jitter: Duration::from_secs(jitter_seconds),
            schedules: vec![ScheduleEntry {
                name: "daily".to_owned(),
                cron: CronExpression::parse("0 12 * * *").unwrap(),
                sources: Vec::new(),
            }],
        }
    }

    fn after(served: &str) -> WatchState {
        let served = [("daily".to_owned(), served.to_owned())].into();
        WatchState { jitter_seed: 7, served }
    }

    fn now(moment: &str) -> Due {
        Due::Now { name: "daily".to_owned(), moment: at(moment) }
    }

    #[test]
    fn a_schedule_that_never_ran_is_due_at_once() {
        let due = settings(600).due(&WatchState::default(), at("2026-11-25T15:00:00Z"));
        assert_eq!(due, now("2026-11-25T12:00:00Z"));
    }

    #[test]
    fn after_downtime_it_runs_once_however_often_it_was_due() {
        let settings = settings(0);
        let state = after("2026-11-20T12:00:00Z");
        assert_eq!(settings.due(&state, at("2026-11-25T15:00:00Z")), now("2026-11-25T12:00:00Z"));
        let state = after("2026-11-25T12:00:00Z");
        let wait = Due::Wait { until: at("2026-11-26T12:00:00Z") };
        assert_eq!(settings.due(&state, at("2026-11-25T15:00:00Z")), wait);
    }

    #[test]
    fn jitter_delays_within_its_bound_and_is_the_same_each_time_it_is_asked() {
        let settings = settings(3600);
        let state = after("2026-11-25T12:00:00Z");
        let Due::Wait { until } = settings.due(&state, at("2026-11-25T15:00:00Z")) else { panic!() };
        assert!(until >= at("2026-11-26T12:00:00Z") && until < at("2026-11-26T13:00:00Z"), "{until}");
        assert_eq!(settings.due(&state, at("2026-11-26T11:59:00Z")), Due::Wait { until });
        assert_eq!(settings.due(&state, until), now("2026-11-26T12:00:00Z"));
        let other = WatchState { jitter_seed: 8, ..state };
        assert_ne!(settings.due(&other, at("2026-11-25T15:00:00Z")), Due::Wait { until });
    }

    #[test]
    fn a_clock_that_is_set_does_not_stop_it_for_years() {
        let settings = settings(0);
        // It was 2040 for a moment, and a run was recorded.
        let state = after("2040-01-01T12:00:00Z");
        let wait = Due::Wait { until: at("2026-11-26T12:00:00Z") };
        assert_eq!(settings.due(&state, at("2026-11-25T15:00:00Z")), wait);
        // An hour back is no reason to run twice.
        let state = after("2026-11-25T12:00:00Z");
        let wait = Due::Wait { until: at("2026-11-26T12:00:00Z") };
        assert_eq!(settings.due(&state, at("2026-11-25T11:30:00Z")), wait);
    }

    #[test]
    fn the_earliest_of_several_is_waited_for() {
        let mut settings = settings(0);
        settings.schedules.push(ScheduleEntry {
            name: "hourly".to_owned(),
            cron: CronExpression::parse("5 * * * *").unwrap(),
            sources: vec!["onet-text".to_owned()],
        });
        let mut state = after("2026-11-25T12:00:00Z");
        state.served.insert("hourly".to_owned(), "2026-11-25T14:05:00Z".to_owned());
        let wait = Due::Wait { until: at("2026-11-25T15:05:00Z") };
        assert_eq!(settings.due(&state, at("2026-11-25T15:00:00Z")), wait);
        settings.schedules.clear();
        assert_eq!(settings.due(&state, at("2026-11-25T15:00:00Z")), Due::Never);
    }
}
