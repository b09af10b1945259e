//! `plumb rules list`: the rules of an edition as a table.

use anyhow::Result;
use plumb_tables::Table;

use super::{Tables, tables};
use crate::context::Context;
use crate::exit::Exit;

plumb_tables::table! {
    /// One rule of an edition.
    RuleRow in "rules", key ["rule"] {
        /// Id.
        rule: String,
        /// Kind: occupation, title, industry, program, combination, technology or element.
        kind: String,
        /// The cluster, sub-cluster or occupation that it points to.
        target: String,
        /// `pin`, `exclude`, or its weight.
        force: String,
        /// Explicit priority.
        priority: i64,
        /// Why.
        reason: String,
        /// Where the reason can be looked up.
        source: String,
        /// Who answers for it.
        author: String,
        /// Day it was added.
        added: String,
        /// Day of its last change.
        changed: Option<String>,
        /// Day of its next review.
        review: Option<String>,
        /// Day after which it should no longer be in use.
        expires: Option<String>,
        /// File, line and column.
        at: String,
    }
}

pub(super) fn run(context: &Context, edition: &str) -> Result<Exit> {
    let Tables { edition, rules } = tables(context, edition)?;
    let day = |day: Option<plumb_framework::rules::Day>| day.map(|day| day.to_string());
    let rows: Vec<RuleRow> = rules
        .iter()
        .map(|rule| RuleRow {
            rule: rule.id.to_string(),
            kind: rule.condition.kind().to_owned(),
            target: rule.target_id(&edition),
            force: rule.force.to_string(),
            priority: rule.priority.into(),
            reason: rule.reason.clone(),
            source: rule.source.clone(),
            author: rule.author.clone(),
            added: rule.added.to_string(),
            changed: day(rule.changed),
            review: day(rule.review),
            expires: day(rule.expires),
            at: rule.at.to_string(),
        })
        .collect();
    context.printer().note(&format!("{}: {} rules", edition.id, rows.len()));
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
