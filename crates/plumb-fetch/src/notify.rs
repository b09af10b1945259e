//! Tells an address of the operator's about a run: one JSON document by POST, through the one client.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;

use crate::client::chain;
use crate::error::FetchError;
use crate::fetcher::Fetcher;
use crate::schedule::Webhook;

/// Of the answer no more is read than this; its content is of no interest.
const ANSWER_READ_BYTES: usize = 65_536;

impl Fetcher {
    /// Posts a JSON document to a webhook; errors of the network and of the server are repeated with growing waits.
    ///
    /// # Errors
    /// [`FetchError::Webhook`], which names the host and not the rest of the address.
    pub async fn notify(&self, webhook: &Webhook, document: &str) -> Result<(), FetchError> {
        let mut attempt = 1;
        loop {
            let Err((cause, may_help)) = self.post_document(webhook, document).await else {
                tracing::info!(host = webhook.url.host_str(), attempt, "webhook told");
                return Ok(());
            };
            if !may_help || attempt >= webhook.attempts {
                let host = webhook.url.host_str().unwrap_or_default().to_owned();
                return Err(FetchError::Webhook { host, attempts: attempt, cause });
            }
            let wait = self.backoff(attempt);
            tracing::info!(host = webhook.url.host_str(), cause, "will tell the webhook again");
            self.clock.sleep(wait).await;
            attempt += 1;
        }
    }

    /// One attempt; the error says whether another one may help.
    async fn post_document(&self, webhook: &Webhook, document: &str) -> Result<(), (String, bool)> {
        let exchange = async {
            let mut answer = self
                .client
                .post(webhook.url.clone())
                .header(CONTENT_TYPE, "application/json")
                .body(document.to_owned())
                .send()
                .await
                .map_err(|error| (chain(&error.without_url()), true))?;
            let status = answer.status();
            // The connection can be used again if the answer was read.
            let mut read = 0;
            while let Ok(Some(piece)) = answer.chunk().await {
                read += piece.len();
                if read > ANSWER_READ_BYTES {
                    break;
                }
            }
            let again = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
            if status.is_success() {
                Ok(())
            } else {
                Err((format!("it answered {}", status.as_u16()), again))
            }
        };
        match tokio::time::timeout(webhook.timeout, exchange).await {
            Ok(result) => result,
            Err(_) => Err((format!("no answer within {}", in_seconds(webhook.timeout)), true)),
        }
    }
}

fn in_seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs())
}
