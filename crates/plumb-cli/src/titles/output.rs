//! Matches as rows, and rows as CSV or JSON lines.

use std::fmt::Write as _;

use plumb_codes::Soc2018;

plumb_tables::table! {
    /// One candidate for one title; a title without a candidate has one row.
    TitleMatchRow in "title_matches", key ["row", "rank"] {
        /// Number of the title's row in the input, from 1, the header not counted.
        row: i64,
        /// The title as it came.
        title: String,
        /// Rank of the candidate, 1 is the best.
        rank: Option<i64>,
        /// Occupation.
        soc_code: Option<Soc2018>,
        /// Title of the occupation.
        soc_title: Option<String>,
        /// Score of the candidate; only scores of the same title compare.
        score: Option<f64>,
        /// Part of such answers that are right, 0 to 1.
        confidence: Option<f64>,
        /// The known title of the occupation that is nearest, or the steward's rule that decided.
        matched_title: Option<String>,
        /// Primary cluster of the occupation.
        cluster: Option<String>,
        /// Primary sub-cluster of the occupation.
        sub_cluster: Option<String>,
        /// `matched`, `ambiguous` or `unmatched`.
        status: String,
    }
}

/// The header of the CSV form.
pub(crate) const HEADER: &str =
    "row,title,rank,soc_code,soc_title,score,confidence,matched_title,cluster,sub_cluster,status\n";

/// One row before it takes a form; borrowed, so that nothing is copied on the way to CSV.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) row: u64,
    pub(crate) title: &'a str,
    pub(crate) candidate: Option<Candidate<'a>>,
    pub(crate) status: &'static str,
}

/// The part of a row that a candidate fills.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) rank: usize,
    /// None where a steward's rule sends the title to a place without an occupation.
    pub(crate) soc: Option<Soc2018>,
    pub(crate) soc_title: &'a str,
    pub(crate) score: f32,
    pub(crate) confidence: f32,
    pub(crate) matched_title: &'a str,
    pub(crate) cluster: &'a str,
    pub(crate) sub_cluster: &'a str,
}

impl Line<'_> {
    /// Adds the row as a line of CSV.
    pub(crate) fn push_csv(&self, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{},", self.row);
        push_cell(out, self.title);
        match &self.candidate {
            None => out.push_str(",,,,,,,,,"),
            Some(candidate) => {
                let _ = write!(out, ",{},", candidate.rank);
                if let Some(soc) = candidate.soc {
                    let _ = write!(out, "{soc}");
                }
                out.push(',');
                push_cell(out, candidate.soc_title);
                let _ = write!(out, ",{:.4},{:.4},", candidate.score, candidate.confidence);
                for text in [candidate.matched_title, candidate.cluster, candidate.sub_cluster] {
                    push_cell(out, text);
                    out.push(',');
                }
            }
        }
        out.push_str(self.status);
        out.push('\n');
    }

    /// Adds the row as a line of JSON.
    pub(crate) fn push_json(&self, out: &mut String) {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let optional = |value: &str| if value.is_empty() { "null".to_owned() } else { text(value) };
        let _ = write!(out, "{{\"row\":{},\"title\":{}", self.row, text(self.title));
        match &self.candidate {
            None => out.push_str(
                ",\"rank\":null,\"soc_code\":null,\"soc_title\":null,\"score\":null,\"confidence\":null,\
                 \"matched_title\":null,\"cluster\":null,\"sub_cluster\":null",
            ),
            Some(candidate) => {
                let soc = candidate.soc.map_or_else(|| "null".to_owned(), |soc| format!("\"{soc}\""));
                let _ = write!(
                    out,
                    ",\"rank\":{},\"soc_code\":{soc},\"soc_title\":{},\"score\":{:.4},\"confidence\":{:.4},\
                     \"matched_title\":{},\"cluster\":{},\"sub_cluster\":{}",
                    candidate.rank,
                    optional(candidate.soc_title),
                    candidate.score,
                    candidate.confidence,
                    optional(candidate.matched_title),
                    optional(candidate.cluster),
                    optional(candidate.sub_cluster)
                );
            }
        }
        let _ = writeln!(out, ",\"status\":\"{}\"}}", self.status);
    }

    /// The row of a table, with its numbers rounded as the texts have them.
    pub(crate) fn to_row(self) -> TitleMatchRow {
        let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let candidate = self.candidate;
        let text =
            |of: fn(&Candidate<'_>) -> String| candidate.as_ref().map(of).filter(|text| !text.is_empty());
        TitleMatchRow {
            row: i64::try_from(self.row).unwrap_or(i64::MAX),
            title: self.title.to_owned(),
            rank: candidate.map(|candidate| i64::try_from(candidate.rank).unwrap_or(i64::MAX)),
            soc_code: candidate.and_then(|candidate| candidate.soc),
            soc_title: candidate.and_then(|candidate| optional(candidate.soc_title)),
            score: candidate.map(|candidate| rounded(candidate.score)),
            confidence: candidate.map(|candidate| rounded(candidate.confidence)),
            matched_title: text(|candidate| candidate.matched_title.to_owned()),
            cluster: text(|candidate| candidate.cluster.to_owned()),
            sub_cluster: text(|candidate| candidate.sub_cluster.to_owned()),
            status: self.status.to_owned(),
        }
    }
}

fn rounded(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}

fn push_cell(out: &mut String, text: &str) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (number, piece) in text.split('"').enumerate() {
        if number > 0 {
            out.push_str("\"\"");
        }
        out.push_str(piece);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use plumb_tables::Row as _;

    use super::*;

    fn line() -> Line<'static> {
        let candidate = Candidate {
            rank: 1,
            soc: "29-1141".parse().ok(),
            soc_title: "Registered Nurses",
            score: -1.234_56,
            confidence: 0.5,
            matched_title: "Nurse, \"Day\"",
            cluster: "Healthcare & Human Services",
            sub_cluster: "",
        };
        Line { row: 7, title: "Nurse\n(day)", candidate: Some(candidate), status: "matched" }
    }

    #[test]
    fn the_header_is_that_of_the_table() {
        let names: Vec<String> = TitleMatchRow::columns().into_iter().map(|column| column.name).collect();
        assert_eq!(names.join(",") + "\n", HEADER);
    }

    #[test]
    fn csv_reads_back_as_it_was() {
        let mut text = HEADER.to_owned();
        line().push_csv(&mut text);
        Line { candidate: None, status: "unmatched", ..line() }.push_csv(&mut text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let cells: Vec<&str> = records[0].iter().collect();
        assert_eq!(
            cells,
            [
                "7",
                "Nurse\n(day)",
                "1",
                "29-1141",
                "Registered Nurses",
                "-1.2346",
                "0.5000",
                "Nurse, \"Day\"",
                "Healthcare & Human Services",
                "",
                "matched"
            ]
        );
        let cells: Vec<&str> = records[1].iter().collect();
        assert_eq!(cells, ["7", "Nurse\n(day)", "", "", "", "", "", "", "", "", "unmatched"]);
    }

    #[test]
    fn json_lines_hold_the_same() {
        let mut text = String::new();
        line().push_json(&mut text);
        Line { candidate: None, status: "unmatched", ..line() }.push_json(&mut text);
        let values: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            (&values[0]["soc_code"], &values[0]["sub_cluster"]),
            (&"29-1141".into(), &serde_json::Value::Null)
        );
        assert_eq!(
            (&values[1]["rank"], &values[1]["status"]),
            (&serde_json::Value::Null, &"unmatched".into())
        );
        assert_eq!(values[0].as_object().unwrap().len(), 11);
    }
}
