//! A comparison as one JSON document: the report's own parts, one line a row.

use std::fmt::Write;

use plumb_diff::{ChangeTable, DiffReport, Side};
use serde_json::{Value, json as value};

use crate::json::object_without;

/// The whole comparison; every table carries its caveats, so its rows do not repeat them.
///
/// # Errors
/// A number is not finite, which no change table holds.
pub fn json(report: &DiffReport) -> serde_json::Result<String> {
    let side = |side: &Side| {
        value!({
            "id": side.id,
            "reference_period": side.reference_period,
            "sha256": side.sha256,
            "attribution": side.attribution,
        })
    };
    let head = [
        ("from", side(&report.from)),
        ("to", side(&report.to)),
        ("also_read", Value::Array(report.also_read.iter().map(side).collect())),
        ("findings", value!(report.findings)),
        ("notes", value!(report.notes)),
        ("caveats", value!(report.caveats)),
    ];
    let mut out = String::from("{\n");
    for (name, value) in head {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\"{name}\": {},", serde_json::to_string_pretty(&value)?);
    }
    out.push_str("\"tables\": [");
    for (number, change) in report.tables.iter().enumerate() {
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        table(&mut out, change)?;
    }
    out.push_str("\n]\n}\n");
    Ok(out)
}

fn table(out: &mut String, change: &ChangeTable) -> serde_json::Result<()> {
    let table = &change.table;
    let _ = write!(
        out,
        "{{\"name\": {}, \"title\": {}, \"description\": {}, \"caveats\": {}, \"row_count\": {}, \"rows\": [",
        value!(table.name),
        value!(change.title),
        value!(table.description.trim()),
        serde_json::to_string(&change.caveats)?,
        table.row_count()
    );
    for row in 0..table.row_count() {
        out.push_str(if row == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&object_without(table, row, "caveat"))?);
    }
    out.push_str("\n]}");
    Ok(())
}
