//! The catalogue of the project, and what is wrong with catalogues that are not.

use plumb_fetch::{Catalogue, Family, FetchError};

use crate::support::{catalogue, catalogue_path};

/// The message for the project's catalogue after a change, which must be there to be made.
fn message_after(from: &str, to: &str) -> String {
    let text = std::fs::read_to_string(catalogue_path()).unwrap();
    assert!(text.contains(from), "{from}");
    match Catalogue::parse(&text.replacen(from, to, 1), "sources.toml") {
        Err(error @ FetchError::Catalogue { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

/// The place of a text in the project's catalogue, as messages give it.
fn place(text: &str) -> String {
    let whole = std::fs::read_to_string(catalogue_path()).unwrap();
    let at = whole.find(text).unwrap();
    let line_start = whole[..at].rfind('\n').map_or(0, |newline| newline + 1);
    format!("sources.toml:{}:{}: ", whole[..at].matches('\n').count() + 1, at - line_start + 1)
}

#[test]
fn every_source_that_ingest_reads_is_there() {
    let catalogue = catalogue();
    let ids: Vec<&str> = catalogue.sources.iter().map(|source| source.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "oews-national",
            "oews-industry",
            "oews-state",
            "oews-metro",
            "oews-all",
            "ep-occupation",
            "ep-industry",
            "ep-education",
            "ep-skills",
            "ep-matrix",
            "ep-onet-crosswalk",
            "onet-text",
            "onet-excel",
            "onet-soc-structure",
            "onet-soc-crosswalk",
            "onet-soc-walk",
            "onet-bright-outlook",
            "onet-stem",
            "soc-structure",
            "soc-direct-match",
            "soc-crosswalk",
            "naics-structure",
            "naics-index",
            "naics-concordance",
            "cip-codes",
            "cip-soc-crosswalk",
            "qcew-industry",
            "qcew-annual-industry",
        ]
    );
    let required: Vec<&str> =
        catalogue.sources.iter().filter(|source| source.required).map(|source| source.id.as_str()).collect();
    assert_eq!(required, ["oews-national", "ep-occupation", "onet-text"]);
    assert_eq!(catalogue.series[0].id, "api-total-employment");
    for family in [
        Family::Oews,
        Family::Ep,
        Family::Onet,
        Family::OnetSoc,
        Family::Soc,
        Family::Naics,
        Family::Cip,
        Family::Qcew,
    ] {
        assert!(catalogue.families.contains_key(&family), "{family}");
    }
}

#[test]
fn the_built_in_catalogue_is_the_one_of_the_project_and_knows_what_comes_next() {
    let catalogue = Catalogue::built_in().unwrap();
    assert_eq!(format!("{catalogue:?}"), format!("{:?}", self::catalogue()));
    let onet = &catalogue.families[&Family::Onet];
    let (next, expected) = onet.next_expected(onet.latest).unwrap();
    assert_eq!((next.to_string().as_str(), expected.to_string().as_str()), ("onet/31.1", "2026-11-15"));
    let source = catalogue.source("onet-text").unwrap();
    let attribution = catalogue.attribution(source, Some(next));
    assert!(
        attribution.starts_with(
            "Includes information from the O*NET Database, release 31.1, by the U.S. Department of Labor"
        ),
        "{attribution}"
    );
}

#[test]
fn urls_are_those_that_the_publishers_use() {
    let catalogue = catalogue();
    let urls = |source: &str, release: &str| -> Vec<String> {
        let release = (release != "newest").then(|| release.parse().unwrap());
        let requests = catalogue.requests(source, release).unwrap();
        requests
            .first()
            .map(|request| request.urls.iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    };
    let check = |source, release, expected: &[&str]| {
        assert_eq!(urls(source, release), expected, "{source} {release}");
    };
    check("oews-national", "oews/2025-05", &["https://www.bls.gov/oes/special-requests/oesm25nat.zip"]);
    check(
        "oews-all",
        "oews/2022-05",
        &[
            "https://www.bls.gov/oes/special-requests/oesm22all.zip",
            "https://www.bls.gov/oes/special.requests/oesm22all.zip",
        ],
    );
    check("onet-text", "onet/30.1", &["https://www.onetcenter.org/dl_files/database/db_30_1_text.zip"]);
    check(
        "soc-direct-match",
        "soc/2018",
        &["https://www.bls.gov/soc/2018/soc_2018_direct_match_title_file.xlsx"],
    );
    check("ep-matrix", "newest", &["https://www.bls.gov/emp/ind-occ-matrix/ind-xlsx/ind-541500.xlsx"]);
    check("qcew-industry", "qcew/2025-q4", &["https://data.bls.gov/cew/data/api/2025/4/industry/10.csv"]);
    check(
        "naics-concordance",
        "naics/2022",
        &["https://www.census.gov/naics/concordances/2017_to_2022_NAICS.xlsx"],
    );
    check("naics-concordance", "naics/2027", &[]);
    assert_eq!(
        catalogue.requests("qcew-industry", Some("qcew/2025-q4".parse().unwrap())).unwrap()[5].key(),
        "qcew-industry/2025-q4/31_33"
    );
    assert!(catalogue.requests("oews-national", Some("onet/30.1".parse().unwrap())).is_err());
    assert!(catalogue.requests("oews-national", None).is_err());
    assert!(catalogue.requests("ep-occupation", Some("ep/2024-34".parse().unwrap())).is_err());
}

#[test]
fn a_file_by_hand_is_known_by_its_name() {
    let keys = |name: &str| -> Vec<String> {
        catalogue().requests_named(name).iter().map(plumb_fetch::Request::key).collect()
    };
    assert_eq!(keys("oesm25nat.zip"), ["oews-national/2025-05"]);
    assert_eq!(keys("oesm27nat.zip"), ["oews-national/2027-05"]);
    assert_eq!(keys("oesm25nat(1).zip"), [""; 0]);
    assert_eq!(keys("db_30_1_text.zip"), ["onet-text/30.1"]);
    assert_eq!(keys("occupation.xlsx"), ["ep-occupation/newest"]);
    assert_eq!(keys("2-6 digit_2022_Codes.xlsx"), ["naics-structure/2022"]);
    assert_eq!(keys("ind-541700.xlsx"), ["ep-matrix/newest/541700"]);
    assert_eq!(keys("CIP2020_SOC2018_Crosswalk.xlsx"), ["cip-soc-crosswalk/2020"]);
    assert_eq!(keys(""), [""; 0]);
}

#[test]
fn mistakes_are_found_with_their_place() {
    let id = "id = \"oews-national\"";
    let check = |from: &str, to: &str, at: &str, says: &str| {
        let message = message_after(from, to);
        assert!(message.starts_with(&place(at)), "{message} should start with {}", place(at));
        assert!(message.contains(says), "{message}");
    };
    check(
        id,
        "id = \"oews-national\"\ncolour = \"red\"",
        "family = \"oews\"\ntitle = \"OEWS national",
        "unknown field `colour`",
    );
    check(id, "id = \"OEWS national\"", "\"oews-national\"", "lower-case letters");
    check(
        "id = \"oews-industry\"",
        "id = \"oews-national\"",
        "\"oews-industry\"",
        "the id `oews-national` is used twice",
    );
    check(
        "oesm{yy}nat.zip",
        "oesm{month}nat.zip",
        "\"https://www.bls.gov/oes/special-requests/oesm{yy}nat",
        "{month} is no variable of oews releases",
    );
    check(
        "https://www.bls.gov/oes/special-requests/oesm{yy}nat",
        "https://mirror.example/oesm{yy}nat",
        "\"https://www.bls.gov/oes/special-requests/oesm{yy}nat",
        "there is no [host.\"mirror.example\"]",
    );
    check(
        "https://www.bls.gov/oes/special-requests/oesm{yy}nat",
        "http://www.bls.gov/oes/oesm{yy}nat",
        "\"https://www.bls.gov/oes/special-requests/oesm{yy}nat",
        "must start with https://",
    );
    check(
        "licence = \"bls\"\nformat = \"zip\"\nmembers = [\"nat",
        "licence = \"gpl\"\nformat = \"zip\"\nmembers = [\"nat",
        "\"bls\"\nformat = \"zip\"\nmembers = [\"nat",
        "there is no [licence.gpl]",
    );
    check(
        "format = \"zip\"\nmembers = [\"nat",
        "format = \"pdf\"\nmembers = [\"nat",
        "\"zip\"\nmembers = [\"nat",
        "unknown variant `pdf`",
    );
    check(
        "until = \"oews/2022-05\"",
        "until = \"onet/22.0\"",
        "\"oews/2022-05\"",
        "releases of the source's family",
    );
    check("until = \"oews/2022-05\"", "until = \"oews/2022\"", "\"oews/2022-05\"", "month");
    check("keep_ratio = 0.1", "keep_ratio = 1.1", "0.1\nnot_out_yet", "keep_ratio is between 0.0 and 1.0");
    check("version = 1", "version = 2", "1\n\n# Politeness", "version 2 is not supported");
    check(
        "month = 5, expected_on = \"05-15\"",
        "month = 5, expected_on = \"02-30\"",
        "{ kind = \"years\", every = 1, month = 5",
        "is not a month and day",
    );
}

#[test]
fn a_source_of_a_known_format_is_a_config_entry() {
    let text = std::fs::read_to_string(catalogue_path()).unwrap()
        + r#"
[[source]]
id = "soc-definitions"
family = "soc"
title = "SOC definitions"
required = false
licence = "omb"
format = "xlsx"
min_bytes = 1_000
max_bytes = 10_000_000
max_unpacked_bytes = 100_000_000
keep_ratio = 0.1
not_out_yet = ["not-found", "html"]

[[source.url]]
template = "https://www.bls.gov/soc/{yyyy}/soc_{yyyy}_definitions.xlsx"
"#;
    let catalogue = Catalogue::parse(&text, "sources.toml").unwrap();
    let requests = catalogue.requests("soc-definitions", Some("soc/2018".parse().unwrap())).unwrap();
    assert_eq!(requests[0].urls[0].as_str(), "https://www.bls.gov/soc/2018/soc_2018_definitions.xlsx");
}
