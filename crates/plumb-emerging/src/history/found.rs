//! When a flagged subject has found a truth item. The rule is written in `docs/EVALUATION.md` and was fixed first.

use std::collections::{BTreeMap, BTreeSet};

use plumb_titles::normalise::Draft;

use crate::lexicon::canonical;
use crate::names::name_texts;
use crate::rank::Finding;
use crate::subject::SubjectKind;

/// An occupation that came later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TruthItem {
    /// Its title.
    pub title: String,
    /// Its code in the newer taxonomy.
    pub code: String,
}

/// The word sets by which an item is found.
#[derive(Debug)]
pub(crate) struct Names {
    names: BTreeSet<String>,
    without_role: BTreeSet<String>,
}

impl Names {
    pub(crate) fn of(item: &TruthItem) -> Self {
        let mut draft = Draft::default();
        let (mut names, mut without_role) = (BTreeSet::new(), BTreeSet::new());
        for text in name_texts(&item.title) {
            names.extend(canonical(&text, &mut draft));
            if let Some((modifier, _)) = text.rsplit_once(' ') {
                without_role.extend(canonical(modifier, &mut draft));
            }
        }
        Self { names, without_role }
    }

    /// Whether a title is one of the item's names.
    pub(crate) fn names(&self, words: &str) -> bool {
        self.names.contains(words)
    }

    /// Whether a technology's name is the item's without its role.
    pub(crate) fn names_technology(&self, words: &str) -> bool {
        self.without_role.contains(words)
    }
}

/// The word sets of all items, to see which of them a finding names.
#[derive(Debug)]
pub(crate) struct Wanted {
    names: BTreeMap<String, Vec<usize>>,
    without_role: BTreeMap<String, Vec<usize>>,
}

impl Wanted {
    pub(crate) fn of(items: &[Names]) -> Self {
        let (mut names, mut without_role) = (BTreeMap::new(), BTreeMap::new());
        let add = |known: &mut BTreeMap<String, Vec<usize>>, words: &BTreeSet<String>, item| {
            for words in words {
                known.entry(words.clone()).or_default().push(item);
            }
        };
        for (item, own) in items.iter().enumerate() {
            add(&mut names, &own.names, item);
            add(&mut without_role, &own.without_role, item);
        }
        Self { names, without_role }
    }

    /// The items of which a finding shows a title that names them.
    pub(crate) fn found_by(&self, finding: &Finding, draft: &mut Draft) -> BTreeSet<usize> {
        let wanted = if finding.kind == SubjectKind::Technology { &self.without_role } else { &self.names };
        let words = finding.titles.iter().filter_map(|title| canonical(&title.text, draft));
        words.filter_map(|words| wanted.get(&words)).flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(title: &str) -> Names {
        Names::of(&TruthItem { title: title.to_owned(), code: String::new() })
    }

    fn check(item: &str, shown: &str, found: bool) {
        let words = canonical(shown, &mut Draft::default()).unwrap();
        assert_eq!(names(item).names(&words), found, "{item} by {shown}");
    }

    #[test]
    fn the_same_words_find_and_fewer_or_more_do_not() {
        check("Data Scientists", "Senior Data Scientist", true);
        check("Data Scientists", "Data Scientist (Remote)", true);
        check("Data Scientists", "Scientist", false);
        check("Data Scientists", "Clinical Data Scientist", false);
        check("Web and Digital Interface Designers", "Web Interface Designer", true);
        check("Web and Digital Interface Designers", "Web Designer", false);
        check("Bus Drivers, School", "School Bus Driver", true);
        check("Bus Drivers, School", "Bus Driver", false);
        check("Ophthalmologists, Except Pediatric", "Ophthalmologist", true);
        check("First-Line Supervisors of Security Workers", "Security Supervisor", true);
    }

    #[test]
    fn a_technology_names_an_item_without_its_role() {
        assert!(names("Blockchain Engineers").names_technology("blockchain"));
        assert!(!names("Blockchain Engineers").names("blockchain"));
        assert!(!names("Data Scientists").names_technology("database"));
    }
}
