//! Exports of the National Employment Matrix: the occupations of one industry.

use plumb_codes::Release;
use plumb_tables::schema::ep::EpMatrixRow;
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::header::{Header, Wanted, optional, required};
use crate::input::{InputFile, Preview};
use crate::source::ep::tables;
use crate::source::rows::read_rows;
use crate::source::{Parsed, bls};
use crate::value::Value;

/// Reads an export of the National Employment Matrix for one industry.
pub(crate) fn matrix(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["occupation title"]),
        required(&["occupation code"]),
        required(&["occupation type"]),
        required(&["# employment"]),
        required(&["projected # employment"]),
        required(&["# percent of industry"]),
        required(&["# percent of occupation"]),
        optional(&["projected # percent of industry"]),
        optional(&["projected # percent of occupation"]),
        optional(&["employment change, #"]),
        optional(&["employment percent change, #"]),
        optional(&["occupation sort"]),
        optional(&["display level"]),
    ];
    let header = previews.first()?.rows.first()?.clone();
    if !Header::fits(&header, &columns) {
        return None;
    }
    Some(read_matrix(file, &columns, &header))
}

fn read_matrix(file: &mut InputFile, columns: &[Wanted], header: &[Value]) -> Result<Parsed, IngestError> {
    let unrecognised =
        |reason: &str| IngestError::Unrecognised { file: file.name.clone(), reason: reason.to_owned() };
    let joined = header.iter().map(Value::text).collect::<Vec<_>>().join(" | ");
    let (base, projected) = header
        .iter()
        .find_map(|cell| super::round_in(&cell.text()))
        .or_else(|| super::round_in(&joined))
        .ok_or_else(|| unrecognised("the header does not name the round"))?;
    // The export says only in its name which industry it is.
    let industry_code = file
        .name
        .rsplit_once("IND_")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|code| !code.is_empty())
        .ok_or_else(|| {
            unrecognised("nothing says which industry this is; keep the name `..._IND_<code>.csv`")
        })?;
    let (rows, mut issues) = read_rows(file, "", columns, |cells| {
        Ok(Some(EpMatrixRow {
            industry_code: industry_code.clone(),
            occ_code: cells.code(1)?,
            occ_title: cells.text(0)?,
            line_item: tables::line_item(cells, 2)?,
            employment_base_thousands: cells.optional_number(3)?,
            employment_projected_thousands: cells.optional_number(4)?,
            percent_of_industry_pct: cells.optional_number(5)?,
            percent_of_occupation_pct: cells.optional_number(6)?,
        }))
    })?;
    issues.push(RowIssue {
        file: file.name.clone(),
        sheet: None,
        row: 1,
        column: None,
        reason: format!("no cell names the industry; {industry_code} is concluded from the name of the file"),
    });
    let release = Release::ep(base, projected);
    let period = release.version().to_string();
    let attribution = bls("Employment Projections, National Employment Matrix", &period);
    Ok(Parsed {
        release,
        reference_period: period,
        attribution,
        tables: vec![Table::from_rows(&rows)],
        issues,
    })
}
