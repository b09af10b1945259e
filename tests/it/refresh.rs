//! `plumb refresh` against a local origin: real requests on the loopback address, the publishers' files where this
//! machine has them, made-up ones of the same formats elsewhere.

use plumb_testkit::origin::Fault;

use crate::origin::serve;
use crate::plumb::{Sandbox, publishers_files};

#[test]
fn an_empty_store_is_filled_and_a_second_run_asks_for_no_body() {
    let (served, sandbox) = (serve(), Sandbox::new());
    let first = served.refresh(&sandbox, &[]).expect_code(0).stdout;
    for source in ["oews-national", "ep-occupation", "onet-text"] {
        assert!(
            first.lines().any(|line| line.starts_with(source) && line.contains(",new,")),
            "{source} is missing in\n{first}"
        );
    }
    served.origin.take_log();
    let second = served.refresh(&sandbox, &["--exit-code"]).expect_code(5).stdout;
    assert!(!second.contains(",new,") && !second.contains(",updated,"), "{second}");
    sandbox
        .plumb(&["--store", "store", "verify"])
        .expect_code(0)
        .expect_error_naming(&["nothing is damaged"]);
    let listing = sandbox.plumb(&["--store", "store", "releases", "--format", "csv"]).expect_code(0).stdout;
    assert!(listing.contains(",store,"), "{listing}");
}

#[test]
fn fetched_releases_give_the_same_result_as_the_embedded_ones() {
    if publishers_files().is_none() {
        return;
    }
    let (served, sandbox) = (serve(), Sandbox::new());
    served.refresh(&sandbox, &[]).expect_code(0);
    let aligned = |arguments: &[&str]| {
        sandbox.plumb(&[arguments, &["align", "--format", "csv", "--quiet"]].concat()).expect_code(0).stdout
    };
    assert_eq!(aligned(&["--store", "store"]), aligned(&[]));
}

#[test]
fn a_source_that_fails_is_in_the_table_and_the_exit_code_and_stops_no_other() {
    let (served, sandbox) = (serve(), Sandbox::new());
    let plan = served.refresh(&sandbox, &["--dry-run"]).expect_code(0).stdout;
    let national = plan.lines().find(|line| line.starts_with("oews-national/")).unwrap();
    let url = national.split_once(',').unwrap().1;
    let path = url.split_once("://").unwrap().1.split_once('/').unwrap().1;
    served.origin.fault(&format!("/{path}"), Fault::Status(403), None);
    let run =
        served.refresh(&sandbox, &["--source", "oews-national", "--source", "ep-occupation"]).expect_code(4);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("oews-national") && line.contains(",failed,")),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.lines().any(|line| line.starts_with("ep-occupation") && line.contains(",new,")),
        "{}",
        run.stdout
    );
    // The next run, on a healthy host, brings what was missing.
    served.origin.clear_faults();
    let run = served.refresh(&sandbox, &["--source", "oews-national"]).expect_code(0);
    assert!(
        run.stdout.lines().any(|line| line.starts_with("oews-national") && line.contains(",new,")),
        "{}",
        run.stdout
    );
}

#[test]
fn without_a_contact_nobody_at_bls_is_asked() {
    let (served, sandbox) = (serve(), Sandbox::new());
    let url = served.origin.url();
    let run = sandbox.plumb(&[
        "--store",
        "store",
        "refresh",
        "--base-url",
        &url,
        "--source",
        "oews-national",
        "--format",
        "csv",
    ]);
    let run = run.expect_code(2);
    assert!(run.stdout.contains("contact e-mail"), "{}", run.stdout);
    assert!(served.origin.take_log().is_empty());
    sandbox.plumb(&["--offline", "refresh"]).expect_code(2).expect_error_naming(&["--from-dir"]);
    sandbox
        .plumb(&["refresh", "--source", "no-such-source"])
        .expect_code(2)
        .expect_error_naming(&["oews-national"]);
}

#[test]
fn files_downloaded_by_hand_are_as_good_as_fetched_ones() {
    let Some(data) = publishers_files() else { return };
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.here().join("hand")).unwrap();
    std::fs::copy(data.join("bls/emp/2024-34/occupation.xlsx"), sandbox.here().join("hand/occupation.xlsx"))
        .unwrap();
    sandbox.file("hand/notes.txt", "mine");
    let run = sandbox
        .plumb(&["--store", "store", "--offline", "refresh", "--from-dir", "hand", "--format", "csv"])
        .expect_code(0);
    assert!(run.stdout.contains("ep-occupation/newest,new,"), "{}", run.stdout);
    assert!(run.stdout.contains("notes.txt,absent,"), "{}", run.stdout);
}
