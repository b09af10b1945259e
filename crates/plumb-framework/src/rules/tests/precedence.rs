//! What stands when several rules fire, and that ties are errors.

use super::*;

fn rule(kind: &str, id: &str, target: &str, condition: &str) -> String {
    let rest = REST.replace("military-national-security", target);
    let (hits, misses) = if kind == "title" { ("Drone pilot", "Pilot") } else { ("55-3011", "33-3051") };
    format!("[[{kind}]]\nid = \"{id}\"{rest}{condition}\nhits = [\"{hits}\"]\nmisses = [\"{misses}\"]\n\n")
}

fn set(rules: &[String]) -> RuleSet {
    let text = format!("occupation_codes = \"soc-2018\"\n\n{}", rules.concat());
    read(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Ids of the rules that stand, in their order, with the ids that overruled the others.
fn outcome(rules: &RuleSet, facts: &Facts) -> Vec<String> {
    let outcome = rules.evaluate(facts);
    let show = |fired: &Fired<'_>| match &fired.overruled {
        None => fired.rule.id.to_string(),
        Some(overruled) => format!("{} < {}", fired.rule.id, overruled.by.id),
    };
    outcome.fired.iter().map(show).collect()
}

#[test]
fn the_narrower_code_goes_before_the_wider_one() {
    let rules = set(&[
        rule("occupation", "wide", "education", "pin = true\ncodes = [\"15-0000\"]"),
        rule("occupation", "narrow", "web-cloud", "pin = true\ncodes = [\"15-1254\"]"),
    ]);
    assert_eq!(outcome(&rules, &facts("15-1254")), ["narrow", "wide < narrow"]);
    assert_eq!(outcome(&rules, &facts("15-1252")), ["wide"]);
}

#[test]
fn a_priority_goes_before_everything_else() {
    let rules = set(&[
        rule("occupation", "wide", "education", "pin = true\npriority = 1\ncodes = [\"15-0000\"]"),
        rule("occupation", "narrow", "web-cloud", "pin = true\ncodes = [\"15-1254\"]"),
    ]);
    assert_eq!(outcome(&rules, &facts("15-1254")), ["wide", "narrow < wide"]);
}

#[test]
fn a_title_goes_before_an_occupation_and_a_pin_before_weights_for_other_places() {
    let rules = set(&[
        rule("occupation", "code", "education", "pin = true\ncodes = [\"15-1254\"]"),
        rule("title", "title", "unmanned-vehicle-technology", "pin = true\ntitles = [\"drone pilot\"]"),
        rule("occupation", "elsewhere", "accounting", "weight = 0.9\ncodes = [\"15-1200\"]"),
        rule("occupation", "same", "unmanned-vehicle-technology", "weight = 0.2\ncodes = [\"15-1200\"]"),
    ]);
    let facts = Facts { titles: vec!["Drone pilot".to_owned()], ..facts("15-1254") };
    assert_eq!(outcome(&rules, &facts), ["title", "code < title", "elsewhere < title", "same"]);
}

#[test]
fn of_weights_of_a_kind_for_a_place_the_narrowest_counts() {
    let rules = set(&[
        rule("occupation", "major", "education", "weight = 0.9\ncodes = [\"15-0000\"]"),
        rule("occupation", "detailed", "education", "weight = 0.3\ncodes = [\"15-1254\"]"),
        rule("occupation", "other-place", "web-cloud", "weight = 0.4\ncodes = [\"15-0000\"]"),
    ]);
    assert_eq!(outcome(&rules, &facts("15-1254")), ["detailed", "major < detailed", "other-place"]);
}

#[test]
fn an_exclusion_keeps_out_what_does_not_go_before_it() {
    let rules = set(&[
        rule("occupation", "wide-claim", "web-cloud", "weight = 0.9\ncodes = [\"15-0000\"]"),
        rule("occupation", "out", "digital-technology", "exclude = true\ncodes = [\"15-1200\"]"),
        rule("occupation", "narrow-claim", "software-solutions", "weight = 0.4\ncodes = [\"15-1252\"]"),
    ]);
    let edition = edition();
    let place = |id: &str| {
        let sub = edition.find_sub_cluster(id).unwrap();
        crate::Placement { cluster: edition.sub_clusters[sub].cluster, sub_cluster: Some(sub) }
    };
    let facts = facts("15-1252");
    assert_eq!(outcome(&rules, &facts), ["narrow-claim", "out", "wide-claim < out"]);
    let outcome = rules.evaluate(&facts);
    assert_eq!(outcome.excluded(place("web-cloud")).unwrap().rule.id.as_str(), "out");
    assert_eq!(outcome.excluded(place("software-solutions")), None);
    assert_eq!(outcome.excluded(place("accounting")), None);
}

#[test]
fn rules_that_name_the_same_code_tie_when_they_are_read() {
    let text = format!(
        "occupation_codes = \"soc-2018\"\n{}{}",
        rule("occupation", "one", "education", "pin = true\ncodes = [\"15-1254\", \"15-1252\"]"),
        rule("occupation", "two", "web-cloud", "pin = true\ncodes = [\"15-1254\"]")
    );
    let problems = read(&text).unwrap_err();
    assert_eq!(problems.problems.len(), 1);
    let said = problems.to_string();
    for words in ["`one` and `two` tie", "15-1254", "`education`", "`web-cloud`", "priority"] {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
    read(&text.replacen(
        "pin = true\ncodes = [\"15-1254\"]",
        "pin = true\npriority = 1\ncodes = [\"15-1254\"]",
        1,
    ))
    .unwrap();
}

#[test]
fn ties_that_only_a_subject_shows_are_found_by_the_check() {
    let rules = set(&[
        rule("title", "one", "education", "pin = true\npatterns = [\"drone pilot\"]"),
        rule("title", "two", "web-cloud", "pin = true\npatterns = [\"pilot instructor\"]"),
        rule("title", "never", "web-cloud", "pin = true\npatterns = [\"balloon\"]"),
        rule("title", "to-come", "web-cloud", "pin = true\npatterns = [\"airship\"]")
            .replace("hits = [", "hits = [\"Airship steward\", "),
        rule("occupation", "shadowed", "education", "pin = true\ncodes = [\"15-1200\"]"),
        rule("occupation", "shadow", "web-cloud", "pin = true\ncodes = [\"15-1252\"]"),
        rule("occupation", "due", "web-cloud", "expires = 2026-12-31\nweight = 0.1\ncodes = [\"15-1252\"]"),
    ]);
    let universe = ["Drone pilot instructor", "15-1252"].map(|text| (Subject::guess(text), facts(text)));
    let today = "2027-11-25".parse().ok();
    let (findings, coverage) = check_rules(&edition(), &rules, universe, today);
    let found: Vec<(String, &str)> =
        findings.iter().map(|finding| (finding.kind.to_string(), finding.rule.as_str())).collect();
    let count = |kind: &str| found.iter().filter(|(found, _)| found == kind).count();
    assert!(found.contains(&("contradictory".to_owned(), "one")), "{found:?}");
    assert!(found.contains(&("never-fires".to_owned(), "never")));
    assert!(found.contains(&("own-examples-only".to_owned(), "to-come")));
    assert!(!found.contains(&("never-fires".to_owned(), "to-come")));
    assert!(found.contains(&("shadowed".to_owned(), "shadowed")));
    assert!(found.contains(&("expired".to_owned(), "due")));
    assert_eq!(count("review-due"), 7, "all of them were to be looked at");
    assert_eq!(coverage["shadow"].occupations, 1);
    let published = |id: &str| (coverage[id].as_published, coverage[id].unlike_published);
    assert_eq!((published("shadow"), published("shadowed")), ((1, 0), (0, 1)));
    assert_eq!(check_rules(&edition(), &rules, [], None).0.len(), 7, "nothing fires in an empty world");
}

#[test]
fn a_diff_shows_rules_and_consequences() {
    let edition = edition();
    let old = set(&[
        rule("occupation", "gone", "education", "pin = true\ncodes = [\"15-1254\"]"),
        rule("occupation", "same", "education", "pin = true\ncodes = [\"25-1011\"]"),
        rule("occupation", "stronger", "web-cloud", "weight = 0.2\ncodes = [\"15-1252\"]"),
    ]);
    let new = set(&[
        rule("occupation", "same", "education", "pin = true\ncodes = [\"25-1011\"]"),
        rule("occupation", "stronger", "web-cloud", "weight = 0.4\ncodes = [\"15-1252\"]"),
        rule("occupation", "fresh", "web-cloud", "pin = true\ncodes = [\"15-1299\"]"),
    ]);
    let changes = diff_rules((&edition, &old), (&edition, &new));
    let said: Vec<String> = changes.iter().map(|change| format!("{} {}", change.kind, change.rule)).collect();
    assert_eq!(said, ["added fresh", "removed gone", "changed stronger"]);
    assert_eq!(changes[2].detail, "force 0.2 -> 0.4");
    let universe =
        ["15-1252", "15-1254", "15-1299", "25-1011"].map(|text| (Subject::guess(text), facts(text)));
    let outcomes = diff_outcomes((&edition, &old), (&edition, &new), universe);
    let said: Vec<String> = outcomes
        .iter()
        .map(|change| {
            format!("{}: {} -> {}", change.subject, change.before.join("|"), change.after.join("|"))
        })
        .collect();
    assert_eq!(
        said,
        [
            "15-1252: web-cloud (0.2) -> web-cloud (0.4)",
            "15-1254: education (pin) -> ",
            "15-1299:  -> web-cloud (pin)"
        ]
    );
}
