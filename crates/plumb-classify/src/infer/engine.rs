//! The engine: learns from published occupations and scores any subject against every place of an edition.
//!
//! It is kernel ridge regression, which is the mean of a Gaussian process. The likeness of two subjects is a weighted
//! sum of their likeness in titles, tasks, technology and so on, scaled so that everything is like itself by 1. The
//! score of a place is what the names of places say, plus a weighted vote of all published occupations by likeness.
//! The votes are those that reproduce the published rows, so an occupation between two others that say the same
//! counts less, and a row that contradicts its surroundings is believed only in part. A row votes for its places and,
//! with less weight, for all places of their clusters: a cluster is easier to tell than a place in it.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::Soc2018;

use crate::infer::corpus::{Corpus, Subject};
use crate::infer::dense::{Cholesky, Matrix, add_scaled, dot, multiply};
use crate::infer::kind::Kind;
use crate::infer::names::Names;
use crate::infer::parameters::Parameters;
use crate::view::{EditionView, Slot};

/// The engine, ready for one edition.
#[derive(Debug, Clone)]
pub struct Engine<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) view: &'a EditionView,
    pub(crate) parameters: Parameters,
    pub(crate) slots: Vec<Slot>,
    pub(crate) names: Names,
    pub(crate) learnt: Learnt,
}

/// What was learnt from the published occupations.
#[derive(Debug, Clone)]
pub(crate) struct Learnt {
    /// The occupations learnt from, by position in the corpus.
    pub(crate) training: Vec<usize>,
    /// One over the root of each one's likeness with itself before scaling.
    pub(crate) scales: Vec<f64>,
    /// Published places, with what they say of their clusters, minus what the names say: a row an occupation, a column a
    /// place; then a column for each cluster with what is said of it as a whole.
    residual: Matrix,
    factored: Cholesky,
    /// The vote of each occupation for each place, then the part of it that is for each cluster as a whole.
    pub(crate) votes: Matrix,
}

/// The points of every place for a subject. They are natural logarithms of odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// By place, in the order of [`Engine::slots`].
    pub places: Vec<f64>,
    /// By cluster: what of the points of each of its places is said of the cluster as a whole.
    pub clusters: Vec<f64>,
}

impl Points {
    /// From the scores of places and clusters behind one another.
    fn from_scores(mut scores: Vec<f64>, places: usize, per_unit: f64) -> Self {
        multiply(&mut scores, per_unit);
        let clusters = scores.split_off(places.min(scores.len()));
        Self { places: scores, clusters }
    }
}

/// The likeness of a subject with every occupation learnt from.
#[derive(Debug, Clone)]
pub(crate) struct Likeness {
    /// By kind, without those that have no weight or nothing to compare.
    pub(crate) kinds: Vec<(Kind, Vec<f64>)>,
    /// All kinds together.
    pub(crate) total: Vec<f64>,
}

/// The occupations whose published rows were printed as one row with an occupation's, itself included.
///
/// A composite code stands for several occupations; who hides one of them must hide all.
pub fn printed_together(view: &EditionView) -> BTreeMap<Soc2018, BTreeSet<Soc2018>> {
    let mut by_printed: BTreeMap<&str, BTreeSet<Soc2018>> = BTreeMap::new();
    for (&soc, slots) in &view.published {
        for printed in slots.values() {
            by_printed.entry(printed).or_default().insert(soc);
        }
    }
    let together = |slots: &BTreeMap<Slot, String>| {
        slots.values().filter_map(|printed| by_printed.get(printed.as_str())).flatten().copied().collect()
    };
    view.published.iter().map(|(&soc, slots)| (soc, together(slots))).collect()
}

impl<'a> Engine<'a> {
    /// Learns from every published occupation but the masked ones and those whose rows were printed together with theirs.
    pub fn new(
        corpus: &'a Corpus,
        view: &'a EditionView,
        parameters: &Parameters,
        masked: &BTreeSet<Soc2018>,
    ) -> Self {
        let slots = slots(view);
        let names = Names::new(corpus, view, &slots);
        let together = printed_together(view);
        let hidden: BTreeSet<Soc2018> =
            masked.iter().filter_map(|soc| together.get(soc)).flatten().copied().collect();
        let training = corpus.occupations().iter().enumerate().filter(|(_, soc)| {
            view.published.get(soc).is_some_and(|places| !places.is_empty()) && !hidden.contains(soc)
        });
        let training: Vec<usize> = training.map(|(position, _)| position).collect();
        let learnt = Learnt::new(corpus, view, parameters, &slots, &names, training);
        Self { corpus, view, parameters: parameters.clone(), slots, names, learnt }
    }

    /// The edition's places in the order of scores.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The edition.
    pub const fn view(&self) -> &'a EditionView {
        self.view
    }

    /// What it was told.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The occupation of a row of what was learnt.
    pub(crate) fn occupation(&self, row: usize) -> Soc2018 {
        self.corpus.occupations()[self.learnt.training[row]]
    }

    /// What it compares with.
    pub const fn corpus(&self) -> &'a Corpus {
        self.corpus
    }

    /// The points of every place for a subject.
    pub fn points(&self, subject: &Subject) -> Points {
        self.points_by(subject, &self.learnt.votes)
    }

    pub(crate) fn points_by(&self, subject: &Subject, votes: &Matrix) -> Points {
        let names = self.names.scores(self.corpus, subject, &self.parameters);
        self.points_of(&self.total_likeness(subject), names, votes)
    }

    /// The points that follow from likeness with every occupation learnt from and from what names say.
    pub(crate) fn points_of(&self, likeness: &[f64], names: Vec<f64>, votes: &Matrix) -> Points {
        let mut scores = names;
        scores.resize(votes.columns(), 0.0);
        for (position, likeness) in likeness.iter().enumerate() {
            add_scaled(&mut scores, likeness + self.parameters.bias, votes.row(position));
        }
        Points::from_scores(scores, self.slots.len(), self.parameters.points)
    }

    /// One over the root of a subject's likeness with itself; 0.0 where nothing is known.
    pub(crate) fn scale(&self, subject: &Subject) -> f64 {
        scale(&self.parameters, |kind| !subject.vectors[kind.index()].is_empty())
    }

    fn total_likeness(&self, subject: &Subject) -> Vec<f64> {
        let mut all = vec![0.0; self.corpus.occupations().len()];
        let scale = self.scale(subject);
        for kind in Kind::ALL {
            let weight = self.parameters.similarity[kind.index()];
            if weight > 0.0 {
                let vector = &subject.vectors[kind.index()];
                self.corpus.space(kind).similarities(vector, weight * scale, &mut all);
            }
        }
        self.learnt.of_training(&all)
    }

    pub(crate) fn likeness(&self, subject: &Subject) -> Likeness {
        let scale = self.scale(subject);
        let mut kinds = Vec::new();
        let mut total = vec![0.0; self.learnt.training.len()];
        for kind in Kind::ALL {
            let (weight, vector) = (self.parameters.similarity[kind.index()], &subject.vectors[kind.index()]);
            if weight > 0.0 && !vector.is_empty() {
                let mut all = vec![0.0; self.corpus.occupations().len()];
                self.corpus.space(kind).similarities(vector, weight * scale, &mut all);
                let trained = self.learnt.of_training(&all);
                add_scaled(&mut total, 1.0, &trained);
                kinds.push((kind, trained));
            }
        }
        Likeness { kinds, total }
    }

    /// The votes as they would be had the engine never seen the published rows of these occupations and of those
    /// printed together with them.
    pub(crate) fn votes_without(&self, hidden: &BTreeSet<Soc2018>) -> Matrix {
        let together = printed_together(self.view);
        let hidden: BTreeSet<Soc2018> =
            hidden.iter().filter_map(|soc| together.get(soc)).flatten().copied().collect();
        let positions: Vec<usize> =
            hidden.iter().filter_map(|&soc| self.learnt.position(self.corpus, soc)).collect();
        if positions.is_empty() { self.learnt.votes.clone() } else { self.learnt.votes_without(&positions) }
    }

    /// The points of the occupations of each block, as they would be had the engine never seen the rows of the block.
    /// Exact, at the price of one inversion for all blocks.
    pub fn points_left_out(&self, blocks: &[BTreeSet<Soc2018>]) -> Vec<BTreeMap<Soc2018, Points>> {
        let inverse = self.learnt.factored.inverse();
        blocks.iter().map(|block| self.points_of_block(&inverse, block)).collect()
    }

    fn points_of_block(&self, inverse: &Matrix, block: &BTreeSet<Soc2018>) -> BTreeMap<Soc2018, Points> {
        let positions: Vec<usize> =
            block.iter().filter_map(|&soc| self.learnt.position(self.corpus, soc)).collect();
        let left_out = self.learnt.left_out(inverse, &positions);
        let points = positions.iter().enumerate().filter_map(|(row, &position)| {
            let soc = self.corpus.occupations()[self.learnt.training[position]];
            let mut scores = self.names.scores(self.corpus, &self.corpus.occupation(soc)?, &self.parameters);
            scores.resize(left_out.columns(), 0.0);
            add_scaled(&mut scores, 1.0, left_out.row(row));
            Some((soc, Points::from_scores(scores, self.slots.len(), self.parameters.points)))
        });
        points.collect()
    }

    /// Blocks that hide each published occupation by itself, with what was printed together with it.
    pub fn single_blocks(&self) -> Vec<BTreeSet<Soc2018>> {
        single_blocks(self.view)
    }
}

/// The published occupations one by one, with what was printed together with each.
pub(crate) fn single_blocks(view: &EditionView) -> Vec<BTreeSet<Soc2018>> {
    let blocks: BTreeSet<BTreeSet<Soc2018>> = printed_together(view).into_values().collect();
    blocks.into_iter().collect()
}

/// Every place that a subject can have: the sub-clusters, clusters that have none, and what is published beside them.
pub(crate) fn slots(view: &EditionView) -> Vec<Slot> {
    let mut slots: BTreeSet<Slot> = view.published.values().flat_map(BTreeMap::keys).copied().collect();
    for (cluster, one) in view.clusters.iter().enumerate() {
        let sub_clusters = 0..one.sub_clusters.len();
        slots.extend(sub_clusters.map(|sub| Slot { cluster, sub_cluster: Some(sub) }));
        if one.sub_clusters.is_empty() {
            slots.insert(Slot { cluster, sub_cluster: None });
        }
    }
    slots.into_iter().collect()
}

/// How many clusters the places are in.
fn clusters(slots: &[Slot]) -> usize {
    slots.iter().map(|slot| slot.cluster + 1).max().unwrap_or(0)
}

/// By cluster, the part of an occupation's published places that are in it.
pub(crate) fn cluster_shares(slots: &[Slot], published: &[bool]) -> Vec<f64> {
    let mut shares = vec![0.0; clusters(slots)];
    let mut all = 0.0_f64;
    for (slot, _) in slots.iter().zip(published).filter(|(_, published)| **published) {
        shares[slot.cluster] += 1.0;
        all += 1.0;
    }
    multiply(&mut shares, 1.0 / all.max(1.0));
    shares
}

fn scale(parameters: &Parameters, known: impl Fn(Kind) -> bool) -> f64 {
    let weights =
        Kind::ALL.into_iter().filter(|&kind| known(kind)).map(|kind| parameters.similarity[kind.index()]);
    let itself: f64 = weights.sum();
    if itself > 0.0 { 1.0 / itself.sqrt() } else { 0.0 }
}

impl Learnt {
    fn new(
        corpus: &Corpus,
        view: &EditionView,
        parameters: &Parameters,
        slots: &[Slot],
        names: &Names,
        training: Vec<usize>,
    ) -> Self {
        let known = |position: usize| move |kind: Kind| !corpus.space(kind).vector(position).is_empty();
        let scales: Vec<f64> = training.iter().map(|&position| scale(parameters, known(position))).collect();
        let mut gram = Matrix::zeros(training.len(), training.len());
        for (row, &position) in training.iter().enumerate() {
            let mut all = vec![0.0; corpus.occupations().len()];
            for kind in Kind::ALL {
                let weight = parameters.similarity[kind.index()];
                if weight > 0.0 {
                    let space = corpus.space(kind);
                    space.similarities(space.vector(position), weight * scales[row], &mut all);
                }
            }
            let into = gram.row_mut(row);
            for column in 0..=row {
                into[column] = all[training[column]] * scales[column] + parameters.bias;
            }
            into[row] += parameters.ridge;
        }
        let factored = Cholesky::new(gram)
            .expect("a sum of inner products with a ridge above zero is positive definite");
        let mut residual = Matrix::zeros(training.len(), slots.len() + clusters(slots));
        for (row, &position) in training.iter().enumerate() {
            let soc = corpus.occupations()[position];
            let places = view.published.get(&soc);
            let published: Vec<bool> =
                slots.iter().map(|slot| places.is_some_and(|places| places.contains_key(slot))).collect();
            let mut shares = cluster_shares(slots, &published);
            multiply(&mut shares, parameters.cluster_share);
            let (of_places, of_clusters) = residual.row_mut(row).split_at_mut(slots.len());
            for ((cell, slot), &published) in of_places.iter_mut().zip(slots).zip(&published) {
                *cell = if published { 1.0 } else { 0.0 } + shares[slot.cluster];
            }
            of_clusters.copy_from_slice(&shares);
            if let Some(subject) = corpus.occupation(soc) {
                add_scaled(residual.row_mut(row), -1.0, &names.scores(corpus, &subject, parameters));
            }
        }
        let mut votes = residual.clone();
        factored.solve(&mut votes);
        Self { training, scales, residual, factored, votes }
    }

    /// The row of an occupation among those learnt from.
    pub(crate) fn position(&self, corpus: &Corpus, soc: Soc2018) -> Option<usize> {
        self.training.binary_search(&corpus.position(soc)?).ok()
    }

    fn of_training(&self, all: &[f64]) -> Vec<f64> {
        self.training.iter().zip(&self.scales).map(|(&position, scale)| all[position] * scale).collect()
    }

    /// Takes the rows of a block out: their votes become zero, and the others' what they would be without them.
    fn votes_without(&self, block: &[usize]) -> Matrix {
        let mut columns = Matrix::zeros(self.training.len(), block.len());
        for (column, &position) in block.iter().enumerate() {
            columns.row_mut(position)[column] = 1.0;
        }
        self.factored.solve(&mut columns);
        let inner = inner(block, |row, column| columns.row(block[row])[column]);
        let mut taken = Matrix::zeros(block.len(), self.votes.row(0).len());
        for (row, &position) in block.iter().enumerate() {
            taken.row_mut(row).copy_from_slice(self.votes.row(position));
        }
        inner.solve(&mut taken);
        let mut votes = self.votes.clone();
        for position in 0..self.training.len() {
            for row in 0..block.len() {
                add_scaled(votes.row_mut(position), -columns.row(position)[row], taken.row(row));
            }
        }
        for &position in block {
            votes.row_mut(position).fill(0.0);
        }
        votes
    }

    /// What the others say about a block, from the inverse: only the others' rows are read.
    fn left_out(&self, inverse: &Matrix, block: &[usize]) -> Matrix {
        let mut said = Matrix::zeros(block.len(), self.residual.row(0).len());
        for (row, &position) in block.iter().enumerate() {
            for (other, &factor) in inverse.row(position).iter().enumerate() {
                if !block.contains(&other) {
                    add_scaled(said.row_mut(row), -factor, self.residual.row(other));
                }
            }
        }
        if !block.is_empty() {
            inner(block, |row, column| inverse.row(block[row])[block[column]]).solve(&mut said);
        }
        said
    }
}

/// The part of the inverse that belongs to a block, factored.
fn inner(block: &[usize], value: impl Fn(usize, usize) -> f64) -> Cholesky {
    let mut matrix = Matrix::zeros(block.len(), block.len());
    for row in 0..block.len() {
        for column in 0..=row {
            matrix.row_mut(row)[column] = value(row, column);
        }
    }
    Cholesky::new(matrix).expect("a principal part of a positive definite matrix is positive definite")
}

/// Probabilities from points.
pub(crate) fn probabilities(points: &[f64]) -> Vec<f64> {
    let largest = points.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = points.iter().map(|point| (point - largest).exp()).collect();
    let sum: f64 = raised.iter().sum();
    raised.into_iter().map(|value| value / sum).collect()
}

/// The sum of votes of likeness for one place.
pub(crate) fn vote(likeness: &[f64], votes: &[f64]) -> f64 {
    dot(likeness, votes)
}
