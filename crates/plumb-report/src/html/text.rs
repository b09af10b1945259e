//! Figures as people read them.

use plumb_codes::Estimate;
use plumb_tables::Cell;

use crate::number::people_number;

pub(super) fn people_cell(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text,
        Cell::Integer(number) => jobs(number),
        Cell::Float(number) => people_number(number, 2),
        Cell::Boolean(flag) => if flag { "yes" } else { "no" }.to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures shown are far below 53 bits")]
pub(super) fn whole(number: i64) -> f64 {
    number as f64
}

pub(super) fn jobs(number: i64) -> String {
    people_number(whole(number), 0)
}

pub(super) fn optional_jobs(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), jobs)
}

pub(super) fn percent(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| format!("{} %", people_number(number, 1)))
}

pub(super) fn signed(number: Option<f64>) -> String {
    let plus = if number.is_some_and(|number| number >= 0.05) { "+" } else { "" };
    format!("{plus}{}", percent(number))
}

pub(super) fn wage(estimate: Estimate<i64>) -> String {
    match estimate {
        Estimate::Value(value) => format!("${}", jobs(value)),
        Estimate::TopCoded(least) => format!("${} or more", jobs(least)),
        _ => "–".to_owned(),
    }
}
