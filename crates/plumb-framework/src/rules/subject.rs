//! A subject that rules can be asked about, in the text form that examples and the command line use.

use std::fmt;

use plumb_codes::{Cip2020, Naics2022, OnetSoc2019, Soc2018};

/// An occupation by either code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occupation {
    /// A SOC 2018 occupation.
    Soc(Soc2018),
    /// An O*NET-SOC 2019 occupation.
    Onet(OnetSoc2019),
}

/// Something that rules can be asked about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An occupation: `15-1252`, `15-1299.08`.
    Occupation(Occupation),
    /// An industry: `541512`.
    Industry(Naics2022),
    /// A program of study: `01.0308`.
    Program(Cip2020),
    /// An occupation in an industry: `15-1252 in 524126`.
    Combination(Occupation, Naics2022),
    /// A job title.
    Title(String),
}

impl Occupation {
    /// Reads either code.
    ///
    /// # Errors
    /// The text is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let error = |error: plumb_codes::CodeError| error.to_string();
        if text.contains('.') {
            return text.parse().map(Self::Onet).map_err(error);
        }
        text.parse().map(Self::Soc).map_err(error)
    }
}

impl Subject {
    /// Reads a subject of the kind that rules of one kind are about: `occupation`, `technology` and `element` take
    /// occupations, the others what their name says.
    ///
    /// # Errors
    /// The text is not of that kind; the message shows the form.
    pub fn parse(kind: &str, text: &str) -> Result<Self, String> {
        let text = text.trim();
        match kind {
            "title" if text.is_empty() => Err("a title cannot be empty".to_owned()),
            "title" => Ok(Self::Title(text.to_owned())),
            "industry" => {
                text.parse().map(Self::Industry).map_err(|error: plumb_codes::CodeError| error.to_string())
            }
            "program" => {
                text.parse().map(Self::Program).map_err(|error: plumb_codes::CodeError| error.to_string())
            }
            "combination" if text.contains(" in ") => {
                let (occupation, industry) = text.split_once(" in ").unwrap_or((text, ""));
                let industry =
                    industry.trim().parse().map_err(|error: plumb_codes::CodeError| error.to_string())?;
                Ok(Self::Combination(Occupation::parse(occupation.trim())?, industry))
            }
            "combination" => Occupation::parse(text).map(Self::Occupation).map_err(|error| {
                format!("{error}; an occupation in an industry is written as `15-1252 in 524126`")
            }),
            _ => Occupation::parse(text).map(Self::Occupation),
        }
    }

    /// Reads whatever the text is: a code of one of the systems, an occupation in an industry, else a title.
    pub fn guess(text: &str) -> Self {
        let text = text.trim();
        ["combination", "program", "industry"]
            .into_iter()
            .find_map(|kind| Self::parse(kind, text).ok())
            .unwrap_or_else(|| Self::Title(text.to_owned()))
    }

    /// What it is: `occupation`, `industry`, `program`, `combination` or `title`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Occupation(_) => "occupation",
            Self::Industry(_) => "industry",
            Self::Program(_) => "program",
            Self::Combination(..) => "combination",
            Self::Title(_) => "title",
        }
    }
}

impl fmt::Display for Occupation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Soc(code) => code.fmt(formatter),
            Self::Onet(code) => code.fmt(formatter),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupation(code) => code.fmt(formatter),
            Self::Industry(code) => code.fmt(formatter),
            Self::Program(code) => code.fmt(formatter),
            Self::Combination(occupation, industry) => write!(formatter, "{occupation} in {industry}"),
            Self::Title(title) => formatter.write_str(title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_form_is_recognised() {
        for (text, kind) in [
            ("15-1252", "occupation"),
            ("15-1299.08", "occupation"),
            ("541512", "industry"),
            ("31-33", "industry"),
            ("01.0308", "program"),
            ("15-1252 in 524126", "combination"),
            ("Drone Pilot", "title"),
        ] {
            let subject = Subject::guess(text);
            assert_eq!((subject.kind(), subject.to_string().as_str()), (kind, text));
        }
    }
}
