//! The crate's tests against real documents: every letter is rendered and read back.

mod docx;
mod extent;
mod files;
mod letters;
mod package;
mod qr;
mod samples;
mod sniff;
mod text;
mod xlsx;
mod zip;
