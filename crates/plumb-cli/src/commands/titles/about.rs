//! `plumb titles about`: which title index serves, and what it was built from.

use anyhow::Result;
use clap::Args;
use plumb_tables::Table;

use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::printer::data;
use crate::titles::index;
use crate::titles::recipe::IndexOptions;

/// Show which title index serves: where it comes from, what it was built from, how much it knows.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    index: IndexOptions,
}

plumb_tables::table! {
    /// One fact about the title index.
    IndexFactRow in "title_index", key ["fact"] {
        /// What it is about.
        fact: String,
        /// What is so.
        value: String,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let releases = context.releases()?;
    let recipe = options.index.recipe(&releases)?;
    let (matcher, origin) = index::open(context, &releases, &recipe)?;
    let kinds = matcher.titles_by_kind();
    if context.printer().format() == Format::Json {
        let titles: serde_json::Map<String, serde_json::Value> =
            kinds.iter().map(|(kind, &count)| (kind.name().to_owned(), count.into())).collect();
        let inputs: Vec<serde_json::Value> = matcher
            .inputs()
            .iter()
            .map(|(name, digest)| serde_json::json!({ "name": name, "digest": digest }))
            .collect();
        let about = serde_json::json!({
            "origin": origin.name(),
            "occupations": matcher.occupations().len(),
            "titles": titles,
            "acronyms": matcher.acronyms(),
            "inputs": inputs,
        });
        data(&serde_json::to_string_pretty(&about)?)?;
        return Ok(Exit::Done);
    }
    let row = |fact: String, value: String| IndexFactRow { fact, value };
    let mut rows = vec![
        row("origin".to_owned(), origin.name().to_owned()),
        row("occupations".to_owned(), matcher.occupations().len().to_string()),
    ];
    rows.extend(kinds.iter().map(|(kind, count)| row(format!("{} titles", kind.name()), count.to_string())));
    rows.push(row("acronyms learned".to_owned(), matcher.acronyms().len().to_string()));
    rows.extend(matcher.inputs().iter().map(|(name, digest)| row(format!("from {name}"), digest.clone())));
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}
