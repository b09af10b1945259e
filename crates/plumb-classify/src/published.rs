//! Evidence source: the rows that the steward published. It infers nothing.

use plumb_codes::Soc2018;

use crate::scoring::{Basis, Claim};
use crate::view::EditionView;

/// The published places of an occupation.
///
/// A published row has strength 1.0: the steward decides what belongs to a cluster, so membership
/// is certain by definition. How the jobs divide among several places is a separate question with
/// its own confidence.
pub fn published_rows(view: &EditionView, soc: Soc2018) -> Vec<Claim> {
    let Some(slots) = view.published.get(&soc) else { return Vec::new() };
    let claim = |(&slot, printed): (&crate::view::Slot, &String)| {
        let through = if *printed == soc.to_string() {
            String::new()
        } else {
            format!(" under the composite code {printed}")
        };
        let name = view.slot_name(slot);
        let note = format!("Published: edition {} lists the occupation{through} under {name}.", view.id);
        Claim { slot, basis: Basis::Published, strength: 1.0, note }
    };
    slots.iter().map(claim).collect()
}
