//! Whatever bytes come, the parsers of untrusted input answer, within their bounds and without a panic.
//! `PROPTEST_CASES=1000000 cargo test --release -p plumb-fetch robustness` goes on for longer.

use std::io::Write as _;

use plumb_testkit::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::api::read_answer;
use crate::catalogue::{Catalogue, Format, Limits};
use crate::error::FetchError;
use crate::inspect::{Shape, inspect};
use crate::schedule::{CronExpression, Due, RefreshSettings, WatchState};

const LIMITS: Limits =
    Limits { min_bytes: 1, max_bytes: 1_000_000, max_unpacked_bytes: 300_000, keep_ratio: 0.1 };

/// What happens to bytes on a bad way.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    Repeat(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        1 => (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (any::<Index>(), 1..400_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
    ]
}

fn damaged(mut bytes: Vec<u8>, all: &[Damage]) -> Vec<u8> {
    for one in all {
        let length = bytes.len().max(1);
        let end = |at: usize, count: usize| (at + count).min(bytes.len());
        match one {
            Damage::Set(at, byte) => {
                let at = at.index(length);
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
            Damage::Remove(at, count) => {
                let at = at.index(length).min(bytes.len());
                let range = at..end(at, *count);
                bytes.drain(range);
            }
            Damage::Insert(at, new) => {
                let at = at.index(length).min(bytes.len());
                bytes.splice(at..at, new.iter().copied());
            }
            Damage::Repeat(at, count) => {
                let at = at.index(length).min(bytes.len());
                let piece = bytes[at..end(at, *count)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn archive() -> Vec<u8> {
    let workbook = generate::workbook("S", generate::oews_rows(5).collect());
    let text = generate::text_table(&["Code", "Title"], '\t', 30);
    generate::archive(&[("a/b.xlsx".to_owned(), workbook), ("a/c.txt".to_owned(), text)])
}

fn inspected(bytes: &[u8], format: Format) -> Result<Shape, FetchError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes)).unwrap();
    inspect(&path, format, &LIMITS, &[], "u")
}

const ANSWER: &str = r#"{"status": "REQUEST_SUCCEEDED", "responseTime": 1, "message": ["Series does not exist for Series X"],
"Results": {"series": [{"seriesID": "A", "data": [{"year": "2025", "period": "A01", "value": "1.5",
"footnotes": [{}, {"code": "5", "text": "é"}]}]}]}}"#;

proptest! {
    #[test]
    fn archives(all in vec(damage(), 1..6), format in prop_oneof![Just(Format::Zip), Just(Format::Xlsx)]) {
        if let Ok(shape) = inspected(&damaged(archive(), &all), format) {
            prop_assert!(shape.unpacked_bytes <= LIMITS.max_unpacked_bytes);
        }
    }

    #[test]
    fn texts_and_json(bytes in vec(any::<u8>(), 0..300)) {
        for format in [Format::Csv, Format::Text, Format::Json, Format::Zip, Format::Xlsx] {
            if let Ok(shape) = inspected(&bytes, format) {
                prop_assert!(shape.rows.unwrap_or(0) <= u64::try_from(bytes.len()).unwrap());
            }
        }
    }

    #[test]
    fn answers_of_the_api(all in vec(damage(), 1..6)) {
        let text = String::from_utf8_lossy(&damaged(ANSWER.as_bytes().to_vec(), &all)).into_owned();
        if let Ok(Ok(answer)) = read_answer(&text, &["A".to_owned()]) {
            prop_assert!(answer.observations.iter().all(|figure| figure.series_id == "A"));
        }
    }

    #[test]
    fn catalogues(all in vec(damage(), 1..4)) {
        let whole = include_bytes!("../../../config/sources.toml").to_vec();
        let text = String::from_utf8_lossy(&damaged(whole, &all)).into_owned();
        match Catalogue::parse(&text, "f") {
            Ok(catalogue) => {
                for source in &catalogue.sources {
                    let release = (!source.rolling).then(|| catalogue.families[&source.family].latest);
                    prop_assert!(catalogue.requests(&source.id, release).is_ok());
                }
            }
            Err(FetchError::Catalogue { line, column, .. }) => {
                prop_assert!(line >= 1 && line <= text.matches('\n').count() + 1 && column >= 1);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

const SETTINGS: &str = "version = 1
contact = 'a@example.org'
[watch]
time_zone = 'EST5EDT,M3.2.0,M11.1.0'
jitter_seconds = 9
[[watch.schedule]]
name = 'daily'
cron = '30 14 * * MON-FRI'
[webhook]
url = 'https://hooks.example/x'
on = ['new']
timeout_seconds = 1
attempts = 1
";

proptest! {
    #[test]
    fn settings(all in vec(damage(), 1..4)) {
        let catalogue = Catalogue::built_in().unwrap();
        let text = String::from_utf8_lossy(&damaged(SETTINGS.as_bytes().to_vec(), &all)).into_owned();
        match RefreshSettings::parse(&text, "f", &catalogue) {
            Ok(settings) => {
                let due = settings.watch.due(&WatchState::default(), "2026-11-25T12:00:00Z".parse().unwrap());
                prop_assert_eq!(due == Due::Never, settings.watch.schedules.is_empty());
            }
            Err(FetchError::Catalogue { line, column, .. }) => {
                prop_assert!(line >= 1 && line <= text.matches('\n').count() + 1 && column >= 1);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn cron_expressions(text in "[0-9*/,LW#?A-Za-z -]{0,24}", seconds in 0..4_000_000_000_i64) {
        if let Ok(expression) = CronExpression::parse(&text) {
            let moment = jiff::Timestamp::from_second(seconds).unwrap();
            let zone = jiff::tz::TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
            if let Some(next) = expression.next_after(moment, &zone) {
                prop_assert!(next > moment);
            }
        }
    }
}

#[test]
fn the_undamaged_ones_are_accepted() {
    let shape = inspected(&archive(), Format::Zip).unwrap();
    assert_eq!(shape.members["a/b.xlsx"].rows, Some(6));
    assert_eq!(shape.members["a/c.txt"].rows, Some(31));
    assert_eq!(read_answer(ANSWER, &["A".to_owned()]).unwrap().unwrap().unknown_series, ["X"]);
}
