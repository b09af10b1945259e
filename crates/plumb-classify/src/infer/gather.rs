//! Reads the typed rows of the releases into bags of features, by occupation. No weighting, no judgement.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use plumb_codes::{Cip2020, OewsOccCode, OnetSoc2019, Soc2018};
use plumb_tables::schema::onet::OnetRatingRow;

use crate::infer::corpus::Sources;
use crate::infer::kind::Kind;
use crate::infer::space::{Bag, Features, Space, count, settle};
use crate::infer::words::for_each_stem;

/// How much a title says by whose title it is.
const SOC_TITLE: f64 = 3.0;
const ONET_TITLE: f64 = 2.0;
/// How much the relation to an occupation counts beside being it.
const RELATED: f64 = 1.5;
/// Ranks over which relatedness halves.
const RANKS_TO_HALF: f64 = 5.0;

const KINDS: usize = Kind::ALL.len();

/// What was gathered.
pub(crate) struct Gathered {
    pub(crate) occupations: Vec<Soc2018>,
    pub(crate) spaces: Vec<Space>,
    pub(crate) onet: BTreeMap<OnetSoc2019, [Bag; KINDS]>,
    pub(crate) onet_parent: BTreeMap<OnetSoc2019, Soc2018>,
}

/// Bags while they are gathered, one for each subject and kind.
struct Bags<'a> {
    features: [Features; KINDS],
    occupations: Vec<Soc2018>,
    soc: Vec<[Bag; KINDS]>,
    onet: BTreeMap<OnetSoc2019, [Bag; KINDS]>,
    parent: BTreeMap<OnetSoc2019, Soc2018>,
    sources: &'a Sources<'a>,
}

pub(crate) fn gather(sources: &Sources<'_>) -> Gathered {
    let occupations: Vec<Soc2018> = sources.soc_titles.keys().copied().collect();
    let known: BTreeSet<Soc2018> = occupations.iter().copied().collect();
    let parent: BTreeMap<OnetSoc2019, Soc2018> = sources
        .onet_titles
        .keys()
        .filter_map(|&code| Some((code, sources.onet_to_soc.only_target(code)?)))
        .filter(|(_, soc)| known.contains(soc))
        .collect();
    let mut bags = Bags {
        features: <[Features; KINDS]>::default(),
        soc: vec![<[Bag; KINDS]>::default(); occupations.len()],
        onet: parent.keys().map(|&code| (code, <[Bag; KINDS]>::default())).collect(),
        occupations,
        parent,
        sources,
    };
    bags.titles();
    bags.tasks();
    bags.technology();
    bags.ratings();
    bags.worker_skills();
    bags.programs();
    bags.industries();
    bags.taxonomy();
    bags.merge();
    bags.related();
    let Bags { features, occupations, soc, onet, parent, .. } = bags;
    let mut by_kind: Vec<Vec<Bag>> = vec![Vec::new(); KINDS];
    for kinds in soc {
        for (into, bag) in by_kind.iter_mut().zip(kinds) {
            into.push(bag);
        }
    }
    let spaces = Kind::ALL
        .into_iter()
        .zip(features)
        .zip(by_kind)
        .map(|((kind, features), bags)| Space::new(kind, features, bags))
        .collect();
    Gathered { occupations, spaces, onet, onet_parent: parent }
}

impl Kind {
    /// Whether only SOC occupations are described in this space, so that an O*NET-SOC occupation takes over its parent's.
    pub(crate) const fn is_of_soc(self) -> bool {
        matches!(
            self,
            Self::Programs
                | Self::ProgramWords
                | Self::Industries
                | Self::WorkerSkills
                | Self::BroadOccupation
                | Self::MinorGroup
                | Self::MajorGroup
        )
    }
}

/// The distinct stems of a title, and its phrases, as features of its bags.
fn add_title(features: &mut [Features; KINDS], bags: &mut [Bag; KINDS], title: &str, value: f64, own: bool) {
    let mut seen: Vec<u32> = Vec::new();
    let mut before = (String::new(), String::new());
    for_each_stem(title, |stem, shown| {
        let word = features[Kind::TitleWords.index()].number_shown(stem, shown);
        if !seen.contains(&word) {
            seen.push(word);
            bags[Kind::TitleWords.index()].push((word, value));
        }
        if own {
            let word = features[Kind::OwnTitle.index()].number_shown(stem, shown);
            bags[Kind::OwnTitle.index()].push((word, 1.0));
        }
        if !before.0.is_empty() {
            let phrase = features[Kind::TitlePhrases.index()]
                .number_shown(&format!("{} {stem}", before.0), &format!("{} {shown}", before.1));
            bags[Kind::TitlePhrases.index()].push((phrase, 1.0));
        }
        stem.clone_into(&mut before.0);
        shown.clone_into(&mut before.1);
    });
}

impl Bags<'_> {
    fn position(&self, soc: Soc2018) -> Option<usize> {
        self.occupations.binary_search(&soc).ok()
    }

    fn titles(&mut self) {
        let sources = self.sources;
        let mut seen: HashSet<(OnetSoc2019, String)> = HashSet::new();
        for row in sources.titles {
            let Some(bags) = self.onet.get_mut(&row.onet_soc_code) else { continue };
            // A title can be alternate and reported at once.
            if seen.insert((row.onet_soc_code, row.title.to_lowercase())) {
                add_title(&mut self.features, bags, &row.title, 1.0, false);
            }
        }
        for (&code, bags) in &mut self.onet {
            let title = sources.onet_titles.get(&code).map_or("", String::as_str);
            add_title(&mut self.features, bags, title, ONET_TITLE, true);
        }
        for row in sources.direct_match {
            if let Ok(position) = self.occupations.binary_search(&row.soc_code) {
                add_title(&mut self.features, &mut self.soc[position], &row.title, 1.0, false);
            }
        }
        for (position, title) in sources.soc_titles.values().enumerate() {
            add_title(&mut self.features, &mut self.soc[position], title, SOC_TITLE, true);
        }
    }

    fn tasks(&mut self) {
        let features = &mut self.features[Kind::Tasks.index()];
        for row in self.sources.task_terms {
            let Some(bags) = self.onet.get_mut(&row.onet_soc_code) else { continue };
            for_each_stem(&row.term, |stem, shown| {
                let feature = features.number_shown(stem, shown);
                bags[Kind::Tasks.index()].push((feature, whole(row.tasks)));
            });
        }
    }

    fn technology(&mut self) {
        let features = &mut self.features[Kind::Technology.index()];
        for row in self.sources.technology {
            let Some(bags) = self.onet.get_mut(&row.onet_soc_code) else { continue };
            let bag = &mut bags[Kind::Technology.index()];
            bag.push((features.number(&row.commodity_title), 1.0));
            bag.push((features.number(&row.example), 1.0));
        }
    }

    /// Ratings as distances from the mean of their element, in standard deviations.
    fn ratings(&mut self) {
        let sources = self.sources;
        let ratings = [
            (Kind::Knowledge, sources.knowledge, "IM"),
            (Kind::Skills, sources.skills, "IM"),
            (Kind::Interests, sources.interests, "OI"),
        ];
        for (kind, rows, scale) in ratings {
            let rows = rows.iter().filter(|row| row.scale_id == scale);
            let rated = rows
                .map(|row: &OnetRatingRow<2019>| (row.onet_soc_code, row.element_name.as_str(), row.value));
            self.standardised(kind, rated);
        }
        let zones = sources.job_zones.iter().map(|row| (row.onet_soc_code, "job zone", whole(row.job_zone)));
        self.standardised(Kind::Interests, zones);
    }

    fn standardised<'r>(
        &mut self,
        kind: Kind,
        rated: impl Iterator<Item = (OnetSoc2019, &'r str, f64)> + Clone,
    ) {
        let spread = Spread::of(rated.clone().map(|(_, element, value)| (element, value)));
        for (code, element, value) in rated {
            let Some(bags) = self.onet.get_mut(&code) else { continue };
            if let Some(value) = spread.standardised(element, value) {
                let feature = self.features[kind.index()].number(element);
                bags[kind.index()].push((feature, value));
            }
        }
    }

    /// Percentile ranks by skill; an occupation of the projections that stands for several gives them to each.
    fn worker_skills(&mut self) {
        let mut rows: BTreeMap<OewsOccCode, Vec<(&str, f64)>> = BTreeMap::new();
        for row in self.sources.worker_skills {
            rows.entry(row.occ_code).or_default().push((row.skill.as_str(), whole(row.percentile_rank)));
        }
        let spread = Spread::of(rows.values().flatten().copied());
        let features = &mut self.features[Kind::WorkerSkills.index()];
        for (&soc, bags) in self.occupations.iter().zip(&mut self.soc) {
            for &(skill, rank) in rows.get(&OewsOccCode::carrying(soc)).into_iter().flatten() {
                if let Some(value) = spread.standardised(skill, rank) {
                    bags[Kind::WorkerSkills.index()].push((features.number(skill), value));
                }
            }
        }
    }

    fn programs(&mut self) {
        let titles: BTreeMap<Cip2020, &str> =
            self.sources.cip_codes.iter().map(|row| (row.cip_code, row.title.as_str())).collect();
        for row in self.sources.cip_soc {
            let Some(position) = self.position(row.soc_code) else { continue };
            for code in std::iter::successors(Some(row.cip_code), |code| code.parent()) {
                let feature = self.features[Kind::Programs.index()].number(&code.to_string());
                self.soc[position][Kind::Programs.index()].push((feature, 1.0));
            }
            let title = titles.get(&row.cip_code).copied().unwrap_or_default();
            let (features, bags) = (&mut self.features[Kind::ProgramWords.index()], &mut self.soc[position]);
            for_each_stem(title, |stem, shown| {
                let feature = features.number_shown(stem, shown);
                bags[Kind::ProgramWords.index()].push((feature, 1.0));
            });
        }
    }

    fn industries(&mut self) {
        let features = &mut self.features[Kind::Industries.index()];
        for (&soc, bags) in self.occupations.iter().zip(&mut self.soc) {
            let cells = self.sources.staffing.sectors(OewsOccCode::carrying(soc));
            let total: f64 = cells.iter().map(|cell| cell.jobs).sum();
            for cell in cells.iter().filter(|_| total > 0.0) {
                let feature = features.number(&cell.sector.to_string());
                bags[Kind::Industries.index()].push((feature, (cell.jobs / total).sqrt()));
            }
        }
    }

    fn taxonomy(&mut self) {
        for (&soc, bags) in self.occupations.iter().zip(&mut self.soc) {
            let groups = [
                (Kind::BroadOccupation, soc.broad_occupation()),
                (Kind::MinorGroup, soc.minor_group()),
                (Kind::MajorGroup, soc.major_group()),
            ];
            for (kind, group) in groups {
                bags[kind.index()].push((self.features[kind.index()].number(&group.to_string()), 1.0));
            }
        }
    }

    /// SOC occupations have everything that their O*NET-SOC occupations have; ratings are averaged.
    fn merge(&mut self) {
        let mut rated = vec![[0.0_f64; KINDS]; self.occupations.len()];
        for (code, kinds) in &self.onet {
            let Some(position) = self.parent.get(code).and_then(|&soc| self.position(soc)) else { continue };
            for (kind, bag) in Kind::ALL.into_iter().zip(kinds).filter(|(_, bag)| !bag.is_empty()) {
                // The own title of a SOC occupation is its official one only.
                if kind != Kind::OwnTitle {
                    self.soc[position][kind.index()].extend_from_slice(bag);
                    rated[position][kind.index()] += 1.0;
                }
            }
        }
        for (bags, rated) in self.soc.iter_mut().zip(rated) {
            for kind in [Kind::Knowledge, Kind::Skills, Kind::Interests] {
                let bag = &mut bags[kind.index()];
                settle(bag);
                for (_, value) in bag.iter_mut() {
                    *value /= rated[kind.index()].max(1.0);
                }
            }
        }
        for bags in self.onet.values_mut() {
            bags.iter_mut().for_each(settle);
        }
    }

    /// Being an occupation and being related to it, whichever of the two says so.
    fn related(&mut self) {
        let mut edges: BTreeMap<(Soc2018, Soc2018), f64> = BTreeMap::new();
        let mut own: BTreeMap<OnetSoc2019, BTreeMap<Soc2018, f64>> = BTreeMap::new();
        for row in self.sources.related {
            let parents = (self.parent.get(&row.onet_soc_code), self.parent.get(&row.related_onet_soc_code));
            let (Some(&from), Some(&to)) = parents else { continue };
            if from == to {
                continue;
            }
            let strength = 1.0 / (1.0 + (whole(row.rank) - 1.0).max(0.0) / RANKS_TO_HALF);
            for (from, to) in [(from, to), (to, from)] {
                let edge = edges.entry((from, to)).or_default();
                *edge = edge.max(strength);
            }
            let edge = own.entry(row.onet_soc_code).or_default().entry(to).or_default();
            *edge = edge.max(strength);
        }
        let mut degrees: BTreeMap<Soc2018, f64> = BTreeMap::new();
        for ((from, _), strength) in &edges {
            *degrees.entry(*from).or_default() += strength;
        }
        let degree = |soc: Soc2018| degrees.get(&soc).copied().unwrap_or(1.0);
        let features = &mut self.features[Kind::Related.index()];
        for &soc in &self.occupations {
            features.number(&soc.to_string());
        }
        for (&soc, bags) in self.occupations.iter().zip(&mut self.soc) {
            bags[Kind::Related.index()].push((features.number(&soc.to_string()), 1.0));
        }
        for (&(from, to), strength) in &edges {
            let Ok(position) = self.occupations.binary_search(&from) else { continue };
            let value = RELATED * strength / (degree(from) * degree(to)).sqrt();
            self.soc[position][Kind::Related.index()].push((features.number(&to.to_string()), value));
        }
        for (code, bags) in &mut self.onet {
            let bag = &mut bags[Kind::Related.index()];
            if let Some(&parent) = self.parent.get(code) {
                bag.push((features.number(&parent.to_string()), 1.0));
            }
            let Some(edges) = own.get(code) else { continue };
            let own_degree: f64 = edges.values().sum();
            for (&to, strength) in edges {
                let value = RELATED * strength / (own_degree * degree(to)).sqrt();
                bag.push((features.number(&to.to_string()), value));
            }
        }
    }
}

/// Mean and standard deviation of every element that is rated.
struct Spread<'r>(BTreeMap<&'r str, (f64, f64)>);

impl<'r> Spread<'r> {
    fn of(rated: impl Iterator<Item = (&'r str, f64)>) -> Self {
        let mut sums: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
        for (element, value) in rated {
            let (number, sum, squares) = sums.entry(element).or_default();
            (*number, *sum, *squares) = (*number + 1.0, *sum + value, *squares + value * value);
        }
        let spread = sums.into_iter().map(|(element, (number, sum, squares))| {
            let mean = sum / number;
            (element, (mean, (squares / number - mean * mean).max(0.0).sqrt()))
        });
        Self(spread.collect())
    }

    /// The distance from the mean in standard deviations; `None` where all values are equal.
    fn standardised(&self, element: &str, value: f64) -> Option<f64> {
        let &(mean, deviation) = self.0.get(element)?;
        (deviation > 0.0).then(|| (value - mean) / deviation)
    }
}

/// A count of the tables as a number.
fn whole(number: i64) -> f64 {
    i32::try_from(number).map_or_else(|_| count(usize::MAX), f64::from)
}
