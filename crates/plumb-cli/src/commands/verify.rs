//! `plumb verify`: hashes everything in the store again, releases and the files they were fetched as.

use anyhow::Result;
use clap::Args;
use plumb_fetch::ArtifactCache;
use plumb_tables::Table;

use crate::context::{Context, fetched_folder};
use crate::exit::{Exit, Failure};

/// Read and hash everything in the store, and say what is damaged.
#[derive(Debug, Args)]
pub(crate) struct Options {}

plumb_tables::table! {
    /// A damaged file.
    DamageRow in "damages", key ["path"] {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    }
}

pub(crate) fn run(_options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let Some(store) = context.store()? else {
        printer.note(&format!(
            "there is no store at {}; the embedded release set serves",
            context.store_folder()?.display()
        ));
        return Ok(Exit::Done);
    };
    let spinner = printer.spinner("hashing the store");
    let found = store.verify()?;
    spinner.finish_and_clear();
    let fetched = ArtifactCache::new(&fetched_folder(store.root())).verify()?;
    printer.note(&format!(
        "{} releases, {} tables, {} bytes; {} fetched files, {} bytes, {} in quarantine",
        found.releases, found.tables, found.bytes, fetched.files, fetched.bytes, fetched.quarantined_files
    ));
    let damages = found.damages.iter().map(|damage| (&damage.path, &damage.reason));
    let fetched = fetched.damage.iter().map(|damage| (&damage.path, &damage.problem));
    let rows: Vec<DamageRow> = damages
        .chain(fetched)
        .map(|(path, reason)| DamageRow { path: path.display().to_string(), reason: reason.clone() })
        .collect();
    if rows.is_empty() {
        printer.note("nothing is damaged");
        return Ok(Exit::Done);
    }
    printer.table(&Table::from_rows(&rows))?;
    Err(Failure::data(format!(
        "verify the store: {} files are damaged; ingest their releases again",
        rows.len()
    )))
}
