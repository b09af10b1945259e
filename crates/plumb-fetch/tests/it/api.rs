//! The BLS Public Data API: batches, the quota across runs, errors with status 200, and the key that nobody sees.

use plumb_fetch::{ApiKey, BlsApi, FetchConfig, SeriesQuery};
use plumb_testkit::OriginConfig;

use crate::support::{Setting, snapshot};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn origin() -> OriginConfig {
    OriginConfig { api_keys: vec![KEY.to_owned()], ..OriginConfig::default() }
}

fn query(ids: &[&str], first_year: u16, last_year: u16) -> SeriesQuery {
    SeriesQuery { series_ids: ids.iter().map(|&id| id.to_owned()).collect(), first_year, last_year }
}

fn api<'a>(setting: &'a Setting, key: Option<&str>) -> BlsApi<'a> {
    BlsApi::new(&setting.fetcher, &setting.catalogue.bls_api, key.map(|key| ApiKey::new(key).unwrap()))
        .unwrap()
}

#[tokio::test]
async fn figures_footnotes_and_unknown_series_are_told_apart() {
    let setting = Setting::with(origin(), |config| config).await;
    let ids = ["OEUN000000000000015125204", "OEUN000000000000029102313", "OEUN0000000000000000000004"];
    let answer = api(&setting, None).query(&query(&ids, 2018, 2018)).await.unwrap();
    let figures: Vec<(&str, &str)> =
        answer.observations.iter().map(|figure| (figure.series_id.as_str(), figure.value.as_str())).collect();
    assert_eq!(figures, [("OEUN000000000000015125204", "148100"), ("OEUN000000000000029102313", "-")]);
    assert_eq!(answer.observations[1].footnotes[0].code, "5");
    assert_eq!(answer.observations[0].footnotes, []);
    assert_eq!(answer.unknown_series, ["OEUN0000000000000000000004"]);
    assert_eq!(answer.files.len(), 1);
}

#[tokio::test]
async fn queries_are_split_by_series_and_years() {
    let setting = Setting::with(origin(), |config| config).await;
    let many: Vec<String> = (0..60).map(|index| format!("TEST{index:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let with_key = api(&setting, Some(KEY));
    let answer = with_key.query(&query(&many, 2000, 2025)).await.unwrap();
    assert_eq!(answer.unknown_series.len(), 60);
    assert_eq!(setting.origin.take_log().len(), 4, "50 + 10 series, 20 + 6 years");
    assert_eq!(with_key.quota().unwrap().used, 4);
    let answer = api(&setting, None).query(&query(&["CES0000000001"], 2000, 2025)).await.unwrap();
    assert_eq!(answer.observations.len(), 26, "three queries of ten years at most");
    assert_eq!(setting.origin.take_log().len(), 3);
}

#[tokio::test]
async fn the_quota_holds_across_runs_and_no_query_is_sent_beyond_it() {
    let mut setting = Setting::with(origin(), |config| config).await;
    for year in 0..25 {
        setting.restart(|config| config);
        api(&setting, None).query(&query(&["CES0000000001"], 2000 + year, 2000 + year)).await.unwrap();
    }
    assert_eq!(setting.origin.api_queries(), 25);
    setting.origin.take_log();
    let error = api(&setting, None).query(&query(&["CES0000000001"], 2026, 2026)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the BLS API quota of the day is used up (25 of 25 queries; next at 2026-11-25T05:00:00Z)"
    );
    assert_eq!(setting.origin.take_log(), [], "not even asked");
    setting.clock.set("2026-11-25T05:00:00Z".parse().unwrap());
    assert_eq!(api(&setting, None).quota().unwrap().used, 0);
}

#[tokio::test]
async fn a_query_that_needs_more_than_is_left_is_not_begun() {
    let setting = Setting::with(origin(), |config| config).await;
    let many: Vec<String> = (0..26 * 25).map(|index| format!("TEST{index:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(api(&setting, None).query(&query(&many, 2025, 2025)).await.unwrap_err().kind(), "api_quota");
    assert_eq!(setting.origin.take_log(), []);
}

#[tokio::test]
async fn a_refusal_for_the_quota_is_believed_until_midnight_in_new_york() {
    let config = OriginConfig { api_queries_per_day: (0, 0), ..origin() };
    let mut setting = Setting::with(config, |config| config).await;
    assert_eq!(
        api(&setting, None).query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap_err().kind(),
        "api_quota"
    );
    setting.restart(|config| config);
    assert_eq!(
        api(&setting, None).query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap_err().kind(),
        "api_quota"
    );
    assert_eq!(setting.origin.take_log().len(), 1, "asked once, not again the same day");
}

#[tokio::test]
async fn a_key_that_is_echoed_is_seen_nowhere() {
    let setting = Setting::with(origin(), |config| config).await;
    let wrong = "fedcba9876543210fedcba9876543210";
    let error = api(&setting, Some(wrong)).query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap_err();
    assert_eq!(error.kind(), "api_key");
    assert!(!format!("{error} {error:?}").contains(wrong));
    api(&setting, Some(KEY)).query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap();
    for (path, bytes) in snapshot(setting.folder.path()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(wrong) && !text.contains(KEY), "{}", path.display());
    }
    assert!(!setting.fetcher.metrics().render().contains(KEY));
    assert!(!format!("{:?}", api(&setting, Some(KEY))).contains(KEY));
}

#[tokio::test]
async fn transport_faults_are_repeated_and_each_repetition_is_counted() {
    let setting = Setting::with(origin(), |config| config).await;
    setting.origin.fault("/publicAPI/", "status:503".parse().unwrap(), Some(1));
    let api = api(&setting, None);
    api.query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap();
    assert_eq!(api.quota().unwrap().used, 2);
    setting.origin.fault("/publicAPI/", "retry-after:429:60".parse().unwrap(), Some(1));
    api.query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap();
    assert_eq!(api.quota().unwrap().used, 4);
    assert!(setting.clock.sleeps().contains(&std::time::Duration::from_mins(1)));
    setting.origin.fault("/publicAPI/", "html".parse().unwrap(), None);
    let error = api.query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap_err();
    assert_eq!(error.kind(), "api_malformed", "{error}");
}

#[tokio::test]
async fn without_a_contact_the_api_is_not_asked() {
    let setting = Setting::with(origin(), |config| FetchConfig { contact: None, ..config }).await;
    let error = api(&setting, None).query(&query(&["CES0000000001"], 2025, 2025)).await.unwrap_err();
    assert_eq!(error.kind(), "contact_missing");
    assert_eq!(setting.origin.take_log(), []);
}

#[tokio::test]
async fn the_recorded_answers_of_bls_are_understood() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/api_samples");
    if !samples.is_dir() {
        println!("skipped: no folder {}", samples.display());
        return;
    }
    let setting = Setting::with(origin(), |config| config).await;
    let ask = async |file: &str, ids: &[&str]| {
        let answer = std::fs::read(samples.join(file)).unwrap();
        setting.origin.set_api_answer(Some(String::from_utf8(answer).unwrap()));
        api(&setting, None).query(&query(ids, 2016, 2025)).await
    };
    let ids = [
        "OEUN000000000000015125208",
        "OEUN000000000000015125204",
        "OEUM001910000000015125208",
        "OEUM001910000000015125204",
    ];
    let answer = ask("bls_v1_oews_151252_live_2026-07-22_abridged.json", &ids).await.unwrap();
    assert_eq!(answer.observations.len(), 4);
    assert_eq!(
        (answer.observations[2].series_id.as_str(), answer.observations[2].value.as_str()),
        ("OEUN000000000000015125204", "148100")
    );
    let answer = ask("bls_v2_oews_topcoded_2018_live.json", &["OEUN000000000000029102313"]).await.unwrap();
    assert_eq!(
        (answer.observations[0].value.as_str(), answer.observations[0].footnotes[0].code.as_str()),
        ("-", "5")
    );
    assert_eq!(answer.messages.len(), 2);
    let answer =
        ask("bls_v2_series_does_not_exist_live.json", &["OEUN0000000000000000000004"]).await.unwrap();
    assert_eq!(answer.unknown_series, ["OEUN0000000000000000000004"]);
    let error = ask("bls_daily_threshold_live.json", &["CES0000000001"]).await.unwrap_err();
    assert_eq!(error.kind(), "api_quota");
}
