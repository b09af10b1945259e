//! What is wrong with a rule table: where, what, and what would be right.

use std::fmt;
use std::ops::Range;

use crate::rules::model::Location;
use crate::rules::read::RuleText;

/// Something wrong in a rule table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleProblem {
    /// Where it begins.
    pub at: Location,
    /// The bytes of the file that are meant.
    pub span: Range<usize>,
    /// What is wrong, as a sentence without its stop.
    pub message: String,
    /// What would be right, where that can be said.
    pub hint: Option<String>,
    /// Another place that takes part, such as the first of two rules with one id.
    pub related: Option<Related>,
}

/// A second place that takes part in a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it begins.
    pub at: Location,
    /// The bytes of its file that are meant.
    pub span: Range<usize>,
    /// What stands there.
    pub label: String,
}

/// Everything that is wrong with an edition's rule tables, in the order of files and lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RuleProblems {
    /// The problems.
    pub problems: Vec<RuleProblem>,
    /// The files that were read, to show what is meant.
    pub texts: Vec<RuleText>,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.at, self.message)?;
        if let Some(related) = &self.related {
            write!(formatter, "\n  {}: {}", related.at, related.label)?;
        }
        if let Some(hint) = &self.hint {
            write!(formatter, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for RuleProblems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(formatter, "read the rule tables: {count} {noun}")?;
        for problem in &self.problems {
            write!(formatter, "\n{problem}")?;
        }
        Ok(())
    }
}

/// One file while it is read: turns byte positions into lines and columns, and collects what is wrong.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) file: &'a str,
    pub(crate) text: &'a str,
    pub(crate) problems: Vec<RuleProblem>,
}

impl<'a> Reading<'a> {
    pub(crate) const fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, problems: Vec::new() }
    }

    pub(crate) fn location(&self, at: usize) -> Location {
        let mut end = at.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Location {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub(crate) fn problem(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let at = self.location(span.start);
        self.problems.push(RuleProblem { at, span, message: message.into(), hint, related: None });
    }
}

/// The known name that is most like an unknown one, as a hint; `None` where none is like it.
pub(crate) fn nearest<'a>(known: impl Iterator<Item = &'a str>, unknown: &str) -> Option<String> {
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(name, unknown);
    let best = known
        .map(|name| (likeness(name), name))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= 0.5).then(|| format!("is it `{}`?", best.1))
}
