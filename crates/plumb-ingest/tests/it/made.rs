//! Makes the files and reads them.

use std::path::{Path, PathBuf};

use plumb_ingest::{IngestError, IngestOptions, IngestReport, ingest_with};
use plumb_tables::{IngestedRelease, Row};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A cell of a made-up workbook.
#[derive(Clone)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    Month(u16, u8),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A folder of made-up files.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Writes a workbook: sheets with their rows.
    pub(crate) fn book(&self, name: &str, sheets: &[(&str, Vec<Vec<Cell>>)]) -> PathBuf {
        self.file(name, book(sheets, None))
    }

    /// Reads everything in the folder.
    pub(crate) fn read(&self) -> Result<IngestReport, IngestError> {
        read(&[self.path().to_path_buf()], &IngestOptions::default())
    }
}

/// A workbook as bytes, saved in a year and month.
pub(crate) fn book(sheets: &[(&str, Vec<Vec<Cell>>)], saved: Option<(u16, u8)>) -> Vec<u8> {
    let mut book = Workbook::new();
    if let Some((year, month)) = saved {
        let date = ExcelDateTime::from_ymd(year, month, 3).unwrap();
        book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date));
    }
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (number, row) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(number, column, text).unwrap(),
                    Cell::Number(value) => sheet.write_number(number, column, *value).unwrap(),
                    Cell::Month(year, month) => {
                        let date = ExcelDateTime::from_ymd(*year, *month, 1).unwrap();
                        let format = Format::new().set_num_format("mm/yyyy");
                        sheet.write_datetime_with_format(number, column, &date, &format).unwrap()
                    }
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// A zip of files.
pub(crate) fn zip(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options.compression_method(zip::CompressionMethod::Deflated)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn read(paths: &[PathBuf], options: &IngestOptions<'_>) -> Result<IngestReport, IngestError> {
    ingest_with(paths, options)
}

/// The one release of a report.
#[track_caller]
pub(crate) fn only(report: IngestReport) -> IngestedRelease {
    let ids: Vec<String> = report.releases.iter().map(|release| release.release.to_string()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}, left alone: {:?}", report.skipped);
    report.releases.into_iter().next().unwrap()
}

/// The rows of a table of a release.
#[track_caller]
pub(crate) fn rows<R: Row>(release: &IngestedRelease, table: &str) -> Vec<R> {
    let names: Vec<&str> = release.tables.iter().map(|table| table.name.as_str()).collect();
    let found = release.tables.iter().find(|found| found.name == table);
    found.unwrap_or_else(|| panic!("no {table} among {names:?}")).rows().unwrap()
}

/// Reasons of all issues, one a line.
pub(crate) fn issues(release: &IngestedRelease) -> String {
    release.issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The header of OEWS since May 2019 without the columns that only some cuts have.
pub(crate) const OEWS: [&str; 18] = [
    "OCC_CODE",
    "OCC_TITLE",
    "O_GROUP",
    "TOT_EMP",
    "EMP_PRSE",
    "H_MEAN",
    "A_MEAN",
    "MEAN_PRSE",
    "H_PCT10",
    "H_PCT25",
    "H_MEDIAN",
    "H_PCT75",
    "H_PCT90",
    "A_PCT10",
    "A_PCT25",
    "A_MEDIAN",
    "A_PCT75",
    "A_PCT90",
];

/// An OEWS table: `more` columns stand before the usual ones; each line gives their cells, the code and the jobs.
pub(crate) fn oews(more: &[&str], lines: &[(&[&str], &str, f64)]) -> Vec<Vec<Cell>> {
    oews_with_header(more, &OEWS, lines)
}

/// [`oews`] with other names for the usual columns.
pub(crate) fn oews_with_header(
    more: &[&str],
    header: &[&str],
    lines: &[(&[&str], &str, f64)],
) -> Vec<Vec<Cell>> {
    let mut table: Vec<Vec<Cell>> = vec![more.iter().chain(header).map(|&name| name.into()).collect()];
    for (cells, code, jobs) in lines {
        let group = if *code == "00-0000" { "total" } else { "detailed" };
        // A number in quotes is a cell that a spreadsheet has turned into a number.
        let mut row: Vec<Cell> = cells
            .iter()
            .map(|cell| match cell.strip_prefix('=').and_then(|number| number.parse::<f64>().ok()) {
                Some(number) => number.into(),
                None => (*cell).into(),
            })
            .collect();
        row.extend([(*code).into(), "Some occupation".into(), group.into(), (*jobs).into()]);
        row.extend([1.0, 25.0, 52_000.0, 0.5, 12.0, 16.0, 24.0, 30.0, 40.0].map(Cell::from));
        row.extend([25_000.0, 33_000.0, 50_000.0, 62_000.0, 83_000.0].map(Cell::from));
        table.push(row);
    }
    table
}
