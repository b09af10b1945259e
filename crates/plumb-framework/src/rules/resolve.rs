//! From what is written to what is meant: every id, code and date is looked up, and what does not exist is a problem.

use toml::Spanned;

use crate::edition::{Edition, Placement};
use crate::id::RuleId;
use crate::rules::day::Day;
use crate::rules::model::{Force, Rule, Target};
use crate::rules::problem::{Reading, nearest};
use crate::rules::subject::{Occupation, Subject};
use crate::rules::taxonomy::{Taxonomies, Unknown};
use crate::rules::written::{Common, Text, Vintages, When, Written};

/// Resolves the rules of one file.
pub(crate) struct Resolver<'a, 'b> {
    pub(crate) edition: &'a Edition,
    pub(crate) taxonomies: &'a Taxonomies,
    pub(crate) reading: &'a mut Reading<'b>,
}

impl Resolver<'_, '_> {
    /// Every code system that the rules use must be stated, and be the one that rules are written in.
    pub(crate) fn vintages(&mut self, vintages: &Vintages, rules: &[Written]) {
        let systems = [
            (
                "occupation_codes",
                &vintages.occupations,
                "soc-2018",
                "SOC 2018, with O*NET-SOC 2019 which is built on it",
            ),
            ("industry_codes", &vintages.industries, "naics-2022", "NAICS 2022"),
            ("program_codes", &vintages.programs, "cip-2020", "CIP 2020"),
        ];
        for (key, stated, wanted, name) in systems {
            match stated {
                Some(stated) if stated.get_ref() != wanted => {
                    let message =
                        format!("`{}` is the wrong vintage: rules are written in {name}", stated.get_ref());
                    let hint =
                        format!("convert the codes through the published crosswalk, then write `{wanted}`");
                    self.reading.problem(stated.span(), message, Some(hint));
                }
                Some(_) => {}
                None => {
                    if let Some(rule) = rules.iter().find(|rule| rule.uses(key)) {
                        let message = format!(
                            "the rule names codes, and nothing says in which system: `{key}` is missing"
                        );
                        let hint = format!(
                            "write `{key} = \"{wanted}\"` at the top of the file, or {wanted} in the column vintage"
                        );
                        self.reading.problem(rule.common.id.span(), message, Some(hint));
                    }
                }
            }
        }
    }

    /// Resolves one rule; `None` where something about it is a problem.
    pub(crate) fn rule(&mut self, written: Written) -> Option<Rule> {
        let before = self.reading.problems.len();
        let Written { kind, common, when } = written;
        let condition = self.condition(&common.id, when);
        let id = self.parsed::<RuleId>(&common.id);
        let target = self.target(kind, &common);
        let secondary: Vec<Placement> =
            common.secondary.iter().filter_map(|place| self.place(place)).collect();
        let force = self.force(&common);
        let days = self.days(&common);
        self.prose(&common);
        let hits = self.examples(kind, "hits", &common.hits);
        let misses = self.examples(kind, "misses", &common.misses);
        if self.reading.problems.len() > before {
            return None;
        }
        let [added, changed, review, expires] = days;
        Some(Rule {
            id: id?,
            condition: condition?,
            target: target?,
            secondary,
            force: force?,
            priority: common.priority,
            reason: common.reason.into_inner(),
            source: common.source.into_inner(),
            author: common.author.into_inner(),
            added: added?,
            changed,
            review,
            expires,
            hits,
            misses,
            at: self.reading.location(common.id.span().start),
        })
    }

    pub(crate) fn problem(&mut self, text: &Text, (message, hint): Unknown) {
        self.reading.problem(text.span(), message, hint);
    }

    pub(crate) fn parsed<T: std::str::FromStr<Err = String>>(&mut self, text: &Text) -> Option<T> {
        text.get_ref().parse().map_err(|error| self.problem(text, (error, None))).ok()
    }

    fn target(&mut self, kind: &str, common: &Common) -> Option<Target> {
        match (&common.target, &common.occupation) {
            (Some(target), None) => self.place(target).map(Target::Place),
            (None, Some(code)) if kind == "title" => {
                let soc = match code.get_ref().parse() {
                    Ok(soc) => soc,
                    Err(error) => {
                        self.problem(code, (plumb_codes::CodeError::to_string(&error), None));
                        return None;
                    }
                };
                self.taxonomies.soc(soc).map_err(|unknown| self.problem(code, unknown)).ok()?;
                Some(Target::Occupation(soc))
            }
            (None, Some(code)) => {
                let message = "only title rules point to an occupation".to_owned();
                self.problem(
                    code,
                    (message, Some("write `target` with a cluster or sub-cluster".to_owned())),
                );
                None
            }
            _ => {
                let message =
                    "the rule needs one of `target` (a cluster or sub-cluster) and `occupation` (a SOC code)";
                self.problem(&common.id, (message.to_owned(), None));
                None
            }
        }
    }

    fn place(&mut self, text: &Text) -> Option<Placement> {
        let id = text.get_ref().as_str();
        let clusters = self.edition.clusters.iter().map(|cluster| cluster.id.as_str());
        let sub_clusters = self.edition.sub_clusters.iter().map(|sub| sub.id.as_str());
        if let Some(sub) = sub_clusters.clone().position(|known| known == id) {
            return Some(Placement {
                cluster: self.edition.sub_clusters[sub].cluster,
                sub_cluster: Some(sub),
            });
        }
        if let Some(cluster) = clusters.clone().position(|known| known == id) {
            return Some(Placement { cluster, sub_cluster: None });
        }
        let term = &self.edition.sub_cluster_term;
        let message = format!("the edition {} has no cluster or {term} `{id}`", self.edition.id);
        let hint = nearest(clusters.chain(sub_clusters), id);
        self.problem(text, (message, hint));
        None
    }

    fn force(&mut self, common: &Common) -> Option<Force> {
        for flag in [&common.pin, &common.exclude].into_iter().flatten().filter(|flag| !flag.get_ref()) {
            let hint = Some("leave the key out".to_owned());
            self.reading.problem(flag.span(), "`false` says nothing", hint);
        }
        match (&common.pin, &common.exclude, &common.weight) {
            (Some(_), None, None) => Some(Force::Pin),
            (None, Some(_), None) => Some(Force::Exclude),
            (None, None, Some(weight)) => {
                let value = *weight.get_ref();
                if value > 0.0 && value < 1.0 {
                    return Some(Force::Weight(value));
                }
                let message = format!("the weight {value} is not above 0.0 and below 1.0");
                let hint = "what is certain is `pin = true`, what is impossible `exclude = true`".to_owned();
                self.reading.problem(weight.span(), message, Some(hint));
                None
            }
            _ => {
                let message =
                    "the rule needs exactly one of `pin = true`, `weight = 0.8` and `exclude = true`"
                        .to_owned();
                self.problem(&common.id, (message, None));
                None
            }
        }
    }

    /// Added, changed, review, expires.
    fn days(&mut self, common: &Common) -> [Option<Day>; 4] {
        let written =
            [Some(&common.added), common.changed.as_ref(), common.review.as_ref(), common.expires.as_ref()];
        let days = written.map(|text| text.and_then(|text| self.parsed::<Day>(text)));
        if common.review.is_none() && common.expires.is_none() {
            let hint =
                Some("every rule is looked at again: write `review = 2027-11-30` or `expires`".to_owned());
            self.problem(&common.id, ("the rule has neither a review nor an expiry date".to_owned(), hint));
        }
        let added = days[0];
        for (text, day) in written.into_iter().zip(days).skip(1) {
            if let (Some(text), Some(day), Some(added)) = (text, day, added)
                && day < added
            {
                self.problem(text, (format!("{day} is before the rule was added, {added}"), None));
            }
        }
        days
    }

    fn prose(&mut self, common: &Common) {
        for (name, text) in [("reason", &common.reason), ("author", &common.author)] {
            if text.get_ref().trim().is_empty() {
                self.problem(text, (format!("the {name} is empty"), None));
            }
        }
        if !text_is_link(common.source.get_ref()) {
            let hint = Some("write the page of the publisher: https://...".to_owned());
            self.problem(&common.source, (format!("`{}` is not a link", common.source.get_ref()), hint));
        }
    }

    fn examples(&mut self, kind: &str, key: &str, written: &Spanned<Vec<Text>>) -> Vec<Subject> {
        if written.get_ref().is_empty() {
            let verb = if key == "hits" { "fires" } else { "does not fire" };
            let message = format!("the rule has no example for which it {verb}: `{key}` is empty");
            self.reading.problem(written.span(), message, None);
        }
        let mut subjects = Vec::new();
        for text in written.get_ref() {
            match Subject::parse(kind, text.get_ref()) {
                Ok(subject) => {
                    if let Err(unknown) = self.exists(&subject) {
                        self.problem(text, unknown);
                    }
                    subjects.push(subject);
                }
                Err(error) => self.problem(text, (error, None)),
            }
        }
        subjects
    }

    fn exists(&self, subject: &Subject) -> Result<(), Unknown> {
        let occupation = |occupation: Occupation| match occupation {
            Occupation::Soc(code) => self.taxonomies.soc(code),
            Occupation::Onet(code) => self.taxonomies.onet_soc(code),
        };
        match *subject {
            Subject::Occupation(code) => occupation(code),
            Subject::Industry(code) => self.taxonomies.naics(code),
            Subject::Program(code) => self.taxonomies.cip(code),
            Subject::Combination(code, industry) => {
                occupation(code).and_then(|()| self.taxonomies.naics(industry))
            }
            Subject::Title(_) => Ok(()),
        }
    }
}

impl Written {
    /// Whether the rule has codes of the system that a key of the file states.
    fn uses(&self, key: &str) -> bool {
        match (&self.when, key) {
            (
                When::Occupation { .. }
                | When::Combination { .. }
                | When::Technology { .. }
                | When::Element { .. },
                "occupation_codes",
            )
            | (When::Industry { .. } | When::Combination { .. }, "industry_codes")
            | (When::Program { .. }, "program_codes") => true,
            (When::Title { .. }, "occupation_codes") => self.common.occupation.is_some(),
            _ => false,
        }
    }
}

fn text_is_link(text: &str) -> bool {
    text.strip_prefix("https://")
        .is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}
