#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod config;
mod error;
mod figures;
mod find;
pub mod history;
mod index;
mod lexicon;
mod market;
mod names;
mod postings;
mod rank;
mod rows;
mod signals;
mod subject;

pub use config::{DEFAULT_CONFIG, EmergingConfig, Families, History, Setting, Suppression};
pub use error::EmergingError;
pub use figures::{Change, Figures, Series, Year};
pub use market::{
    Earlier, FiledTitle, Gap, ListedTitle, Market, Occupation, Technology, earlier, is_residual,
};
pub use names::name_texts;
pub use postings::{PostingTotals, TitleTotal};
pub use rank::{Finding, Nearest, Order, Proposal, Ranking, Reason, rank};
pub use rows::{EmergingRow, emerging_rows};
pub use signals::Signal;
pub use subject::{DisplayedTitle, SubjectKind};
