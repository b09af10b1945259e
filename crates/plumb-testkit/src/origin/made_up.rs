//! Small made-up files in the publishers' layouts, complete enough for the importer to read them.
//! Codes have the right form and titles say what they are; no figure is real.

use crate::generate::{Cell, archive, oews_rows, workbook};

const MAJOR_GROUPS: [u32; 22] =
    [11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53];

/// The code of a made-up detailed occupation, and its title.
fn occupation(index: u32) -> (String, String) {
    let group = MAJOR_GROUPS[index as usize % MAJOR_GROUPS.len()];
    // No code of a detailed occupation ends with 0.
    let number = 1001 + index / 9 * 10 + index % 9;
    (format!("{group}-{number:04}"), format!("Made-up occupation {index}"))
}

/// A table from a header and rows of text or numbers.
fn sheet(name: &str, title_rows: &[&str], header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    let mut table: Vec<Vec<Cell>> = title_rows.iter().map(|&title| vec![title.into()]).collect();
    table.push(header.iter().map(|&name| name.into()).collect());
    table.extend(rows);
    workbook(name, table)
}

fn text(separator: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut text = header.join(separator);
    text.push('\n');
    for row in rows {
        text.push_str(&row.join(separator));
        text.push('\n');
    }
    text.into_bytes()
}

/// `oesmYYnat.zip` or, for the sectors, `oesmYYin4.zip`.
pub(super) fn oews(year: u32, cut: &str, rows: u32) -> Vec<u8> {
    let (folder, file, sheet) = match cut {
        "in4" => (format!("oesm{year}in4"), format!("natsector_M20{year}_dl.xlsx"), "natsector"),
        _ => (format!("oesm{year}nat"), format!("national_M20{year}_dl.xlsx"), "national"),
    };
    let sector = |row: Vec<Cell>| match cut {
        "in4" => {
            let mut row = row;
            if row[4] == Cell::from("000000") {
                row[4] = "11".into();
                row[5] = "Agriculture, Forestry, Fishing and Hunting".into();
                row[6] = "sector".into();
            }
            row
        }
        _ => row,
    };
    let table = workbook(&format!("{sheet}_M20{year}_dl"), oews_rows(rows).map(sector).collect());
    archive(&[(format!("{folder}/{file}"), table)])
}

/// A slice of QCEW by industry: a quarter (`1` to `4`) or the averages of a year (`a`). Every seventh row is not
/// disclosed, and every thirteenth has nothing to disclose.
pub(super) fn qcew(year: u32, quarter: &str, industry: &str, rows: u32) -> Vec<u8> {
    let industry = industry.replace('_', "-");
    let quarter = quarter.to_ascii_uppercase();
    let figures: &[&str] = if quarter == "A" {
        &[
            "annual_avg_estabs",
            "annual_avg_emplvl",
            "total_annual_wages",
            "taxable_annual_wages",
            "annual_contributions",
            "annual_avg_wkly_wage",
            "avg_annual_pay",
            "lq_disclosure_code",
            "lq_annual_avg_emplvl",
            "lq_total_annual_wages",
            "oty_disclosure_code",
            "oty_annual_avg_emplvl_pct_chg",
            "oty_avg_annual_pay_pct_chg",
        ]
    } else {
        &[
            "qtrly_estabs",
            "month1_emplvl",
            "month2_emplvl",
            "month3_emplvl",
            "total_qtrly_wages",
            "taxable_qtrly_wages",
            "qtrly_contributions",
            "avg_wkly_wage",
            "lq_disclosure_code",
            "lq_month3_emplvl",
            "lq_total_qtrly_wages",
            "oty_disclosure_code",
            "oty_month3_emplvl_pct_chg",
            "oty_avg_wkly_wage_pct_chg",
        ]
    };
    let keys = [
        "area_fips",
        "own_code",
        "industry_code",
        "agglvl_code",
        "size_code",
        "year",
        "qtr",
        "disclosure_code",
    ];
    let quoted = |text: &str| format!("\"{text}\"");
    let header: Vec<String> = keys.iter().chain(figures).map(|&name| quoted(name)).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |index: u32| {
        let area = if index == 0 { "US000".to_owned() } else { format!("{:05}", 1000 + index) };
        let disclosure = if index % 7 == 6 {
            "N"
        } else if index % 13 == 12 {
            "-"
        } else {
            ""
        };
        let keys = [
            area.as_str(),
            "5",
            &industry,
            if index == 0 { "14" } else { "54" },
            "0",
            &year.to_string(),
            &quarter,
            disclosure,
        ];
        let mut cells: Vec<String> = keys.into_iter().map(quoted).collect();
        cells.extend(figures.iter().enumerate().map(|(position, name)| {
            if name.ends_with("_disclosure_code") {
                quoted(if disclosure.is_empty() { "" } else { "N" })
            } else if !disclosure.is_empty() && !name.ends_with("_estabs") {
                "0".to_owned()
            } else if name.starts_with("lq_") || name.ends_with("_pct_chg") {
                format!("{}.{}", index % 3, position % 10)
            } else {
                (index * 100 + u32::try_from(position).unwrap_or(0) + 1).to_string()
            }
        }));
        cells
    };
    text(",", &header, (0..rows).map(row))
}

/// `db_MM_m_text.zip` with the tables that every release has.
pub(super) fn onet(major: u32, minor: u32, month: &str, rows: u32) -> Vec<u8> {
    let code = |index| format!("{}.00", occupation(index).0);
    let folder = format!("db_{major}_{minor}_text");
    let read_me = format!("O*NET {major}.{minor} Database\n{month} Release\n---------------------\n");
    let occupations = (0..rows).map(|index| {
        vec![code(index), occupation(index).1, format!("Does what made-up occupation {index} does.")]
    });
    let titles = (0..rows * 4).map(|index| {
        vec![code(index % rows), format!("Made-up title {index}"), "n/a".to_owned(), "08".to_owned()]
    });
    let zones = (0..rows).map(|index| {
        vec![code(index), (1 + index % 5).to_string(), "08/2025".to_owned(), "Analyst".to_owned()]
    });
    archive(&[
        (format!("{folder}/Read Me.txt"), read_me.into_bytes()),
        (
            format!("{folder}/Occupation Data.txt"),
            text("\t", &["O*NET-SOC Code", "Title", "Description"], occupations),
        ),
        (
            // Renamed in 30.3.
            format!(
                "{folder}/{}.txt",
                if (major, minor) >= (30, 3) { "Job Titles" } else { "Alternate Titles" }
            ),
            text("\t", &["O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"], titles),
        ),
        (
            format!("{folder}/Job Zones.txt"),
            text("\t", &["O*NET-SOC Code", "Job Zone", "Date", "Domain Source"], zones),
        ),
    ])
}

/// Table 1.2 of the projections.
pub(super) fn ep_occupation(rows: u32) -> Vec<u8> {
    let header = [
        "2025 National Employment Matrix title",
        "2025 National Employment Matrix code",
        "Occupation type",
        "Employment, 2025",
        "Employment, 2035",
        "Employment distribution, percent, 2025",
        "Employment distribution, percent, 2035",
        "Employment change, numeric, 2025–35",
        "Employment change, percent, 2025–35",
        "Percent self employed, 2025",
        "Occupational openings, 2025–35 annual average",
        "Median annual wage, dollars, 2025[1]",
        "Typical education needed for entry",
        "Work experience in a related occupation",
        "Typical on-the-job training needed to attain competency in the occupation",
    ];
    let row = |code: String, title: String, kind: &str, jobs: f64| -> Vec<Cell> {
        let mut cells: Vec<Cell> =
            vec![title.into(), code.into(), kind.into(), jobs.into(), (jobs + 1.0).into()];
        cells.extend([0.1, 0.1, 1.0, 2.0, 5.0, jobs / 10.0].map(Cell::from));
        cells.push(50_000.0.into());
        let education = if kind == "Summary" { "—" } else { "Bachelor's degree" };
        cells.extend([education, if kind == "Summary" { "—" } else { "None" }, "None"].map(Cell::from));
        cells
    };
    let total = row("00-0000".to_owned(), "Total, all occupations".to_owned(), "Summary", 1000.0);
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        row(code, format!("  {title}"), "Line item", 10.0 + f64::from(index % 50))
    });
    let title = "Table 1.2 Occupational projections, 2025–2035, and worker characteristics, 2025 (Employment in thousands)";
    sheet("Table 1.2", &[title], &header, std::iter::once(total).chain(lines))
}

/// Table 2.11 of the projections.
pub(super) fn ep_industry(rows: u32) -> Vec<u8> {
    let header = [
        "2025 National Employment Matrix title",
        "2025 National Employment Matrix code",
        "Industry type",
        "Employment, 2025",
        "Employment, 2035",
        "Employment change, numeric, 2025–35 ",
        "Employment change, percent, 2025–35 ",
        "Compound annual rate of change, employment, 2025–35 ",
        "Output, 2025",
        "Output, 2035",
        "Compound annual rate of change, output, 2025–35 ",
    ];
    let lines = (0..rows).map(|index| {
        let mut cells: Vec<Cell> = vec![
            format!("  Made-up industry {index}").into(),
            format!("{:06}", 111_100 + index * 10).into(),
            "Line item".into(),
        ];
        cells.extend([10.0, 11.0, 1.0, 10.0, 1.0, 5.0, 6.0, 1.5].map(Cell::from));
        cells
    });
    let title = "Table 2.11 Employment and output by industry (Employment in thousands; Output in billion of chained 2017 dollars)";
    sheet("Table 2.11", &[title], &header, lines)
}

/// Table 5.4 of the projections.
pub(super) fn ep_education(rows: u32) -> Vec<u8> {
    let header = [
        "2025 National Employment Matrix title",
        "2025 National Employment Matrix code",
        "Typical education needed for entry",
        "Work experience in a related occupation",
        "Typical on-the-job training needed to attain competency in the occupation",
    ];
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        vec![title.into(), code.into(), "Bachelor's degree".into(), "None".into(), "None".into()]
    });
    let title = "Table 5.4 Education and training assignments by detailed occupation, 2025";
    sheet("Table 5.4", &[title], &header, lines)
}

/// Table 6.5 of the projections.
pub(super) fn ep_skills(rows: u32) -> Vec<u8> {
    let skills = [
        "Adaptability",
        "Computers and information technology",
        "Creativity and innovation",
        "Critical and analytical thinking",
        "Customer service",
        "Detail oriented",
        "Fine motor",
        "Interpersonal",
        "Leadership",
        "Mathematics",
        "Mechanical",
        "Physical strength and stamina",
        "Problem solving and decision making",
        "Project management",
        "Science",
        "Speaking and listening",
        "Writing and reading",
    ];
    let mut header = vec!["2025 National Employment Matrix title", "2025 National Employment Matrix code"];
    header.extend(skills);
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        let ranks = (0..17).map(|skill| Cell::from(f64::from((index * 7 + skill * 5) % 101)));
        [title.into(), code.into()].into_iter().chain(ranks).collect()
    });
    sheet("Table 6.5", &["Table 6.5 Percentile rank of detailed occupations by skill, 2025"], &header, lines)
}

/// The structure of the SOC, of the major groups and detailed occupations only as far as they go.
pub(super) fn soc_structure(rows: u32) -> Vec<u8> {
    let lines = (0..rows).flat_map(|index| {
        let (code, title) = occupation(index);
        let group = &code[..3];
        let at = |column: usize, code: String| {
            let mut cells: Vec<Cell> = vec!["".into(); 4];
            cells[column] = code.into();
            cells.push(title.as_str().into());
            cells
        };
        let mut rows = Vec::new();
        if (index as usize) < MAJOR_GROUPS.len() {
            rows.push(at(0, format!("{group}0000")));
        }
        rows.push(at(3, code.clone()));
        rows
    });
    let titles = ["U.S. Bureau of Labor Statistics", "November 2017 (for reference year January 2018)"];
    sheet(
        "2018 Structure",
        &titles,
        &["Major Group", "Minor Group", "Broad Group", "Detailed Occupation", ""],
        lines,
    )
}

/// The direct match title file of the SOC.
pub(super) fn soc_direct_match(rows: u32) -> Vec<u8> {
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index / 2);
        vec![code.into(), title.into(), format!("Made-up title {index}").into(), "x".into()]
    });
    let header = ["2018 SOC Code", "2018 SOC Title", "2018 SOC Direct Match Title", "Illustrative Example"];
    sheet("Sorted by SOC", &["U.S. Bureau of Labor Statistics", "November 2017"], &header, lines)
}

/// The structure of the O*NET-SOC.
pub(super) fn onet_soc_structure(rows: u32) -> Vec<u8> {
    let header = [
        "Major Group",
        "Minor Group",
        "Broad Occupation",
        "Detailed Occupation",
        "Detailed O*NET-SOC",
        "SOC or O*NET-SOC 2019 Title",
    ];
    let lines = (0..rows).flat_map(|index| {
        let (code, title) = occupation(index);
        let at = |column: usize, code: String| {
            let mut cells = vec![String::new(); 5];
            cells[column] = code;
            cells.push(title.clone());
            cells
        };
        [at(3, code.clone()), at(4, format!("{code}.01"))]
    });
    text(",", &header, lines)
}

/// A crosswalk with four columns; `left` and `right` end the codes.
pub(super) fn crosswalk(header: &[&str; 4], separator: &str, left: &str, right: &str, rows: u32) -> Vec<u8> {
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        vec![format!("{code}{left}"), title.clone(), format!("{code}{right}"), title]
    });
    text(separator, header, lines)
}

/// Codes and titles of NAICS.
pub(super) fn naics_codes(rows: u32) -> Vec<u8> {
    let lines = std::iter::once(("11".to_owned(), "Agriculture, Forestry, Fishing and Hunting".to_owned()))
        .chain(
            (0..rows).map(|index| ((111_110 + index * 10).to_string(), format!("Made-up industry {index}"))),
        )
        .enumerate()
        .map(|(number, (code, title))| vec![Cell::from((number + 1).to_string()), code.into(), title.into()]);
    let header = ["Seq. No.", "2022 NAICS US   Code", "2022 NAICS US Title"];
    sheet("tbl_2022_title_description_coun", &[], &header, lines)
}

/// Index entries of NAICS.
pub(super) fn naics_index(rows: u32) -> Vec<u8> {
    let lines = (0..rows).map(|index| {
        vec![Cell::from(f64::from(111_110 + index / 2 * 10)), format!("Made-up activity {index}").into()]
    });
    sheet("2022NAICS", &[], &["NAICS22", "INDEX ITEM DESCRIPTION"], lines)
}

/// Codes and titles of CIP, guarded against spreadsheets as NCES does.
pub(super) fn cip_codes(rows: u32) -> Vec<u8> {
    let guarded = |code: String| format!("\"=\"\"{code}\"\"\"");
    let lines = (0..rows).map(|index| {
        let family = format!("{:02}", 1 + index % 50);
        let code = format!("{family}.{:04}", 101 + index);
        vec![
            guarded(family),
            guarded(code),
            "New".to_owned(),
            "no".to_owned(),
            format!("Made-up Program {index}."),
        ]
    });
    text(",", &["CIPFamily", "CIPCode", "Action", "TextChange", "CIPTitle"], lines)
}

/// The crosswalk from CIP to SOC.
pub(super) fn cip_soc(rows: u32) -> Vec<u8> {
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        let program = format!("{:02}.{:04}", 1 + index % 50, 101 + index);
        vec![program.into(), format!("Made-up Program {index}.").into(), code.into(), title.into()]
    });
    sheet("CIP-SOC", &[], &["CIP2020Code", "CIP2020Title", "SOC2018Code", "SOC2018Title"], lines)
}

/// A listing of O*NET `OnLine`.
pub(super) fn listing(column: &str, value: &str, rows: u32) -> Vec<u8> {
    let lines = (0..rows).map(|index| {
        let (code, title) = occupation(index);
        vec![format!("{code}.00"), title, value.to_owned()]
    });
    text(",", &["Code", "Occupation", column], lines)
}
