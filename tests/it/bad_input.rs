//! Bad input: a clear error with the documented exit code, and nothing half-written.

use std::io::Write;
use std::path::PathBuf;

use rust_xlsxwriter::Workbook;

use crate::plumb::{Run, Sandbox};

/// The header of OEWS since May 2020, without the columns that only some cuts have.
const OEWS: [&str; 21] = [
    "OCC_CODE",
    "OCC_TITLE",
    "O_GROUP",
    "TOT_EMP",
    "EMP_PRSE",
    "H_MEAN",
    "A_MEAN",
    "MEAN_PRSE",
    "H_PCT10",
    "H_PCT25",
    "H_MEDIAN",
    "H_PCT75",
    "H_PCT90",
    "A_PCT10",
    "A_PCT25",
    "A_MEDIAN",
    "A_PCT75",
    "A_PCT90",
    "ANNUAL",
    "HOURLY",
    "NAICS",
];

fn oews(sandbox: &Sandbox, name: &str, header: &[&str], codes: &[&str]) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("national_M2031_dl").unwrap();
    for (column, name) in (0..).zip(header) {
        sheet.write_string(0, column, *name).unwrap();
    }
    for (row, code) in (1..).zip(codes) {
        for (column, name) in (0u16..).zip(header) {
            match *name {
                "OCC_CODE" => sheet.write_string(row, column, *code).unwrap(),
                "OCC_TITLE" => sheet.write_string(row, column, "Some occupation").unwrap(),
                "O_GROUP" => sheet.write_string(row, column, "detailed").unwrap(),
                "NAICS" => sheet.write_string(row, column, "000000").unwrap(),
                "ANNUAL" | "HOURLY" => sheet.write_string(row, column, "").unwrap(),
                _ => sheet.write_number(row, column, 10.0).unwrap(),
            };
        }
    }
    sandbox.file(name, book.save_to_buffer().unwrap())
}

/// Ingests a file into a fresh store and asserts that nothing was stored.
#[track_caller]
fn refused(sandbox: &Sandbox, path: &std::path::Path, words: &[&str]) -> Run {
    let run = sandbox
        .plumb(&["--store", "store", "ingest", path.to_str().unwrap()])
        .expect_code(3)
        .expect_error_naming(words);
    assert!(!sandbox.here().join("store/releases").exists(), "something was stored");
    run
}

#[test]
fn a_sound_workbook_of_an_unseen_year_is_read() {
    let sandbox = Sandbox::new();
    let path = oews(&sandbox, "download.xlsx", &OEWS, &["15-1252", "29-1141"]);
    let run = sandbox
        .plumb(&["--store", "store", "ingest", "--format", "csv", path.to_str().unwrap()])
        .expect_code(0);
    assert!(run.stdout.contains("oews/2031-05,oews_national,2,0,new"), "{}", run.stdout);
}

/// Filed job titles, one row of them bad.
const FILED: &str = "title,soc_code,soc_vintage,soc2018_if_unique,source,year,count\n\
                     Widget Maker,51-2092,2010,51-2092,lca,2011-2016,2\n\
                     \"Maker, Widgets\",51-2092,2018,51-2092,lca,2031,1\n\
                     Widget Maker,51-20,2010,,lca,2015,1\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn filed_titles_are_one_release_plain_packed_or_zipped() {
    let sandbox = Sandbox::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("titles.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(FILED.as_bytes()).unwrap();
    let files = [
        sandbox.file("plain/titles.csv", FILED),
        sandbox.file("packed/titles.csv.gz", gzip(FILED)),
        sandbox.file("zipped/download.zip", zip.finish().unwrap().into_inner()),
    ];
    // A member of an archive keeps the archive in its name, so the manifest changes, and nothing else.
    for (path, outcome) in files.iter().zip(["new", "unchanged", "updated"]) {
        let run = sandbox
            .plumb(&["--store", "store", "ingest", "--format", "csv", path.to_str().unwrap()])
            .expect_code(0);
        let expected = format!("oflc/2031,oflc_titles,2,1,{outcome}");
        assert!(run.stdout.contains(&expected), "{}: {}", path.display(), run.stdout);
        assert!(run.stderr.contains("row 4, column `soc_code`"), "{}", run.stderr);
    }
}

#[test]
fn a_damaged_gzip_file() {
    let sandbox = Sandbox::new();
    let mut bytes = gzip(FILED);
    bytes.truncate(bytes.len() / 2);
    let path = sandbox.file("titles.csv.gz", bytes);
    refused(&sandbox, &path, &["titles.csv.gz", "damaged or truncated", "download it again"]);
    let bomb = sandbox.file("bomb.csv.gz", gzip(&"a".repeat(10_000_000)));
    refused(&sandbox, &bomb, &["bomb.csv.gz", "unpacked it is larger"]);
}

#[test]
fn a_truncated_workbook() {
    let sandbox = Sandbox::new();
    let whole = std::fs::read(oews(&sandbox, "whole.xlsx", &OEWS, &["15-1252"])).unwrap();
    for part in [whole.len() / 2, whole.len() - 10, 30] {
        let path = sandbox.file("cut.xlsx", &whole[..part]);
        refused(&sandbox, &path, &["cut.xlsx"]);
    }
}

#[test]
fn a_page_named_xlsx_and_an_empty_file() {
    let sandbox = Sandbox::new();
    let path =
        sandbox.file("national_M2026_dl.xlsx", "<!DOCTYPE html><html><body>Page not found</body></html>");
    refused(&sandbox, &path, &["HTML page"]);
    let path = sandbox.file("empty.xlsx", "");
    refused(&sandbox, &path, &["empty"]);
}

#[test]
fn a_renamed_column_is_named_with_its_sheet_and_likely_new_name() {
    let sandbox = Sandbox::new();
    let header = OEWS.map(|name| if name == "A_MEDIAN" { "A_MEDIAN_WAGE" } else { name });
    let path = oews(&sandbox, "renamed.xlsx", &header, &["15-1252"]);
    refused(&sandbox, &path, &["renamed.xlsx", "national_M2031_dl", "a_median", "A_MEDIAN_WAGE"]);
}

#[test]
fn a_code_out_of_range_is_a_row_issue_with_its_place() {
    let sandbox = Sandbox::new();
    let path = oews(&sandbox, "odd.xlsx", &OEWS, &["15-1252", "77-1234", "29-1141"]);
    let run = sandbox
        .plumb(&["--store", "store", "ingest", "--format", "csv", path.to_str().unwrap()])
        .expect_code(0);
    assert!(run.stdout.contains(",2,1,new"), "{}", run.stdout);
    run.expect_error_naming(&["odd.xlsx", "row 3", "OCC_CODE", "77-1234"]);
    let path = oews(&sandbox, "all-odd.xlsx", &OEWS, &["77-1234"]);
    let store = Sandbox::new();
    refused(&store, &path, &["1 of 1 rows"]);
}

fn archive(sandbox: &Sandbox, name: &str, entries: &[(&str, &[u8])]) -> PathBuf {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (entry, bytes) in entries {
        zip.start_file(
            *entry,
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    sandbox.file(name, zip.finish().unwrap().into_inner())
}

#[test]
fn archives_that_would_leave_their_folder_or_flood_the_disk() {
    let sandbox = Sandbox::new();
    let path = archive(&sandbox, "hostile.zip", &[("../../evil.txt", b"x")]);
    refused(&sandbox, &path, &["hostile.zip", "leave its folder"]);
    let zeros = vec![0_u8; 64 << 20];
    let path = archive(&sandbox, "bomb.zip", &[("zeros.txt", &zeros)]);
    refused(&sandbox, &path, &["bomb.zip", "larger than"]);
}

/// Ten gigabytes, declared as few bytes, or declared honestly as far as four can say.
#[test]
fn ten_gigabytes_are_refused_whatever_they_declare() {
    let sandbox = Sandbox::new();
    for (name, declared) in [("lies.zip", 100), ("says.zip", u32::MAX - 1)] {
        let bomb = plumb_testkit::generate::bomb("national_M2024_dl.csv", 10 << 30, declared);
        assert!(bomb.len() < 16 << 20, "{}", bomb.len());
        let path = sandbox.file(name, bomb);
        refused(&sandbox, &path, &[name]);
    }
    // The same within an archive that is itself sound.
    let bomb = plumb_testkit::generate::bomb("zeros.txt", 1 << 30, u32::MAX - 1);
    let path = archive(&sandbox, "outer.zip", &[("inner.zip", &bomb)]);
    refused(&sandbox, &path, &["outer.zip", "larger than"]);
}

#[test]
fn a_stray_file_in_a_folder_is_named_and_the_rest_is_read() {
    let sandbox = Sandbox::new();
    oews(&sandbox, "in/national.xlsx", &OEWS, &["15-1252"]);
    sandbox.file("in/guide.pdf", "%PDF-1.7");
    sandbox.file("in/soft404.xlsx", "<!DOCTYPE html><html></html>");
    let run = sandbox.plumb(&["--store", "store", "ingest", "--format", "csv", "in"]).expect_code(0);
    assert!(run.stdout.contains("oews/2031-05,oews_national,1,0,new"), "{}", run.stdout);
    run.expect_error_naming(&["guide.pdf", "PDF", "soft404.xlsx", "HTML"]);
    // A call that finds nothing at all has not succeeded.
    let only = Sandbox::new();
    let path = only.file("in/guide.pdf", "%PDF-1.7");
    refused(&only, path.parent().unwrap(), &["guide.pdf", "PDF"]);
}

#[test]
fn parts_that_come_one_after_the_other_join_and_nothing_is_lost() {
    let sandbox = Sandbox::new();
    let first = oews(&sandbox, "first.xlsx", &OEWS, &["15-1252", "29-1141"]);
    let second = oews(&sandbox, "second.xlsx", &OEWS, &["11-1011"]);
    let ingest = |path: &std::path::Path| {
        sandbox
            .plumb(&["--store", "store", "ingest", "--format", "csv", path.to_str().unwrap()])
            .expect_code(0)
    };
    let rows = || {
        let run = sandbox
            .plumb(&["--store", "store", "releases", "show", "oews/2031-05", "--format", "csv"])
            .expect_code(0);
        run.stdout.lines().find(|line| line.contains("oews_national")).unwrap_or_default().to_owned()
    };
    assert!(ingest(&first).stdout.contains(",2,0,new"));
    ingest(&second).expect_error_naming(&["1 rows join 2 rows stored before from other files"]);
    assert!(rows().contains(",3,"), "{}", rows());
    // The first part again brings nothing new, and takes nothing away.
    let again = ingest(&first);
    assert!(again.stdout.contains(",unchanged"), "{}", again.stdout);
    assert!(rows().contains(",3,"), "{}", rows());
    // The same file with fewer rows is a correction, and says what goes.
    let both = oews(&sandbox, "both.xlsx", &OEWS, &["13-1111", "13-2011", "17-2051"]);
    let other = Sandbox::new();
    let store = other.here().join("store");
    let run = |path: &std::path::Path| {
        other.plumb(&["--store", store.to_str().unwrap(), "ingest", path.to_str().unwrap()]).expect_code(0)
    };
    run(&both);
    oews(&sandbox, "both.xlsx", &OEWS, &["13-1111", "13-2011"]);
    run(&both).expect_error_naming(&["1 rows of the stored table are not in the same files any more"]);
}

#[test]
fn a_workbook_that_names_no_year_needs_the_option() {
    let sandbox = Sandbox::new();
    let table = format!("{}\n15-1252,Developers,detailed,10{},,,000000\n", OEWS.join(","), ",1".repeat(14));
    let path = sandbox.file("download.csv", table);
    refused(&sandbox, &path, &["download.csv", "--release oews/2018-05"]);
    let run = sandbox
        .plumb(&[
            "--store",
            "store",
            "ingest",
            "--format",
            "csv",
            "--release",
            "oews/2024-05",
            path.to_str().unwrap(),
        ])
        .expect_code(0);
    assert!(run.stdout.contains("oews/2024-05,oews_national,1,1,new"), "{}", run.stdout);
}

#[test]
fn a_code_that_no_classification_has_is_reported_and_kept() {
    let sandbox = Sandbox::new();
    let path = oews(&sandbox, "odd.xlsx", &OEWS, &["15-1252", "15-9999"]);
    let run = sandbox
        .plumb(&["--store", "store", "ingest", "--format", "csv", path.to_str().unwrap()])
        .expect_code(0);
    assert!(run.stdout.contains(",2,1,new"), "{}", run.stdout);
    run.expect_error_naming(&["odd.xlsx", "row 3", "OCC_CODE", "15-9999", "kept"]);
}

#[test]
fn text_in_another_encoding_is_refused_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.file("db/Read Me.txt", "O*NET 40.1 Database\nMay 2030 Release\n");
    sandbox.file("db/Occupation Data.txt", b"O*NET-SOC Code\tTitle\tDescription\n11-1011.00\tJos\xe9\tx\n");
    refused(&sandbox, &sandbox.here().join("db"), &["Occupation Data.txt", "row 2", "UTF-8"]);
}

#[test]
fn an_onet_release_without_a_required_table_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.file("db/Read Me.txt", "O*NET 40.1 Database\nMay 2030 Release\n");
    sandbox.file(
        "db/Occupation Data.txt",
        "O*NET-SOC Code\tTitle\tDescription\n11-1011.00\tChief Executives\tx\n",
    );
    refused(&sandbox, &sandbox.here().join("db"), &["alternate titles", "job titles"]);
}

#[test]
fn tables_that_the_publisher_renamed_are_read_and_unknown_ones_are_reported() {
    let sandbox = Sandbox::new();
    sandbox.file("db/Read Me.txt", "O*NET 40.1 Database\nMay 2030 Release\n");
    sandbox.file(
        "db/Occupation Data.txt",
        "O*NET-SOC Code\tTitle\tDescription\n11-1011.00\tChief Executives\tx\n",
    );
    sandbox.file(
        "db/Job Titles.txt",
        "O*NET-SOC Code\tJob Title\tShort Title\tSource(s)\n11-1011.00\tBoss\tn/a\t08\n",
    );
    sandbox.file("db/Software Skills.txt", "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\n11-1011.00\tTool\t43230000\tSoftware\tY\n");
    sandbox.file("db/Essential Skills.txt", "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n11-1011.00\t2.A.1.a\tReading\tIM\t4.1\n");
    sandbox.file("db/Transferable Skills.txt", "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n11-1011.00\t2.B.1.a\tSocial\tIM\t3.9\n");
    sandbox.file("db/Brand New.txt", "O*NET-SOC Code\tWonder\n11-1011.00\t7\n");
    let run = sandbox.plumb(&["--store", "store", "ingest", "--format", "csv", "db"]).expect_code(0);
    for line in
        ["onet/40.1,onet_titles,1,", "onet/40.1,onet_technology_skills,1,", "onet/40.1,onet_skills,2,"]
    {
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
    run.expect_error_naming(&["Brand New.txt", "not known"]);
}

#[test]
fn folders_that_cannot_be_written_to_are_usage_errors() {
    let sandbox = Sandbox::new();
    let path = oews(&sandbox, "fine.xlsx", &OEWS, &["15-1252"]);
    sandbox.file("taken", "I am a file");
    for store in ["taken", "taken/below", "/proc/no-such-place"] {
        let run = sandbox.plumb(&["--store", store, "ingest", path.to_str().unwrap()]);
        assert!([1, 2].contains(&run.code), "{store}: {}\n{}", run.code, run.stderr);
        assert!(run.stderr.starts_with("error: failed to "), "{}", run.stderr);
    }
    // Somebody's folder is not replaced by an output folder.
    sandbox.file("mine/letter.txt", "dear");
    sandbox.plumb(&["align", "--out", "mine"]).expect_code(2).expect_error_naming(&["mine"]);
    assert_eq!(std::fs::read_to_string(sandbox.here().join("mine/letter.txt")).unwrap(), "dear");
    assert_eq!(std::fs::read_dir(sandbox.here().join("mine")).unwrap().count(), 1);
}
