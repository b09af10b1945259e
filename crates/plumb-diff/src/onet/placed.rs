//! Things that stand at occupations (titles, products, tasks): which stayed, which went, which came, seen through the
//! links of the occupations.

use crate::onet::Occupations;

/// One thing at one occupation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    /// What the thing is known by.
    pub(crate) key: String,
    /// The occupation.
    pub(crate) occupation: usize,
    /// The row of the table.
    pub(crate) row: usize,
}

/// Where a thing stands on a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) occupation: usize,
    pub(crate) row: usize,
}

/// One thing on both sides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Difference {
    /// All places, earlier; one an occupation.
    pub(crate) from: Vec<Place>,
    /// All places, later.
    pub(crate) to: Vec<Place>,
    /// Pairs of linked places.
    pub(crate) kept: Vec<(Place, Place)>,
    /// Earlier places without a linked later one.
    pub(crate) lost: Vec<Place>,
    /// Later places without a linked earlier one.
    pub(crate) gained: Vec<Place>,
}

/// Compares things of both sides, in the order of their keys.
pub(crate) fn compare(
    mut from: Vec<Placed>,
    mut to: Vec<Placed>,
    occupations: &Occupations,
) -> Vec<Difference> {
    from.sort_unstable();
    to.sort_unstable();
    let (mut left, mut right) = (0, 0);
    let mut found = Vec::new();
    while left < from.len() || right < to.len() {
        let key = match (from.get(left), to.get(right)) {
            (Some(one), Some(other)) => one.key.as_str().min(other.key.as_str()),
            (Some(one), None) => one.key.as_str(),
            (None, Some(other)) => other.key.as_str(),
            (None, None) => break,
        };
        let (next_left, next_right) = (end_of(&from, left, key), end_of(&to, right, key));
        found.push(difference(&from[left..next_left], &to[right..next_right], occupations));
        (left, right) = (next_left, next_right);
    }
    found
}

fn end_of(things: &[Placed], start: usize, key: &str) -> usize {
    start + things[start..].iter().take_while(|thing| thing.key == key).count()
}

/// Things of one key, sorted by occupation: the first row of an occupation stands for it.
fn places(things: &[Placed]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(things.len());
    for thing in things {
        if places.last().is_none_or(|last| last.occupation != thing.occupation) {
            places.push(Place { occupation: thing.occupation, row: thing.row });
        }
    }
    places
}

fn difference(from: &[Placed], to: &[Placed], occupations: &Occupations) -> Difference {
    let (from, to) = (places(from), places(to));
    let links = &occupations.links;
    let mut kept = Vec::new();
    let mut came = vec![true; to.len()];
    let mut lost = Vec::new();
    for place in &from {
        let before = kept.len();
        for &target in links.targets(place.occupation) {
            if let Ok(at) = to.binary_search_by_key(&target, |other| other.occupation) {
                kept.push((*place, to[at]));
                came[at] = false;
            }
        }
        if kept.len() == before {
            lost.push(*place);
        }
    }
    let gained = to.iter().zip(came).filter(|(_, came)| *came).map(|(place, _)| *place).collect();
    Difference { from, to, kept, lost, gained }
}
