//! Every command of the README runs, in the order in which a reader meets it.

use std::process::Command;

use crate::plumb::{Sandbox, binary, root};

/// The commands of the README: lines of `sh` blocks, without prompts and comments.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut inside = false;
    let mut commands = Vec::new();
    for line in readme.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
            continue;
        }
        let command = line.split(" # ").next().unwrap_or_default().trim();
        if inside && !command.is_empty() && !command.starts_with('#') {
            commands.push(command.to_owned());
        }
    }
    commands
}

#[test]
fn every_plumb_command_runs() {
    let sandbox = Sandbox::new();
    // What the README calls the checkout is reachable from where the commands run.
    std::os::unix::fs::symlink(root().join("config"), sandbox.here().join("config")).unwrap();
    std::os::unix::fs::symlink(root().join("fixtures"), sandbox.here().join("fixtures")).unwrap();
    let folder = binary().parent().unwrap().display().to_string();
    let mut count = 0;
    for command in commands() {
        // The main job, the way a newcomer calls it and the way everybody else does.
        let command = command.replace("cargo run --release --", "plumb");
        if command.starts_with("cargo ") || command.starts_with("git ") || command.starts_with("cd ") {
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(sandbox.here())
            .env_clear()
            .env("PATH", format!("{folder}:/usr/bin:/bin"))
            .env("HOME", sandbox.here().join("../home"))
            .output()
            .unwrap();
        assert!(output.status.success(), "`{command}`: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "`{command}` says nothing");
        count += 1;
    }
    assert!(count >= 10, "only {count} commands were found in the README");
}

#[test]
fn the_first_two_commands_are_the_main_job_and_the_tests() {
    let cargo: Vec<String> = commands().into_iter().filter(|command| command.starts_with("cargo ")).collect();
    assert_eq!(cargo[0], "cargo run --release -- align");
    assert_eq!(cargo[1], "cargo test --release --workspace");
    // What CI runs is what the README says.
    let ci = std::fs::read_to_string(root().join("xtask/src/ci.rs")).unwrap();
    assert!(ci.contains(r#"["test", "--release", "--workspace"]"#));
}
