//! Everything that is known about occupations besides where they belong: the spaces in which subjects are compared.
//!
//! It never sees a cluster. What it holds cannot leak where a masked occupation belongs.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Cip2020, Crosswalk, Naics2022, OnetSoc2019, Soc2018};
use plumb_tables::schema::cip::{CipCodeRow, CipSocRow};
use plumb_tables::schema::ep::EpSkillRow;
use plumb_tables::schema::onet::{
    OnetJobZoneRow, OnetRatingRow, OnetRelatedRow, OnetTaskTermRow, OnetTechnologyRow, OnetTitleRow,
};
use plumb_tables::schema::soc::SocDirectMatchRow;

use crate::infer::gather::{Gathered, gather};
use crate::infer::kind::Kind;
use crate::infer::space::{Bag, Space, settle};
use crate::infer::words::for_each_stem;
use crate::staffing::Staffing;

/// The rows that evidence is drawn from. Any slice may be empty: the evidence is then missing.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Titles of the detailed SOC 2018 occupations; they decide which occupations there are.
    pub soc_titles: &'a BTreeMap<Soc2018, String>,
    /// Titles of the O*NET-SOC 2019 occupations.
    pub onet_titles: &'a BTreeMap<OnetSoc2019, String>,
    /// The published crosswalk.
    pub onet_to_soc: &'a Crosswalk<OnetSoc2019, Soc2018>,
    /// Alternate and reported job titles.
    pub titles: &'a [OnetTitleRow<2019>],
    /// The direct match title file.
    pub direct_match: &'a [SocDirectMatchRow],
    /// Vocabulary of task statements.
    pub task_terms: &'a [OnetTaskTermRow<2019>],
    /// Related occupations.
    pub related: &'a [OnetRelatedRow<2019>],
    /// Technology skills.
    pub technology: &'a [OnetTechnologyRow<2019>],
    /// Ratings of knowledge.
    pub knowledge: &'a [OnetRatingRow<2019>],
    /// Ratings of skills.
    pub skills: &'a [OnetRatingRow<2019>],
    /// Percentile ranks by skill of the employment projections.
    pub worker_skills: &'a [EpSkillRow],
    /// Career interest types.
    pub interests: &'a [OnetRatingRow<2019>],
    /// Job zones.
    pub job_zones: &'a [OnetJobZoneRow<2019>],
    /// The CIP to SOC crosswalk.
    pub cip_soc: &'a [CipSocRow<2020>],
    /// Names of programs.
    pub cip_codes: &'a [CipCodeRow<2020>],
    /// Jobs by sector.
    pub staffing: &'a Staffing,
}

/// What is known about a subject, as one unit vector for each kind of evidence; empty ones are not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Subject {
    pub(crate) vectors: [Bag; Kind::ALL.len()],
    /// Whether it is a job title, whose confidence is calibrated apart.
    pub(crate) is_title: bool,
}

impl Subject {
    /// Whether nothing is known about it that occupations are compared by.
    pub fn is_unknown(&self) -> bool {
        self.vectors.iter().all(Vec::is_empty)
    }
}

/// The spaces of all occupations, and what O*NET-SOC occupations add below them.
#[derive(Debug, Clone)]
pub struct Corpus {
    occupations: Vec<Soc2018>,
    pub(crate) spaces: Vec<Space>,
    onet: BTreeMap<OnetSoc2019, [Bag; Kind::ALL.len()]>,
    onet_parent: BTreeMap<OnetSoc2019, Soc2018>,
}

impl Corpus {
    /// Gathers the evidence of every detailed SOC 2018 occupation.
    pub fn new(sources: &Sources<'_>) -> Self {
        let Gathered { occupations, spaces, onet, onet_parent } = gather(sources);
        Self { occupations, spaces, onet, onet_parent }
    }

    /// The occupations, sorted.
    pub fn occupations(&self) -> &[Soc2018] {
        &self.occupations
    }

    /// The position of an occupation.
    pub(crate) fn position(&self, soc: Soc2018) -> Option<usize> {
        self.occupations.binary_search(&soc).ok()
    }

    pub(crate) fn space(&self, kind: Kind) -> &Space {
        &self.spaces[kind.index()]
    }

    /// The SOC 2018 occupation of an O*NET-SOC occupation.
    pub fn parent(&self, code: OnetSoc2019) -> Option<Soc2018> {
        self.onet_parent.get(&code).copied()
    }

    /// An occupation as a subject; `None` where SOC 2018 does not have it.
    pub fn occupation(&self, soc: Soc2018) -> Option<Subject> {
        let position = self.position(soc)?;
        let vectors = Kind::ALL.map(|kind| self.space(kind).vector(position).clone());
        Some(Subject { vectors, is_title: false })
    }

    /// An O*NET-SOC occupation: what is known of itself, and what only its SOC occupation is known by.
    pub fn onet_occupation(&self, code: OnetSoc2019) -> Option<Subject> {
        let own = self.onet.get(&code)?;
        let parent = self.position(self.parent(code)?)?;
        let vector = |kind: Kind| {
            let own = &own[kind.index()];
            if kind.is_of_soc() || own.is_empty() {
                self.space(kind).vector(parent).clone()
            } else {
                self.space(kind).unit(own.clone())
            }
        };
        Some(Subject { vectors: Kind::ALL.map(vector), is_title: false })
    }

    /// A job title, or several that mean the same work.
    pub fn titles<'t>(&self, titles: impl IntoIterator<Item = &'t str>) -> Subject {
        let mut bags = <[Bag; Kind::ALL.len()]>::default();
        for title in titles {
            self.add_words(title, 1.0, Kind::OwnTitle, &mut bags);
            self.add_words(title, 1.0, Kind::TitleWords, &mut bags);
            self.add_words(title, 1.0, Kind::Tasks, &mut bags);
            self.add_words(title, 1.0, Kind::ProgramWords, &mut bags);
            self.add_phrases(title, &mut bags);
        }
        Subject { is_title: true, ..self.subject(bags) }
    }

    /// A job title that probably names certain occupations, with the confidence in each, 0.0 to 1.0.
    ///
    /// Its words are its own. Everything else is what is known about these occupations, each by its confidence, so that an
    /// unsure match is less like anything; what is left of the confidence goes to the title's words as words of tasks and programs.
    pub fn matched_title(&self, title: &str, occupations: &[(Soc2018, f64)]) -> Subject {
        let mut subject = self.titles([title]);
        let sum: f64 = occupations.iter().map(|(_, confidence)| confidence.clamp(0.0, 1.0)).sum();
        if sum <= 0.0 {
            return subject;
        }
        for kind in Kind::ALL {
            if matches!(kind, Kind::OwnTitle | Kind::TitleWords | Kind::TitlePhrases) {
                continue;
            }
            let vector = &mut subject.vectors[kind.index()];
            for (_, value) in vector.iter_mut() {
                *value *= (1.0 - sum).max(0.0);
            }
            for &(soc, confidence) in occupations {
                let Some(position) = self.position(soc) else { continue };
                let part = confidence.clamp(0.0, 1.0) / sum.max(1.0);
                vector
                    .extend(self.space(kind).vector(position).iter().map(|&(id, value)| (id, part * value)));
            }
            settle(vector);
            vector.retain(|&(_, value)| value != 0.0);
        }
        subject
    }

    /// An industry: its title, its index entries, the sector that holds it.
    pub fn industry<'t>(
        &self,
        code: Naics2022,
        title: &'t str,
        entries: impl IntoIterator<Item = &'t str>,
    ) -> Subject {
        let mut bags = <[Bag; Kind::ALL.len()]>::default();
        self.add_words(title, 1.0, Kind::OwnTitle, &mut bags);
        for text in std::iter::once(title).chain(entries) {
            self.add_words(text, 1.0, Kind::TitleWords, &mut bags);
            self.add_words(text, 1.0, Kind::Tasks, &mut bags);
            self.add_words(text, 1.0, Kind::ProgramWords, &mut bags);
            self.add_phrases(text, &mut bags);
        }
        let industries = self.space(Kind::Industries);
        if let Some(feature) = industries.features().known(&code.sector().to_string()) {
            bags[Kind::Industries.index()].push((feature, 1.0));
        }
        self.subject(bags)
    }

    /// A program of study: its name, and the occupations that the crosswalk links it to.
    pub fn program(&self, code: Cip2020, title: &str) -> Subject {
        let mut bags = <[Bag; Kind::ALL.len()]>::default();
        for kind in [Kind::OwnTitle, Kind::TitleWords, Kind::Tasks, Kind::ProgramWords] {
            self.add_words(title, 1.0, kind, &mut bags);
        }
        self.add_phrases(title, &mut bags);
        let programs = self.space(Kind::Programs);
        let levels: BTreeSet<Cip2020> = std::iter::successors(Some(code), |code| code.parent()).collect();
        for level in levels {
            if let Some(feature) = programs.features().known(&level.to_string()) {
                bags[Kind::Programs.index()].push((feature, 1.0));
            }
        }
        self.subject(bags)
    }

    fn subject(&self, bags: [Bag; Kind::ALL.len()]) -> Subject {
        let mut vectors = <[Bag; Kind::ALL.len()]>::default();
        for ((vector, bag), space) in vectors.iter_mut().zip(bags).zip(&self.spaces) {
            *vector = space.unit(bag);
        }
        Subject { vectors, is_title: false }
    }

    fn add_words(&self, text: &str, value: f64, kind: Kind, bags: &mut [Bag; Kind::ALL.len()]) {
        let features = self.space(kind).features();
        let bag = &mut bags[kind.index()];
        for_each_stem(text, |stem, _| bag.extend(features.known(stem).map(|feature| (feature, value))));
    }

    fn add_phrases(&self, text: &str, bags: &mut [Bag; Kind::ALL.len()]) {
        let features = self.space(Kind::TitlePhrases).features();
        let bag = &mut bags[Kind::TitlePhrases.index()];
        let mut before = String::new();
        for_each_stem(text, |stem, _| {
            if !before.is_empty() {
                bag.extend(features.known(&format!("{before} {stem}")).map(|feature| (feature, 1.0)));
            }
            stem.clone_into(&mut before);
        });
    }
}
