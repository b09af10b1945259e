//! `datapackage.json` after Frictionless Data Package v1. Describes the CSV files; the Parquet files hold the same
//! tables and are not listed, since version 1 has no profile for them.

use plumb_tables::{Kind, Table};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::align::{AlignReport, SourceNote};
use crate::error::ReportError;

/// The descriptor of the CSV files, given with their bytes.
pub(crate) fn descriptor(
    report: &AlignReport<'_>,
    files: &[(&Table, Vec<u8>)],
) -> Result<Vec<u8>, ReportError> {
    let resources: Vec<Value> = files.iter().map(|(table, bytes)| resource(table, bytes)).collect();
    let mut sources: Vec<Value> = report.sources.iter().map(source).collect();
    sources.push(json!({ "title": report.edition_attribution }));
    let package = json!({
        "profile": "data-package",
        "name": format!("plumbline-{}", report.profile.summary.edition),
        "title": format!("{}, aligned with labor market data", report.edition_name),
        "description": report.profile.caveats.join(" "),
        "contributors": [{ "title": "Plumbline", "role": "wrangler" }],
        "sources": sources,
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn source(source: &SourceNote) -> Value {
    json!({ "title": format!("{} ({}, sha256 {}): {}", source.release, source.reference_period, source.sha256, source.attribution) })
}

fn resource(table: &Table, bytes: &[u8]) -> Value {
    let fields = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Float => "number",
            Kind::Boolean => "boolean",
        };
        let mut field = json!({ "name": column.name, "type": kind, "description": column.description });
        if !column.nullable {
            field["constraints"] = json!({ "required": true });
        }
        field
    });
    let mut schema = json!({ "fields": fields.collect::<Vec<_>>(), "missingValues": [""] });
    let required =
        |name: &String| table.columns.iter().any(|column| column.name == *name && !column.nullable);
    // A primary key may not be empty; where part of a key can be, the key is in the documentation only.
    if !table.key.is_empty() && table.key.iter().all(required) {
        schema["primaryKey"] = json!(table.key);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name.replace('_', "-"),
        "title": table.name.replace('_', " "),
        "path": format!("{}.csv", table.name),
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", sha256_hex(bytes)),
        "schema": schema,
    })
}

fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
