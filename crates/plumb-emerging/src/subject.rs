//! What can be flagged: occupations that fall apart, families of titles, technologies, empty sub-clusters.

use crate::lexicon::TitleKey;

/// What kind of thing a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A SOC occupation that joins several roles or holds detailed occupations without a SOC code of their own.
    Occupation,
    /// A family of similar titles.
    Family,
    /// A technology.
    Technology,
    /// A sub-cluster of the framework that no occupation is in.
    SubCluster,
}

impl SubjectKind {
    /// The word for it in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Occupation => "occupation",
            Self::Family => "family",
            Self::Technology => "technology",
            Self::SubCluster => "sub-cluster",
        }
    }
}

/// A title that a subject shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayedTitle {
    /// The title.
    pub text: String,
    /// Its words.
    pub key: TitleKey,
    /// Its code, where it is a detailed occupation.
    pub code: Option<String>,
}

/// Something that may be emerging, before it is measured.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) kind: SubjectKind,
    /// What it shows, the most typical title first.
    pub(crate) titles: Vec<DisplayedTitle>,
    /// Entries of the index that it stands for.
    pub(crate) entries: Vec<usize>,
    /// Homes, the main one first; none for technologies that no occupation uses.
    pub(crate) homes: Vec<usize>,
    /// Detailed occupations whose own tasks, technologies and listings speak for it.
    pub(crate) occupations: Vec<usize>,
    /// Titles behind the second strongest part of the home's title; 0 where the title joins nothing.
    pub(crate) parts: usize,
    /// Detailed occupations without a SOC code of their own that it names.
    pub(crate) uncovered: usize,
    /// Titles under the main home that hold a name that it shows.
    pub(crate) support: usize,
    /// Position in the market's technologies.
    pub(crate) technology: Option<usize>,
    /// Position in the market's gaps.
    pub(crate) gap: Option<usize>,
}
