//! Two framework editions, each with its rule tables.

use anyhow::Result;
use plumb_codes::{Crosswalk, OnetSoc2019, Soc2018, Source};
use plumb_diff::{DiffReport, EditionSide, Side, compare_editions};
use plumb_framework::rules::{RuleSet, RuleText};
use plumb_framework::{Edition, FrameworkError, load, load_folder, load_rule_texts, rule_texts_in};
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::soc::OnetSoc2019ToSoc2018Row;

use super::{Operand, side};
use crate::context::{Context, sha256_hex};
use crate::exit::Failure;
use crate::rule_material::taxonomies;

/// Compares two framework editions.
pub(super) fn compare_two_editions(
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
    let linked = match releases.newest_with(Source::OnetSoc, OnetSoc2019ToSoc2018Row::TABLE) {
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
            let (edition, bytes) = load_folder(folder)?;
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
