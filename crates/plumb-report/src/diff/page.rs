//! A comparison as one page: findings, small multiples, the first rows of every table. No script, no network.

use askama::Template;
use plumb_diff::{ChangeTable, DiffReport};

use crate::align::SourceNote;
use crate::diff::svg::{Drawn, draw};
use crate::diff::{all_caveats, source_notes, title};
use crate::error::ReportError;
use crate::number::people_number;
use crate::terminal::cell_text;

/// Rows of a table on the page; the files have all.
const SHOWN_ROWS: usize = 40;

/// `index.html` of a comparison.
#[derive(Template)]
#[template(path = "diff.html")]
struct DiffPage {
    frame: Frame,
    findings: Vec<String>,
    notes: Vec<String>,
    charts: Vec<Multiples>,
    tables: Vec<Grid>,
}

/// What the frame of every page shows.
struct Frame {
    title: String,
    caveats: Vec<String>,
    sources: Vec<SourceNote>,
    edition_attribution: String,
}

struct Multiples {
    title: String,
    description: String,
    panels: Vec<Drawn>,
}

struct Grid {
    name: String,
    title: String,
    caveats: Vec<String>,
    headings: Vec<(String, bool)>,
    rows: Vec<Vec<(String, bool)>>,
    total: String,
    whole: bool,
}

pub(super) fn page(report: &DiffReport) -> Result<String, ReportError> {
    let page = DiffPage {
        frame: Frame {
            title: title(report),
            caveats: all_caveats(report),
            sources: source_notes(report),
            edition_attribution: "Codes are linked by published crosswalks where there are any; the thresholds are those of diff.toml.".to_owned(),
        },
        findings: report.findings.iter().map(|text| plain(text)).collect(),
        notes: report.notes.iter().map(|text| plain(text)).collect(),
        charts: report
            .charts
            .iter()
            .map(|chart| {
                let (panels, scale) = draw(chart);
                Multiples {
                    title: chart.title.clone(),
                    description: format!("{}. {scale}", chart.description.trim_end_matches('.')),
                    panels,
                }
            })
            .collect(),
        tables: report.tables.iter().map(grid).collect(),
    };
    page.render().map_err(|source| ReportError::Page { page: "index.html".to_owned(), source })
}

/// Names of tables stand in backticks on a terminal; a page does without.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

fn grid(change: &ChangeTable) -> Grid {
    use plumb_tables::Kind;
    let table = &change.table;
    let columns: Vec<(usize, &str)> = change
        .brief
        .columns
        .iter()
        .filter_map(|(name, heading)| {
            Some((table.columns.iter().position(|column| column.name == *name)?, *heading))
        })
        .collect();
    let number = |column: usize| matches!(table.columns[column].kind, Kind::Integer | Kind::Float);
    let rows = change.brief.rows.iter().take(SHOWN_ROWS).map(|&row| {
        let cell = |&(column, _): &(usize, &str)| {
            (cell_text(&table.columns[column].name, &table.data[column].cell(row)), number(column))
        };
        columns.iter().map(cell).collect()
    });
    #[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
    let total = people_number(table.row_count() as f64, 0);
    Grid {
        name: table.name.clone(),
        title: change.title.clone(),
        caveats: change.caveats.clone(),
        headings: columns.iter().map(|&(column, heading)| (heading.to_owned(), number(column))).collect(),
        rows: rows.collect(),
        total,
        whole: table.row_count() <= SHOWN_ROWS,
    }
}
