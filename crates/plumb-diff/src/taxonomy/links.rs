//! Which codes of two lists mean the same: by the published crosswalk, by code within one system, else inferred.

use std::collections::BTreeMap;

use crate::settings::Matching;
use crate::taxonomy::CodeList;
use crate::text::{fold, similarity};

/// Why two codes are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    /// One code of one system.
    SameCode,
    /// A published crosswalk links them.
    Official,
    /// Code and title suggest it; nobody has published it.
    Inferred,
}

impl Basis {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SameCode => "same code",
            Self::Official => "official crosswalk",
            Self::Inferred => "inferred",
        }
    }
}

/// Two positions that are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) basis: Basis,
}

/// All links between two lists, sorted, with both directions at hand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    pub(crate) all: Vec<Link>,
    forward: Vec<Vec<usize>>,
    backward: Vec<Vec<usize>>,
}

impl Links {
    pub(crate) fn new(mut all: Vec<Link>, from_count: usize, to_count: usize) -> Self {
        all.sort_unstable();
        all.dedup_by(|later, first| (later.from, later.to) == (first.from, first.to));
        let (mut forward, mut backward) = (vec![Vec::new(); from_count], vec![Vec::new(); to_count]);
        for link in &all {
            forward[link.from].push(link.to);
            backward[link.to].push(link.from);
        }
        Self { all, forward, backward }
    }

    /// The later positions of an earlier one, sorted.
    pub(crate) fn targets(&self, from: usize) -> &[usize] {
        &self.forward[from]
    }

    /// The earlier positions of a later one, sorted.
    pub(crate) fn sources(&self, to: usize) -> &[usize] {
        &self.backward[to]
    }

    /// Positions that hang together, as (earlier, later); each position is in one group.
    pub(crate) fn groups(&self) -> Vec<(Vec<usize>, Vec<usize>)> {
        let from_count = self.forward.len();
        let mut group_of: Vec<Option<usize>> = vec![None; from_count + self.backward.len()];
        let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
        for start in 0..group_of.len() {
            if group_of[start].is_some() {
                continue;
            }
            let number = groups.len();
            groups.push((Vec::new(), Vec::new()));
            let mut open = vec![start];
            group_of[start] = Some(number);
            while let Some(node) = open.pop() {
                let next: Vec<usize> = if node < from_count {
                    groups[number].0.push(node);
                    self.forward[node].iter().map(|to| to + from_count).collect()
                } else {
                    groups[number].1.push(node - from_count);
                    self.backward[node - from_count].clone()
                };
                for other in next {
                    if group_of[other].is_none() {
                        group_of[other] = Some(number);
                        open.push(other);
                    }
                }
            }
            groups[number].0.sort_unstable();
            groups[number].1.sort_unstable();
        }
        groups
    }
}

/// Links two lists. `crosswalk` holds published pairs of codes, earlier first; pairs of codes that a side does not
/// have are passed over.
pub(crate) fn match_codes(
    from: &CodeList,
    to: &CodeList,
    crosswalk: Option<&[(String, String)]>,
    matching: &Matching,
) -> Links {
    let mut all = Vec::new();
    let (mut open_from, mut open_to) = (vec![true; from.len()], vec![true; to.len()]);
    if let Some(pairs) = crosswalk {
        for (left, right) in pairs {
            let (left, right) = (from.position(left), to.position(right));
            // A code that the crosswalk speaks of is not guessed about, whatever became of it.
            if let Some(left) = left {
                open_from[left] = false;
            }
            if let Some(right) = right {
                open_to[right] = false;
            }
            if let (Some(left), Some(right)) = (left, right) {
                all.push(Link { from: left, to: right, basis: Basis::Official });
            }
        }
    } else if from.system == to.system {
        for (left, (code, _)) in from.iter().enumerate() {
            if let Some(right) = to.position(code) {
                all.push(Link { from: left, to: right, basis: Basis::SameCode });
                (open_from[left], open_to[right]) = (false, false);
            }
        }
    }
    infer(from, to, &mut open_from, &mut open_to, matching, &mut all);
    Links::new(all, from.len(), to.len())
}

/// Links what is still open, from the surest sign to the least sure.
fn infer(
    from: &CodeList,
    to: &CodeList,
    open_from: &mut [bool],
    open_to: &mut [bool],
    matching: &Matching,
    all: &mut Vec<Link>,
) {
    let mut link = |left: usize, right: usize, open_from: &mut [bool], open_to: &mut [bool]| {
        all.push(Link { from: left, to: right, basis: Basis::Inferred });
        (open_from[left], open_to[right]) = (false, false);
    };
    let same_code =
        |left: usize, open_to: &[bool]| to.position(from.code(left)).filter(|&right| open_to[right]);
    for left in 0..from.len() {
        if let Some(right) = same_code(left, open_to).filter(|_| open_from[left])
            && fold(from.title(left)) == fold(to.title(right))
        {
            link(left, right, open_from, open_to);
        }
    }
    // A title that is the only one of its kind on both sides.
    let index = |list: &CodeList, open: &[bool]| {
        let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for position in (0..list.len()).filter(|&position| open[position]) {
            index.entry(fold(list.title(position))).or_default().push(position);
        }
        index
    };
    let later = index(to, open_to);
    for (title, lefts) in index(from, open_from) {
        if let ([left], Some([right])) = (lefts.as_slice(), later.get(&title).map(Vec::as_slice)) {
            link(*left, *right, open_from, open_to);
        }
    }
    for left in 0..from.len() {
        if let Some(right) = same_code(left, open_to).filter(|_| open_from[left])
            && similarity(from.title(left), to.title(right)) >= matching.renamed_title_similarity
        {
            link(left, right, open_from, open_to);
        }
    }
    // Titles that are close to each other and to no other, the closest first.
    let mut close: Vec<(f64, usize, usize)> = Vec::new();
    for left in (0..from.len()).filter(|&left| open_from[left]) {
        for right in (0..to.len()).filter(|&right| open_to[right]) {
            let near = similarity(from.title(left), to.title(right));
            if near >= matching.moved_title_similarity {
                close.push((near, left, right));
            }
        }
    }
    close.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    for (_, left, right) in close {
        if open_from[left] && open_to[right] {
            link(left, right, open_from, open_to);
        }
    }
}
