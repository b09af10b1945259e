//! How the releases of a family follow each other, and when the next one is expected.
//! A calendar only says where to look; whether a release is out is for the publisher to say.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use plumb_codes::{Release, ReleaseVersion};
use serde::Deserialize;

use super::model::Family;

/// A month and a day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

/// The rule by which a family's release ids continue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Calendar {
    /// A year, or a month of a year, every so many years.
    Years {
        /// Years between two releases.
        every: u16,
        /// The month in the id, where the family has one.
        month: Option<u8>,
        /// The usual day of publication.
        expected_on: MonthDay,
        /// Years from the year in the id to that day.
        expected_years_after: u16,
    },
    /// Projection rounds, one a year.
    Rounds {
        /// Years from base to target.
        horizon_years: u16,
        /// The usual day of publication.
        expected_on: MonthDay,
        /// Years from the base year to that day.
        expected_years_after: u16,
    },
    /// Numbered versions, a fixed number of minors to each major.
    Versions {
        /// A major version whose year is known.
        anchor_major: u16,
        /// The year in which its minor 0 appeared.
        anchor_year: u16,
        /// The month of each minor; one before the first month belongs to the next year.
        months: Vec<u8>,
    },
    /// Quarters.
    Quarters {
        /// Days from the end of the quarter to publication.
        expected_days_after: u16,
    },
}

impl Calendar {
    /// Whether ids of this family have the form that this calendar continues.
    pub fn fits(&self, release: Release) -> bool {
        matches!(
            (self, release.version()),
            (Self::Years { month: None, .. }, ReleaseVersion::Year(_))
                | (Self::Years { month: Some(_), .. }, ReleaseVersion::Month(..))
                | (Self::Rounds { .. }, ReleaseVersion::Round(..))
                | (Self::Versions { .. }, ReleaseVersion::Number(..))
                | (Self::Quarters { .. }, ReleaseVersion::Quarter(..))
        )
    }

    /// The release after this one; returns `None` if the id does not fit the calendar or years run out.
    pub fn next(&self, release: Release) -> Option<Release> {
        let family = release.source();
        match (self, release.version()) {
            (Self::Years { every, month: None, .. }, ReleaseVersion::Year(year)) => {
                Release::yearly(family, year.checked_add(*every)?)
            }
            (Self::Years { every, month: Some(_), .. }, ReleaseVersion::Month(year, month))
                if family == Family::Oews =>
            {
                Some(Release::oews(year.checked_add(*every)?, month))
            }
            (Self::Rounds { horizon_years, .. }, ReleaseVersion::Round(base, _)) => {
                let base = base.checked_add(1)?;
                Some(Release::ep(base, base.checked_add(*horizon_years)?))
            }
            (Self::Versions { months, .. }, ReleaseVersion::Number(major, minor)) => {
                let (major, minor) = if usize::from(minor) + 1 < months.len() {
                    (major, minor + 1)
                } else {
                    (major.checked_add(1)?, 0)
                };
                (family == Family::Onet).then(|| Release::onet(major, minor))
            }
            (Self::Quarters { .. }, ReleaseVersion::Quarter(year, quarter)) => Some(if quarter < 4 {
                Release::qcew(year, quarter + 1)
            } else {
                Release::qcew(year.checked_add(1)?, 1)
            }),
            _ => None,
        }
    }

    /// A release and all that follow it.
    pub fn from(&self, release: Release) -> impl Iterator<Item = Release> {
        std::iter::successors(Some(release), |&release| self.next(release))
    }

    /// The day on which a release is expected; returns `None` if the id does not fit the calendar.
    pub fn expected(&self, release: Release) -> Option<Date> {
        match (self, release.version()) {
            (
                Self::Years { expected_on, expected_years_after, .. },
                ReleaseVersion::Year(year) | ReleaseVersion::Month(year, _),
            )
            | (Self::Rounds { expected_on, expected_years_after, .. }, ReleaseVersion::Round(year, _)) => {
                day(year.checked_add(*expected_years_after)?, expected_on.month, expected_on.day)
            }
            (Self::Versions { anchor_major, anchor_year, months }, ReleaseVersion::Number(major, minor)) => {
                let first = *months.first()?;
                let month = *months.get(usize::from(minor)).or(months.last())?;
                let year = i32::from(*anchor_year) + i32::from(major) - i32::from(*anchor_major)
                    + i32::from(month < first);
                day(u16::try_from(year).ok()?, i8::try_from(month).ok()?, 15)
            }
            (Self::Quarters { expected_days_after }, ReleaseVersion::Quarter(year, quarter)) => {
                let start = day(year, i8::try_from(quarter).ok()? * 3 - 2, 1)?;
                let span: Span = 3.months().days(i64::from(*expected_days_after));
                start.checked_add(span).ok()
            }
            _ => None,
        }
    }
}

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            // 2001 is no leap year: a date that not every year has is refused.
            Date::new(2001, month, day).ok().map(|_| Self { month, day })
        };
        read().ok_or_else(|| format!("`{text}` is not a month and day such as \"05-15\""))
    }
}

fn day(year: u16, month: i8, day: i8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(toml: &str) -> Calendar {
        toml::from_str(toml).unwrap()
    }

    fn check(calendar: &Calendar, from: &str, next: &str, expected: &str) {
        let next_release = calendar.next(from.parse().unwrap()).unwrap();
        assert_eq!(next_release.to_string(), next);
        assert_eq!(calendar.expected(next_release).unwrap().to_string(), expected);
    }

    #[test]
    fn ids_continue_and_dates_follow() {
        let oews = calendar("kind='years'\nevery=1\nmonth=5\nexpected_on='05-15'\nexpected_years_after=1");
        check(&oews, "oews/2025-05", "oews/2026-05", "2027-05-15");
        let ep = calendar("kind='rounds'\nhorizon_years=10\nexpected_on='08-28'\nexpected_years_after=1");
        check(&ep, "ep/2025-35", "ep/2026-36", "2027-08-28");
        let onet = calendar("kind='versions'\nanchor_major=30\nanchor_year=2025\nmonths=[8, 11, 2, 5]");
        check(&onet, "onet/30.0", "onet/30.1", "2025-11-15");
        check(&onet, "onet/30.1", "onet/30.2", "2026-02-15");
        check(&onet, "onet/30.3", "onet/31.0", "2026-08-15");
        let qcew = calendar("kind='quarters'\nexpected_days_after=160");
        check(&qcew, "qcew/2025-q4", "qcew/2026-q1", "2026-09-08");
        let soc = calendar("kind='years'\nevery=10\nexpected_on='01-15'\nexpected_years_after=0");
        check(&soc, "soc/2018", "soc/2028", "2028-01-15");
    }

    #[test]
    fn an_id_of_another_form_has_no_successor() {
        let qcew = calendar("kind='quarters'\nexpected_days_after=160");
        let soc: Release = "soc/2018".parse().unwrap();
        assert!(!qcew.fits(soc));
        assert_eq!(qcew.next(soc), None);
        assert_eq!(qcew.expected(soc), None);
        assert!(
            toml::from_str::<Calendar>("kind='years'\nevery=1\nexpected_on='02-29'\nexpected_years_after=1")
                .is_err()
        );
    }
}
