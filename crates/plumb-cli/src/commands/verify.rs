//! `plumb verify`: hashes everything in the store again.

use anyhow::Result;
use clap::Args;
use plumb_tables::Table;

use crate::context::Context;
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
    printer.note(&format!(
        "{} releases, {} tables, {} artifacts, {} bytes; {} leftovers of earlier writers",
        found.releases,
        found.tables,
        found.artifacts,
        found.bytes,
        found.leftovers.len()
    ));
    let damages = found.damages.iter();
    let rows: Vec<DamageRow> = damages
        .map(|damage| DamageRow { path: damage.path.display().to_string(), reason: damage.reason.clone() })
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
