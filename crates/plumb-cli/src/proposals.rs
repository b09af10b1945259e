//! Where the inference engine would put what may be emerging: the seam between the ranking and the classifier, which do
//! not know each other.

use std::collections::{BTreeMap, BTreeSet};

use plumb_classify::{Bonus, Detail, EditionView, Engine, Slot, contribution_note};
use plumb_codes::{OnetSoc2019, Release, Soc2018};
use plumb_emerging::{DisplayedTitle, Finding};
use plumb_framework::rules::Subject;
use rayon::prelude::*;

use crate::alignment::Alignment;
use crate::ground::Ground;
use crate::market::uses_2019;

/// Kinds of evidence that a proposal names.
const NAMED: usize = 2;

/// Asks the engine for the place of findings.
pub(crate) struct Proposer<'a> {
    ground: &'a Ground,
    engine: Engine<'a>,
    /// Whether the codes of findings are O*NET-SOC 2019, which the engine knows.
    knows_codes: bool,
}

/// A piece of a finding, as the engine is asked about it.
struct Piece {
    name: String,
    /// How many of the displayed titles it stands for; none where it is the occupation that covers them today.
    titles: usize,
    /// Its part in the answer.
    weight: usize,
    subject: plumb_classify::Subject,
    bonuses: Vec<Bonus>,
}

/// What an answer is made with; threads share it.
#[derive(Clone, Copy)]
struct Scene<'a> {
    engine: &'a Engine<'a>,
    view: &'a EditionView,
    titles: &'a BTreeMap<Soc2018, String>,
}

impl<'a> Proposer<'a> {
    /// An engine over everything that is published; `onet` is the release that the findings are from.
    pub(crate) fn new(found: &'a Alignment, onet: Release) -> Self {
        let ground = &found.ground;
        let engine = ground.engine(&ground.parameters, &BTreeSet::new());
        Self { ground, engine, knows_codes: uses_2019(onet) }
    }

    /// For each finding the place that most of its displayed titles speak for; none where no word of a title is known.
    ///
    /// Detailed occupations are asked about with all that is known of them, the other titles together by their words and,
    /// with the same weight, by what is known of the occupation that covers them today. The confidence is the engine's
    /// own, as a mean over these pieces: pieces that belong to several places make it small.
    pub(crate) fn propose(&self, findings: &[Finding]) -> Vec<Option<plumb_emerging::Proposal>> {
        let pieces: Vec<Vec<Piece>> = findings.iter().map(|finding| self.pieces(finding)).collect();
        let scene =
            Scene { engine: &self.engine, view: &self.ground.view, titles: &self.ground.material.soc_titles };
        pieces.par_iter().map(|pieces| scene.answer(pieces)).collect()
    }

    fn pieces(&self, finding: &Finding) -> Vec<Piece> {
        let corpus = &self.ground.corpus;
        let mut pieces = Vec::new();
        let mut words: Vec<&DisplayedTitle> = Vec::new();
        for title in &finding.titles {
            let code = title.code.as_ref().filter(|_| self.knows_codes);
            let known = code.and_then(|code| corpus.onet_occupation(code.parse::<OnetSoc2019>().ok()?));
            match known {
                Some(subject) => pieces.push(Piece {
                    name: title.text.clone(),
                    titles: 1,
                    weight: 1,
                    subject,
                    bonuses: Vec::new(),
                }),
                None => words.push(title),
            }
        }
        if let Some(first) = words.first() {
            let titles = words.len();
            pieces.push(Piece {
                name: first.text.clone(),
                titles,
                weight: titles,
                subject: corpus.titles(words.iter().map(|title| title.text.as_str())),
                bonuses: self.ground.ruling(&Subject::Title(first.text.clone())).bonuses,
            });
            pieces.extend(self.covering(finding, titles));
        }
        pieces
    }

    /// The occupation that covers a finding today.
    fn covering(&self, finding: &Finding, weight: usize) -> Option<Piece> {
        let (code, title) = finding.covered_by.as_ref().filter(|_| self.knows_codes)?;
        let subject = self.ground.corpus.occupation(code.to_string().parse::<Soc2018>().ok()?)?;
        Some(Piece { name: format!("{code} {title}"), titles: 0, weight, subject, bonuses: Vec::new() })
    }
}

impl Scene<'_> {
    fn answer(&self, pieces: &[Piece]) -> Option<plumb_emerging::Proposal> {
        let asked: Vec<(&Piece, plumb_classify::Proposal)> = pieces
            .iter()
            .filter_map(|piece| {
                Some((piece, self.engine.propose(&piece.subject, &piece.bonuses, Detail::Places)?))
            })
            .collect();
        let all: usize = asked.iter().map(|(piece, _)| piece.weight).sum();
        let mut votes: BTreeMap<Slot, [f64; 2]> = BTreeMap::new();
        for (piece, proposal) in &asked {
            for target in &proposal.targets {
                let vote = votes.entry(target.slot).or_default();
                let weight = part(piece.weight, all);
                vote[0] += target.probability * weight;
                vote[1] += target.confidence * weight;
            }
        }
        let (slot, [_, confidence]) = votes
            .into_iter()
            .max_by(|left, right| left.1[0].total_cmp(&right.1[0]).then(right.0.cmp(&left.0)))?;
        Some(plumb_emerging::Proposal {
            cluster: self.view.cluster_name(slot.cluster).to_owned(),
            sub_cluster: self.view.sub_cluster_name(slot).map(str::to_owned),
            confidence,
            evidence: self.evidence(&asked, slot),
        })
    }

    /// How many titles speak for the place, and what the surest piece stands on.
    fn evidence(&self, asked: &[(&Piece, plumb_classify::Proposal)], slot: Slot) -> String {
        let all: usize = asked.iter().map(|(piece, _)| piece.titles).sum();
        let first = |proposal: &plumb_classify::Proposal| {
            proposal.targets.first().is_some_and(|target| target.slot == slot)
        };
        let for_it: usize =
            asked.iter().filter(|(_, proposal)| first(proposal)).map(|(piece, _)| piece.titles).sum();
        let mut text = format!("{for_it} of {all} titles");
        let surest = asked
            .iter()
            .filter_map(|(piece, proposal)| {
                let target = proposal.targets.iter().find(|target| target.slot == slot)?;
                Some((piece, target.probability))
            })
            .max_by(|left, right| left.1.total_cmp(&right.1));
        // Only of the surest piece it is worked out what contributed.
        let told = surest.and_then(|(piece, _)| {
            let proposal = self.engine.propose(&piece.subject, &piece.bonuses, Detail::Full)?;
            let target = proposal.targets.into_iter().find(|target| target.slot == slot)?;
            let named = target.contributions.iter().filter(|one| one.points > 0.0).take(NAMED);
            let told: Vec<String> = named.map(|one| contribution_note(one, self.titles)).collect();
            (!told.is_empty()).then(|| format!("; {}: {}", piece.name, told.join("; ")))
        });
        text.extend(told);
        text
    }
}

#[expect(clippy::cast_precision_loss, reason = "a handful of titles")]
fn part(weight: usize, all: usize) -> f64 {
    weight as f64 / all as f64
}
