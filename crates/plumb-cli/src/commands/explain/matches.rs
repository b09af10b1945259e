//! What the title matcher says of a job title: occupations, the known titles that justify them, and what each part adds.

use anyhow::Result;
use serde::Serialize;

use crate::context::Context;
use crate::ground::Ground;
use crate::titles::explained::{CANDIDATES, rounded};
use crate::titles::index;
use crate::titles::knowledge::Recipe;
use crate::titles::pins::Pinned;

/// One occupation for a job title.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TitleOccupation {
    pub(crate) rank: usize,
    /// None where a steward's rule sends the title to a place without an occupation.
    pub(crate) soc_code: Option<String>,
    pub(crate) soc_title: String,
    /// Part of such answers that are right, 0.0 to 1.0.
    pub(crate) confidence: f64,
    /// Sum of the parts.
    pub(crate) score: f64,
    /// `matched`, `ambiguous`, `unmatched` or `rule`.
    pub(crate) status: &'static str,
    /// The nearest known title of the occupation with where it comes from, or the rule that decided and why.
    pub(crate) because: String,
    /// What adds up to the score.
    pub(crate) parts: Vec<TitlePart>,
}

/// A part of a score.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TitlePart {
    pub(crate) part: &'static str,
    pub(crate) points: f64,
}

/// Asks the matcher; a title that it cannot read has no occupations.
pub(super) fn occupations(context: &Context, ground: &Ground, title: &str) -> Result<Vec<TitleOccupation>> {
    let recipe = Recipe::newest(&ground.releases)?;
    let (matcher, _) = index::open(context, &ground.releases, &recipe)?;
    let Ok(found) = matcher.matches(title, CANDIDATES) else { return Ok(Vec::new()) };
    let title_of = |soc| ground.material.soc_titles.get(&soc).cloned().unwrap_or_default();
    let mut occupations = Vec::new();
    if let Some(pinned) = Pinned::load(context.config(), &ground.edition)?.find(title) {
        occupations.push(TitleOccupation {
            rank: 1,
            soc_code: pinned.soc.map(|soc| soc.to_string()),
            soc_title: pinned.soc.map(title_of).unwrap_or_default(),
            confidence: 1.0,
            score: 0.0,
            status: "rule",
            because: format!("{} ({}): {}", pinned.note, pinned.at, pinned.reason),
            parts: Vec::new(),
        });
    }
    for candidate in &found.candidates {
        let because = candidate.nearest.map_or_else(
            || "no known title of the occupation is near".to_owned(),
            |id| {
                let (nearest, _, kind) = matcher.title(id);
                format!("nearest known title: {nearest} ({}), {:.2} alike", kind.name(), candidate.similarity)
            },
        );
        let part = |(part, points): (plumb_titles::Part, f32)| TitlePart {
            part: part.name(),
            points: rounded(points),
        };
        occupations.push(TitleOccupation {
            rank: occupations.len() + 1,
            soc_code: Some(candidate.soc.to_string()),
            soc_title: title_of(candidate.soc),
            confidence: rounded(candidate.confidence),
            score: rounded(candidate.score),
            status: found.status.name(),
            because,
            parts: candidate.evidence.contributions().map(part).collect(),
        });
    }
    Ok(occupations)
}
