//! Rule tables as CSV: many simple rules, one a row. The same rules as in TOML, without combinations and thresholds.

use std::ops::Range;

use toml::Spanned;

use crate::rules::problem::Reading;
use crate::rules::written::{Common, Text, Vintages, When, Written, WrittenFile};

/// The columns, in this order.
pub(crate) const HEADER: [&str; 17] = [
    "id", "kind", "vintage", "match", "except", "target", "force", "priority", "reason", "source", "author",
    "added", "changed", "review", "expires", "hits", "misses",
];

/// Several values in a cell are separated by this.
const SEPARATOR: char = ';';

/// Reads a CSV file; each row comes with the code system that it says its codes are in.
pub(crate) fn read_csv(reading: &mut Reading<'_>) -> Vec<WrittenFile> {
    let text = reading.text;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut files = Vec::new();
    let mut first = true;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, csv::Position::byte);
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                reading.problem(at..at, error.to_string(), None);
                return files;
            }
        };
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
        let row = Row { record: &record, spans: spans(text, start) };
        if std::mem::take(&mut first) {
            if !record.iter().eq(HEADER) {
                let hint = format!("the header is `{}`", HEADER.join(","));
                reading.problem(row.whole(), "these are not the columns of a rule table", Some(hint));
                return files;
            }
            continue;
        }
        if record.len() != HEADER.len() {
            let hint = format!("the columns are {}", HEADER.join(", "));
            let message = format!("the row has {} cells instead of {}", record.len(), HEADER.len());
            reading.problem(row.whole(), message, Some(hint));
            continue;
        }
        files.extend(row.read(reading));
    }
    files
}

struct Row<'a> {
    record: &'a csv::StringRecord,
    spans: Vec<Range<usize>>,
}

impl Row<'_> {
    fn whole(&self) -> Range<usize> {
        let start = self.spans.first().map_or(0, |span| span.start);
        start..self.spans.last().map_or(start, |span| span.end)
    }

    fn cell(&self, column: &str) -> Text {
        let position = HEADER.iter().position(|known| *known == column).unwrap_or(0);
        let text = self.record.get(position).unwrap_or_default().trim().to_owned();
        Spanned::new(self.spans.get(position).cloned().unwrap_or(0..0), text)
    }

    fn optional(&self, column: &str) -> Option<Text> {
        Some(self.cell(column)).filter(|cell| !cell.get_ref().is_empty())
    }

    fn list(&self, column: &str) -> Vec<Text> {
        let cell = self.cell(column);
        let parts = cell.get_ref().split(SEPARATOR).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Spanned::new(cell.span(), part.to_owned())).collect()
    }

    fn read(&self, reading: &mut Reading<'_>) -> Option<WrittenFile> {
        let kind = self.cell("kind");
        let matched = self.cell("match");
        if matched.get_ref().is_empty() {
            reading.problem(matched.span(), "the rule names nothing in `match`", None);
            return None;
        }
        let (codes, except) = (self.list("match"), self.list("except"));
        let (kind, when) = match kind.get_ref().as_str() {
            "occupation" => ("occupation", When::Occupation { codes, except }),
            "industry" => ("industry", When::Industry { codes, except }),
            "program" => ("program", When::Program { codes, except }),
            "title" => ("title", When::Title { titles: codes, patterns: Vec::new(), except }),
            "pattern" => ("title", When::Title { titles: Vec::new(), patterns: codes, except }),
            other => {
                let hint = "in a CSV table: occupation, industry, program, title, pattern (of titles); \
                            write combination, technology and element rules in TOML"
                    .to_owned();
                reading.problem(kind.span(), format!("there is no kind `{other}`"), Some(hint));
                return None;
            }
        };
        let (pin, exclude, weight) = self.force(reading)?;
        let priority = self.optional("priority");
        let Ok(priority) = priority.as_ref().map_or(Ok(0), |cell| cell.get_ref().parse()) else {
            reading.problem(self.cell("priority").span(), "the priority is not a whole number", None);
            return None;
        };
        // A target that is a code is an occupation.
        let target = self.optional("target");
        let code = |text: &Text| text.get_ref().starts_with(|character: char| character.is_ascii_digit());
        let (occupation, target) =
            if target.as_ref().is_some_and(code) { (target, None) } else { (None, target) };
        let mut vintages = Vintages::default();
        match kind {
            "occupation" => vintages.occupations = self.optional("vintage"),
            "industry" => vintages.industries = self.optional("vintage"),
            "program" => vintages.programs = self.optional("vintage"),
            _ => vintages.occupations = self.optional("vintage").filter(|_| occupation.is_some()),
        }
        let examples = |column: &str| Spanned::new(self.cell(column).span(), self.list(column));
        let common = Common {
            id: self.cell("id"),
            target,
            occupation,
            secondary: Vec::new(),
            pin,
            exclude,
            weight,
            priority,
            reason: self.cell("reason"),
            source: self.cell("source"),
            author: self.cell("author"),
            added: self.cell("added"),
            changed: self.optional("changed"),
            review: self.optional("review"),
            expires: self.optional("expires"),
            hits: examples("hits"),
            misses: examples("misses"),
        };
        Some(WrittenFile { vintages, rules: vec![Written { kind, common, when }] })
    }

    #[expect(clippy::type_complexity, reason = "the three forms of force, as the TOML form has them")]
    fn force(
        &self,
        reading: &mut Reading<'_>,
    ) -> Option<(Option<Spanned<bool>>, Option<Spanned<bool>>, Option<Spanned<f64>>)> {
        let cell = self.cell("force");
        let said = Some(Spanned::new(cell.span(), true));
        match cell.get_ref().as_str() {
            "pin" => Some((said, None, None)),
            "exclude" => Some((None, said, None)),
            text => {
                let Ok(weight) = text.parse::<f64>() else {
                    let hint = "write `pin`, `exclude` or a weight such as 0.8".to_owned();
                    reading.problem(cell.span(), format!("`{text}` is no force"), Some(hint));
                    return None;
                };
                Some((None, None, Some(Spanned::new(cell.span(), weight))))
            }
        }
    }
}

/// The bytes of each cell of the record that starts at `start`; the `csv` crate does not tell them.
fn spans(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut cell = start;
    let mut quoted = false;
    let bytes = text.as_bytes();
    let mut at = start;
    // Empty lines before a record belong to its position.
    while at < bytes.len() && matches!(bytes[at], b'\n' | b'\r') {
        at += 1;
        cell = at;
    }
    while at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                spans.push(cell..at);
                cell = at + 1;
            }
            b'\n' | b'\r' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    spans.push(cell..at);
    spans
}
