//! O*NET releases and packagings that are not at hand.

use plumb_ingest::IngestOptions;
use plumb_tables::schema::onet::{OnetJobZoneRow, OnetRatingRow, OnetTechnologyRow, OnetTitleRow};

use crate::made::{Cell, Folder, issues, only, read, rows};

fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|&cell| cell.into()).collect()
}

const OCCUPATIONS: &str = "O*NET-SOC Code\tTitle\tDescription\n15-1252.00\tSoftware Developers\tx\n";
const RATING: &str = "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tDate\tDomain Source\n";

#[test]
fn the_renames_of_30_3_are_read() {
    let folder = Folder::new();
    folder.file("db/Read Me.txt", "O*NET 30.3 Database\nMay 2026 Release\n");
    folder.file("db/Occupation Data.txt", OCCUPATIONS);
    folder.file(
        "db/Job Titles.txt",
        "O*NET-SOC Code\tJob Title\tShort Title\tSource(s)\n15-1252.00\tCoder\tn/a\t08\n",
    );
    folder.file("db/Software Skills.txt", "O*NET-SOC Code\tSoftware Skill\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n15-1252.00\tGit\t43230000\tVersion control\tY\tN\n");
    folder.file(
        "db/Essential Skills.txt",
        format!("{RATING}15-1252.00\t2.A.1.a\tReading\tIM\t4.1\t08/2025\tAnalyst\n"),
    );
    folder.file(
        "db/Transferable Skills.txt",
        format!("{RATING}15-1252.00\t2.B.1.a\tSocial\tIM\t3.9\t08/2025\tAnalyst\n"),
    );
    folder.file(
        "db/Career Interest Types.txt",
        format!("{RATING}15-1252.00\t1.B.1.a\tRealistic\tOI\t3.0\t08/2025\tAnalyst\n"),
    );
    folder.file("db/Work Styles.txt", "O*NET-SOC Code\tElement ID\n15-1252.00\t1.C.1\n");
    folder.file("db/How Read.pdf", "%PDF-1.4");
    let report = folder.read().unwrap();
    assert_eq!(report.skipped.len(), 1, "{:?}", report.skipped);
    let release = only(report);
    assert_eq!(
        (release.release.to_string().as_str(), release.reference_period.as_str()),
        ("onet/30.3", "May 2026")
    );
    assert_eq!(rows::<OnetTitleRow<2019>>(&release, "onet_titles")[0].title, "Coder");
    assert_eq!(rows::<OnetRatingRow<2019>>(&release, "onet_skills").len(), 2);
    assert_eq!(rows::<OnetRatingRow<2019>>(&release, "onet_interests").len(), 1);
    let tool = &rows::<OnetTechnologyRow<2019>>(&release, "onet_technology_skills")[0];
    assert_eq!((tool.example.as_str(), tool.hot_technology, tool.in_demand), ("Git", true, Some(false)));
    assert_eq!(issues(&release), "");
}

#[test]
fn workbooks_with_dates_and_unnamed_sheets_are_read_by_their_files_names() {
    let folder = Folder::new();
    folder.file("db_31_0_excel/Read Me.txt", "O*NET® 31.0 Database\r\nAugust 2026 Release\r\n");
    folder.book(
        "db_31_0_excel/Occupation Data.xlsx",
        &[(
            "Sheet1",
            vec![
                texts(&["O*NET-SOC Code", "Title", "Description"]),
                texts(&["15-1252.00", "Software Developers", "x"]),
            ],
        )],
    );
    folder.book(
        "db_31_0_excel/Job Titles.xlsx",
        &[(
            "Job Titles",
            vec![
                texts(&["O*NET-SOC Code", "Title", "Job Title", "Short Title", "Source(s)"]),
                texts(&["15-1252.00", "Software Developers", "Coder", "n/a", "08"]),
            ],
        )],
    );
    let mut zones = vec![texts(&["O*NET-SOC Code", "Title", "Job Zone", "Date", "Domain Source"])];
    let mut zone = texts(&["15-1252.00", "Software Developers"]);
    zone.extend([Cell::Number(3.0), Cell::Month(2025, 8), "Analyst".into()]);
    zones.push(zone);
    folder.book("db_31_0_excel/Job Zones.xlsx", &[("Job Zones", zones)]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "onet/31.0");
    let zone = &rows::<OnetJobZoneRow<2019>>(&release, "onet_job_zones")[0];
    assert_eq!((zone.job_zone, zone.date.as_str()), (3, "08/2025"));
    assert_eq!(issues(&release), "");
}

#[test]
fn columns_and_files_as_databases_write_them_are_read() {
    let folder = Folder::new();
    folder.file(
        "db_28_2_mysql/03_occupation_data.csv",
        "onetsoc_code,title,description\n15-1252.00,Software Developers,x\n",
    );
    folder.file(
        "db_28_2_mysql/29_alternate_titles.csv",
        "onetsoc_code,alternate_title,short_title,sources\n15-1252.00,Coder,NULL,08\n",
    );
    folder.file(
        "db_28_2_mysql/15_job_zones.csv",
        "onetsoc_code,job_zone,date_updated,domain_source\n15-1252.00,4,2023-08-01,Analyst\n",
    );
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "onet/28.2");
    let zone = &rows::<OnetJobZoneRow<2019>>(&release, "onet_job_zones")[0];
    assert_eq!((zone.job_zone, zone.date.as_str()), (4, "08/2023"));
    assert_eq!(rows::<OnetTitleRow<2019>>(&release, "onet_titles")[0].short_title, None);
}

#[test]
fn a_database_whose_release_nothing_names_needs_the_option() {
    let folder = Folder::new();
    folder.file("tables/Occupation Data.txt", OCCUPATIONS);
    folder.file("tables/Job Titles.txt", "O*NET-SOC Code\tJob Title\n15-1252.00\tCoder\n");
    let report = folder.read().unwrap();
    assert!(report.releases.is_empty());
    assert!(
        report.skipped.iter().all(|skipped| skipped.reason.contains("--release onet/31.0")),
        "{:?}",
        report.skipped
    );
    let options = IngestOptions { release: Some("onet/31.0".parse().unwrap()), ..IngestOptions::default() };
    let release = only(read(&[folder.path().to_path_buf()], &options).unwrap());
    assert_eq!((release.release.to_string().as_str(), release.table_sizes().len()), ("onet/31.0", 2));
}
