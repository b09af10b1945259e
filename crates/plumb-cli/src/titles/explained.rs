//! What `plumb explain` takes over from the title matcher: which occupations a title stands for, and how far.

use plumb_codes::Soc2018;
use plumb_titles::{MatchStatus, TitleMatches};

/// Candidates that count.
pub(crate) const CANDIDATES: usize = 5;

/// The occupations that a title is weighed as, with the confidence in each; none where the matcher has no answer, since its
/// candidates are then guesses from how common occupations are.
pub(crate) fn weighed(found: &TitleMatches) -> Vec<(Soc2018, f64)> {
    if found.status == MatchStatus::Unmatched {
        return Vec::new();
    }
    let candidates = found.candidates.iter().take(CANDIDATES);
    candidates.map(|candidate| (candidate.soc, rounded(candidate.confidence))).collect()
}

/// Four decimals, as they are shown.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}
