//! A comparison on a terminal: what matters first, about two screens; `Detail::All` prints every row.

use plumb_diff::{ChangeTable, DiffReport};
use plumb_tables::{Cell, Kind, Table};

use crate::diff::{all_caveats, sources, title};
use crate::number::people_number;
use crate::terminal::cell_text;

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The first rows of the first tables.
    Brief,
    /// Every row of every table.
    All,
}

/// Where stdout is no terminal.
const DEFAULT_WIDTH: usize = 100;
/// Rows of the first table, and of each of the next ones.
const FIRST_ROWS: usize = 15;
const NEXT_ROWS: usize = 5;
/// Tables that a brief view shows with rows; the others are named.
const SHOWN_TABLES: usize = 5;
/// No column of texts becomes narrower.
const LEAST_WIDTH: usize = 8;

/// The comparison as text; `width` is that of the terminal.
pub fn text(report: &DiffReport, width: Option<usize>, detail: Detail) -> String {
    let width = width.unwrap_or(DEFAULT_WIDTH).max(60);
    let mut out = vec![title(report), String::new()];
    if report.tables.is_empty() {
        out.push("Nothing changed in what both sides have.".to_owned());
    }
    for finding in &report.findings {
        bullet(&mut out, finding, width);
    }
    if !report.notes.is_empty() {
        out.push(String::new());
        out.push("Not compared".to_owned());
        for note in &report.notes {
            bullet(&mut out, note, width);
        }
    }
    let shown = if detail == Detail::All { report.tables.len() } else { SHOWN_TABLES };
    for (number, change) in report.tables.iter().take(shown).enumerate() {
        let rows = match (detail, number) {
            (Detail::All, _) => usize::MAX,
            (Detail::Brief, 0) => FIRST_ROWS,
            (Detail::Brief, _) => NEXT_ROWS,
        };
        out.push(String::new());
        table(&mut out, change, width, rows);
    }
    if report.tables.len() > shown {
        out.push(String::new());
        let rest: Vec<String> = report.tables[shown..]
            .iter()
            .map(|change| format!("{} ({} rows)", change.table.name, people(change.table.row_count())))
            .collect();
        wrapped(&mut out, &format!("Further tables: {}", rest.join(", ")), "", width);
    }
    out.push(String::new());
    out.push("How to read this".to_owned());
    for caveat in all_caveats(report) {
        bullet(&mut out, &caveat, width);
    }
    out.push("Sources".to_owned());
    for source in sources(report) {
        let hash = source.sha256.get(..12).unwrap_or(&source.sha256);
        bullet(&mut out, &format!("{} sha256 {hash}… {}", source.id, source.attribution), width);
    }
    if detail == Detail::Brief && !report.tables.is_empty() {
        wrapped(
            &mut out,
            "--all prints every row, --out DIR writes CSV, workbook, JSON and a page.",
            "",
            width,
        );
    }
    out.join("\n")
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
fn people(number: usize) -> String {
    people_number(number as f64, 0)
}

fn bullet(out: &mut Vec<String>, text: &str, width: usize) {
    let start = out.len();
    wrapped(out, text, "  ", width);
    if let Some(first) = out.get_mut(start) {
        first.replace_range(..1, "-");
    }
}

/// Lines of at most `width` letters, each behind `indent`.
fn wrapped(out: &mut Vec<String>, text: &str, indent: &str, width: usize) {
    let mut line = indent.to_owned();
    for word in text.split_whitespace() {
        let full = line.chars().count() + 1 + word.chars().count() > width;
        if full && line.trim() != "" {
            out.push(std::mem::replace(&mut line, indent.to_owned()));
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push(line);
}

fn table(out: &mut Vec<String>, change: &ChangeTable, width: usize, rows: usize) {
    let table = &change.table;
    let order: Vec<usize> = change.brief.rows.iter().copied().take(rows).collect();
    let total = table.row_count();
    let of = if order.len() < total {
        format!("{} of {} rows", order.len(), people(total))
    } else if total == 1 {
        "1 row".to_owned()
    } else {
        format!("{} rows", people(total))
    };
    out.push(format!("{} [{}: {of}]", change.title, table.name));
    if let Some(caveat) = change.caveats.first() {
        wrapped(out, caveat, "  ", width);
    }
    let columns: Vec<(usize, &str)> = change
        .brief
        .columns
        .iter()
        .filter_map(|(name, heading)| {
            Some((table.columns.iter().position(|column| column.name == *name)?, *heading))
        })
        .collect();
    out.extend(grid(table, &columns, &order, width));
}

/// Plain aligned columns; texts are cut where the width does not hold them.
fn grid(table: &Table, columns: &[(usize, &str)], rows: &[usize], width: usize) -> Vec<String> {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|&row| columns.iter().map(|&(column, _)| shown(table, column, row)).collect())
        .collect();
    let number: Vec<bool> = columns
        .iter()
        .map(|&(column, _)| matches!(table.columns[column].kind, Kind::Integer | Kind::Float))
        .collect();
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, heading))| {
            let longest = cells.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
            longest.max(heading.chars().count())
        })
        .collect();
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        // The widest column of texts gives way first.
        let widest = (0..widths.len()).filter(|&at| !number[at]).max_by_key(|&at| (widths[at], at));
        let Some(widest) = widest.filter(|&at| widths[at] > LEAST_WIDTH) else { break };
        widths[widest] -= 1;
    }
    let line = |texts: &mut dyn Iterator<Item = &str>| {
        let parts: Vec<String> = texts
            .enumerate()
            .map(|(at, text)| {
                let text = cut(text, widths[at]);
                let pad = " ".repeat(widths[at] - text.chars().count().min(widths[at]));
                if number[at] { format!("{pad}{text}") } else { format!("{text}{pad}") }
            })
            .collect();
        parts.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&mut columns.iter().map(|(_, heading)| *heading))];
    lines.extend(cells.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// A cell as people read it; changes carry their sign.
fn shown(table: &Table, column: usize, row: usize) -> String {
    let name = table.columns[column].name.as_str();
    let cell = table.data[column].cell(row);
    let text = cell_text(name, &cell);
    let signed = name.starts_with("change_")
        || name.contains("_change_")
        || name.ends_with("growth_pct_per_year")
        || name == "base_against_path_pct";
    let positive = match cell {
        Cell::Integer(number) => number > 0,
        Cell::Float(number) => number > 0.0,
        _ => false,
    };
    if signed && positive { format!("+{text}") } else { text }
}
