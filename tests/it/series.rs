//! `plumb series`: the BLS Public Data API through the command line, before the origin's API.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use plumb_testkit::origin::OriginConfig;

use crate::origin::{Served, files_below, serve_with};
use crate::plumb::{Run, Sandbox};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn serve_api(queries_per_day: (u32, u32)) -> Served {
    let api_keys = vec![KEY.to_owned()];
    serve_with(OriginConfig { api_keys, api_queries_per_day: queries_per_day, ..OriginConfig::default() })
}

fn command(served: &Served, sandbox: &Sandbox, more: &[&str]) -> Command {
    let url = served.origin.url();
    let common = [
        "--store",
        "store",
        "--format",
        "csv",
        "series",
        "--base-url",
        &url,
        "--contact",
        "tests@example.org",
    ];
    sandbox.command(&[&common[..], more].concat())
}

fn series(served: &Served, sandbox: &Sandbox, more: &[&str]) -> Run {
    Run::from(&command(served, sandbox, more).output().unwrap())
}

#[test]
fn ids_are_put_together_and_figures_keep_their_footnotes() {
    let (served, sandbox) = (serve_api((500, 25)), Sandbox::new());
    let years = ["--from-year", "2024", "--to-year", "2025"];
    let run = series(
        &served,
        &sandbox,
        &[&["--occupation", "15-1252", "--figure", "annual-mean"][..], &years].concat(),
    )
    .expect_code(0)
    .expect_error_naming(&["1 of 25 queries"]);
    assert_eq!(
        run.stdout,
        "series_id,year,period,value,footnotes\nOEUN000000000000015125204,2024,A01,148100,\nOEUN000000000000015125204,2025,A01,148100,\n"
    );
    let run =
        series(&served, &sandbox, &[&["OEUN000000000000029102313"][..], &years].concat()).expect_code(0);
    assert!(
        run.stdout.contains("OEUN000000000000029102313,2024,A01,,\"5: This wage is equal to or greater"),
        "{}",
        run.stdout
    );
    let run = series(&served, &sandbox, &["api-total-employment", "--to-year", "2012"]).expect_code(0);
    assert_eq!(run.stdout.lines().count(), 1 + 3, "from the first year of the catalogue");
    let run = series(
        &served,
        &sandbox,
        &["--occupation", "15-1252", "--area", "01", "--area", "19100", "--dry-run"],
    );
    assert_eq!(run.expect_code(0).stdout.lines().count(), 1 + 4, "two areas, two figures");
    assert_eq!(served.origin.api_queries(), 3);
}

#[test]
fn many_series_go_in_batches_and_the_quota_holds_across_runs() {
    let (served, sandbox) = (serve_api((3, 1)), Sandbox::new());
    let many: Vec<String> = (0..120).map(|index| format!("TEST{index:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let years = ["--from-year", "2025", "--to-year", "2025"];
    let with_key = |more: &[&str]| {
        let output = command(&served, &sandbox, more).env("PLUMB_BLS_KEY", KEY).output().unwrap();
        Run::from(&output)
    };
    // 50 + 50 + 20 with a key.
    with_key(&[&many[..], &years].concat()).expect_code(3).expect_error_naming(&["TEST0000", "BLS has none"]);
    assert_eq!(served.origin.api_queries(), 3);
    // The origin allows three a day, the catalogue 500: the refusal comes with status 200.
    with_key(&[&["CES0000000001"][..], &years].concat())
        .expect_code(4)
        .expect_error_naming(&["quota of the day", "500 of 500"]);
    served.origin.take_log();
    with_key(&[&["CES0000000001"][..], &years].concat())
        .expect_code(4)
        .expect_error_naming(&["quota of the day"]);
    assert_eq!(served.origin.take_log(), [], "a refusal is believed until midnight");
    // Without a key the count is another one.
    series(&served, &sandbox, &[&["CES0000000001"][..], &years].concat()).expect_code(0);
    series(&served, &sandbox, &[&["CES0000000001"][..], &years].concat()).expect_code(4);
}

#[test]
fn refusals_have_the_exit_codes_of_what_they_mean() {
    let (served, sandbox) = (serve_api((500, 25)), Sandbox::new());
    let years = ["--from-year", "2025", "--to-year", "2025"];
    let wrong = "fedcba9876543210fedcba9876543210";
    let output = command(&served, &sandbox, &[&["CES0000000001"][..], &years].concat())
        .env("PLUMB_BLS_KEY", wrong)
        .output()
        .unwrap();
    let run = Run::from(&output).expect_code(2).expect_error_naming(&["not registered"]);
    assert!(!run.stderr.contains(wrong) && !run.stdout.contains(wrong), "{}", run.stderr);
    for path in files_below(sandbox.here().as_path()) {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(!text.contains(wrong), "{}", path.display());
    }
    served.origin.set_api_answer(Some(
        "{\"status\": \"REQUEST_FAILED\", \"message\": [\"Out of order\"], \"Results\": {}}".to_owned(),
    ));
    series(&served, &sandbox, &[&["CES0000000001"][..], &years].concat())
        .expect_code(4)
        .expect_error_naming(&["Out of order"]);
    served.origin.set_api_answer(Some("{\"status\": \"REQUEST_SUCCEEDED\"}".to_owned()));
    series(&served, &sandbox, &[&["CES0000000001"][..], &years].concat())
        .expect_code(3)
        .expect_error_naming(&["unexpected"]);
    served.origin.set_api_answer(None);
    series(&served, &sandbox, &["software developers"])
        .expect_code(2)
        .expect_error_naming(&["no id of a series"]);
    series(&served, &sandbox, &[]).expect_code(2);
    sandbox
        .plumb(&["--offline", "series", "CES0000000001"])
        .expect_code(2)
        .expect_error_naming(&["--offline"]);
    let url = served.origin.url();
    sandbox
        .plumb(&["--store", "store", "series", "CES0000000001", "--base-url", &url])
        .expect_code(2)
        .expect_error_naming(&["contact e-mail"]);
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let (served, sandbox) = (serve_api((500, 25)), Sandbox::new());
    let file = sandbox.file("key", format!("{KEY}\n"));
    let more = ["CES0000000001", "--from-year", "2025", "--to-year", "2025", "--key-file", "key"];
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    series(&served, &sandbox, &more).expect_code(2).expect_error_naming(&["key"]);
    assert_eq!(served.origin.take_log(), []);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    series(&served, &sandbox, &more).expect_code(0).expect_error_naming(&["1 of 500 queries"]);
}
