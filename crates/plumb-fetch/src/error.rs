//! Everything that can go wrong between a catalogue and a checked file on disk.
//! Errors are cheap to clone, because several callers may wait for the same download.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use thiserror::Error;

/// Whose fault an error is, as far as exit codes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The configuration or the call (exit code 2).
    Configuration,
    /// What was delivered cannot be trusted (exit code 3).
    BadData,
    /// The network or the publisher's server (exit code 4).
    Network,
    /// The disk (exit code 1).
    Storage,
}

/// A failure to fetch; each message completes "failed to fetch: ...".
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are named in each message")]
pub enum FetchError {
    /// The catalogue is wrong.
    #[error("{file}:{line}:{column}: {message}")]
    Catalogue { file: String, line: usize, column: usize, message: String },
    /// No such source.
    #[error("no source `{id}` in the catalogue (known: {})", known.join(", "))]
    UnknownSource { id: String, known: Vec<String> },
    /// A release that the source does not have.
    #[error("source `{source_id}` has no release `{release}`")]
    WrongRelease { source_id: String, release: String },
    /// The host insists on a contact address.
    #[error("{host} answers only to clients that give a contact e-mail, and none is set")]
    ContactMissing { host: String },
    /// The contact address is none.
    #[error("`{contact}` is not a contact e-mail address")]
    ContactInvalid { contact: String },
    /// The HTTP client cannot be set up.
    #[error("cannot set up the HTTP client: {message}")]
    Client { message: String },
    /// A host that the catalogue does not list.
    #[error("{url}: the catalogue has no rules for host {host}")]
    UnknownHost { url: String, host: String },

    /// No connection.
    #[error("{url}: cannot connect: {cause}")]
    Connect { url: String, cause: String },
    /// The certificate does not convince.
    #[error("{url}: the TLS certificate is not trusted: {cause}")]
    Tls { url: String, cause: String },
    /// Too slow.
    #[error("{url}: timed out ({phase})")]
    Timeout { url: String, phase: &'static str },
    /// The body ended early.
    #[error("{url}: the body was cut off after {received} bytes: {cause}")]
    Truncated { url: String, received: u64, cause: String },
    /// The body does not decode.
    #[error("{url}: the body cannot be decoded: {cause}")]
    Encoding { url: String, cause: String },
    /// An unexpected status.
    #[error("{url}: the server answered {status}")]
    Status { url: String, status: u16 },
    /// 403.
    #[error("{url}: the server refused this client (403)")]
    Forbidden { url: String },
    /// 429, with a wait that is too long to sit out.
    #[error("{url}: the server asks to wait {wait_seconds} s")]
    RateLimited { url: String, wait_seconds: u64 },
    /// More redirects than allowed, or a loop of them.
    #[error("{url}: redirected {hops} times without arriving")]
    TooManyRedirects { url: String, hops: usize },
    /// A redirect to a host that is not allowed.
    #[error("{url}: redirected to {target}, which is not an allowed host")]
    RedirectRefused { url: String, target: String },
    /// None of the URLs has the file.
    #[error("not found at {}", urls.join(", "))]
    NotFound { urls: Vec<String> },

    /// A page in place of the file.
    #[error("{url}: an HTML page came in place of the file (soft 404)")]
    HtmlInsteadOfData { url: String },
    /// Wrong first bytes.
    #[error("{url}: the first bytes are {found}, which is no {format} file")]
    BadMagic { url: String, found: String, format: &'static str },
    /// Fewer or more bytes than declared.
    #[error("{url}: {declared} bytes were announced and {received} came")]
    WrongLength { url: String, declared: u64, received: u64 },
    /// Larger than the source may be.
    #[error("{url}: larger than the limit of {limit} bytes")]
    TooLarge { url: String, limit: u64 },
    /// Smaller than the source may be.
    #[error("{url}: {bytes} bytes, below the minimum of {minimum}")]
    TooSmall { url: String, bytes: u64, minimum: u64 },
    /// An archive that does not open or whose checksums fail.
    #[error("{url}: damaged archive{}: {cause}", member.as_ref().map(|name| format!(", member `{name}`")).unwrap_or_default())]
    BadArchive { url: String, member: Option<String>, cause: String },
    /// An archive that unpacks to too much.
    #[error("{url}: archive bomb: member `{member}` takes the content above {limit} bytes")]
    ArchiveBomb { url: String, member: String, limit: u64 },
    /// An archive without the file that matters.
    #[error("{url}: the archive has no `{pattern}` (it has: {})", found.join(", "))]
    MemberMissing { url: String, pattern: String, found: Vec<String> },
    /// Text that is none.
    #[error("{url}: not text: {cause}")]
    NotText { url: String, cause: String },
    /// Much less than the last good file.
    #[error("{url}: {what} fell from {was} to {now}, below {percent} % of the last good file")]
    Shrunk { url: String, what: String, was: u64, now: u64, percent: u64 },
    /// The same bytes were refused before.
    #[error("{url}: still the file that was refused before ({reason})")]
    RejectedBefore { url: String, reason: String },

    /// The BLS API's quota of the day is used up.
    #[error("the BLS API quota of the day is used up ({used} of {limit} queries; next at {resets_at})")]
    ApiQuota { used: u32, limit: u32, resets_at: Timestamp },
    /// The BLS API refused, with status 200.
    #[error("the BLS API refused the query ({status}): {}", messages.join("; "))]
    ApiRefused { status: String, messages: Vec<String> },
    /// The BLS API's answer is not what its documentation promises.
    #[error("the BLS API answered something unexpected: {cause}")]
    ApiMalformed { cause: String },
    /// The key cannot be used.
    #[error("the BLS API key cannot be used: {cause}")]
    ApiKey { cause: String },

    /// A webhook was not told.
    #[error("the webhook at {host} was not told after {attempts} attempts: {cause}")]
    Webhook { host: String, attempts: u32, cause: String },

    /// A file operation failed.
    #[error("cannot {action} {}: {error}", path.display())]
    Io { action: &'static str, path: PathBuf, error: Arc<std::io::Error> },
    /// A file of the cache is not what the cache wrote.
    #[error("{}: damaged: {cause}", path.display())]
    CacheDamaged { path: PathBuf, cause: String },
    /// A background task died.
    #[error("internal task failed: {cause}")]
    Task { cause: String },
}

impl FetchError {
    pub(crate) fn io(action: &'static str, path: &Path, error: std::io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), error: Arc::new(error) }
    }

    /// A short stable name, for metrics and logs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Catalogue { .. } => "catalogue",
            Self::UnknownSource { .. } => "unknown_source",
            Self::WrongRelease { .. } => "wrong_release",
            Self::ContactMissing { .. } => "contact_missing",
            Self::ContactInvalid { .. } => "contact_invalid",
            Self::Client { .. } => "client",
            Self::UnknownHost { .. } => "unknown_host",
            Self::Connect { .. } => "connect",
            Self::Tls { .. } => "tls",
            Self::Timeout { .. } => "timeout",
            Self::Truncated { .. } => "truncated",
            Self::Encoding { .. } => "encoding",
            Self::Status { .. } => "status",
            Self::Forbidden { .. } => "forbidden",
            Self::RateLimited { .. } => "rate_limited",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::RedirectRefused { .. } => "redirect_refused",
            Self::NotFound { .. } => "not_found",
            Self::HtmlInsteadOfData { .. } => "html_instead_of_data",
            Self::BadMagic { .. } => "bad_magic",
            Self::WrongLength { .. } => "wrong_length",
            Self::TooLarge { .. } => "too_large",
            Self::TooSmall { .. } => "too_small",
            Self::BadArchive { .. } => "bad_archive",
            Self::ArchiveBomb { .. } => "archive_bomb",
            Self::MemberMissing { .. } => "member_missing",
            Self::NotText { .. } => "not_text",
            Self::Shrunk { .. } => "shrunk",
            Self::RejectedBefore { .. } => "rejected_before",
            Self::ApiQuota { .. } => "api_quota",
            Self::ApiRefused { .. } => "api_refused",
            Self::ApiMalformed { .. } => "api_malformed",
            Self::ApiKey { .. } => "api_key",
            Self::Webhook { .. } => "webhook",
            Self::Io { .. } => "io",
            Self::CacheDamaged { .. } => "cache_damaged",
            Self::Task { .. } => "task",
        }
    }

    /// Whose fault it is.
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::Catalogue { .. }
            | Self::UnknownSource { .. }
            | Self::WrongRelease { .. }
            | Self::ContactMissing { .. }
            | Self::ContactInvalid { .. }
            | Self::Client { .. }
            | Self::UnknownHost { .. }
            | Self::ApiKey { .. } => ErrorClass::Configuration,
            Self::Connect { .. }
            | Self::Tls { .. }
            | Self::Timeout { .. }
            | Self::Truncated { .. }
            | Self::Status { .. }
            | Self::Forbidden { .. }
            | Self::RateLimited { .. }
            | Self::TooManyRedirects { .. }
            | Self::RedirectRefused { .. }
            | Self::NotFound { .. }
            | Self::ApiQuota { .. }
            | Self::ApiRefused { .. }
            | Self::Webhook { .. } => ErrorClass::Network,
            Self::Encoding { .. }
            | Self::HtmlInsteadOfData { .. }
            | Self::BadMagic { .. }
            | Self::WrongLength { .. }
            | Self::TooLarge { .. }
            | Self::TooSmall { .. }
            | Self::BadArchive { .. }
            | Self::ArchiveBomb { .. }
            | Self::MemberMissing { .. }
            | Self::NotText { .. }
            | Self::Shrunk { .. }
            | Self::RejectedBefore { .. }
            | Self::ApiMalformed { .. } => ErrorClass::BadData,
            Self::Io { .. } | Self::CacheDamaged { .. } | Self::Task { .. } => ErrorClass::Storage,
        }
    }

    /// What the operator can do about it; returns `None` where there is nothing to say beyond the message.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::ContactMissing { .. } => {
                Some("set a contact e-mail in the configuration; it goes into the User-Agent")
            }
            Self::ContactInvalid { .. } => Some("give one address such as data@example.org"),
            Self::Client { .. } => Some(
                "a system without CA certificates needs them (package ca-certificates), or an extra CA file",
            ),
            Self::Forbidden { .. } => Some(
                "some networks are refused whatever they send: download the file by hand and give its folder with --from-dir",
            ),
            Self::Tls { .. } => {
                Some("behind an inspecting proxy, add its certificate to the extra CA certificates")
            }
            Self::Shrunk { .. } => {
                Some("look at the quarantined file; if it is right, lower keep_ratio of the source")
            }
            Self::RejectedBefore { .. } => {
                Some("wait for a corrected file, or retry refused files after an update")
            }
            Self::ApiQuota { .. } => Some("a registered key allows more queries a day"),
            Self::HtmlInsteadOfData { .. } | Self::NotFound { .. } => {
                Some("the publisher may have moved the file: check the source's URLs in the catalogue")
            }
            Self::MemberMissing { .. } => {
                Some("the publisher may have renamed the file: check `members` of the source")
            }
            _ => None,
        }
    }

    /// Whether another attempt at the same URL may help.
    pub(crate) const fn is_transient(&self) -> bool {
        match self {
            Self::Connect { .. }
            | Self::Timeout { .. }
            | Self::Truncated { .. }
            | Self::WrongLength { .. }
            | Self::Encoding { .. }
            | Self::BadArchive { .. }
            | Self::NotText { .. } => true,
            Self::Status { status, .. } => matches!(*status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }
}
