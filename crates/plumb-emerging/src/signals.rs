//! The signals: each one measures one thing about a subject, in one unit, and says it in words.

mod between;
mod emerging_tasks;
mod employment;
mod family;
mod far_title;
mod filed;
mod framework_gap;
mod growth;
mod joined;
mod listing;
mod new_code;
mod new_title;
mod openings;
mod pile;
mod postings;
mod projected;
mod swell;
mod technologies;
#[cfg(test)]
pub(crate) mod testing;
mod uncovered;
mod unlike;

use std::fmt;

use serde::Deserialize;

use crate::config::EmergingConfig;
use crate::index::Index;
use crate::market::Market;
use crate::subject::Subject;

/// What a signal is measured in.
pub(crate) struct Scene<'a> {
    pub(crate) market: &'a Market,
    pub(crate) index: &'a Index,
    pub(crate) config: &'a EmergingConfig,
}

/// A measured value in the signal's unit, with a sentence's worth of words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) value: f64,
    pub(crate) words: String,
}

macro_rules! signals {
    ($($(#[$doc:meta])* $variant:ident = $name:literal in $unit:literal by $measure:path;)*) => {
        /// One signal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Signal {
            $($(#[$doc])* $variant,)*
        }

        impl Signal {
            /// Every signal.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// Its name in the configuration.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The unit of its value.
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$variant => $unit,)* }
            }

            pub(crate) fn measure(self, scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
                match self { $(Self::$variant => $measure(scene, subject),)* }
            }
        }
    };
}

signals! {
    /// Detailed occupations under a residual or a joined title that have no SOC code of their own.
    UncoveredCode = "uncovered_code" in "detailed_occupations" by uncovered::measure;
    /// Detailed occupations that specialise a SOC occupation.
    Specialisation = "specialisation" in "detailed_occupations" by uncovered::specialisation;
    /// The occupation's title joins several roles, each with titles of its own.
    JoinedOccupation = "joined_occupation" in "titles" by joined::measure;
    /// Titles of the occupation that are unlike each other.
    UnlikeTitles = "unlike_titles" in "titles" by unlike::measure;
    /// Titles of the occupation that share no word with its name.
    UnnamedTitles = "unnamed_titles" in "pct" by unlike::unnamed;
    /// Jobs in the occupation.
    Employment = "employment" in "jobs" by employment::measure;
    /// Codes that an earlier release of the same taxonomy does not have.
    NewCode = "new_code" in "codes" by new_code::measure;
    /// Titles that no earlier release lists.
    NewTitle = "new_title" in "titles" by new_title::measure;
    /// Titles that hold the family's name.
    FamilyTitles = "family_titles" in "titles" by family::measure;
    /// How unlike every occupation's name the title is.
    FarTitle = "far_title" in "distance" by far_title::measure;
    /// Minor groups and clusters between which the title stands.
    BetweenOccupations = "between_occupations" in "groups" by between::measure;
    /// Titles that pile up under an "All Other" code.
    ResidualPile = "residual_pile" in "titles" by pile::measure;
    /// An "All Other" code whose employment grows beyond sampling error.
    ResidualSwell = "residual_swell" in "pct_per_year" by swell::measure;
    /// Employment growth beyond sampling error, over the best of the configured spans.
    EmploymentGrowth = "employment_growth" in "pct_per_year" by growth::employment;
    /// Nominal wage growth beyond sampling error and beyond that of all occupations.
    WageGrowth = "wage_growth" in "pct_per_year" by growth::wage;
    /// Projected employment change over the round.
    ProjectedGrowth = "projected_growth" in "pct" by projected::measure;
    /// Projected openings.
    Openings = "openings" in "jobs_per_year" by openings::measure;
    /// New or hot technologies.
    Technologies = "technologies" in "technologies" by technologies::measure;
    /// Tasks that the publisher lists as new or revised.
    EmergingTasks = "emerging_tasks" in "tasks" by emerging_tasks::measure;
    /// Listings as new and emerging or growing fast.
    Listing = "listing" in "listings" by listing::measure;
    /// How often employers filed its titles.
    FiledTitles = "filed_titles" in "filings" by filed::measure;
    /// Volume in the user's corpus.
    Postings = "postings" in "postings" by postings::volume;
    /// Growth in the user's corpus.
    PostingsGrowth = "postings_growth" in "pct_per_year" by postings::growth;
    /// Part of the user's postings of the family that match no listed title.
    PostingsUnmatched = "postings_unmatched" in "pct" by postings::unmatched;
    /// A sub-cluster of the framework without an occupation.
    FrameworkGap = "framework_gap" in "sub_clusters" by framework_gap::measure;
}

impl fmt::Display for Signal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// "1 title", "3 titles".
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 53 bits")]
pub(crate) const fn as_value(count: usize) -> f64 {
    count as f64
}
