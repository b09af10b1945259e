//! Whether `cargo run` and `cargo test` build the same dependencies: one differing feature of a small crate below
//! polars makes a newcomer compile it twice.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::root;

/// The features of every package, by name and version.
type Features = BTreeMap<String, BTreeSet<String>>;

/// Packages that the binary is built with and whose features differ when the tests are built.
pub(crate) fn differing() -> Result<Vec<String>> {
    let run = tree(&["--package", "plumb-cli", "--edges", "normal,build"])?;
    let test = tree(&["--workspace", "--edges", "normal,build,dev"])?;
    Ok(compare(&run, &test))
}

fn tree(arguments: &[&str]) -> Result<Features> {
    let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args(["tree", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"])
        .args(arguments)
        .current_dir(root())
        .output()
        .context("start cargo tree")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

fn parse(listing: &str) -> Features {
    let mut features = Features::new();
    for (package, enabled) in listing.lines().filter_map(|line| line.split_once('|')) {
        features.entry(package.to_owned()).or_default().insert(enabled.to_owned());
    }
    features
}

fn compare(run: &Features, test: &Features) -> Vec<String> {
    let differ = run.iter().filter_map(|(package, features)| Some((package, features, test.get(package)?)));
    differ
        .filter(|(_, run, test)| run != test)
        .map(|(package, run, test)| {
            format!("{package} is built with {run:?} to run and with {test:?} to test")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_only_tests_ask_for_is_a_fault() {
        let run = parse("either v1.0|std\nserde v1.0|derive\n");
        assert!(compare(&run, &parse("either v1.0|std\nserde v1.0|derive\nproptest v1.0|\n")).is_empty());
        assert_eq!(compare(&run, &parse("either v1.0|std,use_std\nserde v1.0|derive\n")).len(), 1);
    }
}
