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
        let carrier = soc_2010_carriers(&base, crosswalk);
        for pair in crosswalk.links() {
            let to = at.get(&OewsOccCode::carrying(pair.to)).copied();
            link(carrier.get(&pair.from).copied(), to, &mut groups);
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
/// Today's shares hold for both years. A group of several lines that differ in their share of the
/// scope is left out: nothing published says how its base-year jobs were divided.
pub(crate) fn compare(scope: Scope, groups: &[ComparableGroup], lines: &[OewsLine]) -> Comparison {
    let mut comparison = Comparison::default();
    for group in groups {
        let mut weights = group.lines.iter().map(|&line| scope.weight(&lines[line].parts));
        let Some(weight) = weights.next() else { continue };
        if weight <= 0.0 || weights.any(|other| (other - weight).abs() > 1e-9) {
            continue;
        }
        let jobs: i64 = group.lines.iter().map(|&line| lines[line].published_jobs()).sum();
        comparison.base_jobs += weight * to_f64(group.base_jobs);
        comparison.jobs += weight * to_f64(jobs);
    }
    comparison
}

/// The base line that carries each SOC 2010 occupation: its own line, or else the line with the
/// code of its broad occupation, which OEWS publishes as detailed where it combines occupations.
fn soc_2010_carriers(base: &[&OewsRow], crosswalk: &Crosswalk<Soc2010, Soc2018>) -> BTreeMap<Soc2010, usize> {
    let own: BTreeMap<u32, usize> =
        base.iter().enumerate().map(|(at, row)| (row.occ_code.as_number(), at)).collect();
    let mut carriers = BTreeMap::new();
    for pair in crosswalk.links() {
        let codes = [pair.from, pair.from.broad_occupation()];
        if let Some(&at) = codes.iter().find_map(|code| own.get(&code.as_number())) {
            carriers.insert(pair.from, at);
        }
    }
    carriers
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
    fn without_a_crosswalk_code_and_name_must_be_equal() {
        let shares = places(&[("11-1011", 0, 0, 1.0), ("11-1021", 0, 0, 1.0)]);
        let lines = oews_lines(&[detailed("11-1011", 20), detailed("11-1021", 40)], &shares);
        let mut base = [detailed("11-1011", 10), detailed("11-1021", 30)];
        base[1].occ_title = "Something else".to_owned();
        let groups = comparable_groups(&base, None, &lines);
        assert_eq!(groups, [ComparableGroup { base_jobs: 10, lines: vec![0] }]);
    }
}
