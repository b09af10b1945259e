//! Every kind of change on small lists, and what must hold for any two lists.

use proptest::prelude::*;

use super::*;
use crate::testing::{codes, pairs, settings};

fn changes(from: &CodeList, to: &CodeList, crosswalk: Option<&[(String, String)]>) -> Vec<String> {
    let links = match_codes(from, to, crosswalk, &settings().matching);
    let found = code_changes("code", from, to, &links, Basis::Official);
    found
        .rows
        .iter()
        .map(|row| {
            let code = |code: &Option<String>| code.clone().unwrap_or_else(|| "-".to_owned());
            format!("{} {}>{} {}", row.change, code(&row.from_code), code(&row.to_code), row.basis)
        })
        .collect()
}

#[test]
fn a_published_crosswalk_gives_every_kind_of_change() {
    let from = codes(
        "soc-2010",
        &[
            ("11-1011", "Chief Executives"),
            ("11-1021", "General Managers"),
            ("15-1132", "Developers, Applications"),
            ("15-1133", "Developers, Systems"),
            ("15-1199", "Computer Occupations, All Other"),
            ("19-1001", "Alchemists"),
            ("29-1111", "Nurses"),
            ("43-1000", "Clerks"),
        ],
    );
    let to = codes(
        "soc-2018",
        &[
            ("11-1011", "Chief executives"),
            ("11-1021", "General and Operations Managers"),
            ("15-1252", "Software Developers"),
            ("15-1253", "Testers"),
            ("15-1299", "Computer Occupations, All Other"),
            ("15-2051", "Data Scientists"),
            ("29-1141", "Nurses"),
            ("43-2000", "Office Clerks"),
        ],
    );
    let crosswalk = pairs(&[
        ("11-1011", "11-1011"),
        ("11-1021", "11-1021"),
        ("15-1132", "15-1252"),
        ("15-1133", "15-1252"),
        ("15-1199", "15-1253"),
        ("15-1199", "15-1299"),
        ("29-1111", "29-1141"),
        ("43-1000", "43-2000"),
        ("99-0001", "99-0002"),
    ]);
    assert_eq!(
        changes(&from, &to, Some(&crosswalk)),
        [
            "renamed 11-1021>11-1021 official crosswalk",
            "merged 15-1132>15-1252 official crosswalk",
            "merged 15-1133>15-1252 official crosswalk",
            "split 15-1199>15-1253 official crosswalk",
            "split 15-1199>15-1299 official crosswalk",
            "added ->15-2051 official crosswalk",
            "removed 19-1001>- official crosswalk",
            "moved 29-1111>29-1141 official crosswalk",
            "moved and renamed 43-1000>43-2000 official crosswalk",
        ]
    );
}

#[test]
fn a_code_that_is_split_into_one_that_others_join_is_both() {
    let from = codes("a", &[("1", "One"), ("2", "Two")]);
    let to = codes("b", &[("8", "Eight"), ("9", "Nine")]);
    let crosswalk = pairs(&[("1", "8"), ("1", "9"), ("2", "9")]);
    assert_eq!(
        changes(&from, &to, Some(&crosswalk)),
        [
            "split 1>8 official crosswalk",
            "split and merged 1>9 official crosswalk",
            "merged 2>9 official crosswalk"
        ]
    );
}

#[test]
fn without_a_crosswalk_titles_decide_and_say_so() {
    let from = codes(
        "naics-2022",
        &[("1", "Soybean Farming"), ("2", "Web Developers"), ("3", "Taxi Drivers"), ("4", "Something Else")],
    );
    let to = codes(
        "naics-2027",
        &[("1", "Soybean Farming"), ("3", "Taxi and Ride Drivers"), ("5", "Web developers"), ("4", "Cattle")],
    );
    assert_eq!(
        changes(&from, &to, None),
        [
            "moved 2>5 inferred",
            "renamed 3>3 inferred",
            "removed 4>- official crosswalk",
            "added ->4 official crosswalk"
        ]
    );
    // In one system a code is itself, whatever its title became.
    let to = codes("naics-2022", &[("4", "Cattle")]);
    let from = codes("naics-2022", &[("4", "Something Else")]);
    assert_eq!(changes(&from, &to, None), ["renamed 4>4 same code"]);
}

#[test]
fn groups_are_numbered_over_levels() {
    let from = codes("a", &[("1", "One")]);
    let to = codes("b", &[("8", "Eight"), ("9", "Nine")]);
    let crosswalk = pairs(&[("1", "8"), ("1", "9")]);
    let links = match_codes(&from, &to, Some(&crosswalk), &settings().matching);
    let mut all = code_changes("fine", &from, &to, &links, Basis::Official);
    all.extend(code_changes("wide", &from, &to, &links, Basis::Official));
    let numbers: Vec<Option<i64>> = all.rows.iter().map(|row| row.group).collect();
    assert_eq!(numbers, [Some(1), Some(1), Some(2), Some(2)]);
    assert_eq!(all.counted("split"), (2, 4));
    assert_eq!(all.in_words(), "2 split into 4");
}

fn lists() -> impl Strategy<Value = CodeList> {
    let titles =
        prop::sample::select(vec!["Web Developers", "Web Designers", "Taxi Drivers", "Nurses", "All Other"]);
    prop::collection::btree_map("[0-9]{2}", titles, 0..12)
        .prop_map(|map| CodeList::new("any", map.into_iter().map(|(code, title)| (code, title.to_owned()))))
}

/// Changes as (kind, earlier code, later code).
fn found(
    from: &CodeList,
    to: &CodeList,
    crosswalk: Option<&[(String, String)]>,
) -> Vec<(String, Option<String>, Option<String>)> {
    let links = match_codes(from, to, crosswalk, &settings().matching);
    let rows = code_changes("code", from, to, &links, Basis::Inferred).rows;
    let mut rows: Vec<_> = rows.into_iter().map(|row| (row.change, row.from_code, row.to_code)).collect();
    rows.sort();
    rows
}

fn mirrored(change: &str) -> &str {
    match change {
        "added" => "removed",
        "removed" => "added",
        "split" => "merged",
        "merged" => "split",
        other => other,
    }
}

proptest! {
    #[test]
    fn a_list_does_not_differ_from_itself(list in lists()) {
        prop_assert_eq!(found(&list, &list, None), vec![]);
        let identity: Vec<(String, String)> = list.iter().map(|(code, _)| (code.to_owned(), code.to_owned())).collect();
        prop_assert_eq!(found(&list, &list, Some(&identity)), vec![]);
    }

    #[test]
    fn reading_backwards_mirrors_every_change(from in lists(), to in lists(), links in prop::collection::vec((0usize..12, 0usize..12), 0..20)) {
        let crosswalk: Vec<(String, String)> = links
            .into_iter()
            .filter(|(left, right)| *left < from.len() && *right < to.len())
            .map(|(left, right)| (from.code(left).to_owned(), to.code(right).to_owned()))
            .collect();
        let backwards: Vec<(String, String)> = crosswalk.iter().map(|(left, right)| (right.clone(), left.clone())).collect();
        for (there, back) in [(None, None), (Some(crosswalk.as_slice()), Some(backwards.as_slice()))] {
            let mut mirror: Vec<_> = found(&to, &from, back)
                .into_iter()
                .map(|(change, left, right)| (mirrored(&change).to_owned(), right, left))
                .collect();
            mirror.sort();
            // Without published links two titles can be equally close, so only what is unlinked must mirror there.
            let lone = |rows: &[(String, Option<String>, Option<String>)]| {
                let mut counts = [0, 0];
                for row in rows {
                    counts[0] += usize::from(row.0 == "added");
                    counts[1] += usize::from(row.0 == "removed");
                }
                counts
            };
            let forward = found(&from, &to, there);
            prop_assert_eq!(lone(&forward), lone(&mirror));
        }
    }
}
