//! OEWS layouts that are not at hand, made up after the publisher's descriptions of them.

use plumb_tables::schema::oews::{OewsRow, cut};

use crate::made::{Folder, OEWS, issues, oews, oews_with_header, only, rows};

#[test]
fn state_files_keep_the_zeros_of_their_areas() {
    let folder = Folder::new();
    let more = ["AREA", "ST", "STATE"];
    let header = OEWS.map(|name| if name == "O_GROUP" { "OCC_GROUP" } else { name });
    let table = oews_with_header(
        &more,
        &header,
        &[(&["=1", "AL", "Alabama"], "15-1252", 5.0), (&["06", "CA", "California"], "15-1252", 9.0)],
    );
    folder.book("state_M2017_dl.xlsx", &[("state_dl", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "oews/2017-05");
    let found: Vec<(String, String)> = rows::<OewsRow>(&release, cut::STATE)
        .into_iter()
        .map(|row| (row.area_code, row.area_title))
        .collect();
    assert_eq!(
        found,
        [("01", "Alabama"), ("06", "California")].map(|(code, name)| (code.to_owned(), name.to_owned()))
    );
}

#[test]
fn headers_in_other_case_and_punctuation_below_a_letterhead_are_found() {
    let folder = Folder::new();
    let header = OEWS.map(|name| match name {
        "OCC_CODE" => "Occ Code",
        "OCC_TITLE" => "occ-title",
        "TOT_EMP" => " Tot_Emp ",
        other => other,
    });
    let mut table =
        vec![vec!["U.S. Bureau of Labor Statistics".into()], vec!["May 2026 OEWS Estimates".into()], vec![]];
    table.extend(oews_with_header(&[], &header, &[(&[], "15-1252", 5.0)]));
    folder.book("x.xlsx", &[("Data", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(
        (release.release.to_string().as_str(), release.table_sizes()),
        ("oews/2026-05", vec![(cut::NATIONAL, 1)])
    );
    assert_eq!(issues(&release), "");
}

#[test]
fn a_column_that_nobody_knows_is_reported_and_a_missing_one_refused() {
    let folder = Folder::new();
    let mut table = oews(&[], &[(&[], "15-1252", 5.0)]);
    table[0].push("REMOTE_PCT".into());
    table[1].push(3.0.into());
    folder.book("national_M2026_dl.xlsx", &[("national_M2026_dl", table)]);
    let said = issues(&only(folder.read().unwrap()));
    assert!(said.contains("REMOTE_PCT") && said.contains("not known"), "{said}");
    let header = OEWS.map(|name| if name == "A_PCT90" { "A_90TH" } else { name });
    folder.book(
        "national_M2026_dl.xlsx",
        &[("national_M2026_dl", oews_with_header(&[], &header, &[(&[], "15-1252", 5.0)]))],
    );
    let refused = folder.read().unwrap_err().to_string();
    for word in ["national_M2026_dl.xlsx", "sheet `national_M2026_dl`", "a_pct90", "A_90TH"] {
        assert!(refused.contains(word), "{refused}");
    }
}

#[test]
fn all_data_and_industry_files_have_their_cut() {
    let folder = Folder::new();
    let more =
        ["AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE"];
    let nation = ["99", "U.S.", "1", "US", "000000", "Cross-industry", "cross-industry", "1235"];
    let forestry = ["99", "U.S.", "1", "US", "113000", "Forestry", "3-digit", "1235"];
    let alabama = ["01", "Alabama", "2", "AL", "000000", "Cross-industry", "cross-industry", "1235"];
    let lines: [(&[&str], &str, f64); 3] =
        [(&nation, "15-1252", 9.0), (&forestry, "15-1252", 5.0), (&alabama, "15-1252", 2.0)];
    folder.book("all_data_M_2024.xlsx", &[("All May 2024 data", oews(&more, &lines))]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.table_sizes(), [(cut::ALL_DATA, 3)]);
    let folder = Folder::new();
    folder.book(
        "nat4d_M2023_dl.xlsx",
        &[("nat4d_M2023_dl", oews(&["NAICS", "NAICS_TITLE"], &[(&["=541700", "R&D"], "15-1252", 5.0)]))],
    );
    assert_eq!(only(folder.read().unwrap()).table_sizes(), [(cut::INDUSTRY_4_DIGIT, 1)]);
}

#[test]
fn a_table_saved_as_text_by_a_spreadsheet_is_read_in_either_language() {
    let header = OEWS.join(";");
    let line = "15-1252;Developers;detailed;1654440;0,5;68,50;142480;0,4;38,1;49,9;63,98;83,56;101,35;79250;103790;133080;173800;210810";
    let folder = Folder::new();
    folder.file("national_M2024_dl.csv", format!("\u{feff}{header}\r\n{line}\r\n"));
    let release = only(folder.read().unwrap());
    let row = &rows::<OewsRow>(&release, cut::NATIONAL)[0];
    assert_eq!(row.wage_mean_usd_per_hour.value(), Some(68.5));
    assert_eq!(row.employment_jobs.relative_standard_error_pct, Some(0.5));
    let line = "15-1252,Developers,detailed,\"1,654,440\",0.5,68.50,\"142,480\",0.4,38.1,49.9,63.98,83.56,#,79250,103790,133080,173800,#";
    folder.file("national_M2024_dl.csv", format!("\u{feff}{}\r\n{line}\r\n", OEWS.join(",")));
    let release = only(folder.read().unwrap());
    let row = &rows::<OewsRow>(&release, cut::NATIONAL)[0];
    assert_eq!(row.employment_jobs.estimate.value(), Some(1_654_440));
    assert_eq!(row.wage_p90_usd_per_year, plumb_codes::Estimate::TopCoded(239_200));
}

#[test]
fn first_rows_that_promise_another_cut_do_not_decide() {
    // More rows of the nation than are looked at together, then one of a state.
    let nation: [&str; 2] = ["99", "U.S."];
    let state: [&str; 2] = ["01", "Alabama"];
    let codes: Vec<String> = (0..33_000_u32)
        .map(|index| {
            format!("{:02}-{:04}", 11 + 2 * (index / 8_000), 1_001 + index % 8_000 / 9 * 10 + index % 9)
        })
        .collect();
    let mut text = format!("AREA,AREA_TITLE,{}\n", OEWS.join(","));
    let mut line = |area: [&str; 2], code: &str| {
        text += &[area[0], area[1], code, "Some", "detailed", "10"].join(",");
        text += &",1".repeat(14);
        text.push('\n');
    };
    for code in &codes {
        line(nation, code);
    }
    line(state, "15-1252");
    let folder = Folder::new();
    folder.file("national_M2024_dl.csv", text);
    let release = only(folder.read().unwrap());
    let sizes = release.table_sizes();
    assert_eq!(sizes.len(), 1, "{sizes:?}");
    assert_eq!(sizes[0].1, 33_001, "{sizes:?} {}", issues(&release));
    assert_ne!(sizes[0].0, cut::NATIONAL);
}
