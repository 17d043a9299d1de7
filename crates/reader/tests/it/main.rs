//! Notices of every way of speaking against what they state.

mod corrections;
mod damage;
mod drafts;
mod edits;
mod expected;
mod notices;
mod phrases;
mod reworded;
mod robustness;
mod statements;
