//! Occupational Employment and Wage Statistics. One layout for every cut of a release.

use plumb_codes::{Estimate, OewsGroup, OewsOccCode, Sampled};

/// The cuts of an OEWS release, each a table of [`OewsRow`]s under its own name.
pub mod cut {
    /// The nation, all industries together.
    pub const NATIONAL: &str = "oews_national";
    /// The nation by NAICS sector.
    pub const SECTOR: &str = "oews_sector";
    /// The nation by 3-digit NAICS subsector.
    pub const INDUSTRY_3_DIGIT: &str = "oews_industry_3_digit";
    /// The nation by 4-digit NAICS industry group.
    pub const INDUSTRY_4_DIGIT: &str = "oews_industry_4_digit";
    /// States, all industries together.
    pub const STATE: &str = "oews_state";
    /// Metropolitan and nonmetropolitan areas, all industries together.
    pub const METROPOLITAN: &str = "oews_metropolitan";
    /// Everything in one file.
    pub const ALL_DATA: &str = "oews_all_data";
    /// Every cut.
    pub const ALL: [&str; 7] =
        [NATIONAL, SECTOR, INDUSTRY_3_DIGIT, INDUSTRY_4_DIGIT, STATE, METROPOLITAN, ALL_DATA];
}

/// The industry code of rows that take all industries together.
pub const CROSS_INDUSTRY: &str = "000000";

crate::table! {
    /// One occupation in one area and one industry, as OEWS estimates it; the self-employed are not counted.
    OewsRow in "oews_national", key ["area_code", "industry_code", "ownership_code", "occ_code", "occ_group"] {
        /// Area: `99` the nation, else the state FIPS or the area code, as text.
        area_code: String,
        /// Name of the area.
        area_title: String,
        /// NAICS code or range as OEWS prints it, `000000` for all industries; `99` and `99xxxx` are OEWS designations for government.
        industry_code: String,
        /// Name of the industry.
        industry_title: String,
        /// Industry level as printed: cross-industry, sector, 3-digit, 4-digit, 5-digit, 6-digit.
        industry_group: String,
        /// Ownership as printed, such as `1235` (private and all government) or `5` (private).
        ownership_code: String,
        /// Occupation.
        occ_code: OewsOccCode,
        /// Name of the occupation.
        occ_title: String,
        /// Level of the occupation line; code and level together are the key.
        occ_group: OewsGroup,
        /// Employment in jobs, rounded to 10 by the publisher.
        employment_jobs: Sampled<i64>,
        /// Share of the industry's employment in percent; only where the cut has it.
        percent_of_industry_pct: Option<f64>,
        /// Share of establishments that report the occupation in percent; only where the cut has it.
        percent_reporting_pct: Estimate<f64>,
        /// Jobs per 1,000 jobs in the area; only for areas.
        jobs_per_1000: Option<f64>,
        /// Location quotient, 1.0 is the national share; only for areas.
        location_quotient: Option<f64>,
        /// Mean wage in USD per hour.
        wage_mean_usd_per_hour: Estimate<f64>,
        /// Mean wage in USD per year.
        wage_mean_usd_per_year: Sampled<i64>,
        /// 10th percentile wage in USD per hour.
        wage_p10_usd_per_hour: Estimate<f64>,
        /// 25th percentile wage in USD per hour.
        wage_p25_usd_per_hour: Estimate<f64>,
        /// Median wage in USD per hour.
        wage_median_usd_per_hour: Estimate<f64>,
        /// 75th percentile wage in USD per hour.
        wage_p75_usd_per_hour: Estimate<f64>,
        /// 90th percentile wage in USD per hour.
        wage_p90_usd_per_hour: Estimate<f64>,
        /// 10th percentile wage in USD per year.
        wage_p10_usd_per_year: Estimate<i64>,
        /// 25th percentile wage in USD per year.
        wage_p25_usd_per_year: Estimate<i64>,
        /// Median wage in USD per year.
        wage_median_usd_per_year: Estimate<i64>,
        /// 75th percentile wage in USD per year.
        wage_p75_usd_per_year: Estimate<i64>,
        /// 90th percentile wage in USD per year.
        wage_p90_usd_per_year: Estimate<i64>,
        /// Only annual wages are published (teachers, pilots and others without year-round full-time hours).
        annual_wage_only: bool,
        /// Only hourly wages are published.
        hourly_wage_only: bool,
    }
}
