//! Turns what the rules of an edition say about a subject into claims and points. It asks no rule itself.

use std::collections::BTreeSet;

use plumb_framework::rules::{Condition, Force, Outcome, Target};
use plumb_framework::{Edition, Placement};

use crate::from_edition::slot_of;
use crate::infer::{Bonus, Evidence};
use crate::scoring::{Basis, Claim};
use crate::view::{EditionView, Slot};

/// Points that an exclusion takes: beyond what any evidence gives.
const EXCLUDED_POINTS: f64 = -50.0;

/// What the rules say about one subject.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ruling {
    /// The places that a pin decides on; none without a pin.
    pub pinned: Vec<Claim>,
    /// Points of weights and exclusions.
    pub bonuses: Vec<Bonus>,
    /// Every rule that fired, in words, the overruled ones with why.
    pub notes: Vec<String>,
    /// The ids of the rules that fired.
    pub fired: BTreeSet<String>,
    /// The ids of those among them that count and are about the subject as such: pins, and rules that name codes of occupations. A
    /// weight for everything with a word in its title or with a technology is not.
    pub about: BTreeSet<String>,
}

impl Ruling {
    /// Whether a rule counts that is about the subject itself, and not about the one whose ruling is given, too.
    ///
    /// A rule about a SOC occupation fires for its O*NET-SOC occupations; what is published about the former goes before
    /// it. A rule that fires for one of the latter only is about that one, and nothing published is.
    pub fn is_of_its_own(&self, whole: &Self) -> bool {
        self.about.difference(&whole.fired).next().is_some()
    }
}

/// Reads an outcome of rules.
///
/// A pin is a decision of the steward and has strength 1.0. A weight of `w` gives the points with which a place would
/// have probability `w` beside all other places of the edition if nothing else were known. A rule that points to an
/// occupation points to that occupation's published places, in equal parts of its weight.
pub fn ruling(outcome: &Outcome<'_>, edition: &Edition, view: &EditionView) -> Ruling {
    let mut ruling = Ruling::default();
    let places = view.clusters.iter().map(|cluster| cluster.sub_clusters.len().max(1)).sum::<usize>();
    let others = u32::try_from(places.saturating_sub(1).max(1)).map_or(f64::MAX, f64::from);
    for fired in &outcome.fired {
        let rule = fired.rule;
        let target = rule.target_name(edition);
        ruling.fired.insert(rule.id.to_string());
        if let Some(overruled) = &fired.overruled {
            ruling.notes.push(format!(
                "Rule {} ({}) points to {target} and gives way to {}, which {}.",
                rule.id, fired.because, overruled.by.id, overruled.why
            ));
            continue;
        }
        if rule.force == Force::Pin || matches!(rule.condition, Condition::Occupation { .. }) {
            ruling.about.insert(rule.id.to_string());
        }
        let slots = slots(rule.target, rule.places(), edition, view);
        let because = format!("Rule {}: {} It fired because {}.", rule.id, rule.reason, fired.because);
        for &slot in &slots {
            match rule.force {
                Force::Pin => ruling.pinned.push(Claim {
                    slot,
                    basis: Basis::Rule,
                    strength: 1.0,
                    note: because.clone(),
                }),
                Force::Weight(weight) => ruling.bonuses.push(Bonus {
                    slot,
                    evidence: Evidence::Rule,
                    points: (others * weight / (1.0 - weight)).ln(),
                    name: rule.id.to_string(),
                }),
                Force::Exclude => {
                    let excluded = Bonus {
                        slot,
                        evidence: Evidence::Rule,
                        points: EXCLUDED_POINTS,
                        name: format!("{} (excludes)", rule.id),
                    };
                    ruling.bonuses.push(excluded);
                }
            }
        }
        ruling.notes.push(format!("{because} It says {} for {target}.", rule.force));
    }
    ruling
}

fn slots(
    target: Target,
    places: impl Iterator<Item = Placement>,
    edition: &Edition,
    view: &EditionView,
) -> Vec<Slot> {
    let published = match target {
        Target::Occupation(soc) => view.published.get(&soc),
        Target::Place(_) => None,
    };
    let published = published.into_iter().flat_map(|slots| slots.keys().copied());
    published.chain(places.map(|place| slot_of(edition, place))).collect()
}

#[cfg(test)]
mod tests {
    use plumb_framework::rules::{Facts, RuleSet, RuleText, Taxonomies};

    use super::*;

    #[test]
    fn pins_become_claims_weights_points_and_exclusions_minus_points() {
        let (edition, _) = plumb_framework::load(None, plumb_framework::DEFAULT_EDITION).unwrap();
        let view = EditionView::from(&edition);
        let rule = |id: &str, title: &str, force: &str, target: &str| {
            format!(
                "[[title]]\nid = \"{id}\"\ntitles = [\"{title}\"]\ntarget = \"{target}\"\n{force}\nreason = \"Because.\"\nsource = \"https://example.org\"\nauthor = \"A\"\nadded = 2026-11-25\nreview = 2027-11-25\nhits = [\"{title}\"]\nmisses = [\"Nothing\"]\n"
            )
        };
        let text = [
            rule("pinned", "Drone Pilot", "pin = true", "unmanned-vehicle-technology"),
            rule("weighed", "Drone Captain", "weight = 0.5", "unmanned-vehicle-technology"),
            rule("excluded", "Drone Bee", "exclude = true", "unmanned-vehicle-technology"),
        ];
        let texts = [RuleText { file: "rules.toml".to_owned(), text: text.join("\n") }];
        let rules = RuleSet::read(&edition, &texts, &Taxonomies::default()).unwrap();
        let said = |title: &str| {
            let facts = Facts { titles: vec![title.to_owned()], ..Facts::default() };
            ruling(&rules.evaluate(&facts), &edition, &view)
        };
        let pinned = said("Drone Pilot");
        assert_eq!((pinned.pinned.len(), pinned.bonuses.len(), pinned.notes.len()), (1, 0, 1));
        assert_eq!(view.slot_name(pinned.pinned[0].slot), "Digital Technology / Unmanned Vehicle Technology");
        // Beside 71 others an even chance takes ln(71) points.
        assert!((said("Drone Captain").bonuses[0].points - 71.0_f64.ln()).abs() < 1e-12);
        assert!(said("Drone Bee").bonuses[0].points < -10.0);
        assert_eq!(said("Pilot"), Ruling::default());
        assert!(pinned.is_of_its_own(&Ruling::default()) && !pinned.is_of_its_own(&pinned));
    }
}
