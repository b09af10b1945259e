//! Asks rules about a subject: which fire, and what stands where they point to different places.
//!
//! Precedence, from strong to weak: the explicit priority; the kind (combination, title, occupation, industry, program,
//! technology, element); the narrowness of what matched. Equal precedence with different outcomes is a tie, and ties are
//! errors: the order in which rules are written never decides.

use std::fmt;

use crate::edition::Placement;
use crate::rules::condition::Asked;
use crate::rules::facts::Facts;
use crate::rules::model::{Force, Rule, RuleSet, Target};

/// What goes before what; higher goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Precedence {
    /// The rule's explicit priority.
    pub priority: i32,
    /// The rank of its kind.
    pub rank: u8,
    /// How narrow the part of its condition is that matched.
    pub narrowness: u16,
}

impl fmt::Display for Precedence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "priority {}, kind {}, narrowness {}", self.priority, self.rank, self.narrowness)
    }
}

/// Why a rule that fired does not count.
#[derive(Debug, Clone, PartialEq)]
pub struct Overruled<'a> {
    /// The rule that goes before it.
    pub by: &'a Rule,
    /// Why that one goes first, as a fragment after its id.
    pub why: &'static str,
}

/// A rule that fired for a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Fired<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What made it fire, as a fragment: `the occupation 55-3011 lies in 55-0000`.
    pub because: String,
    /// Its precedence for this subject.
    pub precedence: Precedence,
    /// The rule before which it gives way; `None` where it stands.
    pub overruled: Option<Overruled<'a>>,
}

impl Fired<'_> {
    /// Whether it counts.
    pub const fn stands(&self) -> bool {
        self.overruled.is_none()
    }
}

/// Two rules that fired with the same precedence and say different things.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie<'a> {
    /// The rule with the smaller id.
    pub left: &'a Rule,
    /// The other.
    pub right: &'a Rule,
}

/// What the rules say about one subject.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome<'a> {
    /// Every rule that fired, highest precedence first, then by id.
    pub fired: Vec<Fired<'a>>,
    /// Ties. Where there is one, neither of the two overrules the other.
    pub ties: Vec<Tie<'a>>,
}

impl<'a> Outcome<'a> {
    /// The rules that count.
    pub fn standing(&self) -> impl Iterator<Item = &Fired<'a>> {
        self.fired.iter().filter(|fired| fired.stands())
    }

    /// The pin that decides, if one fired.
    pub fn pin(&self) -> Option<&Fired<'a>> {
        self.standing().find(|fired| fired.rule.force == Force::Pin)
    }

    /// The exclusion that keeps the subject out of a place, if there is one and no rule that goes before it
    /// points to exactly this place.
    pub fn excluded(&self, place: Placement) -> Option<&Fired<'a>> {
        let claimed = |fired: &Fired<'_>| {
            fired.rule.force != Force::Exclude && fired.rule.places().any(|claimed| claimed == place)
        };
        if self.standing().any(claimed) {
            return None;
        }
        self.standing().find(|fired| fired.rule.force == Force::Exclude && keeps_out(fired.rule, place))
    }
}

impl RuleSet {
    /// Asks every rule about a subject.
    pub fn evaluate(&self, facts: &Facts) -> Outcome<'_> {
        let asked = Asked::new(facts);
        let fire = |rule| fire(rule, &asked);
        let mut fired: Vec<Fired<'_>> = self.iter().filter_map(fire).collect();
        fired.sort_by(|left, right| {
            right.precedence.cmp(&left.precedence).then_with(|| left.rule.id.cmp(&right.rule.id))
        });
        let mut ties = Vec::new();
        exclusions(&mut fired, &mut ties);
        pins(&mut fired, &mut ties);
        weights(&mut fired);
        ties.sort_by(|left, right| (&left.left.id, &left.right.id).cmp(&(&right.left.id, &right.right.id)));
        ties.dedup();
        Outcome { fired, ties }
    }
}

fn fire<'a>(rule: &'a Rule, asked: &Asked<'_>) -> Option<Fired<'a>> {
    let met = rule.condition.met(asked)?;
    let rank = rule.condition.rank();
    Some(Fired {
        rule,
        because: met.because,
        precedence: Precedence { priority: rule.priority, rank, narrowness: met.narrowness },
        overruled: None,
    })
}

/// Whether an exclusion is about a place: the place itself, or the cluster that holds it.
fn keeps_out(rule: &Rule, place: Placement) -> bool {
    rule.places().any(|out| out == place || (out.sub_cluster.is_none() && out.cluster == place.cluster))
}

fn tie<'a>(left: &'a Rule, right: &'a Rule) -> Tie<'a> {
    if left.id < right.id { Tie { left, right } } else { Tie { left: right, right: left } }
}

/// Claims for an excluded place give way to an exclusion that goes before them.
fn exclusions<'a>(fired: &mut [Fired<'a>], ties: &mut Vec<Tie<'a>>) {
    let out: Vec<(&'a Rule, Precedence)> = fired
        .iter()
        .filter(|one| one.rule.force == Force::Exclude)
        .map(|one| (one.rule, one.precedence))
        .collect();
    for claim in fired.iter_mut().filter(|one| one.rule.force != Force::Exclude) {
        for &(exclusion, precedence) in &out {
            if !claim.rule.places().any(|place| keeps_out(exclusion, place)) {
                continue;
            }
            if precedence == claim.precedence {
                ties.push(tie(exclusion, claim.rule));
            } else if precedence > claim.precedence && claim.overruled.is_none() {
                claim.overruled =
                    Some(Overruled { by: exclusion, why: "excludes the place and goes before it" });
            }
        }
    }
}

/// The pin that goes first decides; other pins and the weights for other places give way.
fn pins<'a>(fired: &mut [Fired<'a>], ties: &mut Vec<Tie<'a>>) {
    let pins = fired.iter().filter(|one| one.rule.force == Force::Pin && one.stands());
    let mut pins = pins.map(|one| (one.rule, one.precedence));
    let Some((winner, precedence)) = pins.next() else { return };
    let rivals: Vec<&'a Rule> = pins
        .filter(|&(rule, equal)| equal == precedence && !same_target(rule, winner))
        .map(|(rule, _)| rule)
        .collect();
    ties.extend(rivals.iter().map(|&rival| tie(winner, rival)));
    for one in fired.iter_mut().filter(|one| one.stands() && one.rule.force != Force::Exclude) {
        let is_rival = rivals.iter().any(|rival| rival.id == one.rule.id);
        if one.rule.id == winner.id || is_rival {
            continue;
        }
        let why = match one.rule.force {
            Force::Pin if same_target(one.rule, winner) => continue,
            Force::Pin => "is a pin and goes before it",
            _ if one.rule.places().all(|place| winner.places().any(|pinned| pinned == place))
                && occupation(one.rule).is_none_or(|target| occupation(winner) == Some(target)) =>
            {
                continue;
            }
            _ => "is a pin, and a pin decides",
        };
        one.overruled = Some(Overruled { by: winner, why });
    }
}

/// Of several weights of one kind for one target the one that goes first counts; among equals, the largest.
fn weights<'a>(fired: &mut [Fired<'a>]) {
    let mut counted: Vec<(&'a Rule, Precedence, f64, usize)> = Vec::new();
    for position in 0..fired.len() {
        let one = &fired[position];
        let Force::Weight(weight) = one.rule.force else { continue };
        if !one.stands() {
            continue;
        }
        let (rule, precedence) = (one.rule, one.precedence);
        let same = |other: &Rule| other.condition.rank() == rule.condition.rank() && same_target(other, rule);
        let Some(earlier) = counted.iter_mut().find(|(other, ..)| same(other)) else {
            counted.push((rule, precedence, weight, position));
            continue;
        };
        if earlier.1 == precedence && weight > earlier.2 {
            let why = "points to the same place with a larger weight";
            fired[earlier.3].overruled = Some(Overruled { by: rule, why });
            *earlier = (rule, precedence, weight, position);
        } else {
            let why = if earlier.1 == precedence {
                "points to the same place with a weight at least as large"
            } else {
                "points to the same place and goes before it"
            };
            fired[position].overruled = Some(Overruled { by: earlier.0, why });
        }
    }
}

fn occupation(rule: &Rule) -> Option<plumb_codes::Soc2018> {
    match rule.target {
        Target::Occupation(code) => Some(code),
        Target::Place(_) => None,
    }
}

fn same_target(left: &Rule, right: &Rule) -> bool {
    left.target == right.target && left.secondary == right.secondary
}
