//! `framework.toml`: names and ids of an edition. Strict: an unknown key is an error with its line.

use serde::Deserialize;

use crate::edition::{Cluster, Edition, Grouping, Published, SubCluster};
use crate::error::FrameworkError;
use crate::id::{ClusterId, EditionId, GroupingId, SubClusterId};

/// The edition that is used where none is named.
pub const DEFAULT_EDITION: &str = "national-2024";

/// The code systems of an edition's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OccupationSystem {
    #[serde(rename = "soc-2018")]
    Soc2018,
    #[serde(rename = "onet-soc-2019")]
    OnetSoc2019,
}

/// The code system of `industries.csv`: one so far, and stated, so that a table in another one is refused, not misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum IndustrySystem {
    #[serde(rename = "naics-2022")]
    Naics2022,
}

/// The code system of `programs.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum ProgramSystem {
    #[serde(rename = "cip-2020")]
    Cip2020,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    id: EditionId,
    name: String,
    steward: String,
    released: String,
    source: String,
    attribution: String,
    sub_cluster_term: String,
    occupation_codes: OccupationSystem,
    /// Read for its check alone.
    #[serde(rename = "industry_codes")]
    _industry_codes: IndustrySystem,
    /// Read for its check alone.
    #[serde(rename = "program_codes")]
    _program_codes: ProgramSystem,
    #[serde(default)]
    grouping: Vec<GroupingDefinition>,
    cluster: Vec<ClusterDefinition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupingDefinition {
    id: GroupingId,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClusterDefinition {
    id: ClusterId,
    name: String,
    #[serde(default)]
    also_named: Vec<String>,
    onet_code: Option<String>,
    grouping: Option<GroupingId>,
    #[serde(default)]
    cross_cutting: bool,
    sub_clusters: Vec<SubClusterDefinition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubClusterDefinition {
    id: SubClusterId,
    name: String,
}

/// Reads `framework.toml`; the published tables are still empty.
pub(crate) fn parse(file: &str, text: &str) -> Result<(Edition, OccupationSystem), FrameworkError> {
    let error = |reason: String| FrameworkError::Definition { file: file.to_owned(), reason };
    let definition: Definition = toml::from_str(text).map_err(|cause| error(cause.to_string()))?;
    let groupings: Vec<Grouping> = definition
        .grouping
        .into_iter()
        .map(|grouping| Grouping { id: grouping.id, name: grouping.name })
        .collect();
    let mut clusters = Vec::new();
    let mut sub_clusters = Vec::new();
    for (position, cluster) in definition.cluster.into_iter().enumerate() {
        let grouping = match cluster.grouping {
            None => None,
            Some(id) => Some(groupings.iter().position(|grouping| grouping.id == id).ok_or_else(|| {
                error(format!("cluster `{}` names the grouping `{id}`, which is not defined", cluster.id))
            })?),
        };
        sub_clusters.extend(cluster.sub_clusters.into_iter().map(|sub| SubCluster {
            id: sub.id,
            name: sub.name,
            cluster: position,
        }));
        clusters.push(Cluster {
            id: cluster.id,
            name: cluster.name,
            also_named: cluster.also_named,
            onet_code: cluster.onet_code,
            cross_cutting: cluster.cross_cutting,
            grouping,
        });
    }
    if let Some(twice) = repeated(clusters.iter().map(|cluster| cluster.id.as_str())) {
        return Err(error(format!("the cluster id `{twice}` stands twice")));
    }
    if let Some(twice) = repeated(sub_clusters.iter().map(|sub| sub.id.as_str())) {
        return Err(error(format!("the sub-cluster id `{twice}` stands twice")));
    }
    let edition = Edition {
        id: definition.id,
        name: definition.name,
        steward: definition.steward,
        released: definition.released,
        source: definition.source,
        attribution: definition.attribution,
        sub_cluster_term: definition.sub_cluster_term,
        groupings,
        clusters,
        sub_clusters,
        published: Published::default(),
    };
    Ok((edition, definition.occupation_codes))
}

fn repeated<'a>(ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().find(|id| !seen.insert(*id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../config/frameworks/national-2024/framework.toml");

    #[test]
    fn every_code_system_is_stated_and_known() {
        parse("framework.toml", TEXT).unwrap();
        for (key, stated, other) in [
            ("occupation_codes", "soc-2018", "soc-2010"),
            ("industry_codes", "naics-2022", "naics-2017"),
            ("program_codes", "cip-2020", "cip-2010"),
        ] {
            let line = format!("{key} = \"{stated}\"\n");
            let missing = parse("framework.toml", &TEXT.replace(&line, "")).unwrap_err().to_string();
            assert!(missing.contains(&format!("missing field `{key}`")), "{missing}");
            let wrong = TEXT.replace(stated, other);
            let wrong = parse("framework.toml", &wrong).unwrap_err().to_string();
            assert!(wrong.contains(other) && wrong.contains(stated), "{wrong}");
        }
    }
}
