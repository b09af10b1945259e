//! Where the inference engine would put what may be emerging: the seam between the ranking and the classifier, which do
//! not know each other.

use std::collections::{BTreeMap, BTreeSet};

use plumb_classify::{Bonus, Detail, Engine, Slot, contribution_note};
use plumb_codes::{OnetSoc2019, Release, Soc2018};
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
    /// How many of the displayed titles it stands for; none where it is the occupation that covers them today.
    titles: usize,
    /// Its part in the answer.
    weight: usize,
    subject: plumb_classify::Subject,
    bonuses: Vec<Bonus>,
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
    /// Detailed occupations are asked about with all that is known of them, the other titles together by their words and,
    /// with the same weight, by what is known of the occupation that covers them today. The confidence is the engine's
    /// own, as a mean over these pieces: pieces that belong to several places make it small. Returns `None` where no word of a title is known.
    pub(crate) fn propose(&self, finding: &Finding) -> Option<plumb_emerging::Proposal> {
        let pieces = self.pieces(finding);
        let all: usize = pieces.iter().map(|piece| piece.weight).sum();
        let mut votes: BTreeMap<Slot, [f64; 2]> = BTreeMap::new();
        for piece in &pieces {
            for target in &piece.proposal.targets {
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
            cluster: self.ground.view.cluster_name(slot.cluster).to_owned(),
            sub_cluster: self.ground.view.sub_cluster_name(slot).map(str::to_owned),
            confidence,
            evidence: self.evidence(&pieces, slot),
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
            pieces.extend(self.piece(title.text.clone(), [1, 1], subject, Vec::new()));
        }
        if let Some(first) = words.first() {
            let subject = corpus.titles(words.iter().map(|title| title.text.as_str()));
            let titles = words.len();
            let bonuses = self.ground.ruling(&Subject::Title(first.text.clone())).bonuses;
            pieces.extend(self.piece(first.text.clone(), [titles, titles], subject, bonuses));
            pieces.extend(self.covering(finding, titles));
        }
        pieces
    }

    /// The occupation that covers a finding today.
    fn covering(&self, finding: &Finding, weight: usize) -> Option<Piece> {
        let (code, title) = finding.covered_by.as_ref().filter(|_| self.knows_codes)?;
        let subject = self.ground.corpus.occupation(code.to_string().parse::<Soc2018>().ok()?)?;
        self.piece(format!("{code} {title}"), [0, weight], subject, Vec::new())
    }

    fn piece(
        &self,
        name: String,
        [titles, weight]: [usize; 2],
        subject: plumb_classify::Subject,
        bonuses: Vec<Bonus>,
    ) -> Option<Piece> {
        let proposal = self.engine.propose(&subject, &bonuses, Detail::Places)?;
        Some(Piece { name, titles, weight, subject, bonuses, proposal })
    }

    /// How many titles speak for the place, and what the surest of them stands on.
    fn evidence(&self, pieces: &[Piece], slot: Slot) -> String {
        let all: usize = pieces.iter().map(|piece| piece.titles).sum();
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
        // Only of the surest piece it is worked out what contributed.
        let told = surest.and_then(|(piece, _)| {
            let proposal = self.engine.propose(&piece.subject, &piece.bonuses, Detail::Full)?;
            let target = proposal.targets.into_iter().find(|target| target.slot == slot)?;
            let named = target.contributions.iter().filter(|one| one.points > 0.0).take(NAMED);
            let told: Vec<String> =
                named.map(|one| contribution_note(one, &self.ground.material.soc_titles)).collect();
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
