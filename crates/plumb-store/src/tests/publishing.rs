//! Publishing, parts, locks, damage and pruning.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::sample::{OWNER, STAMP, SampleRow, ingested, release, row};
use crate::error::StoreError;
use crate::manifest::Stamp;
use crate::{LockOwner, Origin, Published, Releases, Store};

fn store(folder: &Path) -> Store {
    Store::open_or_create(&folder.join("store")).unwrap()
}

fn spoil(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    crate::write_bytes_atomically(path, &bytes).unwrap();
}

#[test]
fn a_published_release_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    let part = ingested("oews/2049-05", &["oews_national"], 3, 10);
    assert_eq!(writer.publish(&part, STAMP).unwrap(), Published::New);

    let releases = Releases::open(Some(store.root())).unwrap();
    let id = release("oews/2049-05");
    assert_eq!(releases.newest(id.source()), Some(id));
    assert_eq!(releases.newest_with(id.source(), "oews_national"), Some(id));
    assert_eq!(releases.origin(id, "oews_national"), Some(Origin::Folder));
    let rows = releases.rows_named::<SampleRow<2019>>(id, "oews_national").unwrap();
    assert_eq!(rows, vec![row(10), row(11), row(12)]);
    assert!(releases.rows_named::<SampleRow<2010>>(id, "oews_national").is_err());
    let manifest = releases.manifest(id).unwrap();
    assert_eq!((manifest.issue_count(), manifest.parts[0].issues.rows[0].row), (1, 7));
    let text = fs::read_to_string(store.root().join("releases/oews/2049-05/manifest.json")).unwrap();
    assert!(!text.contains("ingested_at"), "{text}");
}

#[test]
fn parts_merge_by_table_and_the_same_again_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    let id = release("oews/2049-05");
    let national = ingested("oews/2049-05", &["oews_national"], 3, 10);
    let sector = ingested("oews/2049-05", &["oews_sector"], 2, 20);
    assert_eq!(writer.publish(&national, STAMP).unwrap(), Published::New);
    assert_eq!(writer.publish(&sector, STAMP).unwrap(), Published::Updated);
    let later = Stamp { ingested_at: Some("2030-01-01T00:00:00Z"), ..STAMP };
    let before =
        fs::metadata(store.root().join("releases/oews/2049-05/manifest.json")).unwrap().modified().unwrap();
    assert_eq!(writer.publish(&national, later).unwrap(), Published::Unchanged);
    let after =
        fs::metadata(store.root().join("releases/oews/2049-05/manifest.json")).unwrap().modified().unwrap();
    assert_eq!(before, after);

    let manifest = store.manifest(id).unwrap().unwrap();
    let names: Vec<_> = manifest.tables().iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["oews_national", "oews_sector"]);
    assert_eq!(manifest.parts.len(), 2);

    // A corrected national part replaces its own sources and issues only.
    let corrected = ingested("oews/2049-05", &["oews_national"], 3, 30);
    assert_eq!(writer.publish(&corrected, STAMP).unwrap(), Published::Updated);
    let manifest = store.manifest(id).unwrap().unwrap();
    assert_eq!((manifest.parts.len(), manifest.issue_count()), (2, 2));
    let releases = Releases::open(Some(store.root())).unwrap();
    assert_eq!(releases.rows_named::<SampleRow<2019>>(id, "oews_national").unwrap()[0], row(30));
    assert_eq!(releases.rows_named::<SampleRow<2019>>(id, "oews_sector").unwrap()[0], row(20));
    assert!(store.verify().unwrap().is_clean());
}

#[test]
fn readers_beside_a_writer_see_whole_releases() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    let id = release("ep/2048-58");
    let generation = |seed: i64| ingested("ep/2048-58", &["ep_a", "ep_b", "ep_c"], 50, seed * 1_000);
    writer.publish(&generation(0), STAMP).unwrap();
    let done = AtomicBool::new(false);
    let reads = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut reads = 0;
                    while !done.load(Ordering::Relaxed) {
                        // The manifest is one moment: all tables are of one generation. A reader so
                        // slow that two publications overtake it gets an error, never a mixture.
                        let releases = Releases::open(Some(store.root())).unwrap();
                        let first = |table: &str| {
                            releases.rows_named::<SampleRow<2019>>(id, table).map(|rows| rows[0].clone())
                        };
                        match (first("ep_a"), first("ep_b"), first("ep_c")) {
                            (Ok(a), Ok(b), Ok(c)) => assert!(a == b && b == c),
                            (a, b, c) => {
                                let damaged = |read: &Result<_, StoreError>| {
                                    matches!(read, Ok(_) | Err(StoreError::Damaged { .. }))
                                };
                                assert!(damaged(&a) && damaged(&b) && damaged(&c), "{a:?} {b:?} {c:?}");
                            }
                        }
                        reads += 1;
                    }
                    reads
                })
            })
            .collect();
        for seed in 1..25 {
            writer.publish(&generation(seed), STAMP).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().map(|reader| reader.join().unwrap()).sum::<usize>()
    });
    assert!(reads > 0);
    // One earlier generation is kept, no more.
    assert_eq!(store.verify().unwrap().leftovers.len(), 3);
}

#[test]
fn a_reader_keeps_its_generation_through_one_publication() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    let id = release("onet/90.1");
    writer.publish(&ingested("onet/90.1", &["a", "b"], 2, 1), STAMP).unwrap();
    let early = Releases::open(Some(store.root())).unwrap();
    writer.publish(&ingested("onet/90.1", &["a", "b"], 2, 100), STAMP).unwrap();
    assert_eq!(early.rows_named::<SampleRow<2019>>(id, "b").unwrap()[0], row(1));
    let late = Releases::open(Some(store.root())).unwrap();
    assert_eq!(late.rows_named::<SampleRow<2019>>(id, "b").unwrap()[0], row(100));
}

#[test]
fn a_second_writer_is_told_who_holds_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let first = store.writer(OWNER).unwrap();
    let error = store.writer(LockOwner { name: "second", started_at: None }).unwrap_err().to_string();
    let pid = std::process::id();
    assert!(error.contains(&format!("`test` (process {pid} on ")), "{error}");
    assert!(error.contains("since 2030-01-02T03:04:05Z"), "{error}");
    drop(first);
    store.writer(OWNER).unwrap();
}

#[test]
fn the_lock_of_a_dead_writer_is_taken_over_and_its_leavings_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    store.writer(OWNER).unwrap().publish(&ingested("onet/90.1", &["a"], 2, 1), STAMP).unwrap();
    let dead = br#"{"owner":"refresh","pid":4194304,"host":"elsewhere","started_at":null}"#;
    crate::write_bytes_atomically(&store.root().join("lock"), dead).unwrap();
    let release_folder = store.root().join("releases/onet/90.1");
    let left = release_folder.join(".plumb-unfinished-4194304-0-b.parquet");
    crate::write_bytes_atomically(&left, b"half").unwrap();

    let writer = store.writer(OWNER).unwrap();
    assert!(!left.exists());
    let text = fs::read_to_string(store.root().join("lock")).unwrap();
    assert!(
        text.contains(&format!("\"pid\":{}", std::process::id())) && !text.contains("elsewhere"),
        "{text}"
    );
    drop(writer);
    assert!(fs::read(store.root().join("lock")).unwrap().is_empty());
}

#[test]
fn verification_names_each_damaged_file_and_publishing_again_repairs() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    let part = ingested("onet/90.1", &["a", "b", "c"], 2, 1);
    writer.publish(&part, STAMP).unwrap();
    let artifact = writer.add_artifact(b"the publisher's file").unwrap();
    let clean = store.verify().unwrap();
    assert!(clean.is_clean() && clean.leftovers.is_empty(), "{clean:?}");
    assert_eq!((clean.releases, clean.tables, clean.artifacts), (1, 3, 1));

    let manifest = store.manifest(part.release).unwrap().unwrap();
    let path = |name: &str| store.root().join("releases/onet/90.1").join(&manifest.find(name).unwrap().file);
    spoil(&path("a"), |bytes| bytes[40] ^= 1);
    spoil(&path("b"), |bytes| bytes.truncate(100));
    fs::remove_file(path("c")).unwrap();
    spoil(&store.artifact_path(&artifact).unwrap(), |bytes| bytes[0] = b'T');
    let found = store.verify().unwrap();
    let reasons: Vec<_> = found.damages.iter().map(|damage| damage.reason.clone()).collect();
    assert_eq!(found.damages.len(), 4, "{reasons:?}");
    assert!(reasons[0].contains("its SHA-256 is"), "{reasons:?}");
    assert!(reasons[1].contains("SHA-256") && reasons[1].contains("plumb verify"), "{reasons:?}");
    assert!(reasons[2].contains("it has 100 bytes"), "{reasons:?}");
    assert!(reasons[3].contains("it is missing"), "{reasons:?}");
    let read = Releases::open(Some(store.root())).unwrap().table(part.release, "a");
    assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");

    assert_eq!(writer.publish(&part, STAMP).unwrap(), Published::Updated);
    writer.add_artifact(b"the publisher's file").unwrap();
    assert!(store.verify().unwrap().is_clean());
}

#[test]
fn pruning_keeps_the_newest_of_each_source() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    for id in ["onet/9.0", "onet/30.1", "onet/24.2", "oews/2049-05"] {
        writer.publish(&ingested(id, &["a"], 1, 1), STAMP).unwrap();
    }
    let ids = |pruned: Vec<crate::Pruned>| pruned.iter().map(|p| p.release.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(writer.prune(1, true).unwrap()), ["onet/9.0", "onet/24.2"]);
    assert_eq!(store.releases().unwrap().len(), 4);
    assert_eq!(ids(writer.prune(1, false).unwrap()), ["onet/9.0", "onet/24.2"]);
    assert_eq!(store.releases().unwrap(), [release("oews/2049-05"), release("onet/30.1")]);
    assert!(!store.root().join("releases/onet/9.0").exists());
    assert!(writer.prune(1, false).unwrap().is_empty());
}

#[test]
fn hostile_names_stay_inside() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let writer = store.writer(OWNER).unwrap();
    for name in ["../x", "a/b", "", ".hidden", "A", "a b", "con:", &"a".repeat(65)] {
        let refused = writer.publish(&ingested("onet/90.1", &[name], 1, 1), STAMP);
        assert!(matches!(refused, Err(StoreError::Name { .. })), "{name}: {refused:?}");
    }
    assert!(writer.publish(&ingested("onet/90.1", &["a", "a"], 1, 1), STAMP).is_err());
    assert!(store.releases().unwrap().is_empty());
    assert!(store.artifact_path("../../etc/passwd").is_err());

    writer.publish(&ingested("onet/90.1", &["a"], 1, 1), STAMP).unwrap();
    let path = store.root().join("releases/onet/90.1/manifest.json");
    let good = fs::read_to_string(&path).unwrap();
    let file = &store.manifest(release("onet/90.1")).unwrap().unwrap().parts[0].tables[0].file.clone();
    for (from, to) in [
        (file.as_str(), "../../../../secret.parquet"),
        (file.as_str(), "/etc/passwd"),
        ("\"onet/90.1\"", "\"onet/90.2\""),
        ("\"parts\"", "\"unknown\": 1, \"parts\""),
        ("\"manifest_version\": 1", "\"manifest_version\": 2"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        crate::write_bytes_atomically(&path, bad.as_bytes()).unwrap();
        assert!(Releases::open(Some(store.root())).is_err(), "{to}");
        assert_eq!(store.verify().unwrap().damages.len(), 1, "{to}");
    }
}

#[test]
fn what_is_missing_is_named_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    store.writer(OWNER).unwrap().publish(&ingested("onet/90.1", &["a", "b"], 1, 1), STAMP).unwrap();
    let releases = Releases::open(Some(store.root())).unwrap();
    let error = releases.table(release("onet/90.1"), "c").unwrap_err().to_string();
    assert!(error.contains("it holds a, b"), "{error}");
    let error = releases.table(release("onet/90.2"), "a").unwrap_err().to_string();
    assert!(error.contains("onet/90.1"), "{error}");
}
