//! Where the workspace is, which files it tracks, and how to call cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Prints a line for the person who called.
#[expect(clippy::print_stdout, reason = "this is a command line program")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Runs cargo at the root and fails when it fails.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    cargo_with(arguments, &[])
}

/// Runs cargo at the root with environment variables.
pub(crate) fn cargo_with(arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    say(&format!("$ cargo {}", arguments.join(" ")));
    let program = option_env!("CARGO").unwrap_or("cargo");
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root())
        .status()
        .with_context(|| format!("start {program}"))?;
    ensure!(status.success(), "cargo {} failed: {status}", arguments.join(" "));
    Ok(())
}

/// The files that git tracks or would track, relative to the root, sorted.
pub(crate) fn files() -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .context("start git")?;
    ensure!(output.status.success(), "git ls-files failed: {}", output.status);
    let listing = String::from_utf8(output.stdout).context("read file names as UTF-8")?;
    let mut files: Vec<PathBuf> = listing
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .filter(|path| root().join(path).is_file())
        .collect();
    files.sort();
    Ok(files)
}
