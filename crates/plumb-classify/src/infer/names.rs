//! What the names of clusters and sub-clusters say: a subject whose words are a place's name probably belongs there.

use std::collections::HashMap;

use crate::infer::corpus::{Corpus, Subject};
use crate::infer::dense::add_scaled;
use crate::infer::kind::Kind;
use crate::infer::parameters::{NAME_SPACES, Parameters};
use crate::infer::space::{Bag, Space, settle, to_unit_length};
use crate::infer::words::for_each_stem;
use crate::view::{EditionView, Slot};

/// Where the words of names stand: for each feature the places in whose name it is, with its value in the name's unit vector.
type Standing = HashMap<u32, Vec<(usize, f64)>>;

/// The names of all places, by space of `NAME_SPACES`.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    places: usize,
    sub_clusters: [Standing; NAME_SPACES.len()],
    clusters: [Standing; NAME_SPACES.len()],
}

impl Names {
    pub(crate) fn new(corpus: &Corpus, view: &EditionView, slots: &[Slot]) -> Self {
        let standing = |name_of: &dyn Fn(Slot) -> String| {
            NAME_SPACES.map(|kind| {
                let mut standing = Standing::new();
                for (place, &slot) in slots.iter().enumerate() {
                    for (feature, value) in unit_name(corpus.space(kind), &name_of(slot)) {
                        standing.entry(feature).or_default().push((place, value));
                    }
                }
                standing
            })
        };
        Self {
            places: slots.len(),
            sub_clusters: standing(&|slot| view.sub_cluster_name(slot).unwrap_or_default().to_owned()),
            clusters: standing(&|slot| view.cluster_name(slot.cluster).to_owned()),
        }
    }

    /// The score that names give every place.
    pub(crate) fn scores(&self, corpus: &Corpus, subject: &Subject, parameters: &Parameters) -> Vec<f64> {
        let mut scores = vec![0.0; self.places];
        for position in 0..NAME_SPACES.len() {
            let [sub_clusters, clusters] = self.of_space(corpus, subject, position, parameters);
            add_scaled(&mut scores, parameters.sub_cluster_name[position], &sub_clusters);
            add_scaled(&mut scores, parameters.cluster_name[position], &clusters);
        }
        scores
    }

    /// What the names of sub-clusters and of clusters would give in one space at weight 1.0; what has no weight is not worked out.
    fn of_space(
        &self,
        corpus: &Corpus,
        subject: &Subject,
        position: usize,
        parameters: &Parameters,
    ) -> [Vec<f64>; 2] {
        let weights = [parameters.sub_cluster_name[position], parameters.cluster_name[position]];
        if weights.iter().all(|&weight| weight <= 0.0) {
            return [Vec::new(), Vec::new()];
        }
        self.alike(corpus, subject, position)
    }

    /// How far a subject's words of one space are the name of each place: of its sub-cluster, of its cluster.
    pub(crate) fn alike(&self, corpus: &Corpus, subject: &Subject, position: usize) -> [Vec<f64>; 2] {
        let kind = NAME_SPACES[position];
        let vector = corpus.space(kind).by_rarity(&subject.vectors[kind.index()]);
        [&self.sub_clusters[position], &self.clusters[position]].map(|standing| {
            let mut alike = vec![0.0; self.places];
            for (feature, value) in &vector {
                for &(place, other) in standing.get(feature).into_iter().flatten() {
                    alike[place] += value * other;
                }
            }
            alike
        })
    }

    /// The words of a place's names that a subject uses in its titles, as features of the space of title words.
    pub(crate) fn shared_words<'c>(
        &self,
        corpus: &'c Corpus,
        subject: &Subject,
        place: usize,
    ) -> Vec<&'c str> {
        let space = corpus.space(Kind::TitleWords);
        let words = &subject.vectors[Kind::TitleWords.index()];
        let position = NAME_SPACES.iter().position(|&kind| kind == Kind::TitleWords).unwrap_or_default();
        let names = [&self.sub_clusters[position], &self.clusters[position]];
        let of_place = |standing: &Standing, feature: u32| {
            standing.get(&feature).is_some_and(|places| places.iter().any(|&(other, _)| other == place))
        };
        let mut shared: Vec<u32> = words
            .iter()
            .map(|&(feature, _)| feature)
            .filter(|&feature| names.iter().any(|standing| of_place(standing, feature)))
            .collect();
        shared.sort_unstable();
        shared.dedup();
        shared.into_iter().map(|feature| space.name(feature)).collect()
    }
}

/// A name as a unit vector: each word once, by how rare it is. Words that no occupation uses are left out.
fn unit_name(space: &Space, name: &str) -> Bag {
    let mut bag = Bag::new();
    for_each_stem(name, |stem, _| bag.extend(space.features().known(stem).map(|feature| (feature, 0.0))));
    settle(&mut bag);
    for (feature, value) in &mut bag {
        *value = space.rarity(*feature);
    }
    bag.retain(|&(_, value)| value > 0.0);
    to_unit_length(&mut bag);
    bag
}
