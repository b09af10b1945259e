//! Steps of Newton's method for the two things that are fitted: what a measure counts, and what a sign of confidence counts.

/// How well weights do, and where better ones lie.
pub(crate) struct Point<const N: usize> {
    pub(crate) weights: [f64; N],
    pub(crate) loss: f64,
    pub(crate) slope: [f64; N],
    /// Lower half of the second derivative.
    pub(crate) bend: [[f64; N]; N],
}

impl<const N: usize> Point<N> {
    /// Weights before anything is asked of them: how far they are drawn back to those of the start, in answers.
    pub(crate) fn drawn_to(start: [f64; N], weights: [f64; N], shrinkage: f64) -> Self {
        let mut point = Self { weights, loss: 0.0, slope: [0.0; N], bend: [[0.0; N]; N] };
        for (number, start) in start.into_iter().enumerate() {
            let from_start = weights[number] - start;
            point.loss += 0.5 * shrinkage * from_start * from_start;
            point.slope[number] = shrinkage * from_start;
            point.bend[number][number] = shrinkage;
        }
        point
    }

    /// The next point. A full step may lead too far: it is halved until it helps, or until it is less than `least_part`.
    pub(crate) fn next(&self, least_part: f64, at: impl Fn([f64; N]) -> Self) -> Self {
        let step = solve(self.bend, self.slope);
        let mut part = 1.0;
        loop {
            let mut weights = self.weights;
            weights.iter_mut().zip(step).for_each(|(weight, step)| *weight -= part * step);
            let next = at(weights);
            if next.loss <= self.loss || part < least_part {
                return next;
            }
            part /= 2.0;
        }
    }
}

/// Solves a system whose matrix is symmetric and positive, given by its lower half (Cholesky).
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for column in 0..N {
        for row in column..N {
            let before: f64 = (0..column).map(|one| matrix[row][one] * matrix[column][one]).sum();
            let sum = matrix[row][column] - before;
            matrix[row][column] =
                if row == column { sum.max(1e-9).sqrt() } else { sum / matrix[column][column] };
        }
    }
    for row in 0..N {
        for before in 0..row {
            right[row] -= matrix[row][before] * right[before];
        }
        right[row] /= matrix[row][row];
    }
    for row in (0..N).rev() {
        for after in row + 1..N {
            right[row] -= matrix[after][row] * right[after];
        }
        right[row] /= matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: usize = 5;

    #[test]
    fn a_system_is_solved() {
        let mut matrix = [[0.0; N]; N];
        (0..N).for_each(|place| matrix[place][place] = 2.0);
        matrix[1][0] = 1.0;
        let mut right = [0.0; N];
        right[0] = 3.0;
        right[1] = 3.0;
        let found = solve(matrix, right);
        assert!((found[0] - 1.0).abs() < 1e-9 && (found[1] - 1.0).abs() < 1e-9 && found[2].abs() < 1e-9);
    }
}
