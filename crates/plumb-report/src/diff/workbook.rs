//! A comparison as a workbook: what was found, one sheet a change table, sources.

use plumb_diff::DiffReport;
use rust_xlsxwriter::Workbook;

use crate::diff::{all_caveats, sources, title};
use crate::error::ReportError;
use crate::xlsx::{notes, properties, sheet, sheet_title};

pub(super) fn workbook(report: &DiffReport) -> Result<Vec<u8>, ReportError> {
    let fail = |sheet: &str| {
        let sheet = sheet.to_owned();
        move |source| ReportError::Workbook { sheet, source: Box::new(source) }
    };
    let mut book = Workbook::new();
    book.set_properties(&properties(&title(report)).map_err(fail("Read me"))?);
    let mut lines = vec![["Comparison".to_owned(), title(report)]];
    let labeled = |label: &'static str, texts: &[String]| {
        texts.iter().map(|text| [label.to_owned(), text.clone()]).collect::<Vec<_>>()
    };
    lines.extend(labeled("Finding", &report.findings));
    lines.extend(labeled("Not compared", &report.notes));
    lines.extend(labeled("Caveat", &all_caveats(report)));
    lines.extend(report.tables.iter().map(|change| {
        ["Sheet".to_owned(), format!("{}: {}", sheet_title(&change.table.name), change.title)]
    }));
    notes(book.add_worksheet(), "Read me", &lines).map_err(fail("Read me"))?;
    for change in &report.tables {
        let name = sheet_title(&change.table.name);
        sheet(book.add_worksheet(), &name, &change.table).map_err(fail(&name))?;
    }
    let lines: Vec<[String; 2]> = sources(report)
        .map(|side| {
            [
                side.id.clone(),
                format!("{} — sha256 {} — {}", side.reference_period, side.sha256, side.attribution),
            ]
        })
        .collect();
    notes(book.add_worksheet(), "Sources", &lines).map_err(fail("Sources"))?;
    book.save_to_buffer().map_err(fail("workbook"))
}
