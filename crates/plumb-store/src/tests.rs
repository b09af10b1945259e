//! Tests of the crate: round trips, crashes, readers beside a writer, damage.

mod crashes;
mod embedded_set;
mod files;
mod joining;
mod killed;
mod publishing;
mod round_trips;
mod sample;
mod streams;
mod upgrades;
