//! Was the ranking right, in the past? What a later taxonomy added, and how much of it a ranking had flagged.

mod evaluate;
mod found;
mod hold_out;
mod truth;

pub use evaluate::{Evaluation, FoundItem, Recall, evaluate};
pub use found::TruthItem;
pub use hold_out::hold_out;
pub use truth::{TaxonomyLink, added};
