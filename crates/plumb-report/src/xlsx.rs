//! The workbook: one sheet a table, codes as text, the same bytes for the same tables. Headers are the names of the
//! CSV columns, so that both can be read side by side.

use plumb_tables::{Cell, Table};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::align::AlignReport;
use crate::error::ReportError;

/// Longer texts wrap or are cut by the reader, not by us; this is what a cell can hold.
const CELL_LIMIT: usize = 32_000;
/// How many rows decide a column's width.
const WIDTH_ROWS: usize = 200;

/// A workbook: what it is, the review queue if there is one, the tables, coverage, sources.
pub(crate) fn workbook(
    report: &AlignReport<'_>,
    tables: &[Table],
    coverage: &Table,
    review: &Table,
) -> Result<Vec<u8>, ReportError> {
    let fail = |sheet: &str| {
        let sheet = sheet.to_owned();
        move |source| ReportError::Workbook { sheet, source: Box::new(source) }
    };
    let mut book = Workbook::new();
    let title = format!("{}, aligned with labor market data", report.edition_name);
    book.set_properties(&properties(&title).map_err(fail("Read me"))?);
    notes(book.add_worksheet(), "Read me", &read_me(report, &title)).map_err(fail("Read me"))?;
    let review = (review.row_count() > 0).then_some((review, "review"));
    let listed = tables.iter().map(|table| (table, table.name.as_str()));
    for (table, name) in review.into_iter().chain(listed).chain([(coverage, "coverage")]) {
        sheet(book.add_worksheet(), &sheet_title(name), table).map_err(fail(name))?;
    }
    notes(book.add_worksheet(), "Sources", &sources(report)).map_err(fail("Sources"))?;
    book.save_to_buffer().map_err(fail("workbook"))
}

/// Title, author and a fixed day: the file must not differ by when it was written.
pub(crate) fn properties(title: &str) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2024, 10, 22)?;
    Ok(DocProperties::new().set_title(title).set_author("Plumbline").set_creation_datetime(&created))
}

pub(crate) fn sheet_title(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).take(31).collect()
}

fn read_me(report: &AlignReport<'_>, title: &str) -> Vec<[String; 2]> {
    let summary = &report.profile.summary;
    let line = |name: &str, text: String| [name.to_owned(), text];
    let mut lines = vec![
        line("Title", title.to_owned()),
        line("Edition", summary.edition.clone()),
        line(
            "Occupations",
            format!(
                "{} of SOC 2018, {} assigned, {} in review",
                summary.occupations.total, summary.occupations.assigned, summary.occupations.review
            ),
        ),
    ];
    lines.extend(report.profile.caveats.iter().map(|caveat| line("Caveat", caveat.clone())));
    lines.extend(summary.warnings.iter().map(|warning| line("Warning", warning.clone())));
    lines.push(line("Framework", report.edition_attribution.clone()));
    lines
}

fn sources(report: &AlignReport<'_>) -> Vec<[String; 2]> {
    let notes = report.sources.iter().map(|source| {
        [
            source.release.clone(),
            format!("{} — sha256 {} — {}", source.reference_period, source.sha256, source.attribution),
        ]
    });
    notes.collect()
}

pub(crate) fn notes(sheet: &mut Worksheet, name: &str, lines: &[[String; 2]]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name)?.set_column_width(0, 18)?.set_column_width(1, 110)?;
    for (row, [label, text]) in (0..).zip(lines) {
        sheet
            .write_string_with_format(row, 0, label, &bold)?
            .write_string_with_format(row, 1, text, &wrapped)?;
    }
    Ok(())
}

fn number_format(column: &str) -> &'static str {
    let year = column.ends_with("year") && !column.ends_with("per_year");
    match column {
        "share" | "confidence" => "0.000",
        _ if year => "0",
        _ if column.ends_with("_pct") || column.ends_with("_thousands") => "#,##0.0",
        _ if column.ends_with("_usd_per_year") => "$#,##0",
        _ => "#,##0",
    }
}

pub(crate) fn sheet(sheet: &mut Worksheet, title: &str, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name(title)?.set_freeze_panes(1, 0)?;
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E8_EEF4))
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    for (position, (column, data)) in (0u16..).zip(table.columns.iter().zip(&table.data)) {
        sheet.write_string_with_format(0, position, &column.name, &head)?;
        let format = Format::new().set_num_format(number_format(&column.name));
        let mut width = column.name.len().min(18);
        for (row, index) in (1u32..).zip(0..data.len()) {
            let cell = data.cell(index);
            if index < WIDTH_ROWS {
                width = width.max(shown_width(&cell));
            }
            write(sheet, row, position, cell, &format)?;
        }
        sheet.set_column_width(position, u32::try_from(width.min(60) + 2).unwrap_or(62))?;
    }
    if let (Ok(rows), Ok(columns)) = (u32::try_from(table.row_count()), u16::try_from(table.columns.len()))
        && columns > 0
    {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    Ok(())
}

fn shown_width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().take(60).count(),
        Cell::Integer(_) | Cell::Float(_) => 12,
        Cell::Null | Cell::Boolean(_) => 5,
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => {
            let fits = text.len() <= CELL_LIMIT;
            let text = if fits { text } else { text.chars().take(CELL_LIMIT / 4).collect() };
            sheet.write_string(row, column, text)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet stores every number as a float")]
        Cell::Integer(number) => {
            sheet.write_number_with_format(row, column, number as f64, format)?;
        }
        Cell::Float(number) => {
            sheet.write_number_with_format(row, column, number, format)?;
        }
        Cell::Boolean(flag) => {
            sheet.write_boolean(row, column, flag)?;
        }
    }
    Ok(())
}
