//! The employment-weighted median of occupations' median wages. It is not the median wage of the
//! workers: the publisher does not release what that would take.

use plumb_codes::Estimate;

/// A weighted median and how much of the employment it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WeightedMedian {
    /// The least wage such that at least half of the jobs are in occupations with it or a lower
    /// one; top-coded where that occupation is.
    pub(crate) usd_per_year: Estimate<i64>,
    /// Jobs in occupations with a published or top-coded median wage.
    pub(crate) covered_jobs: i64,
}

/// Computes the median over (jobs, median wage) pairs. Occupations without a wage are left out;
/// top-coded ones stand above every published wage, whatever their threshold.
pub(crate) fn weighted_median(pairs: impl Iterator<Item = (i64, Estimate<i64>)>) -> WeightedMedian {
    let mut known: Vec<(bool, i64, i64)> = pairs
        .filter(|(jobs, _)| *jobs > 0)
        .filter_map(|(jobs, wage)| Some((matches!(wage, Estimate::TopCoded(_)), wage.at_least()?, jobs)))
        .collect();
    known.sort_unstable();
    let covered_jobs: i64 = known.iter().map(|(_, _, jobs)| jobs).sum();
    let mut below = 0;
    for (top_coded, wage, jobs) in known {
        below += jobs;
        if below * 2 >= covered_jobs {
            let usd_per_year = if top_coded { Estimate::TopCoded(wage) } else { Estimate::Value(wage) };
            return WeightedMedian { usd_per_year, covered_jobs };
        }
    }
    WeightedMedian { usd_per_year: Estimate::WageNotAvailable, covered_jobs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_of_the_jobs_earn_no_more() {
        let pairs =
            [(10, Estimate::Value(30_000)), (30, Estimate::Value(50_000)), (20, Estimate::Value(90_000))];
        let median = weighted_median(pairs.into_iter());
        assert_eq!(median, WeightedMedian { usd_per_year: Estimate::Value(50_000), covered_jobs: 60 });
    }

    #[test]
    fn a_top_coded_occupation_stands_above_all_and_keeps_its_flag() {
        // May 2025 prints wages above the old cap, so a threshold can be lower than a wage.
        let pairs = [(10, Estimate::Value(300_000)), (30, Estimate::TopCoded(239_200))];
        assert_eq!(weighted_median(pairs.into_iter()).usd_per_year, Estimate::TopCoded(239_200));
    }

    #[test]
    fn occupations_without_a_wage_are_left_out_and_said_so() {
        let pairs = [(90, Estimate::WageNotAvailable), (10, Estimate::Value(40_000))];
        let median = weighted_median(pairs.into_iter());
        assert_eq!(median, WeightedMedian { usd_per_year: Estimate::Value(40_000), covered_jobs: 10 });
        assert_eq!(weighted_median(std::iter::empty()).usd_per_year, Estimate::WageNotAvailable);
    }

    proptest! {
        #[test]
        fn it_is_the_median_of_the_jobs_written_out(pairs in prop::collection::vec((1_i64..20, 1_i64..9), 1..12)) {
            let mut jobs: Vec<i64> = pairs.iter().flat_map(|&(jobs, wage)| (0..jobs).map(move |_| wage)).collect();
            jobs.sort_unstable();
            let expected = jobs[(jobs.len() - 1) / 2];
            let median = weighted_median(pairs.into_iter().map(|(jobs, wage)| (jobs, Estimate::Value(wage))));
            prop_assert_eq!(median.usd_per_year, Estimate::Value(expected));
        }
    }
}
