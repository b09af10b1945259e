//! Small inputs for the tests of this crate: rows with only the fields that figures read.

use std::collections::BTreeMap;

use plumb_codes::{Estimate, OewsGroup, OewsOccCode, Sampled, Soc2018};
use plumb_tables::schema::ep::EpOccupationRow;
use plumb_tables::schema::oews::OewsRow;

use crate::layout::{EditionLayout, LayoutCluster, LayoutSubCluster};
use crate::places::{Place, Places, Slot};

pub(crate) fn soc(text: &str) -> Soc2018 {
    text.parse().unwrap()
}

pub(crate) fn oews_row(code: &str, group: OewsGroup, jobs: Option<i64>, wage: Estimate<i64>) -> OewsRow {
    let none = Estimate::Missing;
    OewsRow {
        area_code: "99".to_owned(),
        area_title: "U.S.".to_owned(),
        industry_code: "000000".to_owned(),
        industry_title: "Cross-industry".to_owned(),
        industry_group: "cross-industry".to_owned(),
        ownership_code: "1235".to_owned(),
        occ_code: code.parse().unwrap(),
        occ_title: format!("Occupation {code}"),
        occ_group: group,
        employment_jobs: Sampled {
            estimate: jobs.map_or(Estimate::EmploymentNotAvailable, Estimate::Value),
            relative_standard_error_pct: Some(1.0),
        },
        percent_of_industry_pct: None,
        percent_reporting_pct: Estimate::Missing,
        jobs_per_1000: None,
        location_quotient: None,
        wage_mean_usd_per_hour: Estimate::Missing,
        wage_mean_usd_per_year: Sampled { estimate: none, relative_standard_error_pct: None },
        wage_p10_usd_per_hour: Estimate::Missing,
        wage_p25_usd_per_hour: Estimate::Missing,
        wage_median_usd_per_hour: Estimate::Missing,
        wage_p75_usd_per_hour: Estimate::Missing,
        wage_p90_usd_per_hour: Estimate::Missing,
        wage_p10_usd_per_year: none,
        wage_p25_usd_per_year: none,
        wage_median_usd_per_year: wage,
        wage_p75_usd_per_year: none,
        wage_p90_usd_per_year: none,
        annual_wage_only: false,
        hourly_wage_only: false,
    }
}

pub(crate) fn detailed(code: &str, jobs: i64) -> OewsRow {
    oews_row(code, OewsGroup::Detailed, Some(jobs), Estimate::Value(50_000))
}

pub(crate) fn projection(code: &str, base: f64, projected: f64, openings: f64) -> EpOccupationRow {
    let occ_code: OewsOccCode = code.parse().unwrap();
    EpOccupationRow {
        occ_code,
        occ_title: format!("Occupation {code}"),
        line_item: occ_code != OewsOccCode::TOTAL,
        employment_base_thousands: base,
        employment_projected_thousands: projected,
        employment_change_thousands: projected - base,
        employment_change_pct: Some(100.0 * (projected - base) / base),
        self_employed_pct: Some(10.0),
        openings_thousands_per_year: Some(openings),
        wage_median_usd_per_year: Estimate::Missing,
    }
}

/// Memberships as (occupation, cluster, sub-cluster, share); the largest share is primary.
pub(crate) fn places(memberships: &[(&str, usize, usize, f64)]) -> Places {
    let mut places: Places = BTreeMap::new();
    for &(code, cluster, sub_cluster, share) in memberships {
        let slot = Slot { cluster, sub_cluster: Some(sub_cluster) };
        places.entry(soc(code)).or_default().push(Place { slot, share, primary: false });
    }
    for memberships in places.values_mut() {
        let best = memberships.iter().map(|place| place.share).fold(0.0, f64::max);
        if let Some(primary) = memberships.iter_mut().find(|place| place.share >= best) {
            primary.primary = true;
        }
    }
    places
}

/// An edition of clusters with so many sub-clusters each.
pub(crate) fn layout(sub_clusters: &[usize]) -> EditionLayout {
    let clusters = sub_clusters.iter().enumerate().map(|(position, &count)| LayoutCluster {
        id: format!("cluster-{position}"),
        name: format!("Cluster {position}"),
        grouping: Some("Grouping".to_owned()),
        cross_cutting: false,
        sub_clusters: (0..count)
            .map(|sub| LayoutSubCluster {
                id: format!("sub-{position}-{sub}"),
                name: format!("Sub {position}.{sub}"),
            })
            .collect(),
    });
    EditionLayout {
        id: "test-edition".to_owned(),
        clusters: clusters.collect(),
        sector_owners: BTreeMap::new(),
    }
}
