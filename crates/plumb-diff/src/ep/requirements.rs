//! What entry asks, and why workers leave: tables 5.4 and 1.10 of two rounds.

use std::collections::BTreeMap;

use plumb_codes::OewsOccCode;
use plumb_tables::schema::ep::{EpEducationRow, EpSeparationsRow};

use crate::ep::{EpSide, PROJECTIONS, Pairs};
use crate::report::{ChangeTable, DiffReport, count};
use crate::stats::rounded;
use crate::text::fold;

plumb_tables::table! {
    /// One thing that an occupation asks of an entrant and that the rounds state differently.
    EntryRequirementRow in "entry_requirement_changes", key ["from_code", "to_code", "requirement"] {
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later name.
        occ_title: String,
        /// `typical education`, `work experience` or `on-the-job training`.
        requirement: String,
        /// Earlier, in the publisher's words.
        from: String,
        /// Later, in the publisher's words.
        to: String,
        /// Why the two can be compared.
        basis: String,
    }
}

plumb_tables::table! {
    /// Yearly rates of leaving one occupation in two rounds.
    SeparationChangeRow in "separation_changes", key ["from_code", "to_code"] {
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later name.
        occ_title: String,
        /// Labor force exits per year in percent of employment, earlier.
        from_exits_pct_per_year: Option<f64>,
        /// Labor force exits per year in percent of employment, later.
        to_exits_pct_per_year: Option<f64>,
        /// Difference in percentage points.
        exits_change_points: Option<f64>,
        /// Occupational transfers per year in percent of employment, earlier.
        from_transfers_pct_per_year: Option<f64>,
        /// Occupational transfers per year in percent of employment, later.
        to_transfers_pct_per_year: Option<f64>,
        /// Difference in percentage points.
        transfers_change_points: Option<f64>,
        /// Why the two can be compared.
        basis: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

const ENTRY_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("requirement", "requirement"),
    ("from", "earlier"),
    ("to", "later"),
];

const SEPARATIONS_BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occ_title", "occupation"),
    ("from_exits_pct_per_year", "exits %, earlier"),
    ("to_exits_pct_per_year", "later"),
    ("from_transfers_pct_per_year", "transfers %, earlier"),
    ("to_transfers_pct_per_year", "later"),
];

/// Pairs of one line with one line: earlier code, later code, name, basis.
fn single(pairs: &Pairs<'_>) -> Vec<(OewsOccCode, OewsOccCode, String, &'static str)> {
    let (from, to) = pairs.lists;
    let groups = pairs.found.groups.iter().filter(|group| group.complete);
    groups
        .filter_map(|group| match (group.from.as_slice(), group.to.as_slice()) {
            ([left], [right]) => Some((
                from.code(*left).parse().ok()?,
                to.code(*right).parse().ok()?,
                to.title(*right).to_owned(),
                group.basis.name(),
            )),
            _ => None,
        })
        .collect()
}

pub(super) fn compare(
    from: EpSide<'_>,
    to: EpSide<'_>,
    pairs: &Pairs<'_>,
    said: &[&str],
    report: &mut DiffReport,
) {
    let single = single(pairs);
    let requirements = entry(from.education, to.education, &single);
    if !requirements.is_empty() {
        let of = |what: &str| requirements.iter().filter(|row| row.requirement == what).count();
        report.findings.push(format!(
            "What entry asks changed for {}: education {}, work experience {}, training {}",
            count(
                requirements.iter().map(|row| &row.to_code).collect::<std::collections::BTreeSet<_>>().len(),
                "occupation",
                "occupations"
            ),
            of("typical education"),
            of("work experience"),
            of("on-the-job training")
        ));
    }
    let order = (0..requirements.len()).collect();
    let caveat = [
        "BLS assigns these categories by judgement on data that change slowly; a change can be one of assignment.",
    ];
    report.push(ChangeTable::new(&requirements, "What entry asks", &caveat, ENTRY_BRIEF, order));
    let separations = separations(from.separations, to.separations, &single);
    let mut order: Vec<usize> = (0..separations.len()).collect();
    let size = |row: &SeparationChangeRow| {
        row.exits_change_points.unwrap_or(0.0).abs() + row.transfers_change_points.unwrap_or(0.0).abs()
    };
    order.sort_by(|&one, &other| {
        size(&separations[other]).total_cmp(&size(&separations[one])).then(one.cmp(&other))
    });
    report.push(ChangeTable::new(&separations, "Exits and transfers a year", said, SEPARATIONS_BRIEF, order));
}

fn entry(
    from: &[EpEducationRow],
    to: &[EpEducationRow],
    single: &[(OewsOccCode, OewsOccCode, String, &'static str)],
) -> Vec<EntryRequirementRow> {
    let index = |rows: &[EpEducationRow]| -> BTreeMap<OewsOccCode, usize> {
        rows.iter().enumerate().map(|(at, row)| (row.occ_code, at)).collect()
    };
    let (before, after) = (index(from), index(to));
    let mut rows = Vec::new();
    for (left, right, title, basis) in single {
        let (Some(&left), Some(&right)) = (before.get(left), after.get(right)) else { continue };
        let (left, right) = (&from[left], &to[right]);
        for (requirement, one, other) in [
            ("typical education", &left.typical_education, &right.typical_education),
            ("work experience", &left.work_experience, &right.work_experience),
            ("on-the-job training", &left.on_the_job_training, &right.on_the_job_training),
        ] {
            if fold(one) != fold(other) {
                rows.push(EntryRequirementRow {
                    from_code: left.occ_code.to_string(),
                    to_code: right.occ_code.to_string(),
                    occ_title: title.clone(),
                    requirement: requirement.to_owned(),
                    from: one.clone(),
                    to: other.clone(),
                    basis: (*basis).to_owned(),
                });
            }
        }
    }
    rows.sort_by(|one, other| (&one.to_code, &one.requirement).cmp(&(&other.to_code, &other.requirement)));
    rows
}

fn separations(
    from: &[EpSeparationsRow],
    to: &[EpSeparationsRow],
    single: &[(OewsOccCode, OewsOccCode, String, &'static str)],
) -> Vec<SeparationChangeRow> {
    let index = |rows: &[EpSeparationsRow]| -> BTreeMap<OewsOccCode, usize> {
        rows.iter().enumerate().filter(|(_, row)| row.line_item).map(|(at, row)| (row.occ_code, at)).collect()
    };
    let (before, after) = (index(from), index(to));
    let difference =
        |one: Option<f64>, other: Option<f64>| one.zip(other).map(|(one, other)| rounded(other - one, 2));
    let mut rows = Vec::new();
    for (left, right, title, basis) in single {
        let (Some(&left), Some(&right)) = (before.get(left), after.get(right)) else { continue };
        let (left, right) = (&from[left], &to[right]);
        let exits = difference(left.labor_force_exit_rate_pct, right.labor_force_exit_rate_pct);
        let transfers = difference(left.occupational_transfer_rate_pct, right.occupational_transfer_rate_pct);
        let moved = |points: Option<f64>| points.is_some_and(|points| points.abs() > 0.0);
        if moved(exits) || moved(transfers) {
            rows.push(SeparationChangeRow {
                from_code: left.occ_code.to_string(),
                to_code: right.occ_code.to_string(),
                occ_title: title.clone(),
                from_exits_pct_per_year: left.labor_force_exit_rate_pct,
                to_exits_pct_per_year: right.labor_force_exit_rate_pct,
                exits_change_points: exits,
                from_transfers_pct_per_year: left.occupational_transfer_rate_pct,
                to_transfers_pct_per_year: right.occupational_transfer_rate_pct,
                transfers_change_points: transfers,
                basis: (*basis).to_owned(),
                caveat: PROJECTIONS.to_owned(),
            });
        }
    }
    rows.sort_by(|one, other| (&one.to_code, &one.from_code).cmp(&(&other.to_code, &other.from_code)));
    rows
}
