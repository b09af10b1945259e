//! The occupational structures that OEWS and the projections have used, and which SOC occupations their lines are.

use crate::oews::{Composite, OewsOccCode, composites};
use crate::soc::{Soc2010, Soc2018};

/// Which classification the lines of an OEWS release, or of a round of projections, follow.
///
/// Source: <https://www.bls.gov/oes/soc_2018.htm>. Figures of two structures are of other occupations even where a
/// code is the same, so nothing compares across them without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OewsStructure {
    /// OEWS May 2012 to May 2018.
    Soc2010,
    /// OEWS May 2019 and May 2020 and the rounds that start there: the finest lines that SOC 2010 and SOC 2018 share.
    Hybrid,
    /// OEWS since May 2021.
    Soc2018,
}

/// Lines of the hybrid structure that stand for several SOC 2018 occupations and have a code or name of their own.
///
/// Source: the names of the lines in May 2019, and the lines of May 2021 that they cover.
const HYBRID: [Composite; 30] = [
    Composite { published: "11-2030", members: &["11-2032", "11-2033"] },
    Composite { published: "11-3010", members: &["11-3012", "11-3013"] },
    Composite { published: "11-9198", members: &["11-9072", "11-9179", "11-9199"] },
    Composite { published: "13-1198", members: &["13-1082", "13-1199"] },
    Composite { published: "13-2098", members: &["13-2051", "13-2054", "13-2099"] },
    Composite { published: "15-1245", members: &["15-1242", "15-1243"] },
    Composite { published: "15-1256", members: &["15-1252", "15-1253"] },
    Composite { published: "15-1257", members: &["15-1254", "15-1255"] },
    Composite { published: "15-2098", members: &["15-2051", "15-2099"] },
    Composite { published: "17-3098", members: &["17-3028", "17-3029"] },
    Composite { published: "19-3031", members: &["19-3033", "19-3034"] },
    Composite { published: "19-4010", members: &["19-4012", "19-4013"] },
    Composite { published: "19-4045", members: &["19-4043", "19-4044"] },
    Composite { published: "25-3097", members: &["25-3041", "25-3099"] },
    Composite { published: "27-2090", members: &["27-2091", "27-2099"] },
    Composite { published: "27-4098", members: &["27-4015", "27-4099"] },
    Composite {
        published: "29-1228",
        members: &["29-1212", "29-1213", "29-1214", "29-1217", "29-1222", "29-1224", "29-1229", "29-1241"],
    },
    Composite { published: "29-1248", members: &["29-1242", "29-1243", "29-1249"] },
    Composite { published: "29-1298", members: &["29-1291", "29-1299"] },
    Composite { published: "29-2040", members: &["29-2042", "29-2043"] },
    Composite { published: "29-2098", members: &["29-2036", "29-2072", "29-2099"] },
    Composite { published: "29-9098", members: &["29-9021", "29-9093", "29-9099"] },
    Composite { published: "33-1090", members: &["33-1091", "33-1099"] },
    Composite { published: "33-9098", members: &["33-9094", "33-9099"] },
    Composite { published: "39-1098", members: &["39-1014", "39-1022"] },
    Composite { published: "39-9098", members: &["39-4012", "39-9099"] },
    Composite { published: "47-5097", members: &["47-5023", "47-5032"] },
    Composite { published: "47-5098", members: &["47-5049", "47-5099"] },
    Composite { published: "53-3058", members: &["53-3051", "53-3053", "53-3054"] },
    Composite { published: "53-6098", members: &["53-6032", "53-6099"] },
];

/// Lines of May 2018 whose codes are OEWS's own and not that of a broad occupation, with the SOC 2010 occupations
/// that they are, alone or together.
///
/// Source: the lines' names in that release, and the SOC 2010 occupations that have no line of their own.
const OWN_2010: [Composite; 6] = [
    Composite { published: "21-1018", members: &["21-1011", "21-1014"] },
    Composite { published: "25-3097", members: &["25-3099"] },
    Composite { published: "25-3098", members: &["25-3099"] },
    Composite { published: "51-2028", members: &["51-2022", "51-2023"] },
    Composite { published: "51-2098", members: &["51-2092", "51-2099"] },
    Composite { published: "53-1048", members: &["53-1021", "53-1031"] },
];

impl OewsStructure {
    /// The structure of OEWS of a year, or of a round of projections with that base year; returns `None` for years
    /// whose structure is not known here.
    pub const fn of_year(year: u16) -> Option<Self> {
        match year {
            2012..=2018 => Some(Self::Soc2010),
            2019 | 2020 => Some(Self::Hybrid),
            // The structure holds until the next revision of the SOC, planned for 2028.
            2021..=2028 => Some(Self::Soc2018),
            _ => None,
        }
    }

    /// What it is called in notes to people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Soc2010 => "SOC 2010",
            Self::Hybrid => "the SOC 2010/2018 hybrid",
            Self::Soc2018 => "SOC 2018",
        }
    }

    /// The SOC 2018 occupations that a detailed line of this structure stands for; none for SOC 2010, which takes
    /// the published crosswalk.
    pub fn soc_2018(self, line: OewsOccCode) -> Vec<Soc2018> {
        match self {
            Self::Soc2010 => Vec::new(),
            Self::Hybrid => members(&HYBRID, line).unwrap_or_else(|| line.stands_for()),
            Self::Soc2018 => line.stands_for(),
        }
    }

    /// The SOC 2010 occupations that a detailed line of a SOC 2010 release stands for, out of `known`: the codes of
    /// OEWS's own, those of a broad occupation that has no finer line, or the code itself.
    pub fn soc_2010(line: OewsOccCode, known: &[Soc2010]) -> Vec<Soc2010> {
        if let Some(found) = members(&OWN_2010, line) {
            return found;
        }
        let Ok(code) = line.to_string().parse::<Soc2010>() else { return Vec::new() };
        if known.binary_search(&code).is_ok() {
            return vec![code];
        }
        known.iter().copied().filter(|soc| soc.broad_occupation() == code).collect()
    }

    /// The lines of this structure that stand for several occupations.
    pub const fn composites(self) -> &'static [Composite] {
        match self {
            Self::Soc2010 => &OWN_2010,
            Self::Hybrid => &HYBRID,
            Self::Soc2018 => composites(),
        }
    }
}

fn members<C: std::str::FromStr>(composites: &[Composite], line: OewsOccCode) -> Option<Vec<C>> {
    let text = line.to_string();
    let found = composites.iter().find(|composite| composite.published == text)?;
    Some(found.members.iter().filter_map(|member| member.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hybrid_lines_are_sorted_disjoint_and_stand_for_72_occupations() {
        let members: Vec<Soc2018> = HYBRID
            .iter()
            .flat_map(|composite| OewsStructure::Hybrid.soc_2018(composite.published.parse().unwrap()))
            .collect();
        assert_eq!(members.len(), 72);
        let mut unique = members.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), 72);
        assert!(HYBRID.windows(2).all(|pair| pair[0].published < pair[1].published));
    }

    #[test]
    fn years_have_their_structure_and_lines_their_occupations() {
        assert_eq!(OewsStructure::of_year(2018), Some(OewsStructure::Soc2010));
        assert_eq!(OewsStructure::of_year(2020), Some(OewsStructure::Hybrid));
        assert_eq!(OewsStructure::of_year(2025), Some(OewsStructure::Soc2018));
        assert_eq!(OewsStructure::of_year(1999), None);
        let known: Vec<Soc2010> =
            ["13-1021", "13-1022", "15-1132"].map(|code| code.parse().unwrap()).to_vec();
        let of = |line: &str| OewsStructure::soc_2010(line.parse().unwrap(), &known).len();
        assert_eq!((of("15-1132"), of("13-1020"), of("51-2098"), of("11-1011")), (1, 2, 2, 0));
        let hybrid = OewsStructure::Hybrid.soc_2018("15-1256".parse().unwrap());
        assert_eq!(hybrid.iter().map(ToString::to_string).collect::<Vec<_>>(), ["15-1252", "15-1253"]);
        assert_eq!(OewsStructure::Soc2018.soc_2018("13-1020".parse().unwrap()).len(), 3);
    }
}
