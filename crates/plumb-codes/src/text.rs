//! What every code newtype shares: text in and out for `serde`, and strict digit reading.

/// Serialises a code as its canonical text and reads it back through `FromStr`.
macro_rules! serde_as_text {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de, $($generics)*> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

/// Reads ASCII digits only; `None` for anything else, including a sign or an empty text.
pub(crate) fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Reads `dd-dddd` as a six-digit number; `None` for any other form.
pub(crate) fn six_digits(text: &str) -> Option<u32> {
    let (major, rest) = text.split_once('-')?;
    if major.len() != 2 || rest.len() != 4 {
        return None;
    }
    Some(digits(major)? * 10_000 + digits(rest)?)
}
