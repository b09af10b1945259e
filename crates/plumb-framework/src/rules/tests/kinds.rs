//! One fixture a kind: what it fires for and what it does not, in TOML and in CSV.

use super::*;

#[track_caller]
fn check(text: &str, hits: &[Facts], misses: &[Facts]) {
    let rules = read(text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(rules.len(), 1);
    for facts in hits {
        assert_eq!(rules.evaluate(facts).standing().count(), 1, "{facts:?}");
    }
    for facts in misses {
        assert!(rules.evaluate(facts).fired.is_empty(), "{facts:?}");
    }
}

#[test]
fn occupations_by_code_level_and_range() {
    let rule = |condition| {
        file(
            "occupation",
            "one",
            &format!("weight = 0.5\n{condition}\nhits = [\"55-3011\"]\nmisses = [\"33-3051\"]"),
        )
    };
    check(
        &rule("codes = [\"55-0000\"]\nexcept = [\"55-1011\"]"),
        &[facts("55-3011")],
        &[facts("55-1011"), facts("33-3051")],
    );
    check(
        &rule("codes = [\"25-1011..25-1194\"]"),
        &[facts("25-1011"), facts("25-1194")],
        &[facts("25-2031")],
    );
    check(
        &rule("codes = [\"15-1299.08\"]"),
        &[facts("15-1299.08")],
        &[facts("15-1299"), facts("15-1299.09")],
    );
    check(
        &rule("codes = [\"15-1299\"]\nexcept = [\"15-1299.09\"]"),
        &[facts("15-1299"), facts("15-1299.08")],
        &[facts("15-1299.09")],
    );
}

#[test]
fn titles_by_name_and_by_pattern() {
    let text = file(
        "title",
        "one",
        "pin = true\ntitles = [\"Remote pilot\"]\npatterns = [\"drone|uav pilot\"]\nexcept = [\"instructor\"]\nhits = [\"UAV pilot\"]\nmisses = [\"Pilot\"]",
    );
    check(
        &text,
        &[facts("remote PILOT"), facts("Senior Drone Pilot")],
        &[facts("Remote pilot instructor"), facts("Drone pilot instructor"), facts("15-1252")],
    );
}

#[test]
fn a_title_can_be_pinned_to_an_occupation() {
    let text = file(
        "title",
        "one",
        "pin = true\ntitles = [\"crop duster\"]\nhits = [\"Crop Duster\"]\nmisses = [\"Duster\"]",
    )
    .replace("target = \"military-national-security\"", "occupation = \"53-2012\"");
    let rules = read(&text).unwrap();
    let facts = facts("Crop duster");
    let outcome = rules.evaluate(&facts);
    assert_eq!(outcome.pin().unwrap().rule.target, Target::Occupation("53-2012".parse().unwrap()));
    assert_eq!(outcome.pin().unwrap().rule.places().count(), 0);
}

#[test]
fn industries_and_programs_at_any_level() {
    let rule = |kind, condition, example| {
        file(
            kind,
            "one",
            &format!("exclude = true\n{condition}\nhits = [\"{example}\"]\nmisses = [\"{example}\"]"),
        )
    };
    check(
        &rule("industry", "codes = [\"541\"]\nexcept = [\"5415\"]", "541"),
        &[facts("541")],
        &[facts("54"), facts("541512"), facts("5415")],
    );
    check(
        &rule("industry", "codes = [\"311..312\"]", "311"),
        &[facts("3115")],
        &[facts("31-33"), facts("524")],
    );
    check(
        &rule("program", "codes = [\"01\"]", "01.03"),
        &[facts("01.0308"), facts("01")],
        &[facts("13.0101")],
    );
}

#[test]
fn combinations_fire_in_an_industry_or_by_the_part_of_the_jobs() {
    let text = file(
        "combination",
        "one",
        "weight = 0.5\noccupations = [\"15-1200\"]\nindustries = [\"52\"]\nleast_share_pct = 60\nhits = [\"15-1252 in 524126\"]\nmisses = [\"15-1252\"]",
    );
    let with_share = |share| Facts {
        industry_shares: BTreeMap::from([
            ("52".parse().unwrap(), share),
            ("54".parse().unwrap(), 1.0 - share),
        ]),
        ..facts("15-1252")
    };
    check(
        &text,
        &[facts("15-1252 in 524126"), facts("15-1299.08 in 52"), with_share(0.6)],
        &[facts("15-1252 in 541512"), facts("25-1011 in 52"), facts("15-1252"), with_share(0.59)],
    );
}

#[test]
fn technologies_and_elements_have_thresholds() {
    let used = |code: &str, products| Facts {
        technologies: BTreeMap::from([(code.to_owned(), products)]),
        ..facts("15-1252")
    };
    let rule = |commodity: &str| {
        file(
            "technology",
            "one",
            &format!(
                "weight = 0.5\ncommodities = [\"{commodity}\"]\nat_least = 2\nexcept = [\"15-1254\"]\nhits = [\"15-1252\"]\nmisses = [\"25-1011\"]"
            ),
        )
    };
    let elsewhere = Facts { soc: BTreeSet::from(["15-1254".parse().unwrap()]), ..used("43232605", 3) };
    check(&rule("43232605"), &[used("43232605", 2)], &[used("43232605", 1), used("43232102", 9), elsewhere]);
    check(&rule("43232600"), &[used("43232605", 2)], &[used("43232102", 9)]);
    let text = file(
        "element",
        "one",
        "weight = 0.5\nelement = \"2.C.3.a\"\nscale = \"IM\"\nat_least = 4.0\noccupations = [\"15-0000\"]\nhits = [\"15-1252\"]\nmisses = [\"25-1011\"]",
    );
    let rated = |subject: &str, scale: &str, value| Facts {
        elements: BTreeMap::from([(
            ElementScale { element: "2.C.3.a".to_owned(), scale: scale.to_owned() },
            value,
        )]),
        ..facts(subject)
    };
    check(
        &text,
        &[rated("15-1252", "IM", 4.0)],
        &[rated("15-1252", "IM", 3.99), rated("15-1252", "LV", 6.0), rated("25-1011", "IM", 5.0)],
    );
}

#[test]
fn a_csv_row_is_the_same_rule() {
    let csv = "id,kind,vintage,match,except,target,force,priority,reason,source,author,added,changed,review,expires,hits,misses\n\
        one,occupation,soc-2018,55-0000,55-1011,military-national-security,0.5,0,Because.,https://example.org/page,A steward,2026-11-25,,2027-11-25,,55-3011,33-3051\n\
        two,title,,crop duster; aerial applicator,,53-2012,pin,0,\"Because, again.\",https://example.org/page,A steward,2026-11-25,,,2027-11-25,Crop duster,Pilot\n\
        ";
    let csv = csv.replace("two,title,,", "two,title,soc-2018,");
    let rules = RuleSet::read(&edition(), &texts(&[("a.csv", &csv)]), &taxonomies()).unwrap();
    let toml = read(&file(
        "occupation",
        "one",
        "weight = 0.5\ncodes = [\"55-0000\"]\nexcept = [\"55-1011\"]\nhits = [\"55-3011\"]\nmisses = [\"33-3051\"]",
    ))
    .unwrap();
    let same = Rule { at: rules.get("one").unwrap().at.clone(), ..toml.get("one").unwrap().clone() };
    assert_eq!(rules.get("one"), Some(&same));
    assert_eq!(rules.get("two").unwrap().target, Target::Occupation("53-2012".parse().unwrap()));
    assert_eq!(rules.get("two").unwrap().at.to_string(), "a.csv:3:1");
}

#[test]
fn what_names_an_occupation_can_be_hidden() {
    let rule = |codes: &str| {
        let text = file(
            "occupation",
            "one",
            &format!("weight = 0.5\ncodes = [{codes}]\nhits = [\"55-3011\"]\nmisses = [\"33-3051\"]"),
        );
        read(&text).unwrap()
    };
    let soc = "15-1299".parse().unwrap();
    for (codes, naming) in [
        ("\"15-1299\"", Naming::Directly),
        ("\"15-1299.08\"", Naming::Directly),
        ("\"15-1290\"", Naming::Directly),
        ("\"15-1254..15-1299\"", Naming::Directly),
        ("\"15-1252..15-1299\", \"15-0000\"", Naming::Directly),
        ("\"15-1200\"", Naming::InGroup),
        ("\"15-0000\"", Naming::InGroup),
        ("\"55-0000\"", Naming::Not),
        ("\"15-1252\"", Naming::Not),
    ] {
        let rules = rule(codes);
        assert_eq!(rules.get("one").unwrap().names(soc), naming, "{codes}");
        assert_eq!(rules.without_knowledge_of(soc, &[]).is_empty(), naming == Naming::Directly, "{codes}");
    }
    let text = file(
        "title",
        "one",
        "pin = true\npatterns = [\"drone pilot\"]\nhits = [\"Drone pilot\"]\nmisses = [\"Pilot\"]",
    );
    let rules = read(&text).unwrap();
    assert!(rules.without_knowledge_of(soc, &["Drone Pilots"]).len() == 1);
    assert!(rules.without_knowledge_of(soc, &["Drone Pilot"]).is_empty());
}

#[test]
fn an_exception_names_an_occupation_too() {
    let text = file(
        "occupation",
        "one",
        "weight = 0.5\ncodes = [\"55-0000\"]\nexcept = [\"55-1011\"]\nhits = [\"55-3011\"]\nmisses = [\"33-3051\"]",
    );
    let rules = read(&text).unwrap();
    assert_eq!(rules.get("one").unwrap().names("55-1011".parse().unwrap()), Naming::Directly);
    assert_eq!(rules.get("one").unwrap().names("55-3011".parse().unwrap()), Naming::InGroup);
}
