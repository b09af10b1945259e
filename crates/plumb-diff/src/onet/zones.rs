//! Job zones of linked occupations. Zones of the five-level and the four-level framework are not compared.

use crate::error::DiffError;
use crate::onet::{Both, Occupations, positions};
use crate::report::{ChangeTable, DiffReport, count};

plumb_tables::table! {
    /// One pair of linked occupations whose job zones differ.
    JobZoneChangeRow in "job_zone_changes", key ["from_code", "to_code"] {
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later occupation.
        occupation: String,
        /// Earlier job zone, 1 (little preparation) to 5.
        from_job_zone: i64,
        /// Later job zone.
        to_job_zone: i64,
        /// Month of the later rating, as printed.
        date: String,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occupation", "occupation"),
    ("from_job_zone", "earlier"),
    ("to_job_zone", "later"),
    ("date", "rated"),
];

/// O*NET 30.2 introduced a framework of four job zones.
const FOUR_ZONES_SINCE: (u16, u16) = (30, 2);

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    versions: ((u16, u16), (u16, u16)),
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let four = |version: (u16, u16)| version >= FOUR_ZONES_SINCE;
    if four(versions.0) != four(versions.1) {
        report.notes.push(
            "job zones were not compared: O*NET 30.2 replaced the five zones by a framework of four"
                .to_owned(),
        );
        return Ok(());
    }
    let zones = |source: crate::columns::Source<'_>, list: &crate::taxonomy::CodeList| {
        let cells = source.integer("job_zone")?;
        let mut zones = vec![None; list.len()];
        for (row, at) in positions(source, list)?.into_iter().enumerate() {
            if let Some(at) = at {
                zones[at] = cells[row].map(|zone| (zone, row));
            }
        }
        Ok(zones)
    };
    let (before, after) = (zones(both.from, &occupations.from)?, zones(both.to, &occupations.to)?);
    let dates = both.to.text("date")?;
    let rows: Vec<JobZoneChangeRow> = occupations
        .links
        .all
        .iter()
        .filter_map(|link| {
            let ((first, _), (last, row)) = before[link.from].zip(after[link.to])?;
            (first != last).then(|| JobZoneChangeRow {
                from_code: occupations.from.code(link.from).to_owned(),
                to_code: occupations.to.code(link.to).to_owned(),
                occupation: occupations.to.title(link.to).to_owned(),
                from_job_zone: first,
                to_job_zone: last,
                date: crate::columns::text(dates, row).to_owned(),
            })
        })
        .collect();
    if !rows.is_empty() {
        let up = rows.iter().filter(|row| row.to_job_zone > row.from_job_zone).count();
        report.findings.push(format!(
            "Job zones: {} now ask more preparation, {} less",
            count(up, "occupation", "occupations"),
            rows.len() - up
        ));
    }
    let order = (0..rows.len()).collect();
    report.push(ChangeTable::new(&rows, "Job zones", &[], BRIEF, order));
    Ok(())
}
