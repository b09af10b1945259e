//! Everything that a profile run reads, as slices. It holds; it computes nothing.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, OnetSoc2019, Release, Soc2010, Soc2018};
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow};
use plumb_tables::schema::oews::OewsRow;
use plumb_tables::schema::onet::OnetJobZoneRow;

use crate::thresholds::Thresholds;

/// National OEWS rows of one release.
#[derive(Debug, Clone, Copy)]
pub struct OewsInput<'a> {
    /// The release, such as `oews/2025-05`.
    pub release: Release,
    /// Its table `oews_national`: all levels, so that the national total can be checked.
    pub national: &'a [OewsRow],
}

/// The OEWS release that change is measured from.
#[derive(Debug, Clone, Copy)]
pub struct OewsBaseInput<'a> {
    /// The release, such as `oews/2018-05`.
    pub release: Release,
    /// Its table `oews_national`.
    pub national: &'a [OewsRow],
    /// The crosswalk to SOC 2018 where the release is coded in SOC 2010 (May 2018 and before);
    /// without it, lines compare by equal code and equal name.
    pub soc_2010_to_2018: Option<&'a Crosswalk<Soc2010, Soc2018>>,
}

/// One round of the Employment Projections.
#[derive(Debug, Clone, Copy)]
pub struct ProjectionsInput<'a> {
    /// The release, such as `ep/2024-34`.
    pub release: Release,
    /// Its table `ep_occupations`, summaries included.
    pub occupations: &'a [EpOccupationRow],
    /// Its table `ep_education`.
    pub education: &'a [EpEducationRow],
}

/// O*NET occupations, their job zones, and the way to SOC 2018.
#[derive(Debug, Clone, Copy)]
pub struct OnetInput<'a> {
    /// Table `onet_job_zones` of the newest release.
    pub job_zones: &'a [OnetJobZoneRow<2019>],
    /// The published crosswalk.
    pub to_soc_2018: &'a Crosswalk<OnetSoc2019, Soc2018>,
    /// Every occupation of O*NET-SOC 2019 with its title.
    pub titles: &'a BTreeMap<OnetSoc2019, String>,
}

/// The published data of a run.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// Detailed occupations of SOC 2018 with their titles.
    pub soc_titles: &'a BTreeMap<Soc2018, String>,
    /// The newest OEWS.
    pub oews: OewsInput<'a>,
    /// The OEWS that change is measured from; `None` leaves change out.
    pub oews_base: Option<OewsBaseInput<'a>>,
    /// The newest projections; `None` leaves growth, openings and education out.
    pub projections: Option<ProjectionsInput<'a>>,
    /// O*NET.
    pub onet: OnetInput<'a>,
}

/// How a run is to be done, and what its summary repeats.
#[derive(Debug, Clone)]
pub struct Settings<'a> {
    /// What counts as high wage, living wage, growing and in demand.
    pub thresholds: &'a Thresholds,
    /// How many occupations a cluster's list of largest ones has.
    pub top_occupations: usize,
    /// Every release that the run read, with the SHA-256 of its content.
    pub releases: BTreeMap<Release, String>,
    /// Edition, rule tables and thresholds, each with its SHA-256.
    pub configuration: BTreeMap<String, String>,
    /// Number of emerging candidates that the run lists.
    pub emerging_count: u64,
    /// What other steps have to say; it stands first among the warnings.
    pub warnings: Vec<String>,
}
