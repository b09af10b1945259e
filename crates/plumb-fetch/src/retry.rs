//! How long to wait before another attempt: doubling with jitter, or what the server asked for.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::config::RetryPolicy;

/// A small generator of jitter; not for secrets.
#[derive(Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number in `0..1024`, by splitmix64.
    pub(crate) fn next_1024th(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) >> 54).unwrap_or(0)
    }
}

/// The wait after failure number `failures` (from 1): between half and all of the doubled delay.
pub(crate) fn backoff(policy: &RetryPolicy, failures: u32, jitter: &mut Jitter) -> Duration {
    let factor = 2_u32.checked_pow(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    let full = policy.first_delay.saturating_mul(factor).min(policy.max_delay);
    let half = full / 2;
    half + half.saturating_mul(jitter.next_1024th()) / 1024
}

static PARSER: DateTimeParser = DateTimeParser::new();

/// Reads `Retry-After`: seconds, or a date; a date in the past means no wait.
pub(crate) fn parse_retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    // HTTP dates say GMT, which RFC 2822 also allows.
    let until = PARSER.parse_timestamp(value).ok()?;
    Some(Duration::try_from(now.duration_until(until)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_within_bounds_and_stops_at_the_cap() {
        let policy = RetryPolicy { max_delay: Duration::from_secs(10), ..RetryPolicy::default() };
        let mut jitter = Jitter::new(7);
        for (failures, full) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 10.0), (60, 10.0)] {
            let wait = backoff(&policy, failures, &mut jitter).as_secs_f64();
            assert!((full / 2.0..=full).contains(&wait), "{failures}: {wait}");
        }
    }

    #[test]
    fn jitter_spreads() {
        let mut jitter = Jitter::new(1);
        let drawn: std::collections::BTreeSet<u32> = (0..100).map(|_| jitter.next_1024th()).collect();
        assert!(drawn.len() > 80 && drawn.iter().all(|&value| value < 1024), "{drawn:?}");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let check = |value, seconds| {
            assert_eq!(parse_retry_after(value, now), seconds, "{value}");
        };
        check("120", Some(Duration::from_mins(2)));
        check("Tue, 24 Nov 2026 12:01:30 GMT", Some(Duration::from_secs(90)));
        check("Tue, 24 Nov 2026 11:00:00 GMT", Some(Duration::ZERO));
        check("soon", None);
        check("-5", None);
    }
}
