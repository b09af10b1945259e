//! Which release an OEWS workbook is of, and when it is not told.

use plumb_ingest::{IngestError, IngestOptions};

use crate::made::{Folder, OEWS, book, issues, oews, oews_with_header, only, read};

/// A workbook in the layout of May 2018, of which no sheet says the year.
fn old_layout(total: f64, saved: (u16, u8)) -> Vec<u8> {
    let header = OEWS.map(|name| if name == "O_GROUP" { "OCC_GROUP" } else { name });
    let rows = oews_with_header(&[], &header, &[(&[], "00-0000", total), (&[], "15-1252", 10.0)]);
    book(&[("national_dl", rows)], Some(saved))
}

fn id(folder: &Folder, name: &str, release: Option<&str>) -> Result<(String, String), IngestError> {
    let options =
        IngestOptions { release: release.map(|id| id.parse().unwrap()), ..IngestOptions::default() };
    let release = only(read(&[folder.path().join(name)], &options)?);
    Ok((release.release.to_string(), issues(&release)))
}

#[test]
fn a_workbook_saved_again_later_keeps_its_release() {
    let folder = Folder::new();
    folder.file("download.xlsx", old_layout(144_733_270.0, (2023, 6)));
    let (release, said) = id(&folder, "download.xlsx", None).unwrap();
    assert_eq!(release, "oews/2018-05");
    assert!(said.contains("concluded from total employment"), "{said}");
    folder.file("national_M2018_dl.xlsx", old_layout(1_000.0, (2023, 6)));
    let (release, said) = id(&folder, "national_M2018_dl.xlsx", None).unwrap();
    assert_eq!(release, "oews/2018-05");
    assert!(said.contains("concluded from the name `national_M2018_dl.xlsx`"), "{said}");
    folder.file(
        "oesm17nat.zip",
        crate::made::zip(&[("oesm17nat/national.xlsx", old_layout(1_000.0, (2020, 1)))]),
    );
    assert_eq!(id(&folder, "oesm17nat.zip", None).unwrap().0, "oews/2017-05");
}

#[test]
fn the_month_of_saving_alone_proves_nothing_and_the_option_settles_it() {
    let folder = Folder::new();
    folder.file("download.xlsx", old_layout(1_000.0, (2019, 3)));
    let refused = id(&folder, "download.xlsx", None).unwrap_err();
    assert!(matches!(refused, IngestError::Release { .. }), "{refused}");
    let words = refused.to_string();
    for word in ["download.xlsx", "--release oews/2018-05", "saved in 2019-03", "May 2018 or earlier"] {
        assert!(words.contains(word), "{words}");
    }
    let (release, said) = id(&folder, "download.xlsx", Some("oews/2016-05")).unwrap();
    assert_eq!(release, "oews/2016-05");
    assert!(said.contains("what the call names"), "{said}");
}

#[test]
fn a_name_that_the_layout_refutes_is_refused() {
    let folder = Folder::new();
    folder.file("national_M2022_dl.xlsx", old_layout(1_000.0, (2023, 3)));
    let refused = id(&folder, "national_M2022_dl.xlsx", None).unwrap_err().to_string();
    assert!(refused.contains("2022") && refused.contains("May 2018 or earlier"), "{refused}");
    folder.file("national_M2018_dl.xlsx", old_layout(1_000.0, (2016, 3)));
    let refused = id(&folder, "national_M2018_dl.xlsx", None).unwrap_err().to_string();
    assert!(refused.contains("saved in 2016-03"), "{refused}");
}

#[test]
fn the_content_is_followed_against_the_name_and_never_overruled() {
    let folder = Folder::new();
    let rows = || oews(&[], &[(&[], "15-1252", 10.0)]);
    folder.book("all_data_M_2023.xlsx", &[("national_M2024_dl", rows())]);
    let (release, said) = id(&folder, "all_data_M_2023.xlsx", None).unwrap();
    assert_eq!(release, "oews/2024-05");
    assert!(said.contains("all_data_M_2023.xlsx") && said.contains("the content is followed"), "{said}");
    let refused = id(&folder, "all_data_M_2023.xlsx", Some("oews/2022-05")).unwrap_err().to_string();
    assert!(refused.contains("May 2022") && refused.contains("May 2024"), "{refused}");
    folder.book(
        "both.xlsx",
        &[("national_M2024_dl", rows()), ("Notes", vec![vec!["May 2021 OEWS Estimates".into()]])],
    );
    let refused = id(&folder, "both.xlsx", None).unwrap_err().to_string();
    assert!(refused.contains("contradicts itself"), "{refused}");
    assert_eq!(id(&folder, "both.xlsx", Some("oews/2024-05")).unwrap().0, "oews/2024-05");
    folder.book("all_data_M_2024.xlsx", &[("Data", rows())]);
    assert_eq!(id(&folder, "all_data_M_2024.xlsx", None).unwrap().0, "oews/2024-05");
}
