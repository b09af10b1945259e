//! What the names of clusters and sub-clusters say: a subject whose words are a place's name probably belongs there.

use crate::infer::corpus::{Corpus, Subject};
use crate::infer::kind::Kind;
use crate::infer::parameters::{NAME_SPACES, Parameters};
use crate::infer::space::{Bag, Space, dot, settle};
use crate::infer::words::for_each_stem;
use crate::view::{EditionView, Slot};

/// The names of all places as unit vectors, by space of `NAME_SPACES`.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    sub_clusters: Vec<[Bag; NAME_SPACES.len()]>,
    clusters: Vec<[Bag; NAME_SPACES.len()]>,
}

impl Names {
    pub(crate) fn new(corpus: &Corpus, view: &EditionView, slots: &[Slot], parameters: &Parameters) -> Self {
        let vectors = |name: &str, weights: &[f64; NAME_SPACES.len()]| {
            let mut bags = <[Bag; NAME_SPACES.len()]>::default();
            for ((bag, kind), &weight) in bags.iter_mut().zip(NAME_SPACES).zip(weights) {
                if weight > 0.0 {
                    *bag = unit_name(corpus.space(kind), name);
                }
            }
            bags
        };
        let sub_clusters = slots.iter().map(|&slot| {
            vectors(view.sub_cluster_name(slot).unwrap_or_default(), &parameters.sub_cluster_name)
        });
        let clusters =
            slots.iter().map(|slot| vectors(view.cluster_name(slot.cluster), &parameters.cluster_name));
        Self { sub_clusters: sub_clusters.collect(), clusters: clusters.collect() }
    }

    /// The score that names give every place.
    pub(crate) fn scores(&self, subject: &Subject, parameters: &Parameters) -> Vec<f64> {
        let score = |vectors: &[Bag; NAME_SPACES.len()], weights: &[f64; NAME_SPACES.len()]| -> f64 {
            let spaces = NAME_SPACES.iter().zip(vectors).zip(weights).filter(|(_, weight)| **weight > 0.0);
            spaces.map(|((kind, name), weight)| weight * dot(name, &subject.vectors[kind.index()])).sum()
        };
        let places = self.sub_clusters.iter().zip(&self.clusters);
        places
            .map(|(sub_cluster, cluster)| {
                score(sub_cluster, &parameters.sub_cluster_name) + score(cluster, &parameters.cluster_name)
            })
            .collect()
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
        let has = |feature: u32| words.binary_search_by_key(&feature, |&(feature, _)| feature).is_ok();
        let position = NAME_SPACES.iter().position(|&kind| kind == Kind::TitleWords).unwrap_or_default();
        let names = [&self.sub_clusters[place][position], &self.clusters[place][position]];
        let mut shared: Vec<u32> = names
            .into_iter()
            .flatten()
            .map(|&(feature, _)| feature)
            .filter(|&feature| has(feature))
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
        *value = space.weight(*feature);
    }
    bag.retain(|&(_, value)| value > 0.0);
    let length = bag.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
    for (_, value) in &mut bag {
        *value /= length;
    }
    bag
}
