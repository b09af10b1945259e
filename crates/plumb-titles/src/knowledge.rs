//! What an index is built from: known titles, the words of tasks, and employment. Facts only, as rows.

use plumb_codes::Soc2018;

/// Where a known title comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TitleKind {
    /// The title of the occupation itself.
    Occupation,
    /// An alternate title of O*NET.
    Alternate,
    /// A short title or acronym of O*NET.
    Short,
    /// A title that incumbents reported to O*NET.
    Reported,
    /// A title of the SOC direct match title file.
    DirectMatch,
    /// A title that an employer filed with the Department of Labor, with the code that it chose.
    Filed,
}

impl TitleKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Occupation, Self::Alternate, Self::Short, Self::Reported, Self::DirectMatch, Self::Filed];

    /// The kind's name in outputs and options: `direct-match`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Occupation => "occupation",
            Self::Alternate => "alternate",
            Self::Short => "short",
            Self::Reported => "reported",
            Self::DirectMatch => "direct-match",
            Self::Filed => "filed",
        }
    }

    /// The kind with this name; returns `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind with this number; returns `None` for a number of no kind.
    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// One title with its occupation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownTitle {
    /// The title as published.
    pub title: String,
    /// Its occupation, a detailed SOC 2018 code.
    pub soc: Soc2018,
    /// Where it comes from.
    pub kind: TitleKind,
    /// How often it was seen with this occupation; 1 where the source does not count.
    pub count: u32,
}

impl KnownTitle {
    /// A title that was seen once.
    pub fn new(title: impl Into<String>, soc: Soc2018, kind: TitleKind) -> Self {
        Self { title: title.into(), soc, kind, count: 1 }
    }
}

/// One word of the tasks of an occupation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownTerm {
    /// The word in lower case.
    pub term: String,
    /// The occupation.
    pub soc: Soc2018,
    /// In how many of its tasks it stands.
    pub tasks: u32,
}

/// All that an index is built from.
///
/// The order of rows does not matter: [`crate::Matcher::build`] sorts them, so the same rows give the same index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Knowledge {
    /// Known titles.
    pub titles: Vec<KnownTitle>,
    /// The words of tasks.
    pub terms: Vec<KnownTerm>,
    /// Employment of occupations in jobs. An occupation without a row counts as a small one.
    pub employment: Vec<(Soc2018, u64)>,
    /// What each part was taken from: a name such as `onet/30.1/onet_titles` and a digest of its content.
    ///
    /// They are kept in the index, so that whoever loads it can tell whether it is stale.
    pub inputs: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_name_and_number() {
        for (number, kind) in (0_u8..).zip(TitleKind::ALL) {
            assert_eq!(TitleKind::from_name(kind.name()), Some(kind));
            assert_eq!(TitleKind::from_number(number), Some(kind));
            assert_eq!(kind as u8, number);
        }
        assert_eq!(TitleKind::from_name("Direct-Match"), None);
        assert_eq!(TitleKind::from_number(6), None);
    }
}
