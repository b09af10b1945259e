//! Everything around the title matcher: what its index is built from, which index serves, and files in and out.

pub(crate) mod batch;
pub(crate) mod explained;
pub(crate) mod index;
pub(crate) mod input;
pub(crate) mod knowledge;
pub(crate) mod measure;
pub(crate) mod output;
pub(crate) mod perturb;
pub(crate) mod pins;
pub(crate) mod places;
pub(crate) mod recipe;
pub(crate) mod run;
pub(crate) mod truth;
