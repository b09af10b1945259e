//! The three tables of an edition as CSV: read strictly, written sorted.

use plumb_codes::CodeError;

use crate::definition::OccupationSystem;
use crate::edition::{Edition, IndustryRow, OccupationCode, OccupationRow, Placement, ProgramRow};
use crate::error::FrameworkError;

const SOC_HEADER: [&str; 4] = ["soc_code", "published_code", "cluster", "sub_cluster"];
const ONET_HEADER: [&str; 4] = ["onet_soc_code", "published_code", "cluster", "sub_cluster"];
const INDUSTRY_HEADER: [&str; 3] = ["naics_code", "cluster", "sub_cluster"];
const PROGRAM_HEADER: [&str; 3] = ["cip_code", "cluster", "sub_cluster"];

/// Reads `occupations.csv`.
pub(crate) fn read_occupations(
    edition: &Edition,
    system: OccupationSystem,
    file: &str,
    text: &str,
) -> Result<Vec<OccupationRow>, FrameworkError> {
    let header: &[&str] = if system == OccupationSystem::Soc2018 { &SOC_HEADER } else { &ONET_HEADER };
    read(file, text, header, |cells| {
        let code = match system {
            OccupationSystem::Soc2018 => cells[0].parse().map(OccupationCode::Soc2018),
            OccupationSystem::OnetSoc2019 => cells[0].parse().map(OccupationCode::OnetSoc2019),
        };
        Ok(OccupationRow {
            code: code.map_err(|error: CodeError| error.to_string())?,
            published_code: cells[1].to_owned(),
            placement: placement(edition, cells[2], cells[3])?,
        })
    })
}

/// Reads `industries.csv`.
pub(crate) fn read_industries(
    edition: &Edition,
    file: &str,
    text: &str,
) -> Result<Vec<IndustryRow>, FrameworkError> {
    read(file, text, &INDUSTRY_HEADER, |cells| {
        Ok(IndustryRow {
            code: cells[0].parse().map_err(|error: CodeError| error.to_string())?,
            placement: placement(edition, cells[1], cells[2])?,
        })
    })
}

/// Reads `programs.csv`.
pub(crate) fn read_programs(
    edition: &Edition,
    file: &str,
    text: &str,
) -> Result<Vec<ProgramRow>, FrameworkError> {
    read(file, text, &PROGRAM_HEADER, |cells| {
        Ok(ProgramRow {
            code: cells[0].parse().map_err(|error: CodeError| error.to_string())?,
            placement: placement(edition, cells[1], cells[2])?,
        })
    })
}

fn read<R: Ord>(
    file: &str,
    text: &str,
    header: &[&str],
    row: impl Fn(&[&str]) -> Result<R, String>,
) -> Result<Vec<R>, FrameworkError> {
    let error = |row, reason| FrameworkError::Row { file: file.to_owned(), row, reason };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<R> = Vec::new();
    let mut last: Vec<String> = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|cause| error(cause.position().map_or(0, csv::Position::line), cause.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<&str> = record.iter().map(str::trim).collect();
        if line == 1 {
            if cells != header {
                return Err(error(1, format!("the header must be `{}`", header.join(","))));
            }
            continue;
        }
        if cells.len() != header.len() {
            return Err(error(line, format!("{} cells instead of {}", cells.len(), header.len())));
        }
        if last.iter().map(String::as_str).ge(cells.iter().copied()) {
            let twice = last.iter().map(String::as_str).eq(cells.iter().copied());
            let reason = if twice { "the row stands twice" } else { "the rows are not sorted as text" };
            return Err(error(line, reason.to_owned()));
        }
        last = cells.iter().map(|&cell| cell.to_owned()).collect();
        rows.push(row(&cells).map_err(|reason| error(line, reason))?);
    }
    rows.sort();
    Ok(rows)
}

fn placement(edition: &Edition, cluster: &str, sub_cluster: &str) -> Result<Placement, String> {
    let position =
        edition.clusters.iter().position(|known| known.id.as_str() == cluster).ok_or_else(|| {
            format!(
                "there is no cluster `{cluster}`{}",
                nearest(edition.clusters.iter().map(|known| known.id.as_str()), cluster)
            )
        })?;
    if sub_cluster.is_empty() {
        return Ok(Placement { cluster: position, sub_cluster: None });
    }
    let sub =
        edition.sub_clusters.iter().position(|known| known.id.as_str() == sub_cluster).ok_or_else(|| {
            let ids = edition.sub_clusters.iter().map(|known| known.id.as_str());
            format!("there is no sub-cluster `{sub_cluster}`{}", nearest(ids, sub_cluster))
        })?;
    if edition.sub_clusters[sub].cluster != position {
        let home = &edition.clusters[edition.sub_clusters[sub].cluster].id;
        return Err(format!("the sub-cluster `{sub_cluster}` belongs to `{home}`, not to `{cluster}`"));
    }
    Ok(Placement { cluster: position, sub_cluster: Some(sub) })
}

/// The id that shares the longest start with the unknown one, as a hint.
fn nearest<'a>(ids: impl Iterator<Item = &'a str>, wanted: &str) -> String {
    let common = |id: &str| id.bytes().zip(wanted.bytes()).take_while(|(left, right)| left == right).count();
    let best = ids.max_by_key(|id| common(id)).filter(|id| common(id) >= 3);
    best.map_or_else(String::new, |id| format!("; is it `{id}`?"))
}

fn write(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = header.join(",");
    out.push('\n');
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort();
    // Codes and ids hold neither commas nor quotes.
    for row in rows {
        out.push_str(&row.join(","));
        out.push('\n');
    }
    out
}

fn ids(edition: &Edition, placement: Placement) -> [String; 2] {
    let sub = placement.sub_cluster.map(|sub| edition.sub_clusters[sub].id.to_string()).unwrap_or_default();
    [edition.clusters[placement.cluster].id.to_string(), sub]
}

/// `occupations.csv` of an edition.
pub fn occupations_csv(edition: &Edition) -> String {
    let onet = matches!(edition.published.occupations.first(), Some(row) if matches!(row.code, OccupationCode::OnetSoc2019(_)));
    let rows = edition.published.occupations.iter().map(|row| {
        let [cluster, sub_cluster] = ids(edition, row.placement);
        vec![row.code.to_string(), row.published_code.clone(), cluster, sub_cluster]
    });
    write(if onet { &ONET_HEADER } else { &SOC_HEADER }, rows)
}

/// `industries.csv` of an edition.
pub fn industries_csv(edition: &Edition) -> String {
    let rows = edition.published.industries.iter().map(|row| {
        let [cluster, sub_cluster] = ids(edition, row.placement);
        vec![row.code.to_string(), cluster, sub_cluster]
    });
    write(&INDUSTRY_HEADER, rows)
}

/// `programs.csv` of an edition.
pub fn programs_csv(edition: &Edition) -> String {
    let rows = edition.published.programs.iter().map(|row| {
        let [cluster, sub_cluster] = ids(edition, row.placement);
        vec![row.code.to_string(), cluster, sub_cluster]
    });
    write(&PROGRAM_HEADER, rows)
}
