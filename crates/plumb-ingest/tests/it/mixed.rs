//! Folders and archives with more in them than tables, and archives in archives.

use plumb_ingest::{IngestOptions, Limits};
use plumb_tables::schema::oews::cut;

use crate::made::{Folder, book, issues, oews, only, read, zip};

fn national() -> Vec<u8> {
    book(&[("national_M2024_dl", oews(&[], &[(&[], "15-1252", 10.0)]))], None)
}

#[test]
fn what_is_no_table_is_left_alone_and_named() {
    let folder = Folder::new();
    folder.file("national.xlsx", national());
    folder.file("guide.pdf", "%PDF-1.7 ...");
    folder.file("national_M2026_dl.xlsx", "<!DOCTYPE html><html>not out yet</html>");
    folder.file("more.csv.gz", [0x1F, 0x8B, 8, 0]);
    folder.file("empty.csv", "");
    folder.file("letter.txt", b"Jos\xe9");
    let report = folder.read().unwrap();
    let skipped: Vec<String> =
        report.skipped.iter().map(|skipped| format!("{} {}", skipped.file, skipped.reason)).collect();
    for (name, word) in [
        ("guide.pdf", "PDF"),
        ("M2026", "HTML"),
        (".gz", "gzip"),
        ("empty.csv", "empty"),
        ("letter.txt", "UTF-8"),
    ] {
        assert!(skipped.iter().any(|line| line.contains(name) && line.contains(word)), "{skipped:?}");
    }
    assert_eq!(only(report).table_sizes(), [(cut::NATIONAL, 1)]);
    // A file that was named is an error.
    for name in ["guide.pdf", "more.csv.gz", "empty.csv", "letter.txt"] {
        let refused = read(&[folder.path().join(name)], &IngestOptions::default()).unwrap_err().to_string();
        assert!(refused.contains(name), "{refused}");
    }
}

#[test]
fn a_damaged_table_still_fails_the_whole_call() {
    let folder = Folder::new();
    folder.file("a.xlsx", national());
    let whole = national();
    folder.file("b.xlsx", &whole[..whole.len() / 2]);
    let refused = folder.read().unwrap_err().to_string();
    assert!(refused.contains("b.xlsx") && refused.contains("truncated"), "{refused}");
}

#[test]
fn archives_in_archives_are_read_to_a_depth() {
    let folder = Folder::new();
    let inner = zip(&[("oesm24nat/national_M2024_dl.xlsx", national()), ("readme.pdf", b"%PDF".to_vec())]);
    folder.file("all.zip", zip(&[("nat/oesm24nat.zip", inner.clone())]));
    let report = folder.read().unwrap();
    assert!(report.skipped[0].file.ends_with("all.zip!nat/oesm24nat.zip!readme.pdf"), "{:?}", report.skipped);
    assert_eq!(only(report).table_sizes(), [(cut::NATIONAL, 1)]);
    let mut nested = inner;
    for _ in 0..4 {
        nested = zip(&[("next.zip", nested)]);
    }
    folder.file("all.zip", nested);
    let refused = folder.read().unwrap_err().to_string();
    assert!(refused.contains("nested deeper"), "{refused}");
}

#[test]
fn nested_archives_share_one_limit() {
    let folder = Folder::new();
    let inner = zip(&[("zeros.txt", vec![b'0'; 100_000])]);
    let members: Vec<(String, Vec<u8>)> =
        (0..5).map(|number| (format!("{number}.zip"), inner.clone())).collect();
    let members: Vec<(&str, Vec<u8>)> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    folder.file("all.zip", zip(&members));
    let limits = Limits { unpacked_bytes: 350_000, expansion: 100_000, ..Limits::default() };
    let refused =
        read(&[folder.path().join("all.zip")], &IngestOptions { limits, ..IngestOptions::default() });
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("larger than 350000 bytes"), "{refused}");
}

#[test]
fn codes_that_no_classification_has_are_reported_and_kept() {
    let folder = Folder::new();
    let path = folder
        .book("n.xlsx", &[("national_M2024_dl", oews(&[], &[(&[], "15-1252", 1.0), (&[], "15-9999", 2.0)]))]);
    let mut taxonomies = plumb_ingest::Taxonomies::default();
    taxonomies.add("oews", ["15-1252".to_owned()]);
    let options = IngestOptions { taxonomies: taxonomies.into(), ..IngestOptions::default() };
    let release = only(read(std::slice::from_ref(&path), &options).unwrap());
    assert_eq!(release.table_sizes(), [(cut::NATIONAL, 2)]);
    let said = issues(&release);
    assert!(
        said.contains("row 3, column `OCC_CODE`: `15-9999` is well-formed and oews has no such code; kept"),
        "{said}"
    );

    let crosswalk = "CIP2020Code,CIP2020Title,SOC2018Code,SOC2018Title\n11.0101,Computing,15-1252,Developers\n\
                     99.1234,Nothing,15-9999,Nobody\n";
    let path = folder.file("cip.csv", crosswalk);
    let mut taxonomies = plumb_ingest::Taxonomies::default();
    taxonomies.add("cip-2020", ["11.0101".to_owned()]);
    taxonomies.add("soc-2018", ["15-1252".to_owned()]);
    let options = IngestOptions { taxonomies: taxonomies.into(), ..IngestOptions::default() };
    let said = issues(&only(read(&[path], &options).unwrap()));
    assert!(said.contains("`99.1234`") && said.contains("`15-9999`") && said.contains("row 3"), "{said}");
}
