//! The artifact cache: raw files by their sha256, never changed, with their provenance.
//! See [`ArtifactCache`] for the layout on disk.

mod provenance;
mod slot;
mod store;
mod verify;

pub use provenance::{Artifact, Provenance};
pub(crate) use slot::{Refused, Slot};
pub use store::ArtifactCache;
pub(crate) use store::hex;
pub(crate) use verify::hash_file;
pub use verify::{CacheReport, Damage};
