//! The occupations that a title's features speak for most.

use crate::features::{Kind, letter_groups, word_features};
use crate::matcher::{Matcher, Scratch};

/// Candidates that are looked at closely.
const CLOSE_CANDIDATES: usize = 12;
/// Sums that are compared with the bar at once.
const CHUNK: usize = 16;

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
        sums.clear();
        sums.extend_from_slice(&self.index.offsets);
        let weights = &self.index.rows;
        for &row in rows.iter() {
            let value = *scale * self.magnitudes[usize::from(weights.scales[row as usize])];
            let range = weights.range(row);
            for (&class, &weight) in weights.classes[range.clone()].iter().zip(&weights.weights[range]) {
                sums[usize::from(class)] += value * f32::from(weight);
            }
        }
        best.clear();
        let mut bar = f32::MIN;
        for (first, chunk) in (0_u16..).step_by(CHUNK).zip(sums.chunks(CHUNK)) {
            // Most chunks hold nothing that passes the bar, and the greatest of a chunk is found many at a time.
            if chunk.iter().fold(f32::MIN, |most, &sum| if sum > most { sum } else { most }) <= bar {
                continue;
            }
            for (class, &sum) in (first..).zip(chunk) {
                if sum > bar {
                    let place = best.partition_point(|better| better.0 >= sum);
                    best.truncate(CLOSE_CANDIDATES - 1);
                    best.insert(place, (sum, class));
                    if best.len() == CLOSE_CANDIDATES {
                        bar = best[CLOSE_CANDIDATES - 1].0;
                    }
                }
            }
        }
    }
}
