//! Employment Projections (National Employment Matrix). They count the self-employed; OEWS does not.

use plumb_codes::{Estimate, OewsOccCode};

crate::table! {
    /// One line of table 1.2: an occupation's employment in the base and the projected year.
    EpOccupationRow in "ep_occupations", key ["occ_code", "line_item"] {
        /// Occupation of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Name of the occupation.
        occ_title: String,
        /// Whether this is a line item; the line items add up to the total, the others are summaries.
        line_item: bool,
        /// Employment in the base year, in thousands of jobs.
        employment_base_thousands: f64,
        /// Employment in the projected year, in thousands of jobs.
        employment_projected_thousands: f64,
        /// Employment change over the round, in thousands of jobs.
        employment_change_thousands: f64,
        /// Employment change over the round in percent; none where the publisher prints a dash.
        employment_change_pct: Option<f64>,
        /// Self-employed share in the base year in percent; rounds before 2023-33 do not print it.
        self_employed_pct: Option<f64>,
        /// Occupational openings per year, in thousands, averaged over the round.
        openings_thousands_per_year: Option<f64>,
        /// Median wage in USD per year as printed beside the projections; top-coded ones carry the threshold.
        wage_median_usd_per_year: Estimate<i64>,
    }
}

crate::table! {
    /// One line of table 1.10: why workers leave an occupation, yearly averages over the round.
    EpSeparationsRow in "ep_separations", key ["occ_code", "line_item"] {
        /// Occupation of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Whether this is a line item and not a summary.
        line_item: bool,
        /// Labor force exits per year, in percent of employment.
        labor_force_exit_rate_pct: Option<f64>,
        /// Occupational transfers per year, in percent of employment.
        occupational_transfer_rate_pct: Option<f64>,
        /// Labor force exits per year, in thousands.
        labor_force_exits_thousands_per_year: Option<f64>,
        /// Occupational transfers per year, in thousands.
        occupational_transfers_thousands_per_year: Option<f64>,
        /// Separations (exits and transfers) per year, in thousands.
        total_separations_thousands_per_year: Option<f64>,
        /// Occupational openings (separations and net change) per year, in thousands.
        openings_thousands_per_year: Option<f64>,
    }
}

crate::table! {
    /// What an occupation typically asks of an entrant: table 5.4, or table 1.2 where a round merged it.
    EpEducationRow in "ep_education", key ["occ_code"] {
        /// Occupation of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Typical education needed for entry, in the publisher's words.
        typical_education: String,
        /// Work experience in a related occupation, in the publisher's words.
        work_experience: String,
        /// Typical on-the-job training, in the publisher's words.
        on_the_job_training: String,
    }
}

crate::table! {
    /// One line of table 5.3: educational attainment of workers 25 years and older, in percent.
    EpAttainmentRow in "ep_attainment", key ["occ_code"] {
        /// Occupation of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Less than high school diploma.
        less_than_high_school_pct: Option<f64>,
        /// High school diploma or equivalent.
        high_school_pct: Option<f64>,
        /// Some college, no degree.
        some_college_pct: Option<f64>,
        /// Associate's degree.
        associate_pct: Option<f64>,
        /// Bachelor's degree.
        bachelor_pct: Option<f64>,
        /// Master's degree.
        master_pct: Option<f64>,
        /// Doctoral or professional degree.
        doctoral_pct: Option<f64>,
    }
}

crate::table! {
    /// One line of table 2.1 or 2.11: an industry's employment in the base and the projected year.
    EpIndustryRow in "ep_industries", key ["table", "industry_code", "industry_title"] {
        /// The published table, `2.1` or `2.11`.
        table: String,
        /// NAICS code (2.1) or industry code of the matrix (2.11), as printed.
        industry_code: String,
        /// Name of the industry.
        industry_title: String,
        /// Whether this is a line item and not a summary; table 2.1 does not say.
        line_item: Option<bool>,
        /// Employment in the base year, in thousands of jobs.
        employment_base_thousands: Option<f64>,
        /// Employment in the projected year, in thousands of jobs.
        employment_projected_thousands: Option<f64>,
        /// Employment change over the round in percent.
        employment_change_pct: Option<f64>,
    }
}

crate::table! {
    /// One cell of table 6.5: the percentile rank of an occupation by a skill.
    EpSkillRow in "ep_skills", key ["occ_code", "skill"] {
        /// Occupation of the National Employment Matrix.
        occ_code: OewsOccCode,
        /// Name of the skill.
        skill: String,
        /// Percentile rank among detailed occupations, 0 to 100.
        percentile_rank: i64,
    }
}

crate::table! {
    /// One occupation in one industry of the National Employment Matrix.
    EpMatrixRow in "ep_matrix", key ["industry_code", "occ_code", "line_item"] {
        /// Industry of the matrix, such as `541700`.
        industry_code: String,
        /// Occupation of the matrix.
        occ_code: OewsOccCode,
        /// Name of the occupation.
        occ_title: String,
        /// Whether this is a line item and not a summary.
        line_item: bool,
        /// Employment in the base year, in thousands of jobs.
        employment_base_thousands: Option<f64>,
        /// Employment in the projected year, in thousands of jobs.
        employment_projected_thousands: Option<f64>,
        /// Share of the industry's employment in the base year in percent.
        percent_of_industry_pct: Option<f64>,
        /// Share of the occupation's employment in the base year in percent.
        percent_of_occupation_pct: Option<f64>,
    }
}
