//! The run on small inputs: nothing lost, nothing counted twice, sources kept apart.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, Estimate, OewsGroup, Release, apportion};
use plumb_tables::schema::ep::EpEducationRow;
use plumb_tables::schema::oews::OewsRow;
use plumb_tables::schema::onet::OnetJobZoneRow;
use proptest::prelude::*;

use super::*;
use crate::inputs::{OewsInput, OnetInput, ProjectionsInput};
use crate::layout::OccupationPlace;
use crate::testing::{detailed, layout, oews_row, projection, soc};
use crate::thresholds::{DEFAULT_THRESHOLDS, Thresholds};

/// Runs over OEWS rows only, with what else a test sets.
fn run_over(
    edition: &Edition,
    oews: &[OewsRow],
    projections: Option<ProjectionsInput<'_>>,
    job_zones: &[OnetJobZoneRow<2019>],
) -> Profile {
    let thresholds = Thresholds::from_toml("thresholds.toml", DEFAULT_THRESHOLDS).unwrap();
    let soc_titles: BTreeMap<Soc2018, String> =
        edition.occupations.iter().map(|one| (one.soc, format!("Occupation {}", one.soc))).collect();
    let onet_titles: BTreeMap<OnetSoc2019, String> =
        job_zones.iter().map(|row| (row.onet_soc_code, "O*NET occupation".to_owned())).collect();
    let to_soc: Crosswalk<OnetSoc2019, Soc2018> =
        onet_titles.keys().map(|&code| (code, soc(&code.soc_stem()))).collect();
    let data = Data {
        soc_titles: &soc_titles,
        oews: OewsInput { release: Release::oews(2025, 5), national: oews },
        oews_base: None,
        projections,
        onet: OnetInput { job_zones, to_soc_2018: &to_soc, titles: &onet_titles },
    };
    let settings = Settings {
        thresholds: &thresholds,
        top_occupations: 10,
        releases: BTreeMap::from([(Release::oews(2025, 5), "00".to_owned())]),
        configuration: BTreeMap::new(),
        emerging_count: 0,
        warnings: Vec::new(),
    };
    profile(&Inputs {
        edition: &edition.layout,
        occupations: &edition.occupations,
        data,
        settings: &settings,
    })
}

/// A layout with its memberships.
struct Edition {
    layout: EditionLayout,
    occupations: Vec<OccupationPlaces>,
}

/// Memberships as (occupation, cluster, sub-cluster, share); the first of the largest is primary.
fn placement(sub_clusters: &[usize], memberships: &[(&str, usize, usize, f64)]) -> Edition {
    let mut occupations: BTreeMap<Soc2018, Vec<OccupationPlace>> = BTreeMap::new();
    for &(code, cluster, sub_cluster, share) in memberships {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1")]
        let share_parts = (share * 10_000.0).round() as u32;
        let place = OccupationPlace { cluster, sub_cluster: Some(sub_cluster), share_parts, primary: false };
        occupations.entry(soc(code)).or_default().push(place);
    }
    let occupations = occupations.into_iter().map(|(soc, mut places)| {
        let best = places.iter().map(|place| place.share_parts).max();
        if let Some(first) = places.iter_mut().find(|place| Some(place.share_parts) == best) {
            first.primary = true;
        }
        OccupationPlaces { soc, in_review: false, places }
    });
    Edition { layout: layout(sub_clusters), occupations: occupations.collect() }
}

fn zone(code: &str, job_zone: i64) -> OnetJobZoneRow<2019> {
    OnetJobZoneRow {
        onet_soc_code: code.parse().unwrap(),
        job_zone,
        date: "08/2023".to_owned(),
        domain_source: "Analyst".to_owned(),
    }
}

#[test]
fn once_and_everywhere_are_kept_apart() {
    let placement =
        placement(&[2, 1], &[("11-1011", 0, 0, 0.25), ("11-1011", 1, 0, 0.75), ("11-1021", 0, 1, 1.0)]);
    let profile = run_over(&placement, &[detailed("11-1011", 1010), detailed("11-1021", 500)], None, &[]);
    let rows = profile.cluster_rows();
    assert_eq!([rows[0].employment_jobs, rows[1].employment_jobs], [750, 760]);
    assert_eq!([rows[0].employment_everywhere_jobs, rows[1].employment_everywhere_jobs], [1510, 1010]);
    assert_eq!([rows[0].occupations_primary, rows[0].occupations_all], [1, 2]);
    assert_eq!(profile.summary.reconciliation.difference_jobs, 0);
    assert_eq!(profile.clusters[0].top_occupations[0].occ_code.to_string(), "11-1021");
}

#[test]
fn the_national_line_and_what_has_no_place_are_stated() {
    let placement = placement(&[1], &[("11-1011", 0, 0, 1.0)]);
    let rows = [
        oews_row("00-0000", OewsGroup::Total, Some(1620), Estimate::Value(50_980)),
        detailed("11-1011", 1000),
        detailed("11-1021", 600),
        oews_row("11-1031", OewsGroup::Detailed, None, Estimate::WageNotAvailable),
    ];
    let profile = run_over(&placement, &rows, None, &[]);
    let found = profile.summary.reconciliation;
    assert_eq!(
        (found.clusters_jobs, found.not_placed_jobs, found.detailed_occupations_jobs),
        (1000, 600, 1600)
    );
    assert_eq!((found.difference_jobs, found.withheld_occupations), (0, 1));
    assert_eq!(found.national_total, Some(NationalTotal { jobs: 1620, detailed_minus_total_jobs: -20 }));
    assert_eq!(profile.clusters[0].row.high_wage, Some(false));
    assert_eq!(profile.clusters[0].row.living_wage, Some(true));
    let findings: Vec<(&str, &str)> =
        profile.coverage.iter().map(|row| (row.code.as_str(), row.finding.as_str())).collect();
    assert!(
        findings.contains(&("11-1021", "not_placed"))
            && findings.contains(&("11-1031", "employment_withheld"))
    );
}

#[test]
fn projections_are_weighted_by_shares_and_never_touch_oews() {
    let placement =
        placement(&[1, 1], &[("11-1011", 0, 0, 0.5), ("11-1011", 1, 0, 0.5), ("11-1021", 0, 0, 1.0)]);
    let occupations = [
        projection("00-0000", 300.0, 309.0, 33.0),
        projection("11-1011", 100.0, 90.0, 9.0),
        projection("11-1021", 200.0, 219.0, 24.0),
    ];
    let level = |code: &str, typical_education: &str| EpEducationRow {
        occ_code: code.parse().unwrap(),
        typical_education: typical_education.to_owned(),
        work_experience: String::new(),
        on_the_job_training: String::new(),
    };
    let education = [level("11-1011", "Bachelor\u{2019}s degree"), level("11-1021", "Associate's degree")];
    let round = ProjectionsInput {
        release: Release::ep(2024, 2034),
        occupations: &occupations,
        education: &education,
    };
    let profile = run_over(&placement, &[detailed("11-1011", 10)], Some(round), &[]);
    let row = &profile.clusters[0].row;
    assert_eq!(
        (row.projections_base_thousands, row.projections_projected_thousands),
        (Some(250.0), Some(264.0))
    );
    assert_eq!((row.projected_change_pct, row.openings_per_year), (Some(5.6), Some(28_500)));
    assert_eq!((row.bachelors_or_more_pct, row.self_employed_pct), (Some(20.0), Some(10.0)));
    assert_eq!((row.growth, row.in_demand, row.employment_jobs), (Some(true), Some(true), 10));
    assert_eq!(row.employment_in_demand_pct, Some(80.0));
    assert_eq!(profile.clusters[1].row.growth, Some(false));
    assert_eq!(profile.clusters[0].education[0].typical_education, "Associate's degree");
    assert_eq!(row.projections_round.as_deref(), Some("2024-34"));
}

#[test]
fn the_whole_occupation_speaks_for_its_job_zone_and_zones_add_up() {
    let placement =
        placement(&[1], &[("29-1141", 0, 0, 1.0), ("13-1199", 0, 0, 1.0), ("11-1011", 0, 0, 1.0)]);
    let zones = [
        zone("29-1141.00", 3),
        zone("29-1141.01", 5),
        zone("13-1199.04", 3),
        zone("13-1199.05", 4),
        zone("13-1199.06", 4),
    ];
    let rows = [detailed("29-1141", 1000), detailed("13-1199", 100), detailed("11-1011", 50)];
    let profile = run_over(&placement, &rows, None, &zones);
    let found: Vec<_> =
        profile.job_zone_rows().iter().take(3).map(|row| (row.job_zone, row.employment_jobs)).collect();
    assert_eq!(found, [(Some(3), 1030), (Some(4), 70), (None, 50)]);
    assert_eq!(profile.clusters[0].row.job_zone_4_or_5_pct, Some(6.1));
    assert_eq!(profile.summary.onet_occupations.total, 5);
}

#[test]
fn a_sub_cluster_without_occupations_is_kept_and_reported() {
    let placement = placement(&[2], &[("11-1011", 0, 0, 1.0)]);
    let profile = run_over(&placement, &[detailed("11-1011", 1000)], None, &[]);
    let empty = &profile.clusters[0].sub_clusters[1].row;
    assert_eq!((empty.employment_jobs, empty.median_wage_usd_per_year), (0, Estimate::WageNotAvailable));
    assert!(profile.summary.warnings.iter().any(|warning| warning.contains("Cluster 0 / Sub 0.1")));
    assert!(profile.coverage.iter().any(|row| row.code == "sub-0-1" && row.finding == "no_occupations"));
}

#[test]
fn coverage_looks_both_ways() {
    let mut edition =
        placement(&[1, 1, 1], &[("11-1011", 0, 0, 1.0), ("55-1011", 1, 0, 1.0), ("13-1041", 0, 0, 1.0)]);
    edition.layout.sector_owners = BTreeMap::from([
        ("11".parse().unwrap(), BTreeSet::from([0])),
        ("54".parse().unwrap(), BTreeSet::from([0, 1])),
    ]);
    edition.occupations[2].in_review = true;
    edition.occupations[1].places.clear();
    let zones = [zone("15-1252.00", 4)];
    let profile = run_over(
        &edition,
        &[detailed("11-1011", 10), detailed("13-1041", 20), detailed("19-9999", 30)],
        None,
        &zones,
    );
    let found: Vec<(&str, &str, &str)> = profile
        .coverage
        .iter()
        .filter(|row| row.finding != "no_cluster")
        .map(|row| (row.subject_kind.as_str(), row.code.as_str(), row.finding.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("cluster", "cluster-2", "no_industry_sector"),
            ("cluster", "cluster-2", "no_occupations"),
            ("industry_sector", "54", "several_clusters"),
            ("oews_occupation", "13-1041", "not_placed"),
            ("oews_occupation", "19-9999", "not_in_taxonomy"),
            ("oews_occupation", "19-9999", "not_placed"),
            ("onet_occupation", "15-1252.00", "not_assigned"),
            ("soc_occupation", "13-1041", "not_assigned"),
            ("soc_occupation", "55-1011", "in_review"),
            ("soc_occupation", "55-1011", "not_in_oews"),
            ("sub_cluster", "sub-2-0", "no_occupations"),
        ]
    );
    assert_eq!(profile.coverage.iter().filter(|row| row.finding == "no_cluster").count(), 18);
    assert_eq!(profile.summary.occupations, OccupationCounts { total: 3, assigned: 1, review: 1 });
    assert_eq!(profile.summary.onet_occupations, OccupationCounts { total: 1, assigned: 0, review: 0 });
}

#[test]
fn caveats_name_the_periods() {
    let profile =
        run_over(&placement(&[1], &[("11-1011", 0, 0, 1.0)]), &[detailed("11-1011", 10)], None, &[]);
    assert!(profile.caveats[0].contains("OEWS May 2025"), "{}", profile.caveats[0]);
}

#[test]
fn the_summary_has_the_contracts_names() {
    let placement = placement(&[1], &[("11-1011", 0, 0, 1.0)]);
    let profile = run_over(&placement, &[detailed("11-1011", 1000)], None, &[]);
    let json = serde_json::to_value(&profile.summary).unwrap();
    assert_eq!(json["releases"]["oews/2025-05"], "00");
    assert_eq!(json["occupations"]["assigned"], 1);
    assert_eq!(json["emerging"]["count"], 0);
    let cluster = json["clusters"][0].as_object().unwrap();
    for key in [
        "id",
        "name",
        "employment_jobs",
        "employment_year",
        "median_wage_usd_per_year",
        "projected_change_pct",
        "openings_per_year",
    ] {
        assert!(cluster.contains_key(key), "{key}");
    }
    assert_eq!(cluster["employment_year"], 2025);
}

const CODES: [&str; 10] = [
    "11-1011", "11-1021", "13-1020", "13-1041", "15-1252", "29-2010", "29-1141", "53-1047", "55-1011",
    "47-2031",
];

/// Memberships of one SOC occupation: sub-clusters of three clusters with weights.
fn memberships() -> impl Strategy<Value = Vec<(usize, usize, f64)>> {
    prop::collection::btree_map((0_usize..3, 0_usize..2), 0.01..1.0_f64, 0..5).prop_map(|weights| {
        let parts = apportion(10_000, &weights.values().copied().collect::<Vec<_>>());
        let slots = weights.into_keys().zip(parts);
        slots
            .map(|((cluster, sub_cluster), part)| (cluster, sub_cluster, f64::from(part) / 10_000.0))
            .collect()
    })
}

proptest! {
    #[test]
    fn no_job_is_lost_or_counted_twice(
        jobs in prop::collection::vec(prop::option::of(0_i64..500_000), CODES.len()),
        chosen in prop::collection::vec(memberships(), 30),
        exact_tens: bool,
    ) {
        let unit = if exact_tens { 10 } else { 1 };
        let rows: Vec<OewsRow> = CODES
            .iter()
            .zip(&jobs)
            .map(|(code, jobs)| oews_row(code, OewsGroup::Detailed, jobs.map(|jobs| jobs * unit), Estimate::Value(40_000)))
            .collect();
        let members: Vec<Soc2018> = rows.iter().flat_map(|row| row.occ_code.stands_for()).collect();
        let texts: Vec<String> = members.iter().map(ToString::to_string).collect();
        let all: Vec<(&str, usize, usize, f64)> = texts
            .iter()
            .zip(&chosen)
            .flat_map(|(code, slots)| slots.iter().map(|&(cluster, sub, share)| (code.as_str(), cluster, sub, share)))
            .collect();
        let zones = [zone("11-1011.00", 5), zone("13-1041.01", 3), zone("13-1041.07", 4), zone("29-2011.00", 4)];
        let profile = run_over(&placement(&[2, 2, 2], &all), &rows, None, &zones);
        let found = profile.summary.reconciliation;
        let published: i64 = jobs.iter().flatten().map(|jobs| jobs * unit).sum();
        prop_assert_eq!(found.clusters_jobs + found.not_placed_jobs, published);
        prop_assert_eq!(found.detailed_occupations_jobs, published);
        prop_assert_eq!((found.difference_jobs, found.placed_in_cluster_only_jobs), (0, 0));
        for cluster in &profile.clusters {
            let within: i64 = cluster.sub_clusters.iter().map(|sub| sub.row.employment_jobs).sum();
            prop_assert_eq!(within, cluster.row.employment_jobs);
            prop_assert!(cluster.row.employment_everywhere_jobs >= cluster.row.employment_jobs);
            let by_zone: i64 = cluster.job_zones.iter().map(|row| row.employment_jobs).sum();
            if exact_tens {
                prop_assert_eq!(by_zone, cluster.row.employment_jobs);
                prop_assert_eq!(cluster.row.employment_jobs % 10, 0);
            }
        }
    }
}
