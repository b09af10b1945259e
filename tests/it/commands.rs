//! Subcommands and their exit codes.

use crate::plumb::{Sandbox, publishers_files, root};

#[test]
fn help_and_version_are_answers_and_wrong_arguments_are_usage_errors() {
    let sandbox = Sandbox::new();
    assert!(sandbox.plumb(&["--help"]).expect_code(0).stdout.contains("align"));
    assert!(sandbox.plumb(&["--version"]).expect_code(0).stdout.starts_with("plumb "));
    sandbox.plumb(&["no-such-command"]).expect_code(2);
    sandbox.plumb(&["align", "--no-such-option"]).expect_code(2);
    sandbox
        .plumb(&["align", "--edition", "no-such-edition"])
        .expect_code(2)
        .expect_error_naming(&["national-2024", "original-2002"]);
    sandbox.plumb(&["align", "--edition", "../../etc"]).expect_code(2);
}

#[test]
fn explain_says_why_for_every_kind_of_code() {
    let sandbox = Sandbox::new();
    for (subject, words) in [
        ("15-2051", ["Data Scientists", "Data Science & AI"]),
        ("15-2051.01", ["Through the published crosswalk", "Data Scientists"]),
        ("13-1020", ["stands for 3 occupations", "Purchasing Agents"]),
        ("data scientists", ["15-2051", "Digital Technology"]),
    ] {
        let run = sandbox.plumb(&["explain", subject]).expect_code(0);
        let said = run.stdout + &run.stderr;
        for word in words {
            assert!(said.contains(word), "{subject}: {word} is not in\n{said}");
        }
    }
    sandbox.plumb(&["explain", "15-9999"]).expect_code(3).expect_error_naming(&["15-9999"]);
    sandbox.plumb(&["explain", "zzyzx qqqq"]).expect_code(3);
}

#[test]
fn profile_takes_ids_and_names() {
    let sandbox = Sandbox::new();
    let by_id = sandbox.plumb(&["profile", "digital-technology"]).expect_code(0).stdout;
    assert!(by_id.contains("Software Solutions"));
    assert_eq!(by_id, sandbox.plumb(&["profile", "Digital technology"]).expect_code(0).stdout);
    sandbox.plumb(&["profile", "astrology"]).expect_code(2).expect_error_naming(&["digital-technology"]);
}

#[test]
fn framework_check_says_what_the_edition_leaves_open() {
    let sandbox = Sandbox::new();
    let run = sandbox.plumb(&["framework", "check", "--format", "csv"]).expect_code(0);
    assert_eq!(run.stdout.lines().count(), 4, "{}", run.stdout);
    assert!(run.stdout.contains("unmanned-vehicle-technology"));
    sandbox.plumb(&["framework", "check", "--exit-code"]).expect_code(6);
}

#[test]
fn a_steward_s_own_configuration_is_used() {
    let sandbox = Sandbox::new();
    let edition = root().join("config/frameworks/national-2024");
    for name in ["framework.toml", "occupations.csv", "industries.csv", "programs.csv"] {
        let text = std::fs::read_to_string(edition.join(name)).unwrap();
        let text = text.replace("id = \"national-2024\"", "id = \"state-2026\"");
        sandbox.file(&format!("conf/frameworks/state-2026/{name}"), text);
    }
    let out = sandbox
        .plumb(&["--config", "conf", "align", "--edition", "state-2026", "--out", "out", "--format", "json"])
        .expect_code(0);
    assert!(out.stdout.contains("\"edition\": \"state-2026\""));
    let broken = std::fs::read_to_string(edition.join("occupations.csv")).unwrap().replacen(
        "management-entrepreneurship",
        "managment",
        1,
    );
    sandbox.file("conf/frameworks/state-2026/occupations.csv", broken);
    sandbox
        .plumb(&["--config", "conf", "align", "--edition", "state-2026"])
        .expect_code(2)
        .expect_error_naming(&["occupations.csv", "row 2", "managment", "management-entrepreneurship"]);
}

#[test]
fn doctor_passes_on_a_fresh_machine() {
    let sandbox = Sandbox::new();
    assert!(sandbox.plumb(&["doctor"]).expect_code(0).stdout.contains("embedded release set serves"));
}

#[test]
fn the_steward_s_workbooks_give_the_committed_tables() {
    let Some(data) = publishers_files() else { return };
    let sandbox = Sandbox::new();
    let books: Vec<String> =
        ["SOC_Career_Clusters", "CIP_Career_Clusters", "NAICS_Subclusters", "Full_Framework"]
            .map(|name| data.join(format!("framework/{name}_Crosswalk.xlsx")).display().to_string())
            .to_vec();
    let mut arguments = vec!["framework", "import", "--out", "out", "--format", "csv"];
    arguments.extend(books.iter().map(String::as_str));
    let run = sandbox.plumb(&arguments).expect_code(0);
    for name in ["occupations.csv", "industries.csv", "programs.csv"] {
        let committed =
            std::fs::read_to_string(root().join("config/frameworks/national-2024").join(name)).unwrap();
        assert!(
            std::fs::read_to_string(sandbox.here().join("out").join(name)).unwrap() == committed,
            "{name} differs"
        );
    }
    // What is reported can be read: the sheets of one workbook do not accuse each other of being alike.
    let count = |kind: &str| run.stdout.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!((count("duplicate,"), count("disagreement,")), (0, 0), "{}", run.stdout);
    for kind in ["composite", "name-variant", "no-match", "without-rows"] {
        assert!(run.stdout.contains(&format!("\n{kind},")), "{kind} is not reported");
    }
}

#[test]
fn ingest_stores_releases_and_a_second_time_changes_nothing() {
    let Some(data) = publishers_files() else { return };
    let sandbox = Sandbox::new();
    let onet = data.join("onet/db_30_1_text").display().to_string();
    let oews = data.join("bls/oews/national_M2025_dl.xlsx").display().to_string();
    let arguments = ["--store", "store", "ingest", "--format", "csv", onet.as_str(), oews.as_str()];
    sandbox.plumb(&["--store", "store", "ingest", "--dry-run", oews.as_str()]).expect_code(0);
    assert!(!sandbox.here().join("store").exists(), "a dry run writes nothing");
    let first = sandbox.plumb(&arguments).expect_code(0).stdout;
    assert!(first.contains("oews/2025-05,oews_national,1401,0,new"), "{first}");
    assert!(first.contains("onet/30.1,onet_titles,64460,"), "{first}");
    let second = sandbox.plumb(&arguments).expect_code(0).stdout;
    assert!(second.contains("oews/2025-05,oews_national,1401,0,unchanged"), "{second}");
    sandbox
        .plumb(&["--store", "store", "verify"])
        .expect_code(0)
        .expect_error_naming(&["nothing is damaged"]);
    // The store's tables are those of the embedded set, so the result is the same.
    let embedded =
        sandbox.plumb(&["align", "--out", "a", "--format", "csv", "--quiet"]).expect_code(0).stdout;
    let stored = sandbox
        .plumb(&["--store", "store", "align", "--out", "b", "--format", "csv", "--quiet"])
        .expect_code(0)
        .stdout;
    assert_eq!(embedded, stored);
    // A damaged file is found and named.
    let release = sandbox.here().join("store/releases/oews/2025-05");
    let table = std::fs::read_dir(release)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "parquet"))
        .unwrap();
    let mut bytes = std::fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    sandbox.plumb(&["--store", "store", "verify"]).expect_code(3).expect_error_naming(&["damaged"]);
}
