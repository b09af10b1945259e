//! The readers of the registry's tables, and how their parts become the tables of a release.

use plumb_tables::schema::onet::{
    OnetEducationRow, OnetEmergingTaskRow, OnetJobZoneRow, OnetOccupationRow, OnetRatingRow, OnetRelatedRow,
    OnetTaskRow, OnetTechnologyRow, OnetTitleRow, ratings,
};
use plumb_tables::{Prose, RowIssue, Table};

use crate::input::InputFile;
use crate::source::onet::registry::{
    ALTERNATE, EDUCATION, EMERGING_TASK, JOB_ZONE, OCCUPATION, RATING, RELATED, REPORTED, ReadPart, TASK,
    TECHNOLOGY,
};
use crate::source::onet::terms::terms;
use crate::source::rows::{Cells, Read, read_rows};
use crate::value::month;

/// What one of the publisher's tables held.
pub(crate) enum Part<const V: u16> {
    Occupations(Vec<OnetOccupationRow<V>>),
    Titles(Vec<OnetTitleRow<V>>),
    JobZones(Vec<OnetJobZoneRow<V>>),
    Ratings(&'static str, Vec<OnetRatingRow<V>>),
    Education(Vec<OnetEducationRow<V>>),
    Technology(Vec<OnetTechnologyRow<V>>),
    Tasks(Vec<OnetTaskRow<V>>),
    EmergingTasks(Vec<OnetEmergingTaskRow<V>>),
    Related(Vec<OnetRelatedRow<V>>),
}

/// Puts the parts together: alternate and reported titles are one table, so are the skills that the
/// publisher has split in two.
///
/// A rating that two of the split tables have is taken once; where they differ, the first is kept, with an issue
/// that names `folder`.
pub(crate) fn assemble<const V: u16>(
    folder: &str,
    parts: Vec<(&'static str, Part<V>)>,
    issues: &mut Vec<RowIssue>,
) -> Vec<Table> {
    let mut titles: Vec<OnetTitleRow<V>> = Vec::new();
    let mut rated: Vec<(&'static str, Vec<OnetRatingRow<V>>)> =
        ratings::ALL.map(|name| (name, Vec::new())).to_vec();
    let mut tables = Vec::new();
    for (_, part) in parts {
        match part {
            Part::Occupations(rows) => tables.push(Table::from_rows(&rows)),
            Part::Titles(rows) => titles.extend(rows),
            Part::JobZones(rows) => tables.push(Table::from_rows(&rows)),
            Part::Ratings(name, rows) => {
                if let Some(slot) = rated.iter_mut().find(|slot| slot.0 == name) {
                    slot.1.extend(rows);
                }
            }
            Part::Education(rows) => tables.push(Table::from_rows(&rows)),
            Part::Technology(rows) => tables.push(Table::from_rows(&rows)),
            Part::Tasks(rows) => {
                tables.push(Table::from_rows(&terms(&rows)));
                tables.push(Table::from_rows(&rows));
            }
            Part::EmergingTasks(rows) => tables.push(Table::from_rows(&rows)),
            Part::Related(rows) => tables.push(Table::from_rows(&rows)),
        }
    }
    titles.sort_by(|left, right| {
        (left.onet_soc_code, &left.kind, &left.title).cmp(&(right.onet_soc_code, &right.kind, &right.title))
    });
    tables.push(Table::from_rows(&titles));
    for (name, mut rows) in rated.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        rows.sort_by(|left, right| {
            (left.onet_soc_code, &left.element_id, &left.scale_id).cmp(&(
                right.onet_soc_code,
                &right.element_id,
                &right.scale_id,
            ))
        });
        rows.dedup_by(|later, first| {
            let same = later.onet_soc_code == first.onet_soc_code
                && later.element_id == first.element_id
                && later.scale_id == first.scale_id;
            if same && later != first {
                issues.push(twice(folder, name, later, first));
            }
            same
        });
        tables.push(Table::named(name, &rows));
    }
    tables.sort_by(|left, right| left.name.cmp(&right.name));
    tables
}

fn twice<const V: u16>(
    folder: &str,
    name: &str,
    later: &OnetRatingRow<V>,
    first: &OnetRatingRow<V>,
) -> RowIssue {
    RowIssue {
        file: folder.to_owned(),
        sheet: None,
        row: 1,
        column: None,
        reason: format!(
            "`{name}` has {} {} {} twice, as {} and as {}; the row is left out",
            first.onet_soc_code, first.element_id, first.scale_id, first.value, later.value
        ),
    }
}

fn optional_text(cells: &Cells<'_>, wanted: usize) -> Option<String> {
    cells.value(wanted).optional_text()
}

fn text_or_empty(cells: &Cells<'_>, wanted: usize) -> String {
    optional_text(cells, wanted).unwrap_or_default()
}

fn month_of(cells: &Cells<'_>, wanted: usize) -> String {
    month(&text_or_empty(cells, wanted))
}

pub(crate) fn occupations<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &OCCUPATION, |cells| {
        Ok(Some(OnetOccupationRow {
            onet_soc_code: cells.code(0)?,
            title: cells.text(1)?,
            description: Prose(optional_text(cells, 2)),
        }))
    })?;
    Ok((Part::Occupations(rows), issues))
}

pub(crate) fn alternate_titles<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &ALTERNATE, |cells| {
        Ok(Some(OnetTitleRow {
            onet_soc_code: cells.code(0)?,
            kind: "alternate".to_owned(),
            title: cells.text(1)?,
            short_title: optional_text(cells, 2),
            sources: optional_text(cells, 3),
            shown_in_my_next_move: None,
        }))
    })?;
    Ok((Part::Titles(rows), issues))
}

pub(crate) fn reported_titles<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &REPORTED, |cells| {
        Ok(Some(OnetTitleRow {
            onet_soc_code: cells.code(0)?,
            kind: "reported".to_owned(),
            title: cells.text(1)?,
            short_title: None,
            sources: None,
            shown_in_my_next_move: cells.flag(2)?,
        }))
    })?;
    Ok((Part::Titles(rows), issues))
}

pub(crate) fn job_zones<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &JOB_ZONE, |cells| {
        Ok(Some(OnetJobZoneRow {
            onet_soc_code: cells.code(0)?,
            job_zone: cells.whole(1)?,
            date: month_of(cells, 2),
            domain_source: text_or_empty(cells, 3),
        }))
    })?;
    Ok((Part::JobZones(rows), issues))
}

fn rating_rows<const V: u16>(file: &mut InputFile, sheet: &str) -> Read<OnetRatingRow<V>> {
    read_rows(file, sheet, &RATING, |cells| {
        Ok(Some(OnetRatingRow {
            onet_soc_code: cells.code(0)?,
            element_id: cells.text(1)?,
            element_name: cells.text(2)?,
            scale_id: cells.text(3)?,
            value: cells.number(4)?,
            raters: cells.optional_whole(5)?,
            standard_error: cells.optional_number(6)?,
            recommend_suppress: cells.flag(7)?,
            not_relevant: cells.flag(8)?,
        }))
    })
}

pub(crate) fn interests<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    rating_rows(file, sheet).map(|(rows, issues)| (Part::Ratings(ratings::INTERESTS, rows), issues))
}

pub(crate) fn skills<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    rating_rows(file, sheet).map(|(rows, issues)| (Part::Ratings(ratings::SKILLS, rows), issues))
}

pub(crate) fn knowledge<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    rating_rows(file, sheet).map(|(rows, issues)| (Part::Ratings(ratings::KNOWLEDGE, rows), issues))
}

pub(crate) fn education<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &EDUCATION, |cells| {
        Ok(Some(OnetEducationRow {
            onet_soc_code: cells.code(0)?,
            element_id: cells.text(1)?,
            scale_id: cells.text(2)?,
            category: cells.optional_whole(3)?,
            value: cells.number(4)?,
            recommend_suppress: cells.flag(5)?,
        }))
    })?;
    Ok((Part::Education(rows), issues))
}

pub(crate) fn technology_skills<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &TECHNOLOGY, |cells| {
        Ok(Some(OnetTechnologyRow {
            onet_soc_code: cells.code(0)?,
            example: cells.text(1)?,
            commodity_code: cells.text(2)?,
            commodity_title: cells.text(3)?,
            hot_technology: cells.flag(4)?.unwrap_or(false),
            in_demand: cells.flag(5)?,
        }))
    })?;
    Ok((Part::Technology(rows), issues))
}

pub(crate) fn tasks<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &TASK, |cells| {
        Ok(Some(OnetTaskRow {
            onet_soc_code: cells.code(0)?,
            task_id: cells.text(1)?,
            task: Prose(optional_text(cells, 2)),
            task_type: optional_text(cells, 3),
            date: month_of(cells, 4),
        }))
    })?;
    Ok((Part::Tasks(rows), issues))
}

pub(crate) fn emerging_tasks<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &EMERGING_TASK, |cells| {
        Ok(Some(OnetEmergingTaskRow {
            onet_soc_code: cells.code(0)?,
            task: Prose(optional_text(cells, 1)),
            category: cells.text(2)?,
            original_task_id: optional_text(cells, 3),
            date: month_of(cells, 4),
        }))
    })?;
    Ok((Part::EmergingTasks(rows), issues))
}

pub(crate) fn related<const V: u16>(file: &mut InputFile, sheet: &str) -> ReadPart<V> {
    let (rows, issues) = read_rows(file, sheet, &RELATED, |cells| {
        Ok(Some(OnetRelatedRow {
            onet_soc_code: cells.code(0)?,
            related_onet_soc_code: cells.code(1)?,
            tier: optional_text(cells, 3),
            rank: cells.whole(2)?,
        }))
    })?;
    Ok((Part::Related(rows), issues))
}
