//! The state of one file of the catalogue: what was accepted last, what waits for acceptance, what was refused.

use serde::{Deserialize, Serialize};

use super::provenance::Provenance;

/// State of one key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slot {
    /// The last good file.
    pub(crate) accepted: Option<Provenance>,
    /// A newer file that passed all checks here and that nobody has accepted or refused yet.
    pub(crate) candidate: Option<Provenance>,
    /// The newest file that was refused.
    pub(crate) refused: Option<Refused>,
}

/// A file that was refused after it had passed the checks of the fetcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    pub(crate) provenance: Provenance,
    /// Why.
    pub(crate) reason: String,
    /// Which program refused it; another version may think otherwise.
    pub(crate) by: String,
}
