//! Cron expressions in a time zone: croner's calendar arithmetic on jiff's times.

use std::cmp::Ordering;
use std::fmt;

use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::{CivilDate, CivilDateTime, CivilTime, Cron, CronDateTime, Direction, Resolution, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

/// A cron expression of five fields: minute, hour, day of month, month, day of week.
///
/// ```
/// use jiff::tz::TimeZone;
/// use plumb_fetch::CronExpression;
///
/// let weekdays = CronExpression::parse("30 14 * * MON-FRI")?;
/// let friday = "2026-11-27T15:00:00Z".parse()?;
/// assert_eq!(weekdays.next_after(friday, &TimeZone::UTC), Some("2026-11-30T14:30:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CronExpression {
    text: String,
    cron: Cron,
}

impl CronExpression {
    /// Reads an expression, which must come due some time.
    ///
    /// # Errors
    /// Says in words what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(text).map_err(|error| {
            format!("`{text}` is no cron expression such as \"30 14 * * MON-FRI\": {error}")
        })?;
        let expression = Self { text: text.to_owned(), cron };
        // 29 February comes within eight years of any day.
        if expression.next_after(Timestamp::UNIX_EPOCH, &TimeZone::UTC).is_none() {
            return Err(format!("`{text}` never comes due"));
        }
        Ok(expression)
    }

    /// The first moment after `moment` at which this is due; returns `None` if there is none before the year 5000.
    ///
    /// A time of day that the change to summer time skips is due right after the change, and one that comes twice
    /// is due once.
    pub fn next_after(&self, moment: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.find(moment, zone, Direction::Forward)
    }

    /// The last moment at or before `moment` at which this was due.
    pub fn last_until(&self, moment: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.find(moment, zone, Direction::Backward)
    }

    fn find(&self, moment: Timestamp, zone: &TimeZone, direction: Direction) -> Option<Timestamp> {
        let from = Moment(moment.to_zoned_datetime(zone.clone()));
        let found = match direction {
            Direction::Forward => self.cron.find_next_occurrence(&from, false),
            Direction::Backward => self.cron.find_previous_occurrence(&from, true),
        };
        found.ok().map(|Moment(zoned)| zoned.timestamp())
    }
}

impl fmt::Debug for CronExpression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CronExpression({:?})", self.text)
    }
}

impl fmt::Display for CronExpression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A time of jiff as croner wants to see it.
#[derive(Clone)]
struct Moment(ZonedDateTime);

impl CronDateTime for Moment {
    fn to_civil(&self) -> CivilDateTime {
        let part = |number: i8| u32::try_from(number).unwrap_or(0);
        let (date, time) = (self.0.date(), self.0.time());
        CivilDateTime::new(
            CivilDate::from_parts_unchecked(date.year().into(), part(date.month()), part(date.day())),
            CivilTime::from_parts_unchecked(part(time.hour()), part(time.minute()), part(time.second())),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(
            u32::try_from(self.0.date().weekday().to_sunday_zero_offset()).unwrap_or(0),
        )
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let small = |number: u32| i8::try_from(number).map_err(|_| CronError::InvalidDate);
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let datetime = jiff::civil::DateTime::new(
            year,
            small(civil.month())?,
            small(civil.day())?,
            small(civil.hour())?,
            small(civil.minute())?,
            small(civil.second())?,
            0,
        )
        .map_err(|_| CronError::InvalidDate)?;
        let ambiguous = self.0.time_zone().to_ambiguous_zoned_datetime(datetime);
        let out_of_range = |_| CronError::InvalidTime;
        Ok(match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {
                Resolution::Single(Self(ambiguous.unambiguous().map_err(out_of_range)?))
            }
            AmbiguousOffset::Fold { .. } => Resolution::Ambiguous(
                Self(ambiguous.clone().earlier().map_err(out_of_range)?),
                Self(ambiguous.later().map_err(out_of_range)?),
            ),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(jiff::SignedDuration::from_secs(seconds)).ok().map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cron: &str, zone: &TimeZone, after: &str, expected: &str) {
        let expression = CronExpression::parse(cron).unwrap();
        let next = expression.next_after(after.parse().unwrap(), zone).unwrap();
        assert_eq!(next, expected.parse().unwrap(), "{cron} after {after}: {next}");
        assert_eq!(expression.last_until(next, zone), Some(next), "{cron}");
    }

    #[test]
    fn fields_and_zones_are_understood() {
        let utc = TimeZone::UTC;
        check("30 14 * * *", &utc, "2026-11-25T14:29:59Z", "2026-11-25T14:30:00Z");
        check("30 14 * * *", &utc, "2026-11-25T14:30:00Z", "2026-11-26T14:30:00Z");
        check("*/15 * * * *", &utc, "2026-11-25T14:30:01Z", "2026-11-25T14:45:00Z");
        check("0 6 1 * *", &utc, "2026-11-25T00:00:00Z", "2026-12-01T06:00:00Z");
        check("0 6 29 2 *", &utc, "2026-11-25T00:00:00Z", "2028-02-29T06:00:00Z");
        let eastern = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        check("0 9 * * *", &eastern, "2026-11-25T00:00:00Z", "2026-11-25T14:00:00Z");
        check("0 9 * * *", &eastern, "2026-07-01T00:00:00Z", "2026-07-01T13:00:00Z");
    }

    #[test]
    fn summer_time_neither_skips_nor_doubles_a_run() {
        let eastern = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        // 02:30 does not exist on 8 March 2026.
        check("30 2 * * *", &eastern, "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z");
        check("30 2 * * *", &eastern, "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z");
        // 01:30 comes twice on 1 November 2026.
        check("30 1 * * *", &eastern, "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z");
        check("30 1 * * *", &eastern, "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for wrong in ["", "* * * *", "61 * * * *", "0 0 30 2 *", "* * * * * *", "now", "0 25 * * *"] {
            assert!(CronExpression::parse(wrong).is_err(), "{wrong}");
        }
    }
}
