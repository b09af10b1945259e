//! `plumb rules check`: what a steward should look at before the rules are used, and what each rule reaches.

use anyhow::Result;
use plumb_framework::rules::{Coverage, Day, RuleSet, RuleSeverity, Subject, check_rules};
use plumb_tables::Table;

use super::{Tables, count, tables};
use crate::context::{Context, timestamp};
use crate::exit::{Exit, Failure};
use crate::rule_material::{fact_book, job_titles};

plumb_tables::table! {
    /// Something about a rule that a steward should look at.
    RuleFindingRow in "rule_findings", key [] {
        /// `error`, `warning`, or `note` where nothing is wrong.
        severity: String,
        /// What it is about.
        kind: String,
        /// The rule.
        rule: String,
        /// The finding as a sentence.
        detail: String,
        /// File, line and column.
        at: String,
    }
}

plumb_tables::table! {
    /// What one rule reaches in the releases at hand.
    RuleCoverageRow in "rule_coverage", key ["rule"] {
        /// The rule.
        rule: String,
        /// Kind.
        kind: String,
        /// The cluster, sub-cluster or occupation that it points to.
        target: String,
        /// `pin`, `exclude`, or its weight.
        force: String,
        /// SOC occupations for which it fires.
        occupations: i64,
        /// O*NET-SOC occupations for which it fires.
        onet_occupations: i64,
        /// Industries for which it fires.
        industries: i64,
        /// Programs for which it fires.
        programs: i64,
        /// Job titles and occupations in industries for which it fires.
        titles: i64,
        /// Subjects for which it gives way to another rule.
        overruled: i64,
        /// Subjects with published rows of which it agrees with one.
        as_published: i64,
        /// Subjects with published rows with which it does not agree.
        unlike_published: i64,
    }
}

pub(super) struct Check<'a> {
    pub(super) coverage: bool,
    pub(super) on: Option<&'a str>,
    pub(super) exit_code: bool,
}

pub(super) fn run(context: &Context, edition: &str, options: &Check<'_>) -> Result<Exit> {
    let on = options.on.map_or_else(|| timestamp().strftime("%Y-%m-%d").to_string(), ToOwned::to_owned);
    let on: Day = on.parse().map_err(|error| Failure::usage(format!("read the option --on: {error}")))?;
    let spinner = context.printer().spinner("asking the rules about every subject");
    let Tables { edition, rules } = tables(context, edition)?;
    let releases = context.releases()?;
    let book = fact_book(&releases)?;
    // A title that is an occupation's own is asked about with the occupation; here come all others.
    let titles = job_titles(&releases)?.into_iter().map(Subject::Title);
    let others = titles.chain(combinations(&rules));
    let others = others.filter_map(|subject| book.facts(&subject).map(|facts| (subject, facts)));
    let (findings, coverage) = check_rules(&edition, &rules, book.subjects().chain(others), Some(on));
    spinner.finish_and_clear();
    let of = |severity| findings.iter().filter(|finding| finding.kind.severity() == severity).count();
    let (errors, warnings, notes) =
        (of(RuleSeverity::Error), of(RuleSeverity::Warning), of(RuleSeverity::Note));
    context.printer().note(&format!(
        "{}: {} rules on {on}; errors: {errors}, warnings: {warnings}, notes: {notes}",
        edition.id,
        rules.len(),
    ));
    if options.coverage {
        let row = |rule: &plumb_framework::rules::Rule| -> Result<RuleCoverageRow> {
            let reach = coverage.get(rule.id.as_str()).copied().unwrap_or_default();
            let Coverage { occupations, onet_occupations, industries, programs, titles, .. } = reach;
            Ok(RuleCoverageRow {
                rule: rule.id.to_string(),
                kind: rule.condition.kind().to_owned(),
                target: rule.target_id(&edition),
                force: rule.force.to_string(),
                occupations: count(occupations)?,
                onet_occupations: count(onet_occupations)?,
                industries: count(industries)?,
                programs: count(programs)?,
                titles: count(titles)?,
                overruled: count(reach.overruled)?,
                as_published: count(reach.as_published)?,
                unlike_published: count(reach.unlike_published)?,
            })
        };
        let rows: Vec<RuleCoverageRow> = rules.iter().map(row).collect::<Result<_>>()?;
        context.printer().table(&Table::from_rows(&rows))?;
    } else {
        let rows: Vec<RuleFindingRow> = findings
            .iter()
            .map(|finding| RuleFindingRow {
                severity: finding.kind.severity().to_string(),
                kind: finding.kind.to_string(),
                rule: finding.rule.clone(),
                detail: finding.detail.clone(),
                at: finding.at.clone(),
            })
            .collect();
        context.printer().table(&Table::from_rows(&rows))?;
    }
    if errors > 0 {
        return Err(Failure::usage(format!("pass the check: {errors} rules contradict another")));
    }
    Ok(if options.exit_code && warnings > 0 { Exit::ReviewNeeded } else { Exit::Done })
}

/// The occupations in industries that the rules themselves give as examples: there are too many to ask about all.
fn combinations(rules: &RuleSet) -> impl Iterator<Item = Subject> {
    let examples = rules.iter().flat_map(|rule| rule.hits.iter().chain(&rule.misses));
    let mut subjects: Vec<Subject> =
        examples.filter(|subject| matches!(subject, Subject::Combination(..))).cloned().collect();
    subjects.sort();
    subjects.dedup();
    subjects.into_iter()
}
