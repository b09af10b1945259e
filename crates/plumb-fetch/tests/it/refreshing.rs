//! A refresh as a whole: discovery, fetching source by source, and what is reported.

use std::sync::Arc;

use jiff::civil::{Date, date};
use plumb_fetch::{DiscoverOptions, FetchOutcome, SourceReport, discover};
use plumb_testkit::{Fault, OriginConfig};

use crate::support::{Setting, snapshot};

const TODAY: Date = date(2026, 11, 24);

/// Refreshes and accepts what is new, as a reader would that is content with everything.
async fn refresh(setting: &mut Setting) -> Vec<SourceReport> {
    setting.restart(|config| config);
    let at_hand = setting.fetcher.cache().at_hand().unwrap();
    let candidates = discover(&setting.catalogue, &at_hand, TODAY, &DiscoverOptions::default()).unwrap();
    let shared = Arc::clone(&setting.fetcher);
    let reports = shared.refresh(candidates).await;
    for (_, outcome) in reports.iter().flat_map(|report| &report.files) {
        if let FetchOutcome::Fetched(artifact) = outcome {
            shared.accept(artifact).unwrap();
        }
    }
    reports
}

fn source<'a>(reports: &'a [SourceReport], id: &str) -> &'a SourceReport {
    reports.iter().find(|report| report.source == id).unwrap()
}

fn arrived(report: &SourceReport) -> Vec<(String, &'static str)> {
    report.files.iter().map(|(request, outcome)| (request.key(), outcome.name())).collect()
}

fn errors(reports: &[SourceReport]) -> Vec<(String, &'static str)> {
    let all = reports.iter().flat_map(|report| &report.errors);
    all.map(|(request, error)| (request.key(), error.kind())).collect()
}

#[tokio::test]
async fn an_empty_cache_fills_and_the_second_refresh_has_nothing_to_do() {
    let mut setting = Setting::new().await;
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), []);
    assert_eq!(arrived(source(&reports, "oews-national")), [("oews-national/2025-05".to_owned(), "fetched")]);
    assert_eq!(arrived(source(&reports, "onet-text")), [("onet-text/31.0".to_owned(), "fetched")]);
    let absent = &source(&reports, "onet-text").absent;
    assert_eq!(absent.len(), 1, "31.1 is due: {absent:?}");
    let optional = source(&reports, "soc-crosswalk");
    assert!(optional.errors.is_empty() && optional.absent.len() == 1, "{optional:?}");

    let before = snapshot(setting.folder.path());
    setting.origin.take_log();
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), []);
    assert!(
        reports.iter().flat_map(|report| &report.files).all(|(_, outcome)| outcome.name() == "not_modified")
    );
    assert_eq!(snapshot(setting.folder.path()), before, "nothing written");
    assert_eq!(setting.fetcher.metrics().total("plumb_fetch_body_bytes_total").to_string(), "0");
    let asked: Vec<String> = setting.origin.take_log().into_iter().map(|entry| entry.path).collect();
    assert!(!asked.iter().any(|path| path.contains("oesm25nat")), "nothing newer is due: {asked:?}");
    assert!(asked.len() < 20, "{asked:?}");
}

#[tokio::test]
async fn where_the_newest_known_release_is_not_there_the_next_older_one_serves() {
    let mut setting = Setting::new().await;
    setting.origin.remove("/dl_files/database/db_31_0_text.zip");
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), []);
    assert_eq!(arrived(source(&reports, "onet-text")), [("onet-text/30.1".to_owned(), "fetched")]);
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), [], "with a release at hand, a missing one is no failure");
    assert!(source(&reports, "onet-text").files.is_empty());
}

#[tokio::test]
async fn trouble_with_a_release_that_is_due_does_not_keep_the_known_one_away() {
    let mut setting = Setting::new().await;
    setting.origin.fault("db_31_1", Fault::Status(500), None);
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), [("onet-text/31.1".to_owned(), "status")]);
    assert_eq!(arrived(source(&reports, "onet-text")), [("onet-text/31.0".to_owned(), "fetched")]);

    let mut setting = Setting::new().await;
    setting.origin.fault("db_31_0", Fault::TruncatedFile, None);
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), [("onet-text/31.0".to_owned(), "bad_archive")]);
    assert_eq!(arrived(source(&reports, "onet-text")), [], "30.1 would hide that");
}

#[tokio::test]
async fn a_failing_source_does_not_stop_the_others_and_keeps_its_last_good_file() {
    let mut setting = Setting::new().await;
    refresh(&mut setting).await;
    let good = setting.fetcher.cache().accepted("ep-occupation/newest").unwrap().unwrap();
    setting
        .origin
        .put("/emp/ind-occ-matrix/occupation.xlsx", setting.origin.bytes("/emp/skills/skills.xlsx").unwrap());
    setting
        .origin
        .put("/emp/ind-occ-matrix/education.xlsx", setting.origin.bytes("/emp/skills/skills.xlsx").unwrap());
    setting.origin.fault("/emp/ind-occ-matrix/occupation", Fault::TruncatedFile, None);
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), [("ep-occupation/newest".to_owned(), "bad_archive")]);
    assert_eq!(arrived(source(&reports, "ep-education")), [("ep-education/newest".to_owned(), "fetched")]);
    assert_eq!(setting.fetcher.cache().accepted("ep-occupation/newest").unwrap().unwrap(), good);
    setting.origin.clear_faults();
    let reports = refresh(&mut setting).await;
    assert_eq!(arrived(source(&reports, "ep-occupation")), [("ep-occupation/newest".to_owned(), "fetched")]);
}

#[tokio::test]
async fn a_required_source_that_is_nowhere_is_an_error_and_so_is_a_file_that_disappeared() {
    let mut setting = Setting::new().await;
    setting.origin.fault("/dl_files/", Fault::Status(404), None);
    let reports = refresh(&mut setting).await;
    let failed = source(&reports, "onet-text");
    assert_eq!(errors(&reports), [("onet-text/31.1".to_owned(), "not_found")]);
    let message = failed.errors[0].1.to_string();
    assert!(message.contains("db_31_0_text.zip") && message.contains("db_30_1_text.zip"), "{message}");

    setting.origin.remove("/emp/skills/skills.xlsx");
    setting.origin.clear_faults();
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), [("ep-skills/newest".to_owned(), "not_found")]);
}

#[tokio::test]
async fn the_real_files_fill_an_empty_cache_where_they_are_at_hand() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !data.is_dir() {
        println!("skipped: no folder {}", data.display());
        return;
    }
    let mut setting =
        Setting::with(OriginConfig { data: Some(data), ..OriginConfig::default() }, |config| config).await;
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), []);
    assert_eq!(arrived(source(&reports, "onet-text")), [("onet-text/30.1".to_owned(), "fetched")]);
    assert_eq!(arrived(source(&reports, "oews-industry")), [("oews-industry/2024-05".to_owned(), "fetched")]);
    let reports = refresh(&mut setting).await;
    assert_eq!(errors(&reports), []);
    assert_eq!(setting.fetcher.metrics().total("plumb_fetch_body_bytes_total").to_string(), "0");
    setting.assert_cache_is_sound();
}
