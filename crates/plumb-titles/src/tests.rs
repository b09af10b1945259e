//! A small index end to end: build, save, load, match, pin, and damage.

use crate::{
    BuildOptions, IndexError, Knowledge, KnownTitle, MatchStatus, Matcher, Pin, PinTarget, TitleIssue,
    TitleKind,
};

const TITLES: [(&str, &str, TitleKind); 16] = [
    ("Software Developers", "15-1252", TitleKind::Occupation),
    ("Software Engineer", "15-1252", TitleKind::Alternate),
    ("Java Developer", "15-1252", TitleKind::Alternate),
    ("Application Developer", "15-1252", TitleKind::Reported),
    ("Registered Nurses", "29-1141", TitleKind::Occupation),
    ("RN (Registered Nurse)", "29-1141", TitleKind::Alternate),
    ("ICU Nurse", "29-1141", TitleKind::Alternate),
    ("Staff Nurse", "29-1141", TitleKind::Reported),
    ("Food Service Managers", "11-9051", TitleKind::Occupation),
    ("Restaurant Manager", "11-9051", TitleKind::Alternate),
    ("Food Service Manager", "11-9051", TitleKind::Reported),
    ("Banquet Manager", "11-9051", TitleKind::DirectMatch),
    ("Welders", "51-4121", TitleKind::Occupation),
    ("Pipe Welder", "51-4121", TitleKind::Alternate),
    ("Drone Pilot", "53-2012", TitleKind::Alternate),
    ("Drone Pilot", "27-4021", TitleKind::Alternate),
];

fn knowledge() -> Knowledge {
    let known =
        |&(title, soc, kind): &(&str, &str, TitleKind)| KnownTitle::new(title, soc.parse().unwrap(), kind);
    Knowledge {
        titles: TITLES.iter().map(known).collect(),
        employment: vec![("15-1252".parse().unwrap(), 1_600_000), ("29-1141".parse().unwrap(), 3_000_000)],
        inputs: vec![("test/1".to_owned(), "abc".to_owned())],
        ..Knowledge::default()
    }
}

fn build(knowledge: &Knowledge) -> Matcher {
    Matcher::build(knowledge, &BuildOptions::default(), &|_| ()).unwrap()
}

fn best(matcher: &Matcher, title: &str) -> String {
    matcher.matches(title, 3).unwrap().candidates[0].soc.to_string()
}

#[test]
fn known_titles_are_found_whatever_their_form() {
    let matcher = build(&knowledge());
    assert_eq!(best(&matcher, "SENIOR SOFTWARE ENGINEERS II"), "15-1252");
    assert_eq!(best(&matcher, "Mgr., Food Svcs"), "11-9051");
    assert_eq!(best(&matcher, "R.N. - Houston, TX"), "29-1141");
    assert_eq!(best(&matcher, "Pipe Welder (2nd Shift)"), "51-4121");
}

#[test]
fn contributions_add_up_to_the_score() {
    let matcher = build(&knowledge());
    for candidate in matcher.matches("Java Software Developer", 5).unwrap().candidates {
        let sum: f32 = candidate.evidence.contributions().map(|(_, value)| value).sum();
        assert!((sum - candidate.score).abs() < 1e-4);
    }
}

#[test]
fn an_index_is_the_same_in_whatever_order_its_rows_come_and_after_loading() {
    let forward = build(&knowledge());
    let mut backward = knowledge();
    backward.titles.reverse();
    assert_eq!(forward.to_bytes(), build(&backward).to_bytes());
    let loaded = Matcher::load(&forward.to_bytes()).unwrap();
    assert_eq!(loaded.to_bytes(), forward.to_bytes());
    assert_eq!(loaded.inputs(), [("test/1".to_owned(), "abc".to_owned())]);
    assert_eq!(loaded.matches("nurse", 3), forward.matches("nurse", 3));
    let nearest = loaded.matches("ICU nurse", 1).unwrap().candidates[0].nearest.unwrap();
    assert_eq!(loaded.title(nearest).0, "ICU Nurse");
}

#[test]
fn batches_answer_as_single_titles_do() {
    let matcher = build(&knowledge());
    let titles = ["welder", "", "java engineer", "a\u{1}b"];
    let all = matcher.match_all(&titles, 2);
    for (title, found) in titles.iter().zip(&all) {
        assert_eq!(*found, matcher.matches(title, 2));
    }
    assert_eq!(all[1], Err(TitleIssue::Empty));
    assert_eq!(all[3], Err(TitleIssue::Binary));
    assert_eq!(matcher.matches(&"manager ".repeat(1_250), 3), Err(TitleIssue::TooLong));
}

/// A word of its own for each number.
fn word_of(number: u32) -> String {
    (0..4).map(|place| char::from(b'a' + u8::try_from(number >> (4 * place) & 15).unwrap())).collect()
}

#[test]
fn what_was_asked_before_changes_no_answer() {
    let pin = Pin {
        title: "pipe welder".to_owned(),
        target: PinTarget::Soc("15-1252".parse().unwrap()),
        reason: "advisory group".to_owned(),
        date: "2026-03-01".to_owned(),
    };
    let matcher = build(&knowledge()).with_pins(vec![pin]);
    // Same words, other grades, brackets and letters that are not read; pinned and not; each twice and in turn.
    let titles = [
        "Staff Nurse",
        "Senior Staff Nurse",
        "Staff Nurse III",
        "Nurse, Staff",
        "Nurse (Staff)",
        "Staff Nurse 護士",
        "Manager (Food Service)",
        "Food Service Manager",
        "Manager (Food)",
        "Pipe Welder",
        "Welder",
        "Welter",
        "Wélter",
        "Welder, Xyzzy",
        "Xyzzy Welder",
        "Nurse / Welder",
        "Nurse Welder",
        "",
    ];
    let mut session = matcher.session();
    for k in [3, 1, 3] {
        for title in titles.iter().chain(titles.iter().rev()) {
            assert_eq!(session.matches(title, k).cloned(), matcher.matches(title, k), "{title} {k}");
        }
    }
    // More titles than a session keeps at first, so that its places grow, and all of them again.
    let many: Vec<String> = (0..3_000).map(|number| format!("welder {}", word_of(number))).collect();
    for title in many.iter().chain(&many) {
        assert_eq!(session.matches(title, 2).cloned(), matcher.matches(title, 2), "{title}");
    }
    let grade = |title| matcher.matches(title, 1).unwrap().grade;
    assert_ne!(grade("Staff Nurse"), grade("Senior Staff Nurse"));
}

#[test]
fn damaged_bytes_are_refused_and_never_panic() {
    let bytes = build(&knowledge()).to_bytes();
    assert!(matches!(Matcher::load(b"PK\x03\x04"), Err(IndexError::NotAnIndex)));
    assert!(matches!(Matcher::load(&bytes[..6]), Err(IndexError::NotAnIndex)));
    let mut other = bytes.clone();
    other[4] = 200;
    assert!(matches!(Matcher::load(&other), Err(IndexError::Format { found: 200, .. })));
    for length in (8..bytes.len()).step_by(7) {
        assert!(Matcher::load(&bytes[..length]).is_err());
    }
    for place in (8..bytes.len()).step_by(3) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        assert!(Matcher::load(&damaged).is_err());
    }
}

#[test]
fn a_pin_wins_and_says_so() {
    let pin = |title: &str, target| Pin {
        title: title.to_owned(),
        target,
        reason: "advisory group".to_owned(),
        date: "2026-03-01".to_owned(),
    };
    let matcher = build(&knowledge()).with_pins(vec![
        pin("Drone Pilot", PinTarget::Other("unmanned-vehicle-technology".to_owned())),
        pin("* nurse", PinTarget::Soc("29-1171".parse().unwrap())),
    ]);
    let found = matcher.matches("drone pilots", 3).unwrap();
    assert_eq!(matcher.pin(found.pin.unwrap()).unwrap().reason, "advisory group");
    assert_eq!(found.status, MatchStatus::Matched);
    assert_eq!(best(&matcher, "Staff Nurse"), "29-1171");
    assert_eq!(matcher.matches("welder", 3).unwrap().pin, None);
}

#[test]
fn knowledge_without_titles_is_refused() {
    assert!(Matcher::build(&Knowledge::default(), &BuildOptions::default(), &|_| ()).is_err());
}

#[test]
fn short_forms_are_read_by_the_company_they_keep() {
    let mut knowledge = knowledge();
    let towns = [
        "town",
        "city",
        "state",
        "campus",
        "park",
        "port",
        "rail",
        "night",
        "river",
        "county",
        "county line",
    ];
    for town in towns {
        for (title, soc) in [("Police Officer", "33-3051"), ("Policy Analyst", "13-1111")] {
            let title = format!("{town} {title}");
            knowledge.titles.push(KnownTitle::new(title, soc.parse().unwrap(), TitleKind::Alternate));
        }
    }
    let matcher = build(&knowledge);
    assert_eq!(best(&matcher, "Pol Ofcr"), "33-3051");
    assert_eq!(best(&matcher, "Pol Anlst"), "13-1111");
    assert_eq!(best(&matcher, "Pol. Ofcr. III - Austin, TX"), "33-3051");
    // Letters that leave no doubt need no company; "pol" alone may be either.
    assert_eq!(best(&matcher, "Ofcr"), "33-3051");
    assert!(matcher.matches("Pol", 3).unwrap().candidates.is_empty());
    // A part of a title that no reading fits is still the name of an employer.
    assert_eq!(best(&matcher, "Pol Ofcr, Xyzzy"), "33-3051");
    assert_eq!(
        matcher.matches("Pól Ofcr", 3).unwrap().candidates,
        [],
        "in another language it is another word"
    );
}
