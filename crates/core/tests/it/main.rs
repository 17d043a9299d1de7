//! What is true, told from outside: one module per file of the crate.

mod calendar;
mod canonical;
mod capital;
mod id;
mod money;
mod programme;
mod time;
mod wording;
