//! The steward's published crosswalk workbooks and listings, as texts with their places. No judgement here.

use std::path::PathBuf;

use crate::error::IngestError;
use crate::header::normalise;
use crate::input::{InputFile, Limits, NEXT};
use crate::value::Value;
use crate::walk::open_files;

/// One row of a published sheet. Columns that the sheet does not have are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishedRow {
    /// The workbook or listing as it came.
    pub file: String,
    /// The sheet; empty for text files.
    pub sheet: String,
    /// The row as a person counts it, from 1.
    pub row: usize,
    /// SOC or O*NET-SOC code as printed.
    pub soc_code: Option<String>,
    /// Occupation title as printed.
    pub soc_title: Option<String>,
    /// CIP code as printed.
    pub cip_code: Option<String>,
    /// CIP title as printed.
    pub cip_title: Option<String>,
    /// NAICS codes as printed, such as `31-33` or `44-45`.
    pub naics: Option<String>,
    /// NAICS title as printed.
    pub naics_title: Option<String>,
    /// `Yes` or `No` of the wide and the single sheets.
    pub interdisciplinary: Option<String>,
    /// Clusters as printed: one in long sheets, several in wide ones.
    pub clusters: Vec<String>,
    /// Sub-cluster or pathway as printed.
    pub sub_cluster: Option<String>,
}

/// The columns of published sheets, normalised.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    SocCode,
    SocTitle,
    CipCode,
    CipTitle,
    Naics,
    NaicsTitle,
    Interdisciplinary,
    Cluster,
    SubCluster,
}

fn column(header: &str) -> Option<Column> {
    Some(match normalise(header).as_str() {
        "soc code" | "code" => Column::SocCode,
        "occupation title" | "soc title" | "occupation" => Column::SocTitle,
        "cip code" | "cip code (#)" => Column::CipCode,
        "cip title" | "cip title (#)" => Column::CipTitle,
        "2-digit naics" => Column::Naics,
        "naics title" => Column::NaicsTitle,
        "interdisciplinary soc? (yes/no)" | "interdisciplinary cip? (yes/no)" => Column::Interdisciplinary,
        "career cluster" | "career clusters" | "soc_career clusters" => Column::Cluster,
        "sub-cluster" | "career pathway" | "soc_pthwytitl" => Column::SubCluster,
        _ => return None,
    })
}

/// Reads every sheet of the steward's workbooks (SOC, CIP, NAICS, full) and of the listings
/// of O*NET `OnLine` that has a cluster column.
///
/// # Errors
/// A file cannot be opened, or none of its sheets has a cluster column.
pub fn published_rows(paths: &[PathBuf], limits: &Limits) -> Result<Vec<PublishedRow>, IngestError> {
    let mut rows = Vec::new();
    for mut file in open_files(paths, limits)? {
        let before = rows.len();
        for sheet in file.sheets() {
            read_sheet(&mut file, &sheet, &mut rows)?;
        }
        if rows.len() == before {
            return Err(IngestError::Unrecognised {
                file: file.name,
                reason: "no sheet has a `Career Cluster` column below a header".to_owned(),
            });
        }
    }
    Ok(rows)
}

fn read_sheet(file: &mut InputFile, sheet: &str, rows: &mut Vec<PublishedRow>) -> Result<(), IngestError> {
    let name = file.name.clone();
    let mut columns: Option<Vec<Option<Column>>> = None;
    file.for_each_row(sheet, &mut |number, cells| {
        let Some(columns) = &columns else {
            let found: Vec<Option<Column>> = cells.iter().map(|cell| column(&cell.text())).collect();
            let keyed = found
                .iter()
                .flatten()
                .any(|column| matches!(column, Column::SocCode | Column::CipCode | Column::Naics));
            if keyed && found.contains(&Some(Column::Cluster)) {
                columns = Some(found);
            }
            return NEXT;
        };
        let mut row = PublishedRow {
            file: name.clone(),
            sheet: sheet.to_owned(),
            row: number,
            ..PublishedRow::default()
        };
        for (column, cell) in columns.iter().zip(cells) {
            let Some(column) = column else { continue };
            put(&mut row, *column, cell);
        }
        rows.push(row);
        NEXT
    })
}

fn put(row: &mut PublishedRow, column: Column, cell: &Value) {
    if cell.is_empty() {
        return;
    }
    let text = cell.text();
    match column {
        Column::SocCode => row.soc_code = Some(text),
        Column::SocTitle => row.soc_title = Some(text),
        Column::CipCode => row.cip_code = Some(text),
        Column::CipTitle => row.cip_title = Some(text),
        Column::Naics => row.naics = Some(text),
        Column::NaicsTitle => row.naics_title = Some(text),
        Column::Interdisciplinary => row.interdisciplinary = Some(text),
        Column::Cluster => row.clusters.push(text),
        Column::SubCluster => row.sub_cluster = Some(text),
    }
}
