//! Which rules know about an occupation: a masked evaluation must not see what was written about what it predicts.

use plumb_codes::{OewsOccCode, Soc2018, SocLevel};

use crate::edition::fold_name;
use crate::rules::condition::Condition;
use crate::rules::model::{Rule, RuleSet, Target};
use crate::rules::selector::{OccupationSelector, Selector, Tree as _};

/// How a rule names an occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// Not at all.
    Not,
    /// As one of a major or minor group, or of a range that it does not bound.
    InGroup,
    /// By its own code, by an O*NET-SOC code built on it, by its broad occupation or composite, as a bound of
    /// a range, as an exception, or as the target.
    Directly,
}

impl Rule {
    /// How the rule names an occupation by code, in its condition or as its target. Examples do not count: they
    /// decide nothing.
    pub fn names(&self, soc: Soc2018) -> Naming {
        if self.target == Target::Occupation(soc) {
            return Naming::Directly;
        }
        self.condition.occupations().map(|selector| naming(selector, soc)).max().unwrap_or(Naming::Not)
    }

    /// Whether the rule recognises a title: a title rule that was written with it in mind.
    pub fn names_title(&self, title: &str) -> bool {
        match &self.condition {
            Condition::Title { titles, patterns, except } => {
                titles.contains(&fold_name(title))
                    || patterns.iter().chain(except).any(|pattern| pattern.matches(title))
            }
            _ => false,
        }
    }
}

impl RuleSet {
    /// The set as somebody would have it who has never heard of this occupation: without the rules that name it
    /// directly, and without the title rules that recognise one of its titles. Rules about wide groups stay.
    #[must_use]
    pub fn without_knowledge_of(&self, soc: Soc2018, titles: &[&str]) -> Self {
        self.hiding(|rule| {
            rule.names(soc) == Naming::Directly || titles.iter().any(|title| rule.names_title(title))
        })
    }
}

fn naming(selector: &OccupationSelector, soc: Soc2018) -> Naming {
    let composite = |code: Soc2018| {
        let line = OewsOccCode::carrying(soc);
        line.is_composite() && line.to_string() == code.to_string()
    };
    match *selector {
        OccupationSelector::Onet(code) => {
            if code.soc_stem() == soc.to_string() {
                Naming::Directly
            } else {
                Naming::Not
            }
        }
        OccupationSelector::Soc(Selector::Range(first, last)) => {
            if first == soc || last == soc {
                Naming::Directly
            } else if Selector::Range(first, last).covers(soc) {
                Naming::InGroup
            } else {
                Naming::Not
            }
        }
        OccupationSelector::Soc(Selector::One(code)) => {
            let narrow = matches!(code.level(), SocLevel::BroadOccupation | SocLevel::DetailedOccupation);
            if composite(code) || (narrow && Selector::One(code).covers(soc)) || code == soc {
                Naming::Directly
            } else if Selector::One(code).covers(soc)
                || code.above().is_some_and(|_| Selector::One(soc).covers(code))
            {
                Naming::InGroup
            } else {
                Naming::Not
            }
        }
    }
}
