//! Files of one cut of one release are joined; contradictions are named.

use plumb_tables::schema::oews::{OewsRow, cut};

use crate::made::{Folder, issues, oews, only, rows};

fn areas(release: &plumb_tables::IngestedRelease, table: &str) -> Vec<String> {
    rows::<OewsRow>(release, table).into_iter().map(|row| row.area_code).collect()
}

#[test]
fn metropolitan_and_nonmetropolitan_files_are_one_table() {
    let folder = Folder::new();
    let more = ["AREA", "AREA_TITLE"];
    folder.book(
        "MSA_M2024_dl.xlsx",
        &[(
            "MSA_M2024_dl",
            oews(
                &more,
                &[(&["10180", "Abilene, TX"], "15-1252", 120.0), (&["10420", "Akron, OH"], "15-1252", 900.0)],
            ),
        )],
    );
    folder.book(
        "BOS_M2024_dl.xlsx",
        &[("BOS_M2024_dl", oews(&more, &[(&["=100001", "Northwest Alabama"], "15-1252", 60.0)]))],
    );
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "oews/2024-05");
    assert_eq!(areas(&release, cut::METROPOLITAN), ["0100001", "10180", "10420"]);
    assert_eq!(release.sources.len(), 2);
    assert_eq!(issues(&release), "");
}

#[test]
fn an_industry_file_without_its_level_is_no_cross_industry_table() {
    let folder = Folder::new();
    folder.book("national_M2018_dl.xlsx", &[("national_dl", oews(&[], &[(&[], "15-1252", 1_000.0)]))]);
    let more = ["NAICS", "NAICS_TITLE"];
    folder.book(
        "nat3d_M2018_dl.xlsx",
        &[(
            "nat3d_dl",
            oews(
                &more,
                &[
                    (&["113000", "Forestry and Logging"], "15-1252", 10.0),
                    (&["211000", "Oil"], "15-1252", 20.0),
                ],
            ),
        )],
    );
    folder.book(
        "natsector_M2018_dl.xlsx",
        &[(
            "natsector_dl",
            oews(
                &more,
                &[(&["=11", "Agriculture"], "15-1252", 30.0), (&["31-33", "Manufacturing"], "15-1252", 40.0)],
            ),
        )],
    );
    // `O_GROUP` is the layout of 2019 and later: the names and the layout contradict each other.
    let refused = folder.read().unwrap_err().to_string();
    assert!(refused.contains("--release oews/2018-05"), "{refused}");

    let header = crate::made::OEWS.map(|name| if name == "O_GROUP" { "OCC_GROUP" } else { name });
    let table =
        |more: &[&str], lines: &[(&[&str], &str, f64)]| crate::made::oews_with_header(more, &header, lines);
    folder.book("national_M2018_dl.xlsx", &[("national_dl", table(&[], &[(&[], "15-1252", 1_000.0)]))]);
    folder.book(
        "nat3d_M2018_dl.xlsx",
        &[(
            "nat3d_dl",
            table(
                &more,
                &[(&["113000", "Forestry"], "15-1252", 10.0), (&["211000", "Oil"], "15-1252", 20.0)],
            ),
        )],
    );
    folder.book(
        "natsector_M2018_dl.xlsx",
        &[(
            "natsector_dl",
            table(
                &more,
                &[(&["=11", "Agriculture"], "15-1252", 30.0), (&["31-33", "Manufacturing"], "15-1252", 40.0)],
            ),
        )],
    );
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "oews/2018-05");
    let found: Vec<(&str, usize)> = release.table_sizes();
    assert_eq!(found, [(cut::INDUSTRY_3_DIGIT, 2), (cut::NATIONAL, 1), (cut::SECTOR, 2)]);
    let levels: Vec<String> =
        rows::<OewsRow>(&release, cut::INDUSTRY_3_DIGIT).into_iter().map(|row| row.industry_group).collect();
    assert_eq!(levels, ["3-digit", "3-digit"]);
}

#[test]
fn equal_rows_of_two_files_are_taken_once_and_contradictions_name_both() {
    let folder = Folder::new();
    folder.book(
        "a.xlsx",
        &[("national_M2024_dl", oews(&[], &[(&[], "15-1252", 10.0), (&[], "29-1141", 20.0)]))],
    );
    folder.book(
        "b.xlsx",
        &[(
            "national_M2024_dl",
            oews(&[], &[(&[], "15-1252", 10.0), (&[], "29-1141", 21.0), (&[], "11-1011", 30.0)]),
        )],
    );
    let release = only(folder.read().unwrap());
    let codes: Vec<(String, Option<i64>)> = rows::<OewsRow>(&release, cut::NATIONAL)
        .into_iter()
        .map(|row| (row.occ_code.to_string(), row.employment_jobs.estimate.value()))
        .collect();
    let expected = [("15-1252", 10), ("29-1141", 20), ("11-1011", 30)];
    assert_eq!(codes, expected.map(|(code, jobs)| (code.to_owned(), Some(jobs))));
    let said = issues(&release);
    assert!(said.contains("b.xlsx, sheet `national_M2024_dl`, row 3: `oews_national` 99 000000 1235 29-1141 detailed has other figures in `a.xlsx`"), "{said}");
    assert!(
        said.contains("1 rows of `oews_national` stand in `a.xlsx` as well, with equal figures; taken once"),
        "{said}"
    );
}

#[test]
fn exports_of_two_industries_are_one_matrix() {
    let folder = Folder::new();
    let table = |jobs: u32| {
        format!(
            "Occupation Title,Occupation Code,Occupation Type,2024 Employment,Projected 2034 Employment,\
             2024 Percent of Industry,2024 Percent of Occupation\nNurses,29-1141,Line item,{jobs},{jobs},1,2\n"
        )
    };
    folder.file("National Employment Matrix_IND_541700.csv", table(5));
    folder.file("National Employment Matrix_IND_622000.csv", table(7));
    let release = only(folder.read().unwrap());
    assert_eq!(release.table_sizes(), [("ep_matrix", 2)]);
}
