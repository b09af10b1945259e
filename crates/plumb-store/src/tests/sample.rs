//! A small release with every kind of value.

use plumb_codes::{Estimate, OnetSocCode, Release, Sampled};
use plumb_tables::{IngestedRelease, Prose, RowIssue, SourceFile, Table};

use crate::LockOwner;
use crate::manifest::Stamp;

plumb_tables::table! {
    /// A row with every type.
    SampleRow<const V> in "sample", key ["code"] {
        /// Code.
        code: OnetSocCode<V>,
        /// Employment.
        employment_jobs: Sampled<i64>,
        /// Wage.
        wage_usd_per_hour: Estimate<f64>,
        /// Text.
        note: Prose,
        /// Flag.
        hot: bool,
        /// Optional flag.
        in_demand: Option<bool>,
        /// Optional text.
        tier: Option<String>,
        /// Number.
        value: f64,
    }
}

plumb_tables::table! {
    /// A table of prose.
    ProseRow<const V> in "statements", key ["code"] {
        /// Code.
        code: OnetSocCode<V>,
        /// Statement.
        statement: Prose,
    }
}

pub(crate) const STAMP: Stamp<'static> = Stamp { importer: "test 1", ingested_at: None };
pub(crate) const OWNER: LockOwner<'static> =
    LockOwner { name: "test", started_at: Some("2030-01-02T03:04:05Z") };

pub(crate) fn row(jobs: i64) -> SampleRow<2019> {
    SampleRow {
        code: "15-1252.00".parse().unwrap(),
        employment_jobs: Sampled { estimate: Estimate::Value(jobs), relative_standard_error_pct: Some(0.5) },
        wage_usd_per_hour: Estimate::TopCoded(115.0),
        note: Prose(Some(format!("designs {jobs} programs"))),
        hot: true,
        in_demand: None,
        tier: Some(String::new()),
        value: 0.1,
    }
}

pub(crate) fn release(id: &str) -> Release {
    id.parse().unwrap()
}

/// A release with the tables named; each has `rows` rows that depend on `seed`.
pub(crate) fn ingested(id: &str, tables: &[&str], rows: i64, seed: i64) -> IngestedRelease {
    let rows: Vec<_> = (0..rows).map(|number| row(seed + number)).collect();
    IngestedRelease {
        release: release(id),
        reference_period: format!("period {seed}"),
        attribution: "Test data.".to_owned(),
        tables: tables.iter().map(|name| Table::named(name, &rows)).collect(),
        spooled: Vec::new(),
        issues: vec![RowIssue {
            file: "a.xlsx".to_owned(),
            sheet: Some("All".to_owned()),
            row: 7,
            column: None,
            reason: "a footnote".to_owned(),
        }],
        sources: vec![SourceFile {
            name: format!("{}.xlsx", tables.join("-")),
            sha256: crate::hash::sha256_hex(format!("{tables:?}{seed}").as_bytes()),
            size_bytes: 3,
        }],
    }
}
