//! What is refused, and that each refusal says where, what, and what would be right.

use proptest::prelude::*;

use super::*;

const GOOD: &str = "pin = true\ncodes = [\"55-0000\"]\nhits = [\"55-3011\"]\nmisses = [\"33-3051\"]";

/// Replaces a part of a good rule and expects the words in the one problem that follows.
#[track_caller]
fn refused(from: &str, to: &str, words: &[&str]) {
    let text = file("occupation", "one", GOOD);
    assert!(text.contains(from), "{from} is not in the rule");
    let problems = read(&text.replacen(from, to, 1)).unwrap_err();
    assert_eq!(problems.problems.len(), 1, "{problems}");
    let said = problems.to_string();
    for word in words {
        assert!(said.contains(word), "`{word}` is not in\n{said}");
    }
}

#[test]
fn a_good_rule_is_read() {
    let rules = read(&file("occupation", "one", GOOD)).unwrap();
    assert_eq!(rules.get("one").unwrap().at.to_string(), "rules/test.toml:6:6");
}

#[test]
fn unknown_keys_and_kinds() {
    refused("pin = true", "pinn = true", &["test.toml:13:1", "unknown field `pinn`", "is it `pin`?"]);
    refused("[[occupation]]", "[[ocupation]]", &["test.toml:5:3", "`ocupation`", "is it `occupation`?"]);
    refused("author = \"A steward\"\n", "", &["test.toml:5", "missing field `author`"]);
}

#[test]
fn unknown_codes_and_wrong_vintages() {
    refused("55-0000", "55-9000", &["test.toml:14:10", "SOC 2018 has no code 55-9000"]);
    refused(
        "55-0000",
        "15-1132",
        &["15-1132 is a code of SOC 2010, not of SOC 2018", "it is 15-1252 in SOC 2018"],
    );
    refused("55-0000", "15-1199.09", &["O*NET-SOC 2010, not of O*NET-SOC 2019", "15-1299.09"]);
    refused("55-0000", "21-1018", &["composite of OEWS", "21-1011, 21-1014"]);
    refused("55-0000", "5500000", &["the form is dd-dddd"]);
    refused("55-0000", "55-3011..15-1252", &["does not lead up"]);
    refused("55-0000", "15-0000..55-3011", &["of the same level"]);
    refused(
        "\"soc-2018\"",
        "\"soc-2010\"",
        &["test.toml:1:20", "`soc-2010` is the wrong vintage", "crosswalk"],
    );
    refused(
        "occupation_codes = \"soc-2018\"\n",
        "",
        &["`occupation_codes` is missing", "occupation_codes = \"soc-2018\""],
    );
    refused(
        "\"55-0000\"]",
        "\"55-0000\"]\nexcept = [\"15-1252\"]",
        &["the exception 15-1252 lies in nothing"],
    );
}

#[test]
fn unknown_places() {
    refused(
        "military-national-security",
        "military-national-securty",
        &[
            "test.toml:7:10",
            "no cluster or sub-cluster `military-national-securty`",
            "is it `military-national-security`?",
        ],
    );
    refused("target = \"military-national-security\"\n", "", &["one of `target`", "`occupation`"]);
    refused(
        "target = \"military-national-security\"",
        "occupation = \"55-3011\"",
        &["only title rules point to an occupation"],
    );
}

#[test]
fn forces_days_links_and_examples() {
    refused("pin = true", "weight = 1.0", &["the weight 1 is not above 0.0 and below 1.0", "pin = true"]);
    refused("pin = true", "weight = -0.5", &["the weight -0.5"]);
    refused("pin = true", "pin = true\nweight = 0.5", &["exactly one of"]);
    refused("pin = true\n", "", &["exactly one of"]);
    refused("pin = true", "pin = false", &["`false` says nothing"]);
    refused("review = 2027-11-25\n", "", &["neither a review nor an expiry date"]);
    refused("review = 2027-11-25", "review = 2026-01-01", &["2026-01-01 is before the rule was added"]);
    refused("added = 2026-11-25", "added = \"yesterday\"", &["test.toml:11:9"]);
    refused("https://example.org/page", "example", &["`example` is not a link"]);
    refused("Because.", "", &["the reason is empty"]);
    refused("hits = [\"55-3011\"]", "hits = []", &["no example for which it fires"]);
    refused("misses = [\"33-3051\"]", "misses = [\"33-9999\"]", &["SOC 2018 has no code 33-9999"]);
    refused("id = \"one\"", "id = \"One Rule\"", &["`One Rule` is not an id"]);
}

#[test]
fn unknown_elements_and_commodities() {
    let element = file(
        "element",
        "one",
        "weight = 0.5\nelement = \"2.C.3.b\"\nscale = \"IM\"\nat_least = 4\nhits = [\"15-1252\"]\nmisses = [\"25-1011\"]",
    );
    let said = read(&element).unwrap_err().to_string();
    assert!(said.contains("no O*NET element `2.C.3.b`") && said.contains("is it `2.C.3.a`?"), "{said}");
    let said = read(&element.replace("2.C.3.b", "2.C.3.a").replace("IM", "OI")).unwrap_err().to_string();
    assert!(said.contains("no scale `OI`") && said.contains("it has IM, LV"), "{said}");
    let technology = file(
        "technology",
        "one",
        "weight = 0.5\ncommodities = [\"43232606\"]\nat_least = 2\nhits = [\"15-1252\"]\nmisses = [\"25-1011\"]",
    );
    let said = read(&technology).unwrap_err().to_string();
    assert!(said.contains("`43232606`") && said.contains("is it `43232605`?"), "{said}");
}

#[test]
fn every_problem_is_reported_in_the_order_of_the_files() {
    let bad =
        file("occupation", "one", GOOD).replace("55-0000", "55-9000").replace("pin = true", "weight = 2");
    let good = file("occupation", "two", GOOD);
    let files = [
        ("a.toml", bad.as_str()),
        ("b.toml", good.as_str()),
        ("c.toml", good.as_str()),
        ("d.toml", "= broken\n[[x]]\n"),
    ];
    let problems = RuleSet::read(&edition(), &texts(&files), &taxonomies()).unwrap_err();
    let at: Vec<String> = problems.problems.iter().map(|problem| problem.at.to_string()).collect();
    assert_eq!(&at[..3], ["a.toml:13:10", "a.toml:14:10", "c.toml:6:6"], "{problems}");
    assert!(at.len() > 3 && at[3].starts_with("d.toml:1:"), "{problems}");
    let twice = &problems.problems[2];
    assert_eq!(twice.message, "the rule id `two` stands twice");
    assert_eq!(twice.related.as_ref().unwrap().at.to_string(), "b.toml:6:6");
}

#[test]
fn csv_problems_name_the_cell() {
    let header = "id,kind,vintage,match,except,target,force,priority,reason,source,author,added,changed,review,expires,hits,misses";
    let row = "one,occupation,soc-2018,55-0000,,military-national-security,0.5,0,\"Because, so.\",https://example.org/page,A steward,2026-11-25,,2027-11-25,,55-3011,33-3051";
    let said = |row: &str| {
        let text = format!("{header}\n{row}\n");
        let problems = RuleSet::read(&edition(), &texts(&[("a.csv", &text)]), &taxonomies()).unwrap_err();
        assert_eq!(problems.problems.len(), 1, "{problems}");
        problems.to_string()
    };
    let text = format!("{header}\n{row}\n");
    RuleSet::read(&edition(), &texts(&[("a.csv", &text)]), &taxonomies()).unwrap();
    let unknown = said(&row.replace("55-0000", "55-9000"));
    assert!(unknown.contains("a.csv:2:25") && unknown.contains("SOC 2018 has no code"), "{unknown}");
    let vintage = said(&row.replace("soc-2018", "soc-2010"));
    assert!(vintage.contains("a.csv:2:16") && vintage.contains("wrong vintage"), "{vintage}");
    assert!(said(&row.replace("0.5", "strong")).contains("`strong` is no force"));
    assert!(
        said(&row.replace("occupation,", "combination,"))
            .contains("write combination, technology and element rules in TOML")
    );
    assert!(said("one,two").contains("2 cells instead of 17"));
    assert!(said(&row.replace("2026-11-25", "25.11.2026")).contains("is not a day"));
    let wrong = RuleSet::read(&edition(), &texts(&[("a.csv", "id,rule\n")]), &taxonomies()).unwrap_err();
    assert!(wrong.to_string().contains("these are not the columns"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_panics(text in ".{0,200}", csv in any::<bool>()) {
        let name = if csv { "a.csv" } else { "a.toml" };
        let _ = RuleSet::read(&edition(), &texts(&[(name, &text)]), &Taxonomies::default());
    }

    #[test]
    fn no_damaged_rule_panics(at in 0_usize..400, length in 0_usize..12, with in ".{0,6}", csv in any::<bool>()) {
        let (name, mut text) = if csv {
            ("a.csv", "id,kind,vintage,match,except,target,force,priority,reason,source,author,added,changed,review,expires,hits,misses\none,occupation,soc-2018,55-0000,,military-national-security,0.5,0,\"Because, so.\",https://example.org/page,A steward,2026-11-25,,2027-11-25,,55-3011,33-3051\n".to_owned())
        } else {
            ("a.toml", file("occupation", "one", GOOD))
        };
        let start = at.min(text.len());
        let end = (start + length).min(text.len());
        text.replace_range(start..end, &with);
        let _ = RuleSet::read(&edition(), &texts(&[(name, &text)]), &taxonomies());
    }
}
