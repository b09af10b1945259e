//! Small sheets with every anomaly.

use super::*;
use crate::load::load;

fn row(row: usize) -> SheetRow {
    SheetRow { file: "book.xlsx".to_owned(), sheet: "long".to_owned(), row, ..SheetRow::default() }
}

fn occupation(number: usize, code: &str, cluster: &str, sub: &str) -> SheetRow {
    SheetRow {
        soc_code: Some(code.to_owned()),
        clusters: vec![cluster.to_owned()],
        sub_cluster: Some(sub.to_owned()),
        ..row(number)
    }
}

fn run(rows: &[SheetRow]) -> Imported {
    let (edition, _) = load(None, "national-2024").unwrap();
    import(&edition, rows).unwrap()
}

fn kinds(imported: &Imported) -> Vec<(AnomalyKind, usize)> {
    let placed = imported.anomalies.iter().filter(|anomaly| anomaly.kind != AnomalyKind::WithoutRows);
    placed.map(|anomaly| (anomaly.kind, anomaly.row)).collect()
}

#[test]
fn names_fold_composites_expand_and_both_are_reported() {
    let imported = run(&[
        occupation(2, "51-8031", "Agriculture", "water systems"),
        occupation(3, "13-1020", "Supply Chain & Transportation", "Purchasing & Warehousing"),
    ]);
    let codes: Vec<String> =
        imported.edition.published.occupations.iter().map(|row| row.code.to_string()).collect();
    assert_eq!(codes, ["13-1021", "13-1022", "13-1023", "51-8031"]);
    assert_eq!(imported.edition.published.occupations[0].published_code, "13-1020");
    assert_eq!(kinds(&imported), [(AnomalyKind::NameVariant, 2), (AnomalyKind::Composite, 3)]);
}

#[test]
fn unknown_names_codes_and_repeated_rows_are_reported_with_their_row() {
    let imported = run(&[
        occupation(2, "15-1252", "Digital Technology", "Software Solutions"),
        occupation(3, "15-1252", "Digital Technology", "Software Solutions"),
        occupation(4, "15-1252", "Digital Technology", "Hardware"),
        occupation(5, "15-1252", "Digital", "Software Solutions"),
        occupation(6, "151252", "Digital Technology", "Software Solutions"),
    ]);
    assert_eq!(imported.edition.published.occupations.len(), 1);
    let found: BTreeSet<(AnomalyKind, usize)> = kinds(&imported).into_iter().collect();
    let expected = [
        (AnomalyKind::Duplicate, 3),
        (AnomalyKind::UnknownSubCluster, 4),
        (AnomalyKind::UnknownCluster, 5),
        (AnomalyKind::UnknownCode, 6),
    ];
    assert_eq!(found, expected.into_iter().collect());
}

#[test]
fn a_wide_sheet_that_disagrees_with_the_long_one_is_reported() {
    let wide = |number, clusters: &[&str], says: &str| SheetRow {
        soc_code: Some("15-1252".to_owned()),
        interdisciplinary: Some(says.to_owned()),
        clusters: clusters.iter().map(|&name| name.to_owned()).collect(),
        ..row(number)
    };
    let long = occupation(2, "15-1252", "Digital Technology", "Software Solutions");
    assert_eq!(kinds(&run(&[long.clone(), wide(3, &["Digital Technology"], "No")])), []);
    let imported = run(&[long.clone(), wide(3, &["Digital Technology", "Education"], "Yes")]);
    assert_eq!(kinds(&imported), [(AnomalyKind::Disagreement, 3)]);
    assert_eq!(
        kinds(&run(&[long, wide(3, &["Digital Technology"], "Yes")])),
        [(AnomalyKind::Disagreement, 3)]
    );
}

#[test]
fn codes_that_stand_in_one_of_two_sheets_only_are_reported_with_their_row() {
    let wide = |number, code: &str| SheetRow {
        soc_code: Some(code.to_owned()),
        interdisciplinary: Some("No".to_owned()),
        clusters: vec!["Digital Technology".to_owned()],
        sheet: "wide".to_owned(),
        ..row(number)
    };
    let long = |number, code: &str| occupation(number, code, "Digital Technology", "Software Solutions");
    let imported = run(&[long(2, "15-1252"), long(3, "15-1253"), wide(7, "15-1252"), wide(8, "15-1254")]);
    assert_eq!(kinds(&imported), [(AnomalyKind::Disagreement, 3), (AnomalyKind::Disagreement, 8)]);
    let said: Vec<&str> = imported.anomalies.iter().map(|anomaly| anomaly.detail.as_str()).collect();
    assert!(said[0].contains("in no wide one"), "{said:?}");
    assert!(said[1].contains("in no long one"), "{said:?}");
    // A second wide sheet, of the codes with one cluster, repeats the first by design; one sheet must not repeat itself.
    let single = |number| SheetRow { sheet: "single".to_owned(), ..wide(number, "15-1252") };
    let rows = [long(2, "15-1252"), wide(7, "15-1252"), single(2), single(3), wide(8, "99-9999")];
    assert_eq!(kinds(&run(&rows)), [(AnomalyKind::Duplicate, 3)]);
    // Without the other sheet there is nothing to hold against.
    assert_eq!(kinds(&run(&[long(2, "15-1252")])), []);
}

#[test]
fn repeated_rows_of_programs_and_industries_are_reported() {
    let program = |number| SheetRow {
        soc_code: None,
        cip_code: Some("11.0701".to_owned()),
        ..occupation(number, "", "Digital Technology", "Software Solutions")
    };
    let industry = |number| SheetRow {
        soc_code: None,
        naics: Some("51".to_owned()),
        ..occupation(number, "", "Digital Technology", "Software Solutions")
    };
    let imported = run(&[program(2), program(3), industry(4), industry(5)]);
    assert_eq!(kinds(&imported), [(AnomalyKind::Duplicate, 3), (AnomalyKind::Duplicate, 5)]);
    assert!(imported.anomalies.iter().any(|anomaly| anomaly.detail.contains("book.xlsx, sheet long, row 4")));
    let published = &imported.edition.published;
    assert_eq!((published.programs.len(), published.industries.len()), (1, 1));
}

#[test]
fn the_joined_sheet_is_held_against_the_single_ones() {
    let single = occupation(2, "15-1252", "Digital Technology", "Software Solutions");
    let joined = SheetRow {
        file: "full.xlsx".to_owned(),
        cip_code: Some("11.0701".to_owned()),
        naics: Some("51, 54".to_owned()),
        ..occupation(9, "15-1253", "Digital Technology", "Software Solutions")
    };
    let imported = run(&[single, joined]);
    assert_eq!(kinds(&imported), [(AnomalyKind::Disagreement, 2), (AnomalyKind::Disagreement, 9)]);
    let placed: Vec<(&str, &str, &str)> = imported
        .anomalies
        .iter()
        .filter(|anomaly| anomaly.kind == AnomalyKind::Disagreement)
        .map(|anomaly| (anomaly.file.as_str(), anomaly.sheet.as_str(), anomaly.detail.as_str()))
        .collect();
    assert_eq!((placed[0].0, placed[0].1), ("book.xlsx", "long"));
    assert!(placed[0].2.ends_with("not in the full workbook, full.xlsx"), "{placed:?}");
    assert_eq!((placed[1].0, placed[1].1), ("full.xlsx", "long"));
    assert!(placed[1].2.ends_with("not in the SOC workbook, book.xlsx"), "{placed:?}");
    assert_eq!(imported.edition.published.occupations.len(), 1);
}

#[test]
fn rows_of_another_edition_are_refused() {
    let (edition, _) = load(None, "national-2024").unwrap();
    let other = occupation(2, "15-1252.00", "Information Technology", "Programming & Software Development");
    assert!(import(&edition, &[other]).is_err());
}
