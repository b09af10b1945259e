//! One attempt at one URL: headers out, redirects checked, status judged. The body is next door.

use std::io::ErrorKind;
use std::time::Duration;

use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, LOCATION, RANGE, RETRY_AFTER,
};
use reqwest::{Response, StatusCode, Url};

use super::body::{Arrived, BodyPlan};
use super::fetch::Fetcher;
use super::partial::Partial;
use crate::cache::Provenance;
use crate::catalogue::Request;
use crate::client::chain;
use crate::error::FetchError;
use crate::hosts::Host;
use crate::retry::parse_retry_after;

/// What one attempt brought.
#[derive(Debug)]
pub(super) enum Reply {
    /// 304.
    NotModified,
    /// 404 or 410.
    Missing,
    /// A complete body.
    Arrived(Arrived),
}

/// A failed attempt, with the wait that the server asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: FetchError,
    pub(crate) retry_after: Option<Duration>,
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self { error, retry_after: None }
    }
}

impl Fetcher {
    /// One attempt, within the time for a whole attempt.
    pub(super) async fn attempt(
        &self,
        request: &Request,
        url: &Url,
        known: Option<&Provenance>,
        partial: &Partial,
    ) -> Result<Reply, Failure> {
        let host = self.hosts.host(url)?;
        let _turn = host.turn(&*self.clock).await?;
        let effective = self.hosts.effective(url);
        let attempt = self.attempt_in_time(request, host, &effective, known, partial);
        match tokio::time::timeout(self.config.timeouts.whole, attempt).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Timeout { url: effective.to_string(), phase: "whole request" }.into()),
        }
    }

    async fn attempt_in_time(
        &self,
        request: &Request,
        host: &Host,
        url: &Url,
        known: Option<&Provenance>,
        partial: &Partial,
    ) -> Result<Reply, Failure> {
        // Packed files cannot be packed further, and a range of one encoding is no range of another.
        let packed = request.format.is_zip();
        let mut headers = HeaderMap::new();
        if packed {
            headers.insert(ACCEPT_ENCODING, header("identity"));
        }
        if let Some(known) = known {
            if let Some(etag) = &known.etag {
                headers.insert(IF_NONE_MATCH, header(etag));
            } else if let Some(date) = &known.last_modified {
                headers.insert(IF_MODIFIED_SINCE, header(date));
            }
        }
        let resume = if packed { partial.resumable(url.as_str()) } else { None };
        if let Some((validator, bytes)) = &resume {
            headers.insert(RANGE, header(&format!("bytes={bytes}-")));
            headers.insert(IF_RANGE, header(validator));
        }
        let response = self.send_following(host, url, headers).await?;
        let arrived_from = response.url().clone();
        match response.status() {
            StatusCode::NOT_MODIFIED if known.is_some() => Ok(Reply::NotModified),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Reply::Missing),
            StatusCode::OK => {
                let plan = self.plan(request, host, &response, &arrived_from, url, 0);
                Ok(Reply::Arrived(self.receive(&plan, request, response, partial).await?))
            }
            StatusCode::PARTIAL_CONTENT => {
                let asked = resume.map(|(_, bytes)| bytes);
                let sent = content_range(response.headers());
                let Some((start, total)) = sent.filter(|(first, _)| Some(*first) == asked) else {
                    partial.remove()?;
                    let cause = "it sent another range than asked for".to_owned();
                    return Err(FetchError::Truncated { url: url.to_string(), received: 0, cause }.into());
                };
                let mut plan = self.plan(request, host, &response, &arrived_from, url, start);
                plan.total = total.or(plan.total);
                Ok(Reply::Arrived(self.receive(&plan, request, response, partial).await?))
            }
            StatusCode::RANGE_NOT_SATISFIABLE => {
                partial.remove()?;
                let cause = "it refused the range".to_owned();
                Err(FetchError::Truncated { url: url.to_string(), received: 0, cause }.into())
            }
            status => Err(self.refusal(host, url, status, response.headers())),
        }
    }

    /// What a status means that is neither success nor absence.
    pub(crate) fn refusal(&self, host: &Host, url: &Url, status: StatusCode, headers: &HeaderMap) -> Failure {
        let url = url.to_string();
        if status == StatusCode::FORBIDDEN {
            return FetchError::Forbidden { url }.into();
        }
        let now = self.clock.now();
        let retry_after = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| parse_retry_after(value, now));
        if let Some(wait) = retry_after {
            if wait > self.config.retry.max_retry_after {
                host.block(now, wait);
                return FetchError::RateLimited { url, wait_seconds: wait.as_secs() }.into();
            }
            host.hold(now, wait);
        }
        Failure { error: FetchError::Status { url, status: status.as_u16() }, retry_after }
    }

    fn plan(
        &self,
        request: &Request,
        host: &Host,
        response: &Response,
        arrived_from: &Url,
        asked: &Url,
        resumed: u64,
    ) -> BodyPlan {
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        BodyPlan {
            host: host.name.clone(),
            asked: asked.to_string(),
            from: arrived_from.to_string(),
            resumed,
            // Absent where the body was encoded and is decoded on the way.
            total: text(CONTENT_LENGTH)
                .and_then(|length| length.parse::<u64>().ok())
                .map(|declared| declared.saturating_add(resumed)),
            etag: text(ETAG),
            last_modified: text(LAST_MODIFIED),
            content_type: text(CONTENT_TYPE)
                .and_then(|value| value.split(';').next().map(|name| name.trim().to_ascii_lowercase())),
            rules: self.formats.get(&request.format).cloned(),
        }
    }

    /// Sends, and follows redirects to hosts that the catalogue allows.
    async fn send_following(
        &self,
        host: &Host,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<Response, FetchError> {
        let mut target = url.clone();
        for _hop in 0..=self.config.max_redirects {
            let response = self
                .client
                .get(target.clone())
                .headers(headers.clone())
                .send()
                .await
                .map_err(|error| transport_error(&target, &error, 0))
                .inspect_err(|error| self.count_request(&host.name, error.kind()))?;
            self.count_request(&host.name, response.status().as_str());
            tracing::debug!(http.url = %target, http.status = response.status().as_u16(), "answered");
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return Ok(response);
            }
            let next = response
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok())
                .and_then(|location| target.join(location).ok());
            let Some(next) = next else {
                return Err(FetchError::Status {
                    url: target.to_string(),
                    status: response.status().as_u16(),
                });
            };
            if !host.may_redirect(&target, &next) {
                return Err(FetchError::RedirectRefused {
                    url: url.to_string(),
                    target: next.host_str().unwrap_or_default().to_owned(),
                });
            }
            target = next;
        }
        Err(FetchError::TooManyRedirects { url: url.to_string(), hops: self.config.max_redirects + 1 })
    }

    pub(crate) fn count_request(&self, host: &str, status: &str) {
        self.metrics.add("plumb_fetch_requests_total", &[("host", host), ("status", status)], 1.0);
    }
}

/// Names what the HTTP stack ran into.
pub(crate) fn transport_error(url: &Url, error: &reqwest::Error, received: u64) -> FetchError {
    let url = url.to_string();
    if error.is_timeout() {
        let phase = if error.is_connect() { "connect" } else { "no data" };
        return FetchError::Timeout { url, phase };
    }
    let cause = chain(error);
    // A broken connection under a decoder is reported by the decoder.
    let mut connection_broke = !error.is_decode();
    let mut inner = std::error::Error::source(error);
    while let Some(link) = inner {
        if is_about_tls(link) {
            return FetchError::Tls { url, cause };
        }
        connection_broke |= link.downcast_ref::<std::io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                ErrorKind::UnexpectedEof
                    | ErrorKind::ConnectionReset
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::BrokenPipe
            )
        });
        inner = link.source();
    }
    if error.is_connect() {
        FetchError::Connect { url, cause }
    } else if connection_broke {
        FetchError::Truncated { url, received, cause }
    } else {
        FetchError::Encoding { url, cause }
    }
}

/// Whether an error comes from TLS, however often it is wrapped.
fn is_about_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<rustls::Error>()
        || error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .is_some_and(|inner| is_about_tls(inner))
}

/// The first byte of a range that was sent, and the size of the whole file where it is told.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let value = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = value.strip_prefix("bytes ")?.split_once('/')?;
    Some((range.split('-').next()?.parse().ok()?, total.parse().ok()))
}

/// A header value of text that we made or that a server sent us as a header.
fn header(text: &str) -> reqwest::header::HeaderValue {
    reqwest::header::HeaderValue::from_str(text)
        .unwrap_or_else(|_| reqwest::header::HeaderValue::from_static(""))
}
