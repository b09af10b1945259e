//! NAICS codes, index entries and the concordance between 2017 and 2022.

use plumb_codes::{Naics2017, Naics2022, NaicsCode};

crate::table! {
    /// One code of NAICS at any level.
    NaicsCodeRow<const V> in "naics_codes", key ["naics_code"] {
        /// The code; its level follows from its form.
        naics_code: NaicsCode<V>,
        /// Title, without the mark of trilateral agreement.
        title: String,
    }
}

crate::table! {
    /// One index entry: an activity and the industry it belongs to.
    NaicsIndexRow<const V> in "naics_index", key [] {
        /// National industry.
        naics_code: NaicsCode<V>,
        /// The activity.
        entry: String,
    }
}

crate::table! {
    /// One link of the concordance.
    Naics2017To2022Row in "naics_2017_to_2022", key ["naics_2017_code", "naics_2022_code"] {
        /// NAICS 2017 industry.
        naics_2017_code: Naics2017,
        /// NAICS 2017 title.
        naics_2017_title: String,
        /// NAICS 2022 industry.
        naics_2022_code: Naics2022,
        /// NAICS 2022 title.
        naics_2022_title: String,
    }
}
