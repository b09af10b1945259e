//! `plumb explain`: one subject with everything that decides, or would decide, where it belongs.

mod industry;
mod matches;
mod occupation;
mod program;
mod render;
mod report;
mod subject;
mod title;

use anyhow::Result;
use clap::Args;
use plumb_framework::DEFAULT_EDITION;

use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::ground::Ground;
use crate::printer::data;
use report::Explanation;
use subject::{Asked, Found};

/// Explain where a subject belongs and why.
///
/// Takes a SOC 2018 or SOC 2010 code (15-2051), an O*NET-SOC 2019 or 2010 code (15-2051.01), an OEWS code that stands for several
/// occupations (13-1020), a NAICS 2022 industry of two to six digits (541512) or one of NAICS 2017, a CIP 2020 program (11.0701),
/// the title of an occupation, or any job title ("drone pilot"). What an older code became, the published crosswalks say.
/// Shows published rows, rules, and what all other evidence says: places in order with the points of each kind of evidence,
/// the gap to the runner-up, and the smallest piece of evidence without which the answer would be another.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A code or a title.
    subject: String,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let ground = Ground::read(context, &options.edition)?;
    let Found { asked, note } = subject::find(&options.subject, &ground)?;
    let mut explanations: Vec<Explanation> = match &asked {
        Asked::Occupations(codes) => occupation::explain(&ground, codes),
        Asked::OnetOccupations(codes) => {
            codes.iter().map(|&code| occupation::explain_onet(&ground, code)).collect()
        }
        Asked::Industries(codes) => {
            codes.iter().map(|&code| industry::explain(&ground, code)).collect::<Result<_>>()?
        }
        Asked::Program(code) => vec![program::explain(&ground, *code)],
        Asked::Title(title) => vec![title::explain(context, &ground, title)?],
    };
    for explanation in &mut explanations {
        // The primary place first; the others in the order of the edition.
        explanation.places.sort_by_key(|place| place.role != "primary");
    }
    let printer = context.printer();
    if let Some(note) = note {
        printer.note(&note);
    }
    match printer.format() {
        Format::Json => data(&serde_json::to_string_pretty(&explanations)?)?,
        Format::Csv => printer.table(&report::table(&explanations))?,
        Format::Text => {
            for explanation in &explanations {
                data(&render::text(explanation))?;
            }
            let releases: Vec<String> =
                ground.material.read.iter().map(std::string::ToString::to_string).collect();
            printer.note(&format!("edition {}, releases {}", ground.edition.id, releases.join(", ")));
        }
    }
    Ok(Exit::Done)
}
