//! CIP codes and the CIP to SOC crosswalk.

use plumb_codes::{CipCode, Soc2018};

crate::table! {
    /// One code of the CIP at any level.
    CipCodeRow<const V> in "cip_codes", key ["cip_code"] {
        /// The code; its level follows from its form.
        cip_code: CipCode<V>,
        /// Title as printed.
        title: String,
        /// What changed since the edition before, as printed, such as `New` or `Deleted`.
        action: String,
    }
}

crate::table! {
    /// One link from a program to an occupation. Programs and occupations without a match are not listed.
    CipSocRow<const V> in "cip_soc", key ["cip_code", "soc_code"] {
        /// Program.
        cip_code: CipCode<V>,
        /// Occupation.
        soc_code: Soc2018,
    }
}
