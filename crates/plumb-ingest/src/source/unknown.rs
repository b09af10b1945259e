//! Codes that are well-formed and that their classification does not list: reported, and kept.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use plumb_tables::RowIssue;

use crate::header::Header;
use crate::input::Place;

/// Codes that are named one by one; a file of another vintage has hundreds.
const NAMED: usize = 20;

/// A code: its system, its column and itself.
type Met = (&'static str, Option<usize>, String);

/// What was met while the rows of one sheet were read.
#[derive(Debug, Default)]
pub(crate) struct UnknownCodes {
    row: Cell<usize>,
    /// First row and number of rows by system, column and code.
    met: RefCell<BTreeMap<Met, (usize, usize)>>,
}

impl UnknownCodes {
    pub(crate) fn at_row(&self, row: usize) {
        self.row.set(row);
    }

    pub(crate) fn note(&self, wanted: Option<usize>, system: &'static str, code: String) {
        let row = self.row.get();
        self.met.borrow_mut().entry((system, wanted, code)).or_insert((row, 0)).1 += 1;
    }

    pub(crate) fn into_issues(self, place: &Place<'_>, header: &Header, rows: usize) -> Vec<RowIssue> {
        let issue = |row: usize, column: Option<String>, reason: String| RowIssue {
            file: place.file.to_owned(),
            sheet: (!place.sheet.is_empty()).then(|| place.sheet.to_owned()),
            row,
            column,
            reason,
        };
        let met = self.met.into_inner();
        let mut issues = Vec::new();
        for ((system, wanted, code), (row, times)) in met.iter().take(NAMED) {
            let column = wanted.and_then(|wanted| header.printed(wanted));
            let again = if *times > 1 { format!(" (in {times} rows)") } else { String::new() };
            issues.push(issue(
                *row,
                column,
                format!("`{code}` is well-formed and {system} has no such code{again}; kept"),
            ));
        }
        if met.len() > NAMED {
            let more = met.len() - NAMED;
            let first = met.values().map(|(row, _)| *row).min().unwrap_or(1);
            let reason = format!(
                "{more} more codes are unknown to their classification, in a table of {rows} rows; it may be of another \
                 vintage; kept"
            );
            issues.push(issue(first, None, reason));
        }
        issues
    }
}
