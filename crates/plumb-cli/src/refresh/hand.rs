//! Files downloaded by hand: those that the catalogue knows by name get the same checks as fetched ones.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use plumb_fetch::{Catalogue, Fetcher};
use plumb_store::Writer;
use tokio::runtime::Runtime;

use super::outcomes::Outcomes;
use super::stop::Stop;

pub(super) fn from_folder(
    folder: &Path,
    catalogue: &Catalogue,
    fetcher: &Fetcher,
    runtime: &Runtime,
    writer: &Writer,
    stop: &Stop,
) -> Result<Outcomes> {
    let mut outcomes = Outcomes::default();
    let entries = std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    for file in files {
        if stop.is_asked() {
            break;
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(request) = catalogue.requests_named(&name).into_iter().next() else {
            let why = "no source has a file of this name; `plumb ingest` recognises files by their content";
            outcomes.add(&name, "absent", why);
            continue;
        };
        match runtime.block_on(fetcher.import(&request, &file)) {
            Ok(outcome) => outcomes.take(fetcher, writer, &request, outcome, true)?,
            Err(error) => outcomes.fail(&request, &error, true),
        }
    }
    Ok(outcomes)
}
