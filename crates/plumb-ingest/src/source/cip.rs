//! CIP codes and the CIP to SOC crosswalk, NCES.

use plumb_codes::{Release, Source};
use plumb_tables::schema::cip::{CipCodeRow, CipSocRow};
use plumb_tables::{Row, Table};

use crate::error::IngestError;
use crate::header::{optional, required};
use crate::input::{InputFile, Preview};
use crate::source::Parsed;
use crate::source::rows::{Read, mentions, read_rows, sheet_with};

fn parsed<R: Row>(read: Read<R>) -> Option<Result<Parsed, IngestError>> {
    let (rows, issues) = match read {
        Ok(read) => read,
        Err(error) => return Some(Err(error)),
    };
    Some(Ok(Parsed {
        release: Release::yearly(Source::Cip, 2020)?,
        reference_period: "2020".to_owned(),
        attribution: "Classification of Instructional Programs 2020, National Center for Education Statistics. Public domain."
            .to_owned(),
        tables: vec![Table::from_rows(&rows)],
        issues,
    }))
}

/// `CIPCode2020.csv` and its extract of titles.
pub(crate) fn codes(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["cipcode"]),
        required(&["ciptitle"]),
        required(&["action"]),
        optional(&["cipfamily"]),
        optional(&["textchange"]),
        optional(&["cipdefinition"]),
        optional(&["crossreferences"]),
        optional(&["examples"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    parsed(read_rows(file, &sheet, &columns, |cells| {
        Ok(Some(CipCodeRow::<2020> {
            cip_code: cells.new_code(0)?,
            title: cells.text(1)?,
            action: cells.value(2).text(),
        }))
    }))
}

/// `CIP2020_SOC2018_Crosswalk.xlsx`, sheet `CIP-SOC`; `99.9999` and `99-9999` mark the unmatched.
pub(crate) fn crosswalk(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["cip#code"]),
        required(&["cip#title"]),
        required(&["soc#code"]),
        required(&["soc#title"]),
    ];
    // The workbook repeats parts of the table in other sheets; the first in order of programs is the whole.
    let sheet = sheet_with(previews, &columns)?;
    if !mentions(previews, "cip2020code") || !mentions(previews, "soc2018code") {
        return None;
    }
    parsed(read_rows(file, &sheet, &columns, |cells| {
        if cells.value(0).text() == "99.9999" || cells.value(2).text() == "99-9999" {
            return Ok(None);
        }
        Ok(Some(CipSocRow::<2020> { cip_code: cells.code(0)?, soc_code: cells.code(2)? }))
    }))
}
