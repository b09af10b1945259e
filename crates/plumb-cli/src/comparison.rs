//! Reads what `plumb diff` compares: two releases of one source, or two framework editions. Writes nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use plumb_codes::{Crosswalk, OewsStructure, OnetSoc2019, Release, ReleaseVersion, Soc2010, Soc2018, Source};
use plumb_diff::{
    Classification, DEFAULT_SETTINGS, Deflator, DiffError, DiffReport, EditionSide, EpSide, FigureOptions,
    Linking, OewsSide, OnetSide, Settings, Side, Tables, compare_classification, compare_editions,
    compare_ep, compare_oews, compare_onet, compare_tables, kinds, known_crosswalk,
};
use plumb_framework::rules::{RuleSet, RuleText};
use plumb_framework::{
    Edition, EditionFiles, FrameworkError, available, load, load_rule_texts, rule_texts_in,
};
use plumb_store::Releases;
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::soc::{OnetSoc2019ToSoc2018Row, Soc2010To2018Row};
use plumb_tables::{Row, Table};

use crate::context::{Context, sha256_hex};
use crate::exit::Failure;
use crate::rule_material::taxonomies;

/// One thing to compare.
pub(crate) enum Operand {
    Release(Release),
    /// An edition at hand, by id.
    Edition(String),
    /// A folder with a `framework.toml`.
    Folder(PathBuf),
}

/// How to compare.
pub(crate) struct Wishes {
    pub(crate) deflator: Option<Deflator>,
    pub(crate) infer: bool,
}

/// Reads and compares the two.
pub(crate) fn compare(context: &Context, from: &str, to: &str, wishes: &Wishes) -> Result<DiffReport> {
    let releases = context.releases()?;
    let (settings, settings_side) = settings(context)?;
    let sides = (operand(context, &releases, from)?, operand(context, &releases, to)?);
    let mut report = match &sides {
        (Operand::Release(from), Operand::Release(to)) => {
            check_pair(*from, *to)?;
            compare_releases(&releases, *from, *to, &settings, wishes)?
        }
        (Operand::Release(release), edition) | (edition, Operand::Release(release)) => {
            let name = match edition {
                Operand::Edition(id) => id.clone(),
                Operand::Folder(path) => path.display().to_string(),
                Operand::Release(release) => release.to_string(),
            };
            return Err(Failure::usage(format!(
                "compare the release {release} with the edition {name}: give two releases of one source, or two editions"
            )));
        }
        (from, to) => compare_two_editions(context, &releases, from, to)?,
    };
    report.also_read.push(settings_side);
    Ok(report)
}

fn operand(context: &Context, releases: &Releases, text: &str) -> Result<Operand> {
    if Path::new(text).join("framework.toml").is_file() {
        return Ok(Operand::Folder(PathBuf::from(text)));
    }
    let editions = available(context.config())?;
    if editions.iter().any(|id| id == text) {
        return Ok(Operand::Edition(text.to_owned()));
    }
    let source = text.split('/').next().and_then(|name| name.parse::<Source>().ok());
    match (text.parse::<Release>(), source) {
        (Ok(release), _) => {
            // Names the releases of the source where this one is not at hand.
            releases.manifest(release)?;
            Ok(Operand::Release(release))
        }
        (Err(error), Some(source)) => {
            let held: Vec<String> = releases
                .releases()
                .into_iter()
                .filter(|release| release.source() == source)
                .map(|release| release.to_string())
                .collect();
            Err(Failure::usage(format!("read `{text}`: {error}; at hand are {}", held.join(", "))))
        }
        (Err(_), None) => Err(Failure::usage(format!(
            "find `{text}`: it is no release (such as oews/2025-05; `plumb releases` lists them), no edition ({}), and no folder with a framework.toml (two folders of rule tables: plumb rules diff)",
            editions.join(", ")
        ))),
    }
}

fn check_pair(from: Release, to: Release) -> Result<()> {
    if from.source() != to.source() {
        return Err(Failure::usage(format!(
            "compare {from} with {to}: they are releases of two sources, {} and {}",
            from.source(),
            to.source()
        )));
    }
    if from == to {
        return Err(Failure::usage(format!("compare {from} with itself: name two releases")));
    }
    Ok(())
}

fn settings(context: &Context) -> Result<(Settings, Side)> {
    let file = context.config().map(|folder| folder.join("diff.toml")).filter(|file| file.is_file());
    let (name, text) = match file {
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            (file.display().to_string(), text)
        }
        None => ("diff.toml".to_owned(), DEFAULT_SETTINGS.to_owned()),
    };
    let side = Side {
        id: "diff.toml".to_owned(),
        reference_period: "configuration".to_owned(),
        sha256: sha256_hex(text.as_bytes()),
        attribution: "Thresholds of this comparison.".to_owned(),
    };
    Ok((Settings::from_toml(&name, &text)?, side))
}

fn side(releases: &Releases, release: Release) -> Result<Side> {
    let manifest = releases.manifest(release)?;
    Ok(Side {
        id: release.to_string(),
        reference_period: manifest.reference_period(),
        sha256: manifest.source_digest(),
        attribution: manifest.attribution(),
    })
}

/// Every table of a release except those that `skip` names.
fn tables(releases: &Releases, release: Release, skip: &[&str]) -> Result<Tables> {
    let names: Vec<String> =
        releases.manifest(release)?.tables().iter().map(|table| table.name.clone()).collect();
    let wanted = names.iter().filter(|name| !skip.contains(&name.as_str()));
    let tables: Vec<Table> = wanted.map(|name| releases.table(release, name)).collect::<Result<_, _>>()?;
    Ok(Tables { side: side(releases, release)?, tables })
}

fn compare_releases(
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

/// The newest release that holds a table of this name; `None` where none does.
fn holder(releases: &Releases, source: Source, table: &str) -> Option<Release> {
    releases.newest_with(source, table)
}

/// The crosswalk from SOC 2010 to SOC 2018, with the release that holds it.
fn soc_crosswalk(releases: &Releases) -> Result<Option<(Side, Crosswalk<Soc2010, Soc2018>)>> {
    let Some(release) = holder(releases, Source::Soc, Soc2010To2018Row::TABLE) else { return Ok(None) };
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

fn compare_two_editions(
    context: &Context,
    releases: &Releases,
    from: &Operand,
    to: &Operand,
) -> Result<DiffReport> {
    let (from, to) = (read_edition(context, from)?, read_edition(context, to)?);
    if from.side.sha256 == to.side.sha256 {
        return Err(Failure::usage(format!(
            "compare {} with {}: they are the same, byte for byte",
            from.side.id, to.side.id
        )));
    }
    let rules = (rules(releases, &from)?, rules(releases, &to)?);
    let linked = match holder(releases, Source::OnetSoc, OnetSoc2019ToSoc2018Row::TABLE) {
        None => None,
        Some(release) => {
            let rows: Vec<OnetSoc2019ToSoc2018Row> = releases.rows(release)?;
            let crosswalk: Crosswalk<OnetSoc2019, Soc2018> =
                rows.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect();
            Some((side(releases, release)?, crosswalk))
        }
    };
    let crosswalk = linked.as_ref().map(|(_, crosswalk)| crosswalk);
    let mut report = compare_editions(
        EditionSide { side: &from.side, edition: &from.edition, rules: &rules.0 },
        EditionSide { side: &to.side, edition: &to.edition, rules: &rules.1 },
        crosswalk,
    )?;
    if report.caveats.iter().any(|caveat| caveat.contains("O*NET-SOC")) {
        report.also_read.extend(linked.map(|(side, _)| side));
    }
    Ok(report)
}

/// An edition as it was read, with the texts of its rule tables.
struct Version {
    edition: Edition,
    texts: Vec<RuleText>,
    side: Side,
}

fn rules(releases: &Releases, version: &Version) -> Result<RuleSet> {
    if version.texts.is_empty() {
        return Ok(RuleSet::default());
    }
    let taxonomies = taxonomies(releases)?;
    Ok(RuleSet::read(&version.edition, &version.texts, &taxonomies).map_err(FrameworkError::Rules)?)
}

fn read_edition(context: &Context, operand: &Operand) -> Result<Version> {
    let (edition, mut bytes, texts, id) = match operand {
        Operand::Edition(id) => {
            let (edition, bytes) = load(context.config(), id)?;
            (edition, bytes, load_rule_texts(context.config(), id)?, id.clone())
        }
        Operand::Folder(folder) => {
            let (edition, bytes) = folder_edition(folder)?;
            (edition, bytes, rule_texts_in(&folder.join("rules"))?, folder.display().to_string())
        }
        Operand::Release(release) => {
            return Err(Failure::usage(format!("read {release} as an edition")));
        }
    };
    // Where a table lies is no part of what it says.
    for text in &texts {
        bytes.push(0);
        bytes.extend_from_slice(text.text.as_bytes());
    }
    let side = Side {
        id,
        reference_period: format!("{}, {}", edition.name, edition.released),
        sha256: sha256_hex(&bytes),
        attribution: edition.attribution.clone(),
    };
    Ok(Version { edition, texts, side })
}

fn folder_edition(folder: &Path) -> Result<(Edition, Vec<u8>)> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))
    };
    let (definition, occupations) = (read("framework.toml")?, read("occupations.csv")?);
    let (industries, programs) = (read("industries.csv")?, read("programs.csv")?);
    let files = EditionFiles {
        definition: &definition,
        occupations: &occupations,
        industries: &industries,
        programs: &programs,
    };
    Ok((files.read(&folder.display().to_string())?, files.bytes()))
}

/// What an error of the comparison means for the exit code.
pub(crate) const fn is_usage(error: &DiffError) -> bool {
    matches!(
        error,
        DiffError::Settings { .. } | DiffError::Deflator { .. } | DiffError::MissingCrosswalk { .. }
    )
}
