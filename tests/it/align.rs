//! The main job on the embedded release set.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::plumb::Sandbox;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn csv_rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

fn aligned(sandbox: &Sandbox, more: &[&str]) -> std::path::PathBuf {
    sandbox.plumb(&[&["align", "--out", "out"], more].concat()).expect_code(0);
    sandbox.here().join("out")
}

#[test]
fn every_occupation_is_assigned_and_every_job_is_counted_once() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &[]);
    let summary = json(&out.join("summary.json"));
    assert_eq!(summary["edition"], "national-2024");
    assert_eq!(summary["occupations"]["total"], 867);
    assert_eq!(summary["occupations"]["assigned"], 867);
    assert_eq!(summary["onet_occupations"]["total"], 1016);
    assert_eq!(summary["onet_occupations"]["assigned"], 1016);
    let clusters = summary["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 14);
    let reconciliation = &summary["reconciliation"];
    let sum: i64 = clusters.iter().map(|cluster| cluster["employment_jobs"].as_i64().unwrap()).sum();
    assert_eq!(Some(sum), reconciliation["clusters_jobs"].as_i64());
    assert_eq!(reconciliation["difference_jobs"], 0);
    assert_eq!(reconciliation["not_placed_jobs"], 0);
    // OEWS May 2025 prints 155,495,730 jobs in all occupations; its detailed lines add up to a little less.
    assert_eq!(reconciliation["national_total"]["jobs"], 155_495_730);
    assert!(reconciliation["national_total"]["detailed_minus_total_jobs"].as_i64().unwrap().abs() < 50_000);
    for (release, sha256) in summary["releases"].as_object().unwrap() {
        assert_eq!(sha256.as_str().unwrap().len(), 64, "{release}");
    }
    for key in [
        "id",
        "name",
        "employment_jobs",
        "employment_year",
        "median_wage_usd_per_year",
        "projected_change_pct",
        "openings_per_year",
    ] {
        assert!(clusters.iter().all(|cluster| !cluster[key].is_null()), "{key}");
    }
}

#[test]
fn published_rows_that_look_wrong_have_the_place_that_the_engine_would_give() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &[]);
    let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in csv_rows(&out.join("assignments.csv")) {
        clusters.entry(row["soc_code"].clone()).or_default().push(row["cluster"].clone());
    }
    let coverage = csv_rows(&out.join("coverage.csv"));
    let doubted = |row: &&BTreeMap<String, String>| row["finding"] == "published_row_doubted";
    assert!(coverage.iter().filter(doubted).count() > 5);
    for row in coverage.iter().filter(doubted) {
        let (place, confidence) = (&row["engine_place"], row["engine_confidence"].parse::<f64>().unwrap());
        assert!(clusters[&row["code"]].iter().all(|cluster| !place.starts_with(cluster.as_str())), "{row:?}");
        assert!((0.5..=1.0).contains(&confidence) && row["detail"].contains(place.as_str()), "{row:?}");
    }
    let others = coverage.iter().filter(|row| !doubted(row));
    assert!(others.clone().count() > 0 && others.clone().all(|row| row["engine_place"].is_empty()));
}

#[test]
fn shares_of_an_occupation_sum_to_one_and_one_place_is_primary() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &[]);
    let rows = csv_rows(&out.join("assignments.csv"));
    let header = std::fs::read_to_string(out.join("assignments.csv")).unwrap();
    assert!(header.starts_with("soc_code,title,cluster,sub_cluster,role,share,confidence,status,evidence\n"));
    let mut shares: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for row in &rows {
        let entry = shares.entry(&row["soc_code"]).or_default();
        entry.0 += row["share"].parse::<f64>().unwrap();
        entry.1 += usize::from(row["role"] == "primary");
        assert_eq!(row["status"], "published");
        assert!(!row["evidence"].is_empty());
    }
    assert_eq!(shares.len(), 867);
    for (code, (share, primary)) in shares {
        assert!((share - 1.0).abs() < 1e-9, "{code}: {share}");
        assert_eq!(primary, 1, "{code}");
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let sandbox = Sandbox::new();
    let first = aligned(&sandbox, &[]);
    let listing = |folder: &Path| {
        let mut files = Vec::new();
        for entry in
            std::fs::read_dir(folder).unwrap().chain(std::fs::read_dir(folder.join("clusters")).unwrap())
        {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.push((path.file_name().unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
        files.sort();
        files
    };
    let before = listing(&first);
    let after = listing(&aligned(&sandbox, &[]));
    assert_eq!(before.len(), after.len());
    for (left, right) in before.iter().zip(&after) {
        assert!(left == right, "{:?} differs between two runs", left.0);
    }
    for name in [
        "index.html",
        "workbook.xlsx",
        "datapackage.json",
        "clusters.parquet",
        "subclusters.csv",
        "coverage.csv",
    ] {
        assert!(before.iter().any(|file| file.0 == *name), "{name} is missing");
    }
}

#[test]
fn the_data_package_describes_every_csv_file_as_it_is() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &[]);
    let package = json(&out.join("datapackage.json"));
    let resources = package["resources"].as_array().unwrap();
    assert!(resources.len() >= 5);
    for resource in resources {
        let path = out.join(resource["path"].as_str().unwrap());
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(resource["bytes"].as_u64(), Some(bytes.len() as u64));
        let header = csv::Reader::from_reader(bytes.as_slice()).headers().unwrap().clone();
        let fields: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(header.iter().collect::<Vec<_>>(), fields, "{}", path.display());
    }
}

#[test]
fn the_pages_are_self_contained_and_name_their_sources() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &[]);
    for page in ["index.html", "clusters/digital-technology.html"] {
        let html = std::fs::read_to_string(out.join(page)).unwrap();
        for outside in ["src=\"http", "href=\"http", "<script", "@import", "url("] {
            assert!(!html.contains(outside), "{page} has {outside}");
        }
        for owed in ["O*NET® is a trademark", "CC BY 4.0", "registered mark of Advance CTE", "sha256"] {
            assert!(html.contains(owed), "{page} lacks {owed}");
        }
    }
}

#[test]
fn the_original_edition_aligns_through_the_onet_crosswalk() {
    let sandbox = Sandbox::new();
    let out = aligned(&sandbox, &["--edition", "original-2002"]);
    let summary = json(&out.join("summary.json"));
    assert_eq!(summary["clusters"].as_array().unwrap().len(), 16);
    let occupations = &summary["occupations"];
    let (assigned, review) =
        (occupations["assigned"].as_u64().unwrap(), occupations["review"].as_u64().unwrap());
    assert_eq!(assigned + review, 867);
    assert!(assigned > 840, "{assigned}");
}

#[test]
fn other_formats_print_the_same_clusters() {
    let sandbox = Sandbox::new();
    let json_run = sandbox.plumb(&["align", "--out", "a", "--format", "json", "--quiet"]).expect_code(0);
    let summary: Value = serde_json::from_str(&json_run.stdout).unwrap();
    let csv_run = sandbox.plumb(&["align", "--out", "b", "--format", "csv", "--quiet"]).expect_code(0);
    let mut reader = csv::Reader::from_reader(csv_run.stdout.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 14);
    for (row, cluster) in rows.iter().zip(summary["clusters"].as_array().unwrap()) {
        assert_eq!(row["cluster_id"], cluster["id"].as_str().unwrap());
        assert_eq!(row["employment_jobs"], cluster["employment_jobs"].to_string());
    }
    assert!(json_run.stderr.is_empty() && csv_run.stderr.is_empty());
}
