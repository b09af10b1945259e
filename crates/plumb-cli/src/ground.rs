//! What every question about a place in the framework stands on: releases, edition, rules, evidence, parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anyhow::Result;
use plumb_classify::{Corpus, EditionView, Engine, FactBook, Parameters, Ruling, Staffing, ruling};
use plumb_codes::{Release, Soc2018};
use plumb_framework::rules::{Facts, RuleSet, Subject, Taxonomies};
use plumb_framework::{Edition, FrameworkError, load, load_rule_texts};
use plumb_report::SourceNote;
use plumb_store::Releases;

use crate::alignment::{Material, in_soc};
use crate::context::{Context, sha256_hex};
use crate::evidence::{self, EvidenceRows};
use crate::rule_material;

/// Releases, edition, rules, evidence and parameters, read and ready.
pub(crate) struct Ground {
    pub(crate) releases: Releases,
    pub(crate) edition: Edition,
    pub(crate) view: EditionView,
    pub(crate) rules: RuleSet,
    pub(crate) material: Material,
    pub(crate) evidence: EvidenceRows,
    pub(crate) staffing: Staffing,
    pub(crate) corpus: Corpus,
    pub(crate) parameters: Parameters,
    /// Name and sha256 of every piece of configuration that was read.
    pub(crate) configuration: BTreeMap<String, String>,
    facts: OnceLock<FactBook>,
}

impl Ground {
    /// Reads everything that an edition is asked about with.
    pub(crate) fn read(context: &Context, edition: &str) -> Result<Self> {
        let releases = context.releases()?;
        let material = Material::read(&releases)?;
        Self::on(context, edition, releases, material)
    }

    /// The same where the main tables have been read.
    pub(crate) fn on(
        context: &Context,
        edition: &str,
        releases: Releases,
        mut material: Material,
    ) -> Result<Self> {
        let evidence = EvidenceRows::read(&releases, &mut material.read)?;
        let (edition, edition_bytes) = load(context.config(), edition)?;
        let mut configuration =
            BTreeMap::from([(format!("frameworks/{}", edition.id), sha256_hex(&edition_bytes))]);
        let texts = load_rule_texts(context.config(), edition.id.as_str())?;
        let rules = if texts.is_empty() {
            RuleSet::default()
        } else {
            let bytes: Vec<u8> = texts.iter().flat_map(|text| text.text.bytes()).collect();
            configuration.insert(format!("frameworks/{}/rules", edition.id), sha256_hex(&bytes));
            let taxonomies: Taxonomies =
                rule_material::taxonomies_with(&releases, &evidence.ratings, &evidence.technology)?;
            RuleSet::read(&edition, &texts, &taxonomies).map_err(FrameworkError::Rules)?
        };
        let edition = in_soc(edition, &material.onet_to_soc);
        let view = EditionView::from(&edition);
        let staffing = material.staffing();
        let corpus = evidence.corpus(&material, &material.job_zones, &staffing);
        let (parameters, parameter_bytes) = evidence::parameters(context)?;
        configuration.insert("inference.toml".to_owned(), sha256_hex(&parameter_bytes));
        let facts = OnceLock::new();
        Ok(Self {
            releases,
            edition,
            view,
            rules,
            material,
            evidence,
            staffing,
            corpus,
            parameters,
            configuration,
            facts,
        })
    }

    /// The engine, without the published rows of some occupations.
    pub(crate) fn engine(&self, parameters: &Parameters, masked: &BTreeSet<Soc2018>) -> Engine<'_> {
        Engine::new(&self.corpus, &self.view, parameters, masked)
    }

    /// What the edition's rules say about a subject.
    pub(crate) fn ruling(&self, subject: &Subject) -> Ruling {
        if self.rules.is_empty() {
            return Ruling::default();
        }
        // What is said of an industry, a program or a title needs no book of all occupations.
        let facts = match subject {
            Subject::Industry(code) => Some(Facts { naics: Some(*code), ..Facts::default() }),
            Subject::Program(code) => Some(Facts { cip: Some(*code), ..Facts::default() }),
            Subject::Title(title) => Some(Facts { titles: vec![title.clone()], ..Facts::default() }),
            Subject::Occupation(_) | Subject::Combination(..) => {
                let book = self.facts.get_or_init(|| self.evidence.fact_book(&self.material, &self.staffing));
                book.facts(subject)
            }
        };
        facts.map_or_else(Ruling::default, |facts| {
            ruling(&self.rules.evaluate(&facts), &self.edition, &self.view)
        })
    }

    /// The releases read, as reports name them.
    pub(crate) fn sources(&self) -> Result<Vec<SourceNote>> {
        self.sources_of(&self.material.read)
    }

    /// Releases as reports name them.
    pub(crate) fn sources_of(&self, read: &BTreeSet<Release>) -> Result<Vec<SourceNote>> {
        let note = |&release: &Release| {
            let manifest = self.releases.manifest(release)?;
            Ok(SourceNote {
                release: release.to_string(),
                reference_period: manifest.reference_period(),
                sha256: manifest.source_digest(),
                attribution: manifest.attribution(),
            })
        };
        read.iter().map(note).collect()
    }
}
