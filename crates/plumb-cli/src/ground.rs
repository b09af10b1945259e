//! What every question about a place in the framework stands on: releases, edition, evidence, parameters.

use anyhow::Result;
use plumb_classify::{Corpus, EditionView, Engine, Parameters, Staffing};
use plumb_codes::Soc2018;
use plumb_framework::{Edition, load};
use std::collections::BTreeSet;

use crate::alignment::{Material, in_soc};
use crate::context::Context;
use crate::evidence::{self, EvidenceRows};

/// Releases, edition, evidence and parameters, read and ready.
pub(crate) struct Ground {
    pub(crate) edition: Edition,
    pub(crate) edition_bytes: Vec<u8>,
    pub(crate) view: EditionView,
    pub(crate) material: Material,
    pub(crate) staffing: Staffing,
    pub(crate) corpus: Corpus,
    pub(crate) parameters: Parameters,
    pub(crate) parameter_bytes: Vec<u8>,
}

impl Ground {
    /// Reads everything that an edition is asked about with.
    pub(crate) fn read(context: &Context, edition: &str) -> Result<Self> {
        let releases = context.releases()?;
        let mut material = Material::read(&releases)?;
        let rows = EvidenceRows::read(&releases, &mut material.read)?;
        let (edition, edition_bytes) = load(context.config(), edition)?;
        let edition = in_soc(edition, &material.onet_to_soc);
        let view = EditionView::from(&edition);
        let staffing = material.staffing();
        let corpus = rows.corpus(&material, &material.job_zones, &staffing);
        let (parameters, parameter_bytes) = evidence::parameters(context)?;
        Ok(Self { edition, edition_bytes, view, material, staffing, corpus, parameters, parameter_bytes })
    }

    /// The engine, without the published rows of some occupations.
    pub(crate) fn engine(&self, parameters: &Parameters, masked: &BTreeSet<Soc2018>) -> Engine<'_> {
        Engine::new(&self.corpus, &self.view, parameters, masked)
    }
}
