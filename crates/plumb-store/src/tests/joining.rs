//! Parts of one table: joined, kept or replaced, and never lost without a word; large tables chunk by chunk.

use std::path::Path;

use plumb_tables::{IngestedRelease, Spool, Table};

use super::sample::{OWNER, STAMP, SampleRow, ingested, release, row};
use crate::{Published, Releases, Store, Writer};

const ID: &str = "oews/2049-05";
const TABLE: &str = "oews_metropolitan";

/// A part from one file: rows with the codes `15-` and a number, and figures that depend on `seed`.
fn part(file: &str, numbers: std::ops::Range<u32>, seed: i64) -> IngestedRelease {
    let mut part = ingested(ID, &[], 0, seed);
    part.tables = vec![Table::named(TABLE, &rows(numbers, seed))];
    part.sources[0].name = file.to_owned();
    part.sources[0].sha256 = crate::hash::sha256_hex(format!("{file}{seed}").as_bytes());
    part
}

fn rows(numbers: std::ops::Range<u32>, seed: i64) -> Vec<SampleRow<2019>> {
    let code =
        |number: u32| format!("15-{:04}.{:02}", 1001 + number / 900 * 10 + number % 9, number / 9 % 100);
    numbers.map(|number| SampleRow { code: code(number).parse().unwrap(), ..row(seed) }).collect()
}

fn held(store: &Store) -> Vec<SampleRow<2019>> {
    Releases::open(Some(store.root())).unwrap().rows_named(release(ID), TABLE).unwrap()
}

fn publish(writer: &Writer, part: &IngestedRelease) -> (Published, String) {
    let publication = writer.publish_with_notes(part, STAMP).unwrap();
    (publication.outcome, publication.notes.join("; "))
}

#[test]
fn files_that_come_one_after_the_other_join() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let writer = store.writer(OWNER).unwrap();
    assert_eq!(publish(&writer, &part("MSA.xlsx", 0..5, 1)), (Published::New, String::new()));
    let (outcome, notes) = publish(&writer, &part("BOS.xlsx", 5..8, 1));
    assert_eq!(outcome, Published::Updated);
    assert!(notes.contains("3 rows join 5 rows stored before from other files"), "{notes}");
    assert_eq!(held(&store), rows(0..8, 1));
    let manifest = store.manifest(release(ID)).unwrap().unwrap();
    let sources: Vec<&str> = manifest.parts[0].sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!((sources, manifest.issue_count()), (vec!["BOS.xlsx", "MSA.xlsx"], 2));
    assert!(store.verify().unwrap().is_clean());

    // What is there already changes nothing, whatever the file is called.
    let (outcome, notes) = publish(&writer, &part("again.xlsx", 0..5, 1));
    assert_eq!(outcome, Published::Unchanged);
    assert!(notes.contains("already holds all 5 rows"), "{notes}");
    // A correction of one file keeps the rows of the other.
    let (outcome, _) = publish(&writer, &part("MSA.xlsx", 0..5, 2));
    assert_eq!(outcome, Published::Updated);
    let expected: Vec<_> = rows(5..8, 1).into_iter().chain(rows(0..5, 2)).collect();
    assert_eq!(held(&store), expected);
    // Both files anew replace the table.
    let mut both = part("MSA.xlsx", 0..8, 3);
    both.sources.push(part("BOS.xlsx", 0..1, 3).sources[0].clone());
    assert_eq!(publish(&writer, &both), (Published::Updated, String::new()));
    assert_eq!(held(&store), rows(0..8, 3));
}

#[test]
fn the_same_file_with_fewer_rows_says_what_goes_and_one_with_other_rows_joins() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let writer = store.writer(OWNER).unwrap();
    publish(&writer, &part("download.xlsx", 0..10, 1));
    let (_, notes) = publish(&writer, &part("download.xlsx", 0..8, 1));
    assert!(notes.contains("2 rows of the stored table are not in the same files any more"), "{notes}");
    assert_eq!(held(&store), rows(0..8, 1));
    // Under the same name, but not the same table.
    let (_, notes) = publish(&writer, &part("download.xlsx", 20..24, 1));
    assert!(notes.contains("4 rows join 8 rows"), "{notes}");
    assert_eq!(held(&store).len(), 12);
}

fn spooled(writer: &Writer, chunks: &[std::ops::Range<u32>]) -> (crate::StoreSpool, IngestedRelease) {
    let spool = writer.spool();
    let mut release = part("all.xlsx", 0..1, 1);
    let header = release.tables.pop().unwrap().without_rows();
    let mut stream = spool.begin(&header).unwrap();
    for chunk in chunks {
        stream.write(&Table::named(TABLE, &rows(chunk.clone(), 1))).unwrap();
    }
    release.spooled = vec![stream.finish().unwrap()];
    (spool, release)
}

fn unfinished(root: &Path) -> usize {
    crate::disk::names_in(root).unwrap().iter().filter(|name| crate::disk::is_unfinished(name)).count()
}

#[test]
fn a_table_written_in_chunks_reads_back_and_joins() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let writer = store.writer(OWNER).unwrap();
    let (spool, release) = spooled(&writer, &[0..400, 400..700, 700..701]);
    assert_eq!((release.spooled[0].rows, unfinished(store.root())), (701, 1));
    assert_eq!(publish(&writer, &release), (Published::New, String::new()));
    drop(spool);
    assert_eq!(held(&store), rows(0..701, 1));
    assert_eq!(unfinished(store.root()), 0);
    assert!(store.verify().unwrap().is_clean());
    let (spool, again) = spooled(&writer, &[0..400, 400..700, 700..701]);
    assert_eq!(publish(&writer, &again), (Published::Unchanged, String::new()));
    drop(spool);
    assert_eq!(unfinished(store.root()), 0);
    let (_, notes) = publish(&writer, &part("more.xlsx", 701..705, 1));
    assert!(notes.contains("4 rows join 701 rows"), "{notes}");
    assert_eq!(held(&store), rows(0..705, 1));
}

#[test]
fn what_is_not_published_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let writer = store.writer(OWNER).unwrap();
    let (spool, _) = spooled(&writer, &[0..6, 6..10]);
    let header = Table::named(TABLE, &rows(0..1, 1)).without_rows();
    let stream = spool.begin(&header).unwrap();
    assert_eq!(unfinished(store.root()), 2);
    drop(stream);
    drop(spool);
    assert_eq!(unfinished(store.root()), 0);
    // A process that died left its beginnings: the next writer removes them.
    let (spool, _) = spooled(&writer, &[0..6, 6..10]);
    std::mem::forget(spool);
    drop(writer);
    assert_eq!(unfinished(store.root()), 1);
    store.writer(OWNER).unwrap();
    assert_eq!(unfinished(store.root()), 0);
}
