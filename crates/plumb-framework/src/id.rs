//! Stable ids: lower-case words joined by hyphens, the same in files, links and exports.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Makes an id type.
macro_rules! id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                check(text).map(|()| Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id! {
    /// Id of a framework edition, such as `national-2024`.
    EditionId
}
id! {
    /// Id of a grouping of clusters.
    GroupingId
}
id! {
    /// Id of a career cluster, such as `advanced-manufacturing`.
    ClusterId
}
id! {
    /// Id of a sub-cluster (a pathway in the original edition), unique within its edition.
    SubClusterId
}
id! {
    /// Id of a rule, unique within its edition.
    RuleId
}

fn check(text: &str) -> Result<(), String> {
    let words = text.split('-').all(|word| !word.is_empty());
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if words && plain && text.len() <= 80 {
        return Ok(());
    }
    Err(format!(
        "`{text}` is not an id: lower-case words and digits joined by single hyphens, 80 characters at most"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_a_folder_or_break_a_link() {
        assert!("national-2024".parse::<EditionId>().is_ok());
        for text in ["", "-a", "a--b", "a/b", "..", "A", "a b", "a&b", &"a".repeat(81)] {
            assert!(text.parse::<EditionId>().is_err(), "{text}");
        }
    }
}
