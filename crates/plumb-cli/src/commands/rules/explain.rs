//! `plumb rules explain SUBJECT`: every rule that fires for it.

use anyhow::Result;
use plumb_framework::rules::Subject;
use plumb_tables::Table;

use super::{Tables, tables};
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::printer::data;
use crate::rule_material::fact_book;

plumb_tables::table! {
    /// A rule that fired for a subject.
    FiredRuleRow in "fired_rules", key ["rule"] {
        /// The rule.
        rule: String,
        /// The cluster, sub-cluster or occupation that it points to.
        target: String,
        /// `pin`, `exclude`, or its weight.
        force: String,
        /// Whether it counts.
        stands: bool,
        /// The rule before which it gives way, and why.
        overruled: Option<String>,
        /// What made it fire.
        because: String,
        /// Its precedence for this subject.
        precedence: String,
        /// Why the rule says so.
        reason: String,
        /// Where the reason can be looked up.
        source: String,
        /// File, line and column.
        at: String,
    }
}

pub(super) fn run(context: &Context, edition: &str, subject: &str) -> Result<Exit> {
    let Tables { edition, rules } = tables(context, edition)?;
    let book = fact_book(&context.releases()?)?;
    let subject = Subject::guess(subject);
    let facts = book
        .facts(&subject)
        .ok_or_else(|| Failure::data(format!("find `{subject}` in the releases at hand")))?;
    let outcome = rules.evaluate(&facts);
    let printer = context.printer();
    printer.note(&format!(
        "{} {subject}: {} of {} rules fire",
        subject.kind(),
        outcome.fired.len(),
        rules.len()
    ));
    for tie in &outcome.ties {
        printer.note(&format!("tie: `{}` and `{}` say different things", tie.left.id, tie.right.id));
    }
    let rows: Vec<FiredRuleRow> = outcome
        .fired
        .iter()
        .map(|fired| FiredRuleRow {
            rule: fired.rule.id.to_string(),
            target: fired.rule.target_id(&edition),
            force: fired.rule.force.to_string(),
            stands: fired.stands(),
            overruled: fired.overruled.as_ref().map(|by| format!("`{}` {}", by.by.id, by.why)),
            because: fired.because.clone(),
            precedence: fired.precedence.to_string(),
            reason: fired.rule.reason.clone(),
            source: fired.rule.source.clone(),
            at: fired.rule.at.to_string(),
        })
        .collect();
    if printer.format() != Format::Text {
        printer.table(&Table::from_rows(&rows))?;
        return Ok(Exit::Done);
    }
    for (row, fired) in rows.iter().zip(&outcome.fired) {
        let standing =
            row.overruled.as_ref().map_or_else(|| "stands".to_owned(), |by| format!("gives way: {by}"));
        data(&format!(
            "{} -> {} ({}), {standing}\n  because {}\n  {}\n  {}, {}\n",
            row.rule,
            fired.rule.target_name(&edition),
            row.force,
            row.because,
            row.reason,
            row.source,
            row.at
        ))?;
    }
    Ok(Exit::Done)
}
