//! Rule tables: what a steward decides beyond the published rows, as data. Pure: texts and facts in, outcomes out.

mod check;
mod condition;
mod day;
mod diff;
mod evaluate;
mod facts;
mod masking;
mod model;
mod problem;
mod read;
mod resolve;
mod resolve_condition;
mod selector;
mod subject;
mod table;
mod taxonomy;
mod title;
mod written;

pub use check::{Coverage, RuleFinding, RuleFindingKind, RuleSeverity, check_rules};
pub use condition::Condition;
pub use day::Day;
pub use diff::{OutcomeChange, RuleChange, RuleChangeKind, diff_outcomes, diff_rules};
pub use evaluate::{Fired, Outcome, Overruled, Precedence, Tie};
pub use facts::{ElementScale, Facts};
pub use masking::Naming;
pub use model::{Force, Location, Rule, RuleSet, Target};
pub use problem::{Related, RuleProblem, RuleProblems};
pub use read::RuleText;
pub use selector::{OccupationSelector, Selector, Tree};
pub use subject::{Occupation, Subject};
pub use taxonomy::Taxonomies;
pub use title::TitlePattern;

/// A rule table with one rule of every kind and every key, with comments, to copy from.
pub const EXAMPLE: &str = include_str!("rules/example.toml");

#[cfg(test)]
mod tests;
