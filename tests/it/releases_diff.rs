//! `plumb releases diff`: rows and keys of two releases that the program carries.

use crate::plumb::Sandbox;

#[test]
fn counts_and_keys_that_came_and_went_in_each_form() {
    let sandbox = Sandbox::new();
    let diff = |more: &[&str]| {
        sandbox.plumb(&[&["releases", "diff", "onet/27.0", "onet/30.1"], more].concat()).expect_code(0).stdout
    };
    let text = diff(&[]);
    assert!(text.contains("onet/30.1 against onet/27.0"), "{text}");
    assert!(text.contains("onet_occupations: 1016 rows, the same keys"), "{text}");
    let document: serde_json::Value =
        serde_json::from_str(&diff(&["--format", "json", "--limit", "3"])).unwrap();
    let titles = document["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| {
            table["rows_before"].as_u64() != table["rows_after"].as_u64()
                && table["keys_added"].as_u64() > Some(3)
        })
        .unwrap_or_else(|| panic!("{document}"));
    assert_eq!(titles["first_added"].as_array().unwrap().len(), 3, "capped");
    let csv = diff(&["--format", "csv"]);
    assert!(
        csv.starts_with(
            "table,rows_before,rows_after,keys_added,keys_removed,first_added,first_removed,not_compared\n"
        ),
        "{csv}"
    );
}

#[test]
fn the_published_counts_of_two_years_and_their_new_codes() {
    let sandbox = Sandbox::new();
    let run =
        sandbox.plumb(&["releases", "diff", "oews/2020-05", "oews/2021-05", "--limit", "100"]).expect_code(0);
    // May 2021 was the first release wholly in SOC 2018: software developers and testers were told apart.
    assert!(run.stdout.contains("+ 15-1252"), "{}", run.stdout);
    assert!(run.stdout.contains("- 15-1256"), "{}", run.stdout);
}

#[test]
fn codes_of_other_vintages_and_other_sources_are_not_compared() {
    let sandbox = Sandbox::new();
    let run = sandbox.plumb(&["releases", "diff", "onet/24.2", "onet/27.0"]).expect_code(0);
    assert!(run.stdout.contains("only a crosswalk tells"), "{}", run.stdout);
    sandbox
        .plumb(&["releases", "diff", "onet/24.2", "oews/2025-05"])
        .expect_code(2)
        .expect_error_naming(&["different sources"]);
    sandbox
        .plumb(&["releases", "diff", "onet/24.2", "onet/99.0"])
        .expect_code(2)
        .expect_error_naming(&["onet/99.0", "at hand"]);
}
