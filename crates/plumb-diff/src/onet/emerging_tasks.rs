//! Tasks that the publisher lists as new or revised: which came, which went, and which of these are regular tasks now.

use std::collections::{BTreeMap, BTreeSet};

use crate::columns::{Source, text};
use crate::error::DiffError;
use crate::onet::placed::{Place, Placed, compare as compare_placed};
use crate::onet::{Both, ONET, Occupations, positions};
use crate::report::{ChangeTable, DiffReport, people};
use crate::taxonomy::CodeList;
use crate::text::fold;

plumb_tables::table! {
    /// One emerging task that came, went, became a regular task, moved, or changed its category.
    EmergingTaskChangeRow in "emerging_task_changes", key [] {
        /// `new`, `adopted` (gone here, and a regular task of the occupation now), `gone`, `moved` or `category changed`.
        change: String,
        /// Earlier code; for a moved task all codes that lost it, separated by `; `.
        from_code: Option<String>,
        /// Later code; for a moved task all codes that gained it.
        to_code: Option<String>,
        /// Occupation, of the later side where it has one.
        occupation: String,
        /// Earlier category: `New`, or `Revision` of a task.
        from_category: Option<String>,
        /// Later category.
        to_category: Option<String>,
        /// Number of the task that a revision replaces.
        original_task_id: Option<String>,
        /// Month as printed, of the later side where it has one.
        date: String,
        /// The statement, where the release at hand holds it.
        task: Option<String>,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("to_code", "code"),
    ("occupation", "occupation"),
    ("from_category", "earlier"),
    ("to_category", "later"),
    ("original_task_id", "revises"),
    ("date", "listed"),
    ("task", "task"),
];

const WITHOUT_STATEMENTS: &str = "Statements are not at hand on both sides: tasks of an occupation are told apart by category, \
    month and the task that they revise, so a reworded task is not seen, and none is known to have moved or become regular.";

/// The columns of one side.
struct Listed<'a> {
    statements: &'a [Option<String>],
    categories: &'a [Option<String>],
    originals: &'a [Option<String>],
    dates: &'a [Option<String>],
    positions: Vec<Option<usize>>,
}

impl<'a> Listed<'a> {
    fn new(source: Source<'a>, list: &CodeList) -> Result<Self, DiffError> {
        Ok(Self {
            statements: source.text("task")?,
            categories: source.text("category")?,
            originals: source.text("original_task_id")?,
            dates: source.text("date")?,
            positions: positions(source, list)?,
        })
    }

    fn has_statements(&self) -> bool {
        self.statements.iter().all(Option::is_some)
    }

    /// What each task is known by: its statement, or what is printed beside it with a running number.
    fn placed(&self, by_statement: bool) -> Vec<Placed> {
        let mut seen: BTreeMap<(usize, String), usize> = BTreeMap::new();
        let known = self.positions.iter().enumerate().filter_map(|(row, at)| Some((row, (*at)?)));
        known
            .map(|(row, occupation)| {
                if by_statement {
                    return Placed { key: fold(text(self.statements, row)), occupation, row };
                }
                let [category, original, date] =
                    [self.categories, self.originals, self.dates].map(|cells| text(cells, row));
                let mark = format!("{category} | {original} | {date}");
                let number = seen.entry((occupation, mark.clone())).or_default();
                *number += 1;
                Placed { key: format!("{mark} | {number}"), occupation, row }
            })
            .collect()
    }
}

pub(super) fn compare(
    both: Both<'_>,
    tasks: Option<Both<'_>>,
    occupations: &Occupations,
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let from = Listed::new(both.from, &occupations.from)?;
    let to = Listed::new(both.to, &occupations.to)?;
    let by_statement = from.has_statements() && to.has_statements();
    let regular = match tasks.filter(|_| by_statement) {
        Some(tasks) => regular(tasks.to, &occupations.to)?,
        None => BTreeSet::new(),
    };
    let is_regular = |place: &Place| {
        let words = fold(text(from.statements, place.row));
        occupations
            .links
            .targets(place.occupation)
            .iter()
            .any(|&target| regular.contains(&(target, words.clone())))
    };
    let mut rows = Vec::new();
    for difference in compare_placed(from.placed(by_statement), to.placed(by_statement), occupations) {
        let mut push = |change: &str, lost: &[Place], gained: &[Place]| {
            rows.push(row(change, lost, gained, (&from, &to), occupations));
        };
        let (lost, gained) = (difference.lost.as_slice(), difference.gained.as_slice());
        if by_statement && !lost.is_empty() && !gained.is_empty() {
            push("moved", lost, gained);
        } else {
            for place in lost {
                let change = if is_regular(place) { "adopted" } else { "gone" };
                push(change, std::slice::from_ref(place), &[]);
            }
            for place in gained {
                push("new", &[], std::slice::from_ref(place));
            }
        }
        for (before, after) in &difference.kept {
            if text(from.categories, before.row) != text(to.categories, after.row) {
                push("category changed", std::slice::from_ref(before), std::slice::from_ref(after));
            }
        }
    }
    rows.sort_by_key(key);
    let of = |change: &str| people(rows.iter().filter(|row| row.change == change).count());
    report.findings.push(format!(
        "Emerging tasks: {} to {}; {} new, {} gone, {} now regular tasks, {} moved, {} of another category",
        people(from.positions.len()),
        people(to.positions.len()),
        of("new"),
        of("gone"),
        of("adopted"),
        of("moved"),
        of("category changed")
    ));
    let rank = |row: &EmergingTaskChangeRow| {
        ["new", "adopted", "gone", "moved"].iter().position(|change| *change == row.change).unwrap_or(4)
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (rank(&rows[at]), at));
    let caveats: &[&str] = if by_statement { &[ONET] } else { &[ONET, WITHOUT_STATEMENTS] };
    report.push(ChangeTable::new(&rows, "Emerging tasks", caveats, BRIEF, order));
    Ok(())
}

/// The regular tasks of every occupation, by folded statement.
fn regular(source: Source<'_>, list: &CodeList) -> Result<BTreeSet<(usize, String)>, DiffError> {
    let statements = source.text("task")?;
    let known = positions(source, list)?.into_iter().enumerate();
    Ok(known.filter_map(|(row, at)| Some((at?, fold(statements.get(row)?.as_deref()?)))).collect())
}

fn row(
    change: &str,
    lost: &[Place],
    gained: &[Place],
    (from, to): (&Listed<'_>, &Listed<'_>),
    occupations: &Occupations,
) -> EmergingTaskChangeRow {
    let left: Vec<usize> = lost.iter().map(|place| place.occupation).collect();
    let right: Vec<usize> = gained.iter().map(|place| place.occupation).collect();
    // The later side speaks where it has the task.
    let cell = |earlier: &[Option<String>], later: &[Option<String>]| {
        let newest = gained.first().and_then(|place| later[place.row].clone());
        newest.or_else(|| lost.first().and_then(|place| earlier[place.row].clone()))
    };
    EmergingTaskChangeRow {
        change: change.to_owned(),
        from_code: occupations.earlier_codes(&left),
        to_code: occupations.later_codes(&right),
        occupation: occupations
            .later_titles(&right)
            .or_else(|| occupations.earlier_titles(&left))
            .unwrap_or_default(),
        from_category: lost.first().and_then(|place| from.categories[place.row].clone()),
        to_category: gained.first().and_then(|place| to.categories[place.row].clone()),
        original_task_id: cell(from.originals, to.originals),
        date: cell(from.dates, to.dates).unwrap_or_default(),
        task: cell(from.statements, to.statements),
    }
}

fn key(row: &EmergingTaskChangeRow) -> (Option<String>, String, String, Option<String>, Option<String>) {
    (
        row.to_code.clone().or_else(|| row.from_code.clone()),
        row.change.clone(),
        row.date.clone(),
        row.original_task_id.clone(),
        row.task.clone(),
    )
}
