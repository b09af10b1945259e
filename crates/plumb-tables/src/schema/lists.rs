//! Listings of O*NET `OnLine`: Bright Outlook, STEM, and the green occupations of O*NET 18.1.

use plumb_codes::{OnetSoc2010, OnetSoc2019};

crate::table! {
    /// One Bright Outlook occupation in one category.
    BrightOutlookRow in "onet_bright_outlook", key ["onet_soc_code", "category"] {
        /// Occupation.
        onet_soc_code: OnetSoc2019,
        /// `Rapid Growth`, `Numerous Job Openings` or `New & Emerging`.
        category: String,
    }
}

crate::table! {
    /// One STEM occupation with its type.
    StemRow in "onet_stem", key ["onet_soc_code", "occupation_type"] {
        /// Occupation.
        onet_soc_code: OnetSoc2019,
        /// Type as printed, such as `Managerial` or `Technologists and Technicians`.
        occupation_type: String,
    }
}

crate::table! {
    /// One green occupation.
    GreenOccupationRow in "onet_green_occupations", key ["onet_soc_code"] {
        /// Occupation.
        onet_soc_code: OnetSoc2010,
        /// Category as printed: new and emerging, increased demand, or enhanced skills.
        category: String,
    }
}
