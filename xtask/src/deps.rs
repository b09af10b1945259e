//! The architecture check: which of our crates depends on which, against `layers.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace::{root, say};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layers {
    #[serde(rename = "crate")]
    crates: Vec<Layer>,
    wall: Vec<Wall>,
    banned: Vec<Banned>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    name: String,
    rank: u8,
    may: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wall {
    dependency: String,
    only: Vec<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Banned {
    dependency: String,
    why: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

pub(crate) fn run() -> Result<()> {
    let text = std::fs::read_to_string(root().join("xtask/layers.toml")).context("read xtask/layers.toml")?;
    let layers: Layers = toml::from_str(&text).context("read xtask/layers.toml")?;
    let metadata = metadata()?;
    let mut faults = check_direction(&layers, &metadata);
    faults.extend(check_walls(&layers, &metadata));
    faults.extend(check_banned(&layers)?);
    faults.extend(crate::features::differing()?);
    ensure!(faults.is_empty(), "the direction of dependencies is broken:\n  {}", faults.join("\n  "));
    say(&format!("deps: {} crates keep to xtask/layers.toml", metadata.workspace_members.len()));
    Ok(())
}

fn metadata() -> Result<Metadata> {
    let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root())
        .output()
        .context("start cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("read the output of cargo metadata")
}

fn members(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id))
}

fn check_direction(layers: &Layers, metadata: &Metadata) -> Vec<String> {
    let by_name: BTreeMap<&str, &Layer> =
        layers.crates.iter().map(|layer| (layer.name.as_str(), layer)).collect();
    let ours: BTreeSet<&str> = members(metadata).map(|package| package.name.as_str()).collect();
    let mut faults = Vec::new();
    for package in members(metadata) {
        let Some(layer) = by_name.get(package.name.as_str()) else {
            faults.push(format!("{} is not in xtask/layers.toml", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let development = dependency.kind.as_deref() == Some("dev");
            if !ours.contains(dependency.name.as_str()) || development {
                continue;
            }
            let Some(target) = by_name.get(dependency.name.as_str()) else { continue };
            let named = layer.may.iter().any(|may| may == "*" || *may == target.name);
            if !named || target.rank >= layer.rank {
                faults.push(format!(
                    "{} (layer {}) must not depend on {} (layer {})",
                    package.name, layer.rank, target.name, target.rank
                ));
            }
        }
    }
    faults
}

fn check_walls(layers: &Layers, metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for wall in &layers.wall {
        for package in members(metadata) {
            let names_it = package.dependencies.iter().any(|dependency| {
                dependency.name == wall.dependency && dependency.kind.as_deref() != Some("dev")
            });
            if names_it && !wall.only.contains(&package.name) {
                faults.push(format!("{} must not depend on {}: {}", package.name, wall.dependency, wall.why));
            }
        }
    }
    faults
}

fn check_banned(layers: &Layers) -> Result<Vec<String>> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).context("read Cargo.lock")?;
    let locked: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let faults = layers.banned.iter().filter(|banned| locked.contains(banned.dependency.as_str()));
    Ok(faults.map(|banned| format!("{} must not be built: {}", banned.dependency, banned.why)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata_with(dependency: &str, kind: Option<&str>) -> Metadata {
        let package =
            |name: &str, dependencies| Package { id: name.to_owned(), name: name.to_owned(), dependencies };
        let arrow = Dependency { name: dependency.to_owned(), kind: kind.map(str::to_owned) };
        Metadata {
            packages: vec![package("low", vec![arrow]), package("high", vec![]), package("side", vec![])],
            workspace_members: ["low", "high", "side"].map(str::to_owned).to_vec(),
        }
    }

    fn layers() -> Layers {
        let layer = |name: &str, rank, may: &[&str]| Layer {
            name: name.to_owned(),
            rank,
            may: may.iter().map(|&name| name.to_owned()).collect(),
        };
        Layers {
            crates: vec![layer("low", 1, &["side"]), layer("high", 2, &["*"]), layer("side", 1, &[])],
            wall: vec![Wall {
                dependency: "heavy".to_owned(),
                only: vec!["high".to_owned()],
                why: "slow".to_owned(),
            }],
            banned: vec![],
        }
    }

    #[test]
    fn arrows_up_and_sideways_are_faults_and_development_arrows_are_not() {
        for dependency in ["high", "side"] {
            assert_eq!(check_direction(&layers(), &metadata_with(dependency, None)).len(), 1, "{dependency}");
            assert!(check_direction(&layers(), &metadata_with(dependency, Some("dev"))).is_empty());
        }
    }

    #[test]
    fn a_heavy_crate_behind_a_wall_is_a_fault_elsewhere() {
        assert_eq!(check_walls(&layers(), &metadata_with("heavy", None)).len(), 1);
        assert!(check_walls(&layers(), &metadata_with("light", None)).is_empty());
    }

    #[test]
    fn an_unlisted_crate_is_a_fault() {
        let mut layers = layers();
        layers.crates.pop();
        let faults = check_direction(&layers, &metadata_with("other", None));
        assert_eq!(faults, ["side is not in xtask/layers.toml"]);
    }
}
