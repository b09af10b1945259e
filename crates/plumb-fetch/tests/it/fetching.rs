//! Fetching as it goes when the origin behaves: provenance, conditional requests, resuming, sharing.

use plumb_codes::Release;
use plumb_fetch::{Expect, FetchOutcome, ProgressEvent};
use plumb_testkit::{Fault, OriginConfig};

use crate::support::{Setting, snapshot};

#[tokio::test]
async fn a_file_arrives_with_its_provenance() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    let artifact = setting.fetched(&request).await;
    let provenance = &artifact.provenance;
    assert_eq!(
        std::fs::read(&artifact.path).unwrap(),
        setting.origin.bytes("/oes/special-requests/oesm25nat.zip").unwrap()
    );
    assert_eq!(provenance.url, "https://www.bls.gov/oes/special-requests/oesm25nat.zip");
    assert_eq!(
        provenance.fetched_from,
        format!("{}/oes/special-requests/oesm25nat.zip", setting.origin.url())
    );
    assert_eq!(provenance.release, Some(Release::oews(2025, 5)));
    assert_eq!(provenance.fetched_at.to_string(), "2026-11-24T12:00:00Z");
    assert!(provenance.etag.is_some() && provenance.last_modified.is_some());
    assert_eq!(provenance.notes, [""; 0]);
    assert!(provenance.attribution.contains("release 2025-05"), "{}", provenance.attribution);
    assert_eq!(provenance.shape.members.keys().collect::<Vec<_>>(), ["oesm25nat/national_M2025_dl.xlsx"]);
    assert!(std::fs::metadata(&artifact.path).unwrap().permissions().readonly());
    let log = setting.origin.take_log();
    assert_eq!(log[0].user_agent, "plumb/test (contact: data@example.org)");
}

#[tokio::test]
async fn a_second_run_transfers_no_body_and_writes_nothing() {
    let mut setting = Setting::new().await;
    let requests = [
        setting.request("oews-national", "oews/2025-05"),
        setting.request("onet-text", "onet/31.0"),
        setting.request("ep-occupation", "newest"),
        setting.request("cip-codes", "cip/2020"),
        setting.request("qcew-industry", "qcew/2026-q1"),
    ];
    for request in &requests {
        let artifact = setting.fetched(request).await;
        setting.fetcher.accept(&artifact).unwrap();
    }
    let before = snapshot(setting.folder.path());
    setting.origin.take_log();
    setting.restart(|config| config);
    for request in &requests {
        let outcome = setting.fetcher.fetch(request).await.unwrap();
        assert!(matches!(outcome, FetchOutcome::NotModified(_)), "{outcome:?}");
    }
    let log = setting.origin.take_log();
    assert_eq!(log.len(), requests.len());
    assert!(
        log.iter().all(|entry| entry.status == 304 && entry.body_bytes == 0 && entry.conditional),
        "{log:?}"
    );
    assert_eq!(snapshot(setting.folder.path()), before);
    assert_eq!(setting.fetcher.metrics().total("plumb_fetch_body_bytes_total").to_string(), "0");
}

#[tokio::test]
async fn a_candidate_that_nobody_accepted_is_offered_again_without_transfer() {
    let mut setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let first = setting.fetched(&request).await;
    setting.origin.take_log();
    setting.restart(|config| config);
    assert_eq!(setting.fetched(&request).await, first);
    assert_eq!(setting.origin.take_log()[0].status, 304);
}

#[tokio::test]
async fn an_interrupted_download_is_resumed_in_the_same_run_and_in_the_next() {
    let mut setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let path = "/dl_files/database/db_31_0_text.zip";
    let whole = setting.origin.bytes(path).unwrap();
    setting.origin.fault(path, Fault::DropAfter(1000), Some(2));
    assert_eq!(setting.error(&request).await.kind(), "truncated");
    setting.restart(|config| config);
    let artifact = setting.fetched(&request).await;
    assert_eq!(std::fs::read(&artifact.path).unwrap(), whole);
    let log = setting.origin.take_log();
    let ranges: Vec<_> = log.iter().map(|entry| (entry.range.as_deref(), entry.status)).collect();
    assert_eq!(ranges, [(None, 200), (Some("bytes=1000-"), 206), (Some("bytes=2000-"), 206)]);
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_not_glued_to_the_old_beginning() {
    let mut setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let path = "/dl_files/database/db_31_0_text.zip";
    setting.origin.fault(path, Fault::DropAfter(1000), Some(2));
    setting.error(&request).await;
    let newer = setting.origin.bytes("/dl_files/database/db_30_1_text.zip").unwrap();
    setting.origin.put(path, newer.clone());
    setting.restart(|config| config);
    let artifact = setting.fetched(&request).await;
    assert_eq!(std::fs::read(&artifact.path).unwrap(), newer);
    assert_eq!(setting.origin.take_log().last().unwrap().status, 200);
}

#[tokio::test]
async fn a_resumed_file_of_another_size_than_announced_is_refused() {
    let setting = Setting::with(OriginConfig::default(), |mut config| {
        config.retry.attempts = 3;
        config
    })
    .await;
    let request = setting.request("onet-text", "onet/31.0");
    let path = "/dl_files/database/db_31_0_text.zip";
    setting.origin.fault(path, Fault::DropAfter(1000), Some(1));
    setting.origin.fault(path, Fault::WrongTotal, None);
    let error = setting.error(&request).await;
    let size = setting.origin.bytes(path).unwrap().len();
    assert!(
        error.to_string().ends_with(&format!("{} bytes were announced and {size} came", size + 100)),
        "{error}"
    );
}

/// Writes down what it is told, without the addresses.
#[derive(Debug, Default)]
struct Recorder(std::sync::Mutex<Vec<String>>);

impl plumb_fetch::Progress for Recorder {
    fn report(&self, event: &ProgressEvent<'_>) {
        let line = match event {
            ProgressEvent::Started { key, .. } => format!("{key} started"),
            ProgressEvent::Receiving { resumed_bytes, total_bytes, .. } => {
                format!("receiving {resumed_bytes} of {total_bytes:?}")
            }
            ProgressEvent::Received { bytes, .. } => format!("received {bytes}"),
            ProgressEvent::Waiting { reason, .. } => format!("waiting: {reason}"),
            ProgressEvent::Finished { key, outcome } => format!("{key} {outcome}"),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test]
async fn progress_is_told_as_it_happens() {
    let setting = Setting::new().await;
    let recorder = std::sync::Arc::new(Recorder::default());
    let config = crate::support::config(setting.folder.path(), &setting.origin);
    let fetcher =
        plumb_fetch::Fetcher::new(config, &setting.catalogue, setting.clock.clone(), recorder.clone())
            .unwrap();
    let path = "/dl_files/database/db_31_0_text.zip";
    let size = setting.origin.bytes(path).unwrap().len();
    setting.origin.fault(path, Fault::DropAfter(1000), Some(1));
    fetcher.fetch(&setting.request("onet-text", "onet/31.0")).await.unwrap();
    let (received, lines): (Vec<String>, Vec<String>) =
        recorder.0.lock().unwrap().drain(..).partition(|line| line.starts_with("received "));
    assert_eq!(
        lines,
        [
            "onet-text/31.0 started".to_owned(),
            format!("receiving 0 of Some({size})"),
            "waiting: truncated".to_owned(),
            format!("receiving 1000 of Some({size})"),
            "onet-text/31.0 fetched".to_owned(),
        ]
    );
    assert!(received.contains(&"received 1000".to_owned()), "{received:?}");
    assert_eq!(received.last(), Some(&format!("received {size}")));
}

#[tokio::test]
async fn callers_of_the_same_file_share_one_download() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    setting.origin.fault("/oes/", "latency:50".parse().unwrap(), None);
    let (first, second, third) = tokio::join!(
        setting.fetcher.fetch(&request),
        setting.fetcher.fetch(&request),
        setting.fetcher.fetch(&request)
    );
    let first = first.unwrap();
    assert_eq!((&second.unwrap(), &third.unwrap()), (&first, &first));
    assert_eq!(setting.origin.take_log().len(), 1);
}

#[tokio::test]
async fn a_redirect_within_the_host_is_followed_and_remembered() {
    let setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let elsewhere = "/dl_files/database/db_30_1_text.zip";
    setting.origin.fault("db_31_0", Fault::Redirect(elsewhere.to_owned()), None);
    let artifact = setting.fetched(&request).await;
    assert_eq!(std::fs::read(&artifact.path).unwrap(), setting.origin.bytes(elsewhere).unwrap());
    assert_eq!(artifact.provenance.redirected_to, Some(format!("{}{elsewhere}", setting.origin.url())));
    setting.fetcher.accept(&artifact).unwrap();
    assert!(matches!(setting.fetcher.fetch(&request).await, Ok(FetchOutcome::NotModified(_))));
}

#[tokio::test]
async fn the_older_url_is_tried_where_the_newer_has_nothing() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2021-05");
    let file = setting.origin.bytes("/oes/special-requests/oesm24nat.zip").unwrap();
    setting.origin.put("/oes/special.requests/oesm21nat.zip", file);
    let artifact = setting.fetched(&request).await;
    assert_eq!(artifact.provenance.url, "https://www.bls.gov/oes/special.requests/oesm21nat.zip");
}

#[tokio::test]
async fn a_release_that_is_not_out_is_an_answer_and_a_missing_one_is_an_error() {
    let setting = Setting::new().await;
    for (source, release, evidence) in [
        ("oews-national", "oews/2026-05", "a page in place of a file at https://www.bls.gov/oes/"),
        ("onet-text", "onet/31.1", "404 at https://www.onetcenter.org/"),
    ] {
        let expected = jiff::civil::date(2027, 5, 15);
        let request = setting.request(source, release).probing(Some(expected));
        match setting.fetcher.fetch(&request).await.unwrap() {
            FetchOutcome::NotOutYet(answer) => {
                assert!(answer.evidence.starts_with(evidence), "{}", answer.evidence);
                assert_eq!(answer.expected, Some(expected));
            }
            other => panic!("{other:?}"),
        }
        let known = plumb_fetch::Request { expect: Expect::Published, ..request };
        let kind = setting.error(&known).await.kind();
        assert_eq!(kind, if source == "onet-text" { "not_found" } else { "html_instead_of_data" });
    }
}

#[tokio::test]
async fn a_page_for_a_release_of_which_no_page_is_expected_is_an_error() {
    let setting = Setting::new().await;
    let mut request = setting.request("oews-national", "oews/2026-05").probing(None);
    request.not_out_yet.retain(|sign| *sign != plumb_fetch::NotOutYetSign::Html);
    assert_eq!(setting.error(&request).await.kind(), "html_instead_of_data");
}

#[tokio::test]
async fn an_archive_without_the_file_that_matters_is_refused() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    let other = setting.origin.bytes("/oes/special-requests/oesm25in4.zip").unwrap();
    setting.origin.put("/oes/special-requests/oesm25nat.zip", other);
    let error = setting.error(&request).await.to_string();
    assert!(
        error.contains("has no `national_M*_dl.xlsx` (it has: oesm25in4/natsector_M2025_dl.xlsx)"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_given_by_hand_is_treated_as_a_fetched_one() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    let file = setting.folder.path().join("oesm25nat.zip");
    let whole = setting.origin.bytes("/oes/special-requests/oesm25nat.zip").unwrap();
    let write = |bytes: &[u8]| {
        std::fs::File::create(&file).and_then(|mut out| std::io::Write::write_all(&mut out, bytes)).unwrap();
    };
    write(&whole[..whole.len() / 2]);
    assert_eq!(setting.fetcher.import(&request, &file).await.unwrap_err().kind(), "bad_archive");
    write(b"<!doctype html><title>Access denied</title>");
    assert_eq!(setting.fetcher.import(&request, &file).await.unwrap_err().kind(), "html_instead_of_data");
    write(&whole);
    let outcome = setting.fetcher.import(&request, &file).await.unwrap();
    let artifact = outcome.artifact().unwrap();
    assert_eq!(artifact.provenance.url, "file:oesm25nat.zip");
    assert!(file.exists(), "the operator's file stays");
    setting.fetcher.accept(artifact).unwrap();
    assert!(matches!(setting.fetcher.import(&request, &file).await, Ok(FetchOutcome::NotModified(_))));
    assert_eq!(setting.origin.take_log(), []);
    // The first fetch finds the same bytes; from then on the server is asked conditionally, and a file by
    // hand does not change that.
    for (status, body) in [(200, whole.len()), (304, 0)] {
        assert!(matches!(setting.fetcher.fetch(&request).await, Ok(FetchOutcome::NotModified(_))));
        assert!(matches!(setting.fetcher.import(&request, &file).await, Ok(FetchOutcome::NotModified(_))));
        let log = setting.origin.take_log();
        assert_eq!((log[0].status, log[0].body_bytes), (status, body));
    }
    setting.assert_cache_is_sound();
}

#[tokio::test]
async fn the_real_files_arrive_where_they_are_at_hand() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !data.is_dir() {
        println!("skipped: no folder {}", data.display());
        return;
    }
    let config = OriginConfig { data: Some(data), ..OriginConfig::default() };
    let setting = Setting::with(config, |config| config).await;
    let requests = [
        setting.request("oews-national", "oews/2025-05"),
        setting.request("oews-national", "oews/2018-05"),
        setting.request("oews-industry", "oews/2024-05"),
        setting.request("onet-text", "onet/30.1"),
        setting.request("onet-excel", "onet/29.0"),
        setting.request("ep-occupation", "newest"),
        setting.request("ep-skills", "newest"),
        setting.request("soc-structure", "soc/2018"),
        setting.request("soc-direct-match", "soc/2018"),
        setting.request("onet-soc-walk", "onet-soc/2019"),
        setting.request("naics-structure", "naics/2022"),
        setting.request("naics-index", "naics/2022"),
        setting.request("cip-codes", "cip/2020"),
        setting.request("cip-soc-crosswalk", "cip/2020"),
    ];
    for request in requests {
        let artifact = setting.fetched(&request).await;
        assert_eq!(artifact.provenance.notes, [""; 0], "{}", request.key());
        setting.fetcher.accept(&artifact).unwrap();
    }
    setting.assert_cache_is_sound();
}
