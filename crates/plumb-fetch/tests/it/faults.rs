//! The fault matrix: every fault on every kind of source. Whatever the origin does, the last good file stays
//! in place and intact, the error names the cause, and once the origin behaves the newer file arrives.

use std::io::Write as _;
use std::time::Duration;

use plumb_fetch::{Clock as _, FetchConfig, FetchOutcome, Limits, Request};
use plumb_testkit::generate::{archive, oews_rows, sheet_table, text_table, workbook};
use plumb_testkit::{Fault, Origin, OriginConfig};

use crate::support::{Setting, config, impatient};

/// A kind of source: what is asked for, under which path it lies, and a newer version of it.
struct Kind {
    source: &'static str,
    release: &'static str,
    path: &'static str,
    newer: fn() -> Vec<u8>,
}

const ARCHIVE_OF_WORKBOOKS: Kind = Kind {
    source: "oews-national",
    release: "oews/2025-05",
    path: "/oes/special-requests/oesm25nat.zip",
    newer: || {
        let table = workbook("National", oews_rows(230).collect());
        archive(&[("oesm25nat/national_M2025_dl.xlsx".to_owned(), table)])
    },
};
const ARCHIVE_OF_TEXTS: Kind = Kind {
    source: "onet-text",
    release: "onet/31.0",
    path: "/dl_files/database/db_31_0_text.zip",
    newer: || {
        let data = text_table(&["O*NET-SOC Code", "Title", "Description"], '\t', 170);
        archive(&[("db_31_0_text/Occupation Data.txt".to_owned(), data)])
    },
};
const ROLLING_WORKBOOK: Kind = Kind {
    source: "ep-occupation",
    release: "newest",
    path: "/emp/ind-occ-matrix/occupation.xlsx",
    newer: || sheet_table("Table 1.2", &["2026 National Employment Matrix code", "Title"], 190),
};
const TEXT: Kind = Kind {
    source: "cip-codes",
    release: "cip/2020",
    path: "/ipeds/cipcode/Files/CIPCode2020.csv",
    newer: || text_table(&["CIPFamily", "CIPCode", "CIPTitle"], ',', 140),
};
const SLICE: Kind = Kind {
    source: "qcew-industry",
    release: "qcew/2026-q1",
    path: "/cew/data/api/2026/1/industry/10.csv",
    newer: || text_table(&["area_fips", "own_code", "industry_code", "disclosure_code"], ',', 70),
};

/// A fault, the error kind on archives and workbooks, the error kind on text, and words that the message has.
const MATRIX: [(&str, &str, &str, &str); 20] = [
    ("latency:900", "timeout", "timeout", "timed out (no data)"),
    ("slow-loris:30", "timeout", "timeout", "timed out (body too slow)|timed out (no data)"),
    ("drop-after:200", "truncated", "truncated", "the body was cut off after"),
    (
        "cut-without-length:1200",
        "bad_archive",
        "not_text",
        "damaged archive|the last line of `csv` is cut off",
    ),
    ("wrong-length", "truncated", "truncated", "the body was cut off after"),
    ("corrupt-gzip", "encoding", "encoding", "cannot be decoded"),
    ("gzip-bomb:2000000", "bad_magic", "too_large", "61616161|larger than the limit of 100000 bytes"),
    ("truncated-file", "bad_archive", "not_text", "damaged archive|the last line of `csv` is cut off"),
    ("zip-bomb:2000000", "archive_bomb", "not_text", "archive bomb: member `bomb.txt`|zero bytes"),
    ("corrupt-file", "bad_archive", "not_text", "damaged archive|zero bytes"),
    ("html", "html_instead_of_data", "html_instead_of_data", "HTML page came in place of the file"),
    ("status:500", "status", "status", "answered 500"),
    ("status:503", "status", "status", "answered 503"),
    ("status:404", "not_found", "not_found", "not found at"),
    ("status:403", "forbidden", "forbidden", "refused this client (403)"),
    ("retry-after:429:2", "status", "status", "answered 429"),
    ("retry-after:503:7200", "rate_limited", "rate_limited", "asks to wait 7200 s"),
    ("redirect-loop", "too_many_redirects", "too_many_redirects", "redirected 6 times"),
    ("redirect:https://elsewhere.example/file", "redirect_refused", "redirect_refused", "elsewhere.example"),
    ("lost-rows", "shrunk", "shrunk", "below 10 % of the last good file"),
];

/// Limits that a bomb of two megabytes exceeds.
fn narrow(mut request: Request) -> Request {
    request.limits =
        Limits { min_bytes: 100, max_bytes: 100_000, max_unpacked_bytes: 1_000_000, ..request.limits };
    request
}

async fn matrix(kind: Kind) {
    let mut setting = Setting::new().await;
    let request = narrow(setting.request(kind.source, kind.release));
    let good = setting.fetched(&request).await;
    setting.fetcher.accept(&good).unwrap();
    let good_bytes = std::fs::read(&good.path).unwrap();
    setting.origin.put(kind.path, (kind.newer)());

    for (words, packed_kind, text_kind, message) in MATRIX {
        let slow = words.starts_with("latency") || words.starts_with("slow-loris");
        setting.restart(|config| if slow { impatient(config) } else { config });
        // A server that asked for patience is asked again the next day.
        setting.clock.sleep(Duration::from_hours(24)).await;
        setting.origin.fault(kind.path, words.parse().unwrap(), None);
        let error = setting.error(&request).await;
        setting.origin.clear_faults();

        let expected = if request.format.is_zip() { packed_kind } else { text_kind };
        assert_eq!(error.kind(), expected, "{words} on {}: {error}", kind.source);
        let text = error.to_string();
        assert!(message.split('|').any(|part| text.contains(part)), "{words} on {}: {text}", kind.source);
        assert_eq!(setting.accepted(&request).as_ref(), Some(&good.provenance.sha256), "{words}");
        assert_eq!(std::fs::read(&good.path).unwrap(), good_bytes, "{words}");
        setting.assert_cache_is_sound();
    }

    let newer = setting.fetched(&request).await;
    assert_eq!(std::fs::read(&newer.path).unwrap(), (kind.newer)());
    setting.fetcher.accept(&newer).unwrap();
    assert!(matches!(setting.fetcher.fetch(&request).await, Ok(FetchOutcome::NotModified(_))));
    setting.assert_cache_is_sound();
}

#[tokio::test]
async fn on_an_archive_of_workbooks() {
    matrix(ARCHIVE_OF_WORKBOOKS).await;
}

#[tokio::test]
async fn on_an_archive_of_texts() {
    matrix(ARCHIVE_OF_TEXTS).await;
}

#[tokio::test]
async fn on_a_rolling_workbook() {
    matrix(ROLLING_WORKBOOK).await;
}

#[tokio::test]
async fn on_a_text() {
    matrix(TEXT).await;
}

#[tokio::test]
async fn on_a_slice() {
    matrix(SLICE).await;
}

#[tokio::test]
async fn a_whole_request_has_an_end() {
    let setting = Setting::with(OriginConfig::default(), |mut config| {
        config.timeouts.whole = Duration::from_millis(100);
        config.timeouts.slow_after = Duration::from_mins(1);
        config
    })
    .await;
    setting.origin.fault("oesm25nat", "slow-loris:1".parse().unwrap(), None);
    let error = setting.error(&setting.request("oews-national", "oews/2025-05")).await;
    assert!(error.to_string().ends_with("timed out (whole request)"), "{error}");
    setting.assert_cache_is_sound();
}

#[tokio::test]
async fn a_burst_of_errors_is_sat_out() {
    for kind in [ARCHIVE_OF_WORKBOOKS, ROLLING_WORKBOOK, TEXT] {
        for fault in ["status:500", "status:503", "retry-after:429:30", "drop-after:300", "corrupt-file"] {
            let setting = Setting::new().await;
            let request = setting.request(kind.source, kind.release);
            setting.origin.fault(kind.path, fault.parse().unwrap(), Some(1));
            let artifact = setting.fetched(&request).await;
            assert_eq!(
                std::fs::read(&artifact.path).unwrap(),
                setting.origin.bytes(kind.path).unwrap(),
                "{fault}"
            );
            assert_eq!(
                setting.fetcher.metrics().total("plumb_fetch_retries_total").to_string(),
                "1",
                "{fault}"
            );
        }
    }
}

#[tokio::test]
async fn a_file_with_another_header_is_for_its_reader_to_refuse_and_not_fetched_again() {
    for kind in [ARCHIVE_OF_WORKBOOKS, ARCHIVE_OF_TEXTS, ROLLING_WORKBOOK, TEXT] {
        let mut setting = Setting::new().await;
        let request = setting.request(kind.source, kind.release);
        let good = setting.fetched(&request).await;
        setting.fetcher.accept(&good).unwrap();

        setting.origin.fault(kind.path, Fault::ChangedHeader, None);
        let changed = setting.fetched(&request).await;
        let noted = changed.provenance.notes.iter().any(|note| note.contains("the header of"));
        assert_eq!(noted, matches!(kind.source, "onet-text" | "cip-codes"), "{:?}", changed.provenance.notes);
        assert_eq!(setting.accepted(&request).as_ref(), Some(&good.provenance.sha256), "not yet accepted");
        setting.fetcher.reject(&changed, "national_M2025_dl.xlsx: no column OCC_CODE").unwrap();

        let error = setting.error(&request).await;
        assert_eq!(error.kind(), "rejected_before");
        assert!(error.to_string().contains("no column OCC_CODE"), "{error}");
        assert_eq!(setting.accepted(&request).as_ref(), Some(&good.provenance.sha256));

        setting.restart(|config| FetchConfig { retry_refused: true, ..config });
        assert_eq!(setting.fetched(&request).await.provenance.sha256, changed.provenance.sha256);
        setting.origin.clear_faults();
        assert!(matches!(setting.fetcher.fetch(&request).await, Ok(FetchOutcome::NotModified(_))));
        setting.assert_cache_is_sound();
    }
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted_until_it_is_named() {
    let secure = Origin::start(OriginConfig { tls: true, ..OriginConfig::default() }).await.unwrap();
    for kind in [ARCHIVE_OF_WORKBOOKS, ARCHIVE_OF_TEXTS, ROLLING_WORKBOOK, TEXT, SLICE] {
        let mut setting = Setting::new().await;
        let request = setting.request(kind.source, kind.release);
        let good = setting.fetched(&request).await;
        setting.fetcher.accept(&good).unwrap();
        secure.put(kind.path, (kind.newer)());

        let base_url = Some(secure.url().parse().unwrap());
        setting.restart(|config| FetchConfig { base_url: base_url.clone(), ..config });
        let error = setting.error(&request).await;
        assert_eq!(error.kind(), "tls", "{error}");
        assert!(error.hint().unwrap().contains("extra CA"));
        assert_eq!(setting.accepted(&request).as_ref(), Some(&good.provenance.sha256));

        let authority = setting.folder.path().join("authority.pem");
        std::fs::File::create(&authority)
            .and_then(|mut file| file.write_all(secure.authority_pem().unwrap().as_bytes()))
            .unwrap();
        let extra_ca_files = vec![authority];
        setting.restart(|config| FetchConfig { base_url, extra_ca_files, ..config });
        let artifact = setting.fetched(&request).await;
        assert_eq!(std::fs::read(&artifact.path).unwrap(), (kind.newer)());
    }
}

#[tokio::test]
async fn an_origin_that_is_not_there_is_named() {
    let setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let mut gone = config(setting.folder.path(), &setting.origin);
    gone.base_url = Some("http://127.0.0.1:9".parse().unwrap());
    let fetcher = plumb_fetch::Fetcher::new(
        gone,
        &setting.catalogue,
        setting.clock.clone(),
        std::sync::Arc::new(plumb_fetch::Silent),
    )
    .unwrap();
    let error = fetcher.fetch(&request).await.unwrap_err();
    assert_eq!(error.kind(), "connect", "{error}");
    assert!(error.to_string().contains("127.0.0.1:9"), "{error}");
}

#[tokio::test]
async fn what_is_refused_lies_in_quarantine_with_the_reason() {
    let setting = Setting::new().await;
    let request = setting.request("oews-national", "oews/2025-05");
    setting.origin.fault("/oes/", Fault::TruncatedFile, None);
    setting.error(&request).await;
    let folder = setting.fetcher.cache().root().join("quarantine");
    let files = crate::support::snapshot(&folder);
    assert_eq!(files.len(), 2, "{files:?}");
    let note = String::from_utf8(
        files.iter().find(|(path, _)| path.extension().unwrap() == "json").unwrap().1.clone(),
    );
    let note = note.unwrap();
    assert!(note.contains("\"kind\": \"bad_archive\"") && note.contains("oews-national/2025-05"), "{note}");
    let whole = setting.origin.bytes("/oes/special-requests/oesm25nat.zip").unwrap();
    let kept = &files.iter().find(|(path, _)| path.extension().unwrap() == "bin").unwrap().1;
    assert_eq!(kept[..], whole[..whole.len() / 2]);
}
