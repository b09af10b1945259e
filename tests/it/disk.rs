//! A disk that is full, read-only or somebody else's: a clean error with its documented exit code, and nothing lost.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::origin::serve_made_up;
use crate::plumb::{Run, Sandbox};

/// A small file system in memory, unmounted when it is dropped.
struct Tmpfs(PathBuf);

impl Tmpfs {
    /// `None` where this machine lets nobody mount, with a remark.
    fn mount(folder: &Path, options: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder.to_owned()));
        }
        println!("skipped: this machine does not let the test mount a tmpfs");
        None
    }

    fn remount(&self, options: &str) {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_named_and_what_was_there_stays() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let Some(disk) = Tmpfs::mount(&sandbox.here().join("store"), "size=10m") else { return };
    served.refresh(&sandbox, &["--source", "cip-codes"]).expect_code(0);
    // From hardly anything to nearly enough: each run stops at another write.
    for kilobytes in [60, 90, 130, 180, 260, 350] {
        disk.remount(&format!("size={kilobytes}k"));
        let run = served.refresh(&sandbox, &[]).expect_code(1);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains("No space left") || said.contains("the disk is full"), "{kilobytes}k: {said}");
        let verified = sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
        verified.expect_error_naming(&["nothing is damaged"]);
        let listed =
            sandbox.plumb(&["--store", "store", "releases", "--format", "csv"]).expect_code(0).stdout;
        assert!(
            listed.lines().any(|line| line.starts_with("cip/2020,") && line.contains("store")),
            "{listed}"
        );
    }
    disk.remount("size=50m");
    let run = served.refresh(&sandbox, &[]).expect_code(0);
    assert!(run.stdout.contains("oews-national/2025-05,new,"), "{}", run.stdout);
}

#[test]
fn a_read_only_store_is_read_and_not_written() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let Some(disk) = Tmpfs::mount(&sandbox.here().join("store"), "size=50m") else { return };
    served.refresh(&sandbox, &["--source", "cip-codes"]).expect_code(0);
    disk.remount("ro");
    served.refresh(&sandbox, &[]).expect_code(2).expect_error_naming(&["read-only", "choose another folder"]);
    sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    sandbox.plumb(&["--store", "store", "releases", "show", "cip/2020"]).expect_code(0);
}

#[test]
fn a_store_of_somebody_else_is_named() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    served.refresh(&sandbox, &["--source", "cip-codes"]).expect_code(0);
    let mut command = served.refresh_command(&sandbox, &["--source", "onet-text"]);
    let root =
        String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim() == "0";
    if root {
        // Permissions do not bind root: another user tries.
        let open = |folder: &Path| {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        open(sandbox.here().parent().unwrap());
        open(&sandbox.here());
        command.uid(65_534).gid(65_534);
    } else {
        let closed = std::fs::Permissions::from_mode(0o555);
        std::fs::set_permissions(sandbox.here().join("store/lock"), std::fs::Permissions::from_mode(0o444))
            .unwrap();
        std::fs::set_permissions(sandbox.here().join("store"), closed).unwrap();
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: another user cannot start the program here: {error}");
            return;
        }
    };
    if !root {
        std::fs::set_permissions(sandbox.here().join("store"), std::fs::Permissions::from_mode(0o755))
            .unwrap();
    }
    Run::from(&output).expect_code(2).expect_error_naming(&["permission denied", "change its owner"]);
    sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
}
