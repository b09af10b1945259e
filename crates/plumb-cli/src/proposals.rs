//! Where the inference engine would put what may be emerging: the seam between the ranking and the classifier, which do
//! not know each other.

use std::collections::{BTreeMap, BTreeSet};

use plumb_classify::{Bonus, Detail, Engine, Slot, contribution_note};
use plumb_codes::{OnetSoc2019, Release};
use plumb_emerging::{DisplayedTitle, Finding};
use plumb_framework::rules::Subject;

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

/// A piece of a finding that the engine has looked at.
struct Piece {
    name: String,
    /// How many of the displayed titles it stands for.
    titles: usize,
    proposal: plumb_classify::Proposal,
}

impl<'a> Proposer<'a> {
    /// An engine over everything that is published; `onet` is the release that the findings are from.
    pub(crate) fn new(found: &'a Alignment, onet: Release) -> Self {
        let ground = &found.ground;
        let engine = ground.engine(&ground.parameters, &BTreeSet::new());
        Self { ground, engine, knows_codes: uses_2019(onet) }
    }

    /// The place that most of the displayed titles speak for.
    ///
    /// Detailed occupations are asked about with all that is known of them, the other titles together by their words.
    /// The confidence is the engine's own, as a mean over the displayed titles: pieces that belong to several places
    /// make it small. Returns `None` where no word of a title is known.
    pub(crate) fn propose(&self, finding: &Finding) -> Option<plumb_emerging::Proposal> {
        let pieces = self.pieces(finding);
        let all: usize = pieces.iter().map(|piece| piece.titles).sum();
        let mut votes: BTreeMap<Slot, [f64; 2]> = BTreeMap::new();
        for piece in &pieces {
            for target in &piece.proposal.targets {
                let vote = votes.entry(target.slot).or_default();
                let weight = part(piece.titles, all);
                vote[0] += target.probability * weight;
                vote[1] += target.confidence * weight;
            }
        }
        let (slot, [_, confidence]) = votes
            .into_iter()
            .max_by(|left, right| left.1[0].total_cmp(&right.1[0]).then(right.0.cmp(&left.0)))?;
        Some(plumb_emerging::Proposal {
            cluster: self.ground.view.cluster_name(slot.cluster).to_owned(),
            sub_cluster: self.ground.view.sub_cluster_name(slot).map(str::to_owned),
            confidence,
            evidence: self.evidence(&pieces, slot, all),
        })
    }

    fn pieces(&self, finding: &Finding) -> Vec<Piece> {
        let corpus = &self.ground.corpus;
        let mut pieces = Vec::new();
        let mut words: Vec<&DisplayedTitle> = Vec::new();
        for title in &finding.titles {
            let code = title.code.as_ref().filter(|_| self.knows_codes);
            let known = code.and_then(|code| corpus.onet_occupation(code.parse::<OnetSoc2019>().ok()?));
            let Some(subject) = known else {
                words.push(title);
                continue;
            };
            let proposal = self.engine.propose(&subject, &self.bonuses(&title.text), Detail::Full);
            pieces.extend(proposal.map(|proposal| Piece { name: title.text.clone(), titles: 1, proposal }));
        }
        if let Some(first) = words.first() {
            let subject = corpus.titles(words.iter().map(|title| title.text.as_str()));
            let proposal = self.engine.propose(&subject, &self.bonuses(&first.text), Detail::Full);
            let titles = words.len();
            pieces.extend(proposal.map(|proposal| Piece { name: first.text.clone(), titles, proposal }));
        }
        pieces
    }

    /// What the edition's rules say about a title.
    fn bonuses(&self, title: &str) -> Vec<Bonus> {
        self.ground.ruling(&Subject::Title(title.to_owned())).bonuses
    }

    /// How many titles speak for the place, and what the surest of them stands on.
    fn evidence(&self, pieces: &[Piece], slot: Slot, all: usize) -> String {
        let first = |piece: &&Piece| piece.proposal.targets.first().is_some_and(|one| one.slot == slot);
        let for_it: usize = pieces.iter().filter(first).map(|piece| piece.titles).sum();
        let mut text = format!("{for_it} of {all} titles");
        let surest = pieces
            .iter()
            .filter_map(|piece| {
                let target = piece.proposal.targets.iter().find(|target| target.slot == slot)?;
                Some((piece, target))
            })
            .max_by(|left, right| left.1.probability.total_cmp(&right.1.probability));
        if let Some((piece, target)) = surest {
            let told = target.contributions.iter().filter(|one| one.points > 0.0).take(NAMED);
            let told: Vec<String> =
                told.map(|one| contribution_note(one, &self.ground.material.soc_titles)).collect();
            if !told.is_empty() {
                text = format!("{text}; {}: {}", piece.name, told.join("; "));
            }
        }
        text
    }
}

#[expect(clippy::cast_precision_loss, reason = "a handful of titles")]
fn part(titles: usize, all: usize) -> f64 {
    titles as f64 / all as f64
}
