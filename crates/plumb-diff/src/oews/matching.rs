//! Which detailed lines of two releases are of the same occupations, and whether both sides carry them completely.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, OewsOccCode, OewsStructure, Soc2010, Soc2018};

use crate::oews::FigureOptions;
use crate::taxonomy::{Basis, CodeList, Link, Links, match_codes};

/// Linked lines.
#[derive(Debug, Clone)]
pub(crate) struct Correspondence {
    pub(crate) links: Links,
    /// Lines that hang together, as (earlier, later), both not empty.
    pub(crate) groups: Vec<LineGroup>,
    /// Whether a published crosswalk or structure made the links.
    pub(crate) official: bool,
}

/// Lines that hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineGroup {
    pub(crate) from: Vec<usize>,
    pub(crate) to: Vec<usize>,
    /// Whether both sides carry every occupation that the lines stand for.
    pub(crate) complete: bool,
    pub(crate) basis: Basis,
}

/// Links the detailed lines of two releases.
pub(crate) fn correspond(
    from: &CodeList,
    to: &CodeList,
    structures: (Option<OewsStructure>, Option<OewsStructure>),
    options: FigureOptions<'_>,
) -> Correspondence {
    let matching = &options.settings.matching;
    let (Some(left), Some(right)) = structures else {
        let from =
            CodeList::new("unknown", from.iter().map(|(code, title)| (code.to_owned(), title.to_owned())));
        let links = match_codes(&from, to, None, matching);
        return Correspondence { groups: groups(&links, |_, _| true), links, official: false };
    };
    if left == right {
        let links = match_codes(from, to, None, matching);
        return Correspondence { groups: groups(&links, |_, _| true), links, official: false };
    }
    let crosswalk = options.soc_2010_to_2018;
    let carried = (carriers(from, left, crosswalk), carriers(to, right, crosswalk));
    let mut all = Vec::new();
    for (soc, lefts) in &carried.0.of {
        for &right in carried.1.of.get(soc).into_iter().flatten() {
            all.extend(lefts.iter().map(|&left| Link { from: left, to: right, basis: Basis::Official }));
        }
    }
    // Lines that neither the crosswalk nor a known composite explains are matched by code and title.
    let open = |list: &CodeList, carried: &Carriers, system: &str| {
        let lines = list.iter().enumerate().filter(|(at, _)| carried.lines[*at].is_empty());
        CodeList::new(system, lines.map(|(_, (code, title))| (code.to_owned(), title.to_owned())))
    };
    let (rest_from, rest_to) = (open(from, &carried.0, "earlier"), open(to, &carried.1, "later"));
    let rest = match_codes(&rest_from, &rest_to, None, matching);
    for link in &rest.all {
        if let (Some(left), Some(right)) =
            (from.position(rest_from.code(link.from)), to.position(rest_to.code(link.to)))
        {
            all.push(Link { from: left, to: right, basis: Basis::Inferred });
        }
    }
    let links = Links::new(all, from.len(), to.len());
    let complete = |lefts: &[usize], rights: &[usize]| {
        let mut socs: Vec<Soc2018> =
            lefts.iter().flat_map(|&at| carried.0.lines[at].iter().copied()).collect();
        socs.extend(rights.iter().flat_map(|&at| carried.1.lines[at].iter().copied()));
        socs.iter().all(|soc| carried.0.carries_all_of(*soc) && carried.1.carries_all_of(*soc))
    };
    Correspondence { groups: groups(&links, complete), links, official: true }
}

fn groups(links: &Links, complete: impl Fn(&[usize], &[usize]) -> bool) -> Vec<LineGroup> {
    let both = links.groups().into_iter().filter(|(from, to)| !from.is_empty() && !to.is_empty());
    both.map(|(from, to)| {
        let worst = links.all.iter().filter(|link| from.binary_search(&link.from).is_ok());
        let basis = worst.map(|link| link.basis).max().unwrap_or(Basis::Inferred);
        LineGroup { complete: complete(&from, &to), basis, from, to }
    })
    .collect()
}

/// Which lines carry which SOC 2018 occupations.
struct Carriers {
    of: BTreeMap<Soc2018, Vec<usize>>,
    lines: Vec<Vec<Soc2018>>,
    /// Occupations of which a part has no line, such as one of two SOC 2010 codes that were merged into it.
    broken: Vec<Soc2018>,
}

impl Carriers {
    fn carries_all_of(&self, soc: Soc2018) -> bool {
        self.of.contains_key(&soc) && self.broken.binary_search(&soc).is_err()
    }
}

fn carriers(
    list: &CodeList,
    structure: OewsStructure,
    crosswalk: Option<&Crosswalk<Soc2010, Soc2018>>,
) -> Carriers {
    let known: Vec<Soc2010> = crosswalk.map_or_else(Vec::new, |crosswalk| {
        let mut known: Vec<Soc2010> = crosswalk.links().map(|link| link.from).collect();
        known.dedup();
        known
    });
    let mut held_2010 = Vec::new();
    let lines: Vec<Vec<Soc2018>> = list
        .iter()
        .map(|(code, _)| {
            let Ok(line) = code.parse::<OewsOccCode>() else { return Vec::new() };
            if structure != OewsStructure::Soc2010 {
                return structure.soc_2018(line);
            }
            let members = OewsStructure::soc_2010(line, &known);
            held_2010.extend_from_slice(&members);
            let mut targets: Vec<Soc2018> = members
                .iter()
                .flat_map(|&soc| {
                    crosswalk.map_or(&[][..], |crosswalk| crosswalk.targets(soc)).iter().copied()
                })
                .collect();
            targets.sort_unstable();
            targets.dedup();
            targets
        })
        .collect();
    let mut of: BTreeMap<Soc2018, Vec<usize>> = BTreeMap::new();
    for (at, socs) in lines.iter().enumerate() {
        for &soc in socs {
            of.entry(soc).or_default().push(at);
        }
    }
    held_2010.sort_unstable();
    let mut broken: Vec<Soc2018> = match crosswalk {
        Some(crosswalk) if structure == OewsStructure::Soc2010 => crosswalk
            .links()
            .filter(|link| held_2010.binary_search(&link.from).is_err())
            .map(|link| link.to)
            .collect(),
        _ => Vec::new(),
    };
    broken.sort_unstable();
    broken.dedup();
    Carriers { of, lines, broken }
}
