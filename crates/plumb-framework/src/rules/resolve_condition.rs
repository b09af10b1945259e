//! Conditions as they are meant: codes, patterns and thresholds looked up in the code systems at hand.

use std::ops::Range;

use plumb_codes::CodeError;
use toml::Spanned;

use crate::edition::fold_name;
use crate::rules::condition::Condition;
use crate::rules::facts::ElementScale;
use crate::rules::resolve::Resolver;
use crate::rules::selector::{OccupationSelector, Selector, Tree};
use crate::rules::taxonomy::{Taxonomies, Unknown};
use crate::rules::title::TitlePattern;
use crate::rules::written::{Text, When};

/// What is named, and what of it is not meant.
type Named<S> = (Vec<S>, Vec<S>);

impl Resolver<'_, '_> {
    /// Resolves a condition; `None` where nothing can be made of it. Problems that leave a part of it are noted.
    pub(crate) fn condition(&mut self, id: &Text, when: When) -> Option<Condition> {
        match when {
            When::Occupation { codes, except } => {
                let (codes, except) = self.occupations_named(id, &codes, &except)?;
                Some(Condition::Occupation { codes, except })
            }
            When::Title { titles, patterns, except } => {
                if titles.is_empty() && patterns.is_empty() {
                    self.problem(id, ("the rule names no `titles` and no `patterns`".to_owned(), None));
                    return None;
                }
                let mut folded = std::collections::BTreeSet::new();
                for title in &titles {
                    let words = fold_name(title.get_ref());
                    if words.is_empty() {
                        self.problem(title, (format!("the title `{}` has no words", title.get_ref()), None));
                    }
                    folded.insert(words);
                }
                let mut patterns_of = |texts: &[Text]| -> Vec<TitlePattern> {
                    texts.iter().filter_map(|text| self.parsed(text)).collect()
                };
                let (patterns, except) = (patterns_of(&patterns), patterns_of(&except));
                Some(Condition::Title { titles: folded, patterns, except })
            }
            When::Industry { codes, except } => {
                let (codes, except) = self.codes_named(id, &codes, &except, Taxonomies::naics)?;
                Some(Condition::Industry { codes, except })
            }
            When::Program { codes, except } => {
                let (codes, except) = self.codes_named(id, &codes, &except, Taxonomies::cip)?;
                Some(Condition::Program { codes, except })
            }
            When::Combination { occupations, except, industries, least_share_pct } => {
                let (occupations, except) = self.occupations_named(id, &occupations, &except)?;
                let (industries, _) = self.codes_named(id, &industries, &[], Taxonomies::naics)?;
                if let Some(share) = &least_share_pct
                    && !(*share.get_ref() > 0.0 && *share.get_ref() <= 100.0)
                {
                    self.reading.problem(share.span(), "a share in percent is above 0 and at most 100", None);
                }
                let least_share_pct = least_share_pct.map(Spanned::into_inner);
                Some(Condition::Combination { occupations, except, industries, least_share_pct })
            }
            When::Technology { commodities, at_least, occupations, except } => {
                self.threshold(at_least.span(), f64::from(*at_least.get_ref()));
                if commodities.is_empty() {
                    self.problem(id, ("the rule names no commodities".to_owned(), None));
                }
                let commodities = commodities.iter().filter_map(|code| self.commodity(code)).collect();
                let (occupations, except) = self.guard(id, &occupations, &except)?;
                Some(Condition::Technology {
                    commodities,
                    at_least: at_least.into_inner(),
                    occupations,
                    except,
                })
            }
            When::Element { element, scale, at_least, occupations, except } => {
                self.threshold(at_least.span(), *at_least.get_ref());
                if let Err(unknown) = self.taxonomies.element(element.get_ref(), scale.get_ref()) {
                    self.problem(&element, unknown);
                }
                let (occupations, except) = self.guard(id, &occupations, &except)?;
                let element = ElementScale { element: element.into_inner(), scale: scale.into_inner() };
                Some(Condition::Element { element, at_least: at_least.into_inner(), occupations, except })
            }
        }
    }

    fn threshold(&mut self, span: Range<usize>, value: f64) {
        if value.is_nan() || value <= 0.0 {
            let hint = Some("every occupation reaches 0".to_owned());
            self.reading.problem(span, "the threshold is not above 0", hint);
        }
    }

    fn commodity(&mut self, text: &Text) -> Option<String> {
        let code = text.get_ref();
        if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("`{code}` is not a UNSPSC commodity code: eight digits, such as 43232605");
            self.problem(text, (message, None));
            return None;
        }
        self.taxonomies.commodity(code).map_err(|unknown| self.problem(text, unknown)).ok()?;
        Some(code.clone())
    }

    /// Occupations that a threshold is limited to; none means all.
    fn guard(&mut self, id: &Text, codes: &[Text], except: &[Text]) -> Option<Named<OccupationSelector>> {
        if codes.is_empty() {
            let except = except.iter().filter_map(|text| self.occupation(text)).collect();
            return Some((Vec::new(), except));
        }
        self.occupations_named(id, codes, except)
    }

    fn occupations_named(
        &mut self,
        id: &Text,
        codes: &[Text],
        except: &[Text],
    ) -> Option<Named<OccupationSelector>> {
        if codes.is_empty() {
            self.problem(id, ("the rule names no codes".to_owned(), None));
            return None;
        }
        let selected: Vec<OccupationSelector> =
            codes.iter().filter_map(|text| self.occupation(text)).collect();
        let mut excepted = Vec::new();
        for text in except {
            let Some(selector) = self.occupation(text) else { continue };
            let inside = match selector {
                OccupationSelector::Soc(Selector::One(code) | Selector::Range(code, _)) => {
                    selected.iter().any(|one| one.covers([&code], []))
                }
                OccupationSelector::Onet(code) => {
                    let stem = code.soc_stem().parse().ok();
                    selected.iter().any(|one| one.covers(stem.iter(), [&code]))
                }
            };
            self.excepts_something(text, inside);
            excepted.push(selector);
        }
        Some((selected, excepted))
    }

    fn excepts_something(&mut self, text: &Text, inside: bool) {
        if !inside {
            let message = format!("the exception {} lies in nothing that the rule names", text.get_ref());
            self.problem(
                text,
                (message, Some("leave it out, or name what it is an exception of".to_owned())),
            );
        }
    }

    fn occupation(&mut self, text: &Text) -> Option<OccupationSelector> {
        if !text.get_ref().contains("..") && text.get_ref().contains('.') {
            return match text.get_ref().parse() {
                Ok(code) => {
                    self.taxonomies.onet_soc(code).map_err(|unknown| self.problem(text, unknown)).ok()?;
                    Some(OccupationSelector::Onet(code))
                }
                Err(error) => {
                    self.problem(text, (CodeError::to_string(&error), None));
                    None
                }
            };
        }
        self.selector(text, Taxonomies::soc).map(OccupationSelector::Soc)
    }

    fn codes_named<C: Tree + std::str::FromStr<Err = CodeError>>(
        &mut self,
        id: &Text,
        codes: &[Text],
        except: &[Text],
        known: impl Fn(&Taxonomies, C) -> Result<(), Unknown>,
    ) -> Option<Named<Selector<C>>> {
        if codes.is_empty() {
            self.problem(id, ("the rule names no codes".to_owned(), None));
            return None;
        }
        let selected: Vec<Selector<C>> =
            codes.iter().filter_map(|text| self.selector(text, &known)).collect();
        let mut excepted = Vec::new();
        for text in except {
            let Some(selector) = self.selector(text, &known) else { continue };
            let (Selector::One(code) | Selector::Range(code, _)) = selector;
            self.excepts_something(text, selected.iter().any(|one| one.covers(code)));
            excepted.push(selector);
        }
        Some((selected, excepted))
    }

    fn selector<C: Tree + std::str::FromStr<Err = CodeError>>(
        &mut self,
        text: &Text,
        known: impl Fn(&Taxonomies, C) -> Result<(), Unknown>,
    ) -> Option<Selector<C>> {
        let mut code = |written: &str| -> Option<C> {
            match written.trim().parse::<C>() {
                Ok(code) => known(self.taxonomies, code)
                    .map_err(|unknown| self.problem(text, unknown))
                    .ok()
                    .map(|()| code),
                Err(error) => {
                    self.problem(text, (error.to_string(), None));
                    None
                }
            }
        };
        let Some((first, last)) = text.get_ref().split_once("..") else {
            return code(text.get_ref()).map(Selector::One);
        };
        let (first, last) = (code(first)?, code(last)?);
        if first >= last || first.depth() != last.depth() {
            let message = format!(
                "the range {} does not lead up from one code to another of the same level",
                text.get_ref()
            );
            self.problem(text, (message, None));
            return None;
        }
        Some(Selector::Range(first, last))
    }
}
