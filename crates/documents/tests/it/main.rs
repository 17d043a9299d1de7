//! The crate's tests against real documents: every letter is rendered and read back.

mod letters;
mod samples;
