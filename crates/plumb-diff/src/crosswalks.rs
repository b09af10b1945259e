//! The crosswalks that publishers keep between code systems, by name: which table links which, and who holds it.

use crate::error::DiffError;

/// A published crosswalk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCrosswalk {
    /// Its table.
    pub table: &'static str,
    /// The release that holds it.
    pub holder: &'static str,
    /// The column of the codes of the earlier side of a comparison.
    pub from_column: &'static str,
    /// The column of the codes of the later side.
    pub to_column: &'static str,
}

/// Earlier system, later system, table, holder, column of the earlier, column of the later.
const KNOWN: [(&str, &str, KnownCrosswalk); 3] = [
    (
        "soc-2010",
        "soc-2018",
        KnownCrosswalk {
            table: "soc_2010_to_2018",
            holder: "soc/2018",
            from_column: "soc_2010_code",
            to_column: "soc_2018_code",
        },
    ),
    (
        "onet-soc-2010",
        "onet-soc-2019",
        KnownCrosswalk {
            table: "onet_soc_2010_to_2019",
            holder: "onet-soc/2019",
            from_column: "onet_soc_2010_code",
            to_column: "onet_soc_2019_code",
        },
    ),
    (
        "naics-2017",
        "naics-2022",
        KnownCrosswalk {
            table: "naics_2017_to_2022",
            holder: "naics/2022",
            from_column: "naics_2017_code",
            to_column: "naics_2022_code",
        },
    ),
];

/// The crosswalk between two code systems, such as `soc-2010` and `soc-2018`, whichever comes first; returns `None`
/// where none is known.
pub fn known_crosswalk(from: &str, to: &str) -> Option<KnownCrosswalk> {
    KNOWN.iter().find_map(|(earlier, later, known)| {
        if (*earlier, *later) == (from, to) {
            return Some(*known);
        }
        let backwards = (*earlier, *later) == (to, from);
        backwards.then_some(KnownCrosswalk {
            from_column: known.to_column,
            to_column: known.from_column,
            ..*known
        })
    })
}

/// How codes of two systems may be linked.
#[derive(Debug, Clone, Copy)]
pub struct Linking<'a> {
    /// Published pairs, earlier side first.
    pub crosswalk: Option<&'a [(String, String)]>,
    /// Whether to match by code and title where a published crosswalk is missing.
    pub infer: bool,
}

impl<'a> Linking<'a> {
    /// The pairs to use between two systems.
    ///
    /// # Errors
    /// When a published crosswalk is known, not at hand, and inference was not asked for.
    pub(crate) fn between(self, from: &str, to: &str) -> Result<Option<&'a [(String, String)]>, DiffError> {
        if from == to {
            return Ok(None);
        }
        match (self.crosswalk, known_crosswalk(from, to)) {
            (Some(pairs), _) => Ok(Some(pairs)),
            (None, Some(known)) if !self.infer => Err(DiffError::MissingCrosswalk {
                from: from.to_owned(),
                to: to.to_owned(),
                crosswalk: known.table.to_owned(),
                holder: known.holder.to_owned(),
            }),
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crosswalk_is_found_in_both_directions() {
        let forward = known_crosswalk("soc-2010", "soc-2018").unwrap();
        let backward = known_crosswalk("soc-2018", "soc-2010").unwrap();
        assert_eq!((forward.table, forward.from_column), ("soc_2010_to_2018", "soc_2010_code"));
        assert_eq!((backward.table, backward.from_column), ("soc_2010_to_2018", "soc_2018_code"));
        assert_eq!(known_crosswalk("soc-2018", "soc-2028"), None);
    }

    #[test]
    fn a_missing_crosswalk_is_an_error_unless_inference_is_wanted() {
        let linking = Linking { crosswalk: None, infer: false };
        let error = linking.between("naics-2017", "naics-2022").unwrap_err().to_string();
        assert!(error.contains("naics/2022") && error.contains("--infer"), "{error}");
        assert_eq!(Linking { infer: true, ..linking }.between("naics-2017", "naics-2022"), Ok(None));
        assert_eq!(linking.between("soc-2018", "soc-2028"), Ok(None));
        assert_eq!(linking.between("soc-2018", "soc-2018"), Ok(None));
    }
}
