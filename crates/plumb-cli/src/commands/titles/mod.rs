//! `plumb titles`: job titles to occupations; one file a subcommand.

mod about;
mod index;
mod match_titles;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::exit::Exit;

/// Job titles to occupations, clusters and sub-clusters.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Match(match_titles::Options),
    About(about::Options),
    #[command(hide = true)]
    Index(index::Options),
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.what {
        What::Match(options) => match_titles::run(options, context),
        What::About(options) => about::run(options, context),
        What::Index(options) => index::run(options, context),
    }
}
