//! Employment and wage growth of the subject's main occupation beyond sampling error. Unit: percent per year.
//!
//! OEWS is not made to compare two points in time; the spans are long or the change is large where this speaks.

use plumb_codes::OewsOccCode;

use super::{Measure, Scene, as_value, counted};
use crate::figures::Change;
use crate::subject::{Subject, SubjectKind};

/// Part of its occupation's titles from which on a family takes part in the occupation's figures.
const LEAST_PART: f64 = 0.1;

/// The strongest employment growth per year over the configured spans that sampling error does not explain.
pub(crate) fn best_employment(scene: &Scene<'_>, soc: OewsOccCode) -> Option<Change> {
    let series = scene.market.figures.of(soc)?;
    best(scene, |span| series.employment_change(span))
}

fn best(scene: &Scene<'_>, change: impl Fn(u16) -> Option<Change>) -> Option<Change> {
    let families = &scene.config.families;
    let mut found: Vec<Change> = families
        .growth_spans_years
        .iter()
        .filter_map(|&span| change(span))
        .filter(|change| change.standard_errors >= families.least_standard_errors)
        .collect();
    found.sort_by(|left, right| right.per_year_pct.total_cmp(&left.per_year_pct));
    found.first().copied()
}

/// Whether the figures of the main occupation say something about a subject: a family of titles must be a part of the
/// occupation that counts.
pub(crate) fn speaks(scene: &Scene<'_>, subject: &Subject) -> bool {
    let Some(&home) = subject.homes.first() else { return false };
    let titles = as_value(scene.index.homes[home].entries.len());
    subject.kind == SubjectKind::Occupation
        || (subject.kind == SubjectKind::Family && as_value(subject.support) >= LEAST_PART * titles)
}

pub(crate) fn employment(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    // Of a residual it is the swelling that counts, once.
    if home.residual || !speaks(scene, subject) {
        return None;
    }
    let change = best_employment(scene, home.soc)?;
    Some(Measure {
        value: change.per_year_pct,
        words: format!(
            "employment of {} grew by {:.1} % a year over {}, beyond sampling error",
            home.soc,
            change.per_year_pct,
            counted(usize::from(change.span_years), "year", "years")
        ),
    })
}

pub(crate) fn wage(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    if !speaks(scene, subject) {
        return None;
    }
    let series = scene.market.figures.of(home.soc)?;
    let all = scene.market.figures.of(OewsOccCode::TOTAL);
    let change = best(scene, |span| {
        let mut change = series.wage_change(span)?;
        // Wages of everybody rise: only what goes beyond that is this occupation's.
        let everybody = all.and_then(|all| all.wage_change(span)).map_or(0.0, |all| all.per_year_pct);
        change.per_year_pct -= everybody;
        Some(change)
    })?;
    (change.per_year_pct > 0.0).then(|| Measure {
        value: change.per_year_pct,
        words: format!(
            "mean wage of {} grew by {:.1} % a year more than that of all occupations over {}",
            home.soc,
            change.per_year_pct,
            counted(usize::from(change.span_years), "year", "years")
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured, series};

    #[test]
    fn the_best_span_counts() {
        let mut market = market();
        let years = [(2018, 50_000.0, 40_000.0), (2022, 60_000.0, 44_000.0), (2025, 90_000.0, 60_000.0)];
        market.figures.insert("29-2041".parse().unwrap(), series(&years));
        let title = "Emergency Medical Technicians";
        let found = measured(&market, Signal::EmploymentGrowth, title).unwrap();
        assert!(found.words.contains("over 3 years"), "{}", found.words);
        let found = measured(&market, Signal::WageGrowth, title).unwrap();
        assert!(found.value > 10.0, "{found:?}");
        assert_eq!(measured(&market, Signal::EmploymentGrowth, "Prompt Writer"), None);
    }
}
