//! The classifications that publishers keep: where their codes stand, and which level a code's form says.

use plumb_codes::{CipCode, CipLevel, NaicsCode, NaicsLevel, SocCode, SocLevel};

use crate::taxonomy::Classification;

/// SOC: detailed occupations are what the published crosswalk links.
pub const SOC: Classification = Classification {
    table: "soc_structure",
    code_column: "soc_code",
    level_of: soc_level,
    levels: &["detailed occupation", "broad occupation", "minor group", "major group"],
    panel_of: |code| format!("Major group {}", code.get(..2).unwrap_or(code)),
};

/// O*NET-SOC: one level.
pub const ONET_SOC: Classification = Classification {
    table: "onet_soc_structure",
    code_column: "onet_soc_code",
    level_of: |_, _| "occupation",
    levels: &["occupation"],
    panel_of: |code| format!("Major group {}", code.get(..2).unwrap_or(code)),
};

/// NAICS: national industries are what the published concordance links.
pub const NAICS: Classification = Classification {
    table: "naics_codes",
    code_column: "naics_code",
    level_of: naics_level,
    levels: &["national industry", "NAICS industry", "industry group", "subsector", "sector"],
    panel_of: |code| {
        let sector = code.parse::<NaicsCode<2022>>().map(|code| code.sector().to_string());
        format!("Sector {}", sector.unwrap_or_else(|_| code.get(..2).unwrap_or(code).to_owned()))
    },
};

/// CIP: programs, and the families that hold them.
pub const CIP: Classification = Classification {
    table: "cip_codes",
    code_column: "cip_code",
    level_of: cip_level,
    levels: &["instructional program", "series", "family"],
    panel_of: |code| format!("Family {}", code.get(..2).unwrap_or(code)),
};

fn soc_level(code: &str, system: &str) -> &'static str {
    let level = if system == "soc-2010" {
        code.parse::<SocCode<2010>>().map(SocCode::level)
    } else {
        code.parse::<SocCode<2018>>().map(SocCode::level)
    };
    match level {
        Ok(SocLevel::MajorGroup) => "major group",
        Ok(SocLevel::MinorGroup) => "minor group",
        Ok(SocLevel::BroadOccupation) => "broad occupation",
        _ => "detailed occupation",
    }
}

fn naics_level(code: &str, _: &str) -> &'static str {
    match code.parse::<NaicsCode<2022>>().map(NaicsCode::level) {
        Ok(NaicsLevel::Sector) => "sector",
        Ok(NaicsLevel::Subsector) => "subsector",
        Ok(NaicsLevel::IndustryGroup) => "industry group",
        Ok(NaicsLevel::NaicsIndustry) => "NAICS industry",
        _ => "national industry",
    }
}

fn cip_level(code: &str, _: &str) -> &'static str {
    match code.parse::<CipCode<2020>>().map(CipCode::level) {
        Ok(CipLevel::Family) => "family",
        Ok(CipLevel::Series) => "series",
        _ => "instructional program",
    }
}
