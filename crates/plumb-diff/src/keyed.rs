//! Any keyed table, row by row: what was added, removed, changed. For tables that no other comparison knows.

use std::collections::BTreeMap;

use plumb_tables::{Cell, Table};

use crate::report::{ChangeTable, DiffReport, Side, Tables, count, people};

plumb_tables::table! {
    /// One row that one side lacks, or one cell that differs.
    RowChangeRow in "row_changes", key ["change", "key", "column"] {
        /// `added`, `removed` or `changed`.
        change: String,
        /// The values of the key columns, separated by ` | `.
        key: String,
        /// The column that differs; empty for rows added or removed.
        column: String,
        /// Earlier value, as text.
        from: Option<String>,
        /// Later value, as text.
        to: Option<String>,
        /// Difference of numbers.
        change_by: Option<f64>,
    }
}

const BRIEF: &[(&str, &str)] =
    &[("change", "change"), ("key", "key"), ("column", "column"), ("from", "earlier"), ("to", "later")];

/// Compares the tables that both sides hold under a name, except `known` ones, and notes those of one side only.
///
/// `ignored` are columns whose change is no news, such as dates of rating.
pub(crate) fn compare_rest(
    from: &Tables,
    to: &Tables,
    known: &[&str],
    ignored: &[&str],
    caveats: &[&str],
    report: &mut DiffReport,
) {
    for (one, other) in [(from, to), (to, from)] {
        // A crosswalk to an older release stands in the newer one by design.
        let missing = |table: &&Table| other.get(&table.name).is_none() && !table.name.contains("_to_");
        for table in one.tables.iter().filter(missing) {
            report.notes.push(format!(
                "`{}` ({}) is in {} only and was not compared: its rows count neither as added nor as removed",
                table.name,
                count(table.row_count(), "row", "rows"),
                one.side.id
            ));
        }
    }
    for earlier in from.tables.iter().filter(|table| !known.contains(&table.name.as_str())) {
        let Some(later) = to.get(&earlier.name) else { continue };
        if let Some(why) = incomparable(earlier, later) {
            report.notes.push(format!(
                "`{}`: {} to {} rows, not compared row by row: {why}",
                earlier.name,
                people(earlier.row_count()),
                people(later.row_count())
            ));
            continue;
        }
        let rows = row_changes(earlier, later, ignored);
        let of = |change: &str| rows.iter().filter(|row| row.change == change).count();
        if rows.is_empty() {
            continue;
        }
        report.findings.push(format!(
            "`{}`: {} to {} rows; {} added, {} removed, {} changed",
            earlier.name,
            people(earlier.row_count()),
            people(later.row_count()),
            people(of("added")),
            people(of("removed")),
            count(of("changed"), "value", "values"),
        ));
        let name = format!("{}_changes", earlier.name);
        let title = format!("Rows of `{}` that changed", earlier.name);
        let order = (0..rows.len()).collect();
        report.push(ChangeTable::named(&name, &rows, title, caveats, BRIEF, order));
    }
}

/// Why two tables of one name cannot be compared row by row.
fn incomparable(earlier: &Table, later: &Table) -> Option<String> {
    if earlier.key.is_empty() || earlier.key != later.key {
        return Some("its rows have no key".to_owned());
    }
    let domain = |table: &Table, name: &String| {
        table.columns.iter().find(|column| column.name == *name).and_then(|column| column.domain)
    };
    earlier.key.iter().find(|name| domain(earlier, name) != domain(later, name)).map(|name| {
        let system = |table| domain(table, name).unwrap_or("no code system");
        format!("`{name}` is {} on one side and {} on the other", system(earlier), system(later))
    })
}

fn row_changes(earlier: &Table, later: &Table, ignored: &[&str]) -> Vec<RowChangeRow> {
    let (old, new) = (index(earlier), index(later));
    let columns: Vec<&str> = later
        .columns
        .iter()
        .filter(|column| !later.key.contains(&column.name) && !column.prose)
        .map(|column| column.name.as_str())
        .filter(|name| !ignored.contains(name))
        .filter(|name| earlier.columns.iter().any(|column| column.name == *name))
        .collect();
    let cell = |table: &Table, column: &str, row: usize| {
        let at = table.columns.iter().position(|candidate| candidate.name == column);
        at.map_or(Cell::Null, |at| table.data[at].cell(row))
    };
    let plain = |change: &str, key: &str| RowChangeRow {
        change: change.to_owned(),
        key: key.to_owned(),
        column: String::new(),
        from: None,
        to: None,
        change_by: None,
    };
    let mut rows = Vec::new();
    for (key, &before) in &old {
        let Some(&after) = new.get(key) else {
            rows.push(plain("removed", key));
            continue;
        };
        for column in &columns {
            let (left, right) = (cell(earlier, column, before), cell(later, column, after));
            if left != right {
                rows.push(RowChangeRow {
                    column: (*column).to_owned(),
                    from: shown(&left),
                    to: shown(&right),
                    change_by: difference(&left, &right),
                    ..plain("changed", key)
                });
            }
        }
    }
    rows.extend(new.keys().filter(|key| !old.contains_key(*key)).map(|key| plain("added", key)));
    rows
}

fn index(table: &Table) -> BTreeMap<String, usize> {
    let key: Vec<usize> = table
        .key
        .iter()
        .filter_map(|name| table.columns.iter().position(|column| column.name == *name))
        .collect();
    let text = |row: usize| {
        key.iter()
            .map(|&at| shown(&table.data[at].cell(row)).unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    (0..table.row_count()).map(|row| (text(row), row)).collect()
}

fn shown(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Integer(number) => Some(number.to_string()),
        Cell::Float(number) => Some(number.to_string()),
        Cell::Boolean(flag) => Some(flag.to_string()),
    }
}

fn difference(left: &Cell, right: &Cell) -> Option<f64> {
    match (left, right) {
        (Cell::Integer(left), Cell::Integer(right)) => Some(crate::stats::whole(right - left)),
        (Cell::Float(left), Cell::Float(right)) => Some(crate::stats::rounded(right - left, 4)),
        _ => None,
    }
}

/// Compares two releases that no other comparison knows: every keyed table, row by row.
#[must_use]
pub fn compare_tables(from: &Tables, to: &Tables, also_read: Vec<Side>) -> DiffReport {
    let mut report = DiffReport::new(from.side.clone(), to.side.clone());
    report.also_read = also_read;
    compare_rest(from, to, &[], &[], &[], &mut report);
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    plumb_tables::table! {
        /// A listing.
        ListRow in "listing", key ["code", "category"] {
            /// Code.
            code: String,
            /// Category.
            category: String,
            /// Figure.
            figure: Option<f64>,
        }
    }

    fn side(id: &str, rows: &[(&str, &str, f64)]) -> Tables {
        let rows: Vec<ListRow> = rows
            .iter()
            .map(|(code, category, figure)| ListRow {
                code: (*code).to_owned(),
                category: (*category).to_owned(),
                figure: Some(*figure),
            })
            .collect();
        let side = Side {
            id: id.to_owned(),
            reference_period: String::new(),
            sha256: String::new(),
            attribution: String::new(),
        };
        Tables { side, tables: vec![Table::from_rows(&rows)] }
    }

    #[test]
    fn rows_are_added_removed_and_changed_by_key() {
        let from = side("a", &[("1", "x", 1.0), ("2", "x", 2.0)]);
        let to = side("b", &[("1", "x", 1.5), ("3", "x", 3.0)]);
        let report = compare_tables(&from, &to, Vec::new());
        let rows: Vec<RowChangeRow> = report.tables[0].table.rows().unwrap();
        let said: Vec<String> =
            rows.iter().map(|row| format!("{} {} {:?}", row.change, row.key, row.change_by)).collect();
        assert_eq!(said, ["changed 1 | x Some(0.5)", "removed 2 | x None", "added 3 | x None"]);
        assert!(compare_tables(&from, &from, Vec::new()).tables.is_empty());
    }

    #[test]
    fn a_table_of_one_side_only_is_a_note_and_no_removal() {
        let mut to = side("b", &[]);
        to.tables[0].name = "another".to_owned();
        let report = compare_tables(&side("a", &[("1", "x", 1.0)]), &to, Vec::new());
        assert!(report.tables.is_empty() && report.findings.is_empty());
        assert_eq!(report.notes.len(), 2);
        assert!(report.notes[0].contains("neither as added nor as removed"));
    }
}
