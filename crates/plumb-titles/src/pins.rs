//! A steward's pins: titles that go where the steward says, whatever the index holds.

use rustc_hash::FxHashMap;

use plumb_codes::Soc2018;

use crate::normalise::{Draft, normalise};

/// Where a pin sends a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinTarget {
    /// An occupation.
    Soc(Soc2018),
    /// Something that this crate does not know, such as the id of a sub-cluster.
    Other(String),
}

/// One pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// A title, or a pattern in which `*` stands for any text: `"drone *"`.
    ///
    /// A title is compared after normalising, so that "Drone Pilots" is "drone pilot". A pattern is compared with
    /// the title in lower case, one space between words.
    pub title: String,
    /// Where the title goes.
    pub target: PinTarget,
    /// Why, in the steward's words.
    pub reason: String,
    /// Since when, as `YYYY-MM-DD`.
    pub date: String,
}

/// Pins ready to be looked up.
#[derive(Debug, Default)]
pub(crate) struct Pins {
    all: Vec<Pin>,
    exact: FxHashMap<String, usize>,
    /// Numbers of pins with a pattern, and the pattern's parts between stars.
    patterns: Vec<(usize, Vec<String>)>,
}

impl Pins {
    /// Of two pins for the same title the first wins.
    pub(crate) fn new(pins: Vec<Pin>) -> Self {
        let mut exact = FxHashMap::default();
        let mut patterns = Vec::new();
        let mut draft = Draft::default();
        for (number, pin) in pins.iter().enumerate() {
            if pin.title.contains('*') {
                patterns.push((number, plain(&pin.title).split('*').map(str::to_owned).collect()));
            } else if normalise(&pin.title, &mut draft).is_ok() {
                exact.entry(key(&draft)).or_insert(number);
            }
        }
        Self { all: pins, exact, patterns }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The number of a title's pin: one for the title itself before one for a pattern.
    pub(crate) fn find(&self, title: &str, draft: &Draft) -> Option<usize> {
        if let Some(&number) = self.exact.get(&key(draft)) {
            return Some(number);
        }
        if self.patterns.is_empty() {
            return None;
        }
        let title = plain(title);
        let found = self.patterns.iter().find(|(_, parts)| fits(&title, parts));
        found.map(|&(number, _)| number)
    }

    pub(crate) fn get(&self, number: usize) -> Option<&Pin> {
        self.all.get(number)
    }
}

fn key(draft: &Draft) -> String {
    draft.words().collect::<Vec<_>>().join(" ")
}

fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text begins with the first part, ends with the last, and holds the others in order between.
fn fits(text: &str, parts: &[String]) -> bool {
    let [first, between @ .., last] = parts else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in between {
        let Some(found) = rest.find(part.as_str()) else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(title: &str, target: &str) -> Pin {
        Pin {
            title: title.to_owned(),
            target: PinTarget::Other(target.to_owned()),
            reason: "board decision".to_owned(),
            date: "2026-01-01".to_owned(),
        }
    }

    fn target(title: &str) -> Option<String> {
        let pins = Pins::new(vec![
            pin("drone *", "pattern"),
            pin("Drone Pilots", "exact"),
            pin("* of * safety", "two"),
        ]);
        let mut draft = Draft::default();
        normalise(title, &mut draft).unwrap();
        pins.find(title, &draft).and_then(|number| pins.get(number)).map(|pin| match &pin.target {
            PinTarget::Other(target) => target.clone(),
            PinTarget::Soc(soc) => soc.to_string(),
        })
    }

    #[test]
    fn exact_titles_come_before_patterns() {
        assert_eq!(target("DRONE PILOT").as_deref(), Some("exact"));
        assert_eq!(target("Drone  technician").as_deref(), Some("pattern"));
        assert_eq!(target("Chief of Food Safety").as_deref(), Some("two"));
        assert_eq!(target("Droner"), None);
        assert_eq!(target("safety"), None);
    }
}
