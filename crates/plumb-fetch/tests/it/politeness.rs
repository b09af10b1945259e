//! Contact, pace and waits: what the publishers ask of clients.

use std::sync::Arc;
use std::time::Duration;

use plumb_fetch::{FetchConfig, FetchError, FetchOutcome, Fetcher, Silent};
use plumb_testkit::OriginConfig;

use crate::support::{Setting, clock, config};

#[tokio::test]
async fn without_a_contact_bls_is_not_asked_and_others_are() {
    let setting =
        Setting::with(OriginConfig::default(), |config| FetchConfig { contact: None, ..config }).await;
    for source in
        [("oews-national", "oews/2025-05"), ("ep-occupation", "newest"), ("soc-structure", "soc/2018")]
    {
        let error = setting.error(&setting.request(source.0, source.1)).await;
        assert_eq!(
            error.to_string(),
            "www.bls.gov answers only to clients that give a contact e-mail, and none is set"
        );
        assert!(error.hint().unwrap().contains("set a contact e-mail"));
    }
    assert_eq!(setting.origin.take_log(), [], "refused before any request");
    assert!(!setting.fetcher.cache().root().exists(), "and before any write");
    setting.fetched(&setting.request("onet-text", "onet/31.0")).await;
}

#[tokio::test]
async fn a_contact_that_is_none_is_refused() {
    let setting = Setting::new().await;
    let wrong =
        FetchConfig { contact: Some("me".to_owned()), ..config(setting.folder.path(), &setting.origin) };
    let error = Fetcher::new(wrong, &setting.catalogue, clock(), Arc::new(Silent)).unwrap_err();
    assert_eq!(error.kind(), "contact_invalid");
}

#[tokio::test]
async fn requests_to_a_host_keep_its_pace() {
    let setting = Setting::new().await;
    for release in ["oews/2024-05", "oews/2025-05"] {
        setting.fetched(&setting.request("oews-national", release)).await;
    }
    // The mirror of the catalogue allows fifty a second; nobody waited for real.
    assert_eq!(setting.clock.sleeps(), [Duration::from_millis(20)]);
}

#[tokio::test]
async fn no_more_requests_run_at_a_time_than_a_host_allows() {
    let setting = Setting::new().await;
    setting.origin.fault("/", "latency:40".parse().unwrap(), None);
    let mut requests =
        setting.catalogue.requests("qcew-industry", Some("qcew/2026-q1".parse().unwrap())).unwrap();
    requests.retain(|request| ["10", "31_33", "54", "11", "21"].contains(&request.part.as_deref().unwrap()));
    requests.push(setting.request("oews-national", "oews/2025-05"));
    requests.push(setting.request("onet-text", "onet/31.0"));
    let keys: Vec<String> = requests.iter().map(plumb_fetch::Request::key).collect();
    let results = setting.fetcher.fetch_all(requests).await;
    assert_eq!(results.iter().map(|(request, _)| request.key()).collect::<Vec<_>>(), keys, "in order");
    let outcomes: Vec<&str> = results
        .iter()
        .map(|(_, result)| result.as_ref().map_or_else(FetchError::kind, FetchOutcome::name))
        .collect();
    assert_eq!(outcomes, ["fetched", "not_found", "not_found", "fetched", "fetched", "fetched", "fetched"]);
    let peak = setting.origin.peak_concurrency();
    assert!((2..=4).contains(&peak), "{peak} at a time; the catalogue allows 4");
}

#[tokio::test]
async fn a_proxy_is_asked_where_one_is_set() {
    let mut setting = Setting::new().await;
    let proxy = setting.origin.url();
    setting.restart(|config| FetchConfig {
        base_url: Some("http://mirror.invalid".parse().unwrap()),
        proxy: plumb_fetch::ProxyChoice::Url(proxy.clone()),
        ..config
    });
    let artifact = setting.fetched(&setting.request("oews-national", "oews/2025-05")).await;
    assert_eq!(artifact.provenance.fetched_from, "http://mirror.invalid/oes/special-requests/oesm25nat.zip");
    assert_eq!(setting.origin.take_log().len(), 1);
}

#[tokio::test]
async fn retry_after_is_sat_out_and_holds_the_host() {
    let setting = Setting::new().await;
    setting.origin.fault("oesm25nat", "retry-after:429:90".parse().unwrap(), Some(1));
    setting.fetched(&setting.request("oews-national", "oews/2025-05")).await;
    assert!(setting.clock.sleeps().contains(&Duration::from_secs(90)), "{:?}", setting.clock.sleeps());
    let statuses: Vec<u16> = setting.origin.take_log().iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [429, 200]);
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_is_left_alone() {
    let setting = Setting::new().await;
    setting.origin.fault("oesm25nat", "retry-after:503:7200".parse().unwrap(), Some(1));
    let request = setting.request("oews-national", "oews/2025-05");
    assert_eq!(setting.error(&request).await.kind(), "rate_limited");
    let other = setting.request("ep-occupation", "newest");
    let message = setting.error(&other).await.to_string();
    assert!(message.contains("www.bls.gov/: the server asks to wait 7200 s"), "{message}");
    assert_eq!(setting.origin.take_log().len(), 1, "the other file was not asked for");
    setting.clock.set("2026-11-24T14:00:01Z".parse().unwrap());
    setting.fetched(&request).await;
}

#[tokio::test]
async fn back_off_grows_between_attempts() {
    let setting = Setting::with(OriginConfig::default(), |mut config| {
        config.retry.attempts = 4;
        config
    })
    .await;
    setting.origin.fault("oesm25nat", "status:503".parse().unwrap(), None);
    setting.error(&setting.request("oews-national", "oews/2025-05")).await;
    let waits: Vec<Duration> =
        setting.clock.sleeps().into_iter().filter(|wait| *wait > Duration::from_millis(100)).collect();
    assert_eq!(waits.len(), 3, "{waits:?}");
    for (wait, full) in waits.iter().zip([1.0, 2.0, 4.0]) {
        assert!((full / 2.0..=full).contains(&wait.as_secs_f64()), "{waits:?}");
    }
    assert_eq!(setting.origin.take_log().len(), 4);
}

#[tokio::test]
async fn data_that_stay_bad_are_asked_for_twice_and_no_more() {
    let setting = Setting::with(OriginConfig::default(), |mut config| {
        config.retry.attempts = 5;
        config
    })
    .await;
    setting.origin.fault("oesm25nat", "truncated-file".parse().unwrap(), None);
    setting.error(&setting.request("oews-national", "oews/2025-05")).await;
    assert_eq!(setting.origin.take_log().len(), 2);
}

#[tokio::test]
async fn the_metrics_of_a_run_can_be_read_by_prometheus() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    setting.origin.fault("oesm25nat", "status:503".parse().unwrap(), Some(1));
    setting.fetched(&request).await;
    let path = setting.folder.path().join("metrics.prom");
    setting.fetcher.metrics().write(&path, "2026-11-24T12:00:00Z".parse().unwrap()).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    for line in [
        "# TYPE plumb_fetch_requests_total counter",
        "plumb_fetch_requests_total{host=\"www.bls.gov\",status=\"200\"} 1",
        "plumb_fetch_requests_total{host=\"www.bls.gov\",status=\"503\"} 1",
        "plumb_fetch_outcomes_total{source=\"oews-national\",outcome=\"fetched\"} 1",
        "plumb_fetch_last_run_timestamp_seconds 1795521600",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}
