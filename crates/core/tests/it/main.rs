//! What is true, told from outside: one module per file of the crate.

mod canonical;
mod id;
mod money;
mod time;
mod wording;
