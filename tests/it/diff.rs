//! `plumb diff` over the embedded releases: facts that the publishers' own files give, wrong use, every output.

use crate::plumb::{Run, Sandbox, publishers_files, root};

/// The rows of a CSV on stdout as fields by column.
fn records(run: &Run) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn table(
    sandbox: &Sandbox,
    from: &str,
    to: &str,
    table: &str,
) -> Vec<std::collections::BTreeMap<String, String>> {
    let run =
        sandbox.plumb(&["diff", "--from", from, "--to", to, "--table", table, "--format", "csv", "--quiet"]);
    records(&run.expect_code(0))
}

#[test]
fn soc_2010_to_2018_is_what_the_published_crosswalk_says() {
    let rows = table(&Sandbox::new(), "soc/2010", "soc/2018", "code_changes");
    let of = |change: &str| {
        let of = rows.iter().filter(|row| row["level"] == "detailed occupation" && row["change"] == change);
        let (from, to): (std::collections::BTreeSet<_>, std::collections::BTreeSet<_>) =
            of.map(|row| (&row["from_code"], &row["to_code"])).unzip();
        (from.len(), to.len())
    };
    // Counted from the crosswalk's 900 links: 42 codes have several targets, 31 targets have several sources.
    assert_eq!((of("split"), of("merged"), of("split and merged")), ((38, 70), (32, 21), (24, 20)));
    assert_eq!((of("moved").0, of("moved and renamed").0), (30, 7));
    assert_eq!((of("added").1, of("removed").0), (0, 0));
    let official = rows.iter().filter(|row| row["level"] == "detailed occupation");
    assert!(official.into_iter().all(|row| row["basis"] == "official crosswalk"));
    let wider = rows.iter().filter(|row| row["level"] != "detailed occupation");
    assert!(wider.into_iter().all(|row| row["basis"] == "inferred"));
}

#[test]
fn onet_across_taxonomies_finds_what_was_added_and_what_was_split() {
    let sandbox = Sandbox::new();
    let rows = table(&sandbox, "onet/24.2", "onet/30.1", "code_changes");
    let added: Vec<&str> =
        rows.iter().filter(|row| row["change"] == "added").map(|row| row["to_code"].as_str()).collect();
    // The only occupations of O*NET-SOC 2019 without a predecessor.
    assert_eq!(added, ["15-1299.04", "15-1299.05", "15-1299.06", "15-1299.07"]);
    let of = |change: &str| rows.iter().filter(|row| row["change"] == change).count();
    assert_eq!((of("removed"), of("renamed"), of("moved"), of("moved and renamed")), (0, 47, 74, 11));
    let titles = table(&sandbox, "onet/24.2", "onet/30.1", "title_changes");
    let gained: Vec<_> = titles.iter().filter(|row| row["to_codes"] == "15-1299.04").collect();
    assert!(gained.iter().any(|row| row["title"].contains("Penetration Tester")));
    assert!(gained.iter().all(|row| row["change"] == "moved" || row["with_occupation"] == "true"));
    // What one release cannot say is no change.
    let technology = table(&sandbox, "onet/24.2", "onet/30.1", "technology_changes");
    assert!(technology.iter().all(|row| !row["change"].contains("in demand")));
    let text = sandbox.plumb(&["diff", "--from", "onet/24.2", "--to", "onet/30.1"]).expect_code(0).stdout;
    assert!(text.contains("does not say which technologies are in demand"), "{text}");
}

#[test]
fn oews_changes_are_tested_and_the_caveat_stands_on_every_table() {
    let sandbox = Sandbox::new();
    let rows = table(&sandbox, "oews/2024-05", "oews/2025-05", "employment_changes");
    let total = &rows[0];
    assert_eq!(
        (
            total["from_employment_jobs"].as_str(),
            total["to_employment_jobs"].as_str(),
            total["change_pct"].as_str()
        ),
        ("154187380", "155495730", "0.85")
    );
    let verdicts = |verdict: &str| {
        rows.iter().filter(|row| row["occ_group"] == "detailed" && row["verdict"] == verdict).count()
    };
    // Computed independently from the two workbooks: z at 90 %, errors of both years, rounding to 10 jobs.
    assert_eq!((verdicts("rise"), verdicts("fall"), verdicts("within sampling error")), (192, 166, 472));
    assert!(rows.iter().all(|row| row["caveat"].contains("not a time series")));
    let withheld = table(&sandbox, "oews/2024-05", "oews/2025-05", "withheld_changes");
    let chief =
        withheld.iter().find(|row| row["to_code"] == "11-1011" && row["figure"] == "wage_p90_usd_per_year");
    let chief = chief.expect("a top-coded wage that was published later");
    assert!(chief["meaning"].contains("not a rise by itself"), "{chief:?}");
    let text =
        sandbox.plumb(&["diff", "--from", "oews/2024-05", "--to", "oews/2025-05"]).expect_code(0).stdout;
    let tables = text.matches("changes: ").count();
    assert!(text.matches("OEWS is not a time series").count() >= tables, "{text}");
    assert!(text.contains("nominal") && !text.contains("real after"));
    assert!(text.lines().count() <= 100, "{} lines", text.lines().count());
    let real = sandbox
        .plumb(&["diff", "--from", "oews/2024-05", "--to", "oews/2025-05", "--deflator", "314.069:321.465"])
        .expect_code(0);
    let words = real.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("real after price index 314.069 to 321.465 (+2.35 %)"), "{words}");
}

#[test]
fn releases_of_different_structures_say_so_and_compare_groups() {
    let sandbox = Sandbox::new();
    let rows = table(&sandbox, "oews/2018-05", "oews/2025-05", "employment_changes");
    let aides =
        rows.iter().find(|row| row["to_codes"] == "31-1120").expect("home health and personal care aides");
    assert_eq!(aides["from_codes"], "31-1011; 39-9021");
    let text =
        sandbox.plumb(&["diff", "--from", "oews/2018-05", "--to", "oews/2025-05"]).expect_code(0).stdout;
    assert!(
        text.contains("MB3") && text.contains("SOC 2010 and SOC 2018") && text.contains("soc/2018 sha256")
    );
    let rounds = sandbox.plumb(&["diff", "--from", "ep/2019-29", "--to", "ep/2024-34"]).expect_code(0).stdout;
    assert!(rounds.contains("different occupational bases"), "{rounds}");
    assert!(rounds.contains("`ep_skills` (14,144 rows) is in ep/2024-34 only"), "{rounds}");
}

#[test]
fn every_output_is_written_and_the_same_each_time() {
    let sandbox = Sandbox::new();
    let run = |out: &str| {
        sandbox
            .plumb(&[
                "diff",
                "--from",
                "oews/2024-05",
                "--to",
                "oews/2025-05",
                "--out",
                out,
                "--format",
                "json",
                "--quiet",
            ])
            .expect_code(0)
            .stdout
    };
    let (one, two) = (run("one"), run("two"));
    assert!(one == two);
    let json: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert_eq!(json["from"]["id"], "oews/2024-05");
    for table in json["tables"].as_array().unwrap() {
        let figures = table["name"].as_str().unwrap() != "code_changes";
        assert!(
            !figures || table["caveats"][0].as_str().unwrap().contains("not a time series"),
            "{}",
            table["name"]
        );
        assert_eq!(
            usize::try_from(table["row_count"].as_u64().unwrap()).unwrap(),
            table["rows"].as_array().unwrap().len()
        );
    }
    for name in ["diff.json", "diff.xlsx", "index.html", "employment_changes.csv", "wage_changes.csv"] {
        let bytes = |out: &str| std::fs::read(sandbox.here().join(out).join(name)).unwrap();
        assert!(bytes("one") == bytes("two"), "{name} differs");
    }
    let page = std::fs::read_to_string(sandbox.here().join("one/index.html")).unwrap();
    for word in [
        "<svg viewBox",
        "role=\"img\" aria-label=\"",
        "not a time series",
        "prefers-color-scheme: dark",
        "sha256",
    ] {
        assert!(page.contains(word), "the page has no {word}");
    }
    for word in ["http://", "<script", "src="] {
        assert!(!page.contains(word), "the page has {word}");
    }
}

#[test]
fn editions_are_compared_and_a_steward_s_folder_too() {
    let sandbox = Sandbox::new();
    let text =
        sandbox.plumb(&["diff", "--from", "original-2002", "--to", "national-2024"]).expect_code(0).stdout;
    assert!(text.contains("Clusters: 16 to 14") && text.contains("O*NET-SOC occupations does"), "{text}");
    let edition = root().join("config/frameworks/national-2024");
    for name in ["framework.toml", "occupations.csv", "industries.csv", "programs.csv"] {
        let text = std::fs::read_to_string(edition.join(name)).unwrap();
        sandbox.file(
            &format!("mine/{name}"),
            text.replace("name = \"Web & Cloud\"", "name = \"Web and Cloud\""),
        );
    }
    for entry in std::fs::read_dir(edition.join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        sandbox.file(&format!("mine/rules/{name}"), std::fs::read(&path).unwrap());
    }
    let run =
        sandbox.plumb(&["diff", "--from", "national-2024", "--to", "mine", "--format", "json", "--quiet"]);
    let json: serde_json::Value = serde_json::from_str(&run.expect_code(0).stdout).unwrap();
    let tables = json["tables"].as_array().unwrap();
    // A renamed sub-cluster and nothing else: neither placements nor rules.
    assert_eq!((tables.len(), tables[0]["rows"][0]["change"].as_str()), (1, Some("renamed")));
    assert!(
        json["findings"].as_array().unwrap().iter().any(|text| text.as_str().unwrap().starts_with("Rules: "))
    );
    std::fs::remove_dir_all(sandbox.here().join("mine/rules")).unwrap();
    let text = sandbox.plumb(&["diff", "--from", "national-2024", "--to", "mine"]).expect_code(0).stdout;
    assert!(text.contains("only national-2024 has rule tables"), "{text}");
    sandbox
        .plumb(&["diff", "--from", "mine", "--to", "mine"])
        .expect_code(2)
        .expect_error_naming(&["the same"]);
}

#[test]
fn wrong_use_says_what_would_be_right() {
    let sandbox = Sandbox::new();
    let diff = |from: &str, to: &str| sandbox.plumb(&["diff", "--from", from, "--to", to]);
    diff("oews/2024-05", "ep/2024-34").expect_code(2).expect_error_naming(&["two sources", "oews", "ep"]);
    diff("oews/2024-05", "oews/2024-05").expect_code(2).expect_error_naming(&["itself"]);
    diff("oews/1999-05", "oews/2024-05")
        .expect_code(2)
        .expect_error_naming(&["oews/1999-05", "oews/2025-05"]);
    diff("oews/2024", "oews/2024-05").expect_code(2).expect_error_naming(&["2025-05"]);
    diff("nonsense", "oews/2024-05").expect_code(2).expect_error_naming(&["nonsense", "national-2024"]);
    diff("national-2024", "oews/2024-05").expect_code(2).expect_error_naming(&["two editions"]);
    sandbox
        .plumb(&["diff", "--from", "oews/2024-05", "--to", "oews/2025-05", "--deflator", "cpi"])
        .expect_code(2)
        .expect_error_naming(&["deflator", "2.7"]);
    sandbox
        .plumb(&["diff", "--from", "soc/2010", "--to", "soc/2018", "--table", "wages"])
        .expect_code(2)
        .expect_error_naming(&["code_changes"]);
    sandbox.file("conf/diff.toml", "[sampling]\nlevel = 90\n");
    sandbox
        .plumb(&["--config", "conf", "diff", "--from", "soc/2010", "--to", "soc/2018"])
        .expect_code(2)
        .expect_error_naming(&["diff.toml", "level"]);
}

#[test]
fn a_release_ingested_from_its_files_does_not_differ_from_the_embedded_one() {
    let Some(data) = publishers_files() else { return };
    let sandbox = Sandbox::new();
    let path = data.join("onet/db_30_1_text").display().to_string();
    sandbox.plumb(&["--store", "store", "ingest", &path]).expect_code(0);
    let stored = [
        "--store",
        "store",
        "diff",
        "--from",
        "onet/27.0",
        "--to",
        "onet/30.1",
        "--format",
        "csv",
        "--quiet",
    ];
    let embedded = ["diff", "--from", "onet/27.0", "--to", "onet/30.1", "--format", "csv", "--quiet"];
    assert_eq!(sandbox.plumb(&stored).expect_code(0).stdout, sandbox.plumb(&embedded).expect_code(0).stdout);
}
