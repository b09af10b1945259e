//! Shows what is wrong in a rule table with the lines that are meant.

use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use plumb_framework::rules::{RuleProblem, RuleProblems};

/// One problem, or the second place that takes part in one.
#[derive(Debug)]
struct Shown {
    message: String,
    hint: Option<String>,
    span: Range<usize>,
    source: NamedSource<String>,
    related: Vec<Shown>,
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, self.span.clone()))))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.related.iter().map(|shown| shown as &dyn Diagnostic)))
    }
}

/// All problems with the lines that are meant; `colour` for a terminal.
pub(crate) fn render(problems: &RuleProblems, colour: bool) -> String {
    let mut text = String::new();
    for problem in &problems.problems {
        report(&mut text, &shown(problems, problem), colour);
        text.push('\n');
    }
    text
}

/// One problem as compilers show it: message, lines, a mark below what is meant, the hint.
fn report(text: &mut String, diagnostic: &dyn Diagnostic, colour: bool) {
    let red = |part: String| {
        if colour { console::style(part).red().bold().force_styling(true).to_string() } else { part }
    };
    let _ = writeln!(text, "{}", red(diagnostic.to_string()));
    for label in diagnostic.labels().into_iter().flatten() {
        let shown = diagnostic.source_code().and_then(|source| source.read_span(label.inner(), 1, 1).ok());
        let Some(contents) = shown else { continue };
        let Ok(lines) = std::str::from_utf8(contents.data()) else { continue };
        let mut at = contents.span().offset();
        for (number, line) in (contents.line() + 1..).zip(lines.split_inclusive('\n')) {
            let plain = line.trim_end_matches(['\n', '\r']);
            let mark = marked(plain, at, label.inner());
            // Rows of a table are long: what is shown begins a little before what is meant.
            let skipped = mark.map_or(0, |(before, _)| before.saturating_sub(WIDTH / 2));
            let shown = format!("{number:>5} | {}", clipped(plain, skipped));
            let _ = writeln!(text, "{}", shown.trim_end());
            if let Some((before, meant)) = mark {
                let (before, meant) = (before - skipped, meant.min(WIDTH / 2));
                let _ = writeln!(text, "      | {}{}", " ".repeat(before), red("^".repeat(meant)));
            }
            at += line.len();
        }
    }
    if let Some(hint) = diagnostic.help() {
        let _ = writeln!(text, "      = hint: {hint}");
    }
    for related in diagnostic.related().into_iter().flatten() {
        report(text, related, colour);
    }
}

/// How many characters of a line are shown.
const WIDTH: usize = 120;

fn clipped(line: &str, skipped: usize) -> String {
    line.chars().skip(skipped).take(WIDTH).collect()
}

/// How many characters of a line, which starts at the byte `at`, stand before what is meant, and how many are meant;
/// `None` for lines beside it. What begins on the line is marked up to its end at most.
fn marked(line: &str, at: usize, span: &miette::SourceSpan) -> Option<(usize, usize)> {
    let start = span.offset().checked_sub(at).filter(|start| *start <= line.len())?;
    let end = (start + span.len()).min(line.len());
    let before = line.get(..start)?.chars().count();
    let meant = line.get(start..end)?.chars().count().max(1);
    Some((before, meant))
}

fn shown(problems: &RuleProblems, problem: &RuleProblem) -> Shown {
    let related = problem.related.iter().map(|related| Shown {
        message: format!("{}: {}", related.at, related.label),
        hint: None,
        span: related.span.clone(),
        source: source(problems, &related.at.file),
        related: Vec::new(),
    });
    Shown {
        message: format!("{}: {}", problem.at, problem.message),
        hint: problem.hint.clone(),
        span: problem.span.clone(),
        source: source(problems, &problem.at.file),
        related: related.collect(),
    }
}

fn source(problems: &RuleProblems, file: &str) -> NamedSource<String> {
    let text = problems.texts.iter().find(|text| text.file == file).map_or("", |text| text.text.as_str());
    NamedSource::new(file, text.to_owned())
}

#[cfg(test)]
mod tests {
    use plumb_framework::rules::{RuleSet, RuleText, Taxonomies};

    use super::*;

    #[test]
    fn a_problem_is_shown_with_its_line_and_hint() {
        let (edition, _) = plumb_framework::load(None, "national-2024").unwrap();
        let text =
            "occupation_codes = \"soc-2010\"\n\n[[occupation]]\nid = \"one\"\ntargett = \"education\"\n"
                .to_owned();
        let texts = [RuleText { file: "rules/a.toml".to_owned(), text }];
        let problems = RuleSet::read(&edition, &texts, &Taxonomies::default()).unwrap_err();
        let expected = "\
rules/a.toml:1:20: `soc-2010` is the wrong vintage: rules are written in SOC 2018, with O*NET-SOC 2019 which is built on it
    1 | occupation_codes = \"soc-2010\"
      |                    ^^^^^^^^^^
    2 |
      = hint: convert the codes through the published crosswalk, then write `soc-2018`

rules/a.toml:5:1: unknown field `targett`, expected one of `id`, `codes`, `except`, `target`, `occupation`, \
`secondary`, `pin`, `exclude`, `weight`, `priority`, `reason`, `source`, `author`, `added`, `changed`, `review`, \
`expires`, `hits`, `misses`
    4 | id = \"one\"
    5 | targett = \"education\"
      | ^^^^^^^
      = hint: is it `target`?

";
        assert_eq!(render(&problems, false), expected);
        assert!(render(&problems, true).contains("\u{1b}["));
    }

    #[test]
    fn marks_stay_within_the_line() {
        let span = |start: usize, length: usize| miette::SourceSpan::from((start, length));
        assert_eq!(marked("abc", 10, &span(11, 1)), Some((1, 1)));
        assert_eq!(marked("abc", 10, &span(12, 50)), Some((2, 1)));
        assert_eq!(marked("abc", 10, &span(13, 0)), Some((3, 1)));
        assert_eq!(marked("abc", 10, &span(9, 1)), None);
        assert_eq!(marked("abc", 10, &span(20, 1)), None);
        assert_eq!(marked("\u{e4}bc", 0, &span(1, 1)), None, "no mark inside of a character");
    }
}
