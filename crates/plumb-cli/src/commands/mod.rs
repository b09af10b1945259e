//! The subcommands, one file each: its options and what it does.

mod align;
mod config;
mod diff;
mod doctor;
mod emerging;
mod evaluate;
mod explain;
mod fixtures;
mod framework;
mod ingest;
mod profile;
mod refresh;
mod releases;
mod rules;
mod series;
mod sources;
mod titles;
mod verify;

use anyhow::Result;
use clap::Subcommand;

use crate::context::Context;
use crate::exit::Exit;

/// What `plumb` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Align(align::Options),
    Ingest(ingest::Options),
    Refresh(refresh::Options),
    Releases(releases::Options),
    Series(series::Options),
    Sources(sources::Options),
    Verify(verify::Options),
    Diff(diff::Options),
    Explain(explain::Options),
    Emerging(emerging::Options),
    Evaluate(evaluate::Options),
    Profile(profile::Options),
    Titles(titles::Options),
    Framework(framework::Options),
    Rules(rules::Options),
    Config(config::Options),
    Doctor(doctor::Options),
    #[command(hide = true)]
    Fixtures(fixtures::Options),
}

/// Runs a subcommand.
pub(crate) fn run(command: Command, context: &Context) -> Result<Exit> {
    match command {
        Command::Align(options) => align::run(&options, context),
        Command::Ingest(options) => ingest::run(&options, context),
        Command::Refresh(options) => refresh::run(&options, context),
        Command::Series(options) => series::run(&options, context),
        Command::Sources(options) => sources::run(&options, context),
        Command::Releases(options) => releases::run(&options, context),
        Command::Verify(options) => verify::run(&options, context),
        Command::Emerging(options) => emerging::run(&options, context),
        Command::Diff(options) => diff::run(&options, context),
        Command::Explain(options) => explain::run(&options, context),
        Command::Evaluate(options) => evaluate::run(&options, context),
        Command::Titles(options) => titles::run(&options, context),
        Command::Profile(options) => profile::run(&options, context),
        Command::Framework(options) => framework::run(&options, context),
        Command::Rules(options) => rules::run(&options, context),
        Command::Config(options) => config::run(&options, context),
        Command::Doctor(options) => doctor::run(&options, context),
        Command::Fixtures(options) => fixtures::run(&options, context),
    }
}
