//! The examples of `docs/operations/` run as they stand, with paths of this machine in place of theirs.

use std::path::PathBuf;
use std::process::Command;

use crate::origin::serve_made_up;
use crate::plumb::{Run, Sandbox, binary, root};

fn example(name: &str) -> String {
    std::fs::read_to_string(root().join("docs/operations").join(name)).unwrap()
}

/// The example with the folders of a sandbox, and the program that was just built.
fn here(text: &str, sandbox: &Sandbox) -> String {
    let folder = |name: &str| sandbox.here().join(name).display().to_string();
    text.replace("/usr/local/bin/plumb", &binary().display().to_string())
        .replace("/var/lib/plumbline", &folder("state"))
        .replace("/etc/plumbline", &folder("config"))
}

fn runs(sandbox: &Sandbox, shell: &str) -> Run {
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-c", shell])
        .current_dir(sandbox.here())
        .env_clear()
        .env("PATH", path)
        .env("HOME", sandbox.here())
        .output()
        .unwrap();
    Run::from(&output)
}

/// The arguments of the command, with the origin in place of the publishers.
fn at_the_origin(command: &str, url: &str) -> String {
    command.replace(" refresh ", &format!(" refresh --base-url {url} --contact tests@example.org "))
}

#[test]
fn units_pass_the_check_of_systemd() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("skipped: systemd-analyze is not there");
        return;
    }
    let sandbox = Sandbox::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for name in ["plumb-refresh.service", "plumb-refresh.timer", "plumb-watch.service"] {
        files.push(sandbox.file(name, here(&example(name), &sandbox)));
    }
    let output = Command::new("systemd-analyze").arg("verify").args(&files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    // Remarks about other units of the machine are no concern of ours.
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("plumb-")).collect();
    assert!(ours.is_empty(), "{ours:?}");
}

#[test]
fn the_services_start_what_they_say() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    sandbox.file("state/.keep-nothing", "");
    std::fs::remove_file(sandbox.here().join("state/.keep-nothing")).unwrap();
    let unit = here(&example("plumb-refresh.service"), &sandbox);
    let value = |key: &str| {
        let lines = unit.lines().filter_map(|line| line.strip_prefix(key)).map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    let command = format!("{} {}", value("Environment=").join(" "), value("ExecStart=")[0]);
    runs(&sandbox, &at_the_origin(&command, &served.origin.url())).expect_code(0);
    let again = runs(&sandbox, &at_the_origin(&command, &served.origin.url()));
    assert_eq!(again.code.to_string(), value("SuccessExitStatus=")[0], "{}", again.stderr);
    assert!(sandbox.here().join("state/plumb.prom").is_file());
}

#[test]
fn the_line_of_the_crontab_runs_under_sh() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    std::fs::create_dir(sandbox.here().join("state")).unwrap();
    std::fs::create_dir(sandbox.here().join("config")).unwrap();
    let crontab = here(&example("crontab"), &sandbox);
    let line = crontab.lines().find(|line| !line.starts_with('#')).unwrap();
    let fields: Vec<&str> = line.splitn(6, ' ').collect();
    assert_eq!(fields[..5], ["30", "15", "*", "*", "*"]);
    assert!(!fields[5].contains('%'), "cron makes line ends of percent signs");
    let command = at_the_origin(fields[5], &served.origin.url());
    runs(&sandbox, &command).expect_code(0);
    // Nothing new is no failure either.
    runs(&sandbox, &command).expect_code(0);
    let log = std::fs::read_to_string(sandbox.here().join("state/refresh.log")).unwrap();
    assert!(log.contains("onet-text/31.0"), "{log}");
}

/// No container engine runs here; what the image would start is started without one.
#[test]
fn the_command_of_the_image_is_one_that_plumb_takes() {
    let dockerfile = example("Dockerfile");
    let list = |key: &str| -> Vec<String> {
        let line = dockerfile.lines().rev().find_map(|line| line.strip_prefix(key)).unwrap();
        serde_json::from_str(line).unwrap()
    };
    assert_eq!(list("ENTRYPOINT "), ["plumb"]);
    let sandbox = Sandbox::new();
    let mut arguments = list("CMD ");
    arguments.push("--help".to_owned());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    sandbox.plumb(&arguments).expect_code(0);
    assert!(dockerfile.contains("cargo build --release --locked -p plumb-cli"));
}
