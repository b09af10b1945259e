//! Tasks by their numbers, which stay over releases. Statements are given where the release at hand holds them.

use crate::columns::text;
use crate::error::DiffError;
use crate::onet::placed::{Place, Placed, compare as compare_placed};
use crate::onet::{Both, ONET, Occupations, Tally, positions};
use crate::report::{ChangeTable, DiffReport, people};

plumb_tables::table! {
    /// One task that came, went, moved, or is rated otherwise.
    TaskChangeRow in "task_changes", key [] {
        /// `new`, `gone`, `moved`, or `type changed`.
        change: String,
        /// Task number, stable across releases.
        task_id: String,
        /// Earlier code; for a moved task all codes that lost it, separated by `; `.
        from_codes: Option<String>,
        /// Later code; for a moved task all codes that gained it.
        to_codes: Option<String>,
        /// Occupation, of the later side where it has one.
        occupation: String,
        /// Earlier type: `Core`, `Supplemental`, or none while not rated.
        from_type: Option<String>,
        /// Later type.
        to_type: Option<String>,
        /// The statement, where the release at hand holds it.
        task: Option<String>,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("task_id", "task"),
    ("occupation", "occupation"),
    ("from_codes", "from"),
    ("to_codes", "to"),
    ("from_type", "earlier"),
    ("to_type", "later"),
];

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    report: &mut DiffReport,
) -> Result<Tally, DiffError> {
    let ids = (both.from.text("task_id")?, both.to.text("task_id")?);
    let types = (both.from.text("task_type")?, both.to.text("task_type")?);
    let statements = (both.from.text("task")?, both.to.text("task")?);
    let placed = |ids: &[Option<String>], positions: Vec<Option<usize>>| -> Vec<Placed> {
        let known = positions.into_iter().enumerate().filter_map(|(row, at)| Some((row, at?)));
        known.map(|(row, occupation)| Placed { key: text(ids, row).to_owned(), occupation, row }).collect()
    };
    let earlier = placed(ids.0, positions(both.from, &occupations.from)?);
    let later = placed(ids.1, positions(both.to, &occupations.to)?);
    let counts = (earlier.len(), later.len());
    let mut tally = Tally::new(occupations);
    let mut rows = Vec::new();
    let kind =
        |cells: &[Option<String>], place: Option<&Place>| place.and_then(|place| cells[place.row].clone());
    for difference in compare_placed(earlier, later, occupations) {
        tally.count(&difference, &difference.lost, &difference.gained);
        let mut push = |change: &str, lost: &[Place], gained: &[Place]| {
            let left: Vec<usize> = lost.iter().map(|place| place.occupation).collect();
            let right: Vec<usize> = gained.iter().map(|place| place.occupation).collect();
            let id = gained.first().map(|place| text(ids.1, place.row));
            let id = id.or_else(|| lost.first().map(|place| text(ids.0, place.row))).unwrap_or_default();
            rows.push(TaskChangeRow {
                change: change.to_owned(),
                task_id: id.to_owned(),
                from_codes: occupations.earlier_codes(&left),
                to_codes: occupations.later_codes(&right),
                occupation: occupations
                    .later_titles(&right)
                    .or_else(|| occupations.earlier_titles(&left))
                    .unwrap_or_default(),
                from_type: kind(types.0, lost.first()),
                to_type: kind(types.1, gained.first()),
                task: kind(statements.1, gained.first()).or_else(|| kind(statements.0, lost.first())),
            });
        };
        match (difference.lost.as_slice(), difference.gained.as_slice()) {
            ([], []) => {}
            (lost, []) => lost.iter().for_each(|place| push("gone", std::slice::from_ref(place), &[])),
            ([], gained) => gained.iter().for_each(|place| push("new", &[], std::slice::from_ref(place))),
            (lost, gained) => push("moved", lost, gained),
        }
        for (before, after) in &difference.kept {
            if kind(types.0, Some(before)) != kind(types.1, Some(after)) {
                push("type changed", std::slice::from_ref(before), std::slice::from_ref(after));
            }
        }
    }
    rows.sort_by(|one, other| {
        let key = |row: &TaskChangeRow| {
            (row.to_codes.clone().or_else(|| row.from_codes.clone()), row.task_id.len(), row.task_id.clone())
        };
        key(one).cmp(&key(other))
    });
    let of = |change: &str| people(rows.iter().filter(|row| row.change == change).count());
    report.findings.push(format!(
        "Tasks: {} to {}; {} new, {} gone, {} moved, {} rated otherwise",
        people(counts.0),
        people(counts.1),
        of("new"),
        of("gone"),
        of("moved"),
        of("type changed")
    ));
    let rank = |row: &TaskChangeRow| {
        ["new", "gone", "moved"].iter().position(|change| *change == row.change).unwrap_or(3)
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (rank(&rows[at]), at));
    report.push(ChangeTable::new(&rows, "Tasks", &[ONET], BRIEF, order));
    Ok(tally)
}
