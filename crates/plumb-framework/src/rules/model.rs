//! What a rule is, once read and checked.

use std::fmt;
use std::sync::Arc;

use plumb_codes::Soc2018;

use crate::edition::{Edition, Placement};
use crate::id::RuleId;
use crate::rules::condition::Condition;
use crate::rules::day::Day;
use crate::rules::subject::Subject;

/// Where something is written, for people: lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column in characters.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Where a rule points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A cluster, or a sub-cluster in its cluster.
    Place(Placement),
    /// An occupation: the subject is called so, and belongs where the occupation does.
    Occupation(Soc2018),
}

/// How strongly a rule points to its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Force {
    /// It decides.
    Pin,
    /// It is evidence: the probability that the subject belongs there if nothing else were known, above 0.0 and below 1.0.
    Weight(f64),
    /// The subject does not belong there, whatever weaker evidence says. Published rows stay.
    Exclude,
}

impl fmt::Display for Force {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pin => formatter.write_str("pin"),
            Self::Weight(weight) => write!(formatter, "{weight}"),
            Self::Exclude => formatter.write_str("exclude"),
        }
    }
}

/// One rule of an edition's rule tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Stable id, unique in the edition.
    pub id: RuleId,
    /// When it fires.
    pub condition: Condition,
    /// Where it points to.
    pub target: Target,
    /// Further places that a subject has beside the target, in the rule's order; they share its force.
    pub secondary: Vec<Placement>,
    /// How strongly.
    pub force: Force,
    /// Goes before everything else in precedence; 0 where the rule does not say.
    pub priority: i32,
    /// Why, as a steward would defend it.
    pub reason: String,
    /// Where the reason can be looked up.
    pub source: String,
    /// Who answers for it.
    pub author: String,
    /// Day it was added.
    pub added: Day,
    /// Day of its last change.
    pub changed: Option<Day>,
    /// Day on which somebody should look at it again.
    pub review: Option<Day>,
    /// Day after which it should no longer be in use.
    pub expires: Option<Day>,
    /// Subjects for which it must fire.
    pub hits: Vec<Subject>,
    /// Subjects for which it must not fire.
    pub misses: Vec<Subject>,
    /// Where it is written.
    pub at: Location,
}

impl Rule {
    /// The places it points to with the target first; none for a rule that points to an occupation.
    pub fn places(&self) -> impl Iterator<Item = Placement> + '_ {
        let first = match self.target {
            Target::Place(place) => Some(place),
            Target::Occupation(_) => None,
        };
        first.into_iter().chain(self.secondary.iter().copied())
    }

    /// The target in words: `Digital Technology / Web & Cloud`, or the code of an occupation.
    pub fn target_name(&self, edition: &Edition) -> String {
        match self.target {
            Target::Place(place) => edition.placement_name(place),
            Target::Occupation(code) => code.to_string(),
        }
    }

    /// The target as tables write it: the id of a cluster or sub-cluster, or the code of an occupation.
    pub fn target_id(&self, edition: &Edition) -> String {
        match self.target {
            Target::Place(place) => place_id(edition, place),
            Target::Occupation(code) => code.to_string(),
        }
    }
}

/// The narrowest id of a place.
pub(crate) fn place_id(edition: &Edition, place: Placement) -> String {
    place.sub_cluster.map_or_else(
        || edition.clusters[place.cluster].id.to_string(),
        |sub| edition.sub_clusters[sub].id.to_string(),
    )
}

/// The rules of an edition, sorted by id. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
}

impl RuleSet {
    pub(crate) fn new(mut rules: Vec<Rule>) -> Self {
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Self { rules: rules.into_iter().map(Arc::new).collect() }
    }

    /// The rules, sorted by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Rule> + Clone {
        self.rules.iter().map(Arc::as_ref)
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let found = self.rules.binary_search_by(|rule| rule.id.as_str().cmp(id)).ok()?;
        Some(&self.rules[found])
    }

    /// The number of rules.
    pub const fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are no rules.
    pub const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The same set without some of its rules.
    #[must_use]
    pub fn hiding(&self, hidden: impl Fn(&Rule) -> bool) -> Self {
        Self { rules: self.rules.iter().filter(|rule| !hidden(rule)).map(Arc::clone).collect() }
    }
}
