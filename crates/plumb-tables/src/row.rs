//! The row trait, and the macro that declares a table in one place.

use crate::cell::{Cell, Kind};
use crate::field::Part;

/// A field of a row: a name, its documentation, and the columns it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// The field's name, and that of its first column.
    pub name: &'static str,
    /// What the field holds, with its unit.
    pub description: &'static str,
    /// The columns.
    pub parts: &'static [Part],
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, in lower case with its unit at the end.
    pub name: String,
    /// How it is stored.
    pub kind: Kind,
    /// Whether a row may have no value.
    pub nullable: bool,
    /// The code system of the values, such as `soc-2018`.
    pub domain: Option<&'static str>,
    /// Whether it holds a publisher's prose, which compact sets leave out.
    pub prose: bool,
    /// What it holds.
    pub description: String,
}

/// A typed row of a table. Implemented by `table!`.
pub trait Row: Sized {
    /// The table's name, and that of its file.
    const TABLE: &'static str;
    /// What one row is.
    const DESCRIPTION: &'static str;
    /// The columns that together identify a row; empty where rows repeat.
    const KEY: &'static [&'static str];
    /// The fields in order.
    const FIELDS: &'static [FieldSpec];

    /// Hands over the row's cells in the order of the columns.
    fn put(&self, cells: &mut impl FnMut(Cell));

    /// Reads a row back from its cells.
    ///
    /// # Errors
    /// The name of the field and what is wrong with it.
    fn take(cells: &mut impl Iterator<Item = Cell>) -> Result<Self, (&'static str, String)>;

    /// The columns of all fields in order.
    fn columns() -> Vec<Column> {
        let columns = Self::FIELDS.iter().flat_map(|field| {
            field.parts.iter().map(|part| Column {
                name: format!("{}{}", field.name, part.suffix),
                kind: part.kind,
                nullable: part.nullable,
                domain: part.domain,
                prose: part.prose,
                description: match part.suffix {
                    "_flag" => format!("why `{}` is not a plain figure: #, *, **, ~ or missing", field.name),
                    "_rse_pct" => format!("relative standard error of `{}` in percent", field.name),
                    _ => field.description.trim().to_owned(),
                },
            })
        });
        columns.collect()
    }
}

/// Declares a table: a row struct whose fields are its columns.
///
/// ```
/// use plumb_codes::Soc2018;
/// use plumb_tables::{Row, Table, table};
///
/// table! {
///     /// One detailed occupation.
///     ExampleRow in "example", key ["soc_code"] {
///         /// The occupation.
///         soc_code: Soc2018,
///         /// Employment in jobs.
///         employment_jobs: Option<i64>,
///     }
/// }
///
/// let rows = vec![ExampleRow { soc_code: "15-1252".parse()?, employment_jobs: Some(1_654_440) }];
/// let table = Table::from_rows(&rows);
/// assert_eq!(table.columns[1].name, "employment_jobs");
/// assert_eq!(table.rows::<ExampleRow>()?, rows);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $name:ident $(<const $version:ident>)? in $table:literal, key $key:tt {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name $(<const $version: u16>)? {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl $(<const $version: u16>)? $crate::Row for $name $(<$version>)? {
            const TABLE: &'static str = $table;
            const DESCRIPTION: &'static str = concat!($($about),+);
            const KEY: &'static [&'static str] = &$key;
            const FIELDS: &'static [$crate::FieldSpec] = &[$($crate::FieldSpec {
                name: stringify!($field),
                description: concat!($($doc),+),
                parts: <$type as $crate::Field>::PARTS,
            }),+];

            fn put(&self, cells: &mut impl FnMut($crate::Cell)) {
                $($crate::Field::put(&self.$field, cells);)+
            }

            fn take(
                cells: &mut impl Iterator<Item = $crate::Cell>,
            ) -> Result<Self, (&'static str, String)> {
                Ok(Self {
                    $($field: $crate::Field::take(cells).map_err(|reason| (stringify!($field), reason))?,)+
                })
            }
        }
    };
}
