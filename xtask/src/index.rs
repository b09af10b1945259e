//! Compiles the title index that the program carries: calls the binary, which has the releases and the matcher.

use anyhow::Result;

use crate::workspace::cargo;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let mut command = vec!["run", "--release", "--quiet", "--package", "plumb-cli", "--", "titles", "index"];
    command.extend(arguments.iter().map(String::as_str));
    cargo(&command)
}
