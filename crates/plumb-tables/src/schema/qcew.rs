//! Quarterly Census of Employment and Wages: jobs covered by unemployment insurance, counted by place of work.
//! Its jobs are neither those of OEWS nor those of the projections.

use plumb_codes::Estimate;

/// The slices in which QCEW is published, each a table of its own.
pub mod slice {
    /// The table of an industry slice, `qcew_industry_31_33` for `31-33`: every area, ownership and size class.
    pub fn industry(industry_code: &str) -> String {
        format!("qcew_industry_{}", name_part(industry_code))
    }

    /// The table of an area slice, `qcew_area_us000` for `US000`: every industry, ownership and size class.
    pub fn area(area_code: &str) -> String {
        format!("qcew_area_{}", name_part(area_code))
    }

    /// The table of a size slice: every industry with establishments of that size class.
    pub fn size(size_code: &str) -> String {
        format!("qcew_size_{}", name_part(size_code))
    }

    fn name_part(code: &str) -> String {
        let plain =
            |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
        code.chars().map(plain).collect()
    }
}

crate::table! {
    /// One industry of one ownership and size class in one area, in one quarter.
    QcewQuarterRow in "qcew_industry_10", key ["area_code", "ownership_code", "industry_code", "aggregation_code", "size_code"] {
        /// Area: `US000` the nation, `01000` a state, `01001` a county, `C1018` a metropolitan area, `CS101` a combined one.
        area_code: String,
        /// Ownership: `0` all, `1` federal, `2` state and `3` local government, `5` private, and sums of these.
        ownership_code: String,
        /// Industry: `10` all, `101` to `1029` supersectors, else NAICS at any level with ranges such as `31-33`.
        industry_code: String,
        /// Which levels of area, ownership and industry the row stands for.
        aggregation_code: String,
        /// Size class of the establishments, `0` for all.
        size_code: String,
        /// Establishments, published even where jobs and wages are not disclosed.
        establishments: Estimate<i64>,
        /// Jobs in the first month of the quarter.
        employment_month1_jobs: Estimate<i64>,
        /// Jobs in the second month of the quarter.
        employment_month2_jobs: Estimate<i64>,
        /// Jobs in the third month of the quarter.
        employment_month3_jobs: Estimate<i64>,
        /// All wages in USD in the quarter.
        wages_total_usd_per_quarter: Estimate<i64>,
        /// Wages subject to unemployment insurance taxes in USD in the quarter.
        wages_taxable_usd_per_quarter: Estimate<i64>,
        /// Contributions to unemployment insurance in USD in the quarter.
        contributions_usd_per_quarter: Estimate<i64>,
        /// Mean wage in USD per week.
        wage_mean_usd_per_week: Estimate<i64>,
        /// Location quotient of the third month's jobs, 1.0 is the national share.
        employment_month3_location_quotient: Estimate<f64>,
        /// Location quotient of all wages.
        wages_total_location_quotient: Estimate<f64>,
        /// Change of the third month's jobs over the year in percent.
        employment_month3_change_pct: Estimate<f64>,
        /// Change of the mean wage over the year in percent.
        wage_mean_change_pct: Estimate<f64>,
    }
}

crate::table! {
    /// One industry of one ownership and size class in one area, in the average of one year.
    QcewAnnualRow in "qcew_industry_10", key ["area_code", "ownership_code", "industry_code", "aggregation_code", "size_code"] {
        /// Area: `US000` the nation, `01000` a state, `01001` a county, `C1018` a metropolitan area, `CS101` a combined one.
        area_code: String,
        /// Ownership: `0` all, `1` federal, `2` state and `3` local government, `5` private, and sums of these.
        ownership_code: String,
        /// Industry: `10` all, `101` to `1029` supersectors, else NAICS at any level with ranges such as `31-33`.
        industry_code: String,
        /// Which levels of area, ownership and industry the row stands for.
        aggregation_code: String,
        /// Size class of the establishments, `0` for all.
        size_code: String,
        /// Establishments, average of the quarters; published even where jobs and wages are not disclosed.
        establishments: Estimate<i64>,
        /// Jobs, average of the months.
        employment_jobs: Estimate<i64>,
        /// All wages in USD in the year.
        wages_total_usd_per_year: Estimate<i64>,
        /// Wages subject to unemployment insurance taxes in USD in the year.
        wages_taxable_usd_per_year: Estimate<i64>,
        /// Contributions to unemployment insurance in USD in the year.
        contributions_usd_per_year: Estimate<i64>,
        /// Mean wage in USD per week.
        wage_mean_usd_per_week: Estimate<i64>,
        /// Mean wage in USD per year.
        wage_mean_usd_per_year: Estimate<i64>,
        /// Location quotient of jobs, 1.0 is the national share.
        employment_location_quotient: Estimate<f64>,
        /// Location quotient of all wages.
        wages_total_location_quotient: Estimate<f64>,
        /// Change of jobs over the year in percent.
        employment_change_pct: Estimate<f64>,
        /// Change of the mean wage per year over the year in percent.
        wage_mean_change_pct: Estimate<f64>,
    }
}

#[cfg(test)]
mod tests {
    use super::slice;

    #[test]
    fn slices_are_named_by_their_codes() {
        assert_eq!(slice::industry("31-33"), "qcew_industry_31_33");
        assert_eq!(slice::area("CS101"), "qcew_area_cs101");
        assert_eq!(slice::size("1"), "qcew_size_1");
    }
}
