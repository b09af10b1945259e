//! The `plumb` command: reads the arguments, runs one subcommand, and turns its result into an exit code.

mod alignment;
mod arguments;
mod commands;
mod comparison;
mod context;
mod defect;
mod diagnostics;
mod evidence;
mod exit;
mod ground;
mod industries;
mod logging;
mod market;
mod placed;
mod postings;
mod printer;
mod proposals;
mod reading;
mod refresh;
mod rule_material;
mod titles;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::context::Context;
use crate::exit::Exit;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors; clap knows which stream each belongs to.
            let asked = !error.use_stderr();
            let printed = error.print();
            return if asked && printed.is_ok() { Exit::Done } else { Exit::Usage }.into();
        }
    };
    logging::start(&arguments.global);
    defect::note_panics();
    let context = Context::new(arguments.global);
    match defect::told(|| commands::run(arguments.command, &context)) {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = Exit::of(&error);
            context.printer().failure(&error);
            exit.into()
        }
    }
}
