//! The registration key: used in requests, and nowhere else to be seen.

use std::fmt;
use std::path::Path;

use crate::error::FetchError;

/// A registration key. It has no `Display`, and its `Debug` does not show it.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key as text, for instance from the environment.
    ///
    /// # Errors
    /// [`FetchError::ApiKey`] if it has other characters than letters, digits and `-`, or is empty.
    pub fn new(text: &str) -> Result<Self, FetchError> {
        let text = text.trim();
        let plausible =
            text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if plausible {
            Ok(Self(text.to_owned()))
        } else {
            let cause = "a key has at least 8 letters, digits and hyphens, and nothing else".to_owned();
            Err(FetchError::ApiKey { cause })
        }
    }

    /// A key from a file that only its owner may read (mode 0600 or 0400).
    ///
    /// # Errors
    /// [`FetchError::Io`], or [`FetchError::ApiKey`] if others may read the file or the text is no key.
    pub fn from_file(path: &Path) -> Result<Self, FetchError> {
        let io = |error| FetchError::io("read", path, error);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path).map_err(io)?.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                let cause = format!("{} has mode {mode:04o}; make it 0600", path.display());
                return Err(FetchError::ApiKey { cause });
            }
        }
        Self::new(&std::fs::read_to_string(path).map_err(io)?)
    }

    /// The key, for a request body.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// Text of the server without the key, in whatever case it echoes it.
    pub(super) fn redact(&self, text: &str) -> String {
        let (lower, needle) = (text.to_ascii_lowercase(), self.0.to_ascii_lowercase());
        let mut redacted = String::with_capacity(text.len());
        let mut from = 0;
        while let Some(at) = lower[from..].find(&needle) {
            redacted.push_str(&text[from..from + at]);
            redacted.push_str("[key]");
            from += at + needle.len();
        }
        redacted.push_str(&text[from..]);
        redacted
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey([key])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_not_shown() {
        let key = ApiKey::new(" abcdef0123456789abcdef0123456789 \n").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey([key])");
        assert_eq!(
            key.redact(
                "The key:ABCDEF0123456789abcdef0123456789 is invalid. é abcdef0123456789abcdef0123456789"
            ),
            "The key:[key] is invalid. é [key]"
        );
        assert!(ApiKey::new("").is_err());
        assert!(ApiKey::new("key with spaces").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        crate::fsio::write_atomic(&path, b"abcdef0123456789\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = ApiKey::from_file(&path).unwrap_err();
        assert!(error.to_string().contains("mode 0644; make it 0600"), "{error}");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(ApiKey::from_file(&path).unwrap().reveal(), "abcdef0123456789");
    }
}
