//! One cell as it came, and how texts, numbers, symbols and flags are read from it.

use plumb_codes::Estimate;

/// One cell of a workbook or of a text file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Value {
    #[default]
    Empty,
    Text(String),
    Number(f64),
}

/// What stands for "no value" in the publishers' files.
const MISSING: [&str; 9] = ["", "—", "–", "-", "n/a", "N/A", "NA", "NULL", "\\N"];

impl Value {
    /// The cell as text without surrounding space; numbers in their shortest form, so that the code
    /// `111110` of a spreadsheet comes back as it was typed.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// The text, or `None` where the publisher says there is none.
    pub(crate) fn optional_text(&self) -> Option<String> {
        let text = self.text();
        (!MISSING.contains(&text.as_str())).then_some(text)
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) => false,
        }
    }

    /// A number, with thousands commas allowed; `Ok(None)` where the publisher says there is none.
    pub(crate) fn number(&self) -> Result<Option<f64>, String> {
        match self {
            Self::Empty => Ok(None),
            Self::Number(number) => Ok(Some(round_binary_tail(*number))),
            Self::Text(text) => {
                let text = text.trim();
                if MISSING.contains(&text) {
                    return Ok(None);
                }
                plain_number(text).map(Some).ok_or_else(|| format!("`{}` is not a number", short(text)))
            }
        }
    }

    /// A whole number; `Ok(None)` where the publisher says there is none.
    pub(crate) fn whole(&self) -> Result<Option<i64>, String> {
        self.number()?.map(whole).transpose()
    }

    /// A figure of OEWS with its symbols; `top` is the release's threshold for `#`.
    pub(crate) fn estimate(&self, top: Option<f64>) -> Result<Estimate<f64>, String> {
        let text = match self {
            Self::Text(text) => text.trim(),
            _ => "",
        };
        match text {
            "#" => top
                .map(Estimate::TopCoded)
                .ok_or_else(|| "`#` stands here, and the release names no top wage".to_owned()),
            "*" => Ok(Estimate::WageNotAvailable),
            "**" => Ok(Estimate::EmploymentNotAvailable),
            "~" => Ok(Estimate::UnderHalfPercent),
            _ => Ok(self.number()?.map_or(Estimate::Missing, Estimate::Value)),
        }
    }

    /// Like [`Value::estimate`] for whole figures.
    pub(crate) fn whole_estimate(&self, top: Option<f64>) -> Result<Estimate<i64>, String> {
        Ok(match self.estimate(top)? {
            Estimate::Value(value) => Estimate::Value(whole(value)?),
            Estimate::TopCoded(value) => Estimate::TopCoded(whole(value)?),
            Estimate::WageNotAvailable => Estimate::WageNotAvailable,
            Estimate::EmploymentNotAvailable => Estimate::EmploymentNotAvailable,
            Estimate::UnderHalfPercent => Estimate::UnderHalfPercent,
            Estimate::Missing => Estimate::Missing,
        })
    }

    /// Yes or no: `Y`, `N`, `TRUE`, `x`; `None` where the cell is empty or `n/a`.
    pub(crate) fn flag(&self) -> Result<Option<bool>, String> {
        match self.text().to_ascii_lowercase().as_str() {
            "" | "n/a" => Ok(None),
            "y" | "yes" | "true" | "x" | "1" => Ok(Some(true)),
            "n" | "no" | "false" | "0" => Ok(Some(false)),
            other => Err(format!("`{}` is neither yes nor no", short(other))),
        }
    }
}

/// The first 40 characters, for messages.
pub(crate) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// Digits, one point, thousands commas where they belong, a sign. Rust's own parser would also take `inf`
/// and `1e5`; a decimal comma must not be read as a thousands comma.
fn plain_number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let sound = digits(first)
        && digits(decimals)
        && (!grouped || (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3 && digits(group));
    if !sound || text.len() > 40 {
        return None;
    }
    text.replace(',', "").parse().ok()
}

/// `08/2023` from the forms in which spreadsheets save a month: `2023-08-01`, `8/1/2023`, `Aug-23`.
/// Other texts stay as they are.
pub(crate) fn month(text: &str) -> String {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = text.split(['/', '-', ' ', '.']).filter(|part| !part.is_empty()).collect();
    let named = |name: &str| {
        let start = name.get(..3)?.to_lowercase();
        NAMES.iter().position(|month| *month == start).map(|at| at + 1)
    };
    let number = |part: &str| part.parse::<usize>().ok();
    let found = match parts.as_slice() {
        [year, month, _] if year.len() == 4 => Some((number(month), number(year))),
        [month, _, year] if year.len() == 4 => Some((number(month), number(year))),
        [month, year] if named(month).is_some() && year.len() == 4 => Some((named(month), number(year))),
        [month, year] if named(month).is_some() && year.len() == 2 => {
            Some((named(month), number(year).map(|year| 2000 + year)))
        }
        _ => None,
    };
    match found {
        Some((Some(month @ 1..=12), Some(year))) => format!("{month:02}/{year}"),
        _ => text.to_owned(),
    }
}

/// Spreadsheets keep 32.66 as 32.659999999999997; no publisher prints more than six decimals.
fn round_binary_tail(number: f64) -> f64 {
    let scaled = number * 1e6;
    if scaled.abs() < 1e15 { scaled.round() / 1e6 } else { number }
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within 53 bits")]
fn whole(number: f64) -> Result<i64, String> {
    if number.fract().abs() > 1e-9 || number.abs() > 9e15 {
        return Err(format!("{number} is not a whole number"));
    }
    Ok(number.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn symbols_stay_apart() {
        assert_eq!(text("#").estimate(Some(239_200.0)).unwrap(), Estimate::TopCoded(239_200.0));
        assert!(text("#").estimate(None).is_err());
        assert_eq!(text("*").estimate(None).unwrap(), Estimate::WageNotAvailable);
        assert_eq!(text("**").estimate(None).unwrap(), Estimate::EmploymentNotAvailable);
        assert_eq!(text("~").estimate(None).unwrap(), Estimate::UnderHalfPercent);
        assert_eq!(Value::Empty.estimate(None).unwrap(), Estimate::Missing);
        assert_eq!(Value::Number(0.0).estimate(None).unwrap(), Estimate::Value(0.0));
    }

    #[test]
    fn numbers_lose_commas_and_binary_tails_and_nothing_else() {
        assert_eq!(text(" 1,654,440 ").whole().unwrap(), Some(1_654_440));
        assert_eq!(Value::Number(3266.0 / 100.0 - 4e-15).number().unwrap(), Some(32.66));
        assert_eq!(text("—").number().unwrap(), None);
        assert_eq!(text("-1,234.5").number().unwrap(), Some(-1_234.5));
        for wrong in
            ["1e5", "inf", "NaN", "12a", "0x10", "1 000", "12,5", "1,2345", ",123", "1234,567", "1,234,5"]
        {
            assert!(text(wrong).number().is_err(), "{wrong}");
        }
        assert!(Value::Number(1.5).whole().is_err());
    }

    #[test]
    fn codes_typed_as_numbers_come_back_as_typed() {
        assert_eq!(Value::Number(111_110.0).text(), "111110");
        assert_eq!(text(" 31-33 ").text(), "31-33");
    }

    #[test]
    fn months_come_back_from_what_spreadsheets_make_of_them() {
        for (saved, printed) in [
            ("08/2023", "08/2023"),
            ("2023-08-01", "08/2023"),
            ("8/1/2023", "08/2023"),
            ("Aug-23", "08/2023"),
            ("August 2023", "08/2023"),
            ("", ""),
            ("spring", "spring"),
            ("99/99/2023", "99/99/2023"),
        ] {
            assert_eq!(month(saved), printed);
        }
    }

    #[test]
    fn flags_are_yes_no_or_nothing() {
        assert_eq!(text("TRUE").flag().unwrap(), Some(true));
        assert_eq!(text("N").flag().unwrap(), Some(false));
        assert_eq!(text("n/a").flag().unwrap(), None);
        assert!(text("maybe").flag().is_err());
    }
}
