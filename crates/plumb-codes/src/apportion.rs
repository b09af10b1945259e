//! Whole numbers divided by weights without losing one. Employment is published in units of 10
//! jobs and shares are stated in ten-thousandths: both are apportioned with this.

/// Divides a whole number by weights, by the largest remainder; ties go to the earlier weight.
///
/// The result has one entry a weight and sums to `total`. A weight that is not positive gets
/// nothing; if none is positive, everything goes to the first. Returns nothing without weights.
///
/// ```
/// assert_eq!(plumb_codes::apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
/// assert_eq!(plumb_codes::apportion(3, &[0.0, 0.9, 0.1]), [0, 3, 0]);
/// ```
pub fn apportion(total: u32, weights: &[f64]) -> Vec<u32> {
    let mut parts = vec![0; weights.len()];
    let sum: f64 = weights.iter().map(|weight| weight.max(0.0)).sum();
    let Some(first) = parts.first_mut() else { return parts };
    if sum <= 0.0 || !sum.is_finite() {
        *first = total;
        return parts;
    }
    let exact: Vec<f64> = weights.iter().map(|weight| f64::from(total) * (weight.max(0.0) / sum)).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&index| weights[index] > 0.0).collect();
    order
        .sort_by(|&left, &right| exact[right].fract().total_cmp(&exact[left].fract()).then(left.cmp(&right)));
    let mut rest = total;
    for &index in &order {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and `total`, rounded down"
        )]
        let whole = (exact[index].floor() as u32).min(rest);
        parts[index] = whole;
        rest -= whole;
    }
    for &index in order.iter().cycle() {
        if rest == 0 {
            break;
        }
        parts[index] += 1;
        rest -= 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_part_is_off_by_one_or_more(
            total in 0_u32..20_000_000,
            weights in prop::collection::vec(0.0..1.0e7_f64, 1..20),
        ) {
            let parts = apportion(total, &weights);
            prop_assert_eq!(parts.iter().map(|&part| u64::from(part)).sum::<u64>(), u64::from(total));
            let sum: f64 = weights.iter().sum();
            prop_assume!(sum > 0.0);
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((f64::from(*part) - f64::from(total) * weight / sum).abs() < 1.001);
                prop_assert!(*part == 0 || *weight > 0.0);
            }
        }
    }

    #[test]
    fn no_weight_and_no_positive_weight_are_not_an_error() {
        assert!(apportion(5, &[]).is_empty());
        assert_eq!(apportion(5, &[0.0, -1.0]), [5, 0]);
    }
}
