//! What emerges, a candidate after the other.

use askama::Template;
use plumb_tables::Table;

use super::frame::Frame;
use super::text::people_cell;
use crate::align::AlignReport;

/// `emerging.html`.
#[derive(Template)]
#[template(path = "emerging.html")]
pub(crate) struct EmergingPage {
    frame: Frame,
    findings: Vec<EmergingLine>,
}

/// One candidate.
struct EmergingLine {
    rank: String,
    titles: String,
    kind: String,
    score: String,
    reasons: Vec<String>,
    facts: Vec<[String; 2]>,
}

impl EmergingPage {
    /// The page; none where the run did not look for what emerges.
    pub(crate) fn new(report: &AlignReport<'_>) -> Option<Self> {
        let table = report.emerging.as_ref()?;
        let findings = (0..table.row_count()).map(|row| emerging_line(table, row)).collect();
        Some(Self { frame: Frame::new(report, format!("{}: emerging", report.edition_name)), findings })
    }
}

fn emerging_line(table: &Table, row: usize) -> EmergingLine {
    let cells: Vec<(&str, String)> = table
        .columns
        .iter()
        .map(|column| column.name.as_ref())
        .zip(table.row(row).map(people_cell))
        .collect();
    let cell = |name: &str| {
        cells.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let joined = |names: &[&str], between: &str| {
        let texts: Vec<String> =
            names.iter().map(|name| cell(name)).filter(|text| !text.is_empty()).collect();
        texts.join(between)
    };
    let facts = [
        ["Proposed place", &joined(&["proposed_cluster", "proposed_sub_cluster"], " / ")],
        ["Stands today under", &joined(&["covered_by_code", "covered_by_title"], " ")],
        ["Jobs there", &cell("employment_jobs")],
        ["Projected change there, %", &cell("projected_change_pct")],
        ["Openings a year there", &cell("openings_per_year")],
        ["Nearest occupations", &cell("nearest_occupations")],
        ["First seen", &cell("first_seen")],
    ];
    EmergingLine {
        rank: cell("rank"),
        titles: cell("titles"),
        kind: cell("kind"),
        score: cell("score"),
        reasons: ["reason_1", "reason_2", "reason_3"]
            .map(cell)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect(),
        facts: facts
            .into_iter()
            .filter(|[_, text]| !text.is_empty())
            .map(|[name, text]| [name.to_owned(), text.to_owned()])
            .collect(),
    }
}
