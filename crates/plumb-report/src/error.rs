//! Why a report could not be written.

use plumb_store::StoreError;
use rust_xlsxwriter::XlsxError;

/// A report that could not be written. Reads after "failed to".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The folder or a table file cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sheet cannot be written.
    #[error("write the sheet `{sheet}` of the workbook: {source}")]
    Workbook {
        /// The sheet.
        sheet: String,
        /// The reason.
        source: Box<XlsxError>,
    },
    /// JSON cannot be written.
    #[error("write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A page cannot be rendered.
    #[error("render the page {page}: {source}")]
    Page {
        /// The page.
        page: String,
        /// The reason.
        source: askama::Error,
    },
}
