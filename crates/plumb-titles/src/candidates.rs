//! The occupations that a title's features speak for most.

use crate::features::{Kind, letter_groups, word_features};
use crate::matcher::{Matcher, Scratch};

/// Candidates that are looked at closely.
const CLOSE_CANDIDATES: usize = 12;
/// Sums that are compared with the bar at once.
const CHUNK: usize = 16;
/// Chunks whose greatest sums are kept, enough for 1,024 occupations; of a larger index every sum is looked at.
const MOST_CHUNKS: usize = 64;

impl Matcher {
    /// Rows of the title's features, and the factor that makes them one unit long together.
    pub(crate) fn find_rows(&self, scratch: &mut Scratch) {
        let Scratch { draft, words, rows, scale, .. } = scratch;
        rows.clear();
        let mut square = 0.0;
        let mut add = |row: u32| {
            square += self.magnitudes[usize::from(self.index.rows.squares[row as usize])];
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
        let sums = &mut *sums.0;
        let classes = self.index.offsets.len();
        sums[..classes].copy_from_slice(&self.index.offsets);
        let weights = &self.index.rows;
        for &row in rows.iter() {
            let value = *scale * self.magnitudes[usize::from(weights.scales[row as usize])];
            let range = weights.range(row);
            for (&class, &weight) in weights.classes[range.clone()].iter().zip(&weights.weights[range]) {
                sums[usize::from(class)] += value * f32::from(weight);
            }
        }
        keep_best(&sums[..classes], best);
    }
}

/// The greatest sums with their places, the greatest first, of equal ones the earlier.
fn keep_best(sums: &[f32], best: &mut Vec<(f32, u16)>) {
    // The greatest of each chunk, found many at a time. As many chunks as there are candidates hold something that is no
    // less than the last of their greatest, so that nothing below it can be among the best.
    let mut peaks = [f32::MIN; MOST_CHUNKS];
    let chunks = sums.len().div_ceil(CHUNK);
    for (peak, chunk) in peaks.iter_mut().zip(sums.chunks(CHUNK)) {
        *peak = chunk.iter().fold(f32::MIN, |most, &sum| if sum > most { sum } else { most });
    }
    let mut bar = f32::MIN;
    if (CLOSE_CANDIDATES + 1..=MOST_CHUNKS).contains(&chunks) {
        let mut ordered = peaks;
        let (_, least, _) =
            ordered[..chunks].select_nth_unstable_by(CLOSE_CANDIDATES - 1, |one, other| other.total_cmp(one));
        bar = *least;
    }
    best.clear();
    for (number, chunk) in sums.chunks(CHUNK).enumerate() {
        if peaks.get(number).is_some_and(|&peak| peak < bar) {
            continue;
        }
        for (class, &sum) in (to_class(number * CHUNK)..).zip(chunk) {
            if sum >= bar && (best.len() < CLOSE_CANDIDATES || sum > best[CLOSE_CANDIDATES - 1].0) {
                let place = best.partition_point(|better| better.0 >= sum);
                best.truncate(CLOSE_CANDIDATES - 1);
                best.insert(place, (sum, class));
            }
        }
    }
}

/// A place among the sums as an occupation's number; there is no index with more than a `u16` counts.
fn to_class(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// What each occupation scores so far. As long as a number of an occupation reaches, so that no place needs a check.
#[derive(Debug, Clone)]
pub(crate) struct Sums(pub(crate) Box<[f32; 1 << 16]>);

impl Default for Sums {
    fn default() -> Self {
        let zeros = vec![0.0; 1 << 16].into_boxed_slice();
        Self(zeros.try_into().unwrap_or_else(|_| unreachable!("the length is that of the array")))
    }
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
