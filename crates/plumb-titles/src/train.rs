//! Learns what each feature says about each occupation: multinomial logistic regression by mini-batches.
//!
//! The occupations are divided into blocks that are worked on side by side. Their number is fixed, and every sum
//! is taken in a fixed order, so the same titles give the same weights on every machine and number of cores.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]

use rayon::prelude::*;

/// One title to learn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    /// Where its features begin and end in [`Examples::entries`].
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Number of its occupation.
    pub(crate) class: u16,
    /// How much it counts.
    pub(crate) weight: f32,
}

/// Titles to learn from, with their features in one array.
#[derive(Debug, Default)]
pub(crate) struct Examples {
    pub(crate) entries: Vec<(u32, f32)>,
    pub(crate) list: Vec<Example>,
}

impl Examples {
    fn features(&self, example: &Example) -> &[(u32, f32)] {
        &self.entries[example.start as usize..example.end as usize]
    }
}

/// How long and how fast to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Passes over all titles.
    pub epochs: u32,
    /// First step size; it falls linearly to a tenth.
    pub step: f32,
    /// Part of a title's features that is hidden in each pass, so that none is relied on alone.
    pub dropout: f32,
}

impl Default for Training {
    fn default() -> Self {
        Self { epochs: 8, step: 2.0, dropout: 0.3 }
    }
}

const BLOCKS: usize = 8;
const BATCH: usize = 256;

/// The weights of one block of occupations: `features` rows of `width` numbers.
struct Block {
    width: usize,
    first: usize,
    weights: Vec<f32>,
    squares: Vec<f32>,
    logits: Vec<f32>,
    gradient: Vec<f32>,
}

/// Weights of `features` x `classes`, by rows, and one offset a class.
pub(crate) struct Weights {
    pub(crate) classes: usize,
    blocks: Vec<Block>,
    pub(crate) offsets: Vec<f32>,
}

impl Weights {
    /// The weights of a feature, occupation after occupation.
    pub(crate) fn row(&self, feature: usize) -> impl Iterator<Item = f32> + '_ {
        self.blocks.iter().flat_map(move |block| {
            block.weights[feature * block.width..(feature + 1) * block.width].iter().copied()
        })
    }
}

/// Learns weights.
pub(crate) fn train(
    examples: &Examples,
    features: usize,
    classes: usize,
    training: &Training,
    progress: &(dyn Fn(u32) + Sync),
) -> Weights {
    let width = classes.div_ceil(BLOCKS).max(1);
    let mut blocks: Vec<Block> = (0..classes)
        .step_by(width)
        .map(|first| {
            let width = width.min(classes - first);
            Block {
                width,
                first,
                weights: vec![0.0; features * width],
                squares: vec![1e-2; features],
                logits: vec![0.0; BATCH * width],
                gradient: vec![0.0; width],
            }
        })
        .collect();
    let offsets = offsets(examples, classes);
    let mut order: Vec<u32> = (0..crate::features::to_u32(examples.list.len())).collect();
    let mut shuffle = Shuffle(0x9e37_79b9_7f4a_7c15);
    let mut probabilities = vec![0.0_f32; BATCH * classes];
    let (mut kept, mut kept_ends) = (Vec::new(), Vec::new());
    let mut by_feature: Vec<(u32, u32, f32)> = Vec::new();
    for epoch in 0..training.epochs {
        progress(epoch);
        shuffle.shuffle(&mut order);
        let step = training.step * (1.0 - 0.9 * epoch as f32 / training.epochs as f32);
        for batch in order.chunks(BATCH) {
            let batch: Vec<&Example> = batch.iter().map(|&number| &examples.list[number as usize]).collect();
            kept.clear();
            kept_ends.clear();
            for example in &batch {
                let features = examples.features(example).iter();
                kept.extend(features.filter(|_| shuffle.fraction() >= training.dropout));
                kept_ends.push(kept.len());
            }
            blocks.par_iter_mut().for_each(|block| block.score(&kept, &kept_ends, &offsets));
            for block in &blocks {
                for (row, logits) in block.logits.chunks(block.width).take(batch.len()).enumerate() {
                    let start = row * classes + block.first;
                    probabilities[start..start + block.width].copy_from_slice(logits);
                }
            }
            let rows = probabilities.par_chunks_mut(classes).zip(&batch);
            rows.for_each(|(row, example)| {
                softmax(row);
                row[usize::from(example.class)] -= 1.0;
                for value in row.iter_mut() {
                    *value *= example.weight;
                }
            });
            by_feature.clear();
            let mut start = 0;
            for (row, &end) in kept_ends.iter().enumerate() {
                let row = crate::features::to_u32(row);
                by_feature.extend(kept[start..end].iter().map(|&(feature, value)| (feature, row, value)));
                start = end;
            }
            by_feature.sort_unstable_by_key(|&(feature, row, _)| (feature, row));
            let errors = &probabilities[..];
            blocks
                .par_iter_mut()
                .for_each(|block| block.learn(&by_feature, errors, classes, step));
        }
    }
    Weights { classes, blocks, offsets }
}

/// Half the logarithm of each occupation's share of the titles.
fn offsets(examples: &Examples, classes: usize) -> Vec<f32> {
    let mut counts = vec![1.0_f32; classes];
    for example in &examples.list {
        counts[usize::from(example.class)] += example.weight;
    }
    let total: f32 = counts.iter().sum();
    counts.iter().map(|count| 0.5 * (count / total).ln()).collect()
}

fn softmax(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for value in row.iter_mut() {
        *value = (*value - most).exp();
        sum += *value;
    }
    for value in row.iter_mut() {
        *value /= sum;
    }
}

impl Block {
    fn score(&mut self, features: &[(u32, f32)], ends: &[usize], offsets: &[f32]) {
        let mut start = 0;
        for (logits, &end) in self.logits.chunks_mut(self.width).zip(ends) {
            logits.copy_from_slice(&offsets[self.first..self.first + self.width]);
            let features = &features[start..end];
            start = end;
            for &(feature, value) in features {
                let row = &self.weights[feature as usize * self.width..][..self.width];
                for (logit, weight) in logits.iter_mut().zip(row) {
                    *logit += value * weight;
                }
            }
        }
    }

    /// One step of Adagrad with one rate a feature and block.
    fn learn(&mut self, by_feature: &[(u32, u32, f32)], errors: &[f32], classes: usize, step: f32) {
        for same in by_feature.chunk_by(|one, other| one.0 == other.0) {
            let feature = same[0].0 as usize;
            self.gradient.fill(0.0);
            for &(_, row, value) in same {
                let errors = &errors[row as usize * classes + self.first..][..self.width];
                for (gradient, error) in self.gradient.iter_mut().zip(errors) {
                    *gradient += value * error;
                }
            }
            let square: f32 = self.gradient.iter().map(|value| value * value).sum();
            self.squares[feature] += square;
            let rate = step / self.squares[feature].sqrt();
            let row = &mut self.weights[feature * self.width..][..self.width];
            for (weight, gradient) in row.iter_mut().zip(&self.gradient) {
                *weight -= rate * gradient;
            }
        }
    }
}

/// A fixed order that looks random (`xorshift64*`), the same on every machine.
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to 1.
    fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u32 << 24) as f32
    }

    fn shuffle(&mut self, order: &mut [u32]) {
        for last in (1..order.len()).rev() {
            let other = self.next() % (last as u64 + 1);
            order.swap(last, usize::try_from(other).unwrap_or(0));
        }
    }
}
