//! `plumb rules` over the carried rule tables, and over tables with mistakes.

use crate::plumb::{Sandbox, root};

const RULE: &str = r#"occupation_codes = "soc-2018"

[[occupation]]
id = "one"
codes = ["55-0000"]
target = "military-national-security"
weight = 0.9
reason = "Because."
source = "https://www.bls.gov/soc/"
author = "A steward"
added = 2026-11-25
review = 2027-11-25
hits = ["55-3011"]
misses = ["33-3051"]
"#;

/// A configuration with the carried edition and the given rule tables.
fn configuration(sandbox: &Sandbox, name: &str, rules: &[(&str, &str)]) {
    let edition = root().join("config/frameworks/national-2024");
    for file in ["framework.toml", "occupations.csv", "industries.csv", "programs.csv"] {
        let text = std::fs::read_to_string(edition.join(file)).unwrap();
        sandbox.file(&format!("{name}/frameworks/national-2024/{file}"), text);
    }
    for (file, text) in rules {
        sandbox.file(&format!("{name}/frameworks/national-2024/rules/{file}"), text);
    }
}

#[test]
fn the_carried_rules_pass_their_own_check_and_examples() {
    let sandbox = Sandbox::new();
    // A day on which nothing is due yet.
    let check = ["rules", "check", "--on", "2026-12-01", "--exit-code", "--format", "csv"];
    let findings = sandbox.plumb(&check).expect_code(0).stdout;
    assert_eq!(findings.lines().count(), 1, "{findings}");
    let later = sandbox.plumb(&["rules", "check", "--on", "2030-01-01", "--exit-code"]).expect_code(6);
    assert!(later.stdout.contains("review-due"));
    sandbox.plumb(&["rules", "check", "--on", "soon"]).expect_code(2).expect_error_naming(&["2026-11-25"]);
    let failing = sandbox.plumb(&["rules", "test", "--format", "csv"]).expect_code(0).stdout;
    assert_eq!(failing.lines().count(), 1, "{failing}");
    let all = sandbox.plumb(&["rules", "test", "--all", "--format", "csv"]).expect_code(0).stdout;
    assert!(all.lines().count() > 500, "{} examples", all.lines().count());
    let list = sandbox.plumb(&["rules", "list", "--format", "json"]).expect_code(0).stdout;
    assert!(list.contains("\"military-specific-occupations\""));
}

#[test]
fn a_title_rule_for_titles_to_come_is_a_note_and_one_that_nothing_meets_a_warning() {
    let sandbox = Sandbox::new();
    let title = |id: &str, pattern: &str, hit: &str| {
        let rule = RULE.replace("occupation_codes = \"soc-2018\"\n\n[[occupation]]", "[[title]]");
        rule.replace("id = \"one\"", &format!("id = \"{id}\""))
            .replace("codes = [\"55-0000\"]", &format!("patterns = [\"{pattern}\"]"))
            .replace("hits = [\"55-3011\"]", &format!("hits = [\"{hit}\"]"))
            .replace("misses = [\"33-3051\"]", "misses = [\"Dentist\"]")
    };
    let check = |config: &str, code: i32| {
        let run = sandbox.plumb(&[
            "rules",
            "check",
            "--on",
            "2026-12-01",
            "--exit-code",
            "--format",
            "csv",
            "--config",
            config,
        ]);
        run.expect_code(code).stdout
    };
    configuration(
        &sandbox,
        "to-come",
        &[("titles.toml", &title("to-come", "zeppelin steward", "Zeppelin steward"))],
    );
    let found = check("to-come", 0);
    assert!(found.contains("note,own-examples-only,to-come,"), "{found}");
    assert!(found.contains("such as `Zeppelin steward`"), "{found}");
    configuration(
        &sandbox,
        "never",
        &[("titles.toml", &title("never", "zeppelin steward", "Airship steward"))],
    );
    let found = check("never", 6);
    assert!(found.contains("warning,never-fires,never,"), "{found}");
}

#[test]
fn every_carried_rule_reaches_something_and_the_sectors_below_two_digits_are_covered() {
    let sandbox = Sandbox::new();
    let coverage = sandbox.plumb(&["rules", "check", "--coverage", "--format", "csv"]).expect_code(0).stdout;
    let mut reader = csv::Reader::from_reader(coverage.as_bytes());
    let column = |record: &csv::StringRecord, at: usize| record[at].parse::<u32>().unwrap();
    let (mut rules, mut industries, mut programs) = (0, 0, 0);
    for record in reader.records() {
        let record = record.unwrap();
        let fired: u32 = (4..9).map(|at| column(&record, at)).sum();
        assert!(fired > 0, "{record:?}");
        rules += 1;
        industries += column(&record, 6);
        programs += column(&record, 7);
    }
    assert!(rules > 250 && industries > 1_900 && programs > 2_500, "{rules} {industries} {programs}");
}

#[test]
fn explain_says_what_fires_and_what_stands() {
    let sandbox = Sandbox::new();
    for (subject, words) in [
        ("sUAS Flight Operator", vec!["unmanned-vehicle-operators", "Unmanned Vehicle Technology", "stands"]),
        ("541512", vec!["naics-541512-systems-design", "naics-5415-computer-systems-design"]),
        ("01.0308", vec!["program-teachers-are-not-the-field", "exclude"]),
        ("15-1252 in 522110", vec!["digital-work-in-other-sectors", "the industry 522110 lies in 52"]),
        ("25-1194", vec!["career-technical-teachers", "gives way"]),
    ] {
        let run = sandbox.plumb(&["rules", "explain", subject]).expect_code(0);
        for word in words {
            assert!(run.stdout.contains(word), "{subject}: {word} is not in\n{}", run.stdout);
        }
    }
    let csv = sandbox.plumb(&["rules", "explain", "Drone Pilot", "--format", "csv"]).expect_code(0).stdout;
    assert!(csv.starts_with("rule,target,force,stands,"), "{csv}");
    sandbox.plumb(&["rules", "explain", "15-9999"]).expect_code(3).expect_error_naming(&["15-9999"]);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let sandbox = Sandbox::new();
    let bad = RULE.replace("55-0000", "15-1132").replace("weight", "wieght");
    let good = RULE.replace("military-national-security", "militray-national-security");
    configuration(&sandbox, "bad", &[("a.toml", &bad), ("b.toml", &good)]);
    for arguments in [&["--config", "bad", "rules", "list"][..], &["--config", "bad", "framework", "check"]] {
        sandbox.plumb(arguments).expect_code(2).expect_error_naming(&[
            "a.toml:7:1: unknown field `wieght`",
            "    7 | wieght = 0.9",
            "      | ^^^^^^",
            "hint: is it `weight`?",
            "b.toml:6:10: the edition national-2024 has no cluster or sub-cluster `militray-national-security`",
            "hint: is it `military-national-security`?",
            "error: failed to read the rule tables: 2 problems",
        ]);
    }
    let old = RULE.replace("55-0000", "15-1132");
    configuration(&sandbox, "old", &[("a.toml", &old)]);
    sandbox
        .plumb(&["--config", "old", "rules", "check"])
        .expect_code(2)
        .expect_error_naming(&["15-1132 is a code of SOC 2010, not of SOC 2018", "15-1252"]);
    let doctor = sandbox.plumb(&["--config", "old", "doctor"]).expect_code(2);
    assert!(doctor.stdout.contains("15-1132"), "{}", doctor.stdout);
}

#[test]
fn examples_that_fail_and_rules_that_tie_end_with_their_codes() {
    let sandbox = Sandbox::new();
    let wrong = RULE.replace("hits = [\"55-3011\"]", "hits = [\"33-3051\"]");
    configuration(&sandbox, "wrong", &[("a.toml", &wrong)]);
    let run = sandbox.plumb(&["--config", "wrong", "rules", "test", "--format", "csv"]).expect_code(3);
    assert!(run.stdout.contains("one,33-3051,hit,false,it does not fire"), "{}", run.stdout);
    let title = |id: &str, pattern: &str, target: &str| {
        RULE.replace("[[occupation]]", "[[title]]")
            .replace("\"one\"", &format!("\"{id}\""))
            .replace("codes = [\"55-0000\"]", &format!("patterns = [\"{pattern}\"]"))
            .replace("military-national-security", target)
            .replace("weight = 0.9", "pin = true")
            .replace("55-3011", "Data Scientist")
    };
    // Both fire for one title that O*NET has, with patterns of the same length.
    let (left, right) = (title("left", "data", "education"), title("right", "scientist", "web-cloud"));
    configuration(&sandbox, "tie", &[("a.toml", &left), ("b.toml", &right)]);
    let run = sandbox.plumb(&["--config", "tie", "rules", "check", "--format", "csv"]).expect_code(2);
    assert!(run.stdout.contains("contradictory,left,"), "{}", run.stdout);
    assert!(run.stdout.contains("ties with `right`"), "{}", run.stdout);
}

#[test]
fn diff_shows_rules_and_what_they_change() {
    let sandbox = Sandbox::new();
    let new = RULE
        .replace("weight = 0.9", "weight = 0.5")
        .replace("codes = [\"55-0000\"]", "codes = [\"55-3000\"]");
    configuration(&sandbox, "old", &[("a.toml", RULE)]);
    sandbox.file("rules-only/a.toml", &new);
    let run = sandbox
        .plumb(&["rules", "diff", "old", "rules-only", "--format", "csv", "--exit-code"])
        .expect_code(6)
        .stdout;
    for line in [
        "rule,one,changed,,,force 0.9 -> 0.5; condition",
        "occupation,55-3011,changed,military-national-security (0.9),military-national-security (0.5),",
        "occupation,55-1016,removed,military-national-security (0.9),,",
    ] {
        assert!(run.contains(line), "{line} is not in\n{run}");
    }
    // What is published stays, so nothing moves for these occupations.
    assert!(!run.contains("occupation assignment"), "{run}");
    // Below the sector nothing is published: a pin moves an industry.
    let pinned = std::fs::read_to_string(sandbox.here().join("rules-only/a.toml")).unwrap().replace(
        "occupation_codes = \"soc-2018\"",
        "occupation_codes = \"soc-2018\"\nindustry_codes = \"naics-2022\"",
    ) + &RULE
        .replace("occupation_codes = \"soc-2018\"\n\n", "\n")
        .replace("[[occupation]]", "[[industry]]")
        .replace("\"one\"", "\"two\"")
        .replace("55-0000", "541940")
        .replace("military-national-security", "animal-systems")
        .replace("weight = 0.9", "pin = true")
        .replace("55-3011", "541940")
        .replace("33-3051", "541921");
    sandbox.file("pinned/a.toml", pinned);
    let run = sandbox
        .plumb(&["rules", "diff", "rules-only", "pinned", "--format", "csv"])
        .expect_code(0)
        .expect_error_naming(&["1 rules differ", "1 assignments change"])
        .stdout;
    assert!(run.contains("industry,541940,added,,animal-systems (pin),"), "{run}");
    assert!(run.contains("industry assignment,541940,changed,"), "{run}");
    assert!(run.contains(",Agriculture / Animal Systems (rule),"), "{run}");
    let same = sandbox.plumb(&["rules", "diff", "old", "old", "--exit-code"]).expect_code(0);
    assert!(same.stderr.contains("0 rules differ"));
    sandbox.plumb(&["rules", "diff", "old", "nowhere"]).expect_code(2).expect_error_naming(&["nowhere"]);
}

#[test]
fn the_example_table_is_read_and_its_examples_pass() {
    let sandbox = Sandbox::new();
    let example = sandbox.plumb(&["rules", "example"]).expect_code(0).stdout;
    configuration(&sandbox, "conf", &[("example.toml", &example)]);
    sandbox.plumb(&["--config", "conf", "rules", "test"]).expect_code(0);
    let check = ["--config", "conf", "rules", "check", "--on", "2026-12-01", "--exit-code"];
    sandbox.plumb(&check).expect_code(0);
}

#[test]
fn config_init_writes_what_the_binary_carries() {
    let sandbox = Sandbox::new();
    let files = sandbox.plumb(&["config", "init", "conf", "--format", "csv"]).expect_code(0).stdout;
    let mut names: Vec<String> =
        files.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_owned).collect();
    for name in &names {
        let written = std::fs::read(sandbox.here().join("conf").join(name)).unwrap();
        assert!(written == std::fs::read(root().join("config").join(name)).unwrap(), "{name} differs");
    }
    // Nothing of the repository's configuration is missing.
    let mut folders = vec![root().join("config")];
    let mut wanted = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root().join("config")).unwrap();
                wanted.push(name.display().to_string());
            }
        }
    }
    names.sort();
    wanted.sort();
    assert_eq!(names, wanted);
    sandbox.plumb(&["--config", "conf", "doctor"]).expect_code(0);
    sandbox.plumb(&["config", "init", "conf"]).expect_code(2).expect_error_naming(&["conf", "not empty"]);
}
