//! The vocabulary of task statements: words that more, or fewer, occupations use.

use std::collections::BTreeMap;

use crate::columns::text;
use crate::error::DiffError;
use crate::onet::{Both, ONET};
use crate::report::{ChangeTable, DiffReport};
use crate::settings::Settings;
use crate::stats::{as_float, rounded};

plumb_tables::table! {
    /// One word of task statements whose part of occupations changed.
    TermChangeRow in "term_changes", key ["term"] {
        /// The word, in lower case.
        term: String,
        /// Occupations that use it, earlier.
        from_occupations: i64,
        /// Occupations that use it, later.
        to_occupations: i64,
        /// Part of the occupations with tasks, earlier, in percent.
        from_share_pct: f64,
        /// Part of the occupations with tasks, later, in percent.
        to_share_pct: f64,
        /// Difference in percentage points.
        change_points: f64,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("term", "word"),
    ("from_occupations", "occupations"),
    ("to_occupations", "later"),
    ("from_share_pct", "%"),
    ("to_share_pct", "later %"),
    ("change_points", "points"),
];

struct Terms<'a> {
    occupations: usize,
    uses: BTreeMap<&'a str, usize>,
}

fn read<'a>(terms: &'a [Option<String>], codes: &'a [Option<String>]) -> Terms<'a> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut occupations = 0;
    let mut last = "";
    // A term stands once an occupation, and rows of one occupation follow each other.
    for row in 0..terms.len() {
        *uses.entry(text(terms, row)).or_default() += 1;
        if text(codes, row) != last {
            last = text(codes, row);
            occupations += 1;
        }
    }
    Terms { occupations, uses }
}

pub(super) fn compare(both: Both<'_>, settings: &Settings, report: &mut DiffReport) -> Result<(), DiffError> {
    let before = read(both.from.text("term")?, both.from.text("onet_soc_code")?);
    let after = read(both.to.text("term")?, both.to.text("onet_soc_code")?);
    if before.occupations == 0 || after.occupations == 0 {
        return Ok(());
    }
    let mut terms: Vec<&str> = before.uses.keys().chain(after.uses.keys()).copied().collect();
    terms.sort_unstable();
    terms.dedup();
    let share = |terms: &Terms<'_>, uses: usize| as_float(uses) / as_float(terms.occupations) * 100.0;
    let number = |uses: usize| i64::try_from(uses).unwrap_or(i64::MAX);
    let rows: Vec<TermChangeRow> = terms
        .into_iter()
        .filter_map(|term| {
            let (first, last) =
                (before.uses.get(term).copied().unwrap_or(0), after.uses.get(term).copied().unwrap_or(0));
            let (from, to) = (share(&before, first), share(&after, last));
            ((to - from).abs() >= settings.attention.term_change_points).then(|| TermChangeRow {
                term: term.to_owned(),
                from_occupations: number(first),
                to_occupations: number(last),
                from_share_pct: rounded(from, 2),
                to_share_pct: rounded(to, 2),
                change_points: rounded(to - from, 2),
            })
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|&one, &other| {
        rows[other].change_points.total_cmp(&rows[one].change_points).then(one.cmp(&other))
    });
    let words = |order: &mut dyn Iterator<Item = &usize>, up: bool| {
        order
            .take(8)
            .filter(|&&at| (rows[at].change_points > 0.0) == up)
            .map(|&at| format!("{} {:+.1}", rows[at].term, rows[at].change_points))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (up, down) = (words(&mut order.iter(), true), words(&mut order.iter().rev(), false));
    for (what, words) in [("more", up), ("fewer", down)] {
        if !words.is_empty() {
            report
                .findings
                .push(format!("Words of task statements in {what} occupations (percentage points): {words}"));
        }
    }
    let caveats = [
        ONET,
        "A word is counted once an occupation; statements are rewritten in waves, so a word can come with a style.",
    ];
    report.push(ChangeTable::new(&rows, "Words of task statements", &caveats, BRIEF, order));
    Ok(())
}
