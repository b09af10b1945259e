//! Holds rules against everything there is: what fires where, what never does, and what is due.

use std::collections::BTreeMap;
use std::fmt;

use crate::edition::{Edition, OccupationCode, Placement};
use crate::rules::condition::Condition;
use crate::rules::day::Day;
use crate::rules::facts::Facts;
use crate::rules::model::{Force, Rule, RuleSet};
use crate::rules::subject::{Occupation, Subject};

/// What a finding about a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleFindingKind {
    /// Two rules say different things about a subject and neither goes before the other.
    Contradictory,
    /// The day after which it should no longer be in use has passed.
    Expired,
    /// The day on which somebody should look at it has come.
    ReviewDue,
    /// Its exceptions leave nothing of what it names.
    Unreachable,
    /// No subject of the releases at hand meets its condition, and neither do its own examples.
    NeverFires,
    /// It fires, and gives way to other rules every time.
    Shadowed,
    /// No job title of the releases at hand meets its condition, only its own examples do: it is for titles to come.
    OwnExamplesOnly,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSeverity {
    /// The rules cannot be used so.
    Error,
    /// Somebody should do something about it.
    Warning,
    /// Nothing is wrong; a person may want to know.
    Note,
}

/// Something about a rule that a steward should look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleFinding {
    /// What it says.
    pub kind: RuleFindingKind,
    /// The rule.
    pub rule: String,
    /// The finding as a sentence.
    pub detail: String,
    /// Where the rule is written.
    pub at: String,
}

/// What one rule reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// SOC occupations for which it fires.
    pub occupations: usize,
    /// O*NET-SOC occupations for which it fires.
    pub onet_occupations: usize,
    /// Industries for which it fires.
    pub industries: usize,
    /// Programs for which it fires.
    pub programs: usize,
    /// Titles for which it fires.
    pub titles: usize,
    /// Subjects for which it fires and gives way to another rule.
    pub overruled: usize,
    /// Subjects with published places of which the rule names one, or from all of which an exclusion keeps away.
    pub as_published: usize,
    /// Subjects with published places of which the rule names none, or one of which it excludes.
    pub unlike_published: usize,
}

impl fmt::Display for RuleFindingKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Contradictory => "contradictory",
            Self::Expired => "expired",
            Self::ReviewDue => "review-due",
            Self::Unreachable => "unreachable",
            Self::NeverFires => "never-fires",
            Self::Shadowed => "shadowed",
            Self::OwnExamplesOnly => "own-examples-only",
        })
    }
}

impl fmt::Display for RuleSeverity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

impl RuleFindingKind {
    /// How much a finding of this kind matters.
    pub const fn severity(self) -> RuleSeverity {
        match self {
            Self::Contradictory => RuleSeverity::Error,
            Self::Expired | Self::ReviewDue | Self::Unreachable | Self::NeverFires | Self::Shadowed => {
                RuleSeverity::Warning
            }
            Self::OwnExamplesOnly => RuleSeverity::Note,
        }
    }
}

impl Coverage {
    /// All subjects for which it fires.
    pub const fn fired(&self) -> usize {
        self.occupations + self.onet_occupations + self.industries + self.programs + self.titles
    }
}

/// How many subjects a finding names.
const NAMED: usize = 3;

/// Asks the rules about every subject. Returns what should be looked at, sorted, and what each rule reaches.
///
/// `today` says what is due; without it nothing is.
pub fn check_rules<'r>(
    edition: &Edition,
    rules: &'r RuleSet,
    universe: impl IntoIterator<Item = (Subject, Facts)>,
    today: Option<Day>,
) -> (Vec<RuleFinding>, BTreeMap<&'r str, Coverage>) {
    let mut coverage: BTreeMap<&str, Coverage> =
        rules.iter().map(|rule| (rule.id.as_str(), Coverage::default())).collect();
    let mut ties: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let mut shadows: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let published = PublishedPlaces::of(edition);
    for (subject, facts) in universe {
        let outcome = rules.evaluate(&facts);
        for tie in &outcome.ties {
            let pair = (tie.left.id.as_str(), tie.right.id.as_str());
            ties.entry(pair).or_default().push(subject.to_string());
        }
        for fired in &outcome.fired {
            let id = fired.rule.id.as_str();
            let Some(one) = coverage.get_mut(id) else { continue };
            match &subject {
                Subject::Occupation(Occupation::Soc(_)) => one.occupations += 1,
                Subject::Occupation(Occupation::Onet(_)) => one.onet_occupations += 1,
                Subject::Industry(_) => one.industries += 1,
                Subject::Program(_) => one.programs += 1,
                // Titles and combinations are the only ones that are not counted in the taxonomies.
                Subject::Title(_) | Subject::Combination(..) => one.titles += 1,
            }
            if let Some(overruled) = &fired.overruled {
                one.overruled += 1;
                *shadows.entry(id).or_default().entry(overruled.by.id.as_str()).or_default() += 1;
            }
            match published.agree(fired.rule, &subject) {
                Some(true) => one.as_published += 1,
                Some(false) => one.unlike_published += 1,
                None => {}
            }
        }
    }
    let mut findings = Vec::new();
    for ((left, right), subjects) in ties {
        let named = subjects.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let detail = format!(
            "ties with `{right}` for {} subjects, such as {named}: give one of them a priority or an exception",
            subjects.len()
        );
        findings.extend(rules.get(left).map(|rule| finding(RuleFindingKind::Contradictory, rule, detail)));
    }
    for rule in rules.iter() {
        due(rule, today, &mut findings);
        let Some(reach) = coverage.get(rule.id.as_str()) else { continue };
        if reach.fired() == 0 {
            let by_code = matches!(
                rule.condition,
                Condition::Occupation { .. } | Condition::Industry { .. } | Condition::Program { .. }
            );
            let (kind, detail) = if by_code {
                (RuleFindingKind::Unreachable, "its exceptions leave nothing of what it names".to_owned())
            } else if let Some(example) = own_title(rules, rule) {
                let detail = format!(
                    "no job title of the releases at hand meets its condition, only its own examples do, such as \
                     `{example}`: keep it if such titles are to come, in postings for instance"
                );
                (RuleFindingKind::OwnExamplesOnly, detail)
            } else {
                let detail = "no subject of the releases at hand meets its condition".to_owned();
                (RuleFindingKind::NeverFires, detail)
            };
            findings.push(finding(kind, rule, detail));
        } else if reach.overruled == reach.fired() {
            let most = shadows.get(rule.id.as_str()).and_then(|by| {
                by.iter()
                    .map(|(&id, &count)| (count, id))
                    .reduce(|best, next| if next.0 > best.0 { next } else { best })
            });
            let by = most.map_or_else(String::new, |(count, id)| format!(", {count} times to `{id}`"));
            let detail = format!("it fires for {} subjects and always gives way{by}", reach.fired());
            findings.push(finding(RuleFindingKind::Shadowed, rule, detail));
        }
    }
    findings.sort();
    (findings, coverage)
}

/// The first title among a rule's own hits for which it fires and counts.
fn own_title<'r>(rules: &RuleSet, rule: &'r Rule) -> Option<&'r str> {
    let titles = rule.hits.iter().filter_map(|subject| match subject {
        Subject::Title(title) => Some(title.as_str()),
        _ => None,
    });
    titles.into_iter().find(|title| {
        let facts = Facts { titles: vec![(*title).to_owned()], ..Facts::default() };
        rules.evaluate(&facts).fired.iter().any(|fired| fired.rule.id == rule.id && fired.overruled.is_none())
    })
}

fn finding(kind: RuleFindingKind, rule: &Rule, detail: String) -> RuleFinding {
    RuleFinding { kind, rule: rule.id.to_string(), detail, at: rule.at.to_string() }
}

fn due(rule: &Rule, today: Option<Day>, findings: &mut Vec<RuleFinding>) {
    let Some(today) = today else { return };
    if let Some(expires) = rule.expires.filter(|expires| *expires < today) {
        let detail =
            format!("expired on {expires}; it still fires until it is taken out or its date is moved");
        findings.push(finding(RuleFindingKind::Expired, rule, detail));
    }
    if let Some(review) = rule.review.filter(|review| *review <= today) {
        let detail = format!("was to be looked at on {review}, by {}", rule.author);
        findings.push(finding(RuleFindingKind::ReviewDue, rule, detail));
    }
}

/// The published places of every subject that has some.
struct PublishedPlaces(BTreeMap<Subject, Vec<Placement>>);

impl PublishedPlaces {
    fn of(edition: &Edition) -> Self {
        let mut places: BTreeMap<Subject, Vec<Placement>> = BTreeMap::new();
        for row in &edition.published.occupations {
            let code = match row.code {
                OccupationCode::Soc2018(code) => Occupation::Soc(code),
                OccupationCode::OnetSoc2019(code) => Occupation::Onet(code),
            };
            places.entry(Subject::Occupation(code)).or_default().push(row.placement);
        }
        for row in &edition.published.industries {
            places.entry(Subject::Industry(row.code)).or_default().push(row.placement);
        }
        for row in &edition.published.programs {
            places.entry(Subject::Program(row.code)).or_default().push(row.placement);
        }
        Self(places)
    }

    /// Whether a rule agrees with what is published about a subject; `None` where nothing is.
    fn agree(&self, rule: &Rule, subject: &Subject) -> Option<bool> {
        let published = self.0.get(subject)?;
        let named = rule.places().any(|place| {
            published.iter().any(|row| {
                row.cluster == place.cluster
                    && (place.sub_cluster.is_none()
                        || row.sub_cluster.is_none()
                        || row.sub_cluster == place.sub_cluster)
            })
        });
        Some(named != (rule.force == Force::Exclude))
    }
}
