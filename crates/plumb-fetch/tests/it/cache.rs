//! The cache on disk: damage is found, kills leave nothing half-written, a full or read-only disk is an error.

use plumb_fetch::FetchOutcome;

use crate::support::{Setting, snapshot};

#[tokio::test]
async fn damage_is_found_and_repaired_by_the_next_fetch() {
    let mut setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    let artifact = setting.fetched(&request).await;
    setting.fetcher.accept(&artifact).unwrap();
    setting.assert_cache_is_sound();

    std::fs::remove_file(&artifact.path).unwrap();
    let damage = setting.fetcher.cache().verify().unwrap().damage;
    assert_eq!(damage.len(), 1, "{damage:?}");
    assert!(damage[0].problem.contains("is missing or cut"), "{damage:?}");
    setting.restart(|config| config);
    let again = setting.fetched(&request).await;
    setting.fetcher.accept(&again).unwrap();
    setting.assert_cache_is_sound();

    let mut bytes = std::fs::read(&again.path).unwrap();
    bytes[100] ^= 1;
    std::fs::remove_file(&again.path).unwrap();
    std::fs::File::create(&again.path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, &bytes))
        .unwrap();
    let damage = setting.fetcher.cache().verify().unwrap().damage;
    assert!(damage[0].problem.starts_with("its sha256 is "), "{damage:?}");
}

#[tokio::test]
async fn a_download_that_is_dropped_midway_leaves_a_sound_cache_that_goes_on() {
    // Dropping the future at any await is what a kill looks like from the disk's side.
    for milliseconds in [0, 1, 2, 4, 8, 16, 32, 64] {
        let mut setting = Setting::new().await;
        let request = setting.request("oews-national", "oews/2025-05");
        setting.origin.fault("/oes/", "slow-loris:1".parse().unwrap(), Some(1));
        let limit = std::time::Duration::from_millis(milliseconds);
        let interrupted = tokio::time::timeout(limit, setting.fetcher.fetch(&request)).await;
        assert!(interrupted.is_err(), "{interrupted:?}");
        setting.assert_cache_is_sound();
        setting.origin.clear_faults();
        setting.restart(|config| config);
        setting.fetcher.cache().sweep().unwrap();
        let artifact = setting.fetched(&request).await;
        setting.fetcher.accept(&artifact).unwrap();
        setting.assert_cache_is_sound();
        let left = snapshot(&setting.fetcher.cache().root().join("partial"));
        assert_eq!(left, [], "{milliseconds} ms");
    }
}

#[tokio::test]
async fn what_was_replaced_can_be_removed_and_what_is_in_use_stays() {
    let setting = Setting::new().await;
    let request = setting.request("ep-occupation", "newest");
    let old = setting.fetched(&request).await;
    setting.fetcher.accept(&old).unwrap();
    setting
        .origin
        .put("/emp/ind-occ-matrix/occupation.xlsx", setting.origin.bytes("/emp/skills/skills.xlsx").unwrap());
    let new = setting.fetched(&request).await;
    setting.fetcher.accept(&new).unwrap();
    let cache = setting.fetcher.cache();
    let none = std::collections::BTreeSet::new();
    assert_eq!(
        cache.unreferenced(&[old.provenance.sha256.clone()].into()).unwrap(),
        [] as [std::path::PathBuf; 0]
    );
    let surplus = cache.unreferenced(&none).unwrap();
    assert_eq!(surplus, [old.path.as_path()]);
    cache.remove(&surplus).unwrap();
    assert!(!old.path.exists() && new.path.exists());
    setting.assert_cache_is_sound();
    cache.forget(&request.key()).unwrap();
    assert_eq!(setting.accepted(&request), None);
    assert_eq!(cache.unreferenced(&none).unwrap(), [new.path]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_cache_that_cannot_be_written_is_a_clean_error() {
    let mut setting = Setting::new().await;
    let request = setting.request("onet-text", "onet/31.0");
    // A file where the folder should be fails for every user, root included.
    let blocked = setting.folder.path().join("blocked");
    std::fs::File::create(&blocked).unwrap();
    setting.restart(|config| plumb_fetch::FetchConfig { cache_dir: blocked.clone(), ..config });
    let error = setting.error(&request).await;
    assert_eq!(error.kind(), "io", "{error}");
    assert!(error.to_string().contains("blocked/artifacts-v1"), "{error}");
}

#[tokio::test]
async fn the_last_good_file_of_one_source_is_no_measure_for_another_part() {
    let setting = Setting::new().await;
    let requests =
        setting.catalogue.requests("qcew-industry", Some("qcew/2026-q1".parse().unwrap())).unwrap();
    let part = |name: &str| requests.iter().find(|request| request.part.as_deref() == Some(name)).unwrap();
    let large = plumb_testkit::generate::text_table(&["area_fips", "own_code"], ',', 5000);
    setting.origin.put("/cew/data/api/2026/1/industry/10.csv", large);
    let total = setting.fetched(part("10")).await;
    setting.fetcher.accept(&total).unwrap();
    let sector = setting.fetched(part("31_33")).await;
    setting.fetcher.accept(&sector).unwrap();
    let keys: Vec<String> = setting
        .fetcher
        .cache()
        .all_accepted()
        .unwrap()
        .iter()
        .map(|artifact| artifact.provenance.key())
        .collect();
    assert_eq!(keys, ["qcew-industry/2026-q1/10", "qcew-industry/2026-q1/31_33"]);
    assert!(matches!(setting.fetcher.fetch(part("10")).await, Ok(FetchOutcome::NotModified(_))));
}
