//! Kexiang 科项: one binary that serves pages and the JSON interface, works on jobs, and is administered on the command
//! line. `actions` holds one function per verb; everything else translates.

pub mod actions;
pub mod api;
pub mod assets;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod jobs;
pub mod letter;
pub mod locale;
pub mod metrics;
pub mod passwords;
pub mod programmes;
pub mod seal;
pub mod secret;
pub mod sheet;
pub mod state;
pub mod telemetry;
pub mod web;
