//! `plumb rules test`: each rule's own examples.

use anyhow::Result;
use plumb_classify::FactBook;
use plumb_framework::rules::{Rule, RuleSet, Subject};
use plumb_tables::Table;

use super::{Tables, tables};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::rule_material::fact_book;

plumb_tables::table! {
    /// One example of a rule.
    RuleExampleRow in "rule_examples", key ["rule", "example"] {
        /// The rule.
        rule: String,
        /// The subject.
        example: String,
        /// `hit` or `miss`.
        expected: String,
        /// Whether the rule does what is expected.
        ok: bool,
        /// What happened.
        detail: String,
    }
}

pub(super) fn run(context: &Context, edition: &str, all: bool) -> Result<Exit> {
    let Tables { edition, rules } = tables(context, edition)?;
    let book = fact_book(&context.releases()?)?;
    let rows: Vec<RuleExampleRow> = rules.iter().flat_map(|rule| examples(&rules, rule, &book)).collect();
    let failed = rows.iter().filter(|row| !row.ok).count();
    context.printer().note(&format!(
        "{}: {} examples of {} rules, {failed} fail",
        edition.id,
        rows.len(),
        rules.len()
    ));
    let shown: Vec<RuleExampleRow> = rows.into_iter().filter(|row| all || !row.ok).collect();
    context.printer().table(&Table::from_rows(&shown))?;
    if failed > 0 {
        return Err(Failure::data(format!("pass {failed} examples of the rules; see the table")));
    }
    Ok(Exit::Done)
}

fn examples(rules: &RuleSet, rule: &Rule, book: &FactBook) -> Vec<RuleExampleRow> {
    let row = |subject: &Subject, expected: &str, (ok, detail): (bool, String)| RuleExampleRow {
        rule: rule.id.to_string(),
        example: subject.to_string(),
        expected: expected.to_owned(),
        ok,
        detail,
    };
    let hits = rule.hits.iter().map(|subject| row(subject, "hit", hit(rules, rule, subject, book)));
    let misses = rule.misses.iter().map(|subject| row(subject, "miss", miss(rules, rule, subject, book)));
    hits.chain(misses).collect()
}

/// A hit fires and counts: an example that another rule overrules shows a rule that does nothing.
fn hit(rules: &RuleSet, rule: &Rule, subject: &Subject, book: &FactBook) -> (bool, String) {
    let Some(facts) = book.facts(subject) else {
        return (false, "the releases at hand do not know it".to_owned());
    };
    let outcome = rules.evaluate(&facts);
    match outcome.fired.iter().find(|fired| fired.rule.id == rule.id) {
        None => (false, "it does not fire".to_owned()),
        Some(fired) => match &fired.overruled {
            None => (true, fired.because.clone()),
            Some(overruled) => {
                (false, format!("it gives way to `{}`, which {}", overruled.by.id, overruled.why))
            }
        },
    }
}

fn miss(rules: &RuleSet, rule: &Rule, subject: &Subject, book: &FactBook) -> (bool, String) {
    let Some(facts) = book.facts(subject) else {
        return (false, "the releases at hand do not know it".to_owned());
    };
    let outcome = rules.evaluate(&facts);
    match outcome.fired.iter().find(|fired| fired.rule.id == rule.id) {
        None => (true, "it does not fire".to_owned()),
        Some(fired) => (false, format!("it fires: {}", fired.because)),
    }
}
