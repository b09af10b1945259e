//! Politeness: for each host an interval between requests and a bound on how many run at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::catalogue::{Catalogue, Contact};
use crate::clock::Clock;
use crate::error::FetchError;

/// A host's gate and rules.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) name: String,
    contact: Contact,
    redirects_to: Vec<String>,
    gate: Arc<Gate>,
}

#[derive(Debug)]
struct Gate {
    interval: Duration,
    concurrency: usize,
    permits: Arc<Semaphore>,
    next: Mutex<Option<Timestamp>>,
    blocked_until: Mutex<Option<Timestamp>>,
}

/// All hosts, and the mirror that stands in for them where one is set.
#[derive(Debug)]
pub(crate) struct Hosts {
    by_name: HashMap<String, Host>,
    base_url: Option<Url>,
    contact_known: bool,
}

impl Hosts {
    pub(crate) fn new(catalogue: &Catalogue, base_url: Option<Url>, contact_known: bool) -> Self {
        let mirror = &catalogue.mirror;
        let mirror_gate = Arc::new(Gate::new(mirror.requests_per_second, mirror.concurrency));
        let by_name = catalogue
            .hosts
            .iter()
            .map(|(name, rules)| {
                let gate = if base_url.is_some() {
                    Arc::clone(&mirror_gate)
                } else {
                    Arc::new(Gate::new(rules.requests_per_second, rules.concurrency))
                };
                let host = Host {
                    name: name.clone(),
                    contact: rules.contact,
                    redirects_to: rules.redirects_to.clone(),
                    gate,
                };
                (name.clone(), host)
            })
            .collect();
        Self { by_name, base_url, contact_known }
    }

    /// The host of a publisher's URL, if we may ask it.
    pub(crate) fn host(&self, url: &Url) -> Result<&Host, FetchError> {
        let name = url.host_str().unwrap_or_default();
        let host = self
            .by_name
            .get(name)
            .ok_or_else(|| FetchError::UnknownHost { url: url.to_string(), host: name.to_owned() })?;
        if host.contact == Contact::Required && !self.contact_known {
            return Err(FetchError::ContactMissing { host: name.to_owned() });
        }
        Ok(host)
    }

    /// Where a publisher's URL is really fetched from.
    pub(crate) fn effective(&self, url: &Url) -> Url {
        let Some(base) = &self.base_url else { return url.clone() };
        let mut effective = base.clone();
        effective.set_path(&format!("{}{}", base.path().trim_end_matches('/'), url.path()));
        effective.set_query(url.query());
        effective
    }
}

impl Host {
    /// Whether a request that was made for this host may follow a redirect to `target`.
    pub(crate) fn may_redirect(&self, from: &Url, target: &Url) -> bool {
        let same_origin = target.scheme() == from.scheme()
            && target.host_str() == from.host_str()
            && target.port_or_known_default() == from.port_or_known_default();
        if same_origin {
            return true;
        }
        let name = target.host_str().unwrap_or_default();
        target.scheme() == "https"
            && target.port_or_known_default() == Some(443)
            && (name == self.name || self.redirects_to.iter().any(|allowed| allowed == name))
    }

    /// Waits for a turn; the turn lasts until the permit is dropped. There is none while the server wants to
    /// be left alone for longer than we wait.
    pub(crate) async fn turn(&self, clock: &dyn Clock) -> Result<OwnedSemaphorePermit, FetchError> {
        let permit = Arc::clone(&self.gate.permits)
            .acquire_owned()
            .await
            .map_err(|error| FetchError::Task { cause: error.to_string() })?;
        let blocked_until = *self.gate.blocked_until.lock().unwrap_or_else(PoisonError::into_inner);
        let left = blocked_until.map(|until| clock.now().duration_until(until));
        // More than days were never asked for: the clock was set back.
        if let Some(left) =
            left.filter(|left| left.is_positive() && *left < SignedDuration::from_hours(7 * 24))
        {
            return Err(FetchError::RateLimited {
                url: format!("https://{}/", self.name),
                wait_seconds: left.unsigned_abs().as_secs(),
            });
        }
        let wait = self.gate.reserve(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        Ok(permit)
    }

    /// Refuses everybody for as long, because the server asked for it and it is too long to wait.
    pub(crate) fn block(&self, now: Timestamp, duration: Duration) {
        let until = now.saturating_add(duration).unwrap_or(now);
        *self.gate.blocked_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// Lets nobody through for as long, because the server asked for it.
    pub(crate) fn hold(&self, now: Timestamp, duration: Duration) {
        let mut next = self.gate.next.lock().unwrap_or_else(PoisonError::into_inner);
        let until = now.saturating_add(duration).unwrap_or(now);
        *next = Some(next.map_or(until, |next| next.max(until)));
    }
}

impl Gate {
    fn new(requests_per_second: f64, concurrency: usize) -> Self {
        Self {
            interval: Duration::from_secs_f64(1.0 / requests_per_second.max(0.000_1)),
            concurrency,
            permits: Arc::new(Semaphore::new(concurrency)),
            next: Mutex::new(None),
            blocked_until: Mutex::new(None),
        }
    }

    /// Takes the next free moment and returns how long it is until then.
    fn reserve(&self, now: Timestamp) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not stop us for years: no honest wait is longer than this.
        let queue = self.interval.saturating_mul(u32::try_from(self.concurrency).unwrap_or(u32::MAX));
        let longest =
            SignedDuration::try_from(queue.max(Duration::from_mins(10))).unwrap_or(SignedDuration::MAX);
        let slot = next.filter(|&slot| slot > now && now.duration_until(slot) <= longest).unwrap_or(now);
        *next = Some(slot.saturating_add(self.interval).unwrap_or(slot));
        Duration::try_from(now.duration_until(slot)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_keep_the_interval_and_survive_a_clock_set_back() {
        let gate = Gate::new(1.0, 1);
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        assert_eq!(gate.reserve(now), Duration::ZERO);
        assert_eq!(gate.reserve(now), Duration::from_secs(1));
        assert_eq!(gate.reserve(now), Duration::from_secs(2));
        let years_back: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(gate.reserve(years_back), Duration::ZERO);
        assert_eq!(gate.reserve(years_back), Duration::from_secs(1));
    }
}
