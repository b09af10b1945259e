//! Reads an edition's rule tables: texts in, a checked rule set or everything that is wrong out.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::edition::Edition;
use crate::rules::evaluate::Precedence;
use crate::rules::model::{Force, Location, Rule, RuleSet};
use crate::rules::problem::{Reading, Related, RuleProblem, RuleProblems};
use crate::rules::resolve::Resolver;
use crate::rules::table::read_csv;
use crate::rules::taxonomy::Taxonomies;
use crate::rules::written::{WrittenFile, read_toml};

/// A file of rule tables: TOML, or CSV by the end of its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleText {
    /// The file, as messages name it.
    pub file: String,
    /// What it holds.
    pub text: String,
}

impl RuleText {
    /// All bytes that make a set of rule tables, for a hash that names it: names without their folders, and texts.
    pub fn bytes(texts: &[Self]) -> Vec<u8> {
        let name = |text: &Self| text.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let parts = texts.iter().map(|text| format!("{}\0{}\0", name(text), text.text));
        parts.collect::<String>().into_bytes()
    }
}

/// A rule with the bytes of its id, for problems that concern the rule as a whole.
struct Placed {
    rule: Rule,
    span: Range<usize>,
    file: usize,
}

impl RuleSet {
    /// Reads and checks the rule tables of an edition.
    ///
    /// Strict: unknown keys, codes, places, code systems, elements and commodities are refused, as are ids that stand
    /// twice and rules of which neither goes before the other.
    ///
    /// # Errors
    /// Everything that is wrong, with file, line, column and, where there is one, a hint.
    pub fn read(
        edition: &Edition,
        texts: &[RuleText],
        taxonomies: &Taxonomies,
    ) -> Result<Self, RuleProblems> {
        let mut problems = Vec::new();
        let mut placed = Vec::new();
        for (file, RuleText { file: name, text }) in texts.iter().enumerate() {
            let mut reading = Reading::new(name, text);
            let written = if name.to_lowercase().ends_with(".csv") {
                read_csv(&mut reading)
            } else {
                vec![read_toml(&mut reading)]
            };
            for WrittenFile { vintages, rules } in written {
                let mut resolver = Resolver { edition, taxonomies, reading: &mut reading };
                resolver.vintages(&vintages, &rules);
                for rule in rules {
                    let span = rule.common.id.span();
                    placed.extend(resolver.rule(rule).map(|rule| Placed { rule, span, file }));
                }
            }
            problems.append(&mut reading.problems);
        }
        repeated_ids(texts, &placed, &mut problems);
        ties(edition, texts, &placed, &mut problems);
        problems.sort_by(|left, right| left.at.cmp(&right.at));
        if problems.is_empty() {
            Ok(Self::new(placed.into_iter().map(|placed| placed.rule).collect()))
        } else {
            Err(RuleProblems { problems, texts: texts.to_vec() })
        }
    }
}

fn location(texts: &[RuleText], placed: &Placed) -> Location {
    let text = &texts[placed.file];
    Reading::new(&text.file, &text.text).location(placed.span.start)
}

fn between(
    texts: &[RuleText],
    first: &Placed,
    second: &Placed,
    message: String,
    label: String,
    hint: &str,
) -> RuleProblem {
    RuleProblem {
        at: location(texts, second),
        span: second.span.clone(),
        message,
        hint: Some(hint.to_owned()),
        related: Some(Related { at: location(texts, first), span: first.span.clone(), label }),
    }
}

fn repeated_ids(texts: &[RuleText], placed: &[Placed], problems: &mut Vec<RuleProblem>) {
    let mut first: BTreeMap<&str, &Placed> = BTreeMap::new();
    for one in placed {
        let id = one.rule.id.as_str();
        if let Some(earlier) = first.get(id) {
            let message = format!("the rule id `{id}` stands twice");
            let hint = "ids are unique in an edition, over all of its rule files";
            problems.push(between(texts, earlier, one, message, "it stands here first".to_owned(), hint));
        } else {
            first.insert(id, one);
        }
    }
}

/// Ties that can be seen without any data: two rules of one kind and priority that name the same thing and say
/// different things about it. `check_rules` finds the others.
fn ties(edition: &Edition, texts: &[RuleText], placed: &[Placed], problems: &mut Vec<RuleProblem>) {
    let mut said: BTreeMap<(Precedence, String), Vec<&Placed>> = BTreeMap::new();
    for one in placed {
        for (narrowness, named) in one.rule.condition.named() {
            let precedence =
                Precedence { priority: one.rule.priority, rank: one.rule.condition.rank(), narrowness };
            said.entry((precedence, named)).or_default().push(one);
        }
    }
    let mut reported: Vec<(&str, &str)> = Vec::new();
    for ((_, named), rules) in &said {
        for (position, second) in rules.iter().enumerate() {
            for first in &rules[..position] {
                let pair = (first.rule.id.as_str(), second.rule.id.as_str());
                if pair.0 == pair.1 || reported.contains(&pair) || !contradict(&first.rule, &second.rule) {
                    continue;
                }
                reported.push(pair);
                let message = format!(
                    "`{}` and `{}` tie: both name {named}, one says {} and the other {}",
                    pair.0,
                    pair.1,
                    saying(edition, &first.rule),
                    saying(edition, &second.rule)
                );
                let hint = "give one of them a `priority`, or let one except what the other names";
                problems.push(between(texts, first, second, message, format!("`{}` is here", pair.0), hint));
            }
        }
    }
}

fn saying(edition: &Edition, rule: &Rule) -> String {
    let target = rule.target_id(edition);
    match rule.force {
        Force::Pin => format!("`{target}`"),
        Force::Weight(weight) => format!("`{target}` with weight {weight}"),
        Force::Exclude => format!("not `{target}`"),
    }
}

/// Whether two rules that fire with the same precedence leave open what holds.
fn contradict(left: &Rule, right: &Rule) -> bool {
    let overlap = |out: &Rule, claim: &Rule| {
        out.places().any(|out| {
            claim
                .places()
                .any(|place| place == out || (out.sub_cluster.is_none() && out.cluster == place.cluster))
        })
    };
    match (left.force, right.force) {
        (Force::Pin, Force::Pin) => left.target != right.target || left.secondary != right.secondary,
        (Force::Exclude, Force::Exclude)
        | (Force::Weight(_), Force::Weight(_) | Force::Pin)
        | (Force::Pin, Force::Weight(_)) => false,
        (Force::Exclude, _) => overlap(left, right),
        (_, Force::Exclude) => overlap(right, left),
    }
}
