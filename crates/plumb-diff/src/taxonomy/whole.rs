//! A whole classification, level by level: SOC, NAICS, CIP, O*NET-SOC.

use plumb_tables::Table;

use crate::columns::{Source, text};
use crate::crosswalks::Linking;
use crate::error::DiffError;
use crate::keyed::compare_rest;
use crate::report::{ChangeTable, Chart, DiffReport, Marks, Panel, Tables, count};
use crate::settings::Settings;
use crate::taxonomy::changes::removed_pct;
use crate::taxonomy::{Basis, CodeChanges, CodeList, code_changes, match_codes};

/// How a classification's table is read.
#[derive(Debug, Clone, Copy)]
pub struct Classification {
    /// The table.
    pub table: &'static str,
    /// The column of the codes.
    pub code_column: &'static str,
    /// The level of a code, by its form; the finest level first in the enumeration of [`Classification::levels`].
    pub level_of: fn(&str, &str) -> &'static str,
    /// The levels, finest first. A published crosswalk links the finest one.
    pub levels: &'static [&'static str],
    /// The group that a panel of a chart stands for.
    pub panel_of: fn(&str) -> String,
}

/// The columns of a short view of code changes.
pub(crate) const BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("from_code", "from"),
    ("from_title", "title"),
    ("to_code", "to"),
    ("to_title", "title"),
    ("basis", "basis"),
];

pub(crate) const INFERRED: &str =
    "Rows marked `inferred` are matched by code and title; no publisher has linked them.";

/// Compares two releases of a classification: its codes level by level, and every other table that both hold.
///
/// # Errors
/// When neither table of codes is there, one lacks its columns, or the crosswalk between the systems is missing.
pub fn compare_classification(
    classification: &Classification,
    from: &Tables,
    to: &Tables,
    linking: Linking<'_>,
    settings: &Settings,
) -> Result<DiffReport, DiffError> {
    let mut report = DiffReport::new(from.side.clone(), to.side.clone());
    compare_codes(classification, from, to, linking, settings, &mut report)?;
    compare_rest(from, to, &[classification.table], &[], &[], &mut report);
    if report.tables.is_empty() && report.findings.is_empty() {
        let names = |side: &Tables| {
            side.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        return Err(DiffError::NothingInCommon {
            from: from.side.id.clone(),
            to: to.side.id.clone(),
            from_tables: names(from),
            to_tables: names(to),
        });
    }
    Ok(report)
}

fn compare_codes(
    classification: &Classification,
    from: &Tables,
    to: &Tables,
    linking: Linking<'_>,
    settings: &Settings,
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let (Some(from_table), Some(to_table)) = (from.get(classification.table), to.get(classification.table))
    else {
        return Ok(());
    };
    let from_lists = levels(classification, &from.side.id, from_table)?;
    let to_lists = levels(classification, &to.side.id, to_table)?;
    let systems = (
        from_lists.first().map_or("", |list| list.system.as_str()),
        to_lists.first().map_or("", |list| list.system.as_str()),
    );
    let crosswalk = linking.between(systems.0, systems.1)?;
    let mut all = CodeChanges::default();
    for (number, level) in classification.levels.iter().enumerate() {
        let (left, right) = (&from_lists[number], &to_lists[number]);
        let official = crosswalk.filter(|_| number == 0);
        let links = match_codes(left, right, official, &settings.matching);
        let lone = match official {
            Some(_) => Basis::Official,
            None if left.system == right.system => Basis::SameCode,
            None => Basis::Inferred,
        };
        let changes = code_changes(level, left, right, &links, lone);
        let gone = removed_pct(&changes, left);
        if gone >= settings.attention.doubtful_removal_pct && left.len() > 10 {
            report.notes.push(format!(
                "{gone:.0} % of the {level} codes are gone: this looks like another table or level, not like a revision"
            ));
        }
        let words = changes.in_words();
        let said = if words.is_empty() { "nothing changed".to_owned() } else { words };
        if !(left.is_empty() && right.is_empty()) {
            report.findings.push(format!("{}: {} to {}; {said}", name(level), left.len(), right.len()));
        }
        all.extend(changes);
    }
    let order = all.by_importance();
    let caveats: &[&str] = if all.rows.iter().any(|row| row.basis == "inferred") { &[INFERRED] } else { &[] };
    report.push(ChangeTable::new(&all.rows, "Codes that changed", caveats, BRIEF, order));
    let order = (0..all.summary.len()).collect();
    let columns = &[
        ("level", "level"),
        ("change", "change"),
        ("from_codes", "earlier codes"),
        ("to_codes", "later codes"),
    ];
    report.push(ChangeTable::new(&all.summary, "Codes by kind of change", &[], columns, order));
    report.charts.extend(chart(classification, &all));
    if crosswalk.is_some() {
        report.caveats.push(format!(
            "The published crosswalk links the finest level; wider levels of {} and {} are matched by code and title.",
            systems.0, systems.1
        ));
    }
    Ok(())
}

/// `detailed occupation` as the start of a sentence.
fn name(level: &str) -> String {
    let mut letters = level.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let word: String = first.into_iter().chain(letters).collect();
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    }
}

fn levels(classification: &Classification, release: &str, table: &Table) -> Result<Vec<CodeList>, DiffError> {
    let source = Source { release, table };
    let (codes, titles) = (source.text(classification.code_column)?, source.text("title")?);
    let system = source.domain(classification.code_column);
    let list = |level: &&'static str| {
        let rows =
            (0..codes.len()).filter(|&row| (classification.level_of)(text(codes, row), system) == *level);
        CodeList::new(system, rows.map(|row| (text(codes, row).to_owned(), text(titles, row).to_owned())))
    };
    Ok(classification.levels.iter().map(list).collect())
}

/// One panel a wide group, one bar a kind of change, at the finest level.
fn chart(classification: &Classification, changes: &CodeChanges) -> Option<Chart> {
    const KINDS: [&str; 8] =
        ["added", "removed", "renamed", "moved", "moved and renamed", "split", "merged", "split and merged"];
    let finest = classification.levels.first()?;
    let mut panels: std::collections::BTreeMap<String, [usize; 8]> = std::collections::BTreeMap::new();
    for row in changes.rows.iter().filter(|row| row.level == *finest) {
        let code = row.to_code.as_ref().or(row.from_code.as_ref())?;
        let kind = KINDS.iter().position(|kind| *kind == row.change)?;
        panels.entry((classification.panel_of)(code)).or_default()[kind] += 1;
    }
    let panel = |(title, counts): (String, [usize; 8])| {
        let met = || KINDS.iter().zip(counts).filter(|(_, number)| *number > 0);
        let summary = met().map(|(kind, number)| format!("{kind} {number}")).collect::<Vec<_>>().join(", ");
        let bars = met().map(|(kind, number)| (*kind, crate::stats::as_float(number))).collect();
        Panel { summary: format!("{title}: {summary}"), title, marks: Marks::Bars(bars) }
    };
    let panels: Vec<Panel> = panels.into_iter().map(panel).collect();
    (!panels.is_empty()).then(|| Chart {
        title: "Where codes changed".to_owned(),
        description: format!(
            "{} by wide group and kind of change, {finest} level; a link of a split or merger counts once",
            count(changes.rows.len(), "row", "rows")
        ),
        unit: "rows",
        panels,
    })
}
