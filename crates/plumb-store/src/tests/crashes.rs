//! The disk fails at every step in turn: the store is the old one or the new one, never between.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::sample::{OWNER, STAMP, SampleRow, ingested, release};
use crate::disk::Disk;
use crate::error::StoreError;
use crate::fault::Fault;
use crate::output::OutputDir;
use crate::{Published, Releases, Store};

fn failing(fault: Fault) -> (Disk, Arc<Fault>) {
    let fault = Arc::new(fault);
    (Disk { fault: Some(Arc::clone(&fault)) }, fault)
}

fn jobs(root: &Path, table: &str) -> Option<i64> {
    let id = release("onet/90.1");
    let releases = Releases::open(Some(root)).unwrap();
    releases.origin(id, table)?;
    let rows = releases.rows_named::<SampleRow<2019>>(id, table).unwrap();
    rows[0].employment_jobs.estimate.value()
}

/// Publishes generation 100 over generation 1 with a fault at each step, and checks what is left.
fn at_every_step(fault: impl Fn(usize) -> Fault, check_error: impl Fn(&StoreError)) -> usize {
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("store");
        let sound = Store::open_or_create(&root).unwrap();
        sound.writer(OWNER).unwrap().publish(&ingested("onet/90.1", &["a", "b"], 2, 1), STAMP).unwrap();

        let (disk, fault) = failing(fault(at));
        let newer = ingested("onet/90.1", &["b", "c"], 2, 100);
        let result =
            Store::open_on(&root, disk).unwrap().unwrap().writer(OWNER).unwrap().publish(&newer, STAMP);

        let state = (jobs(&root, "a"), jobs(&root, "b"), jobs(&root, "c"));
        let (old, new) = ((Some(1), Some(1), None), (Some(1), Some(100), Some(100)));
        match &result {
            Ok(_) => assert_eq!(state, new, "step {at}"),
            Err(error) => {
                check_error(error);
                assert!(state == old || state == new, "step {at}: {state:?}");
            }
        }
        let found = sound.verify().unwrap();
        assert!(found.is_clean(), "step {at}: {found:?}");
        // The next writer completes the work and leaves nothing lying about.
        let again = sound.writer(OWNER).unwrap().publish(&newer, STAMP).unwrap();
        assert_ne!(again, Published::New, "step {at}");
        assert_eq!(jobs(&root, "c"), Some(100));
        if !fault.reached() {
            return at;
        }
    }
    unreachable!("the steps are finite")
}

#[test]
fn a_crash_at_any_step_leaves_the_old_or_the_new_release() {
    let steps = at_every_step(Fault::crash, |_| {});
    assert!(steps > 12, "{steps} steps");
}

#[test]
fn a_full_or_read_only_disk_is_a_clean_error() {
    at_every_step(
        |at| Fault::once(at, io::ErrorKind::StorageFull),
        |error| {
            assert!(matches!(error, StoreError::DiskFull { .. }), "{error}");
            assert!(error.to_string().contains("the disk is full"), "{error}");
        },
    );
    at_every_step(
        |at| Fault::once(at, io::ErrorKind::ReadOnlyFilesystem),
        |error| assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}"),
    );
    at_every_step(
        |at| Fault::once(at, io::ErrorKind::PermissionDenied),
        |error| assert!(matches!(error, StoreError::PermissionDenied { .. }), "{error}"),
    );
}

#[test]
fn after_a_full_disk_nothing_unfinished_remains() {
    for at in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("store");
        drop(Store::open_or_create(&root).unwrap());
        let (disk, _) = failing(Fault::once(at, io::ErrorKind::StorageFull));
        let store = Store::open_on(&root, disk).unwrap().unwrap();
        let result = store.writer(OWNER).unwrap().publish(&ingested("onet/90.1", &["a"], 2, 1), STAMP);
        let names = crate::disk::names_in(&root.join("releases/onet/90.1")).unwrap();
        assert!(
            !names.iter().any(|name| crate::disk::is_unfinished(name)),
            "step {at}: {names:?} {result:?}"
        );
    }
}

#[test]
fn a_store_whose_making_was_interrupted_can_be_made_again() {
    for at in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deep/store");
        let (disk, _) = failing(Fault::crash(at));
        let _ = Store::create_on(&root, disk);
        Store::open_or_create(&root).unwrap();
        assert!(Store::open(&root).unwrap().is_some(), "step {at}");
    }
}

#[test]
fn pruning_that_was_interrupted_leaves_a_sound_store() {
    for at in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("store");
        let sound = Store::open_or_create(&root).unwrap();
        for id in ["onet/89.0", "onet/90.1"] {
            sound.writer(OWNER).unwrap().publish(&ingested(id, &["a"], 2, 1), STAMP).unwrap();
        }
        let (disk, _) = failing(Fault::crash(at));
        let _ = Store::open_on(&root, disk).unwrap().unwrap().writer(OWNER).unwrap().prune(1, false);
        assert!(sound.verify().unwrap().is_clean(), "step {at}");
        assert_eq!(jobs(&root, "a"), Some(1), "step {at}");
        // What was half-removed is gone once the next writer has been here.
        drop(sound.writer(OWNER).unwrap());
        let whole = sound.manifest(release("onet/89.0")).unwrap().is_some();
        assert_eq!(root.join("releases/onet/89.0").exists(), whole, "step {at}");
    }
}

#[test]
fn an_output_folder_is_the_old_or_the_new_one() {
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let first = OutputDir::begin(&target).unwrap();
        first.write(Path::new("summary.json"), b"old").unwrap();
        first.write(Path::new("pages/index.html"), b"old").unwrap();
        first.finish().unwrap();

        let (disk, fault) = failing(Fault::crash(at));
        let result = OutputDir::begin_on(&target, disk).and_then(|output| {
            output.write(Path::new("summary.json"), b"new")?;
            output.write(Path::new("pages/index.html"), b"new")?;
            output.finish()
        });
        let summary = fs::read(target.join("summary.json")).unwrap();
        let page = fs::read(target.join("pages/index.html")).unwrap();
        assert_eq!(summary, page, "step {at}");
        if result.is_ok() {
            assert_eq!(summary, b"new");
        }
        // Whatever remains, the next run succeeds.
        let next = OutputDir::begin(&target).unwrap();
        next.write(Path::new("summary.json"), b"next").unwrap();
        next.finish().unwrap();
        assert!(!target.join("pages").exists());
        if !fault.reached() {
            return;
        }
    }
}
