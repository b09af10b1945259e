//! The rule tables of two editions: which rules came, went, or say something else.

use plumb_framework::rules::diff_rules;

use crate::edition::EditionSide;
use crate::report::{ChangeTable, DiffReport};

plumb_tables::table! {
    /// One rule that is not the same in both versions.
    RuleChangeRow in "rule_changes", key ["rule"] {
        /// Id of the rule.
        rule: String,
        /// `added`, `removed` or `changed`.
        change: String,
        /// What differs, or what the rule says.
        detail: String,
    }
}

const BRIEF: &[(&str, &str)] =
    &[("change", "change"), ("rule", "rule"), ("detail", "what differs, or what it says")];

pub(super) fn compare(from: EditionSide<'_>, to: EditionSide<'_>, report: &mut DiffReport) {
    if from.rules.is_empty() != to.rules.is_empty() {
        let holder = if from.rules.is_empty() { &to.side.id } else { &from.side.id };
        report
            .notes
            .push(format!("only {holder} has rule tables: its rules count neither as added nor as removed"));
        return;
    }
    let rows: Vec<RuleChangeRow> = diff_rules((from.edition, from.rules), (to.edition, to.rules))
        .into_iter()
        .map(|change| RuleChangeRow {
            rule: change.rule,
            change: change.kind.to_string(),
            detail: change.detail,
        })
        .collect();
    let of = |change: &str| rows.iter().filter(|row| row.change == change).count();
    if !from.rules.is_empty() {
        report.findings.push(format!(
            "Rules: {} to {}; {} added, {} removed, {} changed",
            from.rules.len(),
            to.rules.len(),
            of("added"),
            of("removed"),
            of("changed")
        ));
    }
    let order = (0..rows.len()).collect();
    let caveat =
        ["`plumb rules diff` asks both versions about every occupation, industry, program and title."];
    report.push(ChangeTable::new(&rows, "Rules", &caveat, BRIEF, order));
}
