//! Measures every signal on every subject, adds them up with the stated weights, and puts the subjects in order.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::OewsOccCode;

use crate::config::{EmergingConfig, Suppression};
use crate::find::subjects;
use crate::index::Index;
use crate::lexicon::canonical;
use crate::market::Market;
use crate::signals::{Scene, Signal};
use crate::subject::{DisplayedTitle, Subject, SubjectKind};

/// How many nearest occupations a finding names.
const NEAREST: usize = 3;

/// What one signal said.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The signal.
    pub signal: Signal,
    /// The value in the signal's unit.
    pub value: f64,
    /// Its part of the score, 0.0 to 1.0; the parts of a finding add up to [`Finding::evidence`].
    pub part: f64,
    /// In words.
    pub words: String,
}

/// An occupation that a subject is near to.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// SOC code.
    pub soc: OewsOccCode,
    /// Its title.
    pub title: String,
    /// Likeness of its names to the subject's, 0.0 to 1.0.
    pub similarity: f64,
}

/// Where the classifier would put a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Cluster by name.
    pub cluster: String,
    /// Sub-cluster by name.
    pub sub_cluster: Option<String>,
    /// How sure the classifier is, 0.0 to 1.0.
    pub confidence: f64,
    /// What it stands on, in words.
    pub evidence: String,
}

/// One flagged subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Its most typical title.
    pub name: String,
    /// The titles that it shows, the name first.
    pub titles: Vec<DisplayedTitle>,
    /// The SOC occupation that covers it today, if one does.
    pub covered_by: Option<(OewsOccCode, String)>,
    /// Sum of the signals' parts, 0.0 to 1.0.
    pub evidence: f64,
    /// The evidence after the repeat factor: what the order goes by.
    pub score: f64,
    /// What spoke for it, strongest first.
    pub reasons: Vec<Reason>,
    /// Occupations it is near to.
    pub nearest: Vec<Nearest>,
    /// Filings of its titles.
    pub filings: i64,
    /// The release or year in which it was first seen.
    pub first_seen: Option<String>,
}

/// A ranking, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The findings in order.
    pub findings: Vec<Finding>,
    /// How many subjects there were to rank.
    pub subjects: usize,
    /// Subjects left out because an advisory group has decided on them.
    pub suppressed: Vec<(String, Suppression)>,
}

/// What a ranking goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The score.
    Score,
    /// Newest titles first.
    Newest,
    /// Fastest employment growth first.
    FastestGrowth,
    /// Least similar title first.
    LeastSimilar,
}

/// Ranks the subjects of a market and returns the first `top`.
pub fn rank(market: &Market, config: &EmergingConfig, order: Order, top: usize) -> Ranking {
    let index = Index::new(market);
    rank_in(market, &index, config, order, top)
}

pub(crate) fn rank_in(
    market: &Market,
    index: &Index,
    config: &EmergingConfig,
    order: Order,
    top: usize,
) -> Ranking {
    let scene = Scene { market, index, config };
    let all = subjects(market, index, config);
    let measured: Vec<(Subject, Vec<Reason>, f64)> = all
        .into_iter()
        .map(|subject| {
            let reasons = reasons(&scene, &subject);
            let evidence = reasons.iter().map(|reason| reason.part).sum();
            (subject, reasons, evidence)
        })
        .collect();
    let subjects = measured.len();
    let places = in_order(&scene, &measured, order);
    let decided = decided(config);
    let mut draft = plumb_titles::normalise::Draft::default();
    let mut suppressed = Vec::new();
    let mut shown: BTreeSet<crate::lexicon::TitleKey> = BTreeSet::new();
    let mut findings = Vec::new();
    for (position, score) in places {
        if findings.len() == top {
            break;
        }
        let (subject, reasons, evidence) = &measured[position];
        if let Some(decision) = subject.titles.first().and_then(|title| {
            let code = title.code.as_ref().and_then(|code| decided.get(code.as_str()));
            code.or_else(|| decided.get(canonical(&title.text, &mut draft)?.as_str()))
        }) {
            suppressed.push((subject.titles[0].text.clone(), (*decision).clone()));
            continue;
        }
        // A title is shown once: where it stands highest.
        let titles: Vec<DisplayedTitle> =
            subject.titles.iter().filter(|title| !shown.contains(&title.key)).cloned().collect();
        // A family is its first title; an occupation stands for what is left of its pieces.
        let gone = match subject.kind {
            SubjectKind::Occupation => titles.is_empty(),
            _ => titles.first() != subject.titles.first(),
        };
        if gone {
            continue;
        }
        shown.extend(titles.iter().map(|title| title.key.clone()));
        findings.push(finding(&scene, subject, titles, reasons.clone(), *evidence, score));
    }
    Ranking { findings, subjects, suppressed }
}

fn decided(config: &EmergingConfig) -> BTreeMap<String, &Suppression> {
    let mut draft = plumb_titles::normalise::Draft::default();
    let mut found = BTreeMap::new();
    for decision in &config.suppress {
        found.insert(decision.subject.trim().to_owned(), decision);
        if let Some(words) = canonical(&decision.subject, &mut draft) {
            found.insert(words, decision);
        }
    }
    found
}

fn reasons(scene: &Scene<'_>, subject: &Subject) -> Vec<Reason> {
    let all: f64 = scene.config.signals.values().map(|setting| setting.weight).sum();
    let mut found: Vec<Reason> = Signal::ALL
        .into_iter()
        .filter_map(|signal| {
            let setting = &scene.config.signals[&signal];
            if setting.weight <= 0.0 {
                return None;
            }
            let measure = signal.measure(scene, subject)?;
            let part = setting.weight * setting.strength(measure.value) / all;
            (part > 0.0).then_some(Reason { signal, value: measure.value, part, words: measure.words })
        })
        .collect();
    found.sort_by(|left, right| right.part.total_cmp(&left.part).then(left.signal.cmp(&right.signal)));
    found
}

/// Positions of the measured subjects, best first, with their scores.
fn in_order(scene: &Scene<'_>, measured: &[(Subject, Vec<Reason>, f64)], order: Order) -> Vec<(usize, f64)> {
    let value = |position: usize| {
        let (subject, _, evidence) = &measured[position];
        match order {
            Order::Score => *evidence,
            Order::LeastSimilar => 1.0 - likeness(scene, subject),
            Order::FastestGrowth => growth(scene, subject),
            Order::Newest => newness(scene, subject),
        }
    };
    let mut places: Vec<(usize, f64)> =
        (0..measured.len()).map(|position| (position, value(position))).collect();
    // The value, then the evidence, then the order in which subjects were found.
    let compare = |left: &(usize, f64), right: &(usize, f64)| {
        let evidence = |place: &(usize, f64)| if order == Order::Score { measured[place.0].2 } else { 0.0 };
        right
            .1
            .total_cmp(&left.1)
            .then_with(|| evidence(right).total_cmp(&evidence(left)))
            .then(left.0.cmp(&right.0))
    };
    places.sort_by(compare);
    if order == Order::Score {
        let mut repeats: BTreeMap<usize, i32> = BTreeMap::new();
        for (position, score) in &mut places {
            if let Some(&home) = measured[*position].0.homes.first() {
                let repeat = repeats.entry(home).or_default();
                *score *= scene.config.families.repeat_factor.powi(*repeat);
                *repeat += 1;
            }
        }
        places.sort_by(compare);
    }
    places
}

fn likeness(scene: &Scene<'_>, subject: &Subject) -> f64 {
    subject
        .titles
        .first()
        .and_then(|title| {
            scene.index.nearest(&title.key, 1).first().map(|(_, similarity)| similarity.min(1.0))
        })
        .unwrap_or(0.0)
}

fn growth(scene: &Scene<'_>, subject: &Subject) -> f64 {
    let newest = subject.homes.first().and_then(|&home| {
        let series = scene.market.figures.of(scene.index.homes[home].soc)?;
        let spans = scene.config.families.growth_spans_years.iter();
        let changes = spans.filter_map(|&span| series.employment_change(span));
        changes.map(|change| change.per_year_pct).reduce(f64::max)
    });
    newest.unwrap_or(f64::MIN)
}

/// The year in which a subject's title was first filed, or the age of the release that listed it first.
#[expect(clippy::cast_precision_loss, reason = "years and counts of releases")]
fn newness(scene: &Scene<'_>, subject: &Subject) -> f64 {
    let Some(&entry) = subject.entries.first() else { return f64::MIN };
    let entry = &scene.index.entries[entry];
    if entry.new == Some(true) {
        return f64::MAX;
    }
    match entry.filed_years {
        Some((first, _)) => first as f64,
        None => f64::MIN,
    }
}

fn finding(
    scene: &Scene<'_>,
    subject: &Subject,
    titles: Vec<DisplayedTitle>,
    reasons: Vec<Reason>,
    evidence: f64,
    score: f64,
) -> Finding {
    let index = scene.index;
    let nearest = index
        .nearest(&titles[0].key, NEAREST)
        .into_iter()
        .map(|(home, similarity)| Nearest {
            soc: index.homes[home].soc,
            title: index.homes[home].title.clone(),
            similarity: similarity.min(1.0),
        })
        .collect();
    let main = subject.homes.first().filter(|_| subject.gap.is_none() && subject.technology.is_none());
    Finding {
        kind: subject.kind,
        name: titles[0].text.clone(),
        titles,
        covered_by: main.map(|&home| (index.homes[home].soc, index.homes[home].title.clone())),
        evidence,
        score,
        reasons,
        nearest,
        first_seen: first_seen(scene, subject),
        filings: subject.entries.iter().map(|&entry| index.entries[entry].filings).sum(),
    }
}

/// The oldest release at hand that lists one of the subject's titles, and the year in which one was first filed.
fn first_seen(scene: &Scene<'_>, subject: &Subject) -> Option<String> {
    if let Some(technology) = subject.technology {
        let lower = scene.market.technologies[technology].name.to_lowercase();
        let earlier = scene.market.earlier.iter().find(|earlier| earlier.technologies.contains(&lower));
        return Some(earlier.map_or_else(|| scene.market.release.clone(), |earlier| earlier.release.clone()));
    }
    let entry = &scene.index.entries[*subject.entries.first()?];
    let listed = (entry.listings > 0)
        .then(|| entry.first_listed.clone().unwrap_or_else(|| scene.market.release.clone()));
    let filed = entry.filed_years.map(|(first, _)| format!("filed {first}"));
    let parts: Vec<String> = listed.into_iter().chain(filed).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
