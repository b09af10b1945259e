//! The compiled set: small, reproducible, and what the program carries can be read.

use std::fs;
use std::path::{Path, PathBuf};

use plumb_tables::Table;

use super::sample::{OWNER, ProseRow, STAMP, SampleRow, ingested, release};
use crate::releases::Origin;
use crate::{Releases, Store, compile_compact};

fn all_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for name in crate::disk::names_in(folder).unwrap() {
        let path = folder.join(name);
        if path.is_dir() {
            files.extend(all_files(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files
}

#[test]
fn a_compiled_set_is_reproducible_and_has_no_prose() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("releases");
    let mut onet = ingested("onet/90.1", &["onet_a"], 40, 1);
    let statement = ProseRow::<2019> {
        code: "15-1252.00".parse().unwrap(),
        statement: plumb_tables::Prose(Some("Writes code.".to_owned())),
    };
    onet.tables.push(Table::from_rows(&[statement]));
    let mut set = vec![
        ingested("oews/2049-05", &["oews_sector"], 5, 2),
        onet,
        ingested("oews/2049-05", &["oews_national"], 5, 3),
    ];
    let sizes = compile_compact(&set, "test 1", &target).unwrap();
    let first = all_files(&target);
    set.reverse();
    compile_compact(&set, "test 1", &target).unwrap();
    assert!(all_files(&target) == first, "the bytes depend on the order of the parts");

    let names: Vec<_> =
        first.iter().map(|(path, _)| path.strip_prefix(&target).unwrap().display().to_string()).collect();
    assert_eq!(
        names,
        [
            ".plumb-output",
            "oews/2049-05/manifest.json",
            "oews/2049-05/oews_national.parquet",
            "oews/2049-05/oews_sector.parquet",
            "onet/90.1/manifest.json",
            "onet/90.1/onet_a.parquet",
        ]
    );
    assert_eq!(sizes.len(), 2);
    assert_eq!(sizes[0].tables.iter().map(|table| table.1).collect::<Vec<_>>(), [5, 5]);

    let releases = Releases::folder(&target).unwrap();
    let rows = releases.rows_named::<SampleRow<2019>>(release("onet/90.1"), "onet_a").unwrap();
    assert!(rows.len() == 40 && rows.iter().all(|row| row.note.0.is_none()));
    let manifest = releases.manifest(release("oews/2049-05")).unwrap();
    assert!(
        manifest.parts[0].compact && manifest.issue_count() == 2 && manifest.parts[0].issues.rows.is_empty()
    );
}

#[test]
fn the_same_sources_have_the_same_digest_compact_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let parts = [
        ingested("oews/2049-05", &["oews_national"], 5, 2),
        ingested("oews/2049-05", &["oews_sector"], 5, 3),
    ];
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    for part in &parts {
        store.writer(OWNER).unwrap().publish(part, STAMP).unwrap();
    }
    let id = release("oews/2049-05");
    let full = store.manifest(id).unwrap().unwrap().source_digest();
    compile_compact(&parts, "test 1", &folder.path().join("set")).unwrap();
    let compact = Releases::folder(&folder.path().join("set")).unwrap();
    assert_eq!(compact.manifest(id).unwrap().source_digest(), full);
    compile_compact(&parts[..1], "test 1", &folder.path().join("set")).unwrap();
    let other = Releases::folder(&folder.path().join("set")).unwrap();
    assert_ne!(other.manifest(id).unwrap().source_digest(), full);
}

#[test]
fn every_embedded_table_reads_as_its_manifest_says() {
    let releases = Releases::embedded().unwrap();
    let mut bytes = 0;
    let mut tables = 0;
    for id in releases.releases() {
        for entry in releases.manifest(id).unwrap().tables() {
            let file = crate::embedded::table_file(id, entry).unwrap();
            assert_eq!(crate::hash::sha256_hex(file), entry.sha256, "{id} {}", entry.name);
            assert_eq!(releases.origin(id, &entry.name), Some(Origin::Embedded));
            assert_eq!(releases.table(id, &entry.name).unwrap().row_count(), entry.rows);
            bytes += entry.size_bytes;
            tables += 1;
        }
    }
    println!("{} releases, {tables} tables, {bytes} bytes", releases.releases().len());
    assert!(bytes <= 12_000_000, "{bytes} bytes embedded");
}

#[test]
fn the_store_wins_table_by_table_and_the_newest_comes_from_either_layer() {
    let folder = tempfile::tempdir().unwrap();
    let (lower, upper) = (folder.path().join("lower"), folder.path().join("upper"));
    compile_compact(
        &[ingested("onet/90.1", &["a", "b"], 2, 1), ingested("onet/91.0", &["a"], 2, 5)],
        "test 1",
        &lower,
    )
    .unwrap();
    compile_compact(
        &[ingested("onet/90.1", &["b", "c"], 2, 100), ingested("onet/89.0", &["c"], 2, 5)],
        "test 1",
        &upper,
    )
    .unwrap();
    let mut releases = Releases::embedded().unwrap();
    releases.lay_over(lower).unwrap();
    releases.lay_over(upper).unwrap();

    let source = plumb_codes::Source::Onet;
    assert_eq!(releases.newest(source), Some(release("onet/91.0")));
    assert_eq!(releases.newest_with(source, "b"), Some(release("onet/90.1")));
    assert_eq!(releases.newest_with(source, "none"), None);
    let id = release("onet/90.1");
    let first = |table: &str| {
        let rows = releases.rows_named::<SampleRow<2019>>(id, table).unwrap();
        rows[0].employment_jobs.estimate.value().unwrap()
    };
    assert_eq!((first("a"), first("b"), first("c")), (1, 100, 100));
    let manifest = releases.manifest(id).unwrap();
    assert_eq!(
        manifest.tables().iter().map(|table| table.name.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(manifest.reference_period(), "period 1; period 100");
}
