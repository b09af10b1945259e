//! The source catalogue: what to fetch, from where, how politely, and how to tell that it is out.
//! Holds no logic; see the submodules.

mod calendar;
mod load;
mod model;
mod request;
mod template;

pub use calendar::Calendar;
pub(crate) use load::{Fault, ensure, error_at};
pub use model::{
    ApiLimits, BlsApiRules, Catalogue, Contact, Family, FamilyEntry, Format, FormatRules, HostRules, Licence,
    Limits, MirrorRules, NotOutYetSign, Parts, SeriesEntry, SourceEntry,
};
pub use request::{Expect, Request};
pub use template::UrlTemplate;
