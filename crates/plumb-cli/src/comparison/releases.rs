//! Two releases of one source: what each kind of release needs to be compared.

use anyhow::Result;
use plumb_codes::{Crosswalk, OewsStructure, Release, ReleaseVersion, Soc2010, Soc2018, Source};
use plumb_diff::{
    Classification, DiffReport, EpSide, FigureOptions, Linking, OewsSide, OnetSide, Settings, Side, Tables,
    compare_classification, compare_ep, compare_oews, compare_onet, compare_tables, kinds, known_crosswalk,
};
use plumb_store::Releases;
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::soc::Soc2010To2018Row;
use plumb_tables::{Row, Table};

use super::{Wishes, side};
use crate::exit::Failure;

/// Every table of a release except those that `skip` names.
fn tables(releases: &Releases, release: Release, skip: &[&str]) -> Result<Tables> {
    let names: Vec<String> =
        releases.manifest(release)?.tables().iter().map(|table| table.name.clone()).collect();
    let wanted = names.iter().filter(|name| !skip.contains(&name.as_str()));
    let tables: Vec<Table> = wanted.map(|name| releases.table(release, name)).collect::<Result<_, _>>()?;
    Ok(Tables { side: side(releases, release)?, tables })
}

/// Compares two releases of one source.
pub(super) fn compare_releases(
    releases: &Releases,
    from: Release,
    to: Release,
    settings: &Settings,
    wishes: &Wishes,
) -> Result<DiffReport> {
    match from.source() {
        Source::Oews => oews(releases, from, to, settings, wishes),
        Source::Ep => projections(releases, from, to, settings, wishes),
        Source::Onet => onet(releases, from, to, settings, wishes),
        Source::Soc => classification(releases, (from, to), &kinds::SOC, settings, wishes),
        Source::OnetSoc => classification(releases, (from, to), &kinds::ONET_SOC, settings, wishes),
        Source::Naics => classification(releases, (from, to), &kinds::NAICS, settings, wishes),
        Source::Cip => classification(releases, (from, to), &kinds::CIP, settings, wishes),
        Source::Oflc | Source::OnetGreen | Source::OnetLists | Source::Qcew | Source::QcewAnnual => {
            Ok(compare_tables(&tables(releases, from, &[])?, &tables(releases, to, &[])?, Vec::new()))
        }
    }
}

const fn year_of(release: Release) -> u16 {
    match release.version() {
        ReleaseVersion::Year(year)
        | ReleaseVersion::Month(year, _)
        | ReleaseVersion::Quarter(year, _)
        | ReleaseVersion::Round(year, _) => year,
        ReleaseVersion::Number(major, _) => major,
    }
}

/// The crosswalk from SOC 2010 to SOC 2018, with the release that holds it.
fn soc_crosswalk(releases: &Releases) -> Result<Option<(Side, Crosswalk<Soc2010, Soc2018>)>> {
    let Some(release) = releases.newest_with(Source::Soc, Soc2010To2018Row::TABLE) else { return Ok(None) };
    let rows: Vec<Soc2010To2018Row> = releases.rows(release)?;
    let crosswalk = rows.into_iter().map(|row| (row.soc_2010_code, row.soc_2018_code)).collect();
    Ok(Some((side(releases, release)?, crosswalk)))
}

fn oews(
    releases: &Releases,
    from: Release,
    to: Release,
    settings: &Settings,
    wishes: &Wishes,
) -> Result<DiffReport> {
    let cuts = |release: Release, other: Release| -> Result<Vec<(String, Vec<OewsRow>)>> {
        let (held, others) = (releases.manifest(release)?, releases.manifest(other)?);
        let named = cut::ALL.into_iter().filter(|name| held.find(name).is_some());
        named
            .map(|name| {
                // A cut of one side only is named, not read.
                let shared = others.find(name).is_some();
                let rows = if shared { releases.rows_named(release, name)? } else { Vec::new() };
                Ok((name.to_owned(), rows))
            })
            .collect()
    };
    let (earlier, later) = (cuts(from, to)?, cuts(to, from)?);
    let crosswalk = soc_crosswalk(releases)?;
    let (from_side, to_side) = (side(releases, from)?, side(releases, to)?);
    let mut report = compare_oews(
        OewsSide { side: &from_side, year: year_of(from), cuts: &earlier },
        OewsSide { side: &to_side, year: year_of(to), cuts: &later },
        options(settings, wishes, crosswalk.as_ref()),
    )?;
    note_crosswalk(&mut report, (from, to), crosswalk);
    Ok(report)
}

fn options<'a>(
    settings: &'a Settings,
    wishes: &'a Wishes,
    crosswalk: Option<&'a (Side, Crosswalk<Soc2010, Soc2018>)>,
) -> FigureOptions<'a> {
    FigureOptions {
        settings,
        deflator: wishes.deflator.as_ref(),
        soc_2010_to_2018: crosswalk.map(|(_, crosswalk)| crosswalk),
        infer: wishes.infer,
    }
}

/// Names the crosswalk's release where lines of SOC 2010 were linked by it.
fn note_crosswalk(
    report: &mut DiffReport,
    (from, to): (Release, Release),
    crosswalk: Option<(Side, Crosswalk<Soc2010, Soc2018>)>,
) {
    let structures = [from, to].map(|release| OewsStructure::of_year(year_of(release)));
    let used = structures[0] != structures[1] && structures.contains(&Some(OewsStructure::Soc2010));
    report.also_read.extend(crosswalk.filter(|_| used).map(|(side, _)| side));
}

fn projections(
    releases: &Releases,
    from: Release,
    to: Release,
    settings: &Settings,
    wishes: &Wishes,
) -> Result<DiffReport> {
    let years = |release: Release| match release.version() {
        ReleaseVersion::Round(base, projected) => (base, projected),
        _ => (0, 0),
    };
    let (earlier, later) = (tables(releases, from, &[])?, tables(releases, to, &[])?);
    let crosswalk = soc_crosswalk(releases)?;
    let rows = |release: Release| -> Result<_> {
        Ok((
            releases.rows(release)?,
            releases.rows(release).unwrap_or_default(),
            releases.rows(release).unwrap_or_default(),
        ))
    };
    let (before, after) = (rows(from)?, rows(to)?);
    let side = |release: Release, tables| {
        let (base_year, projected_year) = years(release);
        (tables, base_year, projected_year)
    };
    let (from_tables, from_base, from_projected) = side(from, &earlier);
    let (to_tables, to_base, to_projected) = side(to, &later);
    let mut report = compare_ep(
        EpSide {
            tables: from_tables,
            base_year: from_base,
            projected_year: from_projected,
            occupations: &before.0,
            separations: &before.1,
            education: &before.2,
        },
        EpSide {
            tables: to_tables,
            base_year: to_base,
            projected_year: to_projected,
            occupations: &after.0,
            separations: &after.1,
            education: &after.2,
        },
        options(settings, wishes, crosswalk.as_ref()),
    )?;
    note_crosswalk(&mut report, (from, to), crosswalk);
    Ok(report)
}

/// The code system of a column as a release's manifest declares it.
fn domain(releases: &Releases, release: Release, table: &str, column: &str) -> Result<String> {
    let entry = releases.manifest(release)?.find(table);
    let column = entry.and_then(|entry| entry.columns.iter().find(|candidate| candidate.name == column));
    Ok(column.and_then(|column| column.domain.clone()).unwrap_or_default())
}

/// Codes that a crosswalk links, earlier side first.
type CodePairs = Vec<(String, String)>;

/// The published pairs between the code systems of two releases, earlier side first, and who holds them.
fn pairs(
    releases: &Releases,
    (from, to): (Release, Release),
    table: &str,
    column: &str,
) -> Result<Option<(Side, CodePairs)>> {
    let systems = (domain(releases, from, table, column)?, domain(releases, to, table, column)?);
    let Some(known) = known_crosswalk(&systems.0, &systems.1) else { return Ok(None) };
    let at_hand = releases.releases().into_iter().rev().find(|release| {
        releases.manifest(*release).is_ok_and(|manifest| manifest.find(known.table).is_some())
    });
    let Some(release) = at_hand else { return Ok(None) };
    let links = releases.table(release, known.table)?;
    let texts = |name: &str| -> Result<Vec<String>> {
        let at = links.columns.iter().position(|column| column.name == name);
        match at.and_then(|at| links.data.get(at)) {
            Some(plumb_tables::ColumnData::Text(values)) => {
                Ok(values.iter().map(|value| value.clone().unwrap_or_default()).collect())
            }
            _ => Err(Failure::data(format!("read {release}: `{}` has no column `{name}`", known.table))),
        }
    };
    let pairs = texts(known.from_column)?.into_iter().zip(texts(known.to_column)?).collect();
    Ok(Some((side(releases, release)?, pairs)))
}

fn onet(
    releases: &Releases,
    from: Release,
    to: Release,
    settings: &Settings,
    wishes: &Wishes,
) -> Result<DiffReport> {
    let number = |release: Release| match release.version() {
        ReleaseVersion::Number(major, minor) => (major, minor),
        _ => (0, 0),
    };
    let linked = pairs(releases, (from, to), "onet_occupations", "onet_soc_code")?;
    let (earlier, later) = (tables(releases, from, &[])?, tables(releases, to, &[])?);
    let linking =
        Linking { crosswalk: linked.as_ref().map(|(_, pairs)| pairs.as_slice()), infer: wishes.infer };
    let mut report = compare_onet(
        OnetSide { tables: &earlier, version: number(from) },
        OnetSide { tables: &later, version: number(to) },
        linking,
        settings,
    )?;
    report.also_read.extend(linked.map(|(side, _)| side));
    Ok(report)
}

fn classification(
    releases: &Releases,
    (from, to): (Release, Release),
    kind: &Classification,
    settings: &Settings,
    wishes: &Wishes,
) -> Result<DiffReport> {
    let linked = pairs(releases, (from, to), kind.table, kind.code_column)?;
    let linking =
        Linking { crosswalk: linked.as_ref().map(|(_, pairs)| pairs.as_slice()), infer: wishes.infer };
    let (earlier, later) = (tables(releases, from, &[])?, tables(releases, to, &[])?);
    let mut report = compare_classification(kind, &earlier, &later, linking, settings)?;
    // The crosswalk of a release is part of it; another release is named as read.
    let other = linked.map(|(side, _)| side).filter(|side| *side != report.from && *side != report.to);
    report.also_read.extend(other);
    Ok(report)
}
