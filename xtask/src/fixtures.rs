//! Compiles the embedded release set: calls the binary, which has the importer.

use anyhow::Result;

use crate::workspace::cargo;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut command = vec!["run", "--release", "--quiet", "--package", "plumb-cli", "--", "fixtures"];
    command.extend(arguments.iter().map(String::as_str));
    cargo(&command)
}
