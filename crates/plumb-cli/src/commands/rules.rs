//! `plumb rules`: the steward's rule tables, checked like code.

mod check;
mod consequences;
mod diff;
mod explain;
mod list;
mod test;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Subcommand};
use plumb_framework::rules::{EXAMPLE, RuleSet, Taxonomies};
use plumb_framework::{DEFAULT_EDITION, Edition, load, load_rules};

use crate::context::Context;
use crate::exit::Exit;
use crate::rule_material::taxonomies;

/// List, check, compare and try the rule tables of an edition.
///
/// They lie in config/frameworks/EDITION/rules/ as TOML or CSV; the guide lies beside them.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the rules of an edition.
    List(Edited),
    /// Check the rules: unknown codes, places and keys, ties, rules that never fire or never count, and what is due.
    ///
    /// Findings are errors, warnings or notes. What cannot be read, and rules that contradict each other, end with code 2.
    Check {
        #[command(flatten)]
        edited: Edited,
        /// Print what each rule reaches instead: occupations, industries, programs and titles of the releases at hand.
        #[arg(long)]
        coverage: bool,
        /// The day on which expiry and review dates are read, such as 2027-01-31. Default: today.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        /// Exit with code 6 if there are warnings: a person must look.
        #[arg(long)]
        exit_code: bool,
    },
    /// Show which rules differ between two versions, about which occupations, industries, programs and titles they say
    /// something else, and which assignments change by that.
    ///
    /// A version is a folder with rule tables, an edition's folder, or a configuration folder.
    Diff {
        /// The older version.
        old: PathBuf,
        /// The newer version.
        new: PathBuf,
        #[command(flatten)]
        edited: Edited,
        /// Exit with code 6 if anything differs.
        #[arg(long)]
        exit_code: bool,
    },
    /// Run each rule's own examples: it must fire for its hits and must not fire for its misses.
    ///
    /// Prints the examples that fail and ends with code 3 if there are any.
    Test {
        #[command(flatten)]
        edited: Edited,
        /// Print the examples that pass, too.
        #[arg(long)]
        all: bool,
    },
    /// Print a commented rule table with one rule of every kind and every key, to copy from.
    Example,
    /// Show every rule that fires for a subject, what made it fire, and which rules stand.
    Explain {
        /// A SOC, O*NET-SOC, NAICS or CIP code, an occupation in an industry ("15-1252 in 524126"), or a job title.
        subject: String,
        #[command(flatten)]
        edited: Edited,
    },
}

/// Which edition.
#[derive(Debug, Args)]
struct Edited {
    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.action {
        Action::List(edited) => list::run(context, &edited.edition),
        Action::Check { edited, coverage, on, exit_code } => {
            let check = check::Check { coverage: *coverage, on: on.as_deref(), exit_code: *exit_code };
            check::run(context, &edited.edition, &check)
        }
        Action::Diff { old, new, edited, exit_code } => {
            diff::run(context, &edited.edition, (old.as_path(), new.as_path()), *exit_code)
        }
        Action::Test { edited, all } => test::run(context, &edited.edition, *all),
        Action::Example => {
            crate::printer::data(EXAMPLE)?;
            Ok(Exit::Done)
        }
        Action::Explain { subject, edited } => explain::run(context, &edited.edition, subject),
    }
}

/// An edition with its rules, read strictly.
struct Tables {
    edition: Edition,
    rules: RuleSet,
}

fn tables(context: &Context, id: &str) -> Result<Tables> {
    let taxonomies = taxonomies(&context.releases()?)?;
    tables_in(context.config(), id, &taxonomies)
}

fn tables_in(config: Option<&Path>, id: &str, taxonomies: &Taxonomies) -> Result<Tables> {
    let (edition, _) = load(config, id)?;
    let rules = load_rules(config, &edition, taxonomies)?;
    Ok(Tables { edition, rules })
}

/// A number of things as the integer of a table.
fn count(things: usize) -> Result<i64> {
    Ok(i64::try_from(things)?)
}
