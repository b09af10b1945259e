//! Cross-validation: titles in parts, each asked of an index that knows none of its words.

use std::collections::BTreeSet;

use anyhow::Result;
use plumb_titles::{BuildOptions, Knowledge, Matcher, TitleKind};
use rayon::prelude::*;

use super::{Asked, Options, ask};
use crate::context::Context;
use crate::titles::perturb::Dice;
use crate::titles::truth::{TrueTitle, form_of};

/// Filed titles are known to the index: without folds it would be asked what it was told. Each fold costs one index to
/// build; with five of them an index knows four fifths of the filed titles, nearly what it knows in use.
pub(super) const OF_FILED: u64 = 5;

/// Which known titles are hidden from an index that is asked for titles of the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// All of them, whoever published them.
    All,
    /// Only those that employers filed.
    Filed,
}

/// Knowledge without the titles of these words.
pub(super) fn without(knowledge: &Knowledge, forms: &BTreeSet<&str>, hidden: Hidden) -> Knowledge {
    let mut rest = knowledge.clone();
    rest.titles.retain(|known| {
        (hidden == Hidden::Filed && known.kind != TitleKind::Filed)
            || !forms.contains(form_of(&known.title).as_str())
    });
    rest
}

/// Asks for every title an index without the fold that the title is in; also gives the seconds that the asking took.
pub(super) fn ask_all(
    options: &Options,
    context: &Context,
    knowledge: &Knowledge,
    titles: Vec<TrueTitle>,
    folds: u64,
    hidden: Hidden,
) -> Result<(Vec<Asked>, f64)> {
    let mut parts: Vec<Vec<TrueTitle>> = (0..folds).map(|_| Vec::new()).collect();
    for title in titles {
        let fold = Dice::new(options.seed, &title.form).next() % folds;
        parts[usize::try_from(fold)?].push(title);
    }
    let bar =
        context.printer().bar(Some(folds), &format!("folds of {folds}: building an index without each"));
    // Building takes one core for most of its time, so folds are built side by side.
    let answers = parts.into_par_iter().map(|part| -> Result<(Vec<Asked>, f64)> {
        let forms: BTreeSet<&str> = part.iter().map(|title| title.form.as_str()).collect();
        let matcher = Matcher::build(&without(knowledge, &forms, hidden), &BuildOptions::default(), &|_| ())?;
        let answers = ask(options, &matcher, part);
        bar.inc(1);
        Ok(answers)
    });
    let answers: Vec<Result<(Vec<Asked>, f64)>> = answers.collect();
    bar.finish_and_clear();
    let mut asked = Vec::new();
    let mut seconds = 0.0;
    for fold in answers {
        let (answers, took) = fold?;
        asked.extend(answers);
        seconds += took;
    }
    Ok((asked, seconds))
}

#[cfg(test)]
mod tests {
    use plumb_titles::KnownTitle;

    use super::*;

    #[test]
    fn what_was_published_stays_where_only_filed_titles_are_hidden() {
        let soc = "15-1252".parse().unwrap();
        let titles = vec![
            KnownTitle::new("Software Engineer", soc, TitleKind::Alternate),
            KnownTitle::new("SOFTWARE ENGINEER II", soc, TitleKind::Filed),
            KnownTitle::new("Java Engineer", soc, TitleKind::Filed),
        ];
        let knowledge = Knowledge { titles, ..Knowledge::default() };
        let form = form_of("Software Engineers");
        let forms = BTreeSet::from([form.as_str()]);
        let left = |hidden| {
            let rest = without(&knowledge, &forms, hidden);
            rest.titles.into_iter().map(|known| known.title).collect::<Vec<_>>()
        };
        assert_eq!(left(Hidden::All), ["Java Engineer"]);
        assert_eq!(left(Hidden::Filed), ["Software Engineer", "Java Engineer"]);
    }
}
