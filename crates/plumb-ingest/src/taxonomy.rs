//! The codes that classifications have, to tell a code that nobody has from one that is merely well-formed.

use std::collections::{BTreeMap, BTreeSet};

/// Codes by code system, such as `soc-2018`, in their canonical text form.
///
/// A code that its system does not list is reported as a row issue and kept: the system at hand may
/// be older than the file. Systems that are not here are not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taxonomies {
    codes: BTreeMap<String, BTreeSet<String>>,
}

impl Taxonomies {
    /// Adds codes to a system, named as columns declare it (`soc-2018`, `onet-soc-2019`, `naics-2022`,
    /// `cip-2020`, `oews`).
    pub fn add(&mut self, system: &str, codes: impl IntoIterator<Item = String>) {
        self.codes.entry(system.to_owned()).or_default().extend(codes);
    }

    /// Whether the system is known and does not list the code.
    pub(crate) fn lacks(&self, system: &str, code: &str) -> bool {
        self.codes.get(system).is_some_and(|codes| !codes.is_empty() && !codes.contains(code))
    }

    /// Whether there is nothing to check against.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_is_not_at_hand_lacks_nothing() {
        let mut taxonomies = Taxonomies::default();
        taxonomies.add("soc-2018", ["15-1252".to_owned()]);
        assert!(taxonomies.lacks("soc-2018", "15-9999"));
        assert!(!taxonomies.lacks("soc-2018", "15-1252"));
        assert!(!taxonomies.lacks("soc-2028", "15-9999"));
    }
}
