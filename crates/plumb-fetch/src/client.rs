//! The one HTTP client: who we are, which certificates and which proxy. Redirects are not followed here,
//! because each target is checked against the catalogue first.

use reqwest::{Certificate, Client, Proxy, redirect};

use crate::config::{FetchConfig, ProxyChoice};
use crate::error::FetchError;

/// Builds the client.
pub(crate) fn build(config: &FetchConfig) -> Result<Client, FetchError> {
    // Fails if a provider is already installed, which is as good.
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let client_error = |error: reqwest::Error| FetchError::Client { message: chain(&error) };
    let mut builder = Client::builder()
        .user_agent(user_agent(config)?)
        .connect_timeout(config.timeouts.connect)
        .read_timeout(config.timeouts.idle)
        .redirect(redirect::Policy::none())
        .gzip(true)
        .brotli(true);
    for path in &config.extra_ca_files {
        let pem = std::fs::read(path).map_err(|error| FetchError::io("read", path, error))?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(client_error)?;
        if certificates.is_empty() {
            return Err(FetchError::Client { message: format!("{} holds no certificate", path.display()) });
        }
        builder = builder.tls_certs_merge(certificates);
    }
    builder = match &config.proxy {
        ProxyChoice::Environment => builder,
        ProxyChoice::Direct => builder.no_proxy(),
        ProxyChoice::Url(url) => builder.proxy(Proxy::all(url).map_err(client_error)?),
    };
    builder.build().map_err(client_error)
}

/// `plumb/0.1.0 (contact: data@example.org)`.
fn user_agent(config: &FetchConfig) -> Result<String, FetchError> {
    let Some(contact) = &config.contact else { return Ok(config.product.clone()) };
    let plausible = contact.is_ascii()
        && !contact
            .bytes()
            .any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control() || b"(),;<>".contains(&byte))
        && contact.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && !domain.contains('@')
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
    if !plausible {
        return Err(FetchError::ContactInvalid { contact: contact.clone() });
    }
    Ok(format!("{} (contact: {contact})", config.product))
}

/// An error with all its causes in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let message = inner.to_string();
        if !text.contains(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(contact: &str) -> Result<String, FetchError> {
        user_agent(&FetchConfig {
            contact: Some(contact.to_owned()),
            product: "plumb/1.0".to_owned(),
            ..FetchConfig::new("unused")
        })
    }

    #[test]
    fn the_contact_is_checked_and_sent() {
        assert_eq!(agent("data@example.org").unwrap(), "plumb/1.0 (contact: data@example.org)");
        for wrong in ["", "data", "@example.org", "a@b", "a b@example.org", "a@b@c.d", "x@y.z\r\nHost: evil"]
        {
            assert!(matches!(agent(wrong), Err(FetchError::ContactInvalid { .. })), "{wrong}");
        }
    }
}
