//! `plumb rules diff OLD NEW`: so that a change of a table shows its consequences.

use std::path::Path;

use anyhow::Result;
use plumb_framework::rules::{RuleSet, Subject, Taxonomies, diff_outcomes, diff_rules};
use plumb_framework::{Edition, FrameworkError, load, rule_texts_in};
use plumb_tables::Table;

use super::consequences::consequences;
use super::{Tables, tables_in};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::rule_material::{fact_book, job_titles, taxonomies};

plumb_tables::table! {
    /// A rule that differs between two versions, or a subject about which the rules say something else.
    RuleDiffRow in "rule_diff", key ["what", "subject"] {
        /// `rule`; `occupation`, `industry`, `program` or `title` for what the rules say about it; `occupation assignment`, `O*NET-SOC assignment`
        /// or `industry assignment` for where it is placed in the end.
        what: String,
        /// The rule or the code.
        subject: String,
        /// `added`, `removed` or `changed`.
        change: String,
        /// For a subject: what the older rules say, or where it was placed with them.
        before: Option<String>,
        /// For a subject: what the newer rules say, or where it is placed with them.
        after: Option<String>,
        /// For a rule: what differs.
        detail: Option<String>,
    }
}

pub(super) fn run(
    context: &Context,
    edition: &str,
    (old, new): (&Path, &Path),
    exit_code: bool,
) -> Result<Exit> {
    let releases = context.releases()?;
    let taxonomies = taxonomies(&releases)?;
    let spinner = context.printer().spinner("asking both versions about every subject");
    let old = version(context, old, edition, &taxonomies)?;
    let new = version(context, new, edition, &taxonomies)?;
    let (old, new) = ((&old.edition, &old.rules), (&new.edition, &new.rules));
    let mut rows: Vec<RuleDiffRow> = diff_rules(old, new)
        .into_iter()
        .map(|change| RuleDiffRow {
            what: "rule".to_owned(),
            subject: change.rule,
            change: change.kind.to_string(),
            before: None,
            after: None,
            detail: Some(change.detail),
        })
        .collect();
    let rules = rows.len();
    let book = fact_book(&releases)?;
    let titles = job_titles(&releases)?.into_iter().map(Subject::Title);
    let titles = titles.filter_map(|subject| book.facts(&subject).map(|facts| (subject, facts)));
    let outcomes = diff_outcomes(old, new, book.subjects().chain(titles));
    let said = |said: &[String]| (!said.is_empty()).then(|| said.join("; "));
    rows.extend(outcomes.iter().map(|outcome| {
        RuleDiffRow {
            what: outcome.subject.kind().to_owned(),
            subject: outcome.subject.to_string(),
            change: match (outcome.before.is_empty(), outcome.after.is_empty()) {
                (true, _) => "added",
                (_, true) => "removed",
                _ => "changed",
            }
            .to_owned(),
            before: said(&outcome.before),
            after: said(&outcome.after),
            detail: None,
        }
    }));
    let subjects: Vec<Subject> = outcomes.iter().map(|outcome| outcome.subject.clone()).collect();
    let consequences =
        if subjects.is_empty() { Some(Vec::new()) } else { consequences(context, (old, new), &subjects)? };
    spinner.finish_and_clear();
    context.printer().note(&format!(
        "{rules} rules differ; about {} occupations, industries, programs and titles the rules say something else",
        outcomes.len()
    ));
    match consequences {
        Some(changed) => {
            context.printer().note(&format!("{} assignments change; published rows stay", changed.len()));
            rows.extend(changed.into_iter().map(|one| RuleDiffRow {
                what: one.what.to_owned(),
                subject: one.subject,
                change: "changed".to_owned(),
                before: Some(one.before),
                after: Some(one.after),
                detail: None,
            }));
        }
        None => context
            .printer()
            .note("the editions have other clusters or sub-clusters: their assignments are not compared"),
    }
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(if exit_code && !rows.is_empty() { Exit::ReviewNeeded } else { Exit::Done })
}

/// A configuration folder, an edition's folder, or a folder of rule tables; the last two are read with the edition at hand.
fn version(context: &Context, folder: &Path, id: &str, taxonomies: &Taxonomies) -> Result<Tables> {
    if !folder.is_dir() {
        return Err(Failure::usage(format!("find the folder {}", folder.display())));
    }
    if folder.join("frameworks").join(id).is_dir() {
        return tables_in(Some(folder), id, taxonomies);
    }
    let (edition, _): (Edition, _) = load(context.config(), id)?;
    let inner = folder.join("rules");
    let folder = if inner.is_dir() { inner.as_path() } else { folder };
    let texts = rule_texts_in(folder)?;
    let rules = RuleSet::read(&edition, &texts, taxonomies).map_err(FrameworkError::Rules)?;
    Ok(Tables { edition, rules })
}
