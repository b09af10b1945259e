//! Build helpers: `cargo xtask <task>`. Stays small and fast to compile; heavy work is done by the binary itself.

mod ci;
mod deps;
mod features;
mod fixtures;
mod index;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

const HELP: &str = "\
cargo xtask <task>

  ci        all that must hold: format, tidy, deps, clippy, docs, tests, doctests
  tidy      house rules that no lint knows: module headers, file sizes, names that must not appear
  deps      the direction of dependencies against xtask/layers.toml
  fixtures  compile the embedded release set from the publishers' files: fixtures [--data DIR] [--check]
  index     compile the title index from the embedded release set, after `fixtures`: index [--check]
  origin    serve the publishers' files on this machine for trying `plumb refresh`: origin --port N [--data DIR]
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            workspace::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("ci") => ci::run(),
        Some("tidy") => tidy::run(),
        Some("deps") => deps::run(),
        Some("fixtures") => fixtures::run(rest),
        Some("index") => index::run(rest),
        Some("origin") => workspace::cargo(
            &[
                &["run", "--release", "--quiet", "--package", "plumb-testkit", "--bin", "origin", "--"],
                &as_strs(rest)[..],
            ]
            .concat(),
        ),
        Some("help" | "--help" | "-h") | None => {
            workspace::say(HELP);
            Ok(())
        }
        Some(other) => anyhow::bail!("there is no task `{other}`\n\n{HELP}"),
    }
}

fn as_strs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}
