//! A local origin that serves the publishers' files under the publishers' paths, behaves like their
//! servers, and misbehaves on request, down to single bytes. See [`Origin`].

mod api;
mod content;
mod fault;
mod http;
mod made_up;
mod mutate;
mod run;
mod server;
mod tls;

pub use fault::{Fault, FaultRule};
pub use run::{OriginOptions, run};
pub use server::{Logged, Origin, OriginConfig, RateLimit};
