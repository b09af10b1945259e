//! Just enough of HTTP/1.1 to serve files and to break each rule on purpose.

use std::fmt::Write as _;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// A request, read in full.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) method: String,
    /// The path, percent-decoded, without the query.
    pub(super) path: String,
    pub(super) query: String,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Incoming {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Reads one request; `None` if the client is gone.
    pub(super) async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if bytes.len() > 64 * 1024 || stream.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut body = bytes.split_off(end + 4);
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        // A proxy is asked for whole URLs.
        let target = match target.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => target,
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut incoming = Self {
            method: method.to_owned(),
            path: percent_decode(path),
            query: query.to_owned(),
            headers,
            body: Vec::new(),
        };
        let length: usize =
            incoming.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while body.len() < length.min(10_000_000) {
            if stream.read_buf(&mut body).await? == 0 {
                return Ok(None);
            }
        }
        incoming.body = body;
        Ok(Some(incoming))
    }

    /// A value of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(found, _)| *found == name)
            .map(|(_, value)| percent_decode(value))
    }
}

/// An answer before it is written.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// The length to announce, if not that of the body.
    pub(super) announced: Option<usize>,
    /// No length is announced: the body ends with the connection.
    pub(super) no_length: bool,
    /// No body follows although its length is announced (HEAD).
    pub(super) head_only: bool,
}

impl Outgoing {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", content_type.to_owned())],
            body: body.into(),
            ..Self::default()
        }
    }

    pub(super) fn page(status: u16, title: &str) -> Self {
        let body = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        );
        Self::new(status, "text/html; charset=utf-8", body)
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Writes the head.
    pub(super) async fn write_head<S: AsyncWrite + Unpin>(&self, stream: &mut S) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if self.no_length {
            head.push_str("Connection: close\r\n");
        } else if self.status != 304 {
            let _ = write!(head, "Content-Length: {}\r\n", self.announced.unwrap_or(self.body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await
    }

    /// Bytes of the body that follow the head.
    pub(super) fn sent_body(&self) -> &[u8] {
        if self.head_only || self.status == 304 { &[] } else { &self.body }
    }
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        304 => "Not Modified",
        403 => "Forbidden",
        404 => "Not Found",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Other",
    }
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let decoded = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| byte == b'%');
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
