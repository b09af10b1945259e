//! Job titles: new ones, those that are gone, and those that moved between occupations.

use std::collections::BTreeSet;

use crate::columns::text;
use crate::error::DiffError;
use crate::onet::placed::{Difference, Place, Placed, compare as compare_placed};
use crate::onet::{Both, ONET, Occupations, Tally, positions};
use crate::report::{ChangeTable, DiffReport, people};
use crate::settings::Settings;
use crate::stats::as_float;
use crate::text::fold;

plumb_tables::table! {
    /// One title that came, went or moved.
    TitleChangeRow in "title_changes", key [] {
        /// `new` (was nowhere), `added` (was elsewhere and still is), `moved`, `removed` (is still elsewhere), `gone` (is nowhere).
        change: String,
        /// The title, as printed on the later side where it has one.
        title: String,
        /// `alternate`, `reported`, or both.
        kind: String,
        /// Earlier code; for a moved title all codes that lost it, separated by `; `.
        from_codes: Option<String>,
        /// Earlier occupation.
        from_occupations: Option<String>,
        /// Later code; for a moved title all codes that gained it.
        to_codes: Option<String>,
        /// Later occupation.
        to_occupations: Option<String>,
        /// Whether the occupation itself is new or ended, so that all its titles came or went with it.
        with_occupation: bool,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("title", "title"),
    ("from_codes", "from"),
    ("from_occupations", "occupation"),
    ("to_codes", "to"),
    ("to_occupations", "occupation"),
];

struct SideTitles<'a> {
    titles: &'a [Option<String>],
    kinds: &'a [Option<String>],
    /// Kinds that the other side has too: only they can be added or removed.
    shared: BTreeSet<&'a str>,
}

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    settings: &Settings,
    report: &mut DiffReport,
) -> Result<Tally, DiffError> {
    let kinds = (both.from.text("kind")?, both.to.text("kind")?);
    let kinds_of =
        |cells: &'_ [Option<String>]| -> BTreeSet<String> { cells.iter().flatten().cloned().collect() };
    let (before, after) = (kinds_of(kinds.0), kinds_of(kinds.1));
    let shared: BTreeSet<&str> = before.intersection(&after).map(String::as_str).collect();
    for (kind, holder) in before
        .difference(&after)
        .map(|kind| (kind, both.from.release))
        .chain(after.difference(&before).map(|kind| (kind, both.to.release)))
    {
        report.notes.push(format!(
            "titles of the kind `{kind}` are in {holder} only and count neither as new nor as gone"
        ));
    }
    let from = SideTitles { titles: both.from.text("title")?, kinds: kinds.0, shared: shared.clone() };
    let to = SideTitles { titles: both.to.text("title")?, kinds: kinds.1, shared };
    let placed = |side: &SideTitles<'_>, positions: Vec<Option<usize>>| -> Vec<Placed> {
        let known = positions.into_iter().enumerate().filter_map(|(row, at)| Some((row, at?)));
        known.map(|(row, occupation)| Placed { key: fold(text(side.titles, row)), occupation, row }).collect()
    };
    let earlier = placed(&from, positions(both.from, &occupations.from)?);
    let later = placed(&to, positions(both.to, &occupations.to)?);
    let distinct = (distinct(&earlier), distinct(&later));
    let mut tally = Tally::new(occupations);
    let mut rows = Vec::new();
    for difference in compare_placed(earlier, later, occupations) {
        title_rows(&difference, &from, &to, occupations, &mut tally, &mut rows);
    }
    rows.sort_by(|one, other| {
        let key = |row: &TitleChangeRow| (row.title.clone(), row.to_codes.clone(), row.from_codes.clone());
        key(one).cmp(&key(other))
    });
    let of = |change: &str| rows.iter().filter(|row| row.change == change).count();
    report.findings.push(format!(
        "Titles: {} to {} distinct; {} new, {} gone, {} moved between occupations, {} added and {} removed at occupations while known elsewhere",
        people(distinct.0),
        people(distinct.1),
        people(titles_of(&rows, "new")),
        people(titles_of(&rows, "gone")),
        people(of("moved")),
        people(of("added")),
        people(of("removed"))
    ));
    let gone_pct =
        if distinct.0 == 0 { 0.0 } else { as_float(titles_of(&rows, "gone")) / as_float(distinct.0) * 100.0 };
    if gone_pct >= settings.attention.doubtful_removal_pct {
        report.notes.push(format!(
            "{gone_pct:.0} % of the titles are gone: look first whether the publisher changed the table"
        ));
    }
    let order = order(&rows);
    report.push(ChangeTable::new(&rows, "Job titles", &[ONET], BRIEF, order));
    Ok(tally)
}

fn distinct(placed: &[Placed]) -> usize {
    placed.iter().map(|placed| placed.key.as_str()).collect::<BTreeSet<_>>().len()
}

/// Distinct titles of a kind of change.
fn titles_of(rows: &[TitleChangeRow], change: &str) -> usize {
    let titles = rows.iter().filter(|row| row.change == change).map(|row| fold(&row.title));
    titles.collect::<BTreeSet<_>>().len()
}

/// Moved titles first, then new ones, then those gone; the rows are in order of title within.
fn order(rows: &[TitleChangeRow]) -> Vec<usize> {
    let rank = |row: &TitleChangeRow| {
        let order = ["moved", "new", "gone", "added", "removed"];
        (row.with_occupation, order.iter().position(|change| *change == row.change).unwrap_or(order.len()))
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| (rank(&rows[at]), at));
    order
}

impl SideTitles<'_> {
    fn counts(&self, place: &Place) -> bool {
        self.shared.contains(text(self.kinds, place.row))
    }

    fn title(&self, place: Option<&Place>) -> String {
        place.map_or_else(String::new, |place| text(self.titles, place.row).to_owned())
    }

    fn kind(&self, places: &[Place]) -> String {
        let kinds: BTreeSet<&str> = places.iter().map(|place| text(self.kinds, place.row)).collect();
        kinds.into_iter().collect::<Vec<_>>().join(", ")
    }
}

fn title_rows(
    difference: &Difference,
    from: &SideTitles<'_>,
    to: &SideTitles<'_>,
    occupations: &Occupations,
    tally: &mut Tally,
    rows: &mut Vec<TitleChangeRow>,
) {
    let lost: Vec<Place> = difference.lost.iter().filter(|place| from.counts(place)).copied().collect();
    let gained: Vec<Place> = difference.gained.iter().filter(|place| to.counts(place)).copied().collect();
    tally.count(difference, &lost, &gained);
    let row = |change: &str, lost: &[Place], gained: &[Place], with_occupation: bool| {
        let (left, right): (Vec<usize>, Vec<usize>) = (
            lost.iter().map(|place| place.occupation).collect(),
            gained.iter().map(|place| place.occupation).collect(),
        );
        TitleChangeRow {
            change: change.to_owned(),
            title: if gained.is_empty() { from.title(lost.first()) } else { to.title(gained.first()) },
            kind: if gained.is_empty() { from.kind(lost) } else { to.kind(gained) },
            from_codes: occupations.earlier_codes(&left),
            from_occupations: occupations.earlier_titles(&left),
            to_codes: occupations.later_codes(&right),
            to_occupations: occupations.later_titles(&right),
            with_occupation,
        }
    };
    if !lost.is_empty() && !gained.is_empty() {
        rows.push(row("moved", &lost, &gained, false));
        return;
    }
    for place in &lost {
        let change = if difference.to.is_empty() { "gone" } else { "removed" };
        let ended = occupations.links.targets(place.occupation).is_empty();
        rows.push(row(change, &[*place], &[], ended));
    }
    for place in &gained {
        let change = if difference.from.is_empty() { "new" } else { "added" };
        let began = occupations.links.sources(place.occupation).is_empty();
        rows.push(row(change, &[], &[*place], began));
    }
}
