//! What the command line takes. The help texts here are the manual.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;

/// Keeps a career framework true to the labor market.
///
/// Plumbline takes the releases of the public labor data (BLS, O*NET, Census, NCES), says which career cluster and
/// sub-cluster every occupation belongs to and why, and rebuilds the industry sector profiles.
/// Without a store and without a network it works on the release set that it carries.
#[derive(Debug, Parser)]
#[command(name = "plumb", version, max_term_width = 110, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every subcommand.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Folder of the releases at hand. Default: the platform's data folder; where it does not exist, the embedded
    /// release set serves.
    #[arg(long, global = true, value_name = "DIR", env = "PLUMB_STORE")]
    pub(crate) store: Option<PathBuf>,

    /// Folder with a steward's configuration. Default: the configuration in the binary.
    #[arg(long, global = true, value_name = "DIR", env = "PLUMB_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    /// How data is printed on stdout.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Make no network request.
    #[arg(long, global = true)]
    pub(crate) offline: bool,

    /// Print data only: no notes, no progress.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Say more on stderr; repeat for even more.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// How log lines are written to stderr.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// How data is printed on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables for people.
    Text,
    /// One JSON document.
    Json,
    /// One CSV table.
    Csv,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// One line for people.
    Text,
    /// One JSON object a line.
    Json,
}
