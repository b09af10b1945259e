//! When a rule fires, one kind each, and what made it fire in words.

use std::collections::BTreeSet;

use plumb_codes::{Cip2020, Naics2022};

use crate::edition::fold_name;
use crate::rules::facts::{ElementScale, Facts};
use crate::rules::selector::{OccupationSelector, Selector, Tree};
use crate::rules::title::TitlePattern;

/// When a rule fires.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The subject is one of these occupations.
    Occupation {
        /// Selected occupations.
        codes: Vec<OccupationSelector>,
        /// Occupations that are not meant.
        except: Vec<OccupationSelector>,
    },
    /// The subject is called so.
    Title {
        /// Whole titles, folded.
        titles: BTreeSet<String>,
        /// Patterns.
        patterns: Vec<TitlePattern>,
        /// Patterns of titles that are not meant.
        except: Vec<TitlePattern>,
    },
    /// The subject is one of these industries.
    Industry {
        /// Selected industries.
        codes: Vec<Selector<Naics2022>>,
        /// Industries that are not meant.
        except: Vec<Selector<Naics2022>>,
    },
    /// The subject is one of these programs.
    Program {
        /// Selected programs.
        codes: Vec<Selector<Cip2020>>,
        /// Programs that are not meant.
        except: Vec<Selector<Cip2020>>,
    },
    /// The subject is one of these occupations in one of these industries.
    Combination {
        /// Selected occupations.
        occupations: Vec<OccupationSelector>,
        /// Occupations that are not meant.
        except: Vec<OccupationSelector>,
        /// Selected industries.
        industries: Vec<Selector<Naics2022>>,
        /// From this part of its jobs in the industries on, in percent, the rule holds for the occupation as a whole.
        least_share_pct: Option<f64>,
    },
    /// The occupation uses products of these commodities.
    Technology {
        /// Eight-digit UNSPSC codes; one that ends in `00` stands for its class.
        commodities: BTreeSet<String>,
        /// The least number of products.
        at_least: u32,
        /// Only these occupations, where any are named.
        occupations: Vec<OccupationSelector>,
        /// Occupations that are not meant.
        except: Vec<OccupationSelector>,
    },
    /// The occupation rates high on an element.
    Element {
        /// Element and scale.
        element: ElementScale,
        /// The least value on the scale.
        at_least: f64,
        /// Only these occupations, where any are named.
        occupations: Vec<OccupationSelector>,
        /// Occupations that are not meant.
        except: Vec<OccupationSelector>,
    },
}

/// A subject as conditions see it: its titles are folded once, not by every rule.
pub(crate) struct Asked<'a> {
    facts: &'a Facts,
    titles: Vec<(&'a str, String)>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(facts: &'a Facts) -> Self {
        Self { facts, titles: facts.titles.iter().map(|title| (title.as_str(), fold_name(title))).collect() }
    }
}

/// A condition that is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Met {
    /// How narrow the part of the condition is that was met, higher is narrower.
    pub(crate) narrowness: u16,
    /// What met it, in words.
    pub(crate) because: String,
}

/// A whole title is narrower than any pattern, which has at most 12 words.
const WHOLE_TITLE: u16 = 100;

impl Condition {
    /// The kind, as rule tables name it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Occupation { .. } => "occupation",
            Self::Title { .. } => "title",
            Self::Industry { .. } => "industry",
            Self::Program { .. } => "program",
            Self::Combination { .. } => "combination",
            Self::Technology { .. } => "technology",
            Self::Element { .. } => "element",
        }
    }

    /// The rank of the kind in precedence, higher goes first: what names the subject most closely.
    pub const fn rank(&self) -> u8 {
        match self {
            Self::Combination { .. } => 7,
            Self::Title { .. } => 6,
            Self::Occupation { .. } => 5,
            Self::Industry { .. } => 4,
            Self::Program { .. } => 3,
            Self::Technology { .. } => 2,
            Self::Element { .. } => 1,
        }
    }

    /// The occupations that the condition names, those that are not meant included.
    pub fn occupations(&self) -> impl Iterator<Item = &OccupationSelector> {
        let (first, second): (&[OccupationSelector], &[OccupationSelector]) = match self {
            Self::Occupation { codes, except } => (codes, except),
            Self::Combination { occupations, except, .. }
            | Self::Technology { occupations, except, .. }
            | Self::Element { occupations, except, .. } => (occupations, except),
            Self::Title { .. } | Self::Industry { .. } | Self::Program { .. } => (&[], &[]),
        };
        first.iter().chain(second)
    }

    /// Whether the condition is met, and by what.
    pub(crate) fn met(&self, asked: &Asked<'_>) -> Option<Met> {
        let facts = asked.facts;
        match self {
            Self::Occupation { codes, except } => {
                let selector = occupation(codes, except, facts)?;
                Some(Met { narrowness: selector.narrowness(), because: lies_in(facts, selector) })
            }
            Self::Title { titles, patterns, except } => title(titles, patterns, except, asked),
            Self::Industry { codes, except } => code("industry", facts.naics?, codes, except),
            Self::Program { codes, except } => code("program", facts.cip?, codes, except),
            Self::Combination { occupations, except, industries, least_share_pct } => {
                let selector = occupation(occupations, except, facts)?;
                let (narrowness, place) = in_industries(industries, *least_share_pct, facts)?;
                Some(Met {
                    narrowness: 16 * selector.narrowness() + narrowness,
                    because: format!("{}, {place}", lies_in(facts, selector)),
                })
            }
            Self::Technology { commodities, at_least, occupations, except } => {
                let guard = guard(occupations, except, facts)?;
                let of = |code: &String| {
                    commodities.contains(code)
                        || code.get(..6).is_some_and(|class| commodities.contains(&format!("{class}00")))
                };
                let used = facts.technologies.iter().filter(|(code, _)| of(code));
                let products: u32 = used.map(|(_, products)| products).sum();
                let named = commodities.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                (products >= *at_least).then(|| Met {
                    narrowness: guard,
                    because: format!(
                        "it uses {products} products of {named}, at least {at_least} are asked for"
                    ),
                })
            }
            Self::Element { element, at_least, occupations, except } => {
                let guard = guard(occupations, except, facts)?;
                let value = *facts.elements.get(element)?;
                (value >= *at_least).then(|| Met {
                    narrowness: guard,
                    because: format!(
                        "it rates {value} on {} ({}), at least {at_least} is asked for",
                        element.element, element.scale
                    ),
                })
            }
        }
    }
}

/// The narrowest selector that covers the subject, unless it is not meant.
fn occupation<'a>(
    codes: &'a [OccupationSelector],
    except: &[OccupationSelector],
    facts: &Facts,
) -> Option<&'a OccupationSelector> {
    let covers = |selector: &&OccupationSelector| selector.covers(&facts.soc, &facts.onet_soc);
    if except.iter().any(|selector| covers(&selector)) {
        return None;
    }
    codes.iter().filter(covers).max_by_key(|selector| selector.narrowness())
}

/// A guard that names no occupations lets all pass that it does not except.
fn guard(occupations: &[OccupationSelector], except: &[OccupationSelector], facts: &Facts) -> Option<u16> {
    if occupations.is_empty() {
        let excepted = except.iter().any(|selector| selector.covers(&facts.soc, &facts.onet_soc));
        return (!excepted).then_some(0);
    }
    occupation(occupations, except, facts).map(OccupationSelector::narrowness)
}

fn lies_in(facts: &Facts, selector: &OccupationSelector) -> String {
    let subject = match facts.onet_soc.iter().next() {
        Some(code) if facts.onet_soc.len() == 1 => code.to_string(),
        _ => facts.soc.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    within("occupation", &subject, &selector.to_string())
}

fn within(kind: &str, subject: &str, selector: &str) -> String {
    if subject == selector {
        format!("the {kind} is {subject}")
    } else {
        format!("the {kind} {subject} lies in {selector}")
    }
}

fn code<C: Tree>(kind: &str, subject: C, codes: &[Selector<C>], except: &[Selector<C>]) -> Option<Met> {
    if except.iter().any(|selector| selector.covers(subject)) {
        return None;
    }
    let covering = codes.iter().filter(|selector| selector.covers(subject));
    let selector = covering.max_by_key(|selector| selector.narrowness())?;
    let because = within(kind, &subject.to_string(), &selector.to_string());
    Some(Met { narrowness: selector.narrowness(), because })
}

fn title(
    titles: &BTreeSet<String>,
    patterns: &[TitlePattern],
    except: &[TitlePattern],
    asked: &Asked<'_>,
) -> Option<Met> {
    let meant = |folded: &str| !except.iter().any(|pattern| pattern.matches_folded(folded));
    let met = asked.titles.iter().filter_map(|(title, folded)| {
        if titles.contains(folded) && meant(folded) {
            return Some(Met { narrowness: WHOLE_TITLE, because: format!("the title is `{title}`") });
        }
        let matching = patterns.iter().filter(|pattern| pattern.matches_folded(folded));
        let pattern = matching.max_by_key(|pattern| pattern.words()).filter(|_| meant(folded))?;
        let because = format!("the title `{title}` has `{pattern}`");
        Some(Met { narrowness: pattern.words(), because })
    });
    // The first of equally narrow titles speaks, whatever their number.
    met.reduce(|best, next| if next.narrowness > best.narrowness { next } else { best })
}

fn in_industries(
    industries: &[Selector<Naics2022>],
    least_share_pct: Option<f64>,
    facts: &Facts,
) -> Option<(u16, String)> {
    let covering = |code: Naics2022| {
        industries
            .iter()
            .filter(|selector| selector.covers(code))
            .max_by_key(|selector| selector.narrowness())
    };
    if let Some(code) = facts.naics {
        let selector = covering(code)?;
        return Some((selector.narrowness(), within("industry", &code.to_string(), &selector.to_string())));
    }
    let least = least_share_pct?;
    let inside = facts.industry_shares.iter().filter(|(code, _)| covering(**code).is_some());
    let share_pct: f64 = 100.0 * inside.map(|(_, share)| share).sum::<f64>();
    let narrowness = industries.iter().map(Selector::narrowness).min()?;
    let named = industries.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    (share_pct >= least).then(|| {
        (narrowness, format!("{share_pct:.1} % of its jobs are in {named}, at least {least} % are asked for"))
    })
}

impl Condition {
    /// Each single thing that the condition names, with the narrowness that it gives; what is joined with
    /// thresholds or other things is left out.
    pub(crate) fn named(&self) -> Vec<(u16, String)> {
        match self {
            Self::Occupation { codes, .. } => {
                codes.iter().map(|code| (code.narrowness(), code.to_string())).collect()
            }
            Self::Industry { codes, .. } => {
                codes.iter().map(|code| (code.narrowness(), code.to_string())).collect()
            }
            Self::Program { codes, .. } => {
                codes.iter().map(|code| (code.narrowness(), code.to_string())).collect()
            }
            Self::Title { titles, patterns, .. } => titles
                .iter()
                .map(|title| (WHOLE_TITLE, format!("the title `{title}`")))
                .chain(patterns.iter().map(|pattern| (pattern.words(), format!("`{pattern}`"))))
                .collect(),
            Self::Combination { occupations, industries, .. } => occupations
                .iter()
                .flat_map(|occupation| {
                    industries.iter().map(move |industry| {
                        (
                            16 * occupation.narrowness() + industry.narrowness(),
                            format!("{occupation} in {industry}"),
                        )
                    })
                })
                .collect(),
            Self::Technology { .. } | Self::Element { .. } => Vec::new(),
        }
    }
}
