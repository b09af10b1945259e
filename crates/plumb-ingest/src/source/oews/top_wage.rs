//! What `#` stands for: the wage at or above which OEWS names no figure.

use crate::error::IngestError;
use crate::input::{ENOUGH, InputFile, NEXT, Preview};
use crate::value::Value;

/// Top wages by the first reference year they apply to, for files without field descriptions:
/// USD per hour, USD per year. Source: the field descriptions of the years' workbooks.
const TOP_WAGES: [(u16, f64, f64); 4] =
    [(2008, 80.0, 166_400.0), (2012, 90.0, 187_200.0), (2016, 100.0, 208_000.0), (2022, 115.0, 239_200.0)];

/// The top wage of a release.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TopWage {
    pub(super) per_hour: f64,
    pub(super) per_year: f64,
}

/// The top wage that the field descriptions name, where the workbook has them. Whether any `#` occurs
/// is another matter: May 2025 has none.
pub(super) fn described(file: &mut InputFile, previews: &[Preview]) -> Result<Option<TopWage>, IngestError> {
    let mut found = None;
    for preview in previews.iter().filter(|preview| preview.sheet.to_lowercase().contains("description")) {
        file.for_each_row(&preview.sheet, &mut |_, cells| {
            found = found.or_else(|| cells.iter().find_map(|cell| top_wage_in(&cell.text())));
            if found.is_some() { ENOUGH } else { NEXT }
        })?;
    }
    Ok(found)
}

/// The top wage of a reference year; of the newest one known for later years.
pub(super) fn of_year(year: u16) -> TopWage {
    let (_, per_hour, per_year) =
        TOP_WAGES.iter().rev().find(|(since, ..)| *since <= year).unwrap_or(&TOP_WAGES[0]);
    TopWage { per_hour: *per_hour, per_year: *per_year }
}

/// The first and the last reference year that had this top wage; none where it is new to us.
pub(super) fn years_of(top: TopWage) -> Option<(u16, Option<u16>)> {
    let at = TOP_WAGES.iter().position(|(_, per_hour, _)| (per_hour - top.per_hour).abs() < 0.005)?;
    Some((TOP_WAGES[at].0, TOP_WAGES.get(at + 1).map(|(since, ..)| since - 1)))
}

/// Reads `# = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year`.
fn top_wage_in(text: &str) -> Option<TopWage> {
    if !text.trim_start().starts_with('#') {
        return None;
    }
    let mut amounts = text.split('$').skip(1).filter_map(|rest| {
        let amount: String =
            rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        Value::Text(amount.trim_end_matches(['.', ',']).to_owned()).number().ok().flatten()
    });
    Some(TopWage { per_hour: amounts.next()?, per_year: amounts.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_description_names_both_amounts() {
        let text = "# = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year ";
        let top = top_wage_in(text).unwrap();
        assert_eq!(top, TopWage { per_hour: 115.0, per_year: 239_200.0 });
        assert_eq!(years_of(top), Some((2022, None)));
        assert_eq!(years_of(of_year(2018)), Some((2016, Some(2021))));
        assert_eq!(years_of(TopWage { per_hour: 130.0, per_year: 270_400.0 }), None);
    }
}
