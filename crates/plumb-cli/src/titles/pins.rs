//! The steward's rules that pin titles: they go before whatever the index says.

use std::path::Path;

use anyhow::Result;
use plumb_codes::Soc2018;
use plumb_framework::Edition;
use plumb_framework::rules::{Condition, Facts, Force, RuleSet, Target, Taxonomies};

/// The rules of an edition that pin titles.
#[derive(Debug, Default)]
pub(crate) struct Pinned {
    rules: RuleSet,
    edition: Option<Edition>,
}

/// What a rule says of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PinnedTo {
    /// The rule in words, as outputs cite it.
    pub(crate) note: String,
    /// The occupation, where the rule names one.
    pub(crate) soc: Option<Soc2018>,
    /// Cluster and sub-cluster, where the rule names a place.
    pub(crate) place: Option<(String, String)>,
    /// Why, as the steward wrote it.
    pub(crate) reason: String,
    /// Where the rule is written.
    pub(crate) at: String,
}

impl Pinned {
    /// The pins of an edition's rule tables.
    pub(crate) fn load(config: Option<&Path>, edition: &Edition) -> Result<Self> {
        let rules = plumb_framework::load_rules(config, edition, &Taxonomies::default())?;
        Ok(Self::new(&rules, edition))
    }

    fn new(rules: &RuleSet, edition: &Edition) -> Self {
        // Without the other rules, whatever fires is a pin, and none of them is read a million times for nothing.
        let rules = rules
            .hiding(|rule| rule.force != Force::Pin || !matches!(rule.condition, Condition::Title { .. }));
        Self { rules, edition: Some(edition.clone()) }
    }

    /// What the steward pinned this title to.
    pub(crate) fn find(&self, title: &str) -> Option<PinnedTo> {
        if self.rules.is_empty() {
            return None;
        }
        let facts = Facts { titles: vec![title.to_owned()], ..Facts::default() };
        let outcome = self.rules.evaluate(&facts);
        let rule = outcome.pin()?.rule;
        let edition = self.edition.as_ref()?;
        let (soc, place) = match rule.target {
            Target::Occupation(soc) => (Some(soc), None),
            Target::Place(place) => {
                let sub_cluster = place.sub_cluster.map(|sub| edition.sub_clusters[sub].name.clone());
                (None, Some((edition.clusters[place.cluster].name.clone(), sub_cluster.unwrap_or_default())))
            }
        };
        Some(PinnedTo {
            note: format!("rule {}", rule.id),
            soc,
            place,
            reason: rule.reason.clone(),
            at: rule.at.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use plumb_framework::rules::RuleText;

    use super::*;

    #[test]
    fn a_pin_says_where_a_title_goes_and_weaker_rules_say_nothing() {
        let (edition, _) = plumb_framework::load(None, "national-2024").unwrap();
        let rule = |id: &str, pattern: &str, target: &str, force: &str| {
            format!(
                "[[title]]\nid = \"{id}\"\npatterns = [\"{pattern}\"]\n{target}\n{force}\n\
                 reason = \"the board decided so\"\nsource = \"https://example.org/\"\nauthor = \"Test\"\n\
                 added = 2026-01-01\nreview = 2027-01-01\nhits = [\"{pattern}\"]\nmisses = [\"somebody else\"]\n"
            )
        };
        let text = [
            "occupation_codes = \"soc-2018\"\n".to_owned(),
            rule("to-code", "widget whisperer", "occupation = \"51-2092\"", "pin = true"),
            rule("to-place", "space pirate", "target = \"military-national-security\"", "pin = true"),
            rule("weak", "space cowboy", "target = \"military-national-security\"", "weight = 0.9"),
        ]
        .concat();
        let texts = [RuleText { file: "titles.toml".to_owned(), text }];
        let rules = RuleSet::read(&edition, &texts, &Taxonomies::default()).unwrap();
        let pins = Pinned::new(&rules, &edition);
        let code = pins.find("Senior Widget-Whisperer").unwrap();
        assert_eq!((code.soc.unwrap().to_string().as_str(), code.place), ("51-2092", None));
        assert_eq!((code.note.as_str(), code.reason.as_str()), ("rule to-code", "the board decided so"));
        let place = pins.find("SPACE PIRATE").unwrap();
        assert!(place.soc.is_none() && !place.place.unwrap().0.is_empty());
        assert_eq!(pins.find("space cowboy"), None);
    }
}
