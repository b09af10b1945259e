//! `plumb titles match`: files in every form, bad rows, ranges, pipes; and the index that the program carries.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use crate::plumb::{Run, Sandbox};

const HEADER: &str =
    "row,title,rank,soc_code,soc_title,score,confidence,matched_title,cluster,sub_cluster,status";

/// The rows of a CSV on stdout.
fn rows(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), HEADER);
    reader.records().map(Result::unwrap).collect()
}

/// Row number, code and status of each row.
fn answers(text: &str) -> Vec<(String, String, String)> {
    let answer = |row: csv::StringRecord| (row[0].to_owned(), row[3].to_owned(), row[10].to_owned());
    rows(text).into_iter().map(answer).collect()
}

/// Runs with stdin.
fn piped(sandbox: &Sandbox, arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = sandbox
        .command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Run::from(&output)
}

#[test]
fn titles_become_occupations_and_clusters_in_the_order_of_the_file() {
    let sandbox = Sandbox::new();
    sandbox
        .file("titles.csv", "id,Title\n1,Registered Nurse\n2,Software Developer\n3,\"Asst Mgr, Food Svc\"\n");
    let run = sandbox.plumb(&["titles", "match", "titles.csv"]).expect_code(0);
    let found = rows(&run.stdout);
    let codes: Vec<&str> = found.iter().map(|row| &row[3]).collect();
    assert_eq!(codes, ["29-1141", "15-1252", "11-9051"]);
    assert_eq!((&found[0][4], &found[0][2]), ("Registered Nurses", "1"));
    assert_eq!(&found[2][1], "Asst Mgr, Food Svc");
    assert!(found.iter().all(|row| !row[7].is_empty() && !row[8].is_empty()));
    let confidence: f64 = found[0][6].parse().unwrap();
    assert!((0.5..=1.0).contains(&confidence), "{confidence}");
    assert!(run.stderr.contains("3 titles"), "{}", run.stderr);

    let run = sandbox.plumb(&["titles", "match", "titles.csv", "--top", "3", "--quiet"]).expect_code(0);
    let ranks: Vec<String> = rows(&run.stdout).iter().map(|row| row[2].to_owned()).collect();
    assert_eq!(ranks, ["1", "2", "3"].repeat(3));
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

#[test]
fn every_form_in_and_out_says_the_same() {
    let sandbox = Sandbox::new();
    let titles = ["Registered Nurse", "Welder", "Chief; Fire"];
    let table = |cell: &str| titles.map(|title| format!("{cell}\"{title}\"\r\n")).concat();
    sandbox.file("bom.csv", format!("\u{feff}title\r\n{}", table("")));
    sandbox.file("semicolons.csv", format!("n;title\r\n{}", table("1;")));
    sandbox.file("list.txt", titles.join("\n"));
    let plain = sandbox.plumb(&["titles", "match", "bom.csv"]).expect_code(0).stdout;
    assert_eq!(answers(&plain)[0], ("1".to_owned(), "29-1141".to_owned(), "matched".to_owned()));
    for arguments in [vec!["semicolons.csv"], vec!["list.txt"]] {
        let run = sandbox.plumb(&[vec!["titles", "match"], arguments].concat()).expect_code(0);
        assert_eq!(run.stdout, plain);
    }
    let run =
        piped(&sandbox, &["titles", "match", "-", "--input-format", "lines"], titles.join("\n").as_bytes());
    assert_eq!(run.expect_code(0).stdout, plain);

    // Out to Parquet, in again from its title column, and the answers are those of the text.
    for (file, out) in [("bom.csv", "one.parquet"), ("one.parquet", "two.parquet")] {
        sandbox.plumb(&["titles", "match", file, "--out", out]).expect_code(0);
    }
    let again = sandbox.plumb(&["titles", "match", "two.parquet"]).expect_code(0).stdout;
    assert_eq!(again, plain);
    sandbox.plumb(&["titles", "match", "bom.csv", "--out", "file.csv"]).expect_code(0);
    assert_eq!(std::fs::read_to_string(sandbox.here().join("file.csv")).unwrap(), plain);
    let json = sandbox.plumb(&["titles", "match", "bom.csv", "--format", "json"]).expect_code(0).stdout;
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((json.lines().count(), &first["soc_code"]), (3, &"29-1141".into()));
}

#[test]
fn rows_without_a_readable_title_are_reported_and_written() {
    let sandbox = Sandbox::new();
    let mut bytes = b"id,title\n1,Welder\n2,\n3\n4,Caf\xe9 Manager\n5,\x01\x02\x03\n6,".to_vec();
    bytes.extend(std::iter::repeat_n(b'x', 10_000));
    bytes.extend(b"\n7,Plumber\n");
    sandbox.file("dirty.csv", bytes);
    let run = sandbox
        .plumb(&["titles", "match", "dirty.csv", "--issues", "issues.csv"])
        .expect_code(0)
        .expect_error_naming(&["row 2: the title is empty", "5 rows without a readable title"]);
    let found = answers(&run.stdout);
    let status: Vec<(&str, &str)> = found.iter().map(|(row, _, status)| (&**row, &**status)).collect();
    let bad = ["2", "3", "4", "5", "6"].map(|row| (row, "unmatched"));
    assert_eq!(status, [&[("1", "matched")], &bad[..], &[("7", "matched")]].concat());
    let issues = std::fs::read_to_string(sandbox.here().join("issues.csv")).unwrap();
    assert_eq!(issues.lines().count(), 6, "{issues}");
    assert!(issues.contains("4,the title is not UTF-8 at byte 4"), "{issues}");
}

#[test]
fn ranges_of_rows_put_together_are_the_whole() {
    let sandbox = Sandbox::new();
    let titles: Vec<String> = (0..3_000).map(|number| format!("Welder {number}\n")).collect();
    sandbox.file("titles.csv", format!("title\n{}", titles.concat()));
    let part = |rows: &str, more: &[&str]| {
        let arguments = [&["titles", "match", "titles.csv", "--quiet", "--rows", rows], more].concat();
        sandbox.plumb(&arguments).expect_code(0).stdout
    };
    let whole = part("..", &[]);
    assert_eq!(whole.lines().count(), 3_001);
    assert_eq!(part("..1000", &[]) + &part("1001..", &["--no-header"]), whole);
    assert_eq!(part("5000..", &["--no-header"]), "");
    sandbox.plumb(&["titles", "match", "titles.csv", "--quiet", "--out", "all.parquet"]).expect_code(0);
    let from_parquet = sandbox
        .plumb(&["titles", "match", "all.parquet", "--quiet", "--rows", "1001..", "--no-header"])
        .expect_code(0)
        .stdout;
    assert_eq!(part("..1000", &[]) + &from_parquet, whole);
    sandbox
        .plumb(&["titles", "match", "titles.csv", "--rows", "9..3"])
        .expect_code(2)
        .expect_error_naming(&["9..3", "1..500000"]);
}

#[test]
fn mistakes_name_file_and_remedy() {
    let sandbox = Sandbox::new();
    sandbox.file("jobs.csv", "id,position\n1,Welder\n");
    sandbox.plumb(&["titles", "match", "jobs.csv"]).expect_code(2).expect_error_naming(&[
        "`title`",
        "jobs.csv",
        "id, position",
        "--column",
    ]);
    sandbox.plumb(&["titles", "match", "jobs.csv", "--column", "POSITION"]).expect_code(0);
    sandbox.plumb(&["titles", "match", "none.csv"]).expect_code(2).expect_error_naming(&["none.csv"]);
    sandbox.file("wide.csv", b"\xff\xfet\0i\0");
    sandbox.plumb(&["titles", "match", "wide.csv"]).expect_code(3).expect_error_naming(&["UTF-16", "UTF-8"]);
    sandbox.file("empty.csv", "");
    sandbox.plumb(&["titles", "match", "empty.csv"]).expect_code(3).expect_error_naming(&["empty"]);
    sandbox.file("fake.parquet", "title\nWelder\n");
    sandbox.plumb(&["titles", "match", "fake.parquet"]).expect_code(3).expect_error_naming(&["fake.parquet"]);
    sandbox
        .plumb(&["titles", "match", "jobs.csv", "--column", "position", "--without", "rumours"])
        .expect_code(2)
        .expect_error_naming(&["direct-match"]);
    sandbox
        .plumb(&["titles", "match", "jobs.csv", "--column", "position", "--index", "onet/1.0"])
        .expect_code(2)
        .expect_error_naming(&["onet/1.0", "onet/30.1"]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_fill_the_memory() {
    let sandbox = Sandbox::new();
    let mut text = "title\nWelder\n\"Nurse\n".to_owned();
    text.push_str(&"Plumber\n".repeat(5_000_000));
    sandbox.file("open.csv", text);
    sandbox
        .plumb(&["titles", "match", "open.csv"])
        .expect_code(3)
        .expect_error_naming(&["line 3", "quotation mark"]);
}

#[test]
fn a_closed_pipe_is_a_clean_end() {
    let sandbox = Sandbox::new();
    sandbox.file("titles.csv", format!("title\n{}", "Welder\n".repeat(200_000)));
    let mut child = sandbox
        .command(&["titles", "match", "titles.csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !stderr.contains("error"), "{}: {stderr}", output.status);
}

#[test]
fn the_carried_index_is_that_of_the_embedded_releases() {
    let sandbox = Sandbox::new();
    // `titles about` compares the digests of the index with those of the releases.
    let run = sandbox.plumb(&["titles", "about", "--format", "json"]).expect_code(0);
    let about: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(about["origin"], "compiled", "run `cargo xtask index`: {about}");
    assert!(about["titles"]["direct-match"].as_u64().unwrap() > 6_000, "{about}");
    assert!(about["inputs"].as_array().unwrap().iter().any(|input| input["name"] == "onet/30.1"), "{about}");
}

#[test]
fn explain_shows_what_a_job_title_is_matched_to_and_why() {
    let sandbox = Sandbox::new();
    let run = sandbox.plumb(&["explain", "Pediatric Burn Unit Nurse", "--format", "json"]).expect_code(0);
    let explained: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let first = &explained[0]["occupations"][0];
    assert_eq!(first["soc_code"], "29-1141", "{explained}");
    let points = first["parts"].as_array().unwrap().iter().map(|part| part["points"].as_f64().unwrap());
    let sum: f64 = points.sum();
    assert!((sum - first["score"].as_f64().unwrap()).abs() < 0.01, "{first}");
    let text = sandbox.plumb(&["explain", "Pediatric Burn Unit Nurse"]).expect_code(0).stdout;
    assert!(text.contains("29-1141 Registered Nurses") && text.contains("nearest known title"), "{text}");
}

#[test]
fn a_steward_pins_a_title() {
    let sandbox = Sandbox::new();
    let config = sandbox.here().join("config");
    copy(&crate::plumb::root().join("config"), &config);
    let rule = "occupation_codes = \"soc-2018\"\n\n[[title]]\nid = \"widget-whisperers\"\n\
                patterns = [\"widget whisperer\"]\noccupation = \"51-2092\"\npin = true\n\
                reason = \"They put widgets together.\"\nsource = \"https://example.org/\"\nauthor = \"Board\"\n\
                added = 2026-11-25\nreview = 2027-11-30\nhits = [\"Widget Whisperer\"]\nmisses = [\"Nurse\"]\n";
    sandbox.file("config/frameworks/national-2024/rules/titles.toml", rule);
    sandbox.file("titles.csv", "title\nSenior Widget Whisperer\nNurse\n");
    let run = sandbox.plumb(&["titles", "match", "titles.csv", "--config", "config"]).expect_code(0);
    let found = rows(&run.stdout);
    let cells: Vec<&str> = found[0].iter().collect();
    assert_eq!((cells[3], cells[6], cells[7]), ("51-2092", "1.0000", "rule widget-whisperers"));
    assert_ne!(&found[1][7], "rule widget-whisperers");
    let text =
        sandbox.plumb(&["explain", "senior widget whisperer", "--config", "config"]).expect_code(0).stdout;
    assert!(text.contains("They put widgets together."), "{text}");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_truth_is_measured_and_kept_out_of_the_index_where_that_is_asked() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "truth.csv",
        "title,soc_code,count,source\nRegistered Nurse,29-1141,12,survey\nSoftware Developer,15-1252.00;15-1253,1,survey\n\
         Purchasing Agent,13-1020,1,postings\nqqqq zzzz,29-1141,1,postings\nWelder,99-0000,1,postings\n",
    );
    let run = sandbox
        .plumb(&[
            "evaluate",
            "titles",
            "truth.csv",
            "--format",
            "json",
            "--plot",
            "curve.svg",
            "--mistakes",
            "wrong.csv",
        ])
        .expect_code(0)
        .expect_error_naming(&["row 5", "99-0000"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    for key in [
        "n",
        "coverage",
        "top1",
        "top3",
        "top5",
        "broad_top1",
        "minor_top1",
        "major_top1",
        "cluster_top1",
        "sub_cluster_top1",
        "ece",
        "titles_per_second",
    ] {
        assert!(report[key].is_number(), "{key}: {report}");
    }
    assert_eq!((&report["n"], &report["left_out"]), (&4.into(), &1.into()));
    assert_eq!(report["top1"], 0.75, "{report}");
    let by_source = report["by_source"].as_array().unwrap();
    let told: Vec<_> =
        by_source.iter().map(|group| (&group["titles"], &group["n"], &group["top1"])).collect();
    assert_eq!(
        told,
        [(&"from postings".into(), &2.into(), &0.5.into()), (&"from survey".into(), &2.into(), &1.0.into())]
    );
    assert!(std::fs::read_to_string(sandbox.here().join("curve.svg")).unwrap().contains("<polyline"));
    assert!(
        report["ece_by_chance"].is_number() && report["intervals"]["cluster_top1"].is_array(),
        "{report}"
    );
    let wrong = std::fs::read_to_string(sandbox.here().join("wrong.csv")).unwrap();
    assert!(wrong.starts_with("title,asked,") && wrong.lines().next().unwrap().ends_with(",right_rank,kind"));
    // Pay behind a title changes nothing.
    for noise in ["--noise=pay", "--noise=requisition", "--noise=place"] {
        let run =
            sandbox.plumb(&["evaluate", "titles", "truth.csv", "--format", "json", noise]).expect_code(0);
        let noisy: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(noisy["top1"], report["top1"], "{noise}");
    }
    sandbox.plumb(&["evaluate", "titles"]).expect_code(2).expect_error_naming(&["TRUTH"]);
    sandbox.file("other.csv", "name,code\nWelder,51-4121\n");
    sandbox
        .plumb(&["evaluate", "titles", "other.csv"])
        .expect_code(2)
        .expect_error_naming(&["`title`", "name, code"]);
}

#[test]
fn mistakes_are_sorted_into_kinds_and_cut() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "wrong.csv",
        "title,soc_code\nRegistered Nurse,15-1252\nElectrical Engineer,17-2072\nWelder,51-4121\nqqqq zzzz,51-4121\n",
    );
    let run = sandbox
        .plumb(&[
            "evaluate",
            "titles",
            "wrong.csv",
            "--format",
            "json",
            "--mistakes",
            "out.csv",
            "--most",
            "1",
        ])
        .expect_code(0);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let kinds = report["mistakes"].as_array().unwrap();
    // Titles without an answer are wrong, but no mistakes.
    assert_eq!((kinds.len(), &kinds[0]["n"], &kinds[0]["of_most_confident"]), (1, &2.into(), &2.into()));
    assert_eq!(kinds[0]["kind"], "words-of-a-published-title");
    let out = std::fs::read_to_string(sandbox.here().join("out.csv")).unwrap();
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn filed_titles_are_asked_once_each() {
    let run = Sandbox::new()
        .plumb(&["evaluate", "titles", "--set", "filed", "--without", "filed", "--format", "json"])
        .expect_code(0);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    // 78,405 pairs of title and code are 61,115 titles.
    assert_eq!(report["n"], 61_115);
    let sources = report["by_source"].as_array().unwrap();
    assert!(sources.len() > 3 && report["by_frequency"].as_array().unwrap().len() == 3, "{report}");
    let top1 = report["top1"].as_f64().unwrap();
    assert!((0.35..0.6).contains(&top1), "{top1}");
}

#[test]
fn dirty_and_spoken_titles_find_their_work_and_nothing_finds_none() {
    let sandbox = Sandbox::new();
    let work = [
        ("RN", "29-1141"),
        ("LPN", "29-2061"),
        ("HR Manager", "11-3121"),
        ("CDL Driver", "53-3032"),
        ("Policewoman", "33-3051"),
        ("fork-lift driver", "53-7051"),
        ("Fork Lift Driver", "53-7051"),
        ("Director of Nursing", "11-9111"),
        ("Welder 2nd shift $25.50/hr", "51-4121"),
        ("URGENT: Welder needed ASAP - $1,000 bonus", "51-4121"),
        ("teacher (3rd grade)", "25-2021"),
        ("I work as a cashier", "41-2011"),
        ("self employed plumber", "47-2152"),
        ("retired nurse", "29-1141"),
        ("I drive a truck", "53-3032"),
        ("i stock shelves at a grocery store", "53-7065"),
        ("nurse at a hospital", "29-1141"),
        ("Cashier (PT)", "41-2011"),
    ];
    let none = [
        "retired",
        "unemployed",
        "N/A",
        "stay at home mom",
        "Ingénieur logiciel",
        "Softwareentwickler",
        "Enfermera",
        "Инженер",
        "软件工程师",
        "asdf qwer",
    ];
    let titles: Vec<&str> = work.iter().map(|(title, _)| *title).chain(none).collect();
    sandbox.file("titles.txt", titles.join("\n"));
    let run = sandbox.plumb(&["titles", "match", "titles.txt"]).expect_code(0);
    let found = rows(&run.stdout);
    for ((title, soc), row) in work.iter().zip(&found) {
        assert_eq!((&row[1], &row[3]), (*title, *soc), "{row:?}");
    }
    for row in &found[work.len()..] {
        assert_eq!(&row[10], "unmatched", "{row:?}");
    }
}

/// The primary place of every occupation as the main job has it, and the place beside its title as the matcher has it.
fn places_beside_titles(sandbox: &Sandbox, more: &[&str]) {
    sandbox.plumb(&[&["align", "--out", "out"], more].concat()).expect_code(0);
    let mut primary = BTreeMap::new();
    let mut titles = String::from("title\n");
    for row in csv::Reader::from_path(sandbox.here().join("out/assignments.csv")).unwrap().records() {
        let row = row.unwrap();
        if &row[4] == "primary" {
            titles.extend(["\"", &row[1], "\"\n"]);
            primary.insert(row[0].to_owned(), (row[2].to_owned(), row[3].to_owned()));
        }
    }
    sandbox.file("titles.csv", titles);
    let run = sandbox.plumb(&[&["titles", "match", "titles.csv", "--quiet"], more].concat()).expect_code(0);
    let mut compared = 0;
    // A steward's rule names a place of its own.
    for row in rows(&run.stdout).iter().filter(|row| !row[3].is_empty() && !row[7].starts_with("rule ")) {
        let place = (row[8].to_owned(), row[9].to_owned());
        assert_eq!(place, primary[&row[3]], "{}", &row[3]);
        compared += 1;
    }
    assert!(compared > 700, "{compared}");
}

#[test]
fn places_beside_titles_are_those_of_the_main_job() {
    places_beside_titles(&Sandbox::new(), &[]);
    // Where an occupation is in no row, the engine has to say where it belongs, there and here.
    let sandbox = Sandbox::new();
    let config =
        crate::inference::config(&sandbox, |row| (!row.starts_with("29-1141,")).then(|| row.to_owned()));
    places_beside_titles(&sandbox, &["--config", config.to_str().unwrap()]);
}
