//! `plumb evaluate`: how good the answers are, measured on what is known; one file a kind of answer.

mod emerging;
mod explained;
mod mask;
mod occupations;
mod titles;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::context::Context;
use crate::exit::Exit;

/// Measure how good the answers are, on what is known already.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Emerging(emerging::Options),
    Occupations(occupations::Options),
    Titles(titles::Options),
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.what {
        What::Emerging(options) => emerging::run(options, context),
        What::Occupations(options) => occupations::run(options, context),
        What::Titles(options) => titles::run(options, context),
    }
}
