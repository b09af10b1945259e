//! The little dense linear algebra that the engine needs: symmetric positive definite systems of about a thousand rows.

/// A matrix by rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// All zeros.
    pub(crate) fn zeros(rows: usize, columns: usize) -> Self {
        Self { columns, values: vec![0.0; rows * columns] }
    }

    pub(crate) fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// A row for writing together with an earlier one for reading.
    fn later_and_earlier(&mut self, later: usize, earlier: usize) -> (&mut [f64], &[f64]) {
        let (before, after) = self.values.split_at_mut(later * self.columns);
        (&mut after[..self.columns], &before[earlier * self.columns..(earlier + 1) * self.columns])
    }
}

/// Dot product over the shorter of two slices, in eight lanes so that the compiler can use vectors.
pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (left_parts, left_rest) = left.as_chunks::<8>();
    let (right_parts, right_rest) = right.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for (left, right) in left_parts.iter().zip(right_parts) {
        for lane in 0..8 {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    let common = left.len().min(right.len());
    let done = left_parts.len().min(right_parts.len()) * 8;
    debug_assert!(left_rest.len() < 8 && right_rest.len() < 8);
    let rest: f64 =
        left[done..common].iter().zip(&right[done..common]).map(|(left, right)| left * right).sum();
    lanes.iter().sum::<f64>() + rest
}

/// `target += factor * source` over the shorter of the two.
pub(crate) fn add_scaled(target: &mut [f64], factor: f64, source: &[f64]) {
    for (target, source) in target.iter_mut().zip(source) {
        *target += factor * source;
    }
}

/// `target *= factor`.
pub(crate) fn multiply(target: &mut [f64], factor: f64) {
    for target in target {
        *target *= factor;
    }
}

/// A factored symmetric positive definite matrix: `L L' = A`.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    lower: Matrix,
}

impl Cholesky {
    /// Factors a matrix of which only the lower triangle is read. Returns `None` if it is not positive definite.
    pub(crate) fn new(mut matrix: Matrix) -> Option<Self> {
        let size = matrix.rows();
        for row in 0..size {
            for column in 0..row {
                let (current, earlier) = matrix.later_and_earlier(row, column);
                let known = dot(&current[..column], &earlier[..column]);
                current[column] = (current[column] - known) / earlier[column];
            }
            let current = matrix.row_mut(row);
            let rest = current[row] - dot(&current[..row], &current[..row]);
            if rest.is_nan() || rest <= 0.0 {
                return None;
            }
            current[row] = rest.sqrt();
        }
        Some(Self { lower: matrix })
    }

    pub(crate) fn size(&self) -> usize {
        self.lower.rows()
    }

    /// Solves `A X = B` in place.
    pub(crate) fn solve(&self, right: &mut Matrix) {
        let size = self.size();
        for row in 0..size {
            let factors = self.lower.row(row);
            for (earlier, factor) in factors.iter().enumerate().take(row) {
                let (current, source) = right.later_and_earlier(row, earlier);
                add_scaled(current, -factor, source);
            }
            let scale = 1.0 / factors[row];
            multiply(right.row_mut(row), scale);
        }
        for row in (0..size).rev() {
            let factors = self.lower.row(row);
            let scale = 1.0 / factors[row];
            multiply(right.row_mut(row), scale);
            for (earlier, factor) in factors.iter().enumerate().take(row) {
                let (before, after) = right.values.split_at_mut(row * right.columns);
                let target = &mut before[earlier * right.columns..(earlier + 1) * right.columns];
                add_scaled(target, -factor, &after[..right.columns]);
            }
        }
    }

    /// The inverse of the matrix, both triangles filled.
    pub(crate) fn inverse(&self) -> Matrix {
        let size = self.size();
        // The inverse of the triangle, row by row.
        let mut triangle = Matrix::zeros(size, size);
        for row in 0..size {
            let factors = self.lower.row(row);
            for (earlier, factor) in factors.iter().enumerate().take(row) {
                let (current, source) = triangle.later_and_earlier(row, earlier);
                add_scaled(&mut current[..=earlier], -factor, &source[..=earlier]);
            }
            let scale = 1.0 / factors[row];
            let current = triangle.row_mut(row);
            multiply(&mut current[..row], scale);
            current[row] = scale;
        }
        let mut inverse = Matrix::zeros(size, size);
        for row in 0..size {
            let source = triangle.row(row);
            for (target, &factor) in source.iter().enumerate().take(row + 1) {
                add_scaled(&mut inverse.row_mut(target)[..=target], factor, &source[..=target]);
            }
        }
        for row in 0..size {
            for column in 0..row {
                let value = inverse.row(row)[column];
                inverse.row_mut(column)[row] = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `B B' + I` of a matrix of small numbers.
    fn positive(size: usize, numbers: &[f64]) -> Matrix {
        let mut matrix = Matrix::zeros(size, size);
        for row in 0..size {
            for column in 0..size {
                let part = |row: usize| &numbers[row * size..(row + 1) * size];
                matrix.row_mut(row)[column] =
                    dot(part(row), part(column)) + if row == column { 1.0 } else { 0.0 };
            }
        }
        matrix
    }

    proptest! {
        #[test]
        fn solve_and_inverse_undo_the_matrix(numbers in prop::collection::vec(-2.0..2.0_f64, 121), size in 1_usize..=11) {
            let matrix = positive(size, &numbers);
            let factored = Cholesky::new(matrix.clone()).unwrap();
            let inverse = factored.inverse();
            let mut solved = matrix.clone();
            factored.solve(&mut solved);
            for row in 0..size {
                for column in 0..size {
                    let unit = if row == column { 1.0 } else { 0.0 };
                    prop_assert!((dot(matrix.row(row), inverse.row(column)) - unit).abs() < 1e-7);
                    prop_assert!((solved.row(row)[column] - unit).abs() < 1e-7);
                }
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_is_refused() {
        let mut matrix = positive(2, &[1.0, 0.0, 0.0, 1.0]);
        matrix.row_mut(1)[1] = -1.0;
        assert!(Cholesky::new(matrix).is_none());
    }
}
