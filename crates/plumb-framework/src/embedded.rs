//! The editions that the binary carries: those of `config/frameworks/` at build time.

use crate::load::EditionFiles;

macro_rules! edition {
    ($id:literal) => {
        (
            $id,
            EditionFiles {
                definition: include_str!(concat!("../../../config/frameworks/", $id, "/framework.toml")),
                occupations: include_str!(concat!("../../../config/frameworks/", $id, "/occupations.csv")),
                industries: include_str!(concat!("../../../config/frameworks/", $id, "/industries.csv")),
                programs: include_str!(concat!("../../../config/frameworks/", $id, "/programs.csv")),
            },
        )
    };
}

/// The editions with their files, sorted by id.
pub(crate) const EDITIONS: [(&str, EditionFiles<'static>); 2] =
    [edition!("national-2024"), edition!("original-2002")];

macro_rules! rules {
    ($id:literal: $($file:literal),* $(,)?) => {
        (
            $id,
            &[$(($file, include_str!(concat!("../../../config/frameworks/", $id, "/rules/", $file)))),*],
        )
    };
}

/// The rule tables of the editions that have some: file names and texts, sorted.
pub(crate) const RULES: [(&str, &[(&str, &str)]); 1] = [rules!("national-2024": "armed-forces.toml")];
