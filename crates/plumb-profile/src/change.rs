//! Employment change between two OEWS releases, where their occupations can be compared.
//!
//! Two lines are linked where the SOC crosswalk links an occupation of one with an occupation of
//! the other. Lines that are linked directly or through others form a group; a group is comparable
//! when every occupation on either side has a published line with employment. OEWS is not a time
//! series: the result compares two snapshots.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, OewsGroup, OewsOccCode, Soc2010, Soc2018};
use plumb_tables::schema::oews::OewsRow;

use crate::lines::OewsLine;
use crate::places::Scope;

/// Lines of one group may differ by this much in their share of a scope; beyond it the group is left
/// out, because nothing published says how its base-year jobs were divided.
const SHARE_TOLERANCE: f64 = 0.05;

/// Lines of OEWS May 2018 whose codes are OEWS's own and not that of a broad occupation, with the SOC
/// 2010 occupations that they are, alone or together.
///
/// Source: the lines' names in that release, and the SOC 2010 occupations that have no line of their own.
const OWN_CODES_2018: [(&str, &[&str]); 6] = [
    ("21-1018", &["21-1011", "21-1014"]),
    ("25-3097", &["25-3099"]),
    ("25-3098", &["25-3099"]),
    ("51-2028", &["51-2022", "51-2023"]),
    ("51-2098", &["51-2092", "51-2099"]),
    ("53-1048", &["53-1021", "53-1031"]),
];

/// Lines of today and the base-year employment of the same occupations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ComparableGroup {
    pub(crate) base_jobs: i64,
    /// Positions in today's lines, sorted.
    pub(crate) lines: Vec<usize>,
}

/// What can be compared in one scope, at today's shares.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Comparison {
    pub(crate) base_jobs: f64,
    pub(crate) jobs: f64,
}

/// Finds the comparable groups.
///
/// With a crosswalk the base rows are read as coded in SOC 2010; without, lines compare by equal
/// code and equal name.
pub(crate) fn comparable_groups(
    base_rows: &[OewsRow],
    to_soc_2018: Option<&Crosswalk<Soc2010, Soc2018>>,
    lines: &[OewsLine],
) -> Vec<ComparableGroup> {
    let base: Vec<&OewsRow> = base_rows.iter().filter(|row| row.occ_group == OewsGroup::Detailed).collect();
    let mut groups = Groups::new(base.len() + lines.len());
    let mut linked = vec![false; base.len() + lines.len()];
    let at: BTreeMap<OewsOccCode, usize> =
        lines.iter().enumerate().map(|(at, line)| (line.code, at)).collect();
    let mut link = |from: Option<usize>, to: Option<usize>, groups: &mut Groups| {
        let nodes = [from, to.map(|to| base.len() + to)];
        for node in nodes.into_iter().flatten() {
            linked[node] = true;
        }
        match nodes {
            [Some(from), Some(to)] => groups.join(from, to),
            [Some(node), None] | [None, Some(node)] => groups.spoil(node),
            [None, None] => {}
        }
    };
    if let Some(crosswalk) = to_soc_2018 {
        let carriers = soc_2010_carriers(&base, crosswalk);
        for pair in crosswalk.links() {
            let to = at.get(&OewsOccCode::carrying(pair.to)).copied();
            match carriers.get(&pair.from) {
                Some(from) => from.iter().for_each(|&from| link(Some(from), to, &mut groups)),
                None => link(None, to, &mut groups),
            }
        }
    } else {
        for (from, row) in base.iter().enumerate() {
            let to = at.get(&row.occ_code).copied().filter(|&to| lines[to].title == row.occ_title);
            link(Some(from), to, &mut groups);
        }
    }
    for (node, linked) in linked.iter().enumerate() {
        let published = if node < base.len() {
            base[node].employment_jobs.estimate.value()
        } else {
            lines[node - base.len()].employment.value()
        };
        if !linked || published.is_none() {
            groups.spoil(node);
        }
    }
    let mut comparable: BTreeMap<usize, ComparableGroup> = BTreeMap::new();
    for node in 0..base.len() + lines.len() {
        let root = groups.root(node);
        if groups.spoiled[root] {
            continue;
        }
        let group = comparable.entry(root).or_insert(ComparableGroup { base_jobs: 0, lines: Vec::new() });
        if node < base.len() {
            group.base_jobs += base[node].employment_jobs.estimate.value().unwrap_or(0);
        } else {
            group.lines.push(node - base.len());
        }
    }
    comparable.into_values().collect()
}

/// Compares a scope with the base year.
///
/// Today's shares hold for both years: a group counts with the mean share of its lines, weighted by
/// today's jobs. A group whose lines differ by more than five hundredths in their share of the
/// scope is left out.
pub(crate) fn compare(scope: Scope, groups: &[ComparableGroup], lines: &[OewsLine]) -> Comparison {
    let mut comparison = Comparison::default();
    for group in groups {
        let weights = || group.lines.iter().map(|&line| scope.weight(&lines[line].parts));
        let (least, most) = weights().fold((1.0, 0.0), |(least, most), one| (one.min(least), one.max(most)));
        let jobs: Vec<f64> = group.lines.iter().map(|&line| to_f64(lines[line].published_jobs())).collect();
        let all: f64 = jobs.iter().sum();
        if most <= 0.0 || most - least > SHARE_TOLERANCE || all <= 0.0 {
            continue;
        }
        let here: f64 = weights().zip(&jobs).map(|(weight, jobs)| weight * jobs).sum();
        comparison.base_jobs += here / all * to_f64(group.base_jobs);
        comparison.jobs += here;
    }
    comparison
}

/// The base lines that carry each SOC 2010 occupation: its own line, or else that of its broad
/// occupation, which OEWS publishes as detailed where it combines occupations, or else those with
/// a code of OEWS's own.
fn soc_2010_carriers(
    base: &[&OewsRow],
    crosswalk: &Crosswalk<Soc2010, Soc2018>,
) -> BTreeMap<Soc2010, Vec<usize>> {
    let lines: BTreeMap<String, usize> =
        base.iter().enumerate().map(|(at, row)| (row.occ_code.to_string(), at)).collect();
    let carriers = |soc: Soc2010| -> Vec<usize> {
        let codes = [soc.to_string(), soc.broad_occupation().to_string()];
        if let Some(&at) = codes.iter().find_map(|code| lines.get(code)) {
            return vec![at];
        }
        let own = OWN_CODES_2018.iter().filter(|(_, members)| members.contains(&codes[0].as_str()));
        own.filter_map(|(code, _)| lines.get(*code).copied()).collect()
    };
    let socs = crosswalk.links().map(|pair| pair.from);
    socs.map(|soc| (soc, carriers(soc))).filter(|(_, carriers)| !carriers.is_empty()).collect()
}

/// Groups of linked nodes, each with a mark that it cannot be compared.
struct Groups {
    parent: Vec<usize>,
    spoiled: Vec<bool>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect(), spoiled: vec![false; count] }
    }

    fn root(&mut self, node: usize) -> usize {
        let mut root = node;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        let (root, child) = (left.min(right), left.max(right));
        self.parent[child] = root;
        self.spoiled[root] = self.spoiled[root] || self.spoiled[child];
    }

    fn spoil(&mut self, node: usize) {
        let root = self.root(node);
        self.spoiled[root] = true;
    }
}

#[expect(clippy::cast_precision_loss, reason = "employment is far below 2^52")]
const fn to_f64(jobs: i64) -> f64 {
    jobs as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::oews_lines;
    use crate::testing::{detailed, places};

    fn crosswalk(pairs: &[(&str, &str)]) -> Crosswalk<Soc2010, Soc2018> {
        pairs.iter().map(|(from, to)| (from.parse().unwrap(), to.parse().unwrap())).collect()
    }

    fn change(
        base: &[OewsRow],
        pairs: &[(&str, &str)],
        now: &[OewsRow],
        shares: &[(&str, usize, usize, f64)],
    ) -> Comparison {
        let lines = oews_lines(now, &places(shares));
        let groups = comparable_groups(base, Some(&crosswalk(pairs)), &lines);
        compare(Scope { cluster: 0, sub_cluster: None }, &groups, &lines)
    }

    #[test]
    fn a_code_that_stayed_is_compared_at_todays_share() {
        let base = [detailed("11-1011", 1000)];
        let now = [detailed("11-1011", 1500)];
        let shares = [("11-1011", 0, 0, 0.5), ("11-1011", 1, 0, 0.5)];
        let found = change(&base, &[("11-1011", "11-1011")], &now, &shares);
        assert_eq!(found, Comparison { base_jobs: 500.0, jobs: 750.0 });
    }

    #[test]
    fn merged_and_split_codes_are_compared_as_a_group_of_one_share() {
        let base = [detailed("15-1132", 100), detailed("15-1133", 200)];
        let now = [detailed("15-1252", 400), detailed("15-1253", 100)];
        let pairs = [("15-1132", "15-1252"), ("15-1133", "15-1252"), ("15-1133", "15-1253")];
        let same = [("15-1252", 0, 0, 1.0), ("15-1253", 0, 1, 1.0)];
        assert_eq!(change(&base, &pairs, &now, &same), Comparison { base_jobs: 300.0, jobs: 500.0 });
        let different = [("15-1252", 0, 0, 1.0), ("15-1253", 1, 0, 1.0)];
        assert_eq!(change(&base, &pairs, &now, &different), Comparison::default());
    }

    #[test]
    fn a_group_with_a_line_missing_or_withheld_on_either_side_is_left_out() {
        let pairs = [("15-1132", "15-1252"), ("15-1133", "15-1252")];
        let shares = [("15-1252", 0, 0, 1.0)];
        let now = [detailed("15-1252", 400)];
        assert_eq!(change(&[detailed("15-1132", 100)], &pairs, &now, &shares), Comparison::default());
        let mut withheld = [detailed("15-1132", 100), detailed("15-1133", 1)];
        withheld[1].employment_jobs.estimate = plumb_codes::Estimate::EmploymentNotAvailable;
        assert_eq!(change(&withheld, &pairs, &now, &shares), Comparison::default());
    }

    #[test]
    fn a_broad_line_stands_for_the_detailed_occupations_without_a_line() {
        let base = [detailed("13-1020", 900)];
        let now = [detailed("13-1020", 990)];
        let pairs = [("13-1021", "13-1021"), ("13-1022", "13-1022"), ("13-1023", "13-1023")];
        let shares = [("13-1021", 0, 0, 1.0), ("13-1022", 0, 0, 1.0), ("13-1023", 0, 0, 1.0)];
        let found = change(&base, &pairs, &now, &shares);
        assert_eq!((found.base_jobs.round(), found.jobs.round()), (900.0, 990.0));
    }

    #[test]
    fn oews_codes_of_its_own_are_known_for_may_2018() {
        // Two lines of 2018 divide one occupation of SOC 2010; today they are two other lines.
        let base = [detailed("25-3097", 300), detailed("25-3098", 500)];
        let now = [detailed("25-3031", 450), detailed("25-3099", 350)];
        let pairs = [("25-3099", "25-3031"), ("25-3099", "25-3099")];
        let shares = [("25-3031", 0, 0, 1.0), ("25-3099", 0, 0, 1.0)];
        assert_eq!(change(&base, &pairs, &now, &shares), Comparison { base_jobs: 800.0, jobs: 800.0 });
        // One line of 2018 joins two occupations of SOC 2010.
        let base = [detailed("51-2098", 900)];
        let pairs = [("51-2092", "51-2092"), ("51-2099", "51-2099")];
        let shares = [("51-2092", 0, 0, 1.0), ("51-2099", 0, 0, 1.0)];
        let found = change(&base, &pairs, &[detailed("51-2090", 1000)], &shares);
        assert_eq!(found, Comparison { base_jobs: 900.0, jobs: 1000.0 });
    }

    #[test]
    fn a_group_of_nearly_equal_shares_counts_with_their_mean() {
        let base = [detailed("15-1132", 1000)];
        let now = [detailed("15-1252", 900), detailed("15-1253", 300)];
        let pairs = [("15-1132", "15-1252"), ("15-1132", "15-1253")];
        let shares = [("15-1252", 0, 0, 0.96), ("15-1252", 1, 0, 0.04), ("15-1253", 0, 0, 1.0)];
        let found = change(&base, &pairs, &now, &shares);
        assert_eq!((found.base_jobs.round(), found.jobs.round()), (970.0, 1164.0));
    }

    #[test]
    fn without_a_crosswalk_code_and_name_must_be_equal() {
        let shares = places(&[("11-1011", 0, 0, 1.0), ("11-1021", 0, 0, 1.0)]);
        let lines = oews_lines(&[detailed("11-1011", 20), detailed("11-1021", 40)], &shares);
        let mut base = [detailed("11-1011", 10), detailed("11-1021", 30)];
        base[1].occ_title = "Something else".to_owned();
        let groups = comparable_groups(&base, None, &lines);
        assert_eq!(groups, [ComparableGroup { base_jobs: 10, lines: vec![0] }]);
    }
}
