//! Headers: which column is where, whatever its case, years, line breaks and footnote marks.

use crate::error::IngestError;
use crate::input::Place;
use crate::value::Value;

/// A column that a parser wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The names under which publishers have printed it, normalised as [`normalise`] does.
    pub(crate) names: &'static [&'static str],
    pub(crate) required: bool,
}

/// A column that must be there.
pub(crate) const fn required(names: &'static [&'static str]) -> Wanted {
    Wanted { names, required: true }
}

/// A column that some layouts lack.
pub(crate) const fn optional(names: &'static [&'static str]) -> Wanted {
    Wanted { names, required: false }
}

/// Where the wanted columns are in one sheet.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    positions: Vec<Option<usize>>,
    /// The headers as printed, for messages.
    printed: Vec<String>,
    /// Columns whose name nobody knows, by position.
    unknown: Vec<usize>,
}

impl Header {
    /// Finds the wanted columns. A name that stands twice means its first place.
    pub(crate) fn find(place: &Place<'_>, cells: &[Value], wanted: &[Wanted]) -> Result<Self, IngestError> {
        let printed: Vec<String> = cells.iter().map(Value::text).collect();
        let names: Vec<String> = printed.iter().map(|name| normalise(name)).collect();
        let mut positions = Vec::with_capacity(wanted.len());
        for column in wanted {
            let position = position_of(&names, column);
            if position.is_none() && column.required {
                return Err(IngestError::MissingColumn {
                    file: place.file.to_owned(),
                    sheet: place.sheet.to_owned(),
                    column: column.names[0].to_owned(),
                    hint: hint(column.names, &names, &printed, wanted),
                });
            }
            positions.push(position);
        }
        let known = |name: &str| name.is_empty() || wanted.iter().any(|column| column.is(name));
        let unknown = (0..names.len()).filter(|&position| !known(&names[position])).collect();
        Ok(Self { positions, printed, unknown })
    }

    /// Whether all required columns are among the cells.
    pub(crate) fn fits(cells: &[Value], wanted: &[Wanted]) -> bool {
        let names: Vec<String> = cells.iter().map(|cell| normalise(&cell.text())).collect();
        wanted.iter().all(|column| !column.required || position_of(&names, column).is_some())
    }

    /// The cell of the column that has a wanted name and a year in its header, for headers that differ in
    /// their years only; `None` where no header has that year.
    pub(crate) fn of_year<'row>(
        &self,
        row: &'row [Value],
        wanted: &Wanted,
        years: &[String],
    ) -> Option<&'row Value> {
        const EMPTY: &Value = &Value::Empty;
        let fits = |printed: &&String| {
            wanted.is(&normalise(printed)) && years.iter().all(|year| printed.contains(year.as_str()))
        };
        let position = self.printed.iter().position(|printed| fits(&printed))?;
        Some(row.get(position).unwrap_or(EMPTY))
    }

    /// The cell of a wanted column; empty where the layout lacks it or the row is short.
    pub(crate) fn get<'row>(&self, row: &'row [Value], wanted: usize) -> &'row Value {
        const EMPTY: &Value = &Value::Empty;
        self.positions.get(wanted).copied().flatten().and_then(|position| row.get(position)).unwrap_or(EMPTY)
    }

    /// The cell `steps` to the right of a wanted column, for headers that differ in their years only.
    pub(crate) fn right_of<'row>(&self, row: &'row [Value], wanted: usize, steps: usize) -> &'row Value {
        const EMPTY: &Value = &Value::Empty;
        let position = self.positions.get(wanted).copied().flatten();
        position.and_then(|position| row.get(position + steps)).unwrap_or(EMPTY)
    }

    /// Whether the layout has a wanted column.
    pub(crate) fn has(&self, wanted: usize) -> bool {
        self.positions.get(wanted).copied().flatten().is_some()
    }

    /// The header of a wanted column as printed.
    pub(crate) fn printed(&self, wanted: usize) -> Option<String> {
        let position = self.positions.get(wanted).copied().flatten()?;
        self.printed.get(position).cloned()
    }

    /// Columns whose name nobody knows, as printed.
    pub(crate) fn unknown(&self) -> Vec<&str> {
        self.unknown.iter().map(|&position| self.printed[position].as_str()).collect()
    }
}

impl Wanted {
    /// Whether a normalised name is one of the column's.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.names.contains(&name) || self.names.iter().any(|known| same_letters(known, name))
    }
}

/// Where a column is: under one of its names, else under one that differs in spaces and punctuation only.
fn position_of(names: &[String], column: &Wanted) -> Option<usize> {
    names
        .iter()
        .position(|name| column.names.contains(&name.as_str()))
        .or_else(|| names.iter().position(|name| column.is(name)))
}

/// `occ code`, `OCC-CODE` and `occ_code` are one name, `o*net-soc code` and `onetsoc_code` another.
fn same_letters(left: &str, right: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
        text.chars().filter(|character| character.is_alphanumeric() || matches!(character, '#' | '%'))
    }
    letters(left).eq(letters(right)) && letters(left).next().is_some()
}

/// How far down a header may stand: letterheads have seven lines.
const HEADER_WITHIN: usize = 12;

/// The search for a header among the first rows of a sheet. Where no row is one, a row and the one above it
/// may be: wide tables print `Employment` over `2024` and `2034`.
#[derive(Debug, Default)]
pub(crate) struct HeaderSearch {
    looked_at: usize,
    above: Vec<Value>,
    /// The row with the most cells, which looks most like a header.
    pub(crate) fullest: Option<Vec<Value>>,
}

impl HeaderSearch {
    /// Looks at the next row; returns the header when it is found.
    pub(crate) fn look_at(
        &mut self,
        place: &Place<'_>,
        cells: &[Value],
        wanted: &[Wanted],
    ) -> Result<Option<Header>, IngestError> {
        self.looked_at += 1;
        if Header::fits(cells, wanted) {
            return Header::find(place, cells, wanted).map(Some);
        }
        let both = under(&self.above, cells);
        if Header::fits(&both, wanted) {
            return Header::find(place, &both, wanted).map(Some);
        }
        let filled = |cells: &[Value]| cells.iter().filter(|cell| !cell.is_empty()).count();
        if self.fullest.as_ref().is_none_or(|best| filled(cells) > filled(best)) {
            self.fullest = Some(cells.to_vec());
        }
        self.above = cells.to_vec();
        Ok(None)
    }

    /// Whether a header would have had to be met by now.
    pub(crate) const fn is_over(&self) -> bool {
        self.looked_at >= HEADER_WITHIN
    }
}

/// The header among the first rows of a sheet: a row, or two rows taken together.
pub(crate) fn header_in(rows: &[Vec<Value>], wanted: &[Wanted]) -> Option<Vec<Value>> {
    if let Some(row) = rows.iter().find(|row| Header::fits(row, wanted)) {
        return Some(row.clone());
    }
    rows.windows(2).map(|pair| under(&pair[0], &pair[1])).find(|both| Header::fits(both, wanted))
}

/// Two rows of a header as one: a cell that spans several stands over all of them.
fn under(above: &[Value], below: &[Value]) -> Vec<Value> {
    let mut over = String::new();
    let mut both = Vec::with_capacity(above.len().max(below.len()));
    for position in 0..above.len().max(below.len()) {
        let upper = above.get(position).map(Value::text).unwrap_or_default();
        let lower = below.get(position).map(Value::text).unwrap_or_default();
        if !upper.is_empty() {
            over.clone_from(&upper);
        }
        let text = match (lower.is_empty(), over.is_empty()) {
            (true, _) => upper,
            (false, true) => lower,
            (false, false) => format!("{over}, {lower}"),
        };
        both.push(if text.is_empty() { Value::Empty } else { Value::Text(text) });
    }
    both
}

/// The nearest header that nobody else wants, as a remark on a missing one.
fn hint(names: &[&str], found: &[String], printed: &[String], wanted: &[Wanted]) -> String {
    let free = |name: &str| !name.is_empty() && !wanted.iter().any(|column| column.is(name));
    let nearest = found
        .iter()
        .zip(printed)
        .filter(|(name, _)| free(name))
        .map(|(name, printed)| {
            (names.iter().map(|known| strsim::jaro_winkler(known, name)).fold(0.0, f64::max), printed)
        })
        .max_by(|left, right| left.0.total_cmp(&right.0));
    match nearest {
        Some((similarity, printed)) if similarity > 0.75 => format!("; was it renamed to `{printed}`?"),
        Some(_) => {
            let strange = found.iter().zip(printed).filter(|(name, _)| free(name));
            let names: Vec<String> =
                strange.take(10).map(|(_, printed)| format!("`{}`", crate::value::short(printed))).collect();
            format!("; columns that nobody knows: {}", names.join(", "))
        }
        None => {
            let names: Vec<String> = printed.iter().take(12).map(|name| crate::value::short(name)).collect();
            format!("; the header has: {}", names.join(", "))
        }
    }
}

/// Lower case, single spaces, plain hyphens, years as `#`, without footnote marks.
///
/// `Employment change, percent, 2024–34 [1]` becomes `employment change, percent, #`.
pub(crate) fn normalise(header: &str) -> String {
    let folded: String = header
        .chars()
        .map(|character| match character {
            '–' | '—' | '‑' => '-',
            '\u{a0}' | '\u{feff}' => ' ',
            other => other,
        })
        .collect::<String>()
        .to_lowercase();
    let words = folded.split_whitespace().map(|word| abstract_years(strip_footnote(word)));
    let joined = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    joined.trim_matches([' ', ',', ':', '*']).to_owned()
}

/// Removes `[1]` or `(1)` at the end of a word.
fn strip_footnote(word: &str) -> &str {
    for (open, close) in [('[', ']'), ('(', ')')] {
        let inner = word.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((before, inner)) = inner
            && !inner.is_empty()
            && inner.bytes().all(|byte| byte.is_ascii_digit())
        {
            return before;
        }
    }
    word
}

/// `2024`, `2024-34` and `2024-2034` become `#`, with what follows them.
fn abstract_years(word: &str) -> String {
    let mut rest = word;
    let mut out = String::new();
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let digits = rest[start..].bytes().take_while(u8::is_ascii_digit).count();
        let run = &rest[start..start + digits];
        let year = digits == 4 && (run.starts_with("19") || run.starts_with("20"));
        out.push_str(&rest[..start]);
        rest = &rest[start + digits..];
        if !year {
            out.push_str(run);
            continue;
        }
        out.push('#');
        let second =
            rest.strip_prefix('-').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if second == 2 || second == 4 {
            rest = &rest[second + 1..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_dashes_breaks_and_footnotes_do_not_matter() {
        for (header, expected) in [
            ("Employment change, percent, 2024–34 ", "employment change, percent, #"),
            ("Median annual wage, dollars, 2024[1]", "median annual wage, dollars, #"),
            ("Median annual wage, 2020(1)", "median annual wage, #"),
            ("Occupation\ntype", "occupation type"),
            ("2024 National Employment Matrix code", "# national employment matrix code"),
            ("2022 NAICS US   Code", "# naics us code"),
            ("NAICS22", "naics22"),
            ("OCC_CODE", "occ_code"),
            ("CIP2020Code", "cip#code"),
            ("Employment, 2019-2029", "employment, #"),
        ] {
            assert_eq!(normalise(header), expected);
        }
    }

    #[test]
    fn a_renamed_column_is_named_with_its_likely_new_name() {
        let cells = ["OCC_CODE", "OCC_TITLE", "TOT_EMPL"].map(|name| Value::Text(name.to_owned()));
        let wanted = [required(&["occ_code"]), required(&["tot_emp"])];
        let place = Place { file: "f.xlsx", sheet: "s" };
        let error = Header::find(&place, &cells, &wanted).unwrap_err().to_string();
        assert!(
            error.contains("tot_emp") && error.contains("TOT_EMPL") && error.contains("sheet `s`"),
            "{error}"
        );
    }

    #[test]
    fn the_first_of_two_equal_headers_counts() {
        let cells = ["OCC_CODE", "X", "OCC_CODE"].map(|name| Value::Text(name.to_owned()));
        let header =
            Header::find(&Place { file: "", sheet: "" }, &cells, &[required(&["occ_code"])]).unwrap();
        assert_eq!(
            header.get(&[Value::Number(1.0), Value::Empty, Value::Number(3.0)], 0),
            &Value::Number(1.0)
        );
    }
}
