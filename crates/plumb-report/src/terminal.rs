//! Tables for people, on a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell as Shown, CellAlignment, ContentArrangement, Table as Grid};
use plumb_tables::{Cell, Kind, Table};

use crate::number::people_number;

/// A table as text; `width` is the terminal's, `None` prints every cell in full.
pub fn table(table: &Table, width: Option<usize>) -> String {
    if table.row_count() == 0 {
        return format!("no {}", table.name.replace('_', " "));
    }
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|&column| !is_flag_without_news(table, column)).collect();
    let mut grid = Grid::new();
    grid.load_style(UTF8_FULL_CONDENSED);
    if let Some(width) = width {
        grid.set_content_arrangement(ContentArrangement::Dynamic);
        grid.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    grid.set_header(shown.iter().map(|&column| heading(&table.columns[column].name)));
    for row in 0..table.row_count() {
        grid.add_row(shown.iter().map(|&column| {
            let cell = Shown::new(cell_text(&table.columns[column].name, &table.data[column].cell(row)));
            let number = matches!(table.columns[column].kind, Kind::Integer | Kind::Float);
            if number { cell.set_alignment(CellAlignment::Right) } else { cell }
        }));
    }
    grid.to_string()
}

/// A column of flags or errors that says nothing in any row is left out.
fn is_flag_without_news(table: &Table, column: usize) -> bool {
    let name = &table.columns[column].name;
    (name.ends_with("_flag") || name.ends_with("_rse_pct"))
        && (0..table.row_count()).all(|row| table.data[column].cell(row) == Cell::Null)
}

fn heading(name: &str) -> String {
    name.replace('_', " ")
}

/// A cell as people read it: commas in figures, none in years.
pub(crate) fn cell_text(column: &str, cell: &Cell) -> String {
    let year = column.ends_with("year") && !column.ends_with("per_year");
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.replace(['\n', '\r', '\t'], " "),
        Cell::Integer(number) if year => number.to_string(),
        #[expect(clippy::cast_precision_loss, reason = "shown figures are far below 53 bits")]
        Cell::Integer(number) => people_number(*number as f64, 0),
        Cell::Float(number) => people_number(
            *number,
            if (column.contains("share") && !column.ends_with("_pct")) || column == "confidence" {
                3
            } else {
                1
            },
        ),
        Cell::Boolean(true) => "yes".to_owned(),
        Cell::Boolean(false) => "no".to_owned(),
    }
}

/// The clusters of a run, one line each.
pub fn clusters_at_a_glance(summary: &plumb_profile::Summary) -> String {
    let mut grid = Grid::new();
    grid.load_style(UTF8_FULL_CONDENSED);
    let (year, round) = summary.clusters.first().map_or((0, String::new()), |cluster| {
        (cluster.employment_year, cluster.projections_round.clone().unwrap_or_default())
    });
    grid.set_header([
        "cluster".to_owned(),
        format!("jobs {year}"),
        "median wage".to_owned(),
        format!("change {round}"),
        "openings a year".to_owned(),
    ]);
    let optional = |number: Option<f64>, decimals| {
        number.map_or_else(|| "–".to_owned(), |number| people_number(number, decimals))
    };
    for cluster in &summary.clusters {
        let at_least = if cluster.median_wage_is_lower_bound { "≥ " } else { "" };
        grid.add_row([
            Shown::new(&cluster.name),
            right(whole(cluster.employment_jobs, 0)),
            right(format!("{at_least}${}", optional(cluster.median_wage_usd_per_year.map(as_float), 0))),
            right(format!("{} %", optional(cluster.projected_change_pct, 1))),
            right(optional(cluster.openings_per_year.map(as_float), 0)),
        ]);
    }
    let found = &summary.reconciliation;
    grid.add_row([
        Shown::new("not placed"),
        right(whole(found.not_placed_jobs, 0)),
        Shown::new(""),
        Shown::new(""),
        Shown::new(""),
    ]);
    grid.add_row([
        Shown::new("all detailed occupations"),
        right(whole(found.detailed_occupations_jobs, 0)),
        Shown::new(""),
        Shown::new(""),
        Shown::new(""),
    ]);
    format!(
        "{grid}\n{} of {} SOC occupations assigned, {} in review",
        summary.occupations.assigned, summary.occupations.total, summary.occupations.review
    )
}

fn right(text: String) -> Shown {
    Shown::new(text).set_alignment(CellAlignment::Right)
}

fn whole(number: i64, decimals: usize) -> String {
    people_number(as_float(number), decimals)
}

#[expect(clippy::cast_precision_loss, reason = "shown figures are far below 53 bits")]
fn as_float(number: i64) -> f64 {
    number as f64
}
