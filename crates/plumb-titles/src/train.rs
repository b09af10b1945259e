//! Learns what each feature says about each occupation: multinomial logistic regression, title by title.
//!
//! A feature carries weights only for the occupations that it was seen with, so that a pass over all titles takes
//! a second and the result is sparse as it is. Titles are taken one after another in a fixed order: the same titles
//! give the same weights on every machine.
#![expect(clippy::cast_precision_loss, reason = "counts of titles are far below 2^24")]

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

/// Titles to learn from, with their features in one array: number of the feature and its value.
#[derive(Debug, Default)]
pub(crate) struct Examples {
    pub(crate) entries: Vec<(u32, f32)>,
    pub(crate) list: Vec<Example>,
}

impl Examples {
    pub(crate) fn features(&self, example: &Example) -> &[(u32, f32)] {
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
    /// How strongly weights are drawn to zero.
    pub shrinkage: f32,
}

impl Default for Training {
    fn default() -> Self {
        Self { epochs: 6, step: 1.5, dropout: 0.3, shrinkage: 1e-4 }
    }
}

/// Weights by feature, sparse: row `f` is `starts[f]..starts[f + 1]` of `classes` and `weights`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Model {
    pub(crate) starts: Vec<u32>,
    pub(crate) classes: Vec<u16>,
    pub(crate) weights: Vec<f32>,
    pub(crate) offsets: Vec<f32>,
}

impl Model {
    /// The occupations and weights of a feature.
    pub(crate) fn row(&self, feature: usize) -> impl Iterator<Item = (u16, f32)> + '_ {
        let range = self.starts[feature] as usize..self.starts[feature + 1] as usize;
        self.classes[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }
}

/// What an example of a published title weighs at least.
pub(crate) const FULL_WEIGHT: f32 = 1.0;

/// Errors below this teach nothing and are left out of a step.
const LEAST_ERROR: f32 = 1e-4;

/// Learns weights.
pub(crate) fn train(
    examples: &Examples,
    features: usize,
    classes: usize,
    training: &Training,
    progress: &(dyn Fn(u32) + Sync),
) -> Model {
    let mut model = support(examples, features);
    model.offsets = offsets(examples, classes);
    let mut squares = vec![1e-3_f32; model.weights.len()];
    let mut order: Vec<u32> = (0..crate::features::to_u32(examples.list.len())).collect();
    let mut shuffle = Shuffle(0x9e37_79b9_7f4a_7c15);
    let mut errors = vec![0.0_f32; classes];
    let mut kept: Vec<(u32, f32)> = Vec::new();
    for epoch in 0..training.epochs {
        progress(epoch);
        shuffle.shuffle(&mut order);
        let step = training.step * (1.0 - 0.9 * epoch as f32 / training.epochs as f32);
        for &number in &order {
            let example = &examples.list[number as usize];
            kept.clear();
            kept.extend(examples.features(example).iter().filter(|_| shuffle.fraction() >= training.dropout));
            errors.copy_from_slice(&model.offsets);
            for &(feature, value) in &kept {
                for (class, weight) in model.row(feature as usize) {
                    errors[usize::from(class)] += value * weight;
                }
            }
            softmax(&mut errors);
            errors[usize::from(example.class)] -= 1.0;
            for &(feature, value) in &kept {
                let range =
                    model.starts[feature as usize] as usize..model.starts[feature as usize + 1] as usize;
                let weights = &mut model.weights[range.clone()];
                for ((class, weight), square) in
                    model.classes[range.clone()].iter().zip(weights).zip(&mut squares[range])
                {
                    let error = errors[usize::from(*class)];
                    if error.abs() < LEAST_ERROR {
                        continue;
                    }
                    let gradient = example.weight * value.mul_add(error, training.shrinkage * *weight);
                    *square += gradient * gradient;
                    *weight -= step * gradient / square.sqrt();
                }
            }
        }
    }
    model
}

/// The occupations that each feature was seen with, all weights zero.
fn support(examples: &Examples, features: usize) -> Model {
    let mut pairs: Vec<u64> = Vec::with_capacity(examples.entries.len());
    for example in &examples.list {
        let class = u64::from(example.class);
        pairs.extend(examples.features(example).iter().map(|&(feature, _)| u64::from(feature) << 16 | class));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut starts = vec![0_u32; features + 1];
    for pair in &pairs {
        starts[usize::try_from(pair >> 16).unwrap_or(0) + 1] += 1;
    }
    for feature in 0..features {
        starts[feature + 1] += starts[feature];
    }
    let classes = pairs.iter().map(|pair| u16::try_from(pair & 0xffff).unwrap_or(0)).collect();
    Model { starts, classes, weights: vec![0.0; pairs.len()], offsets: Vec::new() }
}

/// Half the logarithm of each occupation's share of the titles, as far as they count in full: who files how often
/// says nothing about a title that somebody else asks for.
fn offsets(examples: &Examples, classes: usize) -> Vec<f32> {
    let mut counts = vec![1.0_f32; classes];
    for example in examples.list.iter().filter(|example| example.weight >= FULL_WEIGHT) {
        counts[usize::from(example.class)] += example.weight;
    }
    let total: f32 = counts.iter().sum();
    counts.iter().map(|count| 0.5 * (count / total).ln()).collect()
}

pub(crate) fn softmax(row: &mut [f32]) {
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

/// A fixed order that looks random (`xorshift64*`), the same on every machine.
pub(crate) struct Shuffle(pub(crate) u64);

impl Shuffle {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 to 1.
    fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u32 << 24) as f32
    }

    pub(crate) fn shuffle(&mut self, order: &mut [u32]) {
        for last in (1..order.len()).rev() {
            let other = self.next() % (last as u64 + 1);
            order.swap(last, usize::try_from(other).unwrap_or(0));
        }
    }
}
