//! Made-up rounds: yearly rates, the earlier path at the later base year, groups, what entry asks.

use plumb_codes::Estimate;
use plumb_tables::Table;
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow, EpSeparationsRow};

use super::*;
use crate::report::Tables;
use crate::testing::{settings, side};

fn item(code: &str, title: &str, base: f64, projected: f64, openings: f64) -> EpOccupationRow {
    EpOccupationRow {
        occ_code: code.parse().unwrap(),
        occ_title: title.to_owned(),
        line_item: code != "00-0000",
        employment_base_thousands: base,
        employment_projected_thousands: projected,
        employment_change_thousands: projected - base,
        employment_change_pct: None,
        self_employed_pct: None,
        openings_thousands_per_year: Some(openings),
        wage_median_usd_per_year: Estimate::Missing,
    }
}

fn asks(code: &str, education: &str) -> EpEducationRow {
    EpEducationRow {
        occ_code: code.parse().unwrap(),
        typical_education: education.to_owned(),
        work_experience: "None".to_owned(),
        on_the_job_training: "None".to_owned(),
    }
}

fn diff(
    (from_base, from): (u16, &[EpOccupationRow]),
    (to_base, to): (u16, &[EpOccupationRow]),
    education: (&[EpEducationRow], &[EpEducationRow]),
) -> DiffReport {
    let settings = settings();
    let tables =
        |id: &str, rows: &[EpOccupationRow]| Tables { side: side(id), tables: vec![Table::from_rows(rows)] };
    let (earlier, later) = (tables("ep/a", from), tables("ep/b", to));
    let none: &[EpSeparationsRow] = &[];
    let options = FigureOptions { settings: &settings, deflator: None, soc_2010_to_2018: None, infer: false };
    compare_ep(
        EpSide {
            tables: &earlier,
            base_year: from_base,
            projected_year: from_base + 10,
            occupations: from,
            separations: none,
            education: education.0,
        },
        EpSide {
            tables: &later,
            base_year: to_base,
            projected_year: to_base + 10,
            occupations: to,
            separations: none,
            education: education.1,
        },
        options,
    )
    .unwrap()
}

fn growth(report: &DiffReport) -> Vec<ProjectionChangeRow> {
    report.table("projection_changes").unwrap().table.rows().unwrap()
}

#[test]
fn rounds_are_compared_by_yearly_rates_on_the_later_base() {
    let report = diff(
        (2022, &[item("15-1252", "Software Developers", 1_000.0, 1_218.994, 100.0)]),
        (2024, &[item("15-1252", "Software Developers", 1_050.0, 1_050.0, 105.0)]),
        (&[], &[]),
    );
    let row = &growth(&report)[0];
    assert_eq!((row.from_growth_pct_per_year, row.to_growth_pct_per_year), (Some(2.0), Some(0.0)));
    assert_eq!((row.from_path_thousands, row.base_against_path_pct), (Some(1_040.4), Some(0.9)));
    assert_eq!((row.from_openings_pct_per_year, row.to_openings_pct_per_year), (Some(10.0), Some(10.0)));
    assert_eq!(row.verdict, "slower");
    assert!(row.caveat.contains("no change is tested"));
}

#[test]
fn a_turn_of_direction_and_a_small_difference_have_their_words() {
    let items =
        |rate: f64| [item("15-1252", "Software Developers", 100.0, 100.0 * (1.0_f64 + rate).powi(10), 1.0)];
    let verdict = |one: f64, other: f64| {
        growth(&diff((2022, &items(one)), (2024, &items(other)), (&[], &[])))[0].verdict.clone()
    };
    assert_eq!(verdict(-0.01, 0.01), "now grows");
    assert_eq!(verdict(0.01, -0.01), "now declines");
    assert_eq!(verdict(0.01, 0.012), "about the same");
    assert_eq!(verdict(0.01, 0.03), "faster");
}

#[test]
fn lines_of_the_hybrid_base_are_compared_as_a_group_and_say_so() {
    let report = diff(
        (2019, &[item("15-1256", "Developers and testers", 1_000.0, 1_200.0, 100.0)]),
        (
            2024,
            &[
                item("15-1252", "Software Developers", 900.0, 1_000.0, 90.0),
                item("15-1253", "Testers", 200.0, 210.0, 20.0),
            ],
        ),
        (&[], &[]),
    );
    let row = &growth(&report)[0];
    assert_eq!((row.to_codes.as_str(), row.to_base_thousands), ("15-1252; 15-1253", 1_100.0));
    let change = report.table("projection_changes").unwrap();
    assert!(change.caveats.iter().any(|text| text.contains("different occupational bases")));
}

#[test]
fn what_entry_asks_is_compared_in_words() {
    let items = [item("15-1252", "Software Developers", 100.0, 110.0, 1.0)];
    let report = diff(
        (2022, &items),
        (2024, &items),
        (&[asks("15-1252", "Bachelor's degree")], &[asks("15-1252", "Master's degree")]),
    );
    let rows: Vec<EntryRequirementRow> =
        report.table("entry_requirement_changes").unwrap().table.rows().unwrap();
    assert_eq!((rows[0].from.as_str(), rows[0].to.as_str()), ("Bachelor's degree", "Master's degree"));
    assert_eq!(rows.len(), 1);
}
