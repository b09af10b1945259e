//! QCEW slices as `data.bls.gov/cew/data/api/` serves them: one industry, area or size class of a quarter or a year.
//! What is not disclosed stands as 0 in these files; here it is never 0.

use plumb_codes::{Estimate, Release, Source};
use plumb_tables::schema::qcew::{QcewAnnualRow, QcewQuarterRow, slice};
use plumb_tables::{Row, RowIssue, Table};

use crate::error::IngestError;
use crate::header::{Header, Wanted, optional, required};
use crate::input::{InputFile, Preview};
use crate::source::rows::{BadCell, Cells, bad_row, read_rows, sheet_with};
use crate::source::{Parsed, bls};

const AREA: usize = 0;
const OWNERSHIP: usize = 1;
const INDUSTRY: usize = 2;
const AGGREGATION: usize = 3;
const SIZE: usize = 4;
const YEAR: usize = 5;
const QUARTER: usize = 6;
const DISCLOSURE: usize = 7;
const LOCATION_QUOTIENT_DISCLOSURE: usize = 8;
const CHANGE_DISCLOSURE: usize = 9;
/// The first column of figures in both layouts.
const FIGURES: usize = 10;

/// What the two layouts have in common, in the order of the constants above.
const COMMON: [Wanted; FIGURES] = [
    required(&["area_fips"]),
    required(&["own_code"]),
    required(&["industry_code"]),
    required(&["agglvl_code"]),
    required(&["size_code"]),
    required(&["year"]),
    required(&["qtr"]),
    required(&["disclosure_code"]),
    optional(&["lq_disclosure_code"]),
    optional(&["oty_disclosure_code"]),
];

const QUARTER_FIGURES: [Wanted; 12] = [
    required(&["qtrly_estabs", "qtrly_estabs_count"]),
    required(&["month1_emplvl"]),
    required(&["month2_emplvl"]),
    required(&["month3_emplvl"]),
    required(&["total_qtrly_wages"]),
    optional(&["taxable_qtrly_wages"]),
    optional(&["qtrly_contributions"]),
    required(&["avg_wkly_wage"]),
    optional(&["lq_month3_emplvl"]),
    optional(&["lq_total_qtrly_wages"]),
    optional(&["oty_month3_emplvl_pct_chg", "oty_month3_emplvl_pct"]),
    optional(&["oty_avg_wkly_wage_pct_chg", "oty_avg_wkly_wage_pct"]),
];

const ANNUAL_FIGURES: [Wanted; 11] = [
    required(&["annual_avg_estabs", "annual_avg_estabs_count"]),
    required(&["annual_avg_emplvl"]),
    required(&["total_annual_wages"]),
    optional(&["taxable_annual_wages"]),
    optional(&["annual_contributions"]),
    required(&["annual_avg_wkly_wage"]),
    required(&["avg_annual_pay"]),
    optional(&["lq_annual_avg_emplvl"]),
    optional(&["lq_total_annual_wages"]),
    optional(&["oty_annual_avg_emplvl_pct_chg", "oty_annual_avg_emplvl_pct"]),
    optional(&["oty_avg_annual_pay_pct_chg", "oty_avg_annual_pay_pct"]),
];

/// Columns that are known and not kept: titles, further location quotients, and absolute changes.
const NOT_KEPT: [&str; 4] = ["_title", "lq_", "oty_", "avg_"];

/// A slice of one quarter.
pub(crate) fn quarter(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    parse(
        file,
        previews,
        &QUARTER_FIGURES,
        |row: &QcewQuarterRow| key(&row.area_code, &row.industry_code, &row.size_code),
        |cells, disclosed| {
            let [area_code, ownership_code, industry_code, aggregation_code, size_code] = codes(cells)?;
            Ok(QcewQuarterRow {
                area_code,
                ownership_code,
                industry_code,
                aggregation_code,
                size_code,
                establishments: disclosed.count(cells, FIGURES)?,
                employment_month1_jobs: disclosed.jobs(cells, FIGURES + 1)?,
                employment_month2_jobs: disclosed.jobs(cells, FIGURES + 2)?,
                employment_month3_jobs: disclosed.jobs(cells, FIGURES + 3)?,
                wages_total_usd_per_quarter: disclosed.wages(cells, FIGURES + 4)?,
                wages_taxable_usd_per_quarter: disclosed.wages(cells, FIGURES + 5)?,
                contributions_usd_per_quarter: disclosed.wages(cells, FIGURES + 6)?,
                wage_mean_usd_per_week: disclosed.wages(cells, FIGURES + 7)?,
                employment_month3_location_quotient: disclosed.quotient_of_jobs(cells, FIGURES + 8)?,
                wages_total_location_quotient: disclosed.quotient_of_wages(cells, FIGURES + 9)?,
                employment_month3_change_pct: disclosed.change_of_jobs(cells, FIGURES + 10)?,
                wage_mean_change_pct: disclosed.change_of_wages(cells, FIGURES + 11)?,
            })
        },
    )
}

/// A slice of the averages of one year.
pub(crate) fn annual(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    parse(
        file,
        previews,
        &ANNUAL_FIGURES,
        |row: &QcewAnnualRow| key(&row.area_code, &row.industry_code, &row.size_code),
        |cells, disclosed| {
            let [area_code, ownership_code, industry_code, aggregation_code, size_code] = codes(cells)?;
            Ok(QcewAnnualRow {
                area_code,
                ownership_code,
                industry_code,
                aggregation_code,
                size_code,
                establishments: disclosed.count(cells, FIGURES)?,
                employment_jobs: disclosed.jobs(cells, FIGURES + 1)?,
                wages_total_usd_per_year: disclosed.wages(cells, FIGURES + 2)?,
                wages_taxable_usd_per_year: disclosed.wages(cells, FIGURES + 3)?,
                contributions_usd_per_year: disclosed.wages(cells, FIGURES + 4)?,
                wage_mean_usd_per_week: disclosed.wages(cells, FIGURES + 5)?,
                wage_mean_usd_per_year: disclosed.wages(cells, FIGURES + 6)?,
                employment_location_quotient: disclosed.quotient_of_jobs(cells, FIGURES + 7)?,
                wages_total_location_quotient: disclosed.quotient_of_wages(cells, FIGURES + 8)?,
                employment_change_pct: disclosed.change_of_jobs(cells, FIGURES + 9)?,
                wage_mean_change_pct: disclosed.change_of_wages(cells, FIGURES + 10)?,
            })
        },
    )
}

/// What makes a row part of a slice.
struct SliceKey {
    area: String,
    industry: String,
    size: String,
}

fn key(area: &str, industry: &str, size: &str) -> SliceKey {
    SliceKey { area: area.to_owned(), industry: industry.to_owned(), size: size.to_owned() }
}

fn parse<R: Row>(
    file: &mut InputFile,
    previews: &[Preview],
    figures: &[Wanted],
    key: impl Fn(&R) -> SliceKey,
    read: impl Fn(&Cells<'_>, &Disclosed) -> Result<R, BadCell>,
) -> Option<Result<Parsed, IngestError>> {
    let wanted: Vec<Wanted> = COMMON.iter().chain(figures).copied().collect();
    let sheet = sheet_with(previews, &wanted)?;
    let (release, year, quarter) = release_of(previews, &wanted)?;
    let rows = read_rows(file, &sheet, &wanted, |cells| {
        if (cells.text(YEAR)?, cells.text(QUARTER)?.to_ascii_uppercase()) != (year.clone(), quarter.clone()) {
            return Err(bad_row(format!("the row is not of {release}, as the first row is")));
        }
        let disclosed = Disclosed::of(cells)?;
        read(cells, &disclosed).map(Some)
    });
    Some(rows.map(|(rows, mut issues)| {
        issues.retain(|issue| !is_known_column(issue));
        let name = slice_name(rows.iter().map(key));
        let period = if quarter == "A" { year.clone() } else { format!("quarter {quarter} of {year}") };
        Parsed {
            release,
            attribution: bls("Quarterly Census of Employment and Wages", &period),
            reference_period: period,
            tables: vec![Table::named(&name, &rows)],
            issues,
        }
    }))
}

/// The release that the first row says; `None` if it says none.
fn release_of(previews: &[Preview], wanted: &[Wanted]) -> Option<(Release, String, String)> {
    let rows = &previews.first()?.rows;
    let header = rows.iter().position(|row| Header::fits(row, wanted))?;
    let place = crate::input::Place { file: "", sheet: "" };
    let found = Header::find(&place, &rows[header], wanted).ok()?;
    let first = rows.get(header + 1)?;
    let year = found.get(first, YEAR).text();
    let quarter = found.get(first, QUARTER).text().to_ascii_uppercase();
    let number: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let release = match quarter.as_str() {
        "A" => Release::yearly(Source::QcewAnnual, number)?,
        "1" | "2" | "3" | "4" => Release::qcew(number, quarter.parse().ok()?),
        _ => return None,
    };
    Some((release, year, quarter))
}

/// One industry in many areas, one area with many industries, or one size class.
fn slice_name(keys: impl Iterator<Item = SliceKey>) -> String {
    let keys: Vec<SliceKey> = keys.collect();
    let Some(first) = keys.first() else { return slice::industry("") };
    if first.size != "0" && keys.iter().all(|key| key.size == first.size) {
        return slice::size(&first.size);
    }
    if keys.iter().all(|key| key.industry == first.industry) {
        return slice::industry(&first.industry);
    }
    if keys.iter().all(|key| key.area == first.area) {
        return slice::area(&first.area);
    }
    // Several slices that somebody joined.
    "qcew_several".to_owned()
}

/// Whether an issue is about a column that is left out on purpose.
fn is_known_column(issue: &RowIssue) -> bool {
    let Some(column) = &issue.column else { return false };
    let name = column.to_ascii_lowercase();
    NOT_KEPT.iter().any(|part| name.ends_with(part) || name.starts_with(part))
}

fn codes(cells: &Cells<'_>) -> Result<[String; 5], BadCell> {
    let area = cells.text(AREA)?;
    if area.len() != 5 || !area.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(bad_row(format!("`{}` is no area code of five characters", crate::value::short(&area))));
    }
    Ok([area, cells.text(OWNERSHIP)?, cells.text(INDUSTRY)?, cells.text(AGGREGATION)?, cells.text(SIZE)?])
}

/// What a disclosure code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disclosure {
    /// Blank: the figures are published.
    Yes,
    /// `N`: they would tell of a single employer.
    No,
    /// `-`: there is nothing to disclose in this period.
    Nothing,
}

/// The three disclosure codes of a row.
struct Disclosed {
    level: Disclosure,
    quotient: Disclosure,
    change: Disclosure,
}

impl Disclosed {
    fn of(cells: &Cells<'_>) -> Result<Self, BadCell> {
        let code = |wanted: usize| match cells.value(wanted).text().as_str() {
            "" => Ok(Disclosure::Yes),
            "N" | "n" => Ok(Disclosure::No),
            "-" => Ok(Disclosure::Nothing),
            other => {
                Err(bad_row(format!("`{}` is no disclosure code: blank, N or -", crate::value::short(other))))
            }
        };
        Ok(Self {
            level: code(DISCLOSURE)?,
            quotient: code(LOCATION_QUOTIENT_DISCLOSURE)?,
            change: code(CHANGE_DISCLOSURE)?,
        })
    }

    /// Establishments are counted where nothing else is disclosed.
    fn count(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<i64>, BadCell> {
        match self.level {
            Disclosure::Nothing => Ok(Estimate::Missing),
            Disclosure::Yes | Disclosure::No => whole(cells, wanted),
        }
    }

    fn jobs(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<i64>, BadCell> {
        figure(self.level, Estimate::EmploymentNotAvailable, || whole(cells, wanted))
    }

    fn wages(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<i64>, BadCell> {
        figure(self.level, Estimate::WageNotAvailable, || whole(cells, wanted))
    }

    fn quotient_of_jobs(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<f64>, BadCell> {
        figure(self.quotient, Estimate::EmploymentNotAvailable, || number(cells, wanted))
    }

    fn quotient_of_wages(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<f64>, BadCell> {
        figure(self.quotient, Estimate::WageNotAvailable, || number(cells, wanted))
    }

    fn change_of_jobs(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<f64>, BadCell> {
        figure(self.change, Estimate::EmploymentNotAvailable, || number(cells, wanted))
    }

    fn change_of_wages(&self, cells: &Cells<'_>, wanted: usize) -> Result<Estimate<f64>, BadCell> {
        figure(self.change, Estimate::WageNotAvailable, || number(cells, wanted))
    }
}

fn figure<T>(
    disclosure: Disclosure,
    withheld: Estimate<T>,
    read: impl FnOnce() -> Result<Estimate<T>, BadCell>,
) -> Result<Estimate<T>, BadCell> {
    match disclosure {
        Disclosure::Yes => read(),
        Disclosure::No => Ok(withheld),
        Disclosure::Nothing => Ok(Estimate::Missing),
    }
}

fn whole(cells: &Cells<'_>, wanted: usize) -> Result<Estimate<i64>, BadCell> {
    Ok(cells.optional_whole(wanted)?.map_or(Estimate::Missing, Estimate::Value))
}

fn number(cells: &Cells<'_>, wanted: usize) -> Result<Estimate<f64>, BadCell> {
    Ok(cells.optional_number(wanted)?.map_or(Estimate::Missing, Estimate::Value))
}

#[cfg(test)]
mod tests {
    use crate::{IngestError, IngestReport, Limits, ingest};

    use super::*;

    const QUARTER_HEADER: &str = r#""area_fips","own_code","industry_code","agglvl_code","size_code","year","qtr","disclosure_code","qtrly_estabs","month1_emplvl","month2_emplvl","month3_emplvl","total_qtrly_wages","taxable_qtrly_wages","qtrly_contributions","avg_wkly_wage","lq_disclosure_code","lq_qtrly_estabs","lq_month1_emplvl","lq_month2_emplvl","lq_month3_emplvl","lq_total_qtrly_wages","lq_taxable_qtrly_wages","lq_qtrly_contributions","lq_avg_wkly_wage","oty_disclosure_code","oty_qtrly_estabs_chg","oty_qtrly_estabs_pct_chg","oty_month1_emplvl_chg","oty_month1_emplvl_pct_chg","oty_month2_emplvl_chg","oty_month2_emplvl_pct_chg","oty_month3_emplvl_chg","oty_month3_emplvl_pct_chg","oty_total_qtrly_wages_chg","oty_total_qtrly_wages_pct_chg","oty_taxable_qtrly_wages_chg","oty_taxable_qtrly_wages_pct_chg","oty_qtrly_contributions_chg","oty_qtrly_contributions_pct_chg","oty_avg_wkly_wage_chg","oty_avg_wkly_wage_pct_chg""#;
    const DISCLOSED: &str = r#""US000","5","31-33","14","0","2025","1","",400,1000,1010,1020,2000000,100000,1000,150,"",1.00,1.00,1.00,1.01,1.02,1.00,1.00,1.00,"",4,1.0,10,1.0,10,1.0,-10,-1.0,100,5.0,5,1.0,5,1.0,6,4.2"#;
    const WITHHELD: &str = r#""01001","5","31-33","74","0","2025","1","N",3,0,0,0,0,0,0,0,"N",0.84,0,0,0,0,0,0,0,"N",1,50.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"#;
    const NOTHING: &str = r#""31005","1","31-33","71","0","2025","1","-",0,0,0,0,0,0,0,0,"N",0.00,0,0,0,0,0,0,0,"N",-1,-100.0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"#;

    #[expect(clippy::disallowed_methods, reason = "a test writes its own small file")]
    fn ingested(lines: &[&str]) -> Result<IngestReport, IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slice.csv");
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        ingest(&[path], &Limits::default())
    }

    #[test]
    fn what_is_not_disclosed_is_never_zero() {
        let report = ingested(&[QUARTER_HEADER, DISCLOSED, WITHHELD, NOTHING]).unwrap();
        let release = &report.releases[0];
        assert_eq!(release.release.to_string(), "qcew/2025-q1");
        assert_eq!(release.reference_period, "quarter 1 of 2025");
        assert_eq!(release.issues, []);
        assert_eq!(release.tables[0].name, "qcew_industry_31_33");
        let rows: Vec<QcewQuarterRow> = release.tables[0].rows().unwrap();
        assert_eq!(rows[0].employment_month3_jobs, Estimate::Value(1020));
        assert_eq!(rows[0].employment_month3_location_quotient, Estimate::Value(1.01));
        assert_eq!(rows[0].employment_month3_change_pct, Estimate::Value(-1.0));
        assert_eq!(rows[0].wage_mean_usd_per_week, Estimate::Value(150));
        assert_eq!(rows[1].establishments, Estimate::Value(3), "counted although the rest is withheld");
        assert_eq!(rows[1].employment_month1_jobs, Estimate::EmploymentNotAvailable);
        assert_eq!(rows[1].wages_total_usd_per_quarter, Estimate::WageNotAvailable);
        assert_eq!(rows[1].employment_month3_location_quotient, Estimate::EmploymentNotAvailable);
        assert_eq!(rows[1].wage_mean_change_pct, Estimate::WageNotAvailable);
        assert_eq!(rows[2].establishments, Estimate::Missing);
        assert_eq!(rows[2].employment_month1_jobs, Estimate::Missing);
    }

    #[test]
    fn a_year_is_a_release_of_its_own_and_an_area_a_slice_of_its_own() {
        let header = "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,annual_avg_estabs,annual_avg_emplvl,total_annual_wages,taxable_annual_wages,annual_contributions,annual_avg_wkly_wage,avg_annual_pay";
        let report = ingested(&[
            header,
            "US000,0,10,10,0,2025,A,,12,100,1000000,1,1,192,10000",
            "US000,5,1011,13,0,2025,A,N,2,0,0,0,0,0,0",
        ])
        .unwrap();
        let release = &report.releases[0];
        assert_eq!(release.release.to_string(), "qcew-annual/2025");
        assert_eq!(release.tables[0].name, "qcew_area_us000");
        let rows: Vec<QcewAnnualRow> = release.tables[0].rows().unwrap();
        assert_eq!(rows[0].wage_mean_usd_per_year, Estimate::Value(10_000));
        assert_eq!(rows[1].employment_jobs, Estimate::EmploymentNotAvailable);
        assert_eq!(rows[0].employment_location_quotient, Estimate::Missing);
    }

    #[test]
    fn rows_that_cannot_be_used_are_reported_with_their_place() {
        let other_quarter = DISCLOSED.replace(r#""2025","1""#, r#""2025","2""#);
        let odd_code = DISCLOSED.replace(r#""1","",400"#, r#""1","X",400"#);
        let odd_figure = DISCLOSED.replace("1020", "many");
        let report = ingested(&[QUARTER_HEADER, DISCLOSED, &other_quarter, &odd_code, &odd_figure]).unwrap();
        let release = &report.releases[0];
        assert_eq!(release.tables[0].row_count(), 1);
        let reasons: Vec<String> = release.issues.iter().map(ToString::to_string).collect();
        for (issue, words) in reasons.iter().zip(["row 3", "row 4", "row 5, column `month3_emplvl`"]) {
            assert!(issue.contains(words), "{issue}");
        }
        assert!(reasons[1].contains("disclosure code"), "{}", reasons[1]);
    }

    #[test]
    fn a_renamed_column_gives_no_release() {
        let renamed = QUARTER_HEADER.replace("month2_emplvl", "month2_jobs");
        assert!(ingested(&[&renamed, DISCLOSED]).is_err());
    }
}
