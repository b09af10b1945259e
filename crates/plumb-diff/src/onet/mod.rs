//! Two releases of the O*NET database: occupations, titles, technology, tasks, ratings, job zones, education.

mod education;
mod emerging_tasks;
mod occupations;
mod placed;
mod ratings;
mod summary;
mod tasks;
mod technology;
mod terms;
#[cfg(test)]
mod tests;
mod titles;
mod zones;

use crate::columns::{Source, text};
use crate::crosswalks::Linking;
use crate::error::DiffError;
use crate::keyed::compare_rest;
use crate::report::{DiffReport, Tables};
use crate::settings::Settings;
use crate::taxonomy::{CodeList, Links};
pub use education::EducationChangeRow;
pub use emerging_tasks::EmergingTaskChangeRow;
pub use occupations::OnetOccupationChangeRow;
pub use ratings::RatingChangeRow;
pub use tasks::TaskChangeRow;
pub use technology::{TechnologyChangeRow, TechnologyProductRow};
pub use terms::TermChangeRow;
pub use titles::TitleChangeRow;
pub use zones::JobZoneChangeRow;

/// One release of O*NET.
#[derive(Debug, Clone, Copy)]
pub struct OnetSide<'a> {
    /// All its tables.
    pub tables: &'a Tables,
    /// Major and minor number.
    pub version: (u16, u16),
}

/// What stands on every table of O*NET changes.
pub(crate) const ONET: &str = "O*NET updates a part of its occupations at a time: a change can be one of the market, or the \
    first look at an occupation in years.";

/// The occupations of both sides and how they are linked.
pub(crate) struct Occupations {
    pub(crate) from: CodeList,
    pub(crate) to: CodeList,
    pub(crate) links: Links,
}

/// What an occupation gained and lost in one table; positions are those of [`Occupations`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) from_total: Vec<usize>,
    pub(crate) to_total: Vec<usize>,
    pub(crate) lost: Vec<usize>,
    pub(crate) gained: Vec<usize>,
}

impl Tally {
    fn new(occupations: &Occupations) -> Self {
        let (from, to) = (vec![0; occupations.from.len()], vec![0; occupations.to.len()]);
        Self { from_total: from.clone(), to_total: to.clone(), lost: from, gained: to }
    }

    /// Counts one thing: where it stood and stands, and which of its places count as lost and gained.
    fn count(&mut self, difference: &placed::Difference, lost: &[placed::Place], gained: &[placed::Place]) {
        for (counts, places) in [
            (&mut self.from_total, difference.from.as_slice()),
            (&mut self.to_total, difference.to.as_slice()),
            (&mut self.lost, lost),
            (&mut self.gained, gained),
        ] {
            for place in places {
                counts[place.occupation] += 1;
            }
        }
    }
}

/// A table of both sides.
#[derive(Clone, Copy)]
pub(crate) struct Both<'a> {
    pub(crate) from: Source<'a>,
    pub(crate) to: Source<'a>,
}

/// Compares two releases of O*NET.
///
/// # Errors
/// When a side has no occupations, a table lacks a column, or the crosswalk between two taxonomies is missing.
pub fn compare_onet(
    from: OnetSide<'_>,
    to: OnetSide<'_>,
    linking: Linking<'_>,
    settings: &Settings,
) -> Result<DiffReport, DiffError> {
    let mut report = DiffReport::new(from.tables.side.clone(), to.tables.side.clone());
    let both = |name: &str| {
        let (left, right) = (from.tables.get(name)?, to.tables.get(name)?);
        Some(Both {
            from: Source { release: &from.tables.side.id, table: left },
            to: Source { release: &to.tables.side.id, table: right },
        })
    };
    let Some(occupations) = both("onet_occupations") else {
        let names = |side: OnetSide<'_>| {
            side.tables.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        return Err(DiffError::NothingInCommon {
            from: from.tables.side.id.clone(),
            to: to.tables.side.id.clone(),
            from_tables: names(from),
            to_tables: names(to),
        });
    };
    report.caveats.push(ONET.to_owned());
    if from.version > to.version {
        report.notes.push("the first release is the later one: changes are read backwards".to_owned());
    }
    let (occupations, changes) = occupations::link(occupations, linking, settings, &mut report)?;
    let mut summary = summary::Summary::default();
    if let Some(both) = both("onet_titles") {
        summary.titles = Some(titles::compare(both, &occupations, settings, &mut report)?);
    }
    if let Some(both) = both("onet_technology_skills") {
        summary.technology = Some(technology::compare(both, &occupations, settings, &mut report)?);
    }
    if let Some(both) = both("onet_tasks") {
        summary.tasks = Some(tasks::compare(both, &occupations, &mut report)?);
    }
    if let Some(found) = both("onet_emerging_tasks") {
        emerging_tasks::compare(found, both("onet_tasks"), &occupations, &mut report)?;
    }
    if let Some(both) = both("onet_task_terms") {
        terms::compare(both, settings, &mut report)?;
    }
    if let Some(both) = both("onet_job_zones") {
        zones::compare(both, &occupations, (from.version, to.version), &mut report)?;
    }
    if let Some(both) = both("onet_education") {
        education::compare(both, &occupations, &mut report)?;
    }
    for table in ratings::TABLES {
        if let Some(both) = both(table) {
            ratings::compare(both, &occupations, &settings.sampling, &mut report)?;
        }
    }
    summary.push(&occupations, &mut report);
    occupations::push(&changes, &mut report);
    let known = [
        "onet_occupations",
        "onet_titles",
        "onet_technology_skills",
        "onet_tasks",
        "onet_task_terms",
        "onet_job_zones",
        "onet_education",
        "onet_emerging_tasks",
    ];
    let known = [&known[..], &ratings::TABLES[..]].concat();
    compare_rest(from.tables, to.tables, &known, &["date", "raters", "rank"], &[ONET], &mut report);
    renamed_files(from, to, &mut report);
    Ok(report)
}

/// Tables keep their names here when the publisher renames its files: that is worth a word and no removal.
fn renamed_files(from: OnetSide<'_>, to: OnetSide<'_>, report: &mut DiffReport) {
    let four_levels = |version: (u16, u16)| version >= (30, 3);
    if four_levels(from.version) != four_levels(to.version) {
        report.notes.push(
            "O*NET 30.3 renamed tables (Alternate Titles to Job Titles, Technology Skills to Software Skills, Skills to Essential and Transferable Skills, Interests to Career Interest Types): they are compared under one name here"
                .to_owned(),
        );
    }
}

impl Occupations {
    /// Codes joined for a cell.
    pub(crate) fn earlier_codes(&self, positions: &[usize]) -> Option<String> {
        joined(positions.iter().map(|&at| self.from.code(at)))
    }

    /// Codes joined for a cell.
    pub(crate) fn later_codes(&self, positions: &[usize]) -> Option<String> {
        joined(positions.iter().map(|&at| self.to.code(at)))
    }

    /// Titles joined for a cell.
    pub(crate) fn earlier_titles(&self, positions: &[usize]) -> Option<String> {
        joined(positions.iter().map(|&at| self.from.title(at)))
    }

    /// Titles joined for a cell.
    pub(crate) fn later_titles(&self, positions: &[usize]) -> Option<String> {
        joined(positions.iter().map(|&at| self.to.title(at)))
    }
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// The occupation's position of every row of a table; `None` for a code that the occupation table lacks.
pub(crate) fn positions(source: Source<'_>, list: &CodeList) -> Result<Vec<Option<usize>>, DiffError> {
    let codes = source.text("onet_soc_code")?;
    // Rows of one occupation follow each other.
    let mut latest: (&str, Option<usize>) = ("", None);
    Ok((0..codes.len())
        .map(|row| {
            let code = text(codes, row);
            if code != latest.0 {
                latest = (code, list.position(code));
            }
            latest.1
        })
        .collect())
}
