//! What is asked for, given what is at hand and the day.

use jiff::civil::{Date, date};
use plumb_fetch::{AtHand, DiscoverOptions, Why, discover};

use crate::support::catalogue;

const TODAY: Date = date(2026, 11, 24);

fn at_hand(releases: &[(&str, &str)]) -> AtHand {
    let mut at_hand = AtHand::new();
    for (source, release) in releases {
        at_hand.entry((*source).to_owned()).or_default().insert(release.parse().unwrap());
    }
    at_hand
}

fn candidates(
    source: &str,
    at_hand: &AtHand,
    today: Date,
    options: &DiscoverOptions,
) -> Vec<(String, &'static str)> {
    let options = DiscoverOptions { sources: vec![source.to_owned()], ..options.clone() };
    discover(&catalogue(), at_hand, today, &options)
        .unwrap()
        .into_iter()
        .map(|candidate| {
            let why = match candidate.why {
                Why::Known => "known",
                Why::Due { .. } => "due",
                Why::Rolling => "rolling",
                Why::Recheck => "recheck",
                Why::Fallback => "fallback",
                Why::Backfill => "backfill",
            };
            (candidate.release.map_or_else(|| "newest".to_owned(), |release| release.to_string()), why)
        })
        .collect()
}

fn check(
    source: &str,
    have: &[(&str, &str)],
    today: Date,
    options: &DiscoverOptions,
    expected: &[(&str, &str)],
) {
    let found = candidates(source, &at_hand(have), today, options);
    let found: Vec<(&str, &str)> = found.iter().map(|(release, why)| (release.as_str(), *why)).collect();
    assert_eq!(found, expected, "{source} on {today}");
}

#[test]
fn a_release_is_looked_for_when_its_time_is_near() {
    let plain = DiscoverOptions::default;
    let newest = [("oews-national", "oews/2025-05")];
    check(
        "oews-national",
        &[],
        TODAY,
        &plain(),
        &[
            ("oews/2025-05", "known"),
            ("oews/2024-05", "fallback"),
            ("oews/2023-05", "fallback"),
            ("oews/2022-05", "fallback"),
            ("oews/2021-05", "fallback"),
        ],
    );
    check("oews-national", &newest, TODAY, &plain(), &[]);
    check("oews-national", &newest, date(2027, 3, 15), &plain(), &[]);
    check("oews-national", &newest, date(2027, 3, 16), &plain(), &[("oews/2026-05", "due")]);
    check(
        "oews-national",
        &newest,
        date(2029, 6, 1),
        &plain(),
        &[("oews/2028-05", "due"), ("oews/2027-05", "due"), ("oews/2026-05", "due")],
    );
    check("oews-national", &[("oews-national", "oews/2026-05")], date(2027, 6, 1), &plain(), &[]);
    check(
        "onet-text",
        &[("onet-text", "onet/30.1")],
        TODAY,
        &plain(),
        &[("onet/31.1", "due"), ("onet/31.0", "known")],
    );
    check("soc-structure", &[("soc-structure", "soc/2018")], TODAY, &plain(), &[]);
    check(
        "soc-structure",
        &[("soc-structure", "soc/2018")],
        date(2028, 1, 1),
        &plain(),
        &[("soc/2028", "due")],
    );
}

#[test]
fn rolling_sources_are_always_asked_and_others_only_on_demand() {
    let newest = [("oews-national", "oews/2025-05")];
    check(
        "ep-occupation",
        &[("ep-occupation", "ep/2025-35")],
        TODAY,
        &DiscoverOptions::default(),
        &[("newest", "rolling")],
    );
    let recheck = DiscoverOptions { recheck: true, ..DiscoverOptions::default() };
    check("oews-national", &newest, TODAY, &recheck, &[("oews/2025-05", "recheck")]);
}

#[test]
fn older_releases_come_on_demand_newest_first() {
    let backfill = DiscoverOptions { backfill: true, ..DiscoverOptions::default() };
    check(
        "oews-national",
        &[("oews-national", "oews/2025-05"), ("oews-national", "oews/2023-05")],
        TODAY,
        &backfill,
        &[
            ("oews/2024-05", "backfill"),
            ("oews/2022-05", "backfill"),
            ("oews/2021-05", "backfill"),
            ("oews/2020-05", "backfill"),
            ("oews/2019-05", "backfill"),
            ("oews/2018-05", "backfill"),
        ],
    );
}

#[test]
fn only_required_sources_or_only_named_ones() {
    let required = DiscoverOptions { required_only: true, ..DiscoverOptions::default() };
    let found = discover(&catalogue(), &AtHand::new(), TODAY, &required).unwrap();
    let mut ids: Vec<&str> = found.iter().map(|candidate| candidate.source.as_str()).collect();
    ids.dedup();
    assert_eq!(ids, ["oews-national", "ep-occupation", "onet-text"]);
    let found = discover(&catalogue(), &AtHand::new(), TODAY, &DiscoverOptions::default()).unwrap();
    assert!(found.iter().any(|candidate| candidate.source == "cip-codes"));
    assert!(!found.iter().any(|candidate| candidate.source == "oews-all"), "large ones on request only");
    let named = DiscoverOptions { sources: vec!["oews-all".to_owned()], ..DiscoverOptions::default() };
    assert_eq!(discover(&catalogue(), &AtHand::new(), TODAY, &named).unwrap()[0].source, "oews-all");
    let unknown = DiscoverOptions { sources: vec!["oews".to_owned()], ..DiscoverOptions::default() };
    let error = discover(&catalogue(), &AtHand::new(), TODAY, &unknown).unwrap_err().to_string();
    assert!(error.starts_with("no source `oews` in the catalogue (known: oews-national, "), "{error}");
}
