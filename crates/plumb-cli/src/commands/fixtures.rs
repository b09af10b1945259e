//! `plumb fixtures`: compiles the embedded release set. For the project's own builders, see `cargo xtask fixtures`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use plumb_ingest::{IMPORTER, Limits, ingest};
use plumb_store::compile_compact;

use crate::context::Context;
use crate::exit::Exit;
use crate::printer::data;

/// Compile the embedded release set from the publishers' files.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder with the publishers' files.
    #[arg(long, value_name = "DIR", default_value = "../shared/data")]
    data: PathBuf,

    /// Folder of the set.
    #[arg(long, value_name = "DIR", default_value = "fixtures/releases")]
    out: PathBuf,

    /// Compare with the set that is there instead of writing it.
    #[arg(long)]
    check: bool,
}

/// What the set is made from, relative to the data folder.
const INPUTS: [&str; 7] = ["bls", "cip", "lists", "naics", "onet", "soc", "titles"];

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let spinner = context.printer().spinner("reading the publishers' files");
    let paths: Vec<PathBuf> = INPUTS.iter().map(|input| options.data.join(input)).collect();
    let report = ingest(&paths, &Limits::default())?;
    let releases = report.releases;
    spinner.finish_and_clear();
    if options.check {
        let fresh = options.out.with_extension("check");
        compile_compact(&releases, IMPORTER, &fresh)?;
        let same = same_files(&options.out, &fresh);
        std::fs::remove_dir_all(&fresh).with_context(|| format!("remove {}", fresh.display()))?;
        ensure!(
            same?,
            "the set in {} is not what the importer makes of {}",
            options.out.display(),
            options.data.display()
        );
        context
            .printer()
            .note("the embedded release set is what the importer makes of the publishers' files");
        return Ok(Exit::Done);
    }
    let sizes = compile_compact(&releases, IMPORTER, &options.out)?;
    let mut total = 0;
    for size in &sizes {
        let bytes: u64 = size.tables.iter().map(|table| table.2).sum::<u64>() + size.manifest_bytes;
        total += bytes;
        context.printer().note(&format!(
            "{:>18} {:>9} bytes, {} tables",
            size.release.to_string(),
            bytes,
            size.tables.len()
        ));
    }
    data(&format!("{total} bytes in {} releases", sizes.len()))?;
    Ok(Exit::Done)
}

fn same_files(left: &Path, right: &Path) -> Result<bool> {
    let (mut left_files, mut right_files) = (Vec::new(), Vec::new());
    list(left, left, &mut left_files)?;
    list(right, right, &mut right_files)?;
    Ok(left_files == right_files)
}

/// Every file below a folder with its bytes, sorted by name.
fn list(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push((path.strip_prefix(root)?.to_path_buf(), std::fs::read(&path)?));
        }
    }
    files.sort();
    Ok(())
}
