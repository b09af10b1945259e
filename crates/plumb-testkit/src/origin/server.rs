//! The server: one task a connection, every request logged.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::api::Api;
use super::content::{Page, Site};
use super::fault::{Fault, FaultRule};
use super::http::{Incoming, Outgoing};
use super::{mutate, tls};
use crate::generate;

const LAST_MODIFIED: &str = "Fri, 15 May 2026 14:00:00 GMT";
const API_PATH: &str = "/publicAPI/v2/timeseries/data/";

/// How an origin is set up. `OriginConfig::default()` serves generated files on a free port.
#[derive(Debug, Clone)]
pub struct OriginConfig {
    /// Port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// A folder laid out like `../shared/data`; `None` for generated files.
    pub data: Option<PathBuf>,
    /// Serve over TLS with a certificate of an unknown authority.
    pub tls: bool,
    /// Refuse requests more frequent than this with 429.
    pub rate_limit: Option<RateLimit>,
    /// Keys that the API knows.
    pub api_keys: Vec<String>,
    /// Daily queries of the API with and without a key.
    pub api_queries_per_day: (u32, u32),
    /// Faults from the start.
    pub faults: Vec<FaultRule>,
}

impl Default for OriginConfig {
    fn default() -> Self {
        Self {
            port: 0,
            data: None,
            tls: false,
            rate_limit: None,
            api_keys: Vec::new(),
            api_queries_per_day: (500, 25),
            faults: Vec::new(),
        }
    }
}

/// So many requests in so much time.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    /// Requests.
    pub requests: usize,
    /// Time.
    pub per: Duration,
    /// What `Retry-After` says, in seconds.
    pub retry_after_seconds: u32,
}

/// One request as the origin saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// `GET` and so on.
    pub method: String,
    /// The path, percent-decoded.
    pub path: String,
    /// The client's name for itself.
    pub user_agent: String,
    /// The range asked for.
    pub range: Option<String>,
    /// Whether it came with `If-None-Match` or `If-Modified-Since`.
    pub conditional: bool,
    /// The answer.
    pub status: u16,
    /// Bytes of the body that were to be sent.
    pub body_bytes: usize,
    /// The fault that was applied.
    pub fault: Option<String>,
}

/// A running origin; it stops when it is dropped.
#[derive(Debug)]
pub struct Origin {
    address: SocketAddr,
    tls: bool,
    authority_pem: Option<String>,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    config: OriginConfig,
    site: Site,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    log: Vec<Logged>,
    in_progress: usize,
    peak: usize,
    faults: Vec<FaultRule>,
    recent: VecDeque<Instant>,
    api: Api,
    api_answer: Option<String>,
}

impl Origin {
    /// Starts an origin on 127.0.0.1.
    ///
    /// # Errors
    /// If the port is taken or the certificates cannot be made.
    pub async fn start(config: OriginConfig) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let address = listener.local_addr()?;
        let (acceptor, authority_pem) = if config.tls {
            let (acceptor, pem) = tls::acceptor()?;
            (Some(acceptor), Some(pem))
        } else {
            (None, None)
        };
        let site = config.data.as_ref().map_or_else(Site::generated, |data| Site::of_folder(data));
        let state = State { faults: config.faults.clone(), ..State::default() };
        let tls = config.tls;
        let shared = Arc::new(Shared { config, site, state: Mutex::new(state) });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let (shared, acceptor) = (Arc::clone(&serving), acceptor.clone());
                tokio::spawn(async move {
                    // A client that leaves is no concern of the origin.
                    let _gone = match acceptor {
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => shared.serve(stream).await,
                            Err(error) => Err(error),
                        },
                        None => shared.serve(stream).await,
                    };
                });
            }
        });
        Ok(Self { address, tls, authority_pem, shared, task })
    }

    /// The base URL, such as `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.address)
    }

    /// The certificate of the authority behind TLS, as PEM.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    /// Misbehaves from now on for paths that contain `path`; `times` bounds how often.
    pub fn fault(&self, path: &str, fault: Fault, times: Option<u32>) {
        self.shared.state().faults.push(FaultRule { path: path.to_owned(), fault, times });
    }

    /// Behaves again.
    pub fn clear_faults(&self) {
        self.shared.state().faults.clear();
    }

    /// Serves these bytes under a path from now on.
    pub fn put(&self, path: &str, bytes: Vec<u8>) {
        self.shared.site.put_guessed(path, bytes);
    }

    /// No longer serves a path.
    pub fn remove(&self, path: &str) {
        self.shared.site.remove(path);
    }

    /// The bytes under a path; `None` if there are none.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.shared.site.page(path).map(|page| page.bytes.to_vec())
    }

    /// Every path that is served, sorted.
    pub fn paths(&self) -> Vec<String> {
        self.shared.site.paths()
    }

    /// Every request since the start or since the log was last taken.
    pub fn take_log(&self) -> Vec<Logged> {
        std::mem::take(&mut self.shared.state().log)
    }

    /// Makes the API give this answer to every query; `None` makes it think again.
    pub fn set_api_answer(&self, answer: Option<String>) {
        self.shared.state().api_answer = answer;
    }

    /// The most requests that were answered at the same time.
    pub fn peak_concurrency(&self) -> usize {
        self.shared.state().peak
    }

    /// Queries that the API let through.
    pub fn api_queries(&self) -> u32 {
        self.shared.state().api.total()
    }

    /// Serves until the process ends.
    pub(super) async fn serve_forever(&mut self) {
        let _ended = (&mut self.task).await;
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Counts a request as being answered until it is dropped.
struct Busy<'a>(&'a Shared);

impl<'a> Busy<'a> {
    fn new(shared: &'a Shared) -> Self {
        let mut state = shared.state();
        state.in_progress += 1;
        state.peak = state.peak.max(state.in_progress);
        drop(state);
        Self(shared)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.state().in_progress -= 1;
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, mut stream: S) -> io::Result<()> {
        while let Some(request) = Incoming::read(&mut stream).await? {
            let fault = self.next_fault(&request.path);
            let _busy = Busy::new(self);
            if let Some(Fault::Latency(wait)) = fault {
                tokio::time::sleep(wait).await;
            }
            let answer = self.answer(&request, fault.as_ref());
            if !request.path.starts_with("/_origin/") {
                self.state().log.push(Logged {
                    method: request.method.clone(),
                    path: request.path.clone(),
                    user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
                    range: request.header("range").map(str::to_owned),
                    conditional: request
                        .header("if-none-match")
                        .or(request.header("if-modified-since"))
                        .is_some(),
                    status: answer.status,
                    body_bytes: answer.sent_body().len(),
                    fault: fault.as_ref().map(Fault::to_string),
                });
            }
            answer.write_head(&mut stream).await?;
            let body = answer.sent_body();
            match fault {
                Some(Fault::DropAfter(bytes)) if body.len() > bytes => {
                    stream.write_all(&body[..bytes]).await?;
                    stream.flush().await?;
                    return stream.shutdown().await;
                }
                Some(Fault::SlowLoris(pause)) => {
                    for byte in body {
                        stream.write_all(&[*byte]).await?;
                        stream.flush().await?;
                        tokio::time::sleep(pause).await;
                    }
                }
                _ => stream.write_all(body).await?,
            }
            stream.flush().await?;
            if answer.announced.is_some() || answer.no_length {
                return stream.shutdown().await;
            }
        }
        Ok(())
    }

    /// The fault for a path, counted down.
    fn next_fault(&self, path: &str) -> Option<Fault> {
        let mut state = self.state();
        let rule = state.faults.iter_mut().find(|rule| {
            path.contains(&rule.path) && rule.times != Some(0) && !path.starts_with("/_origin/")
        })?;
        if let Some(times) = &mut rule.times {
            *times -= 1;
        }
        Some(rule.fault.clone())
    }

    fn answer(&self, request: &Incoming, fault: Option<&Fault>) -> Outgoing {
        if request.path.starts_with("/_origin/") {
            return self.control(request);
        }
        let bls = ["/oes/", "/emp/", "/soc/", "/cew/", "/publicAPI/", "/pub/"];
        let contact = request.header("user-agent").is_some_and(|agent| agent.contains('@'));
        if bls.iter().any(|prefix| request.path.starts_with(prefix)) && !contact {
            return Outgoing::page(403, "Access Denied");
        }
        if let Some(limit) = self.over_limit() {
            return Outgoing::page(429, "Too Many Requests").with("Retry-After", limit.to_string());
        }
        match fault {
            Some(Fault::Status(status)) => return Outgoing::page(*status, "Error"),
            Some(Fault::RetryAfter(status, seconds)) => {
                return Outgoing::page(*status, "Slow down").with("Retry-After", seconds.to_string());
            }
            Some(Fault::Html) => return Outgoing::page(200, "Page not found"),
            Some(Fault::RedirectLoop) => {
                return Outgoing::page(302, "Moved").with("Location", request.path.replace(' ', "%20"));
            }
            Some(Fault::Redirect(url)) => return Outgoing::page(302, "Moved").with("Location", url.as_str()),
            _ => {}
        }
        if request.path == API_PATH {
            let mut state = self.state();
            let answer = if let Some(answer) = &state.api_answer {
                answer.clone()
            } else {
                let config = &self.config;
                state.api.answer(&request.body, &config.api_keys, config.api_queries_per_day).to_string()
            };
            return Outgoing::new(200, "application/json", answer);
        }
        let Some(page) = self.site.page(&request.path) else {
            // BLS answers a page with status 200 for archives of years to come.
            let soft = request.path.starts_with("/oes/");
            return Outgoing::page(if soft { 200 } else { 404 }, "Page not found");
        };
        let mut answer = match fault {
            Some(fault) => spoiled(&page, fault),
            None => None,
        }
        .unwrap_or_else(|| file(&page, request, fault == Some(&Fault::WrongTotal)));
        answer.head_only = request.method == "HEAD";
        answer
    }

    fn over_limit(&self) -> Option<u32> {
        let limit = self.config.rate_limit?;
        let mut state = self.state();
        let now = Instant::now();
        while state.recent.front().is_some_and(|&at| now.duration_since(at) > limit.per) {
            state.recent.pop_front();
        }
        if state.recent.len() >= limit.requests {
            return Some(limit.retry_after_seconds);
        }
        state.recent.push_back(now);
        None
    }

    /// `/_origin/fault?path=P&fault=F&times=N`, `/_origin/clear`, `/_origin/paths` and `/_origin/log`.
    fn control(&self, request: &Incoming) -> Outgoing {
        let text = match request.path.as_str() {
            "/_origin/fault" => {
                let fault = request.parameter("fault").unwrap_or_default();
                let times = request.parameter("times").map(|times| format!("*{times}")).unwrap_or_default();
                let path = request.parameter("path").unwrap_or_default();
                match format!("{path}={fault}{times}").parse::<FaultRule>() {
                    Ok(rule) => {
                        self.state().faults.push(rule);
                        "ok\n".to_owned()
                    }
                    Err(message) => return Outgoing::new(400, "text/plain", message),
                }
            }
            "/_origin/clear" => {
                self.state().faults.clear();
                "ok\n".to_owned()
            }
            "/_origin/paths" => self.site.paths().join("\n") + "\n",
            "/_origin/log" => self.state().log.iter().fold(String::new(), |mut text, entry| {
                let Logged { method, path, status, body_bytes, .. } = entry;
                let _ = writeln!(text, "{method}\t{path}\t{status}\t{body_bytes}");
                text
            }),
            _ => return Outgoing::new(404, "text/plain", "no such control\n"),
        };
        Outgoing::new(200, "text/plain", text)
    }
}

/// The file as a well-behaved server sends it: whole, a range of it, or not at all because it is the same.
fn file(page: &Page, request: &Incoming, wrong_total: bool) -> Outgoing {
    let base = |status, body: &[u8]| {
        Outgoing::new(status, page.content_type, body)
            .with("ETag", page.etag.as_str())
            .with("Last-Modified", LAST_MODIFIED)
            .with("Accept-Ranges", "bytes")
    };
    let same = match request.header("if-none-match") {
        Some(tags) => tags.split(',').any(|tag| tag.trim() == page.etag || tag.trim() == "*"),
        None => request.header("if-modified-since") == Some(LAST_MODIFIED),
    };
    if same {
        return base(304, &[]);
    }
    let takes_gzip = request.header("accept-encoding").is_some_and(|names| names.contains("gzip"));
    if takes_gzip && page.content_type.starts_with("text/") {
        return base(200, &gzip(&page.bytes)).with("Content-Encoding", "gzip");
    }
    let condition = request.header("if-range").is_none_or(|tag| tag == page.etag || tag == LAST_MODIFIED);
    let Some(range) =
        request.header("range").and_then(|range| range.strip_prefix("bytes=")).filter(|_| condition)
    else {
        return base(200, &page.bytes);
    };
    let (first, last) = range.split_once('-').unwrap_or((range, ""));
    let total = page.bytes.len();
    let last = last.parse().unwrap_or(total.saturating_sub(1)).min(total.saturating_sub(1));
    match first.parse::<usize>() {
        Ok(first) if first <= last && first < total => base(206, &page.bytes[first..=last]).with(
            "Content-Range",
            format!("bytes {first}-{last}/{}", total + usize::from(wrong_total) * 100),
        ),
        _ => Outgoing::page(416, "Range Not Satisfiable").with("Content-Range", format!("bytes */{total}")),
    }
}

/// The file as a broken server sends it; `None` where the fault is not in the content.
fn spoiled(page: &Page, fault: &Fault) -> Option<Outgoing> {
    let whole = |bytes: Vec<u8>| Outgoing::new(200, page.content_type, bytes);
    Some(match fault {
        Fault::CutWithoutLength(bytes) => {
            let mut answer = whole(page.bytes[..page.bytes.len().min(*bytes)].to_vec());
            answer.no_length = true;
            answer
        }
        Fault::WrongLength => {
            let mut answer = whole(page.bytes.to_vec());
            answer.announced = Some(page.bytes.len() + 100);
            answer
        }
        Fault::CorruptGzip => {
            let mut packed = gzip(&page.bytes);
            let middle = packed.len() / 2;
            packed[10..middle].fill(0xFF);
            whole(packed).with("Content-Encoding", "gzip")
        }
        Fault::GzipBomb(bytes) => whole(gzip(&vec![b'a'; *bytes])).with("Content-Encoding", "gzip"),
        Fault::TruncatedFile => whole(page.bytes[..page.bytes.len() / 2].to_vec()),
        Fault::ZipBomb(bytes) => whole(generate::archive(&[("bomb.txt".to_owned(), vec![b'a'; *bytes])])),
        Fault::CorruptFile => {
            let mut bytes = page.bytes.to_vec();
            let middle = bytes.len() / 2;
            let end = (middle + 64).min(bytes.len());
            // Zero bytes: no text has them, and no checksum survives them.
            bytes[middle..end].fill(0);
            whole(bytes)
        }
        Fault::ChangedHeader => whole(mutate::changed_header(&page.bytes)).with("ETag", "\"changed-header\""),
        Fault::LostRows => whole(mutate::lost_rows(&page.bytes)).with("ETag", "\"lost-rows\""),
        _ => return None,
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Memory does not fail to be written to.
    let _written = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
