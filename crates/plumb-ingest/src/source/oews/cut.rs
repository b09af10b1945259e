//! Which cut of a release rows belong to, from their areas and industry levels.

use std::collections::BTreeSet;

use plumb_tables::schema::oews::{CROSS_INDUSTRY, OewsRow, cut};

/// What the rows of a file have been so far.
#[derive(Debug, Default)]
pub(super) struct CutOf {
    rows: usize,
    elsewhere: bool,
    long_areas: bool,
    nation: bool,
    levels: BTreeSet<String>,
}

impl CutOf {
    pub(super) fn see(&mut self, rows: &[OewsRow]) {
        for row in rows {
            self.rows += 1;
            let nation = row.area_code == "99";
            self.nation |= nation;
            self.elsewhere |= !nation;
            self.long_areas |= row.area_code.len() > 2;
            if !self.levels.contains(&row.industry_group) {
                self.levels.insert(row.industry_group.clone());
            }
        }
    }

    /// The cut; the more rows were seen, the surer.
    pub(super) fn cut(&self) -> &'static str {
        let levels: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        match (self.elsewhere, levels.as_slice()) {
            (false, ["cross-industry"]) => cut::NATIONAL,
            (false, ["sector"]) => cut::SECTOR,
            (false, ["3-digit"]) => cut::INDUSTRY_3_DIGIT,
            (false, ["4-digit"]) => cut::INDUSTRY_4_DIGIT,
            (true, ["cross-industry"]) if !self.long_areas => cut::STATE,
            (true, ["cross-industry"]) if !self.nation => cut::METROPOLITAN,
            _ => cut::ALL_DATA,
        }
    }
}

/// The industry level of a code, in the publisher's words: layouts up to May 2018 have no `I_GROUP`.
/// OEWS fills codes up with zeros, `541700` is the industry group 5417.
pub(super) fn industry_level(code: &str) -> &'static str {
    if code.contains('-') {
        return "sector";
    }
    if code.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        // Industry groups that OEWS combines, such as `4450A1`.
        return "4-digit";
    }
    // `000001` is all industries, private ownership only.
    if code.starts_with("0000") || code.bytes().all(|byte| byte == b'0') {
        return "cross-industry";
    }
    match code.trim_end_matches('0').len() {
        0..=2 => "sector",
        3 => "3-digit",
        4 => "4-digit",
        5 => "5-digit",
        _ => "6-digit",
    }
}

/// A NAICS code as OEWS prints it; spreadsheets turn `000000` into 0.
pub(super) fn industry_code(printed: &str) -> String {
    if !printed.is_empty() && printed.bytes().all(|byte| byte == b'0') {
        return CROSS_INDUSTRY.to_owned();
    }
    printed.to_owned()
}

/// The code as NAICS lists it, without the zeros that OEWS fills up with; `None` for what is OEWS's own: all
/// industries, government (99), combined groups such as `4450A1`, and parts of sectors that are ranges.
pub(super) fn listed_code(code: &str) -> Option<&str> {
    let own = code.starts_with("00") || code.starts_with("99") || code.contains('-');
    if own || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = code.trim_end_matches('0').len();
    let listed = &code[..significant.max(2).min(code.len())];
    (listed.len() > 2 || !["31", "32", "33", "44", "45", "48", "49"].contains(&listed)).then_some(listed)
}

/// An area code with the zeros that spreadsheets drop: states have two digits, metropolitan areas
/// five, nonmetropolitan areas seven.
pub(super) fn area_code(printed: &str) -> String {
    let digits = !printed.is_empty() && printed.bytes().all(|byte| byte.is_ascii_digit());
    match printed.len() {
        1 | 6 if digits => format!("0{printed}"),
        _ => printed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn industry_levels_are_read_from_the_code() {
        for (code, level) in [
            ("000000", "cross-industry"),
            ("000001", "cross-industry"),
            ("11", "sector"),
            ("31-33", "sector"),
            ("99", "sector"),
            ("113000", "3-digit"),
            ("541700", "4-digit"),
            ("4450A1", "4-digit"),
            ("541710", "5-digit"),
            ("541711", "6-digit"),
        ] {
            assert_eq!(industry_level(code), level, "{code}");
        }
    }

    #[test]
    fn codes_are_looked_up_as_naics_lists_them() {
        let codes = ["000000", "11", "31-33", "113000", "541700", "4450A1", "999100", "31", "100000"]
            .map(listed_code);
        let none = None;
        assert_eq!(codes, [none, Some("11"), none, Some("113"), Some("5417"), none, none, none, Some("10")]);
    }

    #[test]
    fn areas_keep_their_leading_zeros() {
        let areas = ["1", "99", "10180", "100001", "0100001", ""].map(area_code);
        assert_eq!(areas, ["01", "99", "10180", "0100001", "0100001", ""]);
        assert_eq!(["0", "000000", "541700"].map(industry_code), ["000000", "000000", "541700"]);
    }
}
