//! Reads what `plumb diff` compares: two releases of one source, or two framework editions. Writes nothing.

mod editions;
mod releases;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use plumb_codes::{Release, Source};
use plumb_diff::{DEFAULT_SETTINGS, Deflator, DiffError, DiffReport, Settings, Side};
use plumb_framework::available;
use plumb_store::Releases;

use self::editions::compare_two_editions;
use self::releases::compare_releases;
use crate::context::{Context, sha256_hex};
use crate::exit::Failure;

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

/// A release as a side of the comparison.
fn side(releases: &Releases, release: Release) -> Result<Side> {
    let manifest = releases.manifest(release)?;
    Ok(Side {
        id: release.to_string(),
        reference_period: manifest.reference_period(),
        sha256: manifest.source_digest(),
        attribution: manifest.attribution(),
    })
}

/// What an error of the comparison means for the exit code.
pub(crate) const fn is_usage(error: &DiffError) -> bool {
    matches!(
        error,
        DiffError::Settings { .. } | DiffError::Deflator { .. } | DiffError::MissingCrosswalk { .. }
    )
}
