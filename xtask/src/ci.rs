//! All checks in the order in which they fail fastest. Every cargo call uses the release profile, so that
//! dependencies are compiled once.

use anyhow::Result;

use crate::workspace::{cargo, cargo_with, say};
use crate::{deps, tidy};

/// The README's test command; `tests/it/readme.rs` holds the README against it.
pub(crate) const TEST_COMMAND: [&str; 3] = ["test", "--release", "--workspace"];

pub(crate) fn run() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    tidy::run()?;
    deps::run()?;
    cargo(&["clippy", "--release", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    cargo_with(
        &["doc", "--release", "--workspace", "--no-deps", "--locked", "--document-private-items"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    )?;
    cargo_with(&TEST_COMMAND, &[("INSTA_UPDATE", "no")])?;
    say("all checks passed");
    Ok(())
}
