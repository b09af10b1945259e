//! Figures that are no numbers: what two symbols, or a symbol and a number, say together. None of them is zero.

use plumb_codes::Estimate;
use plumb_tables::schema::oews::OewsRow;

use crate::oews::employment::{Pair, by_scope, pairs};
use crate::oews::wages::{YEARLY, measures, single};
use crate::oews::{Compared, NOT_A_TIME_SERIES, WithheldRow};
use crate::report::people;

pub(super) fn withheld(compared: Compared<'_>) -> Vec<WithheldRow> {
    let (from, to) = (by_scope(compared.earlier), by_scope(compared.later));
    let mut rows = Vec::new();
    for (scope, later) in &to {
        let Some(earlier) = from.get(scope) else { continue };
        for pair in pairs(compared, earlier, later) {
            let Some((before, after)) = single(&pair) else { continue };
            let jobs = (before.employment_jobs.estimate, after.employment_jobs.estimate);
            rows.extend(row(&pair, (before, after), "employment_jobs".to_owned(), jobs));
            for (measure, read) in &YEARLY[..measures(&compared)] {
                // Lines with hourly wages only have no yearly ones by design.
                if before.hourly_wage_only && after.hourly_wage_only {
                    continue;
                }
                let figure = format!("wage_{measure}_usd_per_year");
                rows.extend(row(&pair, (before, after), figure, (read(before), read(after))));
            }
        }
    }
    rows.sort_by(|one, other| {
        let key = |row: &WithheldRow| {
            (
                row.area_code.clone(),
                row.industry_code.clone(),
                row.ownership_code.clone(),
                row.occ_group.clone(),
                row.to_code.clone(),
                row.figure.clone(),
            )
        };
        key(one).cmp(&key(other))
    });
    rows
}

fn row(
    pair: &Pair<'_>,
    (before, after): (&OewsRow, &OewsRow),
    figure: String,
    (from, to): (Estimate<i64>, Estimate<i64>),
) -> Option<WithheldRow> {
    let meaning = meaning(from, to)?;
    Some(WithheldRow {
        area_code: after.area_code.clone(),
        industry_code: after.industry_code.clone(),
        ownership_code: after.ownership_code.clone(),
        occ_group: pair.group.to_string(),
        from_code: before.occ_code.to_string(),
        to_code: after.occ_code.to_string(),
        occ_title: after.occ_title.clone(),
        figure,
        from_state: state(from),
        to_state: state(to),
        meaning,
        caveat: NOT_A_TIME_SERIES.to_owned(),
    })
}

fn number(value: i64) -> String {
    usize::try_from(value).map_or_else(|_| value.to_string(), people)
}

fn state(estimate: Estimate<i64>) -> String {
    match estimate {
        Estimate::Value(value) => number(value),
        Estimate::TopCoded(threshold) => format!("top-coded at {}", number(threshold)),
        Estimate::WageNotAvailable => "wage not available (*)".to_owned(),
        Estimate::EmploymentNotAvailable => "employment not available (**)".to_owned(),
        Estimate::UnderHalfPercent => "under half a percent (~)".to_owned(),
        Estimate::Missing => "empty".to_owned(),
    }
}

/// What two figures say together; `None` where both are numbers, or neither is and nothing changed.
fn meaning(from: Estimate<i64>, to: Estimate<i64>) -> Option<String> {
    use Estimate as E;
    let text = match (from, to) {
        (E::Value(_), E::Value(_)) => return None,
        (E::TopCoded(before), E::TopCoded(after)) if before == after => return None,
        (E::TopCoded(before), E::TopCoded(after)) => format!(
            "top-coded on both sides; the release's threshold moved from {} to {}, which says nothing about the wage",
            number(before),
            number(after)
        ),
        (E::TopCoded(threshold), E::Value(value)) if value >= threshold => format!(
            "known to be at least {} earlier; the later figure is not a rise by itself",
            number(threshold)
        ),
        (E::TopCoded(threshold), E::Value(value)) => {
            format!("lower than earlier by at least {}", number(threshold - value))
        }
        (E::Value(value), E::TopCoded(threshold)) if threshold > value => {
            format!("higher than earlier by at least {}", number(threshold - value))
        }
        (E::Value(_), E::TopCoded(_)) => {
            "top-coded later below the earlier figure: the direction is not known".to_owned()
        }
        (before, after) if before.flag() == after.flag() => return None,
        (E::Value(_) | E::TopCoded(_), _) => {
            "no longer published; nothing is known about the change".to_owned()
        }
        (_, E::Value(_) | E::TopCoded(_)) => {
            "published only later; nothing is known about the change".to_owned()
        }
        _ => "not published on either side, for different reasons".to_owned(),
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_never_a_number() {
        let said = |from, to| meaning(from, to).unwrap_or_default();
        assert_eq!(said(Estimate::Value(1), Estimate::Value(2)), "");
        assert!(said(Estimate::TopCoded(208_000), Estimate::Value(239_200)).contains("not a rise by itself"));
        assert!(said(Estimate::TopCoded(208_000), Estimate::Value(200_000)).contains("at least 8,000"));
        assert!(
            said(Estimate::Value(200_000), Estimate::TopCoded(239_200))
                .contains("higher than earlier by at least 39,200")
        );
        assert!(said(Estimate::TopCoded(208_000), Estimate::TopCoded(239_200)).contains("says nothing"));
        assert_eq!(said(Estimate::TopCoded(208_000), Estimate::TopCoded(208_000)), "");
        assert!(said(Estimate::WageNotAvailable, Estimate::Value(1)).contains("nothing is known"));
        assert!(said(Estimate::Value(1), Estimate::EmploymentNotAvailable).contains("no longer published"));
        assert_eq!(said(Estimate::Missing, Estimate::Missing), "");
    }
}
