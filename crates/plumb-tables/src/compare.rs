//! Which keys came and went between two editions of a table. Compares by the declared key and nothing else:
//! what figures did is for the full diff, and codes of different vintages are never compared.

use std::cmp::Ordering;

use crate::cell::Cell;
use crate::table::{ColumnData, Table};

/// What happened to the keys of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyChanges {
    /// Keys that are new.
    pub added: usize,
    /// Keys that are gone.
    pub removed: usize,
    /// The first of the new keys, in the order of the keys.
    pub first_added: Vec<KeyLabel>,
    /// The first of the keys that are gone, in the order of the keys.
    pub first_removed: Vec<KeyLabel>,
}

/// A key as people read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyLabel {
    /// The parts of the key that differ within the table, joined by spaces.
    pub key: String,
    /// The titles that stand beside the code; empty where the table has none.
    pub title: String,
}

impl Table {
    /// Compares the keys of this table with those of a newer edition of it; lists up to `limit` keys each way.
    /// Columns other than the key and its titles are not looked at and need not be there.
    ///
    /// # Errors
    /// Says in words why the keys cannot be compared: the table declares none, declares another one than before,
    /// or its codes are of another vintage.
    pub fn key_changes(&self, newer: &Self, limit: usize) -> Result<KeyChanges, String> {
        let (before, after) = (Keyed::of(self)?, Keyed::of(newer)?);
        before.check_against(&after)?;
        let parts = before.parts_that_differ(&after);
        let mut changes = KeyChanges::default();
        let (mut left, mut right) = (0, 0);
        while left < before.order.len() || right < after.order.len() {
            let order = match (before.order.get(left), after.order.get(right)) {
                (Some(&old), Some(&new)) => before.compare(old, &after, new),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            if order == Ordering::Less {
                changes.removed += 1;
                if changes.first_removed.len() < limit {
                    changes.first_removed.push(before.label(before.order[left], &parts));
                }
            } else if order == Ordering::Greater {
                changes.added += 1;
                if changes.first_added.len() < limit {
                    changes.first_added.push(after.label(after.order[right], &parts));
                }
            }
            left += usize::from(order != Ordering::Greater);
            right += usize::from(order != Ordering::Less);
        }
        Ok(changes)
    }

    /// The columns that [`Table::key_changes`] looks at: the key, and the titles beside its codes.
    pub fn key_and_title_columns(key: &[String], columns: &[String]) -> Vec<String> {
        let titles: Vec<String> = key.iter().filter_map(|name| title_of(name, columns)).collect();
        let wanted = |name: &&String| key.contains(name) || titles.contains(name);
        columns.iter().filter(wanted).cloned().collect()
    }
}

/// The column with the title of a code: `occ_title` for `occ_code`, else `title`.
fn title_of(key: &str, columns: &[String]) -> Option<String> {
    let stem = key.strip_suffix("_code")?;
    let own = format!("{stem}_title");
    let candidates = [own.as_str(), "title"];
    let found = candidates.into_iter().find(|name| columns.iter().any(|column| column == name))?;
    Some(found.to_owned())
}

/// A table with its rows in the order of their keys.
struct Keyed<'a> {
    table: &'a Table,
    /// Positions of the key's columns.
    key: Vec<usize>,
    /// Positions of the titles' columns, by part of the key.
    titles: Vec<Option<usize>>,
    /// Rows in the order of their keys, each key once.
    order: Vec<usize>,
}

impl<'a> Keyed<'a> {
    fn of(table: &'a Table) -> Result<Self, String> {
        if table.key.is_empty() {
            return Err("the table declares no key".to_owned());
        }
        let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let position = |name: &str| names.iter().position(|column| column == name);
        let missing = |name: &String| format!("the key column `{name}` is missing");
        let key: Vec<usize> = table
            .key
            .iter()
            .map(|name| position(name).ok_or_else(|| missing(name)))
            .collect::<Result<_, _>>()?;
        let titles =
            table.key.iter().map(|name| title_of(name, &names).and_then(|title| position(&title))).collect();
        let mut keyed = Self { table, key, titles, order: (0..table.row_count()).collect() };
        let mut order = std::mem::take(&mut keyed.order);
        order.sort_unstable_by(|&left, &right| keyed.compare(left, &keyed, right).then(left.cmp(&right)));
        order.dedup_by(|left, right| keyed.compare(*left, &keyed, *right) == Ordering::Equal);
        keyed.order = order;
        Ok(keyed)
    }

    fn check_against(&self, newer: &Self) -> Result<(), String> {
        if self.table.key != newer.table.key {
            return Err(format!(
                "the key was {} and is {}",
                self.table.key.join(", "),
                newer.table.key.join(", ")
            ));
        }
        for (&old, &new) in self.key.iter().zip(&newer.key) {
            let (old, new) = (&self.table.columns[old], &newer.table.columns[new]);
            if old.domain != new.domain || old.kind != new.kind {
                return Err(format!(
                    "the codes in `{}` were {} and are {}: only a crosswalk tells which is which",
                    old.name,
                    old.domain.unwrap_or("of no code system"),
                    new.domain.unwrap_or("of no code system")
                ));
            }
        }
        Ok(())
    }

    fn compare(&self, row: usize, other: &Keyed<'_>, other_row: usize) -> Ordering {
        let columns = self.key.iter().zip(&other.key);
        columns.fold(Ordering::Equal, |order, (&left, &right)| {
            order
                .then_with(|| compare_cells(&self.table.data[left], row, &other.table.data[right], other_row))
        })
    }

    /// The parts of the key that have more than one value in either table; all of them where none has.
    fn parts_that_differ(&self, newer: &Self) -> Vec<usize> {
        let first = |keyed: &Keyed<'_>, part: usize| keyed.table.data[keyed.key[part]].cell(0);
        let all: Vec<usize> = (0..self.key.len()).collect();
        let differs = |part: &usize| {
            let value = if self.order.is_empty() { first(newer, *part) } else { first(self, *part) };
            [self, newer].into_iter().any(|keyed| {
                let data = &keyed.table.data[keyed.key[*part]];
                (0..data.len()).any(|row| data.cell(row) != value)
            })
        };
        let parts: Vec<usize> = all.iter().copied().filter(differs).collect();
        if parts.is_empty() { all } else { parts }
    }

    fn label(&self, row: usize, parts: &[usize]) -> KeyLabel {
        let words = |columns: Vec<usize>| {
            let texts = columns.into_iter().map(|column| shown(&self.table.data[column].cell(row)));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
        };
        let mut titles: Vec<usize> = parts.iter().filter_map(|&part| self.titles[part]).collect();
        titles.dedup();
        KeyLabel {
            key: words(parts.iter().map(|&part| self.key[part]).collect()).join(" "),
            title: words(titles).join("; "),
        }
    }
}

fn compare_cells(left: &ColumnData, row: usize, right: &ColumnData, other_row: usize) -> Ordering {
    match (left, right) {
        // Without a copy: keys are nearly always texts.
        (ColumnData::Text(left), ColumnData::Text(right)) => left[row].cmp(&right[other_row]),
        (ColumnData::Integer(left), ColumnData::Integer(right)) => left[row].cmp(&right[other_row]),
        (ColumnData::Boolean(left), ColumnData::Boolean(right)) => left[row].cmp(&right[other_row]),
        (ColumnData::Float(left), ColumnData::Float(right)) => {
            left[row].unwrap_or(f64::NEG_INFINITY).total_cmp(&right[other_row].unwrap_or(f64::NEG_INFINITY))
        }
        // Kinds were compared before.
        _ => Ordering::Equal,
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Boolean(value) => value.to_string(),
    }
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public tables")]
mod tests {
    use std::collections::BTreeSet;

    use plumb_codes::SocCode;
    use proptest::prelude::*;

    use super::*;

    crate::table! {
        /// A row.
        SampleRow<const V> in "sample", key ["area_code", "soc_code"] {
            /// Area.
            area_code: String,
            /// Code.
            soc_code: SocCode<V>,
            /// Title.
            title: String,
        }
    }

    fn table<const V: u16>(rows: &[(&str, u32)]) -> Table {
        let rows: Vec<SampleRow<V>> = rows
            .iter()
            .map(|&(area, number)| SampleRow {
                area_code: area.to_owned(),
                soc_code: format!("15-{number:04}").parse().unwrap(),
                title: format!("Occupation {number}"),
            })
            .collect();
        Table::from_rows(&rows)
    }

    #[test]
    fn what_came_and_went_is_counted_and_the_first_are_named() {
        let before = table::<2018>(&[("99", 1211), ("99", 1212), ("99", 1221)]);
        let after = table::<2018>(&[("99", 1252), ("99", 1212), ("99", 1253), ("99", 1254)]);
        let changes = before.key_changes(&after, 2).unwrap();
        assert_eq!((changes.added, changes.removed), (3, 2));
        let label =
            |number: u32| KeyLabel { key: format!("15-{number}"), title: format!("Occupation {number}") };
        assert_eq!(changes.first_added, [label(1252), label(1253)], "the area is the same everywhere");
        assert_eq!(changes.first_removed, [label(1211), label(1221)]);
        let more_areas = table::<2018>(&[("99", 1211), ("01", 1211)]);
        assert_eq!(before.key_changes(&more_areas, 1).unwrap().first_added[0].key, "01 15-1211");
    }

    #[test]
    fn other_vintages_and_missing_keys_are_not_compared() {
        let error = table::<2010>(&[]).key_changes(&table::<2018>(&[]), 9).unwrap_err();
        assert!(error.contains("soc-2010") && error.contains("crosswalk"), "{error}");
        let mut keyless = table::<2018>(&[]);
        keyless.key.clear();
        assert!(keyless.key_changes(&keyless, 9).unwrap_err().contains("no key"));
    }

    #[test]
    fn the_columns_that_matter_are_the_key_and_its_titles() {
        let columns: Vec<String> = ["occ_code", "occ_title", "employment_jobs"].map(str::to_owned).to_vec();
        assert_eq!(
            Table::key_and_title_columns(&["occ_code".to_owned()], &columns),
            ["occ_code", "occ_title"]
        );
    }

    proptest! {
        #[test]
        fn counts_are_those_of_sets(
            before in prop::collection::vec((0..3_u8, 1001..1030_u32), 0..40),
            after in prop::collection::vec((0..3_u8, 1001..1030_u32), 0..40),
        ) {
            let named = |rows: &[(u8, u32)]| {
                let rows: Vec<(String, u32)> =
                    rows.iter().map(|&(area, number)| (area.to_string(), number / 10 * 10 + number % 9 + 1)).collect();
                let borrowed: Vec<(&str, u32)> = rows.iter().map(|(area, number)| (area.as_str(), *number)).collect();
                (table::<2018>(&borrowed), rows.into_iter().collect::<BTreeSet<_>>())
            };
            let ((old, old_keys), (new, new_keys)) = (named(&before), named(&after));
            let changes = old.key_changes(&new, 1000).unwrap();
            prop_assert_eq!(changes.added, new_keys.difference(&old_keys).count());
            prop_assert_eq!(changes.removed, old_keys.difference(&new_keys).count());
            prop_assert_eq!(changes.first_added.len(), changes.added);
            let back = new.key_changes(&old, 1000).unwrap();
            prop_assert_eq!(back.first_added, changes.first_removed);
        }
    }
}
