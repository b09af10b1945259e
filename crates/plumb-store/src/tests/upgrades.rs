//! Formats: a newer one is refused, an older one is upgraded step by step, also after a crash.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::disk::Disk;
use crate::error::{Result, StoreError};
use crate::fault::Fault;
use crate::format::{CURRENT, Migration, read, upgrade, write};
use crate::{Store, write_bytes_atomically};

/// A made-up history: format 1 kept releases in `data`, format 2 in `releases`; format 3 has `runs`.
const HISTORY: &[Migration] = &[
    Migration {
        from: 1,
        run: |root, disk| {
            let (old, new) = (root.join("data"), root.join("releases"));
            if old.exists() { disk.rename(&old, &new) } else { Ok(()) }
        },
    },
    Migration { from: 2, run: |root, disk| disk.create_folder(&root.join("runs")) },
];

fn old_store(root: &Path) {
    fs::create_dir_all(root.join("data")).unwrap();
    write_bytes_atomically(&root.join("data/kept"), b"1").unwrap();
    write(root, 1, &Disk::default()).unwrap();
}

#[test]
fn an_older_format_is_upgraded_also_after_a_crash_at_any_step() {
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        old_store(folder.path());
        let fault = Arc::new(Fault::crash(at));
        let first = upgrade(folder.path(), 3, HISTORY, &Disk { fault: Some(Arc::clone(&fault)) });
        assert_eq!(first.is_err(), fault.reached(), "step {at}");
        upgrade(folder.path(), 3, HISTORY, &Disk::default()).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(3));
        assert_eq!(fs::read(folder.path().join("releases/kept")).unwrap(), b"1");
        assert!(folder.path().join("runs").is_dir());
        if !fault.reached() {
            return;
        }
    }
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, CURRENT + 1, &Disk::default()).unwrap();
    let opened: Result<_> = Store::open(root);
    assert!(
        matches!(opened, Err(StoreError::NewerFormat { found, .. }) if found == CURRENT + 1),
        "{opened:?}"
    );
    assert_eq!(read(root).unwrap(), Some(CURRENT + 1));
    assert!(upgrade(root, CURRENT, HISTORY, &Disk::default()).is_err());
}

#[test]
fn a_format_that_never_was_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 0, &Disk::default()).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NotAStore { .. })));
}
