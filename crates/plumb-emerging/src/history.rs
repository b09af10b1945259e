//! Was the ranking right, in the past? What a later taxonomy added, and how much of it a ranking had flagged.

mod evaluate;
mod found;
mod hold_out;
mod truth;

pub use evaluate::{Evaluation, Extent, FoundItem, Oracle, Recall, evaluate};
pub use found::TruthItem;
pub use hold_out::{Merge, hold_out, merged, neighbours};
pub use truth::{TaxonomyLink, added};
