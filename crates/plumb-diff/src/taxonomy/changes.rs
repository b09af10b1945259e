//! The change table of a classification, from linked code lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::stats::as_float;
use crate::taxonomy::{Basis, CodeList, Links};
use crate::text::fold;

plumb_tables::table! {
    /// One code, or one link between codes, that is not the same on both sides.
    CodeChangeRow in "code_changes", key [] {
        /// Level of the code, such as `detailed occupation`.
        level: String,
        /// `added`, `removed`, `renamed`, `moved` (same title, another code), `moved and renamed`, `split`, `merged`, `split and merged`.
        change: String,
        /// Earlier code; none for an added one.
        from_code: Option<String>,
        /// Earlier title.
        from_title: Option<String>,
        /// Later code; none for a removed one.
        to_code: Option<String>,
        /// Later title.
        to_title: Option<String>,
        /// Number that binds the rows of codes that hang together; none for a change of one code into one.
        group: Option<i64>,
        /// `same code` (one system), `official crosswalk`, or `inferred` (by code and title; nobody has published it).
        basis: String,
    }
}

plumb_tables::table! {
    /// How many codes met one kind of change.
    CodeSummaryRow in "code_summary", key ["level", "change"] {
        /// Level of the codes.
        level: String,
        /// The change; `unchanged` for those that kept code and title.
        change: String,
        /// Distinct earlier codes.
        from_codes: i64,
        /// Distinct later codes.
        to_codes: i64,
    }
}

/// What became of the codes of one level.
#[derive(Debug, Clone, Default)]
pub(crate) struct CodeChanges {
    pub(crate) rows: Vec<CodeChangeRow>,
    pub(crate) summary: Vec<CodeSummaryRow>,
}

impl CodeChanges {
    /// Distinct earlier and later codes of one kind of change, over all levels.
    pub(crate) fn counted(&self, change: &str) -> (usize, usize) {
        let rows = self.summary.iter().filter(|row| row.change == change);
        rows.fold((0, 0), |(from, to), row| (from + positive(row.from_codes), to + positive(row.to_codes)))
    }

    /// Adds another level.
    pub(crate) fn extend(&mut self, other: Self) {
        // Group numbers stay unique over the levels.
        let taken = self.rows.iter().filter_map(|row| row.group).max().unwrap_or(0);
        self.rows.extend(
            other
                .rows
                .into_iter()
                .map(|row| CodeChangeRow { group: row.group.map(|group| group + taken), ..row }),
        );
        self.summary.extend(other.summary);
    }

    /// The rows by what a reader looks for first: level by level as they were added, the finest first.
    pub(crate) fn by_importance(&self) -> Vec<usize> {
        let mut levels: Vec<&str> = self.rows.iter().map(|row| row.level.as_str()).collect();
        levels.dedup();
        let level = |row: &CodeChangeRow| levels.iter().position(|level| *level == row.level);
        let rank = |row: &CodeChangeRow| {
            let order = [
                "added",
                "split",
                "split and merged",
                "merged",
                "removed",
                "moved and renamed",
                "moved",
                "renamed",
            ];
            order.iter().position(|change| *change == row.change).unwrap_or(order.len())
        };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|&at| (level(&self.rows[at]), rank(&self.rows[at]), at));
        order
    }

    /// The counts in words, such as `9 added, 12 split into 25`; the empty text where nothing changed.
    pub(crate) fn in_words(&self) -> String {
        let mut words = Vec::new();
        for (change, said) in [
            ("added", "added"),
            ("removed", "removed"),
            ("renamed", "renamed"),
            ("moved", "moved to another code"),
            ("moved and renamed", "moved and renamed"),
        ] {
            let (from, to) = self.counted(change);
            let number = from.max(to);
            if number > 0 {
                words.push(format!("{number} {said}"));
            }
        }
        for change in ["split", "merged", "split and merged"] {
            let (from, to) = self.counted(change);
            if from > 0 {
                words.push(format!("{from} {change} into {to}"));
            }
        }
        words.join(", ")
    }
}

fn positive(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Classifies every link, and every code without one.
pub(crate) fn code_changes(
    level: &str,
    from: &CodeList,
    to: &CodeList,
    links: &Links,
    lone: Basis,
) -> CodeChanges {
    let mut rows = Vec::new();
    let mut counts: BTreeMap<&'static str, (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    let mut group_number = 0;
    for (lefts, rights) in links.groups() {
        let bound = lefts.len() + rights.len() > 2;
        if bound {
            group_number += 1;
        }
        let row =
            |change: &'static str, left: Option<usize>, right: Option<usize>, basis: Basis| CodeChangeRow {
                level: level.to_owned(),
                change: change.to_owned(),
                from_code: left.map(|left| from.code(left).to_owned()),
                from_title: left.map(|left| from.title(left).to_owned()),
                to_code: right.map(|right| to.code(right).to_owned()),
                to_title: right.map(|right| to.title(right).to_owned()),
                group: bound.then_some(group_number),
                basis: basis.name().to_owned(),
            };
        let mut found = Vec::new();
        match (lefts.as_slice(), rights.as_slice()) {
            ([], [right]) => found.push(("added", None, Some(*right), lone)),
            ([left], []) => found.push(("removed", Some(*left), None, lone)),
            _ => {
                for &left in &lefts {
                    for &right in links.targets(left) {
                        let change = link_change(from, to, links, left, right);
                        let basis = basis_of(links, left, right);
                        found.push((change, Some(left), Some(right), basis));
                    }
                }
            }
        }
        for (change, left, right, basis) in found {
            let entry = counts.entry(change).or_default();
            entry.0.extend(left);
            entry.1.extend(right);
            if change != "unchanged" {
                rows.push(row(change, left, right, basis));
            }
        }
    }
    rows.sort_by(|one, other| {
        let key = |row: &CodeChangeRow| {
            let first = row.from_code.clone().or_else(|| row.to_code.clone());
            (first, row.to_code.clone())
        };
        key(one).cmp(&key(other))
    });
    let number = |set: &BTreeSet<usize>| i64::try_from(set.len()).unwrap_or(i64::MAX);
    let summary = counts
        .iter()
        .map(|(change, (left, right))| CodeSummaryRow {
            level: level.to_owned(),
            change: (*change).to_owned(),
            from_codes: number(left),
            to_codes: number(right),
        })
        .collect();
    CodeChanges { rows, summary }
}

fn basis_of(links: &Links, left: usize, right: usize) -> Basis {
    let found = links.all.binary_search_by(|link| (link.from, link.to).cmp(&(left, right)));
    found.map_or(Basis::Inferred, |position| links.all[position].basis)
}

fn link_change(from: &CodeList, to: &CodeList, links: &Links, left: usize, right: usize) -> &'static str {
    match (links.targets(left).len(), links.sources(right).len()) {
        (1, 1) => {
            let same_title = fold(from.title(left)) == fold(to.title(right));
            match (from.code(left) == to.code(right), same_title) {
                (true, true) => "unchanged",
                (true, false) => "renamed",
                (false, true) => "moved",
                (false, false) => "moved and renamed",
            }
        }
        (_, 1) => "split",
        (1, _) => "merged",
        _ => "split and merged",
    }
}

/// The part of the earlier codes that is gone, in percent.
pub(crate) fn removed_pct(changes: &CodeChanges, from: &CodeList) -> f64 {
    if from.is_empty() { 0.0 } else { as_float(changes.counted("removed").0) / as_float(from.len()) * 100.0 }
}
