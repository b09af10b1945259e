//! Small files of the publishers' formats, and one large one: workbooks, archives and text.
//! The figures are made up; only the layout is theirs.

use std::fmt::Write as _;
use std::io::{self, Cursor, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A cell of a generated workbook.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn options() -> SimpleFileOptions {
    // No time of day in the archive: the same rows give the same bytes.
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
}

/// Writes a workbook of one sheet row by row, so that its size is not bounded by memory.
///
/// # Errors
/// What the writer reports.
pub fn write_workbook<W: Write + Seek>(
    writer: W,
    sheet: &str,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> io::Result<W> {
    let mut archive = ZipWriter::new(writer);
    let workbook = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        escape(sheet)
    );
    for (name, text) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONSHIPS),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONSHIPS),
    ] {
        archive.start_file(name, options())?;
        archive.write_all(text.as_bytes())?;
    }
    archive.start_file("xl/worksheets/sheet1.xml", options().large_file(true))?;
    archive.write_all(
        br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    )?;
    let mut line = String::new();
    for (index, row) in rows.enumerate() {
        line.clear();
        let number = index + 1;
        let _ = write!(line, r#"<row r="{number}">"#);
        for (column, cell) in row.iter().enumerate() {
            let name = column_name(column);
            let _ = match cell {
                Cell::Text(text) => {
                    write!(
                        line,
                        r#"<c r="{name}{number}" t="inlineStr"><is><t>{}</t></is></c>"#,
                        escape(text)
                    )
                }
                Cell::Number(value) => write!(line, r#"<c r="{name}{number}"><v>{value}</v></c>"#),
            };
        }
        line.push_str("</row>");
        archive.write_all(line.as_bytes())?;
    }
    archive.write_all(b"</sheetData></worksheet>")?;
    Ok(archive.finish()?)
}

/// A workbook of one sheet as bytes.
pub fn workbook(sheet: &str, rows: Vec<Vec<Cell>>) -> Vec<u8> {
    match write_workbook(Cursor::new(Vec::new()), sheet, rows.into_iter()) {
        Ok(cursor) => cursor.into_inner(),
        // Memory does not fail to be written to.
        Err(error) => unreachable!("writing to memory failed: {error}"),
    }
}

/// A zip archive as bytes.
pub fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let write = || -> io::Result<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            archive.start_file(name.as_str(), options())?;
            archive.write_all(bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    };
    match write() {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("writing to memory failed: {error}"),
    }
}

/// The 32 columns of the OEWS tables since May 2019.
pub const OEWS_COLUMNS: [&str; 32] = [
    "AREA",
    "AREA_TITLE",
    "AREA_TYPE",
    "PRIM_STATE",
    "NAICS",
    "NAICS_TITLE",
    "I_GROUP",
    "OWN_CODE",
    "OCC_CODE",
    "OCC_TITLE",
    "O_GROUP",
    "TOT_EMP",
    "EMP_PRSE",
    "JOBS_1000",
    "LOC_QUOTIENT",
    "PCT_TOTAL",
    "PCT_RPT",
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
    "ANNUAL",
    "HOURLY",
];

/// Rows of an OEWS table with made-up figures, header first.
pub fn oews_rows(rows: u32) -> impl Iterator<Item = Vec<Cell>> {
    let header = std::iter::once(OEWS_COLUMNS.iter().map(|&name| name.into()).collect());
    header.chain((0..rows).map(oews_row))
}

/// Rows like those of the one file with all areas and industries, header first: the nation by industry level,
/// then states, then metropolitan areas. No key stands twice; the figures are made up.
pub fn all_data_rows(rows: u32) -> impl Iterator<Item = Vec<Cell>> {
    const OCCUPATIONS: u32 = 830;
    let header = std::iter::once(OEWS_COLUMNS.iter().map(|&name| name.into()).collect());
    header.chain((0..rows).map(|index| {
        let mut row = oews_row(index % OCCUPATIONS);
        let place = match index / OCCUPATIONS {
            0 => return row,
            block @ 1..=20 => industry(&(10 + block).to_string(), "sector"),
            block @ 21..=100 => industry(&format!("{}000", 100 + block), "3-digit"),
            block @ 101..=250 => industry(&format!("{}00", 5000 + block), "4-digit"),
            block @ 251..=304 => area(&format!("{:02}", block - 250), "2"),
            block => area(&format!("{:05}", 10_000 + block), "4"),
        };
        for (column, text) in place {
            row[column] = text.into();
        }
        row
    }))
}

fn industry(code: &str, level: &str) -> Vec<(usize, String)> {
    vec![(4, code.to_owned()), (5, format!("Industry {code}")), (6, level.to_owned())]
}

fn area(code: &str, kind: &str) -> Vec<(usize, String)> {
    vec![(0, code.to_owned()), (1, format!("Area {code}")), (2, kind.to_owned()), (3, "XX".to_owned())]
}

/// A zip archive of one entry that unpacks to `unpacked` zeros and says of itself that it unpacks to
/// `declared` bytes. `unpacked` is rounded up to whole mebibytes.
///
/// # Panics
///
/// If the compressor refuses zeros, which it never does.
pub fn bomb(name: &str, unpacked: u64, declared: u32) -> Vec<u8> {
    // A block that ends on a byte boundary can be repeated as often as one likes.
    let zeros = vec![0_u8; 1 << 20];
    let mut encoder = flate2::Compress::new(flate2::Compression::best(), false);
    let mut block = Vec::with_capacity(16 << 10);
    // Once to fill the window, which the next blocks may look back to.
    let mut compress = |flush| {
        block.clear();
        let written = encoder.compress_vec(&zeros, &mut block, flush);
        assert!(written.is_ok(), "compressing zeros cannot fail");
        block.clone()
    };
    let first = compress(flate2::FlushCompress::Full);
    let next = compress(flate2::FlushCompress::Full);
    let mut deflated = first;
    for _ in 1..unpacked.div_ceil(1 << 20) {
        deflated.extend_from_slice(&next);
    }
    // An empty last block, stored.
    deflated.extend_from_slice(&[0x01, 0x00, 0x00, 0xFF, 0xFF]);
    let size = u32::try_from(deflated.len()).unwrap_or(u32::MAX);
    let mut zip = Vec::new();
    let fields = |zip: &mut Vec<u8>| {
        // Version, flags, deflate, time, date, CRC-32 (a lie as well), sizes, lengths of name and extra field.
        zip.extend_from_slice(&[20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0, 0, 0, 0, 0]);
        zip.extend_from_slice(&size.to_le_bytes());
        zip.extend_from_slice(&declared.to_le_bytes());
        zip.extend_from_slice(&u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        zip.extend_from_slice(&[0, 0]);
    };
    zip.extend_from_slice(b"PK\x03\x04");
    fields(&mut zip);
    zip.extend_from_slice(name.as_bytes());
    zip.extend_from_slice(&deflated);
    let directory = u32::try_from(zip.len()).unwrap_or(u32::MAX);
    zip.extend_from_slice(b"PK\x01\x02\x14\x00");
    fields(&mut zip);
    // Comment, disk, attributes, and where the local header is.
    zip.extend_from_slice(&[0; 14]);
    zip.extend_from_slice(name.as_bytes());
    let length = u32::try_from(zip.len()).unwrap_or(u32::MAX) - directory;
    zip.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend_from_slice(&length.to_le_bytes());
    zip.extend_from_slice(&directory.to_le_bytes());
    zip.extend_from_slice(&[0, 0]);
    zip
}

fn oews_row(index: u32) -> Vec<Cell> {
    // No code of a detailed occupation ends with 0.
    let number = 1001 + index % 5000 / 9 * 10 + index % 5000 % 9;
    let code = format!("{:02}-{number:04}", 11 + 2 * (index / 5000 % 22));
    let hourly = 15.0 + f64::from(index % 800) / 10.0;
    let mut row: Vec<Cell> = ["99", "U.S.", "1", "US", "000000", "Cross-industry", "cross-industry", "1235"]
        .into_iter()
        .map(Cell::from)
        .collect();
    row.extend([code.into(), format!("Occupation {index}").into(), "detailed".into()]);
    row.extend([f64::from(100 + index % 90_000 * 10).into(), f64::from(1 + index % 30).into()]);
    row.extend(["", "", "", ""].map(Cell::from));
    // Cents and tens of dollars, as published.
    let by_hour = |share: f64| Cell::from((hourly * share * 100.0).round() / 100.0);
    let by_year = |share: f64| Cell::from((hourly * share * 208.0).round() * 10.0);
    row.extend([by_hour(1.0), by_year(1.0), 0.5.into()]);
    row.extend([0.6, 0.8, 0.95, 1.2, 1.5].map(by_hour));
    row.extend([0.6, 0.8, 0.95, 1.2].map(by_year));
    row.push(if index.is_multiple_of(50) { "#".into() } else { by_year(1.5) });
    row.extend(["", ""].map(Cell::from));
    row
}

/// A table of text with a header and made-up rows.
pub fn text_table(header: &[&str], separator: char, rows: u32) -> Vec<u8> {
    let separator_text = separator.to_string();
    let mut text = header.join(&separator_text);
    text.push('\n');
    for index in 0..rows {
        let cells: Vec<String> = header
            .iter()
            .enumerate()
            .map(|(column, name)| match column {
                0 => format!("{:02}-{:04}.00", 11 + 2 * (index % 22), 1011 + index),
                _ => format!("{name} {index}"),
            })
            .collect();
        text.push_str(&cells.join(&separator_text));
        text.push('\n');
    }
    text.into_bytes()
}

/// A worksheet table with a header and made-up rows.
pub fn sheet_table(sheet: &str, header: &[&str], rows: u32) -> Vec<u8> {
    let mut table: Vec<Vec<Cell>> = vec![header.iter().map(|&name| name.into()).collect()];
    table.extend((0..rows).map(|index| {
        let code = Cell::from(format!("{:02}-{:04}", 11 + 2 * (index % 22), 1011 + index));
        std::iter::once(code)
            .chain(header.iter().skip(1).map(|name| Cell::from(format!("{name} {index}"))))
            .collect()
    }));
    workbook(sheet, table)
}

fn column_name(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().map(|&letter| char::from(letter)).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let names: Vec<String> = [0, 25, 26, 31, 701, 702].map(column_name).to_vec();
        assert_eq!(names, ["A", "Z", "AA", "AF", "ZZ", "AAA"]);
    }

    #[test]
    fn no_key_of_the_large_table_stands_twice() {
        let mut keys: Vec<String> = all_data_rows(300_000)
            .skip(1)
            .map(|row| [0, 4, 7, 8, 10].map(|column| format!("{:?}", row[column])).join(" "))
            .collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn a_bomb_unpacks_to_what_it_does_not_declare() {
        let bytes = bomb("zeros.txt", 5 << 20, 10);
        assert!(bytes.len() < 50_000, "{}", bytes.len());
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.by_index(0).unwrap().size(), 10);
        let deflated = &bytes[30 + "zeros.txt".len()..];
        let mut unpacked = Vec::new();
        flate2::read::DeflateDecoder::new(deflated).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked.len(), 5 << 20);
        assert!(unpacked.iter().all(|&byte| byte == 0));
    }

    #[test]
    fn the_same_rows_give_the_same_bytes_and_every_row_is_there() {
        let bytes = workbook("All", oews_rows(7).collect());
        assert_eq!(bytes, workbook("All", oews_rows(7).collect()));
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert_eq!(sheet.matches("<row ").count(), 8);
        assert!(oews_rows(3).all(|row| row.len() == 32));
    }
}
