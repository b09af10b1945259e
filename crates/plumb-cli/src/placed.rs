//! Where occupations belong, and no more of what the main job finds: titles need neither evidence nor figures, which take the time.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use plumb_classify::{EditionView, OccupationAssignment, published_rows};
use plumb_codes::Soc2018;
use plumb_framework::{Edition, load};
use plumb_store::Releases;

use crate::alignment::{Material, assign_some, classifier, in_soc};
use crate::context::Context;
use crate::evidence;
use crate::ground::Ground;

/// Every detailed occupation of SOC 2018 with its places in an edition.
pub(crate) struct Placed {
    pub(crate) edition: Edition,
    pub(crate) view: EditionView,
    pub(crate) soc_titles: BTreeMap<Soc2018, String>,
    pub(crate) assignments: Vec<OccupationAssignment>,
}

impl Placed {
    /// Reads and assigns as the main job does.
    pub(crate) fn read(context: &Context, releases: &Releases, edition: &str) -> Result<Self> {
        let material = Material::read(releases)?;
        let (edition_at_hand, _) = load(context.config(), edition)?;
        let edition_at_hand = in_soc(edition_at_hand, &material.onet_to_soc);
        let view = EditionView::from(&edition_at_hand);
        if !material.soc_titles.keys().all(|soc| view.published.contains_key(soc)) {
            return Self::inferred(context, edition, material);
        }
        // Rows of the edition decide, whatever rules and evidence say: neither is read.
        let (parameters, _) = evidence::parameters(context)?;
        let staffing = material.staffing();
        let published = |soc: Soc2018| published_rows(&view, soc);
        let classifier = classifier(&view, &staffing, parameters.review_below, vec![&published]);
        let assignments = material.soc_titles.keys().map(|&soc| classifier.assign(soc)).collect();
        drop(classifier);
        Ok(Self { edition: edition_at_hand, view, soc_titles: material.soc_titles, assignments })
    }

    /// Some occupations are in no row: rules and the engine have to say where they belong.
    fn inferred(context: &Context, edition: &str, material: Material) -> Result<Self> {
        let ground = Ground::on(context, edition, context.releases()?, material)?;
        let engine = ground.engine(&ground.parameters, &BTreeSet::new());
        let codes: Vec<Soc2018> = ground.material.soc_titles.keys().copied().collect();
        let (assignments, _) = assign_some(&ground, &engine, &codes);
        drop(engine);
        let Ground { edition, view, material, .. } = ground;
        Ok(Self { edition, view, soc_titles: material.soc_titles, assignments })
    }
}
