//! Small OEWS rows for the tests of this crate: only the fields that the share rule reads.

use plumb_codes::{Estimate, OewsGroup, Sampled, Soc2018};
use plumb_tables::schema::oews::OewsRow;

pub(crate) fn soc(text: &str) -> Soc2018 {
    text.parse().unwrap()
}

pub(crate) fn row(industry: &str, code: &str, group: OewsGroup, jobs: Option<i64>) -> OewsRow {
    let none = Estimate::Missing;
    OewsRow {
        area_code: "99".to_owned(),
        area_title: "U.S.".to_owned(),
        industry_code: industry.to_owned(),
        industry_title: String::new(),
        industry_group: "sector".to_owned(),
        ownership_code: "5".to_owned(),
        occ_code: code.parse().unwrap(),
        occ_title: format!("Occupation {code}"),
        occ_group: group,
        employment_jobs: Sampled {
            estimate: jobs.map_or(Estimate::EmploymentNotAvailable, Estimate::Value),
            relative_standard_error_pct: None,
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
        wage_median_usd_per_year: none,
        wage_p75_usd_per_year: none,
        wage_p90_usd_per_year: none,
        annual_wage_only: false,
        hourly_wage_only: false,
    }
}

/// A detailed line in one sector.
pub(crate) fn cell(industry: &str, code: &str, jobs: i64) -> OewsRow {
    row(industry, code, OewsGroup::Detailed, Some(jobs))
}
