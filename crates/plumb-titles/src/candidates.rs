//! The occupations that a title's features speak for most.

use crate::features::{Kind, letter_groups, word_features};
use crate::matcher::{Matcher, Scratch};

/// Candidates that are looked at closely.
const CLOSE_CANDIDATES: usize = 12;
/// Sums that are looked at together, more than there are candidates.
const LANES: usize = 64;

impl Matcher {
    /// Rows of the title's features, and the factor that makes them one unit long together.
    pub(crate) fn find_rows(&self, scratch: &mut Scratch) {
        let Scratch { draft, words, rows, scale, .. } = scratch;
        rows.clear();
        let mut square = 0.0;
        let mut add = |row: u32| {
            square += self.magnitudes[usize::from(self.index.rows.heads[row as usize].square)];
            rows.push(row);
        };
        let known = &self.index.rows;
        for word in words.iter() {
            match word.id {
                Some(id) => add(id),
                None => letter_groups(draft.word_at(word.position), |key| {
                    known.numbers.get(&key).copied().into_iter().for_each(&mut add);
                }),
            }
        }
        word_features(words, |key| {
            if key.kind() != Kind::Word {
                known.numbers.get(&key).copied().into_iter().for_each(&mut add);
            }
        });
        *scale = if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 };
    }

    /// Adds the rows up and keeps the best occupations.
    pub(crate) fn add_up(&self, scratch: &mut Scratch) {
        let Scratch { rows, sums, best, scale, .. } = scratch;
        let classes = self.index.offsets.len();
        sums.first(classes).copy_from_slice(&self.index.offsets);
        let weights = &self.index.rows;
        for &row in rows.iter() {
            let (step, range) = weights.row(row);
            let value = *scale * self.magnitudes[usize::from(step)];
            for (&class, &weight) in weights.classes[range.clone()].iter().zip(&weights.weights[range]) {
                sums[class] += value * f32::from(weight);
            }
        }
        keep_best(sums.first(classes), best);
    }
}

/// The greatest sums with their places, the greatest first, of equal ones the earlier.
fn keep_best(sums: &[f32], best: &mut Vec<(f32, u16)>) {
    // Sums stand in lanes, every sixty-fourth in one. As many lanes as there are candidates hold something that is no less
    // than the last of the greatest peaks, so that nothing below that is among the best; and few lanes are left to look at.
    let mut peaks = [f32::MIN; LANES];
    for row in sums.chunks(LANES) {
        for (peak, &sum) in peaks.iter_mut().zip(row) {
            *peak = if sum > *peak { sum } else { *peak };
        }
    }
    let bar = last_of_greatest(&peaks);
    best.clear();
    for (lane, _) in peaks.iter().enumerate().filter(|&(_, &peak)| peak >= bar) {
        for (class, &sum) in (lane..).step_by(LANES).zip(sums.iter().skip(lane).step_by(LANES)) {
            if sum >= bar {
                let found = (sum, to_class(class));
                let place = best.partition_point(|&better| comes_before(better, found));
                if place < CLOSE_CANDIDATES {
                    best.truncate(CLOSE_CANDIDATES - 1);
                    best.insert(place, found);
                }
            }
        }
    }
}

fn comes_before(one: (f32, u16), other: (f32, u16)) -> bool {
    one.0 > other.0 || (one.0 >= other.0 && one.1 < other.1)
}

/// Of as many of the greatest values as there are candidates, the least.
fn last_of_greatest(values: &[f32; LANES]) -> f32 {
    let mut greatest = [f32::MIN; CLOSE_CANDIDATES];
    for &value in values {
        if value > greatest[CLOSE_CANDIDATES - 1] {
            let mut place = CLOSE_CANDIDATES - 1;
            while place > 0 && greatest[place - 1] < value {
                greatest[place] = greatest[place - 1];
                place -= 1;
            }
            greatest[place] = value;
        }
    }
    greatest[CLOSE_CANDIDATES - 1]
}

/// A place among the sums as an occupation's number; there is no index with more than a `u16` counts.
fn to_class(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_best_are_those_of_a_sort(sums in proptest::collection::vec(-20_i8..20, 0..1500)) {
            let sums: Vec<f32> = sums.into_iter().map(f32::from).collect();
            let mut wanted: Vec<(f32, u16)> = sums.iter().copied().zip(0..).collect();
            wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
            wanted.truncate(CLOSE_CANDIDATES);
            let mut best = Vec::new();
            keep_best(&sums, &mut best);
            proptest::prop_assert_eq!(best, wanted);
        }
    }
}
