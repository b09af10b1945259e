//! Loads editions from a configuration folder or from the binary. The only module here that opens files.

use std::path::Path;

use crate::definition;
use crate::edition::{Edition, Published};
use crate::embedded::{EDITIONS, RULES};
use crate::error::FrameworkError;
use crate::id::EditionId;
use crate::rules::{RuleSet, RuleText, Taxonomies};
use crate::tables::{read_industries, read_occupations, read_programs};

/// The texts of an edition's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditionFiles<'a> {
    /// `framework.toml`.
    pub definition: &'a str,
    /// `occupations.csv`.
    pub occupations: &'a str,
    /// `industries.csv`.
    pub industries: &'a str,
    /// `programs.csv`.
    pub programs: &'a str,
}

impl EditionFiles<'_> {
    /// Reads and checks the files; `folder` is for messages.
    ///
    /// # Errors
    /// The form is wrong, an id or a code is unknown, a row is out of order: with file and row.
    pub fn read(&self, folder: &str) -> Result<Edition, FrameworkError> {
        let file = |name: &str| format!("{folder}/{name}");
        let (mut edition, system) = definition::parse(&file("framework.toml"), self.definition)?;
        edition.published = Published {
            occupations: read_occupations(&edition, system, &file("occupations.csv"), self.occupations)?,
            industries: read_industries(&edition, &file("industries.csv"), self.industries)?,
            programs: read_programs(&edition, &file("programs.csv"), self.programs)?,
        };
        Ok(edition)
    }

    /// All bytes that make the edition, for a hash that names it.
    pub fn bytes(&self) -> Vec<u8> {
        [self.definition, self.occupations, self.industries, self.programs].join("\0").into_bytes()
    }
}

/// The ids of the editions at hand, sorted.
///
/// # Errors
/// The configuration folder cannot be read.
pub fn available(config: Option<&Path>) -> Result<Vec<String>, FrameworkError> {
    let mut ids: Vec<String> = EDITIONS.iter().map(|(id, _)| (*id).to_owned()).collect();
    if let Some(folder) = config.map(|config| config.join("frameworks")).filter(|folder| folder.is_dir()) {
        let io = |source| FrameworkError::Io { path: folder.clone(), source };
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            if entry.path().join("framework.toml").is_file() {
                ids.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// Loads an edition from `<config>/frameworks/<id>/` if that folder exists, else from the binary.
/// Returns it with the bytes that make it.
///
/// # Errors
/// There is no such edition, or its files are wrong.
pub fn load(config: Option<&Path>, id: &str) -> Result<(Edition, Vec<u8>), FrameworkError> {
    with_files(config, id, |folder, files| Ok((files.read(folder)?, files.bytes())))
}

/// Loads an edition from the folder that holds its files, wherever that is.
/// Returns it with the bytes that make it.
///
/// # Errors
/// A file cannot be read, or its content is wrong.
pub fn load_folder(folder: &Path) -> Result<(Edition, Vec<u8>), FrameworkError> {
    in_folder(folder, |folder, files| Ok((files.read(folder)?, files.bytes())))
}

/// Loads names and ids of an edition without its published tables, which may be about to be made.
///
/// # Errors
/// There is no such edition, or its `framework.toml` is wrong.
pub fn load_names(config: Option<&Path>, id: &str) -> Result<Edition, FrameworkError> {
    with_files(config, id, |folder, files| {
        Ok(definition::parse(&format!("{folder}/framework.toml"), files.definition)?.0)
    })
}

/// The rule tables of an edition: the files of `<config>/frameworks/<id>/rules/` if the edition is there, else those
/// in the binary. An edition without that folder has no rules.
///
/// # Errors
/// There is no such edition, or a file cannot be read.
pub fn load_rule_texts(config: Option<&Path>, id: &str) -> Result<Vec<RuleText>, FrameworkError> {
    let unknown = || {
        let known = available(config).unwrap_or_default().join(", ");
        FrameworkError::UnknownEdition { edition: id.to_owned(), known }
    };
    let edition: EditionId = id.parse().map_err(|_| unknown())?;
    let folder = config.map(|config| config.join("frameworks").join(edition.as_str()));
    if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
        return rule_texts_in(&folder.join("rules"));
    }
    if !EDITIONS.iter().any(|(known, _)| *known == edition.as_str()) {
        return Err(unknown());
    }
    let embedded =
        RULES.iter().find(|(known, _)| *known == edition.as_str()).map_or(&[][..], |(_, files)| files);
    let text =
        |&(name, text): &(&str, &str)| RuleText { file: format!("{id}/rules/{name}"), text: text.to_owned() };
    Ok(embedded.iter().map(text).collect())
}

/// The rule tables in a folder, sorted by name: `*.toml` and `*.csv`. None where the folder does not exist.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn rule_texts_in(folder: &Path) -> Result<Vec<RuleText>, FrameworkError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        |source| FrameworkError::Io { path, source }
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        let table = path.extension().is_some_and(|end| end == "toml" || end == "csv");
        if table && path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(io(&path))?;
            texts.push(RuleText { file: path.display().to_string(), text });
        }
    }
    texts.sort();
    Ok(texts)
}

/// Loads and checks the rules of an edition.
///
/// # Errors
/// A file cannot be read, or something in the tables is wrong.
pub fn load_rules(
    config: Option<&Path>,
    edition: &Edition,
    taxonomies: &Taxonomies,
) -> Result<RuleSet, FrameworkError> {
    let texts = load_rule_texts(config, edition.id.as_str())?;
    RuleSet::read(edition, &texts, taxonomies).map_err(FrameworkError::Rules)
}

fn with_files<T>(
    config: Option<&Path>,
    id: &str,
    read: impl FnOnce(&str, &EditionFiles<'_>) -> Result<T, FrameworkError>,
) -> Result<T, FrameworkError> {
    let unknown = || {
        let known = available(config).unwrap_or_default().join(", ");
        FrameworkError::UnknownEdition { edition: id.to_owned(), known }
    };
    // The id becomes a part of a path.
    let id: EditionId = id.parse().map_err(|_| unknown())?;
    let folder =
        config.map(|config| config.join("frameworks").join(id.as_str())).filter(|folder| folder.is_dir());
    if let Some(folder) = folder {
        return in_folder(&folder, read);
    }
    let (_, files) = EDITIONS.iter().find(|(known, _)| *known == id.as_str()).ok_or_else(unknown)?;
    read(id.as_str(), files)
}

fn in_folder<T>(
    folder: &Path,
    read: impl FnOnce(&str, &EditionFiles<'_>) -> Result<T, FrameworkError>,
) -> Result<T, FrameworkError> {
    let text = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|source| FrameworkError::Io { path, source })
    };
    let (definition, occupations) = (text("framework.toml")?, text("occupations.csv")?);
    let (industries, programs) = (text("industries.csv")?, text("programs.csv")?);
    let files = EditionFiles {
        definition: &definition,
        occupations: &occupations,
        industries: &industries,
        programs: &programs,
    };
    read(&folder.display().to_string(), &files)
}
