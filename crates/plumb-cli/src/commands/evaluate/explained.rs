//! Job titles asked as `plumb explain` asks them, of an engine and an index that know none of them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use plumb_classify::{Detail, Judged, Parameters};
use plumb_codes::{Release, Soc2018};
use rayon::prelude::*;

use super::titles::without;
use crate::context::Context;
use crate::exit::Failure;
use crate::ground::Ground;
use crate::titles::explained::{CANDIDATES, weighed};
use crate::titles::index;
use crate::titles::knowledge::{Recipe, Ways};
use crate::titles::truth::{self, StandardSet, TrueTitle, form_of};

/// Which titles to ask.
pub(super) enum Titles<'a> {
    /// Those of a file with `title,soc_code`.
    File(&'a Path),
    /// Those of a set that the releases at hand make.
    Set(StandardSet),
}

/// Predicts the place of each title and holds it against the published places of its right occupations.
///
/// The matcher's index and the evidence of the engine are made without any title that has the words of one that is asked;
/// rules are off. Titles of which no right occupation has published places are left out.
pub(super) fn judge(
    titles: &Titles<'_>,
    (sample, seed): (Option<usize>, u64),
    context: &Context,
    ground: &mut Ground,
    parameters: &Parameters,
) -> Result<Vec<Judged>> {
    let mut recipe = Recipe::newest(&ground.releases)?;
    let newest = recipe.onet;
    if matches!(titles, Titles::Set(StandardSet::OnetAdded)) {
        let earlier: Release =
            truth::EARLIER.parse().map_err(|error| Failure::usage(format!("{}: {error}", truth::EARLIER)))?;
        ground.releases.manifest(earlier)?;
        recipe.onet = earlier;
    }
    let truth = match titles {
        Titles::File(path) => truth::read(path, &Ways::read(&ground.releases)?)?,
        Titles::Set(StandardSet::OnetAdded) => truth::onet_added(&ground.releases, recipe.onet, newest)?,
        Titles::Set(StandardSet::DirectMatch) => truth::direct_match(&ground.releases, newest)?,
        Titles::Set(StandardSet::Filed) => truth::filed(&ground.releases)?,
    };
    truth.note_issues(context);
    let mut asked: Vec<TrueTitle> =
        truth.titles.into_iter().filter(|title| !published(ground, &title.right).is_empty()).collect();
    if let Some(size) = sample {
        truth::draw(&mut asked, size, seed);
    }
    asked.sort_by(|left, right| left.title.cmp(&right.title));
    if asked.is_empty() {
        return Err(Failure::data("measure explained titles: none has an occupation with published places"));
    }
    let forms: BTreeSet<String> = asked.iter().map(|title| title.form.clone()).collect();
    let unknown = |title: &str| !forms.contains(&form_of(title));
    ground.evidence.titles.retain(|row| unknown(&row.title));
    ground.evidence.direct_match.retain(|row| unknown(&row.title));
    ground.corpus = ground.evidence.corpus(&ground.material, &ground.material.job_zones, &ground.staffing);
    let matcher = index::build(context, &without(&recipe.knowledge(&ground.releases)?, &asked))?;
    let texts: Vec<&str> = asked.iter().map(|title| title.title.as_str()).collect();
    let found = matcher.match_all(&texts, CANDIDATES);
    let engine = ground.engine(parameters, &BTreeSet::new());
    let judged = asked.par_iter().zip(found).filter_map(|(title, found)| {
        let occupations = weighed(&found.unwrap_or_default());
        let subject = ground.corpus.matched_title(&title.title, &occupations);
        Some(Judged {
            subject: title.title.clone(),
            soc: *title.right.first()?,
            published: published(ground, &title.right),
            proposal: engine.propose(&subject, &[], Detail::Places),
        })
    });
    Ok(judged.collect())
}

/// The published places of the right occupations.
fn published(ground: &Ground, right: &BTreeSet<Soc2018>) -> BTreeSet<plumb_classify::Slot> {
    right
        .iter()
        .filter_map(|soc| ground.view.published.get(soc))
        .flat_map(|slots| slots.keys().copied())
        .collect()
}
