//! Two small editions: renamed clusters, moved sub-clusters, moved and newly placed occupations.

use plumb_framework::EditionFiles;
use plumb_framework::rules::RuleSet;

use super::*;
use crate::testing::side;

const DEFINITION: &str = r#"
id = "small"
name = "Small"
steward = "Nobody"
released = "2024-01-01"
source = "https://example.org"
attribution = "Made up."
sub_cluster_term = "sub-cluster"
occupation_codes = "soc-2018"
industry_codes = "naics-2022"
program_codes = "cip-2020"

[[cluster]]
id = "digital"
name = "Digital"
sub_clusters = [{ id = "web", name = "Web" }, { id = "data", name = "Data" }]

[[cluster]]
id = "health"
name = "Health"
sub_clusters = [{ id = "care", name = "Care" }]
"#;

const OCCUPATIONS: &str = "soc_code,published_code,cluster,sub_cluster
15-1252,15-1252,digital,web
15-2051,15-2051,digital,data
29-1141,29-1141,health,care
";

fn edition(definition: &str, occupations: &str) -> Edition {
    let files = EditionFiles { definition, occupations, industries: INDUSTRIES, programs: PROGRAMS };
    files.read("small").unwrap()
}

const INDUSTRIES: &str = "naics_code,cluster,sub_cluster\n";
const PROGRAMS: &str = "cip_code,cluster,sub_cluster\n";

fn diff(from: &Edition, to: &Edition) -> DiffReport {
    let sides = (side("a"), side("b"));
    let rules = RuleSet::default();
    compare_editions(
        EditionSide { side: &sides.0, edition: from, rules: &rules },
        EditionSide { side: &sides.1, edition: to, rules: &rules },
        None,
    )
    .unwrap()
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    let edition = edition(DEFINITION, OCCUPATIONS);
    assert!(diff(&edition, &edition).tables.is_empty());
}

#[test]
fn names_places_and_clusters_that_changed_are_told() {
    let definition = DEFINITION
        .replace("name = \"Health\"", "name = \"Healthcare\"")
        .replace(", { id = \"data\", name = \"Data\" }]", "]")
        .replace(
            "[{ id = \"care\", name = \"Care\" }]",
            "[{ id = \"care\", name = \"Care\" }, { id = \"data\", name = \"Data\" }]",
        );
    let occupations =
        OCCUPATIONS.replace("15-2051,15-2051,digital,data", "15-2051,15-2051,health,data").replace(
            "29-1141,29-1141,health,care\n",
            "29-1141,29-1141,digital,web\n29-1141,29-1141,health,care\n31-1131,31-1131,health,care\n",
        );
    let report = diff(&edition(DEFINITION, OCCUPATIONS), &edition(&definition, &occupations));
    let units: Vec<UnitChangeRow> = report.table("cluster_changes").unwrap().table.rows().unwrap();
    let said: Vec<String> =
        units.iter().map(|row| format!("{} {} {:?}>{:?}", row.level, row.change, row.from, row.to)).collect();
    assert_eq!(
        said,
        [
            "cluster renamed Some(\"Health\")>Some(\"Healthcare\")",
            "sub-cluster moved Some(\"Digital\")>Some(\"Healthcare\")"
        ]
    );
    let places: Vec<PlacementChangeRow> = report.table("placement_changes").unwrap().table.rows().unwrap();
    let said: Vec<(&str, &str)> = places.iter().map(|row| (row.code.as_str(), row.change.as_str())).collect();
    assert_eq!(said, [("15-2051", "moved"), ("29-1141", "also placed"), ("31-1131", "newly placed")]);
    assert_eq!(places[1].kept.as_deref(), Some("Healthcare / Care"));
}
