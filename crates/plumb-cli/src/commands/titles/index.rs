//! `plumb titles index`: compiles the title index that the program carries. For the project's own builders, see
//! `cargo xtask index`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use plumb_store::{Releases, write_bytes_atomically};

use crate::context::Context;
use crate::exit::Exit;
use crate::titles::index::build;
use crate::titles::knowledge::Recipe;

/// Compile the title index of the embedded release set.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Where the index lies.
    #[arg(long, value_name = "FILE", default_value = "fixtures/titles/titles.index")]
    out: PathBuf,

    /// Compare with the index that is there instead of writing it.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let releases = Releases::embedded()?;
    let knowledge = Recipe::newest(&releases)?.knowledge(&releases)?;
    let matcher = build(context, &knowledge)?;
    let bytes = matcher.to_bytes();
    if options.check {
        let found = std::fs::read(&options.out).with_context(|| format!("read {}", options.out.display()))?;
        ensure!(found == bytes, "the index in {} is not what the releases make", options.out.display());
        context.printer().note("the title index is what the embedded releases make");
        return Ok(Exit::Done);
    }
    if let Some(folder) = options.out.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("make the folder {}", folder.display()))?;
    }
    write_bytes_atomically(&options.out, &bytes)?;
    for (kind, titles) in matcher.titles_by_kind() {
        context.printer().note(&format!("{:>14} {titles:>7} titles", kind.name()));
    }
    crate::printer::data(&format!(
        "{} bytes: {} titles of {} occupations, {} acronyms",
        bytes.len(),
        matcher.title_count(),
        matcher.occupations().len(),
        matcher.acronyms().len()
    ))?;
    Ok(Exit::Done)
}
