//! Made-up lines: sampling error, rounding, withheld and top-coded figures, splits and mergers, missing crosswalks.

use plumb_codes::{Crosswalk, Estimate, OewsGroup, Soc2010, Soc2018};
use plumb_tables::schema::oews::{OewsRow, cut};

use super::*;
use crate::report::DiffReport;
use crate::testing::{detailed, line, settings, side};

fn crosswalk(pairs: &[(&str, &str)]) -> Crosswalk<Soc2010, Soc2018> {
    pairs.iter().map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap())).collect()
}

fn diff(
    years: (u16, u16),
    from: &[OewsRow],
    to: &[OewsRow],
    crosswalk: Option<&Crosswalk<Soc2010, Soc2018>>,
    deflator: Option<&str>,
) -> Result<DiffReport, DiffError> {
    let settings = settings();
    let deflator = deflator.map(|text| text.parse().unwrap());
    let cuts = |rows: &[OewsRow]| vec![(cut::NATIONAL.to_owned(), rows.to_vec())];
    let sides = (side("oews/a"), side("oews/b"));
    let (earlier, later) = (cuts(from), cuts(to));
    compare_oews(
        OewsSide { side: &sides.0, year: years.0, cuts: &earlier },
        OewsSide { side: &sides.1, year: years.1, cuts: &later },
        FigureOptions {
            settings: &settings,
            deflator: deflator.as_ref(),
            soc_2010_to_2018: crosswalk,
            infer: false,
        },
    )
}

fn rows<R: plumb_tables::Row>(report: &DiffReport, table: &str) -> Vec<R> {
    report.table(table).map_or_else(Vec::new, |change| change.table.rows().unwrap())
}

#[test]
fn a_release_does_not_differ_from_itself() {
    let lines = [detailed("11-1011", 1_000, 1.0), detailed("15-1252", 5_000, 1.0)];
    let report = diff((2024, 2025), &lines, &lines, None, None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    assert!(jobs.iter().all(|row| row.change_jobs == 0 && row.verdict == "within sampling error"));
    assert!(report.table("code_changes").is_none() && report.table("withheld_changes").is_none());
}

#[test]
fn a_change_must_be_beyond_the_error_of_both_years() {
    let from =
        [detailed("11-1011", 10_000, 1.0), detailed("11-1021", 10_000, 8.0), detailed("13-1011", 500, 0.0)];
    let to =
        [detailed("11-1011", 10_500, 1.0), detailed("11-1021", 10_500, 8.0), detailed("13-1011", 510, 0.0)];
    let report = diff((2024, 2025), &from, &to, None, None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    let said: Vec<(&str, Option<f64>)> =
        jobs.iter().map(|row| (row.verdict.as_str(), row.change_pct)).collect();
    // Ten jobs are the rounding, not a rise.
    assert_eq!(
        said,
        [("rise", Some(5.0)), ("within sampling error", Some(5.0)), ("within sampling error", Some(2.0))]
    );
    assert!((jobs[0].z.unwrap() - 3.45).abs() < 0.01, "{:?}", jobs[0].z);
    assert!(jobs.iter().all(|row| row.caveat == NOT_A_TIME_SERIES));
    let change = report.table("employment_changes").unwrap();
    assert!(change.caveats[0].contains("not a time series") && change.caveats[1].contains("90 %"));
}

#[test]
fn without_a_published_error_nothing_is_tested() {
    let mut from = [detailed("11-1011", 1_000, 1.0)];
    from[0].employment_jobs.relative_standard_error_pct = None;
    let to = [detailed("11-1011", 9_000, 1.0)];
    let report = diff((2024, 2025), &from, &to, None, None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    assert_eq!((jobs[0].verdict.as_str(), jobs[0].z, jobs[0].change_pct), ("not tested", None, Some(800.0)));
}

#[test]
fn withheld_and_top_coded_figures_stay_apart_and_are_never_zero() {
    let mut from = [detailed("11-1011", 1_000, 1.0), detailed("15-1252", 2_000, 1.0)];
    let mut to = from.clone();
    from[0].employment_jobs.estimate = Estimate::EmploymentNotAvailable;
    to[0].wage_p90_usd_per_year = Estimate::Value(239_200);
    to[1].wage_mean_usd_per_year.estimate = Estimate::WageNotAvailable;
    let report = diff((2024, 2025), &from, &to, None, None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    assert_eq!(jobs.iter().map(|row| row.to_codes.as_str()).collect::<Vec<_>>(), ["15-1252"]);
    let wages: Vec<WageChangeRow> = rows(&report, "wage_changes");
    assert!(
        wages.iter().all(|row| row.measure != "p90" && (row.to_code != "15-1252" || row.measure != "mean"))
    );
    let withheld: Vec<WithheldRow> = rows(&report, "withheld_changes");
    let said: Vec<String> =
        withheld.iter().map(|row| format!("{} {}: {}", row.to_code, row.figure, row.meaning)).collect();
    assert_eq!(
        said,
        [
            "11-1011 employment_jobs: published only later; nothing is known about the change",
            "11-1011 wage_p90_usd_per_year: known to be at least 208,000 earlier; the later figure is not a rise by itself",
            "15-1252 wage_mean_usd_per_year: no longer published; nothing is known about the change",
        ]
    );
}

#[test]
fn wages_are_nominal_and_real_only_with_a_deflator() {
    let wage = |wage| [line("11-1011", "Chief Executives", OewsGroup::Detailed, 1_000, wage, 1.0)];
    let nominal = diff((2024, 2025), &wage(50_000), &wage(55_000), None, None).unwrap();
    let rows_of = |report: &DiffReport| rows::<WageChangeRow>(report, "wage_changes");
    assert_eq!(
        rows_of(&nominal)
            .iter()
            .map(|row| (row.measure.as_str(), row.change_pct, row.real_change_pct))
            .collect::<Vec<_>>(),
        [("mean", Some(10.0), None), ("median", Some(10.0), None)]
    );
    assert!(nominal.caveats.iter().any(|text| text.contains("no deflator was given")));
    let real = diff((2024, 2025), &wage(50_000), &wage(55_000), None, Some("100:110")).unwrap();
    let found = rows_of(&real);
    assert_eq!(found[0].real_change_pct, Some(0.0));
    // Only the mean has a published error.
    assert_eq!((found[0].verdict.as_str(), found[1].verdict.as_str()), ("rise", "not tested"));
}

#[test]
fn split_and_merged_lines_are_compared_as_a_group_if_complete() {
    let from = [
        detailed("15-1132", 100_000, 1.0),
        detailed("15-1133", 200_000, 1.0),
        detailed("15-1134", 10_000, 1.0),
    ];
    let to =
        [detailed("15-1252", 400_000, 1.0), detailed("15-1254", 6_000, 1.0), detailed("15-1255", 6_000, 1.0)];
    let complete = crosswalk(&[
        ("15-1132", "15-1252"),
        ("15-1133", "15-1252"),
        ("15-1134", "15-1254"),
        ("15-1134", "15-1255"),
    ]);
    let report = diff((2018, 2025), &from, &to, Some(&complete), None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    let said: Vec<(&str, &str, i64)> =
        jobs.iter().map(|row| (row.from_codes.as_str(), row.to_codes.as_str(), row.change_jobs)).collect();
    assert_eq!(said, [("15-1132; 15-1133", "15-1252", 100_000), ("15-1134", "15-1254; 15-1255", 2_000)]);
    assert!(jobs.iter().all(|row| row.basis == "official crosswalk"));
    let change = report.table("employment_changes").unwrap();
    assert!(change.caveats.iter().any(|text| text.contains("SOC 2010 and SOC 2018")), "{:?}", change.caveats);
    // A wage of several lines is not one wage.
    assert!(report.table("wage_changes").is_none());
    // A third SOC 2010 code that goes into 15-1252 and has no line: nothing can be compared.
    let spoiled = crosswalk(&[("15-1132", "15-1252"), ("15-1133", "15-1252"), ("15-1199", "15-1252")]);
    let report = diff((2018, 2025), &from, &to, Some(&spoiled), None).unwrap();
    assert!(report.table("employment_changes").is_none());
}

#[test]
fn the_hybrid_structure_links_by_what_its_lines_stand_for() {
    let from =
        [line("15-1256", "Software Developers and Testers", OewsGroup::Detailed, 1_400_000, 100_000, 1.0)];
    let to = [detailed("15-1252", 1_500_000, 1.0), detailed("15-1253", 200_000, 1.0)];
    let report = diff((2020, 2021), &from, &to, None, None).unwrap();
    let jobs: Vec<EmploymentChangeRow> = rows(&report, "employment_changes");
    assert_eq!((jobs[0].to_codes.as_str(), jobs[0].change_jobs), ("15-1252; 15-1253", 300_000));
    assert!(report.caveats.iter().any(|text| text.contains("MB3")));
}

#[test]
fn a_missing_crosswalk_stops_with_a_remedy_unless_inference_is_wanted() {
    let lines = [detailed("11-1011", 1_000, 1.0)];
    let error = diff((2018, 2025), &lines, &lines, None, None).unwrap_err();
    assert!(matches!(error, DiffError::MissingCrosswalk { .. }), "{error}");
    assert!(error.to_string().contains("soc/2018"));
}

#[test]
fn added_and_removed_lines_mirror_when_read_backwards() {
    let (one, other) = ([detailed("11-1011", 1_000, 1.0)], [detailed("11-1021", 1_000, 1.0)]);
    let kinds = |from: &[OewsRow], to: &[OewsRow]| -> Vec<(String, Option<String>, Option<String>)> {
        let report = diff((2024, 2025), from, to, None, None).unwrap();
        let found: Vec<crate::taxonomy::CodeChangeRow> = rows(&report, "code_changes");
        found.into_iter().map(|row| (row.change, row.from_code, row.to_code)).collect()
    };
    assert_eq!(
        kinds(&one, &other),
        [
            ("removed".to_owned(), Some("11-1011".to_owned()), None),
            ("added".to_owned(), None, Some("11-1021".to_owned()))
        ]
    );
    assert_eq!(
        kinds(&other, &one).iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["added", "removed"]
    );
}
