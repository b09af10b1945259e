//! Skills, knowledge and interests of linked occupations: ratings that changed, held against their sampling error.

use std::collections::BTreeMap;

use plumb_tables::schema::onet::ratings as names;

use crate::columns::{Source, text};
use crate::error::DiffError;
use crate::onet::{Both, ONET, Occupations, positions};
use crate::report::{ChangeTable, DiffReport, people};
use crate::settings::Sampling;
use crate::stats::{Measured, rounded, test, whole};
use crate::taxonomy::CodeList;
use crate::verdicts::{WITHIN, judge, tested_row, verdict};

plumb_tables::table! {
    /// One rating of an element that differs between linked occupations.
    RatingChangeRow in "rating_changes", key ["from_code", "to_code", "element_id", "scale_id"] {
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later occupation.
        occupation: String,
        /// Element of the content model.
        element_id: String,
        /// Its name.
        element: String,
        /// Scale: `IM` importance 1 to 5, `LV` level 0 to 7, `OI` occupational interest 1 to 7.
        scale_id: String,
        /// Rating, earlier.
        from_value: f64,
        /// Rating, later.
        to_value: f64,
        /// Change on the scale.
        change: f64,
        /// Standard error of the change; none where neither an error nor a number of raters is published.
        change_standard_error: Option<f64>,
        /// Change divided by its standard error.
        z: Option<f64>,
        /// Two-sided probability of such a change by sampling alone.
        p_value: Option<f64>,
        /// `rise` or `fall` beyond sampling error, `within sampling error`, or `not tested`.
        verdict: String,
        /// Whether the finding holds when the expected part of false findings among all tests of the table is limited.
        holds_among_all_tests: Option<bool>,
        /// What the test stands on, or why there is none: `standard errors`, `number of raters` (the largest error that so
        /// many raters on this scale can have), `no error published`, `publisher recommends not to use the value`.
        basis: String,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occupation", "occupation"),
    ("element", "element"),
    ("scale_id", "scale"),
    ("from_value", "earlier"),
    ("to_value", "later"),
    ("verdict", "verdict"),
];

const CAVEAT: &str = "Ratings of a release are of different years: one that did not change was mostly not asked again. A new \
    rating can come from other raters (incumbents, experts or analysts) than the old one.";

/// The tables that hold ratings.
pub(super) const TABLES: [&str; 3] = names::ALL;

/// What the publisher prints of ratings.
const PRINTED_TO: f64 = 0.01;

/// The scale on which an interest's high points are numbered: categories, no ratings.
const HIGH_POINTS: &str = "IH";

/// One rating.
struct Rating<'a> {
    value: f64,
    element: &'a str,
    raters: Option<i64>,
    standard_error: Option<f64>,
    suppress: bool,
}

/// Ratings by occupation, element and scale.
type Ratings<'a> = BTreeMap<(usize, &'a str, &'a str), Rating<'a>>;

fn ratings<'a>(source: Source<'a>, list: &CodeList) -> Result<Ratings<'a>, DiffError> {
    let (ids, names) = (source.text("element_id")?, source.text("element_name")?);
    let (scales, values) = (source.text("scale_id")?, source.float("value")?);
    let (raters, errors) = (source.integer("raters")?, source.float("standard_error")?);
    let suppress = source.boolean("recommend_suppress")?;
    let mut found = Ratings::new();
    for (row, at) in positions(source, list)?.into_iter().enumerate() {
        let (Some(at), Some(value)) = (at, values[row]) else { continue };
        let scale = text(scales, row);
        if scale != HIGH_POINTS {
            let rating = Rating {
                value,
                element: text(names, row),
                raters: raters[row],
                standard_error: errors[row],
                suppress: suppress[row] == Some(true),
            };
            found.insert((at, text(ids, row), scale), rating);
        }
    }
    Ok(found)
}

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    sampling: &Sampling,
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let (before, after) = (ratings(both.from, &occupations.from)?, ratings(both.to, &occupations.to)?);
    let mut rows = Vec::new();
    let mut compared = 0;
    for link in &occupations.links.all {
        let of_later = after.range((link.to, "", "")..(link.to + 1, "", ""));
        for ((_, element, scale), later) in of_later {
            let Some(earlier) = before.get(&(link.from, *element, *scale)) else { continue };
            compared += 1;
            if (later.value - earlier.value).abs() >= PRINTED_TO / 2.0 {
                let mut row = row(earlier, later, scale, sampling);
                occupations.from.code(link.from).clone_into(&mut row.from_code);
                occupations.to.code(link.to).clone_into(&mut row.to_code);
                occupations.to.title(link.to).clone_into(&mut row.occupation);
                (*element).clone_into(&mut row.element_id);
                rows.push(row);
            }
        }
    }
    judge(&mut rows, sampling);
    let name = both.to.table.name.trim_start_matches("onet_");
    let title = capitalised(name);
    let of = |verdict: &str| rows.iter().filter(|row| row.verdict == verdict).count();
    let holding = rows.iter().filter(|row| row.holds_among_all_tests == Some(true)).count();
    report.findings.push(format!(
        "{title}: {} of {} ratings of linked occupations changed; {} up and {} down beyond sampling error ({} hold among all \
         tests), {} within it, {} not tested",
        people(rows.len()),
        people(compared),
        people(of("rise")),
        people(of("fall")),
        people(holding),
        people(of(WITHIN)),
        people(of("not tested")),
    ));
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&one, &other| {
        let rank = |at: usize| {
            let row: &RatingChangeRow = &rows[at];
            (row.holds_among_all_tests == Some(true), !matches!(row.verdict.as_str(), "not tested"))
        };
        let size = |at: usize| rows[at].change.abs();
        rank(other).cmp(&rank(one)).then(size(other).total_cmp(&size(one))).then(one.cmp(&other))
    });
    report.push(ChangeTable::named(&format!("{name}_changes"), &rows, title, &[ONET, CAVEAT], BRIEF, order));
    Ok(())
}

fn row(earlier: &Rating<'_>, later: &Rating<'_>, scale: &str, sampling: &Sampling) -> RatingChangeRow {
    let (errors, basis) = errors(earlier, later, scale);
    let tested = errors.and_then(|(left, right)| {
        test(
            Measured { value: earlier.value, standard_error: left },
            Measured { value: later.value, standard_error: right },
            PRINTED_TO,
            sampling,
        )
    });
    let verdict = verdict(tested, later.value > earlier.value);
    RatingChangeRow {
        from_code: String::new(),
        to_code: String::new(),
        occupation: String::new(),
        element_id: String::new(),
        element: later.element.to_owned(),
        scale_id: scale.to_owned(),
        from_value: rounded(earlier.value, 2),
        to_value: rounded(later.value, 2),
        change: rounded(later.value - earlier.value, 2),
        change_standard_error: tested.map(|found| rounded(found.standard_error, 4)),
        z: tested.map(|found| rounded(found.z, 2)),
        p_value: tested.map(|found| found.p),
        verdict: verdict.to_owned(),
        holds_among_all_tests: None,
        basis: basis.to_owned(),
    }
}

/// The standard errors of both sides, and what they stand on.
fn errors(earlier: &Rating<'_>, later: &Rating<'_>, scale: &str) -> (Option<(f64, f64)>, &'static str) {
    if earlier.suppress || later.suppress {
        return (None, "publisher recommends not to use the value");
    }
    if let Some(published) = earlier.standard_error.zip(later.standard_error) {
        return (Some(published), "standard errors");
    }
    let of = |rating: &Rating<'_>| rating.standard_error.or_else(|| largest_error(rating.raters?, scale));
    match of(earlier).zip(of(later)) {
        Some(bounds) => (Some(bounds), "number of raters"),
        None => (None, "no error published"),
    }
}

/// The largest standard error that the mean of so many ratings on a scale can have: half of them at each end. Against
/// it a change is found too rarely rather than too often.
fn largest_error(raters: i64, scale: &str) -> Option<f64> {
    let width = match scale {
        "IM" => 4.0,
        "LV" => 7.0,
        "OI" => 6.0,
        _ => return None,
    };
    (raters > 1).then(|| width / 2.0 / whole(raters - 1).sqrt())
}

tested_row!(RatingChangeRow);

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
