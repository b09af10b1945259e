//! What the fit climbs: how likely the published places of what was left out are, and the slope of that in every parameter.
//!
//! Likeness of all pairs is worked out once for each kind of evidence. For given weights the left-out scores of a block `B` are
//! `S = L - C⁻¹ a`, where `K` is the weighted likeness with its ridge, `R` the published rows `L` minus what names say,
//! `a` the rows of `K⁻¹ R` in the block and `C` the block of `K⁻¹`. Their slope in `K` follows from `d(K⁻¹) = -K⁻¹ dK K⁻¹`.

use std::collections::BTreeSet;

use plumb_codes::Soc2018;

use crate::infer::corpus::Corpus;
use crate::infer::dense::{Cholesky, Matrix, add_scaled, dot};
use crate::infer::engine::{cluster_shares, probabilities, single_blocks, slots};
use crate::infer::fit::GROUP_WEIGHT;
use crate::infer::fit::calibrate::best_points;
use crate::infer::kind::Kind;
use crate::infer::names::Names;
use crate::infer::parameters::{NAME_SPACES, Parameters};
use crate::infer::space::count;
use crate::infer::trial::minor_groups;
use crate::view::EditionView;

const KINDS: usize = Kind::ALL.len();
const NAMES: usize = NAME_SPACES.len();
const RIDGE: usize = KINDS + 2 * NAMES;
const BIAS: usize = RIDGE + 1;
const CLUSTER_SHARE: usize = RIDGE + 2;
/// Numbers that the fit moves.
pub(crate) const DIALS: usize = RIDGE + 3;

/// One of the numbers that the fit moves, with the most that it may be.
pub(crate) fn dial_mut(parameters: &mut Parameters, dial: usize) -> (&mut f64, f64) {
    match dial {
        RIDGE => (&mut parameters.ridge, f64::INFINITY),
        BIAS => (&mut parameters.bias, f64::INFINITY),
        CLUSTER_SHARE => (&mut parameters.cluster_share, f64::INFINITY),
        kind if kind < KINDS => (&mut parameters.similarity[kind], f64::INFINITY),
        name if name < KINDS + NAMES => (&mut parameters.sub_cluster_name[name - KINDS], f64::INFINITY),
        name => (&mut parameters.cluster_name[name - KINDS - NAMES], f64::INFINITY),
    }
}

/// The objective over the published occupations of an edition.
pub(crate) struct Objective {
    /// Likeness of all pairs of occupations, by kind.
    likeness: Vec<Matrix>,
    /// Whether something is known of an occupation, by kind.
    known: Vec<Vec<bool>>,
    /// What names give at weight 1.0: sub-clusters by space, then clusters.
    names: Vec<Matrix>,
    /// Published places of each occupation.
    published: Vec<Vec<bool>>,
    /// What they say of the cluster of each place.
    shares: Matrix,
    /// Each way to leave out: its blocks by position, and its weight.
    ways: [(Vec<Vec<usize>>, f64); 2],
}

/// The objective at one point.
pub(crate) struct Found {
    pub(crate) value: f64,
    /// The slope in the logarithm of every dial.
    pub(crate) slope: Vec<f64>,
}

impl Objective {
    pub(crate) fn new(corpus: &Corpus, view: &EditionView) -> Self {
        let slots = slots(view);
        let codes: Vec<Soc2018> = corpus
            .occupations()
            .iter()
            .copied()
            .filter(|soc| view.published.get(soc).is_some_and(|places| !places.is_empty()))
            .collect();
        let positions: Vec<usize> = codes.iter().filter_map(|&soc| corpus.position(soc)).collect();
        let likeness = Kind::ALL.map(|kind| {
            let space = corpus.space(kind);
            let mut matrix = Matrix::zeros(codes.len(), codes.len());
            for (row, &position) in positions.iter().enumerate() {
                let mut all = vec![0.0; corpus.occupations().len()];
                space.similarities(space.vector(position), 1.0, &mut all);
                for (cell, &other) in matrix.row_mut(row).iter_mut().zip(&positions) {
                    *cell = all[other];
                }
            }
            matrix
        });
        let known = Kind::ALL.map(|kind| {
            positions.iter().map(|&position| !corpus.space(kind).vector(position).is_empty()).collect()
        });
        let alike = Names::new(corpus, view, &slots);
        let mut names = vec![Matrix::zeros(codes.len(), slots.len()); 2 * NAMES];
        for (row, &soc) in codes.iter().enumerate() {
            let Some(subject) = corpus.occupation(soc) else { continue };
            for space in 0..NAMES {
                let [sub_clusters, clusters] = alike.alike(corpus, &subject, space);
                names[space].row_mut(row).copy_from_slice(&sub_clusters);
                names[NAMES + space].row_mut(row).copy_from_slice(&clusters);
            }
        }
        let published = |soc: &Soc2018| {
            slots.iter().map(|slot| view.published[soc].contains_key(slot)).collect::<Vec<bool>>()
        };
        let blocks = |blocks: Vec<BTreeSet<Soc2018>>| -> Vec<Vec<usize>> {
            let positions = |block: &BTreeSet<Soc2018>| {
                block.iter().filter_map(|soc| codes.binary_search(soc).ok()).collect::<Vec<_>>()
            };
            blocks.iter().map(positions).filter(|block| !block.is_empty()).collect()
        };
        let published: Vec<Vec<bool>> = codes.iter().map(published).collect();
        let mut shares = Matrix::zeros(codes.len(), slots.len());
        for (row, published) in published.iter().enumerate() {
            let of_clusters = cluster_shares(&slots, published);
            for (cell, slot) in shares.row_mut(row).iter_mut().zip(&slots) {
                *cell = of_clusters[slot.cluster];
            }
        }
        Self {
            likeness: likeness.into(),
            known: known.into(),
            names,
            published,
            shares,
            ways: [(blocks(single_blocks(view)), 1.0), (blocks(minor_groups(view)), GROUP_WEIGHT)],
        }
    }

    /// The value and the slope at these parameters; their number of points is not looked at, the best one counts.
    pub(crate) fn at(&self, parameters: &Parameters) -> Found {
        let size = self.published.len();
        let Kernel { raw, scales, inverse } = self.kernel(parameters);
        let (rows, prior) = self.rows(parameters);
        let places = rows.columns();
        let mut residual = rows.clone();
        for row in 0..size {
            add_scaled(residual.row_mut(row), -1.0, prior.row(row));
        }
        let votes = product(&inverse, &residual);
        let mut value = 0.0;
        // Slopes in the votes, in the inverse, and in the published rows.
        let mut by_votes = Matrix::zeros(size, places);
        let mut by_inverse = Matrix::zeros(size, size);
        let mut by_rows = Matrix::zeros(size, places);
        for (blocks, weight) in &self.ways {
            let left_out = left_out(&inverse, &votes, blocks);
            let mut scores = rows.clone();
            for row in 0..size {
                add_scaled(scores.row_mut(row), -1.0, left_out.taken.row(row));
            }
            let pairs: Vec<(&[f64], &[bool])> =
                (0..size).map(|row| (scores.row(row), self.published[row].as_slice())).collect();
            let (points, likelihood) = best_points(&pairs);
            value += weight * likelihood;
            let mut slope = Matrix::zeros(size, places);
            for row in 0..size {
                let target = slope.row_mut(row);
                self.slope_of_row(row, scores.row(row), points, weight / count(size), target);
                add_scaled(by_rows.row_mut(row), 1.0, target);
            }
            left_out.pull_back(&mut slope, &mut by_inverse);
            for row in 0..size {
                add_scaled(by_votes.row_mut(row), -1.0, slope.row(row));
            }
        }
        let pulled = product(&inverse, &by_votes);
        for row in 0..size {
            add_scaled(by_rows.row_mut(row), 1.0, pulled.row(row));
        }
        let by_kernel = slope_in_kernel(&inverse, &pulled, &votes, &by_inverse);
        Found { value, slope: self.slope(parameters, &raw, &scales, &by_kernel, &by_rows, &pulled) }
    }

    fn kernel(&self, parameters: &Parameters) -> Kernel {
        let size = self.published.len();
        let mut raw = Matrix::zeros(size, size);
        for (matrix, &weight) in self.likeness.iter().zip(&parameters.similarity) {
            for row in 0..size {
                add_scaled(raw.row_mut(row), weight, matrix.row(row));
            }
        }
        let itself = |row: usize| -> f64 {
            let known = self.known.iter().zip(&parameters.similarity).filter(|(known, _)| known[row]);
            known.map(|(_, weight)| weight).sum()
        };
        let scale = |itself: f64| if itself > 0.0 { 1.0 / itself.sqrt() } else { 0.0 };
        let scales: Vec<f64> = (0..size).map(|row| scale(itself(row))).collect();
        let mut kernel = raw.clone();
        for row in 0..size {
            for (cell, scale) in kernel.row_mut(row).iter_mut().zip(&scales) {
                *cell = *cell * scale * scales[row] + parameters.bias;
            }
            kernel.row_mut(row)[row] += parameters.ridge;
        }
        let factored = Cholesky::new(kernel)
            .expect("a sum of inner products with a ridge above zero is positive definite");
        Kernel { raw, scales, inverse: factored.inverse() }
    }

    /// What the published rows say of places and clusters, and what names say.
    fn rows(&self, parameters: &Parameters) -> (Matrix, Matrix) {
        let places = self.names[0].columns();
        let mut rows = Matrix::zeros(self.published.len(), places);
        let mut prior = rows.clone();
        for (row, published) in self.published.iter().enumerate() {
            let cells = rows.row_mut(row);
            for (cell, &one) in cells.iter_mut().zip(published) {
                *cell = if one { 1.0 } else { 0.0 };
            }
            add_scaled(cells, parameters.cluster_share, self.shares.row(row));
            let weights = parameters.sub_cluster_name.iter().chain(&parameters.cluster_name);
            for (matrix, &weight) in self.names.iter().zip(weights) {
                add_scaled(prior.row_mut(row), weight, matrix.row(row));
            }
        }
        (rows, prior)
    }

    /// The slope of the weighted log likelihood of one row in its scores.
    fn slope_of_row(&self, row: usize, scores: &[f64], points: f64, weight: f64, slope: &mut [f64]) {
        let scaled: Vec<f64> = scores.iter().map(|score| score * points).collect();
        let probability = probabilities(&scaled);
        let published = &self.published[row];
        let right: f64 =
            probability.iter().zip(published).filter(|(_, right)| **right).map(|(one, _)| one).sum();
        for ((cell, one), &right_here) in slope.iter_mut().zip(&probability).zip(published) {
            let wanted = if right_here { one / right.max(1e-9) } else { 0.0 };
            *cell = weight * points * (wanted - one);
        }
    }

    fn slope(
        &self,
        parameters: &Parameters,
        raw: &Matrix,
        scales: &[f64],
        by_kernel: &Matrix,
        by_rows: &Matrix,
        pulled: &Matrix,
    ) -> Vec<f64> {
        let size = scales.len();
        let mut slope = vec![0.0; DIALS];
        // The kernel is `scale * raw * scale`; both the raw likeness and the scales depend on the weights.
        let mut by_raw = by_kernel.clone();
        let mut by_scale = vec![0.0; size];
        for row in 0..size {
            let target = by_raw.row_mut(row);
            for (column, cell) in target.iter_mut().enumerate() {
                by_scale[row] += 2.0 * *cell * raw.row(row)[column] * scales[column];
                *cell *= scales[row] * scales[column];
            }
        }
        for (kind, weight) in parameters.similarity.iter().enumerate() {
            let direct: f64 = (0..size).map(|row| dot(by_raw.row(row), self.likeness[kind].row(row))).sum();
            let through_scale: f64 = (0..size)
                .filter(|&row| self.known[kind][row])
                .map(|row| -0.5 * by_scale[row] * scales[row].powi(3))
                .sum();
            slope[kind] = weight * (direct + through_scale);
        }
        let weights = parameters.sub_cluster_name.iter().chain(&parameters.cluster_name);
        for (name, (matrix, weight)) in self.names.iter().zip(weights).enumerate() {
            let sum: f64 = (0..size).map(|row| dot(pulled.row(row), matrix.row(row))).sum();
            slope[KINDS + name] = -weight * sum;
        }
        slope[RIDGE] = parameters.ridge * (0..size).map(|row| by_kernel.row(row)[row]).sum::<f64>();
        slope[BIAS] =
            parameters.bias * (0..size).map(|row| by_kernel.row(row).iter().sum::<f64>()).sum::<f64>();
        slope[CLUSTER_SHARE] = parameters.cluster_share
            * (0..size).map(|row| dot(by_rows.row(row), self.shares.row(row))).sum::<f64>();
        slope
    }
}

struct Kernel {
    raw: Matrix,
    scales: Vec<f64>,
    inverse: Matrix,
}

/// Blocks left out: what leaving them out takes from the published rows, and what is needed for its slope.
struct LeftOut<'b> {
    blocks: &'b [Vec<usize>],
    inner: Vec<Cholesky>,
    /// `C⁻¹ a`, by row.
    taken: Matrix,
}

fn left_out<'b>(inverse: &Matrix, votes: &Matrix, blocks: &'b [Vec<usize>]) -> LeftOut<'b> {
    let mut taken = Matrix::zeros(votes.rows(), votes.columns());
    let mut factors = Vec::with_capacity(blocks.len());
    for block in blocks {
        let mut inner = Matrix::zeros(block.len(), block.len());
        let mut part = Matrix::zeros(block.len(), votes.columns());
        for (row, &position) in block.iter().enumerate() {
            for (cell, &other) in inner.row_mut(row).iter_mut().zip(block) {
                *cell = inverse.row(position)[other];
            }
            part.row_mut(row).copy_from_slice(votes.row(position));
        }
        let factored = Cholesky::new(inner)
            .expect("a principal part of a positive definite matrix is positive definite");
        factored.solve(&mut part);
        for (row, &position) in block.iter().enumerate() {
            taken.row_mut(position).copy_from_slice(part.row(row));
        }
        factors.push(factored);
    }
    LeftOut { blocks, inner: factors, taken }
}

impl LeftOut<'_> {
    /// Turns the slope in the scores into `h = C⁻¹ g` in place, and adds the slope in the inverse, `h (C⁻¹ a)'`.
    fn pull_back(&self, slope: &mut Matrix, by_inverse: &mut Matrix) {
        for (block, factored) in self.blocks.iter().zip(&self.inner) {
            let mut part = Matrix::zeros(block.len(), slope.columns());
            for (row, &position) in block.iter().enumerate() {
                part.row_mut(row).copy_from_slice(slope.row(position));
            }
            factored.solve(&mut part);
            for (row, &position) in block.iter().enumerate() {
                slope.row_mut(position).copy_from_slice(part.row(row));
                for &other in block {
                    by_inverse.row_mut(position)[other] += dot(part.row(row), self.taken.row(other));
                }
            }
        }
    }
}

/// `left * right`.
fn product(left: &Matrix, right: &Matrix) -> Matrix {
    let mut product = Matrix::zeros(left.rows(), right.columns());
    for row in 0..left.rows() {
        for (position, &factor) in left.row(row).iter().enumerate() {
            if factor != 0.0 {
                add_scaled(product.row_mut(row), factor, right.row(position));
            }
        }
    }
    product
}

/// The slope in the kernel, made symmetric: `-(K⁻¹ H) a' - K⁻¹ Q K⁻¹`.
fn slope_in_kernel(inverse: &Matrix, pulled: &Matrix, votes: &Matrix, by_inverse: &Matrix) -> Matrix {
    let size = inverse.rows();
    let inner = product(by_inverse, inverse);
    let mut slope = product(inverse, &inner);
    for row in 0..size {
        for (column, cell) in slope.row_mut(row).iter_mut().enumerate() {
            *cell = -*cell - dot(pulled.row(row), votes.row(column));
        }
    }
    for row in 0..size {
        for column in 0..row {
            let mean = f64::midpoint(slope.row(row)[column], slope.row(column)[row]);
            slope.row_mut(row)[column] = mean;
            slope.row_mut(column)[row] = mean;
        }
    }
    slope
}
