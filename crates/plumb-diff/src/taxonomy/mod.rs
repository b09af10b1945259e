//! What happened to the codes of a classification: added, removed, renamed, moved, split, merged.

mod changes;
pub mod kinds;
mod links;
#[cfg(test)]
mod tests;
mod whole;

pub use changes::{CodeChangeRow, CodeSummaryRow};
pub(crate) use changes::{CodeChanges, code_changes};
pub(crate) use links::{Basis, Link, Links, match_codes};
pub(crate) use whole::{BRIEF, INFERRED};
pub use whole::{Classification, compare_classification};

/// The codes of one side in order, with their titles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeList {
    /// The code system with its vintage, such as `soc-2018`.
    pub system: String,
    entries: Vec<(String, String)>,
}

impl CodeList {
    /// Codes of a system; of a code that stands twice the first title counts.
    pub fn new(system: impl Into<String>, codes: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut entries: Vec<(String, String)> = codes.into_iter().collect();
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        entries.dedup_by(|later, first| later.0 == first.0);
        Self { system: system.into(), entries }
    }

    /// The number of codes.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The code at a position.
    pub fn code(&self, position: usize) -> &str {
        &self.entries[position].0
    }

    /// The title at a position.
    pub fn title(&self, position: usize) -> &str {
        &self.entries[position].1
    }

    /// Where a code stands.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.0.as_str().cmp(code)).ok()
    }

    /// The codes and titles in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.entries.iter().map(|(code, title)| (code.as_str(), title.as_str()))
    }
}
