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
pub(crate) const RULES: [(&str, &[(&str, &str)]); 1] = [rules!(
    "national-2024":
    "all-other-residuals.toml",
    "armed-forces.toml",
    "cross-cutting-digital.toml",
    "cross-cutting-management.toml",
    "cross-cutting-sales.toml",
    "industries.csv",
    "programs.csv",
    "teachers.toml",
    "unmanned-vehicles.toml",
)];

/// The files of every edition that the binary carries, as `<edition>/<file>` and text, sorted; with the guides beside them.
pub fn embedded_files() -> Vec<(String, &'static str)> {
    let mut files = vec![
        ("README.md".to_owned(), include_str!("../../../config/frameworks/README.md")),
        ("RULES.md".to_owned(), include_str!("../../../config/frameworks/RULES.md")),
    ];
    for (id, edition) in EDITIONS {
        files.extend([
            (format!("{id}/framework.toml"), edition.definition),
            (format!("{id}/industries.csv"), edition.industries),
            (format!("{id}/occupations.csv"), edition.occupations),
            (format!("{id}/programs.csv"), edition.programs),
        ]);
    }
    for (id, rules) in RULES {
        files.extend(rules.iter().map(|&(name, text)| (format!("{id}/rules/{name}"), text)));
    }
    files.sort();
    files
}
