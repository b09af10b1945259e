//! When to refresh and whom to tell: the steward's `refresh.toml`, and the arithmetic of cron expressions.
//! Knows no clock: the moment is always an argument.

mod cron;
mod due;
mod settings;

pub use cron::CronExpression;
pub use due::{Due, WatchState};
pub use settings::{CommandHook, Occasion, RefreshSettings, ScheduleEntry, WatchSettings, Webhook};
