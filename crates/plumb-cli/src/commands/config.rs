//! `plumb config`: the configuration that the binary carries, as files to edit.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use plumb_framework::embedded_files;
use plumb_store::write_bytes_atomically;
use plumb_tables::Table;

use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The files beside the framework editions: names and texts, sorted by name. The build script lists the folder.
const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/config_files.rs"));

/// Write the carried configuration to a folder, as a start for your own.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write every file of the configuration in the binary to a folder, commented and ready to edit.
    ///
    /// Then name it with --config DIR. The folder must be empty or not exist yet.
    Init {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

plumb_tables::table! {
    /// A file of the configuration.
    ConfigFileRow in "config_files", key ["file"] {
        /// The file, below the folder.
        file: String,
        /// Size in bytes.
        size_bytes: i64,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.action {
        Action::Init { folder } => init(context, folder),
    }
}

fn init(context: &Context, folder: &Path) -> Result<Exit> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::usage(format!("write to {}: it is not empty", folder.display())));
    }
    let own = FILES.iter().map(|&(name, text)| (name.to_owned(), text));
    let framework = embedded_files().into_iter().map(|(name, text)| (format!("frameworks/{name}"), text));
    let mut rows = Vec::new();
    for (name, text) in own.chain(framework) {
        let path = folder.join(&name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("create {}", parent.display()))?;
        }
        write_bytes_atomically(&path, text.as_bytes())?;
        rows.push(ConfigFileRow { file: name, size_bytes: i64::try_from(text.len())? });
    }
    rows.sort_by(|left, right| left.file.cmp(&right.file));
    context.printer().note(&format!("{} files; use them with --config {}", rows.len(), folder.display()));
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
