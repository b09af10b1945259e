//! Checks a file that has arrived before anyone may use it: first bytes, size, structure, and how it
//! compares with the last good one. Knows formats, never columns.

mod compare;
mod head;
mod rows;
mod shape;

pub(crate) use compare::compare;
pub(crate) use head::{HEAD_BYTES, check_head, is_html_type};
pub(crate) use shape::inspect;
pub use shape::{MemberShape, Shape};
