//! The declared columns of a table as they are written beside it, and the checks before and after.

use plumb_tables::{Column, ColumnData, Kind, Table};
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

/// The code systems that a column may be declared to hold.
const DOMAINS: [&str; 8] = [
    "cip-2020",
    "naics-2017",
    "naics-2022",
    "oews",
    "onet-soc-2010",
    "onet-soc-2019",
    "soc-2010",
    "soc-2018",
];

const LONGEST_NAME: usize = 64;

/// A column as it stands in a manifest and in the metadata of a Parquet file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnEntry {
    /// The name.
    pub name: String,
    /// `text`, `integer`, `float` or `boolean`.
    pub kind: KindName,
    /// Whether a row may have no value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// The code system of the values, such as `soc-2018`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Whether it holds a publisher's prose.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prose: bool,
    /// What it holds.
    pub description: String,
}

/// The kind of a column in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KindName {
    /// UTF-8 text.
    Text,
    /// 64-bit signed integer.
    Integer,
    /// 64-bit float.
    Float,
    /// True or false.
    Boolean,
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Integer => Self::Integer,
            Kind::Float => Self::Float,
            Kind::Boolean => Self::Boolean,
        }
    }
}

impl From<KindName> for Kind {
    fn from(kind: KindName) -> Self {
        match kind {
            KindName::Text => Self::Text,
            KindName::Integer => Self::Integer,
            KindName::Float => Self::Float,
            KindName::Boolean => Self::Boolean,
        }
    }
}

impl From<&Column> for ColumnEntry {
    fn from(column: &Column) -> Self {
        Self {
            name: column.name.clone(),
            kind: column.kind.into(),
            nullable: column.nullable,
            domain: column.domain.map(str::to_owned),
            prose: column.prose,
            description: column.description.clone(),
        }
    }
}

impl ColumnEntry {
    /// The declared column; the error says that this version does not know the code system.
    pub(crate) fn to_column(&self) -> std::result::Result<Column, String> {
        let domain = match &self.domain {
            None => None,
            Some(name) => Some(DOMAINS.into_iter().find(|domain| domain == name).ok_or_else(|| {
                format!("column `{}` holds codes of the unknown system `{name}`", self.name)
            })?),
        };
        Ok(Column {
            name: self.name.clone(),
            kind: self.kind.into(),
            nullable: self.nullable,
            domain,
            prose: self.prose,
            description: self.description.clone(),
        })
    }
}

/// Refuses names that could lead out of a folder or collide on some file systems.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    if plain && first && name.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(StoreError::Name {
        name: name.to_owned(),
        reason: "a table's name is a lower-case letter, then letters, digits and `_`, 64 at most",
    })
}

/// Checks that a table holds what its columns promise and nothing that a figure cannot be.
pub(crate) fn check_table(table: &Table) -> Result<()> {
    check_name(&table.name)?;
    let error = |reason| Err(StoreError::Unstorable { table: table.name.clone(), reason });
    if table.columns.len() != table.data.len() {
        return error(format!("{} columns declared, {} filled", table.columns.len(), table.data.len()));
    }
    if table.columns.is_empty() {
        return error("it has no columns".to_owned());
    }
    for (position, (column, data)) in table.columns.iter().zip(&table.data).enumerate() {
        let name = &column.name;
        if table.columns[..position].iter().any(|earlier| earlier.name == *name) {
            return error(format!("column `{name}` is declared twice"));
        }
        if data.len() != table.row_count() {
            return error(format!(
                "column `{name}` has {} values for {} rows",
                data.len(),
                table.row_count()
            ));
        }
        let (found, first_null) = match data {
            ColumnData::Text(values) => (Kind::Text, first_null(values)),
            ColumnData::Integer(values) => (Kind::Integer, first_null(values)),
            ColumnData::Float(values) => (Kind::Float, first_null(values)),
            ColumnData::Boolean(values) => (Kind::Boolean, first_null(values)),
        };
        if found != column.kind {
            return error(format!("column `{name}` is declared {:?} and holds {found:?}", column.kind));
        }
        if let (false, Some(row)) = (column.nullable, first_null) {
            return error(format!("column `{name}` has no value in row {}, and must have one", row + 1));
        }
        if let ColumnData::Float(values) = data {
            let odd = values.iter().position(|value| value.is_some_and(|number| !number.is_finite()));
            if let Some(row) = odd {
                return error(format!("column `{name}`, row {}: NaN and infinity are no figures", row + 1));
            }
        }
    }
    Ok(())
}

fn first_null<T>(values: &[Option<T>]) -> Option<usize> {
    values.iter().position(Option::is_none)
}
