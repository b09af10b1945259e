//! The rule tables that the binary carries.

use std::path::Path;

use super::*;
use crate::load::{load_rule_texts, load_rules, rule_texts_in};

#[test]
fn the_binary_carries_every_file_of_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/frameworks/national-2024/rules");
    let name = |text: &RuleText| text.file.rsplit('/').next().unwrap_or_default().to_owned();
    let of =
        |texts: &[RuleText]| texts.iter().map(|text| (name(text), text.text.clone())).collect::<Vec<_>>();
    let carried = load_rule_texts(None, "national-2024").unwrap();
    assert_eq!(of(&carried), of(&rule_texts_in(&folder).unwrap()));
    assert_eq!(load_rule_texts(None, "original-2002").unwrap(), []);
    assert!(load_rule_texts(None, "../national-2024").is_err());
}

#[test]
fn every_rule_has_a_hit_and_a_miss_and_every_kind_is_there() {
    let edition = edition();
    let rules = load_rules(None, &edition, &Taxonomies::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut kinds = BTreeSet::new();
    for rule in rules.iter() {
        assert!(!rule.hits.is_empty() && !rule.misses.is_empty(), "{}", rule.id);
        assert!(rule.reason.ends_with('.'), "{}: a reason is a sentence", rule.id);
        kinds.insert(rule.condition.kind());
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["combination", "element", "industry", "occupation", "program", "technology", "title"]
    );
    // The sub-cluster without a published occupation has rules.
    let unmanned = edition.find_sub_cluster("unmanned-vehicle-technology").unwrap();
    assert!(rules.iter().any(|rule| rule.places().any(|place| place.sub_cluster == Some(unmanned))));
}

/// The tables of simple rules are sorted, so that a change shows as what it is.
#[test]
fn csv_tables_are_sorted_by_id() {
    for text in load_rule_texts(None, "national-2024").unwrap() {
        if text.file.rsplit('.').next() == Some("csv") {
            let ids: Vec<&str> =
                text.text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
            assert!(ids.is_sorted(), "{}", text.file);
        }
    }
}

#[test]
fn the_example_is_a_good_table_with_every_key_of_the_guide() {
    let texts = texts(&[("example.toml", EXAMPLE)]);
    let rules =
        RuleSet::read(&edition(), &texts, &Taxonomies::default()).unwrap_or_else(|error| panic!("{error}"));
    let kinds: BTreeSet<&str> = rules.iter().map(|rule| rule.condition.kind()).collect();
    assert_eq!(kinds.len(), 7);
    let guide = include_str!("../../../../../config/frameworks/RULES.md");
    for key in crate::rules::written::KEYS {
        assert!(EXAMPLE.contains(key), "the example has no {key}");
        assert!(guide.contains(key), "the guide has no {key}");
    }
    for key in [
        "codes",
        "except",
        "titles",
        "patterns",
        "occupations",
        "industries",
        "least_share_pct",
        "commodities",
        "at_least",
        "element",
        "scale",
        "target",
        "occupation",
        "secondary",
        "pin",
        "exclude",
        "weight",
        "priority",
        "reason",
        "source",
        "author",
        "added",
        "changed",
        "review",
        "expires",
        "hits",
        "misses",
    ] {
        assert!(EXAMPLE.contains(&format!("\n{key} = ")), "the example has no {key}");
        assert!(guide.contains(&format!("`{key}")), "the guide has no {key}");
    }
}
