//! Rounds of the projections that are not at hand: moved columns, merged sheets, headers of two rows.

use plumb_ingest::IngestOptions;
use plumb_tables::schema::ep::{
    EpEducationRow, EpIndustryRow, EpOccupationRow, EpSeparationsRow, EpSkillRow,
};

use crate::made::{Cell, Folder, issues, only, read, rows};

fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|&cell| cell.into()).collect()
}

fn line(cells: &[&str], numbers: &[f64]) -> Vec<Cell> {
    texts(cells).into_iter().chain(numbers.iter().map(|&number| number.into())).collect()
}

#[test]
fn columns_may_stand_in_another_order() {
    let folder = Folder::new();
    let header = texts(&[
        "2021 National Employment Matrix code",
        "2021 National Employment Matrix title",
        "Occupation type",
        "Employment, 2031",
        "Employment change, percent, 2021-31",
        "Employment, 2021",
        "Employment change, numeric, 2021-31",
        "Occupational openings, 2021-31 annual average",
    ]);
    let table = vec![
        texts(&[
            "Table 1.2 Employment by detailed occupation, 2021 and projected 2031 (Numbers in thousands)",
        ]),
        header,
        line(&["15-1252", "Software developers", "Line item"], &[1_700.0, 25.0, 1_360.0, 340.0, 140.0]),
    ];
    folder.book("occupation.xlsx", &[("Table 1.2", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "ep/2021-31");
    let row = &rows::<EpOccupationRow>(&release, "ep_occupations")[0];
    assert_eq!(
        (row.employment_base_thousands, row.employment_projected_thousands, row.employment_change_pct),
        (1_360.0, 1_700.0, Some(25.0))
    );
    assert_eq!(issues(&release), "");
}

#[test]
fn one_sheet_may_hold_what_three_tables_held() {
    let folder = Folder::new();
    let header = texts(&[
        "2025 National Employment Matrix title",
        "2025 National Employment Matrix code",
        "Occupation type",
        "Employment, 2025",
        "Employment, 2035",
        "Employment change, numeric, 2025–35",
        "Labor force exit rate, 2025–35 annual average",
        "Occupational transfer rate, 2025–35 annual average",
        "Labor force exits, 2025–35 annual average",
        "Occupational transfers, 2025–35 annual average",
        "Total occupational separations, 2025–35 annual average",
        "Occupational openings, 2025–35 annual average",
        "Typical education needed for entry",
        "Work experience in a related occupation",
        "Typical on-the-job training needed to attain competency in the occupation",
    ]);
    let mut row = line(
        &["Software developers", "15-1252", "Line item"],
        &[1_700.0, 2_000.0, 300.0, 2.0, 5.0, 34.0, 85.0, 119.0, 149.0],
    );
    row.extend(texts(&["Bachelor's degree", "None", "None"]));
    let table = vec![texts(&["Table 1.2 Occupational projections, 2025–2035"]), header, row];
    folder.book("occupation.xlsx", &[("Table 1.2", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "ep/2025-35");
    assert_eq!(release.table_sizes(), [("ep_education", 1), ("ep_occupations", 1), ("ep_separations", 1)]);
    assert_eq!(
        rows::<EpSeparationsRow>(&release, "ep_separations")[0].total_separations_thousands_per_year,
        Some(119.0)
    );
    assert_eq!(rows::<EpEducationRow>(&release, "ep_education")[0].typical_education, "Bachelor's degree");
    assert_eq!(issues(&release), "");
}

#[test]
fn a_header_may_take_two_rows() {
    let folder = Folder::new();
    let table = vec![
        texts(&["Table 1.2 Employment by detailed occupation, 2023 and projected 2033"]),
        texts(&[
            "2023 National Employment Matrix title",
            "2023 National Employment Matrix code",
            "Occupation type",
            "Employment",
            "",
            "Employment change, 2023–33",
            "",
        ]),
        texts(&["", "", "", "2023", "2033", "Numeric", "Percent"]),
        line(&["Software developers", "15-1252", "Line item"], &[1_700.0, 2_000.0, 300.0, 17.6]),
    ];
    folder.book("occupation.xlsx", &[("Table 1.2", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(release.release.to_string(), "ep/2023-33");
    let row = &rows::<EpOccupationRow>(&release, "ep_occupations")[0];
    assert_eq!(
        (row.employment_projected_thousands, row.employment_change_thousands, row.employment_change_pct),
        (2_000.0, 300.0, Some(17.6))
    );
}

#[test]
fn sheets_without_a_number_are_known_by_their_columns() {
    let folder = Folder::new();
    let table = vec![
        texts(&[
            "2025 National Employment Matrix title",
            "2025 National Employment Matrix code",
            "Occupation type",
            "Employment, 2025",
            "Employment, 2035",
            "Employment change, numeric, 2025–35",
        ]),
        line(&["Software developers", "15-1252", "Line item"], &[1_700.0, 2_000.0, 300.0]),
    ];
    folder.book("download.xlsx", &[("Data", table)]);
    let release = only(folder.read().unwrap());
    assert_eq!(
        (release.release.to_string().as_str(), release.table_sizes()),
        ("ep/2025-35", vec![("ep_occupations", 1)])
    );
}

#[test]
fn bad_rows_of_industry_and_skill_tables_are_reported() {
    let folder = Folder::new();
    let industries = |number: &str, title: &str, code: &str| {
        let mut table = vec![
            texts(&[&format!("Table {number} Employment by industry")]),
            texts(&[
                title,
                code,
                "Employment, 2014",
                "Employment, 2024",
                "Employment, 2034",
                "Employment change, percent, 2014–24",
                "Employment change, percent, 2024–34",
            ]),
            line(&["Forestry", "113000"], &[10.0, 11.0, 12.0, 10.0, 9.1]),
        ];
        let mut bad = line(&["Fishing", "114000"], &[1.0]);
        bad.extend(texts(&["eleven"]));
        bad.extend([2.0, 3.0, 4.0].map(Cell::from));
        table.push(bad);
        table
    };
    let skills = vec![
        texts(&["Table 6.5 Percentile rank of detailed occupations by skill, 2024"]),
        texts(&[
            "2024 National Employment Matrix title",
            "2024 National Employment Matrix code",
            "Mathematics",
            "Writing",
        ]),
        line(&["Software developers", "15-1252"], &[80.0, 60.0]),
        texts(&["Nurses", "29-1141", "high", "60"]),
    ];
    folder.book(
        "industry.xlsx",
        &[
            ("Table 2.1", industries("2.1", "Industry sector", "2022 NAICS")),
            (
                "Table 2.11",
                industries(
                    "2.11",
                    "2024 National Employment Matrix title",
                    "2024 National Employment Matrix code",
                ),
            ),
            ("Table 6.5", skills),
        ],
    );
    let release = only(folder.read().unwrap());
    let said = issues(&release);
    for place in ["sheet `Table 2.1`, row 4", "sheet `Table 2.11`, row 4", "sheet `Table 6.5`, row 4"] {
        assert!(said.contains(place), "{said}");
    }
    assert_eq!(release.issues.len(), 3, "{said}");
    let found = &rows::<EpIndustryRow>(&release, "ep_industries")[0];
    assert_eq!(
        (found.employment_base_thousands, found.employment_projected_thousands, found.employment_change_pct),
        (Some(11.0), Some(12.0), Some(9.1))
    );
    assert_eq!(rows::<EpSkillRow>(&release, "ep_skills").len(), 2);
}

#[test]
fn a_round_that_nothing_names_is_asked_for() {
    let folder = Folder::new();
    let table = vec![
        texts(&["Table 5.4 Education and training assignments by detailed occupation"]),
        texts(&[
            "National Employment Matrix title",
            "Occupation code",
            "Typical education needed for entry",
            "Work experience in a related occupation",
            "Typical on-the-job training needed to attain competency in the occupation",
        ]),
        texts(&["Chief executives", "11-1011", "Bachelor's degree", "5 years or more", "None"]),
    ];
    let mut table = table;
    table[1][0] = "Occupation title".into();
    let path = folder.book("education.xlsx", &[("Table 5.4", table)]);
    let refused = folder.read().unwrap_err().to_string();
    assert!(refused.contains("--release ep/2024-34") && refused.contains("education.xlsx"), "{refused}");
    let options = IngestOptions { release: Some("ep/2020-30".parse().unwrap()), ..IngestOptions::default() };
    assert_eq!(only(read(&[path], &options).unwrap()).release.to_string(), "ep/2020-30");
}
