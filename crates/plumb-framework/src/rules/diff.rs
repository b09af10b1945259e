//! Two versions of the rule tables against each other: which rules changed, and what that changes.

use std::fmt;

use crate::edition::Edition;
use crate::rules::facts::Facts;
use crate::rules::model::{Rule, RuleSet, place_id};
use crate::rules::subject::Subject;

/// What happened to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleChangeKind {
    /// The newer tables have it, the older do not.
    Added,
    /// The older tables have it, the newer do not.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

/// A rule that is not the same in both versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleChange {
    /// The rule.
    pub rule: String,
    /// What happened to it.
    pub kind: RuleChangeKind,
    /// What differs, or what the rule says: `force 0.6 -> 0.8; reason`.
    pub detail: String,
}

/// A subject about which the rules say something else than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeChange {
    /// The subject.
    pub subject: Subject,
    /// What the older rules say: place and force of each rule that stands.
    pub before: Vec<String>,
    /// What the newer rules say.
    pub after: Vec<String>,
}

impl fmt::Display for RuleChangeKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        })
    }
}

/// The rules that differ between two versions, sorted by id. Where a rule is written does not count.
pub fn diff_rules(old: (&Edition, &RuleSet), new: (&Edition, &RuleSet)) -> Vec<RuleChange> {
    let mut changes = Vec::new();
    for before in old.1.iter() {
        match new.1.get(before.id.as_str()) {
            None => changes.push(change(before, RuleChangeKind::Removed, says(old.0, before))),
            Some(after) => {
                let detail = differences(old.0, before, new.0, after);
                if !detail.is_empty() {
                    changes.push(change(after, RuleChangeKind::Changed, detail.join("; ")));
                }
            }
        }
    }
    let added = new.1.iter().filter(|rule| old.1.get(rule.id.as_str()).is_none());
    changes.extend(added.map(|rule| change(rule, RuleChangeKind::Added, says(new.0, rule))));
    changes.sort();
    changes
}

fn change(rule: &Rule, kind: RuleChangeKind, detail: String) -> RuleChange {
    RuleChange { rule: rule.id.to_string(), kind, detail }
}

fn says(edition: &Edition, rule: &Rule) -> String {
    format!(
        "{} rule for {} ({}): {}",
        rule.condition.kind(),
        rule.target_id(edition),
        rule.force,
        rule.reason
    )
}

fn differences(old_edition: &Edition, old: &Rule, new_edition: &Edition, new: &Rule) -> Vec<String> {
    let mut found = Vec::new();
    let mut show = |name: &str, before: String, after: String| {
        if before != after {
            found.push(format!("{name} {before} -> {after}"));
        }
    };
    show("kind", old.condition.kind().to_owned(), new.condition.kind().to_owned());
    show("target", old.target_id(old_edition), new.target_id(new_edition));
    let secondary = |edition: &Edition, rule: &Rule| {
        let ids: Vec<String> = rule.secondary.iter().map(|&place| place_id(edition, place)).collect();
        if ids.is_empty() { "none".to_owned() } else { ids.join(", ") }
    };
    show("secondary", secondary(old_edition, old), secondary(new_edition, new));
    show("force", old.force.to_string(), new.force.to_string());
    show("priority", old.priority.to_string(), new.priority.to_string());
    let day = |day: Option<crate::rules::Day>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
    show("changed", day(old.changed), day(new.changed));
    show("review", day(old.review), day(new.review));
    show("expires", day(old.expires), day(new.expires));
    // Long texts are named, not shown: the files show them side by side.
    for (name, differs) in [
        ("condition", old.condition != new.condition),
        ("reason", old.reason != new.reason),
        ("source", old.source != new.source),
        ("author", old.author != new.author),
        ("added", old.added != new.added),
        ("examples", old.hits != new.hits || old.misses != new.misses),
    ] {
        if differs {
            found.push(name.to_owned());
        }
    }
    found
}

/// The subjects about which two versions of the rules say different things, in the order of the universe. Which rule
/// says it does not count.
pub fn diff_outcomes(
    old: (&Edition, &RuleSet),
    new: (&Edition, &RuleSet),
    universe: impl IntoIterator<Item = (Subject, Facts)>,
) -> Vec<OutcomeChange> {
    let mut changes = Vec::new();
    for (subject, facts) in universe {
        let before = standing(old.0, old.1, &facts);
        let after = standing(new.0, new.1, &facts);
        if before != after {
            changes.push(OutcomeChange { subject, before, after });
        }
    }
    changes
}

fn standing(edition: &Edition, rules: &RuleSet, facts: &Facts) -> Vec<String> {
    let outcome = rules.evaluate(facts);
    let mut said: Vec<String> = outcome
        .standing()
        .map(|fired| {
            let target = fired.rule.target_id(edition);
            let places: Vec<String> =
                fired.rule.secondary.iter().map(|&place| place_id(edition, place)).collect();
            let secondary =
                if places.is_empty() { String::new() } else { format!(" + {}", places.join(" + ")) };
            format!("{target}{secondary} ({})", fired.rule.force)
        })
        .collect();
    said.extend(outcome.ties.iter().map(|tie| format!("tie of {} and {}", tie.left.id, tie.right.id)));
    said.sort();
    said.dedup();
    said
}
