//! The reports of `plumb diff`: text for the terminal, JSON, and a folder of CSV, workbook and page.

mod json;
mod page;
mod svg;
mod text;
mod workbook;

use std::path::{Path, PathBuf};

use plumb_diff::{DiffReport, Side};
use plumb_store::{OutputDir, write_csv};

use crate::align::SourceNote;
use crate::error::ReportError;
pub use json::json;
pub use text::{Detail, text};

/// Writes `diff.json`, one CSV a change table, `diff.xlsx` and `index.html` into `folder`; returns where they are.
///
/// # Errors
/// The folder holds files of somebody else, the disk refuses, or a table does not fit its format; what was there before
/// stays.
pub fn write_diff_outputs(folder: &Path, report: &DiffReport) -> Result<PathBuf, ReportError> {
    let output = OutputDir::begin(folder)?;
    output.write(Path::new("diff.json"), json(report)?.as_bytes())?;
    for change in &report.tables {
        output.write(Path::new(&format!("{}.csv", change.table.name)), &write_csv(&change.table)?)?;
    }
    output.write(Path::new("diff.xlsx"), &workbook::workbook(report)?)?;
    output.write(Path::new("index.html"), page::page(report)?.as_bytes())?;
    Ok(output.finish()?)
}

/// Everything that was read, the two sides first.
fn sources(report: &DiffReport) -> impl Iterator<Item = &Side> {
    [&report.from, &report.to].into_iter().chain(&report.also_read)
}

fn source_notes(report: &DiffReport) -> Vec<SourceNote> {
    let note = |side: &Side| SourceNote {
        release: side.id.clone(),
        reference_period: side.reference_period.clone(),
        sha256: side.sha256.clone(),
        attribution: side.attribution.clone(),
    };
    sources(report).map(note).collect()
}

/// `oews/2024-05 (May 2024) to oews/2025-05 (May 2025)`.
fn title(report: &DiffReport) -> String {
    let side = |side: &Side| {
        if side.reference_period.is_empty() || side.reference_period == side.id {
            side.id.clone()
        } else {
            format!("{} ({})", side.id, side.reference_period)
        }
    };
    format!("{} to {}", side(&report.from), side(&report.to))
}

/// The caveats of the comparison and of its tables, each once.
fn all_caveats(report: &DiffReport) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let of_tables = report.tables.iter().flat_map(|table| &table.caveats);
    for caveat in report.caveats.iter().chain(of_tables) {
        if !all.contains(caveat) {
            all.push(caveat.clone());
        }
    }
    all
}
