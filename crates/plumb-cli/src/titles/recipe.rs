//! Options that choose a title index, the same for every subcommand that asks one.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;
use plumb_codes::{Release, Source};
use plumb_store::Releases;
use plumb_titles::TitleKind;

use crate::exit::Failure;
use crate::titles::knowledge::Recipe;

/// Which title index to ask.
#[derive(Debug, Args)]
pub(crate) struct IndexOptions {
    /// The O*NET release that the title index is built from, such as `onet/27.0`. Default: the newest at hand.
    #[arg(long, value_name = "RELEASE")]
    pub(crate) index: Option<Release>,

    /// Kinds of known titles to leave out of the index: occupation, alternate, short, reported, direct-match, filed.
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
    pub(crate) without: Vec<TitleKind>,
}

fn kind(text: &str) -> Result<TitleKind, String> {
    TitleKind::from_name(text.trim()).ok_or_else(|| {
        let names: Vec<&str> = TitleKind::ALL.into_iter().map(TitleKind::name).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

impl IndexOptions {
    /// What the options ask for.
    pub(crate) fn recipe(&self, releases: &Releases) -> Result<Recipe> {
        let mut recipe = Recipe::newest(releases)?;
        if let Some(release) = self.index {
            if release.source() != Source::Onet {
                return Err(Failure::usage(format!(
                    "build a title index from {release}; name a release of O*NET, such as onet/27.0"
                )));
            }
            // Names the releases at hand where it is none of them.
            releases.manifest(release)?;
            recipe.onet = release;
        }
        recipe.without = self.without.iter().copied().collect::<BTreeSet<TitleKind>>();
        Ok(recipe)
    }
}
