//! Rule tables as they are written in TOML: one array of tables for each kind, every key known.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rules::problem::{Reading, nearest};

/// A text with the bytes at which it is written.
pub(crate) type Text = Spanned<String>;

/// What every rule says beside its condition.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) id: Text,
    pub(crate) target: Option<Text>,
    pub(crate) occupation: Option<Text>,
    pub(crate) secondary: Vec<Text>,
    pub(crate) pin: Option<Spanned<bool>>,
    pub(crate) exclude: Option<Spanned<bool>>,
    pub(crate) weight: Option<Spanned<f64>>,
    pub(crate) priority: i32,
    pub(crate) reason: Text,
    pub(crate) source: Text,
    pub(crate) author: Text,
    pub(crate) added: Text,
    pub(crate) changed: Option<Text>,
    pub(crate) review: Option<Text>,
    pub(crate) expires: Option<Text>,
    pub(crate) hits: Spanned<Vec<Text>>,
    pub(crate) misses: Spanned<Vec<Text>>,
}

/// The condition as written.
#[derive(Debug)]
pub(crate) enum When {
    Occupation {
        codes: Vec<Text>,
        except: Vec<Text>,
    },
    Title {
        titles: Vec<Text>,
        patterns: Vec<Text>,
        except: Vec<Text>,
    },
    Industry {
        codes: Vec<Text>,
        except: Vec<Text>,
    },
    Program {
        codes: Vec<Text>,
        except: Vec<Text>,
    },
    Combination {
        occupations: Vec<Text>,
        except: Vec<Text>,
        industries: Vec<Text>,
        least_share_pct: Option<Spanned<f64>>,
    },
    Technology {
        commodities: Vec<Text>,
        at_least: Spanned<u32>,
        occupations: Vec<Text>,
        except: Vec<Text>,
    },
    Element {
        element: Text,
        scale: Text,
        at_least: Spanned<f64>,
        occupations: Vec<Text>,
        except: Vec<Text>,
    },
}

/// One rule as written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) kind: &'static str,
    pub(crate) common: Common,
    pub(crate) when: When,
}

/// The code systems that a file says its codes are in.
#[derive(Debug, Default)]
pub(crate) struct Vintages {
    pub(crate) occupations: Option<Text>,
    pub(crate) industries: Option<Text>,
    pub(crate) programs: Option<Text>,
}

/// A file as written.
#[derive(Debug, Default)]
pub(crate) struct WrittenFile {
    pub(crate) vintages: Vintages,
    pub(crate) rules: Vec<Written>,
}

/// Makes the form of one kind: its own keys, and those of every rule. No `flatten`, so unknown keys are refused.
macro_rules! form {
    ($form:ident($kind:literal) { $($(#[$attribute:meta])* $key:ident: $type:ty),* $(,)? } => $when:expr) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $form {
            id: Text,
            $($(#[$attribute])* $key: $type,)*
            target: Option<Text>,
            occupation: Option<Text>,
            #[serde(default)]
            secondary: Vec<Text>,
            pin: Option<Spanned<bool>>,
            exclude: Option<Spanned<bool>>,
            weight: Option<Spanned<f64>>,
            #[serde(default)]
            priority: i32,
            reason: Text,
            source: Text,
            author: Text,
            added: Spanned<toml::value::Datetime>,
            changed: Option<Spanned<toml::value::Datetime>>,
            review: Option<Spanned<toml::value::Datetime>>,
            expires: Option<Spanned<toml::value::Datetime>>,
            hits: Spanned<Vec<Text>>,
            misses: Spanned<Vec<Text>>,
        }

        impl From<$form> for Written {
            fn from(form: $form) -> Self {
                let $form {
                    id, $($key,)* target, occupation, secondary, pin, exclude, weight, priority, reason, source,
                    author, added, changed, review, expires, hits, misses,
                } = form;
                Self {
                    kind: $kind,
                    common: Common {
                        id, target, occupation, secondary, pin, exclude, weight, priority, reason, source, author,
                        added: day(added),
                        changed: changed.map(day),
                        review: review.map(day),
                        expires: expires.map(day),
                        hits,
                        misses,
                    },
                    when: $when,
                }
            }
        }
    };
}

fn day(written: Spanned<toml::value::Datetime>) -> Text {
    Spanned::new(written.span(), written.into_inner().to_string())
}

form!(OccupationForm("occupation") {
    codes: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Occupation { codes, except });

form!(TitleForm("title") {
    #[serde(default)]
    titles: Vec<Text>,
    #[serde(default)]
    patterns: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Title { titles, patterns, except });

form!(IndustryForm("industry") {
    codes: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Industry { codes, except });

form!(ProgramForm("program") {
    codes: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Program { codes, except });

form!(CombinationForm("combination") {
    occupations: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
    industries: Vec<Text>,
    least_share_pct: Option<Spanned<f64>>,
} => When::Combination { occupations, except, industries, least_share_pct });

form!(TechnologyForm("technology") {
    commodities: Vec<Text>,
    at_least: Spanned<u32>,
    #[serde(default)]
    occupations: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Technology { commodities, at_least, occupations, except });

form!(ElementForm("element") {
    element: Text,
    scale: Text,
    at_least: Spanned<f64>,
    #[serde(default)]
    occupations: Vec<Text>,
    #[serde(default)]
    except: Vec<Text>,
} => When::Element { element, scale, at_least, occupations, except });

/// The keys of a file.
pub(crate) const KEYS: [&str; 10] = [
    "occupation_codes",
    "industry_codes",
    "program_codes",
    "occupation",
    "title",
    "industry",
    "program",
    "combination",
    "technology",
    "element",
];

/// Reads a TOML file; what cannot be read is a problem of the file, and the rest is still read.
pub(crate) fn read_toml(reading: &mut Reading<'_>) -> WrittenFile {
    let text = reading.text;
    let (document, errors) = DeTable::parse_recoverable(text);
    let broken = !errors.is_empty();
    for error in errors {
        located(reading, &error, 0..0);
    }
    let mut file = WrittenFile::default();
    if broken {
        // What a parser made of broken text would only lead to more complaints.
        return file;
    }
    for (key, value) in document.into_inner() {
        let span = key.span();
        match key.get_ref().as_ref() {
            "occupation_codes" => file.vintages.occupations = one(reading, value),
            "industry_codes" => file.vintages.industries = one(reading, value),
            "program_codes" => file.vintages.programs = one(reading, value),
            "occupation" => each::<OccupationForm>(reading, value, &mut file.rules),
            "title" => each::<TitleForm>(reading, value, &mut file.rules),
            "industry" => each::<IndustryForm>(reading, value, &mut file.rules),
            "program" => each::<ProgramForm>(reading, value, &mut file.rules),
            "combination" => each::<CombinationForm>(reading, value, &mut file.rules),
            "technology" => each::<TechnologyForm>(reading, value, &mut file.rules),
            "element" => each::<ElementForm>(reading, value, &mut file.rules),
            unknown => {
                let hint = nearest(KEYS.into_iter(), unknown)
                    .unwrap_or_else(|| format!("known are {}", KEYS.join(", ")));
                reading.problem(span, format!("a rule table has no key `{unknown}`"), Some(hint));
            }
        }
    }
    file
}

fn one<'de, T: Deserialize<'de>>(reading: &mut Reading<'_>, value: Spanned<DeValue<'de>>) -> Option<T> {
    let span = value.span();
    match T::deserialize(toml::de::ValueDeserializer::from(value)) {
        Ok(read) => Some(read),
        Err(error) => {
            located(reading, &error, span);
            None
        }
    }
}

/// Reads an array of rules of one kind, one after the other, so that one bad rule does not hide the next.
fn each<'de, F: Deserialize<'de> + Into<Written>>(
    reading: &mut Reading<'_>,
    value: Spanned<DeValue<'de>>,
    rules: &mut Vec<Written>,
) {
    let span = value.span();
    let DeValue::Array(array) = value.into_inner() else {
        let hint = "rules of a kind stand under a double bracket, such as [[occupation]]".to_owned();
        reading.problem(span, "this is not a list of rules", Some(hint));
        return;
    };
    for item in array {
        rules.extend(one::<F>(reading, item).map(Into::into));
    }
}

fn located(reading: &mut Reading<'_>, error: &toml::de::Error, otherwise: Range<usize>) {
    let span = error.span().unwrap_or(otherwise);
    let message = error.message().trim_end().replace('\n', "; ");
    let hint = unknown_field_hint(&message);
    reading.problem(span, message, hint);
}

/// serde lists all fields; the one that was meant is a better hint.
fn unknown_field_hint(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let (unknown, known) = rest.split_once("`, expected ")?;
    nearest(known.split('`').skip(1).step_by(2), unknown)
}
