//! Notices of every way of speaking against what they state.

mod expected;
mod notices;
mod phrases;
mod robustness;
mod statements;
