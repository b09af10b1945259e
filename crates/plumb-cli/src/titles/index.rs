//! Which title index serves: the one in the program, one kept in the store, or one built now.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use indicatif::ProgressBar;
use plumb_store::{Releases, write_bytes_atomically};
use plumb_titles::{BuildOptions, BuildProgress, Cutoffs, Knowledge, Matcher};
use serde::Deserialize;

use crate::context::{Context, sha256_hex};
use crate::exit::Failure;
use crate::titles::knowledge::Recipe;

/// The index of the embedded release set, compiled by `cargo xtask index`.
const COMPILED: &[u8] = include_bytes!("../../../../fixtures/titles/titles.index");

/// The steward's cut-offs where no configuration says otherwise.
const DEFAULT_CONFIG: &str = include_str!("../../../../config/titles.toml");

/// `titles.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitlesConfig {
    /// Below this confidence of the best occupation a title is unmatched.
    unmatched_below: f32,
    /// A runner-up nearer than this to the best makes a title ambiguous.
    ambiguous_within: f32,
}

/// Where an index came from, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IndexOrigin {
    /// The one that the program carries.
    Compiled,
    /// Built by an earlier run and kept in the store.
    Kept,
    /// Built by this run.
    Built,
}

impl IndexOrigin {
    /// The name in outputs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Compiled => "compiled",
            Self::Kept => "kept",
            Self::Built => "built",
        }
    }
}

/// The index that a recipe asks for.
pub(crate) fn open(
    context: &Context,
    releases: &Releases,
    recipe: &Recipe,
) -> Result<(Matcher, IndexOrigin)> {
    let inputs = recipe.inputs(releases)?;
    let cutoffs = cutoffs(context)?;
    if recipe == &Recipe::newest(releases)?
        && let Some(matcher) = fresh(COMPILED, &inputs)
    {
        return Ok((matcher.with_cutoffs(cutoffs), IndexOrigin::Compiled));
    }
    let kept = kept_file(context, &inputs)?;
    let bytes = kept.as_ref().filter(|file| file.is_file()).map(std::fs::read).transpose();
    if let Some(bytes) = bytes.context("read the title index kept in the store")?
        && let Some(matcher) = fresh(&bytes, &inputs)
    {
        return Ok((matcher.with_cutoffs(cutoffs), IndexOrigin::Kept));
    }
    let matcher = build(context, &recipe.knowledge(releases)?)?;
    if let Some(file) = kept {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("make the folder {}", folder.display()))?;
        }
        write_bytes_atomically(&file, &matcher.to_bytes())?;
    }
    Ok((matcher.with_cutoffs(cutoffs), IndexOrigin::Built))
}

/// An index of these bytes, if it was built from these inputs. Bytes of another format are as good as none.
fn fresh(bytes: &[u8], inputs: &[(String, String)]) -> Option<Matcher> {
    Matcher::load(bytes).ok().filter(|matcher| matcher.inputs() == inputs)
}

/// Builds an index, and shows how far it is.
pub(crate) fn build(context: &Context, knowledge: &Knowledge) -> Result<Matcher> {
    let spinner = context.printer().spinner("building the title index");
    let report = |progress: BuildProgress| show(&spinner, progress);
    let matcher = Matcher::build(knowledge, &BuildOptions::default(), &report);
    spinner.finish_and_clear();
    Ok(matcher?)
}

fn show(spinner: &ProgressBar, progress: BuildProgress) {
    let BuildProgress { stage, done, of } = progress;
    spinner.set_message(format!("building the title index: {stage} ({done} of {of})"));
}

/// Where the store keeps the index of these inputs; none without a store.
fn kept_file(context: &Context, inputs: &[(String, String)]) -> Result<Option<PathBuf>> {
    let Some(store) = context.store()? else { return Ok(None) };
    // A program with another way of building carries another compiled index.
    let mut key = vec![sha256_hex(COMPILED)];
    key.extend(inputs.iter().map(|(name, digest)| format!("{name} {digest}")));
    let key = key.join("\n");
    let name = format!("{}.index", &sha256_hex(key.as_bytes())[..16]);
    Ok(Some(store.root().join("titles").join(name)))
}

fn cutoffs(context: &Context) -> Result<Cutoffs> {
    let file = context.config().map(|folder| folder.join("titles.toml")).filter(|file| file.is_file());
    let (name, text) = match file {
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            (file.display().to_string(), text)
        }
        None => ("titles.toml".to_owned(), DEFAULT_CONFIG.to_owned()),
    };
    let config: TitlesConfig =
        toml::from_str(&text).map_err(|error| Failure::usage(format!("read {name}: {error}")))?;
    for (key, value) in
        [("unmatched_below", config.unmatched_below), ("ambiguous_within", config.ambiguous_within)]
    {
        if !(0.0..=1.0).contains(&value) {
            return Err(Failure::usage(format!(
                "read {name}: {key} is {value}; it is a confidence, from 0 to 1"
            )));
        }
    }
    Ok(Cutoffs { unmatched_below: config.unmatched_below, ambiguous_within: config.ambiguous_within })
}
