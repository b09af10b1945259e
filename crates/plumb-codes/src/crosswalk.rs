//! Published many-to-many links between two code systems. Nothing converts without one.

use std::fmt;

/// One published link of a crosswalk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrosswalkLink<From, To> {
    /// The code in the older or finer system.
    pub from: From,
    /// The code it is linked to.
    pub to: To,
}

/// A many-to-many crosswalk; the versions of both sides are part of its type.
///
/// Links are sorted and unique. A code without a link has no targets: that is a value, not an
/// error, and callers say what it means to them.
///
/// ```
/// use plumb_codes::{Crosswalk, Soc2010, Soc2018};
///
/// let pairs = [("15-1132", "15-1252"), ("15-1133", "15-1252"), ("15-1199", "15-1253"), ("15-1199", "15-1299")];
/// let links = pairs.map(|(from, to)| Ok((from.parse()?, to.parse()?)));
/// let crosswalk: Crosswalk<Soc2010, Soc2018> = links.into_iter().collect::<Result<_, plumb_codes::CodeError>>()?;
/// assert_eq!(crosswalk.targets("15-1199".parse()?).len(), 2);
/// assert_eq!(crosswalk.inverted().targets("15-1252".parse()?).len(), 2);
/// # Ok::<(), plumb_codes::CodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Crosswalk<From, To> {
    froms: Vec<From>,
    tos: Vec<To>,
}

impl<From: Copy + Ord, To: Copy + Ord> Crosswalk<From, To> {
    /// Every target of a code, sorted; empty where the crosswalk does not link it.
    pub fn targets(&self, from: From) -> &[To] {
        let start = self.froms.partition_point(|other| *other < from);
        let end = self.froms.partition_point(|other| *other <= from);
        &self.tos[start..end]
    }

    /// The only target of a code; `None` where there is no target or more than one.
    pub fn only_target(&self, from: From) -> Option<To> {
        match self.targets(from) {
            [target] => Some(*target),
            _ => None,
        }
    }

    /// All links in order.
    pub fn links(&self) -> impl ExactSizeIterator<Item = CrosswalkLink<From, To>> + '_ {
        self.froms.iter().zip(&self.tos).map(|(&from, &to)| CrosswalkLink { from, to })
    }

    /// The number of links.
    pub const fn len(&self) -> usize {
        self.froms.len()
    }

    /// Whether there is no link at all.
    pub const fn is_empty(&self) -> bool {
        self.froms.is_empty()
    }

    /// The same links read the other way.
    #[must_use]
    pub fn inverted(&self) -> Crosswalk<To, From> {
        self.links().map(|link| (link.to, link.from)).collect()
    }

    /// Links every code to all targets of all its targets.
    ///
    /// The result says what is reachable; two codes can be linked through a detour that neither
    /// publisher intended, so callers mark what comes from it as derived.
    #[must_use]
    pub fn then<Next: Copy + Ord>(&self, next: &Crosswalk<To, Next>) -> Crosswalk<From, Next> {
        self.links().flat_map(|link| next.targets(link.to).iter().map(move |&to| (link.from, to))).collect()
    }
}

impl<From, To> Default for Crosswalk<From, To> {
    /// A crosswalk without links.
    fn default() -> Self {
        Self { froms: Vec::new(), tos: Vec::new() }
    }
}

impl<From: Copy + Ord, To: Copy + Ord> FromIterator<(From, To)> for Crosswalk<From, To> {
    fn from_iter<I: IntoIterator<Item = (From, To)>>(pairs: I) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        pairs.dedup();
        let (froms, tos) = pairs.into_iter().unzip();
        Self { froms, tos }
    }
}

impl<From: Copy + Ord, To: Copy + Ord> fmt::Debug for Crosswalk<From, To> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Crosswalk({} links)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn inverting_twice_changes_nothing(pairs in prop::collection::vec((0u8..20, 0u8..20), 0..60)) {
            let crosswalk: Crosswalk<u8, u8> = pairs.iter().copied().collect();
            prop_assert!(crosswalk.inverted().inverted() == crosswalk);
            for (from, to) in pairs {
                prop_assert!(crosswalk.targets(from).contains(&to));
                prop_assert!(crosswalk.inverted().targets(to).contains(&from));
            }
        }
    }

    #[test]
    fn an_only_target_needs_exactly_one_link() {
        let crosswalk: Crosswalk<u8, u8> = [(1, 5), (2, 5), (2, 6)].into_iter().collect();
        assert_eq!([1, 2, 3].map(|code| crosswalk.only_target(code)), [Some(5), None, None]);
        let next: Crosswalk<u8, u8> = [(5, 9), (6, 9)].into_iter().collect();
        assert_eq!(
            crosswalk.then(&next).links().map(|link| (link.from, link.to)).collect::<Vec<_>>(),
            [(1, 9), (2, 9)]
        );
    }
}
