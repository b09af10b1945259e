//! Small rows for the tests of this crate.

use plumb_codes::{Estimate, OewsGroup, Sampled};
use plumb_tables::schema::oews::OewsRow;

use crate::report::Side;
use crate::settings::{DEFAULT_SETTINGS, Settings};
use crate::taxonomy::CodeList;

pub(crate) fn settings() -> Settings {
    Settings::from_toml("diff.toml", DEFAULT_SETTINGS).unwrap()
}

pub(crate) fn side(id: &str) -> Side {
    Side {
        id: id.to_owned(),
        reference_period: id.to_owned(),
        sha256: "0".repeat(64),
        attribution: "Made up.".to_owned(),
    }
}

pub(crate) fn codes(system: &str, entries: &[(&str, &str)]) -> CodeList {
    CodeList::new(system, entries.iter().map(|(code, title)| ((*code).to_owned(), (*title).to_owned())))
}

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}

/// A national line; its mean wage is `wage`, its errors `rse` percent.
pub(crate) fn line(code: &str, title: &str, group: OewsGroup, jobs: i64, wage: i64, rse: f64) -> OewsRow {
    let sampled =
        |value| Sampled { estimate: Estimate::Value(value), relative_standard_error_pct: Some(rse) };
    OewsRow {
        area_code: "99".to_owned(),
        area_title: "U.S.".to_owned(),
        industry_code: "000000".to_owned(),
        industry_title: "Cross-industry".to_owned(),
        industry_group: "cross-industry".to_owned(),
        ownership_code: "1235".to_owned(),
        occ_code: code.parse().unwrap(),
        occ_title: title.to_owned(),
        occ_group: group,
        employment_jobs: sampled(jobs),
        percent_of_industry_pct: None,
        percent_reporting_pct: Estimate::Missing,
        jobs_per_1000: None,
        location_quotient: None,
        wage_mean_usd_per_hour: Estimate::Missing,
        wage_mean_usd_per_year: sampled(wage),
        wage_p10_usd_per_hour: Estimate::Missing,
        wage_p25_usd_per_hour: Estimate::Missing,
        wage_median_usd_per_hour: Estimate::Missing,
        wage_p75_usd_per_hour: Estimate::Missing,
        wage_p90_usd_per_hour: Estimate::Missing,
        wage_p10_usd_per_year: Estimate::Missing,
        wage_p25_usd_per_year: Estimate::Missing,
        wage_median_usd_per_year: Estimate::Value(wage),
        wage_p75_usd_per_year: Estimate::Missing,
        wage_p90_usd_per_year: Estimate::TopCoded(208_000),
        annual_wage_only: false,
        hourly_wage_only: false,
    }
}

pub(crate) fn detailed(code: &str, jobs: i64, rse: f64) -> OewsRow {
    line(code, &format!("Occupation {code}"), OewsGroup::Detailed, jobs, 50_000, rse)
}
