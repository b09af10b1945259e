//! The publishers' full files, where this machine has them, against the counts that the publishers print.
#![cfg(test)]

use std::path::PathBuf;

use plumb_ingest::{Limits, ingest};
use plumb_tables::IngestedRelease;
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::oflc::OflcTitleRow;

#[expect(clippy::disallowed_methods, reason = "tests read where the publishers' files are")]
fn data(paths: &[&str]) -> Option<Vec<PathBuf>> {
    let named = std::env::var_os("PLUMB_SHARED_DATA").map(PathBuf::from);
    let root =
        named.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    if !root.is_dir() {
        println!("skipped: {} is not there", root.display());
        return None;
    }
    Some(paths.iter().map(|path| root.join(path)).collect())
}

fn releases(paths: &[&str]) -> Option<Vec<IngestedRelease>> {
    let report = ingest(&data(paths)?, &Limits::default()).unwrap();
    Some(report.releases)
}

/// Asserts the row counts of tables: release, table, rows.
#[track_caller]
fn check(found: &[IngestedRelease], expected: &[(&str, &str, usize)]) {
    for (release, name, rows) in expected {
        let release = found
            .iter()
            .find(|found| found.release.to_string() == *release)
            .unwrap_or_else(|| panic!("{release} is missing"));
        let table = release
            .tables
            .iter()
            .find(|table| table.name == *name)
            .unwrap_or_else(|| panic!("{} has no {name}", release.release));
        assert_eq!(table.row_count(), *rows, "{} {name}", release.release);
    }
}

#[test]
fn oews_national_has_the_published_detailed_occupations_and_totals() {
    let Some(found) = releases(&["bls/oews"]) else { return };
    let published = [
        (2018, 808, 144_733_270),
        (2019, 789, 146_875_480),
        (2020, 789, 139_099_570),
        (2021, 831, 140_886_310),
        (2022, 830, 147_886_000),
        (2023, 831, 151_853_870),
        (2024, 831, 154_187_380),
        (2025, 830, 155_495_730),
    ];
    assert_eq!(found.len(), published.len());
    for (year, detailed, total) in published {
        let release =
            found.iter().find(|found| found.release.to_string() == format!("oews/{year}-05")).unwrap();
        let national = release.tables.iter().find(|table| table.name == cut::NATIONAL).unwrap();
        let rows: Vec<OewsRow> = national.rows().unwrap();
        let count = rows.iter().filter(|row| row.occ_group == plumb_codes::OewsGroup::Detailed).count();
        let all = rows.iter().find(|row| row.occ_group == plumb_codes::OewsGroup::Total).unwrap();
        assert_eq!((count, all.employment_jobs.estimate.value()), (detailed, Some(total)), "May {year}");
        let dropped = release.issues.iter().filter(|issue| issue.reason.ends_with("left out")).count();
        assert_eq!(dropped, 0, "May {year}");
    }
    check(&found, &[("oews/2022-05", cut::SECTOR, 15_997), ("oews/2024-05", cut::SECTOR, 16_434)]);
}

#[test]
fn projections_have_the_published_line_items_in_three_layouts() {
    let Some(found) = releases(&["bls/emp"]) else { return };
    for (round, line_items) in [("ep/2019-29", 790), ("ep/2022-32", 832), ("ep/2024-34", 832)] {
        let release = found.iter().find(|found| found.release.to_string() == round).unwrap();
        let table = release.tables.iter().find(|table| table.name == "ep_occupations").unwrap();
        let rows: Vec<plumb_tables::schema::ep::EpOccupationRow> = table.rows().unwrap();
        assert_eq!(rows.iter().filter(|row| row.line_item).count(), line_items, "{round}");
        let total = rows.iter().find(|row| row.occ_code.as_number() == 0).unwrap();
        let sum: f64 = rows.iter().filter(|row| row.line_item).map(|row| row.employment_base_thousands).sum();
        assert!((sum - total.employment_base_thousands).abs() < 60.0, "{round}: {sum}");
        for name in ["ep_separations", "ep_education"] {
            assert!(release.tables.iter().any(|table| table.name == name), "{round} {name}");
        }
    }
    check(&found, &[("ep/2024-34", "ep_education", 832), ("ep/2022-32", "ep_education", 832)]);
}

#[test]
fn onet_releases_have_the_published_counts_in_text_and_excel() {
    let Some(found) = releases(&[
        "onet/db_24_2_text",
        "onet/db_27_0_text",
        "onet/db_29_0_excel",
        "onet/db_30_1_text",
        "onet/green_18_1",
    ]) else {
        return;
    };
    check(
        &found,
        &[
            ("onet/24.2", "onet_occupations", 1_110),
            ("onet/24.2", "onet_titles", 58_255 + 9_218),
            ("onet/24.2", "onet_related", 8_348),
            ("onet/27.0", "onet_occupations", 1_016),
            ("onet/27.0", "onet_titles", 52_754 + 7_541),
            ("onet/29.0", "onet_skills", 61_530),
            ("onet/30.1", "onet_occupations", 1_016),
            ("onet/30.1", "onet_titles", 56_505 + 7_955),
            ("onet/30.1", "onet_job_zones", 923),
            ("onet/30.1", "onet_technology_skills", 32_773),
            ("onet/30.1", "onet_tasks", 18_796),
            ("onet/30.1", "onet_emerging_tasks", 328),
            ("onet/30.1", "onet_related", 18_460),
            ("onet/30.1", "onet_interests", 8_307),
            ("onet/30.1", "onet_education", 37_125),
            ("onet-green/18.1", "onet_green_occupations", 204),
        ],
    );
    for release in &found {
        let dropped = release.issues.iter().filter(|issue| issue.reason.ends_with("left out")).count();
        assert_eq!(dropped, 0, "{}", release.release);
    }
}

#[test]
fn filed_titles_have_the_published_counts() {
    let Some(found) = releases(&["titles"]) else { return };
    check(&found, &[("oflc/2025", "oflc_titles", 102_348)]);
    let rows: Vec<OflcTitleRow> = found[0].tables[0].rows().unwrap();
    assert_eq!(rows.iter().filter(|row| row.soc_2018_code.is_some()).count(), 86_737);
    let titles: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles.len(), 71_421);
    assert_eq!(rows.iter().map(|row| row.filings).sum::<i64>(), 169_490);
    assert_eq!(found[0].reference_period, "2010 to 2025");
    assert!(found[0].issues.is_empty(), "{:?}", found[0].issues.first());
}

#[test]
fn classifications_have_the_published_counts() {
    let Some(found) = releases(&["soc", "naics", "cip", "lists", "bls/emp/nem-onet-to-soc-crosswalk.xlsx"])
    else {
        return;
    };
    check(
        &found,
        &[
            ("soc/2018", "soc_structure", 23 + 98 + 459 + 867),
            ("soc/2018", "soc_direct_match_titles", 6_539),
            ("soc/2018", "soc_2010_to_2018", 900),
            ("soc/2010", "soc_structure", 23 + 97 + 461 + 840),
            ("onet-soc/2019", "onet_soc_structure", 1_016),
            ("onet-soc/2019", "onet_soc_2010_to_2019", 1_164),
            ("onet-soc/2019", "onet_soc_2019_to_soc_2018", 1_016),
            ("naics/2022", "naics_codes", 20 + 96 + 308 + 689 + 1_012),
            ("naics/2022", "naics_index", 20_373),
            ("naics/2022", "naics_2017_to_2022", 1_150),
            ("cip/2020", "cip_codes", 2_848),
        ],
    );
    // Listings name an occupation once a type or category.
    let lists = found.iter().find(|found| found.release.to_string() == "onet-lists/2019").unwrap();
    for (name, occupations) in [("onet_stem", 287), ("onet_bright_outlook", 346)] {
        let table = lists.tables.iter().find(|table| table.name == name).unwrap();
        let codes: std::collections::BTreeSet<String> =
            (0..table.row_count()).map(|row| format!("{:?}", table.data[0].cell(row))).collect();
        assert_eq!(codes.len(), occupations, "{name}");
    }
}
