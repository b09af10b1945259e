//! The ways in which the origin misbehaves, and the text form in which they are asked for.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// One way to misbehave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Waits before the answer (`latency:MILLISECONDS`).
    Latency(Duration),
    /// Closes the connection after so many bytes of the body (`drop-after:BYTES`).
    DropAfter(usize),
    /// Announces no length and closes the connection after so many bytes (`cut-without-length:BYTES`).
    CutWithoutLength(usize),
    /// Announces more bytes than it sends (`wrong-length`).
    WrongLength,
    /// Announces another size of the whole file than it sends parts of (`wrong-total`).
    WrongTotal,
    /// Sends a body marked as gzip that is broken (`corrupt-gzip`).
    CorruptGzip,
    /// Sends a small body marked as gzip that grows to so many bytes (`gzip-bomb:BYTES`).
    GzipBomb(usize),
    /// Sends half of the file as if it were all (`truncated-file`).
    TruncatedFile,
    /// Sends an archive whose one member grows to so many bytes (`zip-bomb:BYTES`).
    ZipBomb(usize),
    /// Flips bytes in the middle of the file (`corrupt-file`).
    CorruptFile,
    /// Sends a page with status 200 (`html`).
    Html,
    /// Answers with a status (`status:CODE`).
    Status(u16),
    /// Answers with a status and `Retry-After` in seconds (`retry-after:CODE:SECONDS`).
    RetryAfter(u16, u32),
    /// Redirects to itself (`redirect-loop`).
    RedirectLoop,
    /// Redirects elsewhere (`redirect:URL`).
    Redirect(String),
    /// Sends one byte of the body at a time (`slow-loris:MILLISECONDS`).
    SlowLoris(Duration),
    /// Sends the file with other column names (`changed-header`).
    ChangedHeader,
    /// Sends the file with only the first of every twenty rows (`lost-rows`).
    LostRows,
}

/// A fault, for which paths, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRule {
    /// Applies to paths that contain this.
    pub path: String,
    /// What to do.
    pub fault: Fault,
    /// For so many requests; `None` for all.
    pub times: Option<u32>,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, argument) = text.split_once(':').unwrap_or((text, ""));
        let number =
            || argument.parse::<u64>().map_err(|_| format!("`{text}`: a number is missing after `:`"));
        let size = || number().and_then(|bytes| usize::try_from(bytes).map_err(|error| error.to_string()));
        let status = |text: &str| text.parse::<u16>().map_err(|_| format!("`{text}` is no status"));
        Ok(match name {
            "latency" => Self::Latency(Duration::from_millis(number()?)),
            "drop-after" => Self::DropAfter(size()?),
            "cut-without-length" => Self::CutWithoutLength(size()?),
            "wrong-length" => Self::WrongLength,
            "wrong-total" => Self::WrongTotal,
            "corrupt-gzip" => Self::CorruptGzip,
            "gzip-bomb" => Self::GzipBomb(size()?),
            "truncated-file" => Self::TruncatedFile,
            "zip-bomb" => Self::ZipBomb(size()?),
            "corrupt-file" => Self::CorruptFile,
            "html" => Self::Html,
            "status" => Self::Status(status(argument)?),
            "retry-after" => {
                let (code, seconds) = argument.split_once(':').ok_or("retry-after:CODE:SECONDS")?;
                Self::RetryAfter(status(code)?, seconds.parse().map_err(|_| "retry-after:CODE:SECONDS")?)
            }
            "redirect-loop" => Self::RedirectLoop,
            "redirect" => Self::Redirect(argument.to_owned()),
            "slow-loris" => Self::SlowLoris(Duration::from_millis(number()?)),
            "changed-header" => Self::ChangedHeader,
            "lost-rows" => Self::LostRows,
            _ => return Err(format!("`{name}` is no fault")),
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(wait) => write!(formatter, "latency:{}", wait.as_millis()),
            Self::DropAfter(bytes) => write!(formatter, "drop-after:{bytes}"),
            Self::CutWithoutLength(bytes) => write!(formatter, "cut-without-length:{bytes}"),
            Self::WrongLength => formatter.write_str("wrong-length"),
            Self::WrongTotal => formatter.write_str("wrong-total"),
            Self::CorruptGzip => formatter.write_str("corrupt-gzip"),
            Self::GzipBomb(bytes) => write!(formatter, "gzip-bomb:{bytes}"),
            Self::TruncatedFile => formatter.write_str("truncated-file"),
            Self::ZipBomb(bytes) => write!(formatter, "zip-bomb:{bytes}"),
            Self::CorruptFile => formatter.write_str("corrupt-file"),
            Self::Html => formatter.write_str("html"),
            Self::Status(code) => write!(formatter, "status:{code}"),
            Self::RetryAfter(code, seconds) => write!(formatter, "retry-after:{code}:{seconds}"),
            Self::RedirectLoop => formatter.write_str("redirect-loop"),
            Self::Redirect(url) => write!(formatter, "redirect:{url}"),
            Self::SlowLoris(wait) => write!(formatter, "slow-loris:{}", wait.as_millis()),
            Self::ChangedHeader => formatter.write_str("changed-header"),
            Self::LostRows => formatter.write_str("lost-rows"),
        }
    }
}

impl FromStr for FaultRule {
    type Err = String;

    /// `PATH=FAULT` or `PATH=FAULT*TIMES`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (path, fault) =
            text.split_once('=').ok_or_else(|| format!("`{text}` is not PATH=FAULT[*TIMES]"))?;
        let (fault, times) = match fault.rsplit_once('*') {
            Some((fault, times)) => {
                (fault, Some(times.parse().map_err(|_| format!("`{times}` is no count"))?))
            }
            None => (fault, None),
        };
        Ok(Self { path: path.to_owned(), fault: fault.parse()?, times })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_can_be_asked_for_in_words() {
        for text in [
            "latency:20",
            "drop-after:100",
            "cut-without-length:100",
            "wrong-length",
            "wrong-total",
            "corrupt-gzip",
            "gzip-bomb:1000",
            "truncated-file",
            "zip-bomb:1000",
            "corrupt-file",
            "html",
            "status:503",
            "retry-after:429:2",
            "redirect-loop",
            "redirect:https://evil.example/x",
            "slow-loris:5",
            "changed-header",
            "lost-rows",
        ] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
        assert!("drop-after".parse::<Fault>().is_err());
        let rule: FaultRule = "/oes/=retry-after:429:2*3".parse().unwrap();
        assert_eq!(
            rule,
            FaultRule { path: "/oes/".to_owned(), fault: Fault::RetryAfter(429, 2), times: Some(3) }
        );
    }
}
