//! A writing process is killed again and again; what it leaves is a store, and its lock is free.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::sample::{OWNER, STAMP, SampleRow, ingested, release};
use crate::{Releases, Store, StoreError};

const CHILD: &str = "PLUMB_STORE_TEST_WRITER";
const KILLS: u64 = 25;

/// Not a test by itself: the process that the test below starts and kills.
#[test]
fn writer_to_be_killed() {
    #[expect(clippy::disallowed_methods, reason = "the test below tells its child so")]
    let Some(root) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let store = Store::open_or_create(&root).unwrap();
    let writer = store.writer(OWNER).unwrap();
    for generation in 1.. {
        publish(&writer, generation);
        writer.add_artifact(format!("file {generation}").as_bytes()).unwrap();
        writer.prune(2, false).unwrap();
    }
}

fn publish(writer: &crate::Writer, generation: i64) {
    let version = generation % 4 + 80;
    for part in [["a", "b"], ["c", "d"]] {
        let part = ingested(&format!("onet/{version}.0"), &part, 3, generation * 1_000);
        writer.publish(&part, STAMP).unwrap();
    }
}

fn check(root: &Path) {
    let Some(store) = Store::open(root).unwrap() else { return };
    let found = store.verify().unwrap();
    assert!(found.is_clean(), "{found:?}");
    let releases = Releases::open(Some(root)).unwrap();
    for id in store.releases().unwrap() {
        let first = |table: &str| {
            releases.origin(id, table)?;
            let rows = releases.rows_named::<SampleRow<2019>>(id, table).unwrap();
            rows[0].employment_jobs.estimate.value()
        };
        assert!(first("a").is_some() && first("a") == first("b"), "{id}: parts are whole");
        assert_eq!(first("c"), first("d"), "{id}: parts are whole");
    }
}

#[test]
fn killing_the_writer_at_any_moment_leaves_a_sound_store_and_a_free_lock() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("store");
    let mut seen_locked = 0;
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::killed::writer_to_be_killed"])
            .env(CHILD, &root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(10 + round * 7 % 40));
        if let Ok(Some(store)) = Store::open(&root)
            && let Err(StoreError::Locked { .. }) = store.writer(OWNER)
        {
            seen_locked += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        check(&root);
    }
    let store = Store::open_or_create(&root).unwrap();
    let writer = store.writer(OWNER).unwrap();
    publish(&writer, 99);
    check(&root);
    assert!(store.releases().unwrap().contains(&release("onet/83.0")));
    println!("{KILLS} kills, {seen_locked} while the writer held the lock, 0 damaged stores");
}
