//! The engine's parameters: a strict reader and writer of `config/inference.toml`. It opens no file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::infer::kind::{Evidence, Kind};

/// The parameters that ship with the project, as TOML.
pub const DEFAULT_INFERENCE: &str = include_str!("../../../../config/inference.toml");

/// The spaces in which names of clusters and sub-clusters are looked for.
pub(crate) const NAME_SPACES: [Kind; 4] = [Kind::OwnTitle, Kind::TitleWords, Kind::Tasks, Kind::ProgramWords];

/// Everything that the scoring function is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Weight of each space, by [`Kind::index`]; 0.0 switches it off.
    pub similarity: [f64; Kind::ALL.len()],
    /// Score of a sub-cluster whose name is all of the words of a subject, by space of `NAME_SPACES`.
    pub sub_cluster_name: [f64; NAME_SPACES.len()],
    /// The same for the name of the cluster.
    pub cluster_name: [f64; NAME_SPACES.len()],
    /// How far single published rows are mistrusted: added to the similarity of an occupation with itself.
    pub ridge: f64,
    /// Similarity of everything with everything: how much the frequency of a place counts.
    pub bias: f64,
    /// What an occupation says of all places of a cluster that has all of its places, beside 1.0 for each place itself; in
    /// part, in part.
    pub cluster_share: f64,
    /// Points of a score of 1.0. Points are natural logarithms of odds.
    pub points: f64,
    /// Confidence in a sub-cluster from its probability.
    pub sub_cluster_calibration: Calibration,
    /// Confidence in a cluster from its probability.
    pub cluster_calibration: Calibration,
    /// Confidence in the sub-cluster of a job title from its probability.
    pub title_sub_cluster_calibration: Calibration,
    /// Confidence in the cluster of a job title from its probability.
    pub title_cluster_calibration: Calibration,
    /// Confidence in a place beside the first from its score and its probability.
    pub membership: MembershipCurve,
    /// A further place is proposed from this confidence on.
    pub secondary_above: f64,
    /// Proposals below this confidence in the sub-cluster wait for review.
    pub review_below: f64,
    /// Published rows are doubted if, without them, the confidence in another cluster is at least this.
    pub doubt_above: f64,
    /// Points for a place in a cluster to which the edition's industry table gives the sector of an industry.
    pub sector_table_points: f64,
}

/// A logistic calibration: `confidence = 1 / (1 + exp(-(intercept + slope * log odds)))`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Added to the log odds.
    pub intercept: f64,
    /// Factor of the log odds; above 0.0, so that the order stays.
    pub slope: f64,
}

impl Calibration {
    /// The confidence that a probability deserves, 0.0 to 1.0.
    pub fn confidence(self, probability: f64) -> f64 {
        let bounded = probability.clamp(1e-9, 1.0 - 1e-9);
        let odds = self.intercept + self.slope * (bounded / (1.0 - bounded)).ln();
        1.0 / (1.0 + (-odds).exp())
    }

    /// The probability that has a confidence: the way back.
    pub(crate) fn probability(self, confidence: f64) -> f64 {
        let bounded = confidence.clamp(1e-9, 1.0 - 1e-9);
        let odds = ((bounded / (1.0 - bounded)).ln() - self.intercept) / self.slope;
        1.0 / (1.0 + (-odds).exp())
    }
}

/// The confidence that a subject has a place beside the first one, too:
/// `1 / (1 + exp(-(intercept + score * score of the place + log_probability * ln probability of the place)))`.
///
/// Probabilities of places sum to 1, so they cannot say whether a subject has one place or three. Scores can: without what
/// is said of the cluster as a whole, they approach the published rows, 1.0 for every place of an occupation and 0.0 elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipCurve {
    /// Added to the log odds.
    pub intercept: f64,
    /// Factor of the score, which is the place's own points over the points of a score of 1.0; 0.0 or more.
    pub score: f64,
    /// Factor of the natural logarithm of the probability; 0.0 or more.
    pub log_probability: f64,
}

impl MembershipCurve {
    /// The confidence that a place of this score and probability deserves, 0.0 to 1.0.
    pub fn confidence(self, score: f64, probability: f64) -> f64 {
        let odds = self.intercept + self.score * score + self.log_probability * probability.max(1e-9).ln();
        1.0 / (1.0 + (-odds).exp())
    }
}

/// Why parameters cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the parameters of inference from {file}: {problem}")]
pub struct ParameterError {
    file: String,
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    similarity: BTreeMap<String, f64>,
    sub_cluster_name: BTreeMap<String, f64>,
    cluster_name: BTreeMap<String, f64>,
    model: Model,
    sub_cluster_calibration: Calibration,
    cluster_calibration: Calibration,
    title_sub_cluster_calibration: Calibration,
    title_cluster_calibration: Calibration,
    membership: MembershipCurve,
    decision: Decision,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    ridge: f64,
    bias: f64,
    cluster_share: f64,
    points: f64,
    sector_table_points: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    secondary_above: f64,
    review_below: f64,
    doubt_above: f64,
}

impl Parameters {
    /// Reads the parameters; `file` is their name in error messages.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or missing, or a number is out of its range.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ParameterError> {
        let error = |problem: String| ParameterError { file: file.to_owned(), problem };
        let read: File = toml::from_str(text).map_err(|problem| error(problem.to_string()))?;
        let weights = |section: &str, table: &BTreeMap<String, f64>, kinds: &[Kind]| {
            let unknown = table.keys().find(|key| kinds.iter().all(|kind| kind.key() != key.as_str()));
            if let Some(key) = unknown {
                return Err(error(format!("[{section}] has no key `{key}`")));
            }
            let weight = |kind: &Kind| {
                let missing = || error(format!("[{section}] lacks the key `{}`", kind.key()));
                let weight = *table.get(kind.key()).ok_or_else(missing)?;
                let valid = weight.is_finite() && weight >= 0.0;
                let range = || error(format!("[{section}] {} = {weight} is not 0.0 or more", kind.key()));
                valid.then_some(weight).ok_or_else(range)
            };
            kinds.iter().map(weight).collect::<Result<Vec<f64>, _>>()
        };
        let mut parameters = Self {
            similarity: [0.0; Kind::ALL.len()],
            sub_cluster_name: [0.0; NAME_SPACES.len()],
            cluster_name: [0.0; NAME_SPACES.len()],
            ridge: read.model.ridge,
            bias: read.model.bias,
            cluster_share: read.model.cluster_share,
            points: read.model.points,
            sub_cluster_calibration: read.sub_cluster_calibration,
            cluster_calibration: read.cluster_calibration,
            title_sub_cluster_calibration: read.title_sub_cluster_calibration,
            title_cluster_calibration: read.title_cluster_calibration,
            membership: read.membership,
            secondary_above: read.decision.secondary_above,
            review_below: read.decision.review_below,
            doubt_above: read.decision.doubt_above,
            sector_table_points: read.model.sector_table_points,
        };
        parameters.similarity.copy_from_slice(&weights("similarity", &read.similarity, &Kind::ALL)?);
        let names = weights("sub_cluster_name", &read.sub_cluster_name, &NAME_SPACES)?;
        parameters.sub_cluster_name.copy_from_slice(&names);
        let names = weights("cluster_name", &read.cluster_name, &NAME_SPACES)?;
        parameters.cluster_name.copy_from_slice(&names);
        parameters.check().map_err(error)?;
        Ok(parameters)
    }

    fn check(&self) -> Result<(), String> {
        let ranges = [
            ("[model] ridge", self.ridge, 1e-6, 1e3),
            ("[model] bias", self.bias, 0.0, 1e3),
            ("[model] cluster_share", self.cluster_share, 0.0, 1e3),
            ("[model] points", self.points, 1e-3, 1e3),
            ("[model] sector_table_points", self.sector_table_points, 0.0, 1e3),
            ("[sub_cluster_calibration] intercept", self.sub_cluster_calibration.intercept, -1e3, 1e3),
            ("[sub_cluster_calibration] slope", self.sub_cluster_calibration.slope, 1e-3, 1e3),
            ("[cluster_calibration] intercept", self.cluster_calibration.intercept, -1e3, 1e3),
            ("[cluster_calibration] slope", self.cluster_calibration.slope, 1e-3, 1e3),
            (
                "[title_sub_cluster_calibration] intercept",
                self.title_sub_cluster_calibration.intercept,
                -1e3,
                1e3,
            ),
            ("[title_sub_cluster_calibration] slope", self.title_sub_cluster_calibration.slope, 1e-3, 1e3),
            ("[title_cluster_calibration] intercept", self.title_cluster_calibration.intercept, -1e3, 1e3),
            ("[title_cluster_calibration] slope", self.title_cluster_calibration.slope, 1e-3, 1e3),
            ("[membership] intercept", self.membership.intercept, -1e3, 1e3),
            ("[membership] score", self.membership.score, 0.0, 1e3),
            ("[membership] log_probability", self.membership.log_probability, 0.0, 1e3),
            ("[decision] secondary_above", self.secondary_above, 0.0, 1.0),
            ("[decision] review_below", self.review_below, 0.0, 1.0),
            ("[decision] doubt_above", self.doubt_above, 0.0, 1.0),
        ];
        for (name, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                return Err(format!("{name} = {value} is not between {least} and {most}"));
            }
        }
        if self.similarity.iter().sum::<f64>() <= 0.0 {
            return Err("[similarity] switches everything off".to_owned());
        }
        Ok(())
    }

    /// The curves of confidence in the sub-cluster and in the cluster, of a job title or of anything else.
    pub(crate) const fn calibrations(&self, is_title: bool) -> [Calibration; 2] {
        if is_title {
            [self.title_sub_cluster_calibration, self.title_cluster_calibration]
        } else {
            [self.sub_cluster_calibration, self.cluster_calibration]
        }
    }

    /// The parameters without one kind of evidence.
    #[must_use]
    pub fn without(mut self, evidence: Evidence) -> Self {
        for kind in Kind::ALL.into_iter().filter(|kind| kind.evidence() == evidence) {
            self.similarity[kind.index()] = 0.0;
        }
        if evidence == Evidence::Names {
            self.sub_cluster_name = [0.0; NAME_SPACES.len()];
            self.cluster_name = [0.0; NAME_SPACES.len()];
        }
        self
    }

    /// The parameters as the file that [`Parameters::from_toml`] reads, with what each number means.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(HEAD);
        let mut section = |name: &str, note: &str, lines: &[(&str, f64)]| {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{note}[{name}]\n");
            for (key, value) in lines {
                let _ = writeln!(text, "{key} = {value:?}");
            }
        };
        let similarity: Vec<(&str, f64)> =
            Kind::ALL.iter().map(|kind| (kind.key(), self.similarity[kind.index()])).collect();
        section("similarity", SIMILARITY_NOTE, &similarity);
        let named = |weights: &[f64; 4]| -> Vec<(&'static str, f64)> {
            NAME_SPACES.iter().map(|kind| kind.key()).zip(weights.iter().copied()).collect()
        };
        section("sub_cluster_name", NAME_NOTE, &named(&self.sub_cluster_name));
        section("cluster_name", "", &named(&self.cluster_name));
        let model = [
            ("ridge", self.ridge),
            ("bias", self.bias),
            ("cluster_share", self.cluster_share),
            ("points", self.points),
            ("sector_table_points", self.sector_table_points),
        ];
        section("model", MODEL_NOTE, &model);
        let calibration = |one: Calibration| [("intercept", one.intercept), ("slope", one.slope)];
        section("sub_cluster_calibration", CALIBRATION_NOTE, &calibration(self.sub_cluster_calibration));
        section("cluster_calibration", "", &calibration(self.cluster_calibration));
        let title = calibration(self.title_sub_cluster_calibration);
        section("title_sub_cluster_calibration", TITLE_NOTE, &title);
        section("title_cluster_calibration", "", &calibration(self.title_cluster_calibration));
        let membership = [
            ("intercept", self.membership.intercept),
            ("score", self.membership.score),
            ("log_probability", self.membership.log_probability),
        ];
        section("membership", MEMBERSHIP_NOTE, &membership);
        let decision = [
            ("secondary_above", self.secondary_above),
            ("review_below", self.review_below),
            ("doubt_above", self.doubt_above),
        ];
        section("decision", DECISION_NOTE, &decision);
        text
    }
}

const HEAD: &str = "\
# Parameters of inference: how evidence about a subject that nobody has classified is weighed.
#
# Everything up to [decision], and secondary_above in it, was fitted on the published rows of national-2024, each left out:
#     plumb evaluate occupations --fit
# prints this file anew. Every key is required; unknown keys are refused. See docs/adr/007-the-scoring-model.md.
";
const SIMILARITY_NOTE: &str = "\
# How much likeness of one kind counts in the likeness of two subjects. Only ratios matter; 0.0 switches a kind off.
";
const NAME_NOTE: &str = "\
# Score of a place when the words of a subject are exactly its name; in part, in part. By where the words stand.
";
const MODEL_NOTE: &str = "\
# ridge: how far single published rows are mistrusted. bias: how much the frequency of a place counts.
# cluster_share: a published row says 1.0 for its place and this for every place of its cluster (shared out where an occupation's
# places are in several clusters). points: points of a score of 1.0.
# sector_table_points: points for the clusters to which the industry table gives an industry's sector (set, not fitted).
";
const CALIBRATION_NOTE: &str = "\
# From the probability of a place to the confidence in it: 1 / (1 + exp(-(intercept + slope * log odds))).
";
const TITLE_NOTE: &str = "\
# The same for job titles, which may also have been matched to the wrong occupation. Fitted on titles that neither the index
# nor the evidence knew:
#     plumb evaluate occupations --title-set onet-added --sample 1500 --fit
";
const MEMBERSHIP_NOTE: &str = "\
# From the own score (without what is said of the whole cluster) and the probability of a place beside the first to the
# confidence that the subject has it, too:
# 1 / (1 + exp(-(intercept + score * score + log_probability * ln probability))).
";
const DECISION_NOTE: &str = "\
# What a steward decides. secondary_above: further places are proposed from this confidence on.
# review_below: proposals with less confidence wait for a person. doubt_above: published rows are listed as doubtful when,
# without them, the confidence in another cluster is at least this.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_read_and_written_back_byte_for_byte() {
        let parameters = Parameters::from_toml("inference.toml", DEFAULT_INFERENCE).unwrap();
        assert_eq!(parameters.to_toml(), DEFAULT_INFERENCE);
    }

    #[test]
    fn mistakes_are_named() {
        for (right, wrong, said) in [
            ("\ntasks = ", "\ntask = ", "[similarity] has no key `task`"),
            ("\nridge = ", "\nridges = ", "unknown field `ridges`"),
            ("\nreview_below = ", "\nreview_below = 7", "[decision] review_below = 7"),
            ("\nrelated = ", "\nrelated = -", "[similarity] related = -"),
        ] {
            let text = DEFAULT_INFERENCE.replacen(right, wrong, 1);
            let error = Parameters::from_toml("my.toml", &text).unwrap_err().to_string();
            assert!(error.contains("my.toml") && error.contains(said), "{error}");
        }
    }

    #[test]
    fn evidence_is_switched_off_whole() {
        let all = Parameters::from_toml("inference.toml", DEFAULT_INFERENCE).unwrap();
        for evidence in Evidence::OPTIONAL {
            // Evidence that was fitted to count nothing is switched on first.
            let mut on = all.clone();
            on.similarity.iter_mut().for_each(|weight| *weight = weight.max(0.1));
            let without = on.clone().without(evidence);
            assert_ne!(without, on, "{}", evidence.key());
            without.check().unwrap();
        }
    }

    #[test]
    fn calibration_keeps_the_order() {
        let calibration = Calibration { intercept: -0.5, slope: 0.8 };
        assert!(calibration.confidence(0.9) > calibration.confidence(0.5));
        assert!((0.0..=1.0).contains(&calibration.confidence(0.0)));
        assert!((calibration.probability(calibration.confidence(0.7)) - 0.7).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&calibration.confidence(1.0)));
    }
}
