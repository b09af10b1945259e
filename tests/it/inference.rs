//! Inference as a user meets it: explain for every kind of subject, evaluation with masks, what align does with what is
//! not published.

use std::path::PathBuf;

use serde_json::Value;

use crate::plumb::{Sandbox, root};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A copy of the configuration whose occupation rows are changed line by line; `None` drops a line.
pub(crate) fn config(sandbox: &Sandbox, change: impl Fn(&str) -> Option<String>) -> PathBuf {
    let from = root().join("config/frameworks/national-2024");
    for name in ["framework.toml", "occupations.csv", "industries.csv", "programs.csv"] {
        let text = std::fs::read_to_string(from.join(name)).unwrap();
        let text = if name == "occupations.csv" {
            let mut lines = text.lines();
            let head = lines.next().unwrap().to_owned();
            let mut rows: Vec<String> = lines.filter_map(&change).collect();
            rows.sort();
            rows.dedup();
            format!("{head}\n{}\n", rows.join("\n"))
        } else {
            text
        };
        sandbox.file(&format!("config/frameworks/national-2024/{name}"), text);
    }
    sandbox.here().join("config")
}

#[test]
fn contributions_add_up_for_every_kind_of_subject() {
    let sandbox = Sandbox::new();
    for (subject, kind, status) in [
        ("15-2051", "soc_occupation", "published"),
        ("15-1299.08", "onet_occupation", "published"),
        ("541512", "industry", "inferred"),
        ("62", "industry", "published"),
        ("31-33", "industry", "published"),
        ("11.0701", "program", "published"),
        ("drone pilot", "title", "rule"),
        ("cloud platform engineer", "title", "inferred"),
        ("13-1020", "soc_occupation", "published"),
        ("15-1132", "soc_occupation", "published"),
    ] {
        let run = sandbox.plumb(&["explain", subject, "--format", "json"]).expect_code(0);
        let explanations = json(&run.stdout);
        let first = &explanations[0];
        assert_eq!(
            (first["kind"].as_str(), first["status"].as_str()),
            (Some(kind), Some(status)),
            "{subject}"
        );
        assert!(!first["places"].as_array().unwrap().is_empty(), "{subject}");
        let targets = first["inference"]["targets"].as_array().unwrap();
        assert!(targets.len() >= 2, "{subject}");
        for target in targets {
            let parts = target["contributions"].as_array().unwrap();
            let sum: f64 = parts.iter().map(|part| part["points"].as_f64().unwrap()).sum();
            let points = target["points"].as_f64().unwrap();
            assert!((sum - points).abs() < 1e-6, "{subject}: {sum} is not {points}");
        }
        let gap = targets[0]["points"].as_f64().unwrap() - targets[1]["points"].as_f64().unwrap();
        assert!((first["inference"]["gap_points"].as_f64().unwrap() - gap).abs() < 1e-9);
        assert!(first["releases"].as_array().unwrap().iter().any(|one| one == "soc/2018"));
    }
}

#[test]
fn only_what_nobody_decided_goes_to_review() {
    let sandbox = Sandbox::new();
    let review = "it goes to review";
    for (subject, said, unsaid) in [
        ("541", review, "stands"),
        ("54", "what is published stands", review),
        ("drone pilot", "what the rule says stands", review),
    ] {
        let run = sandbox.plumb(&["explain", subject]).expect_code(0);
        assert!(run.stdout.contains(said) && !run.stdout.contains(unsaid), "{subject}: {}", run.stdout);
    }
}

#[test]
fn what_is_no_subject_is_said_to_be_none() {
    let sandbox = Sandbox::new();
    for subject in ["15-9999", "99-9999.99", "987654", "99.9998", "1-2-3", "zzyzx qqqq"] {
        sandbox.plumb(&["explain", subject]).expect_code(3).expect_error_naming(&[subject]);
    }
    sandbox.plumb(&["explain", " "]).expect_code(2);
}

#[test]
fn codes_of_older_editions_are_followed_and_groups_name_their_members() {
    let sandbox = Sandbox::new();
    for (subject, codes, said) in [
        // Software developers, applications, as O*NET-SOC 2010 and NAICS 2017 had them.
        ("15-1132.00", &["15-1252.00"][..], "O*NET-SOC 2010"),
        ("15-1132", &["15-1252", "15-1253"], "SOC 2010"),
        ("443142", &["449210"], "NAICS 2017"),
    ] {
        let run = sandbox.plumb(&["explain", subject, "--format", "json"]).expect_code(0);
        assert!(run.stderr.contains(said), "{subject}: {}", run.stderr);
        let explanations = json(&run.stdout);
        let found: Vec<&str> =
            explanations.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert!(codes.iter().all(|code| found.contains(code)), "{subject}: {found:?}");
    }
    for (group, member) in [("15-1250", "15-1251"), ("15-1200", "15-1211"), ("11-0000", "11-1011")] {
        sandbox.plumb(&["explain", group]).expect_code(3).expect_error_naming(&[group, member, "group"]);
    }
}

#[test]
fn explained_titles_are_judged_without_knowing_them_and_calibrated_on_them() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "truth.csv",
        "title,soc_code\nIntensive Care Nurse,29-1141\nHouse Carpenter,47-2031\nJava Developer,15-1252;15-1251\nWelder,99-0000\n",
    );
    let run = sandbox
        .plumb(&["evaluate", "occupations", "--titles", "truth.csv", "--predictions"])
        .expect_code(0)
        .expect_error_naming(&["row 4", "99-0000"]);
    let predictions = json(&run.stdout);
    let predictions = predictions.as_array().unwrap();
    assert_eq!(predictions.len(), 3);
    assert_eq!(predictions[0]["subject"], "House Carpenter");
    assert_eq!(predictions[0]["title"], "Carpenters");
    assert!(predictions.iter().all(|one| one["cluster_is_right"] == true), "{predictions:?}");
    sandbox.file("other.csv", "name,code\nWelder,51-4121\n");
    sandbox
        .plumb(&["evaluate", "occupations", "--titles", "other.csv"])
        .expect_code(2)
        .expect_error_naming(&["`title`", "name, code"]);
    sandbox.plumb(&["evaluate", "occupations", "--leave-one-out", "--sample", "5"]).expect_code(2);
}

#[test]
fn evaluation_holds_its_floors() {
    let sandbox = Sandbox::new();
    for (mask, n, cluster, sub_cluster) in [
        (&["--leave-one-out"][..], 867, 0.88, 0.79),
        (&["--folds", "5", "--seed", "7"][..], 867, 0.85, 0.73),
        (&["--minor-groups"][..], 867, 0.83, 0.70),
        (&["--soc2018-additions"][..], 80, 0.85, 0.75),
    ] {
        let arguments = [&["evaluate", "occupations"], mask].concat();
        let figures = json(&sandbox.plumb(&arguments).expect_code(0).stdout);
        assert_eq!(figures["n"].as_u64(), Some(n), "{mask:?}");
        for (name, floor) in [("cluster_top1", cluster), ("sub_cluster_top1", sub_cluster)] {
            let value = figures[name].as_f64().unwrap();
            assert!(value >= floor && value < 1.0, "{mask:?} {name}: {value}");
        }
        for name in ["sub_cluster_micro_f1", "abstained", "ece", "ece_by_chance"] {
            assert!(figures[name].is_number(), "{name}");
        }
        if mask == ["--minor-groups"] {
            let ece = figures["ece"].as_f64().unwrap();
            assert!(ece <= 0.04, "without siblings: {ece}");
        }
        if mask == ["--leave-one-out"] {
            let of = |name: &str| figures[name].as_f64().unwrap();
            assert!(of("sub_cluster_micro_f1") >= 0.67, "{}", of("sub_cluster_micro_f1"));
            assert!(
                of("sub_cluster_top1_at_80_coverage") >= 0.85,
                "{}",
                of("sub_cluster_top1_at_80_coverage")
            );
            assert!(of("ece") <= 0.04, "{}", of("ece"));
        }
    }
}

#[test]
fn less_evidence_is_worse() {
    let sandbox = Sandbox::new();
    let sub_cluster = |more: &[&str]| {
        let arguments = [&["evaluate", "occupations", "--leave-one-out"], more].concat();
        json(&sandbox.plumb(&arguments).expect_code(0).stdout)["sub_cluster_top1"].as_f64().unwrap()
    };
    let without = "titles,tasks,related,programs,taxonomy,names,industries";
    assert!(sub_cluster(&["--without", without]) + 0.1 < sub_cluster(&[]));
    sandbox
        .plumb(&["evaluate", "occupations", "--leave-one-out", "--without", "astrology"])
        .expect_code(2)
        .expect_error_naming(&["astrology", "titles"]);
}

#[test]
fn mask_files_are_read_strictly() {
    let sandbox = Sandbox::new();
    let run = |text: &str| {
        sandbox.file("mask.csv", text);
        sandbox.plumb(&["evaluate", "occupations", "--mask", "mask.csv"])
    };
    let figures = json(&run("title,soc_code\nData,15-2051\nNurses, 29-1141 \n").expect_code(0).stdout);
    assert_eq!(figures["n"].as_u64(), Some(2));
    run("soc_code\n15-2051\n15-9999\n").expect_code(3).expect_error_naming(&["mask.csv", "row 3", "15-9999"]);
    run("soc_code\nnurses\n").expect_code(3).expect_error_naming(&["mask.csv", "row 2", "nurses"]);
    run("code\n15-2051\n").expect_code(3).expect_error_naming(&["mask.csv", "soc_code"]);
    run("soc_code\n").expect_code(3).expect_error_naming(&["mask.csv", "no row below the header"]);
    run("").expect_code(3).expect_error_naming(&["mask.csv", "the file is empty"]);
    run("soc_code,title\n15-2051,Data\n,Nothing\n").expect_code(3).expect_error_naming(&["row 3", "empty"]);
    // Windows line ends, a byte order mark before a quoted header, blanks, codes given twice.
    let figures =
        json(&run("\u{feff}\"soc_code\"\r\n15-2051\r\n 29-1141\r\n15-2051\r\n").expect_code(0).stdout);
    assert_eq!(figures["n"].as_u64(), Some(2));
    // A composite code stands for its occupations; one of them is predicted alone, with all of them hidden.
    let figures = json(&run("soc_code\n13-1020\n").expect_code(0).stdout);
    assert_eq!(figures["n"].as_u64(), Some(3));
    let figures = json(&run("soc_code\n13-1021\n").expect_code(0).stdout);
    assert_eq!(figures["n"].as_u64(), Some(1));
    run("soc_code\n13-0000\n").expect_code(3).expect_error_naming(&["row 2", "13-0000", "detailed"]);
    sandbox
        .plumb(&["evaluate", "occupations", "--mask", "no.csv"])
        .expect_code(2)
        .expect_error_naming(&["no.csv"]);
    sandbox.plumb(&["evaluate", "occupations"]).expect_code(2);
    sandbox.plumb(&["evaluate", "occupations", "--folds", "1"]).expect_code(2);
}

#[test]
fn a_rule_about_an_onet_occupation_moves_its_row_and_explain_says_the_same() {
    let sandbox = Sandbox::new();
    sandbox.plumb(&["config", "init", "config", "--quiet"]).expect_code(0);
    let rule = r#"occupation_codes = "soc-2018"

[[occupation]]
id = "robots-are-robotics"
codes = ["17-2199.08"]
target = "robotics"
pin = true
priority = 9
reason = "The title says so."
source = "https://www.onetonline.org/link/summary/17-2199.08"
author = "A steward"
added = 2026-11-25
review = 2030-01-01
hits = ["17-2199.08"]
misses = ["17-2199", "17-2199.05"]
"#;
    sandbox.file("config/frameworks/national-2024/rules/robots.toml", rule);
    let sandbox_config = ["--config", "config"];
    sandbox.plumb(&[&sandbox_config[..], &["align", "--out", "out"]].concat()).expect_code(0);
    let mut reader = csv::Reader::from_path(sandbox.here().join("out/onet_assignments.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |code: &str| rows.iter().filter(|row| &row[0] == code).collect::<Vec<_>>();
    let moved = of("17-2199.08");
    assert_eq!(moved.len(), 1);
    assert_eq!((&moved[0][3], &moved[0][4], &moved[0][8]), ("Advanced Manufacturing", "Robotics", "rule"));
    assert!(moved[0][9].starts_with("A rule is about 17-2199.08"), "{}", &moved[0][9]);
    // Its sibling takes over the published rows of the SOC occupation.
    assert!(of("17-2199.05").iter().all(|row| &row[8] == "published"));
    let run = sandbox.plumb(&[&sandbox_config[..], &["explain", "17-2199.08", "--format", "json"]].concat());
    let explained = json(&run.expect_code(0).stdout);
    assert_eq!(explained[0]["status"], "rule");
    assert_eq!(explained[0]["places"][0]["sub_cluster"], "Robotics");
    // A new version of the rules says what it moves.
    let run = sandbox.plumb(&[
        "rules",
        "diff",
        &root().join("config").display().to_string(),
        "config",
        "--format",
        "csv",
    ]);
    assert!(run.expect_code(0).stdout.contains("O*NET-SOC assignment,17-2199.08"));
}

#[test]
fn the_primary_place_of_what_is_inferred_is_what_the_evidence_ranks_first() {
    let sandbox = Sandbox::new();
    let removed = ["43-4021", "11-3031", "13-1041"];
    let folder = config(&sandbox, |line| {
        let soc = line.split(',').next()?;
        (!removed.contains(&soc)).then(|| line.to_owned())
    });
    let folder = folder.display().to_string();
    for code in removed {
        let run = sandbox.plumb(&["explain", code, "--config", &folder, "--format", "json"]).expect_code(0);
        let explained = json(&run.stdout);
        let places = explained[0]["places"].as_array().unwrap();
        let primary: Vec<&Value> = places.iter().filter(|place| place["role"] == "primary").collect();
        let first = explained[0]["inference"]["targets"][0]["place"].as_str().unwrap();
        assert_eq!(primary.len(), 1, "{code}");
        let name = format!(
            "{} / {}",
            primary[0]["cluster"].as_str().unwrap(),
            primary[0]["sub_cluster"].as_str().unwrap()
        );
        assert_eq!(name, first, "{code}");
    }
}

#[test]
fn without_any_published_row_only_names_of_places_speak() {
    let sandbox = Sandbox::new();
    let text =
        std::fs::read_to_string(root().join("config/frameworks/national-2024/occupations.csv")).unwrap();
    sandbox.file("all.csv", text);
    let run = sandbox.plumb(&["evaluate", "occupations", "--mask", "all.csv"]).expect_code(0);
    let figures = json(&run.stdout);
    assert_eq!(figures["n"].as_u64(), Some(867));
    let right = figures["sub_cluster_top1"].as_f64().unwrap();
    assert!((0.1..0.6).contains(&right), "{right}");
}

#[test]
fn permuting_published_rows_of_masked_codes_changes_no_prediction() {
    let honest = Sandbox::new();
    let masked = ["13-1021", "15-2051", "29-1141", "35-1011", "47-2031", "55-3011"];
    // 13-1020 is one printed row for three occupations; hiding one of them hides all.
    let hidden = ["13-1021", "13-1022", "13-1023", "15-2051", "29-1141", "35-1011", "47-2031", "55-3011"];
    let predictions = |sandbox: &Sandbox, config: Option<PathBuf>| {
        sandbox.file("mask.csv", format!("soc_code\n{}\n", masked.join("\n")));
        let mut arguments = vec!["evaluate", "occupations", "--mask", "mask.csv", "--predictions"];
        let config = config.map(|folder| folder.display().to_string());
        arguments.extend(config.iter().flat_map(|folder| ["--config", folder.as_str()]));
        let rows = json(&sandbox.plumb(&arguments).expect_code(0).stdout);
        let rows = rows.as_array().unwrap().clone();
        rows.into_iter().map(|row| (row["subject"].clone(), row["predicted"].clone())).collect::<Vec<_>>()
    };
    let lies = Sandbox::new();
    let folder = config(&lies, |line| {
        let mut cells = line.split(',');
        let (soc, printed) = (cells.next()?, cells.next()?);
        let lie = format!("{soc},{printed},arts-entertainment-design,fine-arts");
        Some(if hidden.contains(&soc) { lie } else { line.to_owned() })
    });
    assert_eq!(predictions(&honest, None), predictions(&lies, Some(folder)));
}

#[test]
fn align_infers_what_is_not_published_and_queues_what_it_is_not_sure_of() {
    let sandbox = Sandbox::new();
    let removed = ["29-1141", "47-2031", "15-1252", "43-4021", "27-1019", "13-1199"];
    let folder = config(&sandbox, |line| {
        let soc = line.split(',').next()?;
        (!removed.contains(&soc)).then(|| line.to_owned())
    });
    let folder = folder.display().to_string();
    sandbox.plumb(&["align", "--config", &folder, "--out", "out"]).expect_code(0);
    let out = sandbox.here().join("out");
    let mut reader = csv::Reader::from_path(out.join("assignments.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |code: &str| rows.iter().filter(|row| &row[0] == code).collect::<Vec<_>>();
    for (code, cluster, sub_cluster) in [
        ("29-1141", "Healthcare & Human Services", "Physical Health"),
        ("47-2031", "Construction", "Skilled Trades"),
        ("15-1252", "Digital Technology", "Software Solutions"),
    ] {
        let primary = of(code).into_iter().find(|row| &row[4] == "primary").unwrap().clone();
        assert_eq!((&primary[2], &primary[3], &primary[7]), (cluster, sub_cluster, "inferred"), "{code}");
        assert!(
            primary[8].starts_with("Inferred: ") && primary[8].contains("Runner-up: "),
            "{}",
            &primary[8]
        );
    }
    let statuses: Vec<&str> = rows.iter().map(|row| &row[7]).collect();
    assert!(statuses.contains(&"published"));
    let mut reader = csv::Reader::from_path(out.join("review.csv")).unwrap();
    let queue: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let waiting = queue.iter().filter(|row| &row[0] == "soc_occupation").count();
    let summary = json(&std::fs::read_to_string(out.join("summary.json")).unwrap());
    assert_eq!(summary["occupations"]["review"].as_u64(), Some(waiting as u64));
    // The queue stands first on the page.
    let page = std::fs::read_to_string(out.join("index.html")).unwrap();
    let position = |text: &str| page.find(text).unwrap_or_else(|| panic!("the page has no {text}"));
    assert!(position("id=\"review\"") < position("id=\"employment\""));
    for table in ["industry_assignments", "cross_cutting"] {
        assert!(out.join(format!("{table}.parquet")).is_file() && out.join(format!("{table}.csv")).is_file());
    }
    assert!(position("id=\"reach\"") > 0);
    let industries = std::fs::read_to_string(out.join("industry_assignments.csv")).unwrap();
    let codes: std::collections::BTreeSet<&str> =
        industries.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(codes.len(), 2125);
}
