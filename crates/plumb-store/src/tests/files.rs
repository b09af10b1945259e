//! Atomic files, output folders, and folders that are no store.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use crate::disk::names_in;
use crate::error::StoreError;
use crate::{OutputDir, Releases, Store, write_atomically, write_bytes_atomically};

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    write_bytes_atomically(&path, b"old").unwrap();
    let failed = write_atomically(&path, |file| {
        file.write_all(&vec![b'x'; 100_000])?;
        Err(io::Error::from(io::ErrorKind::StorageFull))
    });
    assert!(matches!(failed, Err(StoreError::DiskFull { .. })), "{failed:?}");
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names_in(folder.path()).unwrap(), ["file"]);
    write_atomically(&path, |file| file.write_all(b"new")).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn a_device_that_is_full_is_told_apart() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        println!("skipped: no /dev/full here");
        return;
    }
    let error = fs::File::options().write(true).open(full).unwrap().write_all(b"x").unwrap_err();
    assert!(matches!(StoreError::io("write", full, error), StoreError::DiskFull { .. }));
}

#[test]
fn a_folder_that_cannot_be_written_is_a_clean_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    write_bytes_atomically(&file, b"mine").unwrap();
    let error = Store::open_or_create(&file).unwrap_err();
    assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
    let error = Store::open_or_create(&file.join("store")).unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert!(OutputDir::begin(&file).is_err());

    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    if fs::create_dir(locked.join("probe")).is_ok() {
        println!("skipped: this user may write anywhere");
        return;
    }
    let error = Store::open_or_create(&locked.join("store")).unwrap_err();
    assert!(matches!(error, StoreError::PermissionDenied { .. }), "{error}");
}

#[test]
fn a_folder_with_other_things_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    write_bytes_atomically(&folder.path().join("thesis.doc"), b"mine").unwrap();
    for opened in [Store::open(folder.path()).err(), Store::open_or_create(folder.path()).err()] {
        assert!(matches!(opened, Some(StoreError::NotAStore { .. })), "{opened:?}");
    }
    assert!(Releases::open(Some(folder.path())).is_err());
    assert_eq!(names_in(folder.path()).unwrap(), ["thesis.doc"]);

    write_bytes_atomically(&folder.path().join("format"), b"something else\n").unwrap();
    assert!(matches!(Store::open(folder.path()), Err(StoreError::NotAStore { .. })));
}

#[test]
fn no_folder_is_the_embedded_set_alone() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let releases = Releases::open(Some(&missing)).unwrap();
    assert_eq!(releases.releases(), Releases::embedded().unwrap().releases());
    assert!(!missing.exists());
}

#[test]
fn an_output_folder_with_someone_elses_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    let write = |text: &[u8]| {
        let output = OutputDir::begin(&target)?;
        output.write(Path::new("pages/a.html"), text)?;
        output.write_with(Path::new("b.csv"), |file| file.write_all(text))?;
        output.finish()
    };
    write(b"1").unwrap();
    write(b"2").unwrap();
    assert_eq!(fs::read(target.join("pages/a.html")).unwrap(), b"2");

    write_bytes_atomically(&target.join("pages/notes.txt"), b"mine").unwrap();
    let error = write(b"3").unwrap_err();
    assert!(error.to_string().contains("pages/notes.txt"), "{error}");
    assert_eq!(fs::read(target.join("pages/notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(target.join("b.csv")).unwrap(), b"2");
    assert_eq!(names_in(folder.path()).unwrap(), ["out"]);
}

#[test]
fn an_output_folder_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    let output = OutputDir::begin(&target).unwrap();
    output.write(Path::new("a"), b"1").unwrap();
    for name in ["../a", "/a", "", "a/../../b"] {
        assert!(matches!(output.write(Path::new(name), b"1"), Err(StoreError::Name { .. })), "{name}");
    }
    drop(output);
    assert!(names_in(folder.path()).unwrap().is_empty());
}

#[test]
#[cfg(unix)]
fn what_a_dead_run_left_is_removed_and_a_living_one_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    let dead = folder.path().join(".plumb-unfinished-4194304-0-out");
    let of_another_target = folder.path().join(".plumb-unfinished-4194304-0-about");
    fs::create_dir(&dead).unwrap();
    fs::create_dir(&of_another_target).unwrap();
    let living = OutputDir::begin(&target).unwrap();
    assert!(!dead.exists() && of_another_target.exists());
    let second = OutputDir::begin(&target).unwrap();
    living.write(Path::new("a"), b"1").unwrap();
    second.write(Path::new("a"), b"2").unwrap();
    living.finish().unwrap();
    assert_eq!(fs::read(target.join("a")).unwrap(), b"1");
    second.finish().unwrap();
    assert_eq!(fs::read(target.join("a")).unwrap(), b"2");
}

#[test]
#[cfg(unix)]
fn a_link_to_an_output_folder_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let output = OutputDir::begin(&link).unwrap();
    output.write(Path::new("a"), b"1").unwrap();
    output.finish().unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read(real.join("a")).unwrap(), b"1");
}
