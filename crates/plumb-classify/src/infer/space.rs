//! One space in which subjects are compared: its features, how much each counts, who has it.

use std::collections::HashMap;

use crate::infer::kind::Kind;

/// Features of a subject with their values.
pub(crate) type Bag = Vec<(u32, f64)>;

/// Features that fewer occupations have say nothing about similarity.
const LEAST_OCCUPATIONS: u32 = 2;

/// Features by number while bags are gathered.
#[derive(Debug, Default, Clone)]
pub(crate) struct Features {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Features {
    /// The number of a feature; it is made where it is new.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        self.number_shown(name, name)
    }

    /// The same for a feature that people are shown by another name, the first one that it comes with.
    pub(crate) fn number_shown(&mut self, name: &str, shown: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(shown.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of a feature that is known.
    pub(crate) fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

/// A finished space.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    kind: Kind,
    features: Features,
    /// How much a feature counts in likeness; 0.0 for one that is not compared.
    weights: Vec<f64>,
    /// How rare a feature is; what a name of a place counts by.
    rarities: Vec<f64>,
    /// The occupations that have a feature, with its value in their unit vector.
    postings: Vec<Vec<(u32, f64)>>,
    /// The unit vector of every occupation.
    vectors: Vec<Bag>,
}

impl Space {
    /// Finishes a space from the bags of all occupations.
    pub(crate) fn new(kind: Kind, features: Features, mut bags: Vec<Bag>) -> Self {
        let mut holders = vec![0_u32; features.names.len()];
        for bag in &mut bags {
            settle(bag);
            for &(feature, _) in bag.iter() {
                holders[feature as usize] += 1;
            }
        }
        let occupations = count(bags.len());
        let weight = |&holders: &u32| {
            if !kind.counts() {
                1.0
            } else if holders < LEAST_OCCUPATIONS {
                0.0
            } else {
                ((occupations + 1.0) / (f64::from(holders) + 0.5)).ln().max(0.0)
            }
        };
        let rarities: Vec<f64> = holders.iter().map(weight).collect();
        let weights = if kind.counts() && !kind.weighs_by_rarity() {
            rarities.iter().map(|&rarity| if rarity > 0.0 { 1.0 } else { 0.0 }).collect()
        } else {
            rarities.clone()
        };
        let postings = vec![Vec::new(); weights.len()];
        let mut space = Self { kind, postings, features, weights, rarities, vectors: Vec::new() };
        space.vectors = bags.into_iter().map(|bag| space.unit(bag)).collect();
        for (occupation, vector) in (0_u32..).zip(&space.vectors) {
            for &(feature, value) in vector {
                space.postings[feature as usize].push((occupation, value));
            }
        }
        space
    }

    /// The unit vector of a bag; empty where no feature of it is compared.
    pub(crate) fn unit(&self, mut bag: Bag) -> Bag {
        settle(&mut bag);
        for (feature, value) in &mut bag {
            let damped = if self.kind.counts() && *value > 0.0 { 1.0 + value.max(1.0).ln() } else { *value };
            *value = damped * self.weights[*feature as usize];
        }
        bag.retain(|&(_, value)| value != 0.0);
        to_unit_length(&mut bag);
        bag
    }

    /// A unit vector of this space with its features weighted by how rare they are, whatever likeness weighs them by.
    pub(crate) fn by_rarity(&self, vector: &Bag) -> Bag {
        let mut bag = vector.clone();
        if self.kind.counts() && !self.kind.weighs_by_rarity() {
            for (feature, value) in &mut bag {
                *value *= self.rarity(*feature);
            }
            to_unit_length(&mut bag);
        }
        bag
    }

    pub(crate) const fn features(&self) -> &Features {
        &self.features
    }

    pub(crate) fn name(&self, feature: u32) -> &str {
        self.features.names.get(feature as usize).map_or("", String::as_str)
    }

    /// How rare a feature is; 0.0 for one that is not compared.
    pub(crate) fn rarity(&self, feature: u32) -> f64 {
        self.rarities.get(feature as usize).copied().unwrap_or(0.0)
    }

    pub(crate) fn postings(&self, feature: u32) -> &[(u32, f64)] {
        self.postings.get(feature as usize).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn vector(&self, occupation: usize) -> &Bag {
        &self.vectors[occupation]
    }

    /// Adds the similarity of a vector to every occupation, times a factor.
    pub(crate) fn similarities(&self, vector: &Bag, factor: f64, into: &mut [f64]) {
        for &(feature, value) in vector {
            let scaled = factor * value;
            for &(occupation, other) in self.postings(feature) {
                into[occupation as usize] += scaled * other;
            }
        }
    }
}

/// Scales a bag to unit length; what is all zeros stays so.
pub(crate) fn to_unit_length(bag: &mut Bag) {
    let length = bag.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        for (_, value) in bag {
            *value /= length;
        }
    }
}

/// Sorts a bag by feature and adds up what belongs to the same one.
pub(crate) fn settle(bag: &mut Bag) {
    bag.sort_unstable_by_key(|&(feature, _)| feature);
    bag.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) const fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dot product of two settled bags.
    fn dot(left: &Bag, right: &Bag) -> f64 {
        let (mut sum, mut position) = (0.0, 0);
        for &(feature, value) in left {
            position += right[position..].partition_point(|&(other, _)| other < feature);
            if let Some(&(other, other_value)) = right.get(position)
                && other == feature
            {
                sum += value * other_value;
            }
        }
        sum
    }

    #[test]
    fn vectors_have_unit_length_and_rare_features_count_more() {
        let mut features = Features::default();
        let (rare, common, lone) =
            (features.number("rare"), features.number("common"), features.number("lone"));
        let bags = vec![
            vec![(common, 1.0), (rare, 1.0), (rare, 1.0)],
            vec![(common, 1.0), (rare, 1.0), (lone, 1.0)],
            vec![(common, 1.0)],
            vec![],
        ];
        let space = Space::new(Kind::Tasks, features, bags);
        assert!(space.rarity(rare) > space.rarity(common));
        assert!(space.rarity(lone) <= 0.0);
        for occupation in 0..3 {
            assert!((dot(space.vector(occupation), space.vector(occupation)) - 1.0).abs() < 1e-12);
        }
        assert!(space.vector(3).is_empty());
        let mut similar = vec![0.0; 4];
        space.similarities(space.vector(0), 2.0, &mut similar);
        assert!((similar[1] - 2.0 * dot(space.vector(0), space.vector(1))).abs() < 1e-12);
        assert!((similar[0] - 2.0).abs() < 1e-12 && similar[3].abs() < 1e-12);
    }

    #[test]
    fn words_of_titles_count_alike_in_likeness_and_by_rarity_in_names() {
        let mut features = Features::default();
        let (rare, common) = (features.number("rare"), features.number("common"));
        let bags =
            vec![vec![(common, 1.0), (rare, 1.0)], vec![(common, 1.0), (rare, 1.0)], vec![(common, 1.0)]];
        let space = Space::new(Kind::TitleWords, features, bags);
        let vector = space.vector(0);
        assert!((vector[0].1 - vector[1].1).abs() < 1e-12);
        let named = space.by_rarity(vector);
        assert!(named[0].1 > named[1].1 && (dot(&named, &named) - 1.0).abs() < 1e-12, "{named:?}");
    }
}
