//! Where an occupation's jobs are: OEWS employment by NAICS sector, with withheld cells filled.
//!
//! It reads OEWS rows and decides nothing about clusters.

use std::collections::BTreeMap;

use plumb_codes::{Naics2022, OewsGroup, OewsOccCode, Release};
use plumb_tables::schema::oews::OewsRow;

/// The jobs of one occupation in one sector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SectorJobs {
    /// NAICS sector; government as OEWS designates it (`99`) is sector 92.
    pub sector: Naics2022,
    /// Jobs; for a withheld cell the part of the known remainder that falls on it.
    pub jobs: f64,
    /// Whether the publisher withheld the cell.
    pub withheld: bool,
}

/// Employment of every detailed occupation line by sector, of one OEWS release.
#[derive(Debug, Clone, PartialEq)]
pub struct Staffing {
    release: Release,
    lines: BTreeMap<OewsOccCode, Vec<SectorJobs>>,
    names: BTreeMap<Naics2022, String>,
}

/// How OEWS names its government designation, before a long list of what it leaves out.
const GOVERNMENT: &str = "Federal, State, and Local Government";

/// The NAICS sector that an OEWS industry code of sector level means.
///
/// OEWS prints range sectors by their first number (`31`) or as a range, and government as `99`:
/// federal, state and local government without schools, hospitals and the postal service, which
/// is what NAICS 92 holds. Returns `None` for codes that are not a sector.
pub fn sector_of(industry_code: &str) -> Option<Naics2022> {
    let text = match industry_code {
        "31" | "32" | "33" => "31-33",
        "44" | "45" => "44-45",
        "48" | "49" => "48-49",
        "99" => "92",
        other => other,
    };
    let code: Naics2022 = text.parse().ok()?;
    (code.parent().is_none()).then_some(code)
}

impl Staffing {
    /// Gathers the detailed lines of the sector cut of one release.
    ///
    /// A withheld cell (`**`) takes its part of what is left of the occupation's national
    /// employment after the known cells, in proportion to the sectors' total employment. Without
    /// a national figure, or with nothing left, it is 0.
    pub fn new(release: Release, sector_rows: &[OewsRow], national_rows: &[OewsRow]) -> Self {
        let mut totals: BTreeMap<Naics2022, f64> = BTreeMap::new();
        let mut cells: BTreeMap<OewsOccCode, BTreeMap<Naics2022, Option<f64>>> = BTreeMap::new();
        let mut names: BTreeMap<Naics2022, String> = BTreeMap::new();
        for row in sector_rows {
            let Some(sector) = sector_of(&row.industry_code) else { continue };
            names.entry(sector).or_insert_with(|| {
                let government = row.industry_title.starts_with(GOVERNMENT);
                if government { GOVERNMENT.to_owned() } else { row.industry_title.clone() }
            });
            let jobs = row.employment_jobs.estimate.value().map(to_f64);
            match row.occ_group {
                OewsGroup::Total => *totals.entry(sector).or_default() += jobs.unwrap_or(0.0),
                OewsGroup::Detailed => {
                    let cell = cells.entry(row.occ_code).or_default().entry(sector).or_insert(None);
                    *cell = match (*cell, jobs) {
                        (Some(before), Some(more)) => Some(before + more),
                        (before, more) => before.or(more),
                    };
                }
                OewsGroup::Major | OewsGroup::Minor | OewsGroup::Broad => {}
            }
        }
        let national: BTreeMap<OewsOccCode, f64> = national_rows
            .iter()
            .filter(|row| row.occ_group == OewsGroup::Detailed)
            .filter_map(|row| Some((row.occ_code, to_f64(row.employment_jobs.estimate.value()?))))
            .collect();
        let lines = cells
            .into_iter()
            .map(|(code, cells)| (code, fill(&cells, national.get(&code).copied(), &totals)))
            .collect();
        Self { release, lines, names }
    }

    /// The release the employment comes from.
    pub const fn release(&self) -> Release {
        self.release
    }

    /// The sector's name as OEWS prints it; government without what the designation leaves out.
    pub fn sector_name(&self, sector: Naics2022) -> Option<&str> {
        self.names.get(&sector).map(String::as_str)
    }

    /// The jobs of a detailed line by sector, sorted by sector; empty where the release has none.
    pub fn sectors(&self, line: OewsOccCode) -> &[SectorJobs] {
        self.lines.get(&line).map_or(&[], Vec::as_slice)
    }

    /// Every detailed line with its jobs by sector, sorted by code.
    pub fn lines(&self) -> impl Iterator<Item = (OewsOccCode, &[SectorJobs])> {
        self.lines.iter().map(|(&code, cells)| (code, cells.as_slice()))
    }
}

fn fill(
    cells: &BTreeMap<Naics2022, Option<f64>>,
    national: Option<f64>,
    totals: &BTreeMap<Naics2022, f64>,
) -> Vec<SectorJobs> {
    let known: f64 = cells.values().flatten().sum();
    let rest = national.map_or(0.0, |national| (national - known).max(0.0));
    let total_of = |sector: &Naics2022| totals.get(sector).copied().unwrap_or(0.0);
    let withheld: f64 =
        cells.iter().filter(|(_, jobs)| jobs.is_none()).map(|(sector, _)| total_of(sector)).sum();
    let estimate = |sector: &Naics2022| if withheld > 0.0 { rest * total_of(sector) / withheld } else { 0.0 };
    cells
        .iter()
        .map(|(&sector, jobs)| SectorJobs {
            sector,
            jobs: jobs.unwrap_or_else(|| estimate(&sector)),
            withheld: jobs.is_none(),
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "employment is far below 2^52")]
const fn to_f64(jobs: i64) -> f64 {
    jobs as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cell, row};

    #[test]
    fn oews_sectors_are_read_as_naics_sectors() {
        let read = |code| sector_of(code).map(|sector| sector.to_string());
        for (printed, sector) in [
            ("31", "31-33"),
            ("31-33", "31-33"),
            ("44", "44-45"),
            ("48", "48-49"),
            ("99", "92"),
            ("62", "62"),
        ] {
            assert_eq!(read(printed).as_deref(), Some(sector));
        }
        for printed in ["000000", "541", "9991", "", "99x"] {
            assert_eq!(read(printed), None, "{printed}");
        }
    }

    #[test]
    fn withheld_cells_share_what_the_known_ones_leave() {
        let sectors = [
            row("11", "00-0000", OewsGroup::Total, Some(300)),
            row("21", "00-0000", OewsGroup::Total, Some(100)),
            row("22", "00-0000", OewsGroup::Total, Some(900)),
            row("11", "11-1011", OewsGroup::Detailed, None),
            row("21", "11-1011", OewsGroup::Detailed, None),
            cell("22", "11-1011", 60),
        ];
        let staffing = Staffing::new(Release::oews(2024, 5), &sectors, &[cell("000000", "11-1011", 100)]);
        let found: Vec<_> = staffing
            .sectors("11-1011".parse().unwrap())
            .iter()
            .map(|cell| (cell.jobs, cell.withheld))
            .collect();
        assert_eq!(found, [(30.0, true), (10.0, true), (60.0, false)]);
    }

    #[test]
    fn rounding_beyond_the_national_figure_leaves_withheld_cells_empty() {
        let sectors = [
            row("11", "00-0000", OewsGroup::Total, Some(300)),
            row("11", "11-1011", OewsGroup::Detailed, None),
            cell("22", "11-1011", 110),
        ];
        for national in [vec![cell("000000", "11-1011", 100)], vec![]] {
            let staffing = Staffing::new(Release::oews(2024, 5), &sectors, &national);
            let total: f64 = staffing.sectors("11-1011".parse().unwrap()).iter().map(|cell| cell.jobs).sum();
            assert!((total - 110.0).abs() < 1e-9);
        }
    }
}
