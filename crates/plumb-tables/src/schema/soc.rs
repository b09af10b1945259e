//! SOC structures, direct match titles, and the crosswalks between SOC, O*NET-SOC and the matrix.

use plumb_codes::{OewsOccCode, OnetSocCode, Soc2010, Soc2018, SocCode};

crate::table! {
    /// One code of the SOC at any level.
    SocStructureRow<const V> in "soc_structure", key ["soc_code"] {
        /// The code; its level follows from its form.
        soc_code: SocCode<V>,
        /// Title.
        title: String,
    }
}

crate::table! {
    /// One title of the direct match title file: it belongs to exactly this occupation.
    SocDirectMatchRow in "soc_direct_match_titles", key ["soc_code", "title"] {
        /// Occupation.
        soc_code: Soc2018,
        /// The title.
        title: String,
        /// Whether the manual prints it as an illustrative example.
        illustrative_example: bool,
    }
}

crate::table! {
    /// One published link from SOC 2010 to SOC 2018.
    Soc2010To2018Row in "soc_2010_to_2018", key ["soc_2010_code", "soc_2018_code"] {
        /// SOC 2010 occupation.
        soc_2010_code: Soc2010,
        /// SOC 2010 title.
        soc_2010_title: String,
        /// SOC 2018 occupation.
        soc_2018_code: Soc2018,
        /// SOC 2018 title.
        soc_2018_title: String,
    }
}

crate::table! {
    /// One occupation of the O*NET-SOC taxonomy.
    OnetSocStructureRow<const V> in "onet_soc_structure", key ["onet_soc_code"] {
        /// The code.
        onet_soc_code: OnetSocCode<V>,
        /// Title.
        title: String,
    }
}

crate::table! {
    /// One published link from O*NET-SOC 2010 to O*NET-SOC 2019.
    OnetSoc2010To2019Row in "onet_soc_2010_to_2019", key ["onet_soc_2010_code", "onet_soc_2019_code"] {
        /// O*NET-SOC 2010 occupation.
        onet_soc_2010_code: OnetSocCode<2010>,
        /// O*NET-SOC 2010 title.
        onet_soc_2010_title: String,
        /// O*NET-SOC 2019 occupation.
        onet_soc_2019_code: OnetSocCode<2019>,
        /// O*NET-SOC 2019 title.
        onet_soc_2019_title: String,
    }
}

crate::table! {
    /// The SOC 2018 occupation of an O*NET-SOC 2019 occupation.
    OnetSoc2019ToSoc2018Row in "onet_soc_2019_to_soc_2018", key ["onet_soc_code", "soc_code"] {
        /// O*NET-SOC 2019 occupation.
        onet_soc_code: OnetSocCode<2019>,
        /// O*NET-SOC 2019 title.
        onet_soc_title: String,
        /// SOC 2018 occupation.
        soc_code: Soc2018,
        /// SOC 2018 title.
        soc_title: String,
    }
}

crate::table! {
    /// The occupation of the National Employment Matrix of an O*NET-SOC 2019 occupation.
    OnetSoc2019ToNemRow in "onet_soc_2019_to_nem", key ["onet_soc_code", "nem_code"] {
        /// O*NET-SOC 2019 occupation.
        onet_soc_code: OnetSocCode<2019>,
        /// Occupation of the National Employment Matrix.
        nem_code: OewsOccCode,
        /// Its name.
        nem_title: String,
    }
}
