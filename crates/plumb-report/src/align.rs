//! All files of `plumb align` in one folder that appears whole or not at all.

use std::path::{Path, PathBuf};

use plumb_classify::{CrossCuttingRow, ReviewRow};
use plumb_profile::Profile;
use plumb_store::{OutputDir, Packing, write_csv, write_parquet};
use plumb_tables::Table;

use crate::error::ReportError;
use crate::{datapackage, html, json, xlsx};

/// A release that the run read, as pages and sheets name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceNote {
    /// Its id, such as `oews/2025-05`.
    pub release: String,
    /// The period measured.
    pub reference_period: String,
    /// SHA-256 over the publisher's files.
    pub sha256: String,
    /// What its licence asks to say.
    pub attribution: String,
}

/// What a run of `plumb align` found.
#[derive(Debug, Clone)]
pub struct AlignReport<'a> {
    /// Name of the framework edition for people.
    pub edition_name: String,
    /// What is owed to the edition's steward.
    pub edition_attribution: String,
    /// Figures, coverage, summary, caveats.
    pub profile: &'a Profile,
    /// Table `assignments`.
    pub assignments: Table,
    /// Table `onet_assignments`.
    pub onet_assignments: Table,
    /// Table `emerging`, where the run looked for emerging occupations.
    pub emerging: Option<Table>,
    /// Table `industry_assignments`.
    pub industry_assignments: Table,
    /// How much of the work in each cluster's industries is work of the cross-cutting clusters.
    pub cross_cutting: Vec<CrossCuttingRow>,
    /// What waits for a person, occupations before industries.
    pub review: Vec<ReviewRow>,
    /// The releases read, sorted.
    pub sources: Vec<SourceNote>,
}

/// Writes every file of a run into `folder` and returns where they are.
///
/// # Errors
/// The folder holds files of somebody else, the disk refuses, or a table does not fit its format;
/// what was there before stays.
pub fn write_align_outputs(folder: &Path, report: &AlignReport<'_>) -> Result<PathBuf, ReportError> {
    let profile = report.profile;
    let output = OutputDir::begin(folder)?;
    let mut tables = vec![
        report.assignments.clone(),
        Table::from_rows(&profile.cluster_rows()),
        Table::from_rows(&profile.subcluster_rows()),
        report.onet_assignments.clone(),
        Table::from_rows(&profile.occupations),
        Table::from_rows(&profile.top_occupation_rows()),
        Table::from_rows(&profile.education_rows()),
        Table::from_rows(&profile.job_zone_rows()),
        report.industry_assignments.clone(),
        Table::from_rows(&report.cross_cutting),
    ];
    tables.extend(report.emerging.clone());
    let coverage = Table::from_rows(&profile.coverage);
    let review = Table::from_rows(&report.review);
    let mut files: Vec<(&Table, Vec<u8>)> = Vec::new();
    for table in &tables {
        let parquet = write_parquet(table, Packing::Standard)?;
        output.write(Path::new(&format!("{}.parquet", table.name)), &parquet)?;
        files.push((table, write_csv(table)?));
    }
    files.push((&coverage, write_csv(&coverage)?));
    files.push((&review, write_csv(&review)?));
    for (table, bytes) in &files {
        output.write(Path::new(&format!("{}.csv", table.name)), bytes)?;
    }
    let package = datapackage::descriptor(report, &files)?;
    output.write(Path::new("datapackage.json"), &package)?;
    output.write(Path::new("summary.json"), &json::summary(&profile.summary)?)?;
    output.write(Path::new("workbook.xlsx"), &xlsx::workbook(report, &tables, &coverage, &review)?)?;
    for (name, page) in html::pages(report)? {
        output.write(Path::new(&name), page.as_bytes())?;
    }
    Ok(output.finish()?)
}
