//! What a comparison found: sentences, tables with their caveats, and what charts show. Every output is made of this.

use plumb_tables::{Row, Table};

/// One side of a comparison, or a release that was read to link the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Id of the release or edition, such as `oews/2025-05`.
    pub id: String,
    /// The period measured, in words.
    pub reference_period: String,
    /// SHA-256 over the publisher's files.
    pub sha256: String,
    /// What its licence asks to say.
    pub attribution: String,
}

/// Everything that a comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffReport {
    /// The earlier side, as the caller named it.
    pub from: Side,
    /// The later side.
    pub to: Side,
    /// Releases that linked the two, such as the holder of a crosswalk.
    pub also_read: Vec<Side>,
    /// Sentences, the most important first.
    pub findings: Vec<String>,
    /// What kept parts from being compared: tables of one side only, withheld columns.
    pub notes: Vec<String>,
    /// How to read the figures of the whole comparison.
    pub caveats: Vec<String>,
    /// The change tables, the most important first.
    pub tables: Vec<ChangeTable>,
    /// What small multiples show.
    pub charts: Vec<Chart>,
}

/// One table of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeTable {
    /// The rows, in the order of their keys.
    pub table: Table,
    /// Heading for people.
    pub title: String,
    /// What must be said wherever the table stands.
    pub caveats: Vec<String>,
    /// What a short view shows.
    pub brief: Brief,
}

/// The short view of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Columns to show, with short headings.
    pub columns: Vec<(&'static str, &'static str)>,
    /// Rows by importance.
    pub rows: Vec<usize>,
}

/// Panels with one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Heading.
    pub title: String,
    /// What the marks are and what the scale is.
    pub description: String,
    /// Unit of the values, such as `%`.
    pub unit: &'static str,
    /// The panels.
    pub panels: Vec<Panel>,
}

/// One panel of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Heading, such as a major group.
    pub title: String,
    /// The values.
    pub marks: Marks,
    /// The panel in one sentence, for those who do not see it.
    pub summary: String,
}

/// The values of a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Marks {
    /// One dot a subject on a common scale.
    Dots(Vec<Dot>),
    /// One bar a kind of change.
    Bars(Vec<(&'static str, f64)>),
    /// One line a subject, from its earlier to its later value.
    Slopes(Vec<Slope>),
}

/// A dot.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// The subject.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// Whether it stands out: beyond sampling error.
    pub marked: bool,
}

/// A line between two values.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    /// The subject.
    pub label: String,
    /// Earlier value.
    pub from: f64,
    /// Later value.
    pub to: f64,
    /// Whether it stands out.
    pub marked: bool,
}

/// A table of one side, or both, as it is at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// The side.
    pub side: Side,
    /// The tables, sorted by name.
    pub tables: Vec<Table>,
}

impl Tables {
    /// A table by name.
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl ChangeTable {
    /// A table of typed rows.
    pub(crate) fn new<R: Row>(
        rows: &[R],
        title: impl Into<String>,
        caveats: &[&str],
        columns: &[(&'static str, &'static str)],
        by_importance: Vec<usize>,
    ) -> Self {
        Self::named(R::TABLE, rows, title, caveats, columns, by_importance)
    }

    /// The same under another name than its row type's.
    pub(crate) fn named<R: Row>(
        name: &str,
        rows: &[R],
        title: impl Into<String>,
        caveats: &[&str],
        columns: &[(&'static str, &'static str)],
        by_importance: Vec<usize>,
    ) -> Self {
        Self {
            table: Table::named(name, rows),
            title: title.into(),
            caveats: caveats.iter().map(|&text| text.to_owned()).collect(),
            brief: Brief { columns: columns.to_vec(), rows: by_importance },
        }
    }
}

impl DiffReport {
    /// A report without findings.
    pub(crate) fn new(from: Side, to: Side) -> Self {
        Self {
            from,
            to,
            also_read: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            caveats: Vec::new(),
            tables: Vec::new(),
            charts: Vec::new(),
        }
    }

    /// Adds a table unless it is empty.
    pub(crate) fn push(&mut self, table: ChangeTable) {
        if table.table.row_count() > 0 {
            self.tables.push(table);
        }
    }

    /// A change table by name.
    pub fn table(&self, name: &str) -> Option<&ChangeTable> {
        self.tables.iter().find(|table| table.table.name == name)
    }
}

/// The first of several names joined by `; `, with how many follow: a chain of splits can join a dozen.
pub(crate) fn short_names(names: &str) -> String {
    let mut parts = names.split("; ");
    let first = parts.next().unwrap_or_default();
    match parts.count() {
        0 => first.to_owned(),
        1 => names.to_owned(),
        more => format!("{first} and {more} related lines"),
    }
}

/// `1 code`, `2 codes`, `1,203 codes`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", people(number), if number == 1 { one } else { many })
}

/// A whole number with thousands commas.
pub(crate) fn people(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
