//! How each type of a row's field becomes one or more columns, and back.

use std::str::FromStr;

use plumb_codes::{
    CipCode, Estimate, Flag, NaicsCode, OewsGroup, OewsOccCode, OnetSocCode, Release, Sampled, SocCode,
};

use crate::cell::{Cell, Kind};

/// One column that a field needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Added to the field's name; empty for the first column.
    pub suffix: &'static str,
    /// How the column is stored.
    pub kind: Kind,
    /// Whether a row may have no value.
    pub nullable: bool,
    /// The code system of the values, such as `soc-2018`, checked when a table is read.
    pub domain: Option<&'static str>,
    /// Whether the column holds a publisher's prose, which compact sets leave out.
    pub prose: bool,
}

/// A type that a row's field can have.
pub trait Field: Sized {
    /// The columns of the field, at least one.
    const PARTS: &'static [Part];

    /// Hands over one cell a column, in the order of [`Field::PARTS`].
    fn put(&self, cells: &mut impl FnMut(Cell));

    /// Reads the cells of [`Field::PARTS`] back; the error says what is wrong in words.
    ///
    /// # Errors
    /// When the cells are not of this type.
    fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String>;
}

/// A publisher's prose: definitions, task statements. Stored in full sets, left out of compact ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose(
    /// The text, where the set holds it.
    pub Option<String>,
);

const fn part(kind: Kind) -> Part {
    Part { suffix: "", kind, nullable: false, domain: None, prose: false }
}

fn unexpected<T>(expected: &str, cell: &Cell) -> Result<T, String> {
    Err(format!("expected {expected}, found {}", cell.kind_name()))
}

fn next(cells: &mut impl Iterator<Item = Cell>) -> Cell {
    cells.next().unwrap_or(Cell::Null)
}

macro_rules! plain_field {
    ($type:ty, $variant:ident, $words:literal) => {
        impl Field for $type {
            const PARTS: &'static [Part] = &[part(Kind::$variant)];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                cells(Cell::$variant(self.clone()));
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                match next(cells) {
                    Cell::$variant(value) => Ok(value),
                    other => unexpected($words, &other),
                }
            }
        }

        impl Field for Option<$type> {
            const PARTS: &'static [Part] = &[Part { nullable: true, ..part(Kind::$variant) }];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                cells(self.clone().map_or(Cell::Null, Cell::$variant));
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                match next(cells) {
                    Cell::Null => Ok(None),
                    Cell::$variant(value) => Ok(Some(value)),
                    other => unexpected($words, &other),
                }
            }
        }
    };
}

plain_field!(String, Text, "a text");
plain_field!(i64, Integer, "a whole number");
plain_field!(f64, Float, "a number");
plain_field!(bool, Boolean, "true or false");

/// Codes and other values with one text form.
macro_rules! text_field {
    ([$($generics:tt)*] $type:ty, $domain:expr) => {
        impl<$($generics)*> Field for $type {
            const PARTS: &'static [Part] = &[Part { domain: $domain, ..part(Kind::Text) }];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                cells(Cell::Text(self.to_string()));
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                match next(cells) {
                    Cell::Text(text) => Self::from_str(&text).map_err(|error| error.to_string()),
                    other => unexpected("a code", &other),
                }
            }
        }

        impl<$($generics)*> Field for Option<$type> {
            const PARTS: &'static [Part] = &[Part { domain: $domain, nullable: true, ..part(Kind::Text) }];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                cells(self.map_or(Cell::Null, |value| Cell::Text(value.to_string())));
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                match next(cells) {
                    Cell::Null => Ok(None),
                    Cell::Text(text) => text.parse().map(Some).map_err(|error: plumb_codes::CodeError| error.to_string()),
                    other => unexpected("a code", &other),
                }
            }
        }
    };
}

const fn versioned(system: &'static str, version: u16) -> Option<&'static str> {
    match (system.as_bytes(), version) {
        (b"soc", 2010) => Some("soc-2010"),
        (b"soc", 2018) => Some("soc-2018"),
        (b"onet-soc", 2010) => Some("onet-soc-2010"),
        (b"onet-soc", 2019) => Some("onet-soc-2019"),
        (b"naics", 2017) => Some("naics-2017"),
        (b"naics", 2022) => Some("naics-2022"),
        (b"cip", 2020) => Some("cip-2020"),
        _ => None,
    }
}

text_field!([const VERSION: u16] SocCode<VERSION>, versioned("soc", VERSION));
text_field!([const VERSION: u16] OnetSocCode<VERSION>, versioned("onet-soc", VERSION));
text_field!([const VERSION: u16] NaicsCode<VERSION>, versioned("naics", VERSION));
text_field!([const VERSION: u16] CipCode<VERSION>, versioned("cip", VERSION));
text_field!([] OewsOccCode, Some("oews"));
text_field!([] OewsGroup, None);
text_field!([] Release, None);

impl Field for Prose {
    const PARTS: &'static [Part] = &[Part { nullable: true, prose: true, ..part(Kind::Text) }];

    fn put(&self, cells: &mut impl FnMut(Cell)) {
        self.0.put(cells);
    }

    fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
        <Option<String> as Field>::take(cells).map(Prose)
    }
}

macro_rules! estimate_field {
    ($type:ty, $kind:ident) => {
        /// The number (or the threshold of a top-coded one), and the flag that says what it is.
        impl Field for Estimate<$type> {
            const PARTS: &'static [Part] = &[
                Part { nullable: true, ..part(Kind::$kind) },
                Part { suffix: "_flag", nullable: true, ..part(Kind::Text) },
            ];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                self.at_least().put(cells);
                let flag = self.flag();
                cells(if flag == Flag::Value { Cell::Null } else { Cell::Text(flag.to_string()) });
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                let number = <Option<$type> as Field>::take(cells)?;
                let flag = match next(cells) {
                    Cell::Null => Flag::Value,
                    Cell::Text(text) => {
                        text.parse().map_err(|error: plumb_codes::CodeError| error.to_string())?
                    }
                    other => return unexpected("an estimate flag", &other),
                };
                Self::from_parts(number, flag).map_err(|error| error.to_string())
            }
        }

        /// An estimate with its relative standard error in percent.
        impl Field for Sampled<$type> {
            const PARTS: &'static [Part] = &[
                <Estimate<$type> as Field>::PARTS[0],
                <Estimate<$type> as Field>::PARTS[1],
                Part { suffix: "_rse_pct", nullable: true, ..part(Kind::Float) },
            ];

            fn put(&self, cells: &mut impl FnMut(Cell)) {
                self.estimate.put(cells);
                self.relative_standard_error_pct.put(cells);
            }

            fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, String> {
                let estimate = Field::take(cells)?;
                Ok(Self { estimate, relative_standard_error_pct: Field::take(cells)? })
            }
        }
    };
}

estimate_field!(i64, Integer);
estimate_field!(f64, Float);
