//! The occupations that an evaluation hides, from a CSV file.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use plumb_classify::EditionView;
use plumb_codes::{OewsOccCode, Soc2018};

use crate::exit::Failure;

/// Reads the column `soc_code`: occupations of SOC 2018, or codes that stand for several, as OEWS and the steward's tables
/// print them. Other columns are not looked at; codes given twice count once.
pub(super) fn read(file: &Path, view: &EditionView) -> Result<BTreeSet<Soc2018>> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("read {name}"))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().with_context(|| format!("read the header of {name}"))?;
    let column = headers.iter().position(|header| header.trim() == "soc_code").ok_or_else(|| {
        let found: Vec<&str> = headers.iter().collect();
        let found = if text.trim().is_empty() {
            "the file is empty".to_owned()
        } else {
            format!("its first line has {}", found.join(", "))
        };
        Failure::data(format!("find the column `soc_code` in {name}: {found}"))
    })?;
    let mut masked = BTreeSet::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("read {name}"))?;
        let row = record.position().map_or(0, csv::Position::line);
        let text = record.get(column).unwrap_or_default().trim();
        let at = || format!("{name}, row {row}, column soc_code: `{text}`");
        if text.is_empty() {
            return Err(Failure::data(format!("read {}: the cell is empty", at())));
        }
        let code: OewsOccCode =
            text.parse().map_err(|error| Failure::data(format!("read {}: {error}", at())))?;
        let members: Vec<Soc2018> =
            code.stands_for().into_iter().filter(|soc| view.published.contains_key(soc)).collect();
        if members.is_empty() {
            return Err(Failure::data(format!(
                "read {}: edition {} publishes no row of a detailed SOC 2018 occupation with this code",
                at(),
                view.id
            )));
        }
        masked.extend(members);
    }
    if masked.is_empty() {
        return Err(Failure::data(format!("find a code in {name}: there is no row below the header")));
    }
    Ok(masked)
}
